#include "input/row_name.h"

#include <algorithm>

#include "card/card_text.h"
#include "input/delimited_row.h"
#include "input/word_list.h"

namespace vhc {
namespace {

void append_words(std::vector<std::string>& to, std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) to.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// "O'Neil, Jr." in the column of family names; "Rivera, Ana, Jr."
bool is_suffix(std::string_view text) {
  std::string word = upper(text);
  if (!word.empty() && word.back() == '.') word.pop_back();
  return is_one_of("JR SR II III IV", word);
}

// What further columns of the same name say behind the first one.
void append_further(const Row& row, Column column, std::string& text) {
  for (const Columns::Place& further : row.columns().further_names) {
    const std::string_view more = further.column == column ? row.as_written(further.place) : std::string_view{};
    if (!more.empty()) text.append(text.empty() ? "" : " ").append(more);
  }
}

// "Family, Given Middle, Jr."; without a comma it is the text of the card.
void split_whole(std::string_view whole, PersonName& name) {
  std::size_t comma = whole.find(',');
  if (comma == std::string_view::npos) {
    name.text = whole;
    return;
  }
  name.family = trimmed(whole.substr(0, comma));
  const bool has_more = whole.find(',', comma + 1) != std::string_view::npos;
  while (comma != std::string_view::npos) {
    whole.remove_prefix(comma + 1);
    comma = whole.find(',');
    const std::string_view part = trimmed(whole.substr(0, comma));
    if (has_more && is_suffix(part)) {
      name.suffix.emplace_back(part);
    } else {
      append_words(name.given, part);
    }
  }
}

void split_suffix(PersonName& name) {
  const std::size_t comma = name.family.rfind(',');
  if (comma == std::string::npos) return;
  const std::string_view suffix = trimmed(std::string_view(name.family).substr(comma + 1));
  if (!is_suffix(suffix)) return;
  if (name.suffix.empty()) name.suffix.emplace_back(suffix);
  name.family = trimmed(std::string_view(name.family).substr(0, comma));
}

}  // namespace

RowName name_of(const Row& row) {
  RowName found{.name = {},
                .places = {.base = {},
                           .key = name(Column::patient_id),
                           .family = name(Column::last_name),
                           .given = name(Column::first_name),
                           .birth = name(Column::birth_date),
                           .suffix = {}}};
  PersonName& person = found.name;
  person.family = row.as_written(Column::last_name);
  std::string first(row.as_written(Column::first_name));
  const bool has_further = !row.columns().further_names.empty();
  if (has_further) append_further(row, Column::last_name, person.family);
  if (has_further) append_further(row, Column::first_name, first);
  const std::string_view whole = row.as_written(Column::name);
  if (person.family.empty() && first.empty() && (!whole.empty() || !row.columns().has(Column::last_name))) {
    found.places.family = found.places.given = name(Column::name);
    split_whole(whole, person);
    return found;
  }
  if (!first.empty()) person.given.push_back(std::move(first));
  append_words(person.given, row.as_written(Column::middle_name));
  if (has_further) {
    std::string middle;
    append_further(row, Column::middle_name, middle);
    append_words(person.given, middle);
  }
  if (const auto suffix = row.as_written(Column::suffix); !suffix.empty()) {
    person.suffix.emplace_back(suffix);
    found.places.suffix = name(Column::suffix);
  }
  split_suffix(person);
  return found;
}

}  // namespace vhc
