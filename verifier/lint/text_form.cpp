#include "lint/text_form.h"

#include <algorithm>

namespace vhc {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view white_space = " \t\r\n\f\v";

LintRule rule_of(Errc code) {
  switch (code) {
    case Errc::json_utf8:
      return LintRule::json_utf8;
    case Errc::json_duplicate_name:
      return LintRule::json_duplicate_name;
    case Errc::json_too_deep:
      return LintRule::json_too_deep;
    case Errc::json_too_large:
      return LintRule::json_too_large;
    case Errc::json_byte_order_mark:
      return LintRule::byte_order_mark;
    default:
      return LintRule::json_syntax;
  }
}

}  // namespace

std::string_view without_surroundings(std::string_view text, Around around, const Scope& scope) {
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark) {
    scope.add_at(LintRule::byte_order_mark, "offset 0");
    text.remove_prefix(byte_order_mark.size());
  }
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) {
    scope.add(LintRule::input_empty);
    return {};
  }
  const std::size_t last = text.find_last_not_of(white_space);
  if (around == Around::strict && first > 0) scope.add_at(LintRule::white_space, "offset 0");
  const std::string_view behind = text.substr(last + 1);
  if (around == Around::strict && !behind.empty()) {
    const bool is_line_end = behind == "\n" || behind == "\r\n";
    scope.add_at(is_line_end ? LintRule::final_line_end : LintRule::white_space, "offset " + std::to_string(last + 1));
  }
  return text.substr(first, last - first + 1);
}

std::optional<JsonDocument> read_json(std::string_view text, const JsonLimits& limits, const Scope& scope) {
  auto document = JsonDocument::parse(std::string(text), limits);
  if (document) return *std::move(document);
  const Error& error = document.error();
  if (error.where.empty()) {
    scope.add(rule_of(error.code), error.hint);
  } else {
    scope.add_at(rule_of(error.code), error.where, error.hint);
  }
  return std::nullopt;
}

void note_unknown_members(const JsonValue& object, std::initializer_list<std::string_view> known, LintRule rule,
                          const Scope& scope) {
  for (auto member = object.first(); member; member = member->next()) {
    const bool is_known =
        std::any_of(known.begin(), known.end(), [&member](std::string_view name) { return member->name_is(name); });
    if (!is_known) scope.add(rule, *member);
  }
}

}  // namespace vhc
