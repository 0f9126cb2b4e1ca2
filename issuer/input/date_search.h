// In which order the dates of a delimited file are written, and whether they bear out what was stated
// (docs/rules/inputs.md 4.3).
#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "input/columns.h"
#include "input/delimited_row.h"

namespace vhc {

// Looks at every date of the file once.
class OrderSearch {
 public:
  OrderSearch(const Columns& columns) : columns_(columns) {}

  // True when a date of the row may depend on the order. `ambiguous` is told the column of one that fits both.
  template <class Note>
  bool look_at(const DelimitedRow& cells, const Note& ambiguous) {
    bool depends = look_at(cells, columns_, ambiguous);
    for (const Columns& further : columns_.further) depends = look_at(cells, further, ambiguous) || depends;
    return depends;
  }

  // No order fits every date, or more than one does.
  bool is_ambiguous() const;
  // The only one that all of them fit.
  DateOrder order() const;
  // For each column why its dates that fit both orders may not be what `stated` says.
  OrderDoubts doubts(DateOrder stated) const;

 private:
  // Dates that fit one order only.
  struct Evidence {
    std::int64_t count = 0;
    std::int64_t line = 0;  // of the first
  };
  struct Found {
    Evidence mdy;
    Evidence dmy;
    std::int64_t ambiguous = 0;
    // Days that leave no doubt, and what a date that fits both orders would be in each: mdy, dmy. The first of them.
    std::set<std::string> clear = {};
    std::set<std::pair<std::string, std::string>> either = {};
  };

  template <class Note>
  bool look_at(const DelimitedRow& cells, const Columns& columns, const Note& ambiguous) {
    bool depends = false;
    const Row row(cells, columns);
    for (std::size_t i = 0; i < dated_columns.size(); ++i) {
      const std::string_view cell = row.at(dated_columns.at(i));
      const DateOrders orders = possible_orders(cell);
      if (!orders.mdy && !orders.dmy) {
        note_clear(found_.at(i), cell);
        continue;
      }
      depends = true;
      same_ = same_ || orders.same;
      if (orders.mdy != orders.dmy) {
        count(orders.mdy ? found_.at(i).mdy : found_.at(i).dmy, cells.line);
      } else if (!orders.same) {
        ambiguous(dated_columns.at(i));
        note_either(found_.at(i), cell);
        ambiguous_ = true;
      }
    }
    return depends;
  }

  static void count(Evidence& evidence, std::int64_t line);
  static void note_clear(Found& found, std::string_view cell);
  static void note_either(Found& found, std::string_view cell);
  static std::int64_t num_confirmed(const Found& found, bool is_mdy);
  static bool contradicts(const Evidence& against, std::int64_t support);
  Found all() const;

  const Columns& columns_;
  std::array<Found, dated_columns.size()> found_{};
  bool ambiguous_ = false;
  bool same_ = false;  // 11/11/2025: fits both orders, and means one day
};

}  // namespace vhc
