// What was read from a pharmacy's file, as vhc.check/1 lines and as a table for people (docs/rules/cli.md 8). No value
// of a cell without --identity.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "desk/store/intake_counts.h"
#include "vhc/input.h"
#include "vhc/json_writer.h"

namespace vhc {

// The members of vhc.check/1 up to the findings; the object stays open for what a caller adds.
void begin_check_line(JsonWriter& json, const std::string& input, const Intake& intake, bool identity);

// The same of a person who got a card, as vhc.issued/1.
struct IssuedLine {
  std::string number;
  std::string kid;
  std::string jws;
  std::vector<std::string> files = {};  // that hold the card
  bool is_elsewhere = false;            // in a file: its text is not printed, too
};
void begin_issued_line(JsonWriter& json, const std::string& input, const Intake& intake, bool identity,
                       const IssuedLine& card);
std::string check_summary_json(const std::string& input, const InputSummary& summary, const IntakeCounts& counts,
                               const std::vector<FileStart>& files, const std::vector<std::string>& revoked = {});

// The table of findings, by line, as wide as its first rows need; of a long one no more than these are held.
class FindingTable {
 public:
  explicit FindingTable(std::ostream& out) : out_(out) {}

  void add(const InputFinding& finding);
  void add(const Intake& intake);
  // The rows that are left, then one line of counts.
  void end(const InputSummary& summary, const IntakeCounts& counts, const std::vector<FileStart>& files);

 private:
  struct Row {
    std::int64_t line = 0;
    std::string field;
    std::string_view code;
    std::string what;
  };
  void add_row(Row row);
  void flush();
  void write(const Row& row);

  std::ostream& out_;
  std::vector<Row> rows_;
  std::size_t field_width_ = 5;
  std::size_t code_width_ = 4;
  bool begun_ = false;
};

}  // namespace vhc
