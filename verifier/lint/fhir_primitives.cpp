#include "lint/fhir_primitives.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "vhc/time.h"

namespace vhc {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_alphanumeric(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Two digits at `offset`, from `least` to `most`.
bool is_number(std::string_view text, std::size_t offset, int least, int most) {
  if (offset + 2 > text.size() || !is_digit(text[offset]) || !is_digit(text[offset + 1])) return false;
  const int value = (text[offset] - '0') * 10 + (text[offset + 1] - '0');
  return value >= least && value <= most;
}

bool is_zone(std::string_view text) {
  if (text == "Z") return true;
  const bool sign = text.size() == 6 && (text[0] == '+' || text[0] == '-') && text[3] == ':';
  return sign && is_number(text, 1, 0, 14) && is_number(text, 4, 0, 59);
}

bool is_text(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < 0x20 && !is_space(c); });
}

// No white space but single characters of it inside.
bool is_code(std::string_view text) {
  if (is_space(text.front()) || is_space(text.back())) return false;
  return std::adjacent_find(text.begin(), text.end(), [](char a, char b) { return is_space(a) && is_space(b); }) ==
         text.end();
}

bool is_id(std::string_view text) {
  constexpr std::size_t longest = 64;
  return text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_alphanumeric(c) || c == '-' || c == '.'; });
}

bool is_oid(std::string_view text) {
  return text.starts_with("urn:oid:") && text.size() > 9 && text[8] >= '0' && text[8] <= '2' && text[9] == '.' &&
         is_digit(text.back()) && text.find("..") == std::string_view::npos &&
         std::all_of(text.begin() + 8, text.end(), [](char c) { return is_digit(c) || c == '.'; });
}

bool is_uuid(std::string_view text) {
  constexpr std::string_view shape = "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return text.size() == shape.size() && std::equal(text.begin(), text.end(), shape.begin(), [](char c, char wanted) {
           return wanted == 'x' ? is_digit(c) || (c >= 'a' && c <= 'f') : c == wanted;
         });
}

bool is_base64(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || c == '+' || c == '/' || c == '=' || is_space(c); });
}

bool is_integer(std::string_view number, std::int64_t least) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  return error == std::errc{} && end == number.data() + number.size() && value >= least;
}

bool is_date_time(std::string_view text) {
  return is_fhir_date(text) || is_fhir_instant(text);
}

bool has_text_form(std::string_view text, FhirPrimitive type) {
  switch (type) {
    case FhirPrimitive::code:
      return is_code(text);
    case FhirPrimitive::id:
      return is_id(text);
    case FhirPrimitive::oid:
      return is_oid(text);
    case FhirPrimitive::uuid:
      return is_uuid(text);
    case FhirPrimitive::uri:
      return std::none_of(text.begin(), text.end(), is_space);
    case FhirPrimitive::date:
      return is_fhir_date(text);
    case FhirPrimitive::date_time:
      return is_date_time(text);
    case FhirPrimitive::instant:
      return is_fhir_instant(text);
    case FhirPrimitive::time:
      return is_fhir_time(text, Zone::forbidden);
    case FhirPrimitive::base64:
      return is_base64(text);
    case FhirPrimitive::xhtml:
      return text.starts_with("<div");
    default:
      return is_text(text);
  }
}

}  // namespace

bool is_fhir_date(std::string_view text) {
  constexpr std::size_t year = 4;
  constexpr std::size_t month = 7;
  constexpr std::size_t day = 10;
  if (text.size() < year || !std::all_of(text.begin(), text.begin() + year, is_digit) || text.starts_with("0000")) {
    return false;
  }
  if (text.size() == year) return true;
  if (text.size() == month) return text[year] == '-' && is_number(text, year + 1, 1, 12);
  return text.size() == day && parse_date(text);
}

bool is_fhir_time(std::string_view text, Zone zone) {
  constexpr std::size_t seconds_end = 8;
  const bool hours = is_number(text, 0, 0, 23) && is_number(text, 3, 0, 59) && is_number(text, 6, 0, 60);
  if (!hours || text[2] != ':' || text[5] != ':') return false;
  std::string_view rest = text.substr(seconds_end);
  if (rest.starts_with('.')) {
    const std::size_t end = std::min(rest.find_first_not_of("0123456789", 1), rest.size());
    if (end == 1) return false;
    rest.remove_prefix(end);
  }
  return zone == Zone::needed ? is_zone(rest) : rest.empty();
}

bool is_fhir_instant(std::string_view text) {
  constexpr std::size_t day = 10;
  return text.size() > day + 1 && text[day] == 'T' && is_fhir_date(text.substr(0, day)) &&
         is_fhir_time(text.substr(day + 1), Zone::needed);
}

bool has_json_type(const JsonValue& value, FhirPrimitive type) {
  switch (type) {
    case FhirPrimitive::none:
      return false;
    case FhirPrimitive::boolean:
      return value.is(JsonKind::boolean);
    case FhirPrimitive::integer:
    case FhirPrimitive::positive_int:
    case FhirPrimitive::unsigned_int:
    case FhirPrimitive::decimal:
      return value.is(JsonKind::number);
    default:
      return value.is(JsonKind::string);
  }
}

bool has_form(const JsonValue& value, FhirPrimitive type) {
  switch (type) {
    case FhirPrimitive::none:
    case FhirPrimitive::boolean:
    case FhirPrimitive::decimal:
      return true;
    case FhirPrimitive::integer:
      return is_integer(value.text(), std::int64_t{INT32_MIN});
    case FhirPrimitive::positive_int:
      return is_integer(value.text(), 1);
    case FhirPrimitive::unsigned_int:
      return is_integer(value.text(), 0);
    default:
      return has_text_form(value.string(), type);
  }
}

}  // namespace vhc
