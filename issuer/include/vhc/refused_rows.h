// The rows of a delimited file that could not be issued, as CSV in the form of the file, with what is wrong with each:
// a clinic corrects them and hands them in again.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "vhc/input.h"
#include "vhc/intake.h"
#include "vhc/result.h"

namespace vhc {

// Some 200 bytes a refused row.
class RefusedRows {
 public:
  // Rows with an error; of somebody who gets no card because of one, all rows.
  void add(const Intake& intake);
  void add(const InputFinding& finding);
  bool empty() const noexcept { return rows_.empty(); }
  std::size_t size() const noexcept { return rows_.size(); }

  // The header row and these rows, cell by cell as they stand, in UTF-8 and with the file's separator, and the columns
  // vhc_line, vhc_code and vhc_words behind them, in place of those that an earlier answer had. `file` and `rules` as
  // they were read. Fails as reading does.
  Result<std::string> to_csv(InputFile file, const InputRules& rules) const;

 private:
  struct Fault {
    std::string codes;
    std::string words;
  };
  std::map<std::int64_t, Fault> rows_;  // by line
};

}  // namespace vhc
