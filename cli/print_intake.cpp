#include "print_intake.h"

#include <algorithm>
#include <iomanip>
#include <ostream>

#include "io.h"
#include "vhc/display_text.h"

namespace vhc {
namespace {

struct Counts {
  std::int64_t issuable = 0;
  std::int64_t refused = 0;
  std::int64_t warnings = 0;  // persons with one
  bool has_errors = false;
};

bool has(const std::vector<InputFinding>& findings, Severity severity) {
  return std::any_of(findings.begin(), findings.end(), [&](const InputFinding& f) { return f.severity == severity; });
}

Counts count(const InputRead& read) {
  Counts counts;
  counts.has_errors = has(read.findings, Severity::error);
  for (const Intake& intake : read.persons) {
    ++(intake.is_issuable() ? counts.issuable : counts.refused);
    if (has(intake.findings, Severity::warning)) ++counts.warnings;
    counts.has_errors = counts.has_errors || has(intake.findings, Severity::error);
  }
  return counts;
}

void write_findings(JsonWriter& json, const std::vector<InputFinding>& findings) {
  json.name("findings").begin_array();
  for (const InputFinding& finding : findings) {
    json.begin_object().member("line", finding.line);
    if (!finding.field.empty()) json.member("field", finding.field);
    json.member("severity", name(finding.severity)).member("code", name(finding.code)).end_object();
  }
  json.end_array();
}

void write_name(JsonWriter& json, const Intake& intake) {
  json.name("person").begin_object();
  if (!intake.name.text.empty()) json.member("name", intake.name.text);
  if (!intake.name.family.empty()) json.member("family", intake.name.family);
  const auto strings = [&json](std::string_view member, const std::vector<std::string>& texts) {
    if (texts.empty()) return;
    json.name(member).begin_array();
    for (const std::string& text : texts) json.string(text);
    json.end_array();
  };
  strings("given", intake.name.given);
  strings("suffix", intake.name.suffix);
  if (!intake.birth_date.empty()) json.member("birthDate", intake.birth_date);
  json.end_object();
}

void write_dose(JsonWriter& json, const IntakeDose& dose, bool identity) {
  json.begin_object().member("line", dose.line);
  if (identity) {
    json.member("date", dose.date).member("system", dose.system).member("code", dose.code);
    if (!dose.lot.empty()) json.member("lot", dose.lot);
    if (!dose.performer.empty()) json.member("performer", dose.performer);
    if (dose.subpotent) json.member("isSubpotent", true);
  }
  json.end_object();
}

void write_result(JsonWriter& json, const IntakeResult& result, bool identity) {
  json.begin_object().member("line", result.line);
  if (identity) {
    json.member("code", result.code).member("effective", result.effective).member("status", result.status);
    json.member("value", result.value);
    if (!result.performer.empty()) json.member("performer", result.performer);
  }
  json.end_object();
}

void write_left_out(JsonWriter& json, const LeftOut& left, bool identity) {
  json.begin_object().member("line", left.line);
  if (identity && !left.date.empty()) json.member("date", left.date);
  if (identity && !left.code.empty()) json.member("code", left.code);
  json.member("reason", name(left.reason)).end_object();
}

struct TableRow {
  std::int64_t line = 0;
  std::string field;
  std::string_view code;
  std::string what;
};

std::vector<TableRow> table_of(const InputRead& read) {
  std::vector<TableRow> rows;
  const auto add = [&rows](const InputFinding& finding) {
    const std::string severity = finding.severity == Severity::error ? "" : std::string(name(finding.severity)) + ": ";
    rows.push_back(
        {finding.line, finding.field, name(finding.code), severity + std::string(info(finding.code).sentence)});
  };
  for (const InputFinding& finding : read.findings) add(finding);
  for (const Intake& intake : read.persons) {
    for (const InputFinding& finding : intake.findings) add(finding);
    for (const LeftOut& left : intake.left_out) {
      const auto is_same = [&left](const InputFinding& f) { return f.line == left.line && f.code == left.reason; };
      const bool is_told = std::any_of(intake.findings.begin(), intake.findings.end(), is_same);
      if (!is_told)
        rows.push_back({left.line, {}, name(left.reason), "left out: " + std::string(info(left.reason).sentence)});
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const TableRow& a, const TableRow& b) { return a.line < b.line; });
  return rows;
}

}  // namespace

void begin_check_line(JsonWriter& json, const std::string& input, const Intake& intake, bool identity) {
  json.begin_object().member("schema", "vhc.check/1").member("input", name_in_json(input));
  json.member("line", intake.line).member("issuable", intake.is_issuable());
  if (identity) write_name(json, intake);
  json.name("doses").begin_array();
  for (const IntakeDose& dose : intake.doses) write_dose(json, dose, identity);
  json.end_array().name("results").begin_array();
  for (const IntakeResult& result : intake.results) write_result(json, result, identity);
  json.end_array().name("left_out").begin_array();
  for (const LeftOut& left : intake.left_out) write_left_out(json, left, identity);
  json.end_array();
  write_findings(json, intake.findings);
}

std::string check_summary_json(const std::string& input, const InputRead& read) {
  const Counts counts = count(read);
  JsonWriter json;
  json.begin_object().member("schema", "vhc.check.summary/1").member("input", name_in_json(input));
  json.member("kind", name(read.kind)).member("records", read.records);
  json.member("persons", static_cast<std::int64_t>(read.persons.size()));
  json.member("issuable", counts.issuable).member("refused", counts.refused).member("warnings", counts.warnings);
  if (!read.ignored.empty()) {
    json.name("ignored").begin_array();
    for (const std::string& header : read.ignored) json.string(header);
    json.end_array();
  }
  write_findings(json, read.findings);
  return json.end_object().take();
}

void print_findings(std::ostream& out, const InputRead& read) {
  const std::vector<TableRow> rows = table_of(read);
  std::size_t field = 5;
  std::size_t code = 4;
  for (const TableRow& row : rows) {
    field = std::max(field, row.field.size());
    code = std::max(code, row.code.size());
  }
  const auto cell = [&out](std::string_view text, std::size_t width) {
    out << text << std::string(width + 2 - std::min(width, text.size()), ' ');
  };
  if (!rows.empty()) {
    out << "line   ";
    cell("field", field);
    cell("code", code);
    out << "what\n";
  }
  for (const TableRow& row : rows) {
    out << std::setw(5) << row.line << "  ";
    cell(displayed(row.field), field);
    cell(row.code, code);
    out << row.what << '\n';
  }
  const Counts counts = count(read);
  out << read.records << (read.kind == InputKind::delimited ? " rows, " : " records, ") << read.persons.size()
      << (read.persons.size() == 1 ? " person: " : " persons: ") << counts.issuable << " good, " << counts.refused
      << " refused, " << counts.warnings << " with warnings\n";
  if (read.ignored.empty()) return;
  out << "columns without a meaning here:";
  for (const std::string& header : read.ignored) out << ' ' << displayed(header);
  out << '\n';
}

int exit_code_of(const InputRead& read) {
  const Counts counts = count(read);
  if (counts.issuable == 0) return 4;
  return counts.has_errors ? 1 : 0;
}

}  // namespace vhc
