// What was read from a pharmacy's file, as vhc.check/1 lines and as a table for people (cli.md 8). No value of a cell
// without --identity.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/input.h"
#include "vhc/json_writer.h"

namespace vhc {

// What became of the persons of a file.
struct IntakeTally {
  std::int64_t persons = 0;
  std::int64_t issuable = 0;
  std::int64_t refused = 0;
  std::int64_t warnings = 0;  // persons with one
  bool has_errors = false;

  void add(const Intake& intake);
};

// Every finding by line, in columns. The first few thousand are held back, so that they come out in the order of the
// file; what comes after them is printed as it comes, whatever the size of the file.
class FindingTable {
 public:
  explicit FindingTable(std::ostream& out) : out_(&out) {}
  void add(const InputFinding& finding);
  void add(const Intake& intake);
  void finish();

 private:
  struct Row {
    std::int64_t line = 0;
    std::string field;
    std::string_view code;
    std::string what;
  };
  void add(Row row);
  void print_held();
  void print(const Row& row);

  std::ostream* out_;
  std::vector<Row> held_;
  bool is_holding_ = true;
  std::size_t field_width_ = 5;
  std::size_t code_width_ = 4;
};

// The members of vhc.check/1 up to the findings; the object stays open for what a caller adds.
void begin_check_line(JsonWriter& json, const std::string& input, const Intake& intake, bool identity);
std::string check_summary_json(const std::string& input, const InputReader& reader, const IntakeTally& tally);

// One line of counts, and the columns that mean nothing here.
void print_counts(std::ostream& out, const InputReader& reader, const IntakeTally& tally);

// 0: everything may be issued; 1: a part; 4: nothing.
int exit_code_of(const InputReader& reader, const IntakeTally& tally);

}  // namespace vhc
