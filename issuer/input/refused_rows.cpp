#include "vhc/refused_rows.h"

#include <algorithm>
#include <vector>

#include "input/byte_window.h"
#include "input/columns.h"
#include "input/converted_file.h"
#include "input/delimited_text.h"
#include "input/header_row.h"

namespace vhc {
namespace {

using Cells = std::vector<std::string_view>;

// In quotes when it must be, or when blanks at its ends could get lost.
std::string quoted(std::string_view cell, char separator) {
  const bool is_plain = cell.find_first_of("\"\r\n") == std::string_view::npos &&
                        cell.find(separator) == std::string_view::npos && !cell.starts_with(' ') &&
                        !cell.ends_with(' ');
  if (is_plain) return std::string(cell);
  std::string text = "\"";
  for (const char c : cell) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

void append_row(std::string& csv, const Cells& cells, const std::vector<std::size_t>& left_out,
                const std::vector<std::string>& behind, char separator) {
  const std::size_t before = csv.size();
  const auto append = [&](std::string_view cell) {
    if (csv.size() > before) csv += separator;
    csv += quoted(cell, separator);
    if (csv.size() == before) csv += "\"\"";  // so that an empty first cell is seen
  };
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (std::find(left_out.begin(), left_out.end(), i) == left_out.end()) append(cells[i]);
  }
  for (const std::string& cell : behind) append(cell);
  csv += "\r\n";
}

std::string words_of(const InputFinding& finding) {
  std::string words = finding.field.empty() ? "" : finding.field + ": ";
  words += info(finding.code).sentence;
  if (!finding.detail.empty()) words += ": " + finding.detail;
  return words;
}

void append_once(std::string& all, std::string_view one, std::string_view between) {
  if (all.find(one) != std::string::npos) return;
  all.append(all.empty() ? "" : between).append(one);
}

}  // namespace

void RefusedRows::add(const InputFinding& finding) {
  if (finding.severity != Severity::error || finding.line == 0) return;
  Fault& fault = rows_[finding.line];
  append_once(fault.codes, name(finding.code), " ");
  append_once(fault.words, words_of(finding), "; ");
}

void RefusedRows::add(const Intake& intake) {
  const auto is_error = [](const InputFinding& finding) { return finding.severity == Severity::error; };
  if (std::none_of(intake.findings.begin(), intake.findings.end(), is_error)) return;
  for (const InputFinding& finding : intake.findings) add(finding);
  if (intake.is_issuable()) return;
  for (const std::int64_t line : intake.lines) {
    Fault& fault = rows_[line];
    if (fault.words.empty()) fault.words = "of the same person as another row that is refused";
  }
}

Result<std::string> RefusedRows::to_csv(InputFile file, const InputRules& rules) const {
  constexpr std::size_t beginning_bytes = std::size_t{64} * 1024;
  ByteWindow beginning(file, beginning_bytes);
  const auto encoding = encoding_of(beginning.ahead(beginning_bytes), rules.charset);
  if (encoding) {
    VHC_TRY(file, as_utf8(std::move(file), *encoding, {}));
  }
  const HeaderRow header = find_header(file, rules.map);
  ByteWindow bytes(file, ByteWindow::sequential);
  DelimitedReader reader(bytes, header.separator);
  reader.seek(header.offset, header.line);
  std::string csv;
  std::vector<std::size_t> earlier;  // columns of ours
  DelimitedRow row;
  const std::vector<std::string> behind{"vhc_line", "vhc_code", "vhc_words"};
  if (header.numbered) append_row(csv, {header.cells.begin(), header.cells.end()}, earlier, behind, header.separator);
  for (bool is_header = !header.numbered; reader.next(row); is_header = false) {
    if (is_header) {
      for (std::size_t i = 0; i < row.cells.size(); ++i) {
        if (is_column_of_ours(row.cells[i])) earlier.push_back(i);
      }
      append_row(csv, row.cells, earlier, behind, header.separator);
      continue;
    }
    const auto found = rows_.find(row.line);
    if (found == rows_.end() || row.fault) continue;
    append_row(csv, row.cells, earlier, {std::to_string(row.line), found->second.codes, found->second.words},
               header.separator);
  }
  if (bytes.fault()) return tl::unexpected(*bytes.fault());
  return csv;
}

}  // namespace vhc
