// What a row of a delimited file says of a person, a dose or a result (inputs.md 4).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "cell_date.h"
#include "clerk.h"
#include "columns.h"
#include "delimited_text.h"

namespace vhc {

// A row by the meaning of its cells.
class Row {
 public:
  Row(const DelimitedRow& row, const Columns& columns) : row_(row), columns_(columns) {}

  std::string_view at(Column column) const;  // trimmed; empty when there is none
  std::int64_t line() const { return row_.line; }
  std::string_view text() const { return row_.text; }

 private:
  const DelimitedRow& row_;
  const Columns& columns_;
};

bool is_blank(const DelimitedRow& row);

class RowReader {
 public:
  RowReader(const InputRules& rules, const Columns& columns, DateOrder order)
      : rules_(rules), clerk_(rules), columns_(columns), order_(order) {}

  // The person of a row, refused or not, without their dose. `num_cells`: of the header.
  Intake person_of(const DelimitedRow& cells, std::size_t num_cells) const;

  // The dose or result of a row whose cells are whole, for the person that it is about.
  void take(const DelimitedRow& cells, Intake& person);
  // The next rows are another person's.
  void forget_rows();

 private:
  bool is_known(const Row& row);
  bool check_cells(const Row& row, Intake& found) const;
  void check_birth(const Row& row, Intake& found) const;
  std::string_view missing_name(const Intake& found) const;
  void take_dose(const Row& row, Intake& intake) const;
  void take_result(const Row& row, Intake& intake) const;
  std::string_view ial_of(const Row& row, Intake& intake) const;

  const InputRules& rules_;
  Clerk clerk_;
  const Columns& columns_;
  DateOrder order_;
  std::unordered_set<std::string> rows_;    // of the person at hand
  std::unordered_set<std::string> events_;  // the same
};

}  // namespace vhc
