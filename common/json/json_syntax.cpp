#include "json/json_syntax.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include <nlohmann/json.hpp>
#include <simdjson.h>

namespace vhc {
namespace {

// Finds the place of a syntax error, and whether there is one at all.
class PlaceFinder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit PlaceFinder(std::size_t max_depth) : max_depth_(max_depth) {}

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool key(string_t& /*name*/) override { return true; }
  bool start_object(std::size_t /*size*/) override { return enter(); }
  bool start_array(std::size_t /*size*/) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*error*/) override {
    position_ = position == 0 ? 0 : position - 1;
    return false;
  }

  bool too_deep() const { return depth_ > max_depth_; }
  std::size_t position() const { return position_; }

 private:
  bool enter() { return ++depth_ <= max_depth_; }
  bool leave() {
    --depth_;
    return true;
  }
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  std::size_t position_ = 0;
};

// A text whose numbers fit a double and which is JSON exactly when the original is: of each run of digits outside
// strings the first two are kept, which changes neither a leading zero nor where a digit must stand. `origin` gives the
// offset in the original.
struct Shortened {
  std::string text;
  std::vector<std::uint32_t> origin;
};

Shortened with_short_numbers(std::string_view text) {
  constexpr std::size_t kept_digits = 2;
  Shortened out;
  bool in_string = false;
  std::size_t digits = 0;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (!in_string && digits > kept_digits) continue;
    out.text += c;
    out.origin.push_back(i);
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\' && i + 1 < text.size()) {
      out.text += text[++i];  // whatever is escaped, it ends no string
      out.origin.push_back(i);
    }
  }
  out.origin.push_back(static_cast<std::uint32_t>(text.size()));
  return out;
}

// What simdjson refused: nlohmann says where, or that it is JSON after all (a number beyond 64 bits).
Result<void> second_opinion(std::string_view text, simdjson::error_code refusal, const JsonLimits& limits) {
  const std::size_t nul = text.find('\0');  // which nlohmann takes for the end
  const Shortened seen = with_short_numbers(text.substr(0, nul));
  PlaceFinder finder(limits.max_depth);
  const bool accepted = nlohmann::json::sax_parse(seen.text.begin(), seen.text.end(), &finder);
  const std::size_t stopped = seen.origin[std::min(accepted ? seen.text.size() : finder.position(), seen.text.size())];
  if (finder.too_deep())
    return fail(Errc::json_too_deep, {}, "at most " + std::to_string(limits.max_depth) + " levels");
  if (refusal == simdjson::UTF8_ERROR) return fail(Errc::json_utf8, json_place(text, stopped));
  if (!accepted || nul != std::string_view::npos) return fail(Errc::json_syntax, json_place(text, stopped));
  return {};
}

// Cards, headers and bundles are small, and setting up a parser takes as long as reading one of them: each thread keeps
// a parser for such texts. It allows more depth than asked for; the index, which is made next, refuses what is too
// deep.
constexpr std::size_t small_bytes = std::size_t{8} * 1024;
constexpr std::size_t small_depth = 128;

bool is_small(const std::string& text, const JsonLimits& limits) {
  return text.size() <= small_bytes && limits.max_depth < small_depth;
}

simdjson::error_code parse_small(const std::string& text) {
  thread_local simdjson::dom::parser parser;
  if (parser.capacity() < small_bytes) {
    if (const auto failed = parser.allocate(small_bytes, small_depth); failed != simdjson::SUCCESS) return failed;
  }
  return parser.parse(text.data(), text.size()).error();
}

simdjson::error_code parse_large(const std::string& text, const JsonLimits& limits) {
  simdjson::dom::parser parser;
  if (const auto failed = parser.allocate(text.size(), limits.max_depth + 1); failed != simdjson::SUCCESS)
    return failed;
  return parser.parse(text.data(), text.size()).error();
}

}  // namespace

std::string json_place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return "offset " + std::to_string(before.size()) + ", line " + std::to_string(line) + ", column " +
         std::to_string(before.size() - line_start + 1);
}

Result<void> check_json_syntax(const std::string& text, const JsonLimits& limits) {
  const simdjson::error_code refusal = is_small(text, limits) ? parse_small(text) : parse_large(text, limits);
  if (refusal == simdjson::SUCCESS) return {};
  if (refusal == simdjson::MEMALLOC) return fail(Errc::json_too_large);
  return second_opinion(text, refusal, limits);
}

}  // namespace vhc
