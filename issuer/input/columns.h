// Which column of a delimited file means what (docs/rules/inputs.md 4.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/input.h"

namespace vhc {

enum class Column : std::uint8_t {
  last_name,
  first_name,
  middle_name,
  suffix,
  name,
  birth_date,
  admin_date,
  cvx,
  ndc,
  product,
  mvx,
  lot_number,
  performer,
  vax_refusal,
  completion,
  action,
  deleted,
  missed_appointment,
  dose_source,
  ial,
  patient_id,
  event_id,
  lang,
  test_code,
  result,
  collected,
  ext_type
};
inline constexpr std::size_t num_columns = 27;

// Of these all columns of a file are looked at.
constexpr bool is_state(Column column) {
  return column >= Column::vax_refusal && column <= Column::dose_source;
}

// Of these a row may have several, side by side: what was given, where and when.
constexpr bool is_of_dose(Column column) {
  return column >= Column::admin_date && column <= Column::performer;
}
inline constexpr int max_doses_of_row = 9;

std::string_view name(Column column) noexcept;  // canonical
// "admin_date 2" is the date of the row's second dose.
std::string name_of(Column column, int dose);

struct MapTarget {
  Column column{};
  int dose = 1;
};
// What the right side of a line of a column map says; nothing for "-" and what is no name.
std::optional<MapTarget> find_target(std::string_view canonical);
std::optional<Column> find_column(std::string_view canonical) noexcept;

// Without regard to case, accents, spaces, marks.
std::string normal_header(std::string_view header);

// A column that nobody gave a meaning, whose header sounds as if it could say that the dose was not given.
enum class Watch : std::uint8_t {
  words,     // "Record type": words that take back
  state,     // "Order Status": all but words that say that it was given
  negative,  // "Refused by", "Void date": anything but a no
  history,   // "Historical flag": a yes too
  given,     // "Consent given": a no too
  reporter,  // "Reported by": all but those who give vaccines
  product,   // what was given: "none", "no" too
  flag,      // "Rec Ind": whatever it says
  further,   // "Dose 2 Date": another dose of the row, which is not read
  quantity,  // "Dispensed Qty": nothing, or less than nothing
  remark,    // "Comment", and any other column that is not read: words that say that the row does not stand
  aside,     // "Ethnicity", "Counseling": the same, when they are about the dose without doubt
  status     // "Status" alone, as if it were the completion, as far as its words are known
};

struct WatchedColumn {
  std::size_t place = 0;
  Watch watch{};
  std::string shown;  // column 7 "Order Status"
};

struct Columns {
  std::array<std::optional<std::size_t>, num_columns> places{};
  // Columns of which every one must be looked at: what became of the dose, and who gave it.
  struct Place {
    Column column{};
    std::size_t place = 0;
  };
  std::vector<Place> states;
  std::vector<Place> further_names;  // of names in two columns: what follows the first of them
  std::vector<WatchedColumn> watched;
  std::vector<WatchedColumn> remarks;    // all other columns in which somebody could write that the dose was not given
  std::vector<std::size_t> unknown;      // places that mean nothing here
  std::vector<Place> twins;              // a second column that says what the first one should say, too
  std::vector<std::string> twins_shown;  // of each, both columns in words
  // A second column that the map gives a name that takes only one.
  std::vector<Place> mapped_twice;
  int dose = 1;                  // of the row
  std::vector<std::size_t> own;  // of several doses: the places where what is this one's alone stands
  // Those of further doses of the row, by their number: what they share with the first one, and what is their own.
  std::vector<Columns> further;

  bool has(Column column) const { return places.at(static_cast<std::size_t>(column)).has_value(); }
};

// A mapped header wins over the tables. Of two columns with one meaning the first counts, the other is unknown; of
// those that say what became of a dose all count.
// What an answer with refused rows has behind their cells (vhc/refused_rows.h): passed over without a word.
bool is_column_of_ours(std::string_view header);

// `dated`: by place, the columns that hold days and nothing else, as far as that is known.
Columns resolve_columns(const std::vector<std::string>& header, const ColumnMap& map,
                        const std::vector<bool>& dated = {});
// What the file lacks; nothing when it is enough.
std::vector<Column> missing_columns(const Columns& columns);
// A column that some file cannot do without.
bool is_needed(Column column) noexcept;
// How many of those are known: two make a header row.
std::size_t num_needed(const Columns& columns);

}  // namespace vhc
