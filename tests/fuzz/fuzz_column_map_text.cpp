// A map that is printed for a file is read back as it is, and then does what it says, whatever the headers are.
#include <algorithm>

#include "input.h"
#include "vhc/column_table.h"
#include "vhc/input.h"
#include "vhc/time.h"

namespace {

using namespace vhc;

// Columns that no file gave: a header a line, bytes as they come.
std::vector<InputColumn> any_columns(std::string_view text) {
  std::vector<InputColumn> columns;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    InputColumn column{.number = static_cast<std::int64_t>(columns.size()) + 1,
                       .header = std::string(text.substr(0, end))};
    const int kind = column.header.empty() ? 0 : static_cast<unsigned char>(column.header.back()) % 4;
    if (kind == 1) column.guess = "last_name";
    if (kind == 2) column.name = "cvx";
    column.mapped = kind == 2;
    column.watched = kind == 3;
    columns.push_back(std::move(column));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return columns;
}

ColumnMap read_back(const std::vector<InputColumn>& columns) {
  const std::string text = column_map_to_fill(columns);
  constexpr std::size_t head = 2048;
  constexpr std::size_t line = 128;
  require(text.size() <= head + columns.size() * (max_mapped_header + line));
  auto map = read_column_map(text);
  require(map.has_value() && map->columns.size() <= columns.size());
  return *std::move(map);
}

bool are_same(const std::vector<InputColumn>& a, const std::vector<InputColumn>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const InputColumn& x, const InputColumn& y) { return x.header == y.header; });
}

// The same file with the map that was printed for it.
void require_as_said(const InputRead& before, const InputRead& after) {
  if (!are_same(before.columns, after.columns)) return;  // with the map another row is found to be the header row
  for (const InputFinding& finding : after.findings) {
    require(finding.code != Errc::in_map_unused && finding.code != Errc::in_mapped_twice);
  }
  for (std::size_t i = 0; i < before.columns.size(); ++i) {
    const InputColumn& then = before.columns[i];
    const InputColumn& now = after.columns[i];
    if (now.mapped && !then.guess.empty()) require(now.name == then.guess);
    if (!then.name.empty()) require(now.name == then.name);
    if (then.watched && then.guess.empty()) require(now.watched);  // nobody answered the question
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  read_back(any_columns(text));
  InputRules rules;
  rules.today = parse_date("2026-07-04").value();
  const auto before = read_input(text, rules);
  if (before && before->columns.empty()) read_back(before->likely_columns);
  if (!before || before->columns.empty()) return 0;
  rules.map = read_back(before->columns);
  const auto after = read_input(text, rules);
  require(after.has_value());
  require_as_said(*before, *after);
  return 0;
}
