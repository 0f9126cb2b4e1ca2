#include "input/result_value.h"

#include <array>
#include <utility>

#include "card/card_text.h"

namespace vhc {
namespace {

// One word for what a code says, where others say the same.
std::string_view meaning_of(std::string_view code) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array same{Pair{"260373001", "positive"}, Pair{"10828004", "positive"},
                            Pair{"11214006", "positive"},  Pair{"260415000", "negative"},
                            Pair{"260385009", "negative"}, Pair{"131194007", "negative"}};
  for (const auto& [known, meaning] : same) {
    if (known == code) return meaning;
  }
  return code;
}

// What the words say, when they are words for a result.
std::string_view code_of_words(const WrittenValue& value, const CodeTables& tables) {
  return tables.result_of_text(value.text);
}

struct Value {
  std::string_view code;
  bool is_known = false;
};

}  // namespace

ResultReading read_result_value(const WrittenResult& result, const CodeTables& tables, bool allow_unknown) {
  if (!result.quantity.empty() || !result.text.empty()) return {.text = result.text, .coded = false};
  std::string_view chosen;
  std::string_view words;
  bool has_unknown = false;
  for (const WrittenValue& value : result.values) {
    const std::string_view said = code_of_words(value, tables);
    const bool is_result = !value.code.empty() && tables.is_result(value.code, !result.strict_values);
    if (!is_result && !value.code.empty()) has_unknown = true;
    const bool counts = !value.code.empty() && (is_result || result.strict_values);
    if (counts && !said.empty() && is_result && meaning_of(said) != meaning_of(value.code)) {
      return {.fault = Errc::in_code_text_mismatch};
    }
    if (counts && !chosen.empty() && meaning_of(chosen) != meaning_of(value.code)) {
      return {.fault = Errc::in_code_conflict};
    }
    if (counts && chosen.empty()) chosen = value.code;
    if (said.empty()) continue;
    if (!words.empty() && meaning_of(words) != meaning_of(said)) return {.fault = Errc::in_code_conflict};
    if (words.empty()) words = said;
  }
  if (chosen.empty() && (result.strict_values || words.empty())) return {.fault = result.value_fault};
  if (chosen.empty()) return {.text = std::string(words)};
  if (!words.empty() && meaning_of(words) != meaning_of(chosen) && !has_unknown) {
    return {.fault = Errc::in_code_text_mismatch};
  }
  if (!tables.is_result(chosen, !result.strict_values)) {
    const bool is_form = chosen.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_form || !allow_unknown) return {.fault = Errc::in_unknown_code};
    return {.text = std::string(chosen), .warning = Errc::in_unknown_code};
  }
  return {.text = std::string(chosen)};
}

}  // namespace vhc
