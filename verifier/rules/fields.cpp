#include "rules/fields.h"

#include <algorithm>
#include <charconv>

namespace vhc {
namespace {

constexpr std::size_t max_elements = 1000;
constexpr std::size_t max_label_bytes = 400;
constexpr std::size_t max_text_bytes = 2048;
constexpr int max_days = 36600;
constexpr int max_months = 1200;
constexpr int max_years = 150;

std::string quoted(std::string_view name) {
  return "\"" + std::string(name) + "\"";
}

bool is_language(std::string_view text) {
  const auto is_fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-'; };
  return text.size() >= 2 && text.size() <= 12 && std::all_of(text.begin(), text.end(), is_fine);
}

}  // namespace

tl::unexpected<Error> bad_rule(std::string where, std::string what, std::string hint) {
  return tl::unexpected(Error{Errc::rules_form, std::move(what), std::move(where), std::move(hint)});
}

std::optional<Field> Field::find(std::string_view name) const {
  const auto member = value.find(name);
  if (!member) return std::nullopt;
  return Field{*member, where + "/" + std::string(name)};
}

Field Field::element(const JsonValue& child, std::size_t index) const {
  return {child, where + "/" + std::to_string(index)};
}

Result<void> check_members(const Field& object, std::initializer_list<std::string_view> names) {
  if (!object.value.is(JsonKind::object)) return bad_rule(object.where, "an object must stand here");
  for (auto member = object.value.first(); member; member = member->next()) {
    const std::string name = member->name();
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    std::string known = "these are known here:";
    for (const std::string_view one : names) known += " " + std::string(one);
    return bad_rule(object.where + "/" + name, "a member of this name is not known", known);
  }
  return {};
}

std::vector<Field> members_of(const Field& object) {
  std::vector<Field> members;
  for (auto child = object.value.first(); child; child = child->next()) {
    members.push_back({*child, object.where + "/" + child->name()});
  }
  return members;
}

std::vector<Field> elements_of(const Field& array) {
  std::vector<Field> elements;
  for (auto child = array.value.first(); child; child = child->next()) {
    elements.push_back(array.element(*child, elements.size()));
  }
  return elements;
}

Result<std::string> read_text(const Field& field, std::size_t max_bytes) {
  std::string text = field.value.string();
  if (!field.value.is(JsonKind::string) || text.empty() || text.size() > max_bytes) {
    return bad_rule(field.where, "a text of 1 to " + std::to_string(max_bytes) + " characters must stand here");
  }
  return text;
}

Result<bool> read_boolean(const Field& field) {
  if (!field.value.is(JsonKind::boolean)) return bad_rule(field.where, "true or false must stand here");
  return field.value.boolean();
}

Result<int> read_count(const Field& field, int least, int most) {
  const std::string_view text = field.value.text();
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc{} && end == text.data() + text.size();
  if (!field.value.is(JsonKind::number) || !is_whole || number < least || number > most) {
    return bad_rule(field.where, "a whole number from " + std::to_string(least) + " to " + std::to_string(most) +
                                     " must stand here");
  }
  return number;
}

Result<Day> read_date(const Field& field) {
  const auto date = parse_date(field.value.string());
  if (!field.value.is(JsonKind::string) || !date) {
    return bad_rule(field.where, "a day of the calendar must stand here, such as " + quoted("2026-08-31"));
  }
  return Day{*date};
}

Result<Span> read_span(const Field& field) {
  VHC_CHECK_OK(check_members(field, {"days", "months", "years"}));
  if (field.value.size() != 1) return bad_rule(field.where, "one of days, months or years must stand here");
  const Field member = members_of(field).front();
  if (member.value.name_is("days")) {
    VHC_TRY(const int count, read_count(member, 0, max_days));
    return Span{count, Span::Unit::days};
  }
  if (member.value.name_is("months")) {
    VHC_TRY(const int count, read_count(member, 0, max_months));
    return Span{count, Span::Unit::months};
  }
  VHC_TRY(const int count, read_count(member, 0, max_years));
  return Span{count, Span::Unit::years};
}

Result<std::vector<std::string>> read_texts(const Field& field) {
  if (!field.value.is(JsonKind::array) || field.value.size() == 0 || field.value.size() > max_elements) {
    return bad_rule(field.where, "a list of 1 to " + std::to_string(max_elements) + " texts must stand here");
  }
  std::vector<std::string> texts;
  for (const Field& element : elements_of(field)) {
    VHC_TRY(std::string text, read_text(element, max_text_bytes));
    texts.push_back(std::move(text));
  }
  return texts;
}

Result<TextByLanguage> read_languages(const Field& field) {
  if (!field.value.is(JsonKind::object) || field.value.size() == 0 || field.value.size() > 50) {
    return bad_rule(field.where, "a text for each language must stand here, such as {\"en\": \"Yellow fever\"}");
  }
  TextByLanguage texts;
  for (const Field& member : members_of(field)) {
    const std::string language = member.value.name();
    if (!is_language(language)) return bad_rule(member.where, "a language is named as in \"en\" or \"pt-BR\"");
    VHC_TRY(std::string text, read_text(member, max_label_bytes));
    texts.emplace(language, std::move(text));
  }
  return texts;
}

}  // namespace vhc
