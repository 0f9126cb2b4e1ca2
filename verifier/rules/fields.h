// Members of a rules file, each read strictly: what is not understood is refused, with its place.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/calendar.h"
#include "vhc/json.h"
#include "vhc/rules.h"

namespace vhc {

// A value of the file and the way to it: "/sets/measles/codes".
struct Field {
  JsonValue value;
  std::string where;

  std::optional<Field> find(std::string_view name) const;
  Field element(const JsonValue& child, std::size_t index) const;
};

tl::unexpected<Error> bad_rule(std::string where, std::string what, std::string hint = {});

// Fails with rules_form for what is no object, and for a member beside these.
Result<void> check_members(const Field& object, std::initializer_list<std::string_view> names);
// "min_age": the members that are there, in the order of the file.
std::vector<Field> members_of(const Field& object);
std::vector<Field> elements_of(const Field& array);

// Every function reads one kind of value, and fails with rules_form for another.
Result<std::string> read_text(const Field& field, std::size_t max_bytes);
Result<bool> read_boolean(const Field& field);
Result<int> read_count(const Field& field, int least, int most);
Result<Day> read_date(const Field& field);
Result<Span> read_span(const Field& field);
Result<std::vector<std::string>> read_texts(const Field& field);
Result<TextByLanguage> read_languages(const Field& field);

}  // namespace vhc
