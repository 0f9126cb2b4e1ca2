#include "tools/lint_operands.h"

#include <algorithm>
#include <utility>

#include "shell/input_stream.h"
#include "shell/io.h"
#include "venue/card_operands.h"
#include "venue/picture_module.h"
#include "vhc/bytes.h"
#include "vhc/found_cards.h"
#include "vhc/json.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

Result<void> add_picture(LintOperand& operand, const std::string& bytes) {
  operand.kind_of_codes = LintKind::qr;
  auto found = read_codes_on_demand(as_bytes(bytes));
  if (!found) {
    const Errc code = found.error().code;
    if (code == Errc::picture_no_code || code == Errc::picture_unreadable) return {};
    return tl::unexpected(std::move(found).error());
  }
  for (ReadCode& code : *found) operand.codes->push_back(std::move(code));
  return {};
}

Result<LintOperand> read_parts(const std::vector<std::string>& files, Io& io) {
  LintOperand operand{.bytes = {}, .codes = std::vector<ReadCode>{}};
  for (const std::string& file : files) {
    VHC_TRY(std::string bytes, io.read_file(file, max_lint_bytes));
    if (is_picture(bytes)) {
      VHC_CHECK_OK(add_picture(operand, bytes));
    } else {
      operand.codes->push_back({.text = std::move(bytes), .data_codewords = {}});
    }
  }
  return operand;
}

// A pipe ends what it carries with a line end of its own, which is no part of the artifact as it is in a file.
void drop_line_end(std::string& bytes) {
  if (bytes.ends_with('\n')) bytes.pop_back();
  if (bytes.ends_with('\r')) bytes.pop_back();
}

// The card in a line of vhc issue --ndjson.
std::optional<std::string> jws_of_run(std::string_view line) {
  if (!line.starts_with('{')) return std::nullopt;
  const auto document = JsonDocument::parse(std::string(line), {.max_bytes = max_lint_bytes});
  if (!document || !document->root().is(JsonKind::object)) return std::nullopt;
  return document->root().find_string("jws");
}

}  // namespace

std::vector<LintOperand> lines_of(const LintOperand& operand) {
  if (operand.codes || !(has_card_lines(operand.bytes) || jws_of_run(operand.bytes))) return {operand};
  std::vector<LintOperand> lines;
  std::size_t number = 0;
  for (std::string_view rest = operand.bytes; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string line(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    LintOperand one;
    one.bytes = jws_of_run(line).value_or(line);
    if (one.bytes.ends_with('\r')) one.bytes.pop_back();
    one.line = number;
    lines.push_back(std::move(one));
  }
  return lines;
}

Result<LintOperand> read_lint_operand(const std::string& operand, Io& io) {
  VHC_TRY(const std::vector<std::string> files, files_of_operand(operand, io));
  if (files.size() > 1) return read_parts(files, io);
  LintOperand read;
  VHC_TRY(read.bytes, io.read_file(operand, max_crl_bytes));
  if (!is_picture(read.bytes)) {
    if (operand == "-") drop_line_end(read.bytes);
    return read;
  }
  read.codes.emplace();
  VHC_CHECK_OK(add_picture(read, read.bytes));
  return read;
}

}  // namespace vhc
