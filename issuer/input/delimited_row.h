// What a row of a delimited file says of a person, a dose or a result (docs/rules/inputs.md 4).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "input/cell_date.h"
#include "input/clerk.h"
#include "input/columns.h"
#include "input/delimited_text.h"
#include "input/row_claim.h"

namespace vhc {

// A row by the meaning of its cells.
class Row {
 public:
  Row(const DelimitedRow& row, const Columns& columns) : row_(row), columns_(columns) {}

  // Trimmed, without what spreadsheets put around numbers; empty when there is none.
  std::string_view at(Column column) const;
  // As it is written, trimmed: names.
  std::string_view as_written(Column column) const;
  std::string_view as_written(std::size_t place) const;
  std::int64_t line() const { return row_.line; }
  std::string_view text() const { return row_.text; }
  const DelimitedRow& cells() const { return row_; }
  const Columns& columns() const { return columns_; }

 private:
  const DelimitedRow& row_;
  const Columns& columns_;
};

bool is_blank(const DelimitedRow& row);
// A line at the end of a report that counts its rows: "Total: 12", "Rows;12".
bool is_total(const DelimitedRow& row);

// How the file is written.
struct DelimitedForm {
  char separator = ',';
  std::size_t num_cells = 0;    // of the header row
  std::size_t num_headers = 0;  // the same, without empty cells at its end
};

// The columns with dates of a row.
inline constexpr std::array dated_columns{Column::birth_date, Column::admin_date, Column::collected};
// For each of them why the order that was stated may not be the file's, in words; dates that fit both orders are
// refused then. Empty: it may well be.
using OrderDoubts = std::array<std::string, dated_columns.size()>;

struct StatedOrder {
  DateOrder order = DateOrder::unstated;
  OrderDoubts doubts = {};
};

class RowReader {
 public:
  RowReader(const InputRules& rules, const Columns& columns, const DelimitedForm& form, const StatedOrder& order)
      : rules_(rules), clerk_(rules), columns_(columns), form_(form), order_(order.order), doubts_(order.doubts) {}

  // The person of a row, refused or not, without their dose.
  Intake person_of(const DelimitedRow& cells) const;
  // The grouping_key() of that person, when the sender's key alone tells it; else empty. A tenth of the work.
  std::string key_of(const DelimitedRow& cells) const;
  // The sender's number of the row's event; empty when it cannot be read.
  std::string_view event_of(const DelimitedRow& cells) const;
  // Whether the row says that its event did not take place, or may say so.
  bool takes_back(const DelimitedRow& cells) const;
  // As event_index.h has it, of each dose; none that names no day or code.
  std::vector<std::string> unnumbered(const DelimitedRow& cells) const;

  // The next row of the person, with its dose or result when its cells are whole.
  void take(const DelimitedRow& cells, Intake&& found, Dossier& dossier);
  // The next rows are another person's.
  void forget_rows();
  const Clerk& clerk() const noexcept { return clerk_; }

 private:
  bool is_whole(const DelimitedRow& cells) const;
  bool is_known(const Row& row, const RowClaim& claim);
  bool is_plain(const Row& row) const;
  bool check_cells(const Row& row, Intake& found) const;
  bool check_names(const Row& row, Intake& found) const;
  bool check_twins(const Row& row, Intake& found) const;
  void check_birth(const Row& row, Intake& found) const;
  void take_doses(const Row& row, const RowClaim& claim, bool is_again, Dossier& dossier) const;
  void take_dose(const Row& row, const RowClaim& claim, Dossier& dossier) const;
  void take_result(const Row& row, const RowClaim& claim, Dossier& dossier) const;
  static void explain_remark(const RowClaim& claim, Decision& decision);
  // Why the date of the cell may mean another day; empty when it does not.
  std::string_view doubt_of(const Row& row, Column column) const;
  void read_time(const Row& row, WrittenResult& result) const;

  const InputRules& rules_;
  Clerk clerk_;
  const Columns& columns_;
  DelimitedForm form_;
  DateOrder order_;
  OrderDoubts doubts_;
  // Of the person at hand: rows without a number, and the last row of each number.
  std::unordered_set<std::string> rows_;
  std::unordered_map<std::string, std::string> events_;
};

}  // namespace vhc
