#include "desk/print_intake.h"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <utility>

#include "shell/io.h"
#include "vhc/display_text.h"

namespace vhc {
namespace {

void write_findings(JsonWriter& json, const std::vector<InputFinding>& findings) {
  json.name("findings").begin_array();
  for (const InputFinding& finding : findings) {
    json.begin_object().member("line", finding.line);
    if (!finding.field.empty()) json.member("field", finding.field);
    json.member("severity", name(finding.severity)).member("code", name(finding.code));
    if (!finding.detail.empty()) json.member("detail", finding.detail);
    if (!finding.others.empty()) {
      json.name("others").begin_array();
      for (const std::int64_t line : finding.others) json.number(line);
      json.end_array();
    }
    if (!finding.card.empty()) json.member("card", finding.card);
    json.end_object();
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

// What the input says of a person, and what there is to say about that.
void write_person(JsonWriter& json, const Intake& intake, bool identity) {
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

// What is to be done about a card that was issued.
std::string advice(const InputFinding& finding) {
  if (finding.code == Errc::in_issued_revoked) {
    return "card " + finding.card + "; --beside " + finding.card + " issues it anyway";
  }
  if (finding.code == Errc::in_may_be_same_person) return "card " + finding.card + "; vhc cards --number shows it";
  if (finding.code == Errc::in_may_be_taken_back) {
    return "card " + finding.card + ": vhc cards --number shows it; if it is, vhc revoke --number " + finding.card +
           " --reason TEXT revokes it; if not, --beside " + finding.card + " passes over it";
  }
  if (finding.revokes) return "vhc revoke --number " + finding.card + " --reason TEXT revokes it";
  return "vhc correct " + finding.card + " --from FILE --reason TEXT corrects its card";
}

constexpr std::size_t max_held_rows = 4096;

}  // namespace

void begin_check_line(JsonWriter& json, const std::string& input, const Intake& intake, bool identity) {
  json.begin_object().member("schema", "vhc.check/1").member("input", name_in_json(input));
  json.member("line", intake.line).member("issuable", intake.is_issuable());
  write_person(json, intake, identity);
}

void begin_issued_line(JsonWriter& json, const std::string& input, const Intake& intake, bool identity,
                       const IssuedLine& card) {
  json.begin_object().member("schema", "vhc.issued/1").member("input", name_in_json(input));
  json.member("line", intake.line).member("kid", card.kid).member("journal", card.number);
  json.member("jws_chars", static_cast<std::int64_t>(card.jws.size()));
  if (!card.files.empty()) {
    json.name("files").begin_array();
    for (const std::string& file : card.files) json.string(name_in_json(file));
    json.end_array();
  }
  if (!card.is_elsewhere) json.member("jws", card.jws);
  write_person(json, intake, identity);
}

std::string check_summary_json(const std::string& input, const InputSummary& summary, const IntakeCounts& counts,
                               const std::vector<FileStart>& files, const std::vector<std::string>& revoked) {
  JsonWriter json;
  json.begin_object().member("schema", "vhc.check.summary/1").member("input", name_in_json(input));
  json.member("kind", name(summary.kind)).member("records", summary.records).member("persons", counts.persons);
  json.member("issuable", counts.issuable).member("refused", counts.refused).member("warnings", counts.warnings);
  if (!summary.ignored.empty()) {
    json.name("ignored").begin_array();
    for (const IgnoredColumn& column : summary.ignored) json.string(column.header);
    json.end_array();
  }
  if (!files.empty()) {
    json.name("files").begin_array();
    for (const FileStart& start : files) {
      json.begin_object().member("input", name_in_json(start.file)).member("line", start.line).end_object();
    }
    json.end_array();
  }
  if (counts.deleted > 0) json.member("deleted", counts.deleted);
  if (!revoked.empty()) {
    json.name("revoked").begin_array();
    for (const std::string& card : revoked) json.string(card);
    json.end_array();
  }
  write_findings(json, summary.findings);
  if (summary.more_findings > 0) json.member("more_findings", summary.more_findings);
  return json.end_object().take();
}

void FindingTable::add_row(Row row) {
  if (begun_) return write(row);
  rows_.push_back(std::move(row));
  if (rows_.size() == max_held_rows) flush();
}

void FindingTable::add(const InputFinding& finding) {
  const std::string severity = finding.severity == Severity::error ? "" : std::string(name(finding.severity)) + ": ";
  std::string what = severity + std::string(info(finding.code).sentence);
  if (!finding.detail.empty()) what += ": " + printable(finding.detail);
  for (std::size_t i = 0; i < finding.others.size(); ++i) {
    what += (i > 0                       ? ", "
             : finding.others.size() > 1 ? "; see lines "
                                         : "; see line ") +
            std::to_string(finding.others[i]);
  }
  if (!finding.card.empty()) what += ": " + advice(finding);
  add_row({finding.line, finding.field, name(finding.code), std::move(what)});
}

void FindingTable::add(const Intake& intake) {
  for (const InputFinding& finding : intake.findings) add(finding);
  for (const LeftOut& left : intake.left_out) {
    const auto is_same = [&left](const InputFinding& f) { return f.line == left.line && f.code == left.reason; };
    if (std::any_of(intake.findings.begin(), intake.findings.end(), is_same)) continue;
    add_row({left.line, {}, name(left.reason), "left out: " + std::string(info(left.reason).sentence)});
  }
}

void FindingTable::write(const Row& row) {
  const auto cell = [this](std::string_view text, std::size_t width) {
    out_ << text << std::string(width + 2 - std::min(width, text.size()), ' ');
  };
  out_ << std::setw(5) << row.line << "  ";
  cell(displayed(row.field), field_width_);
  cell(row.code, code_width_);
  out_ << row.what << '\n';
}

void FindingTable::flush() {
  if (begun_ || rows_.empty()) return;
  begun_ = true;
  std::stable_sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.line < b.line; });
  for (const Row& row : rows_) {
    field_width_ = std::max(field_width_, row.field.size());
    code_width_ = std::max(code_width_, row.code.size());
  }
  out_ << "line   field" << std::string(field_width_ - 3, ' ') << "code" << std::string(code_width_ - 2, ' ')
       << "what\n";
  for (const Row& row : rows_) write(row);
  rows_.clear();
}

void FindingTable::end(const InputSummary& summary, const IntakeCounts& counts, const std::vector<FileStart>& files) {
  for (const FileStart& start : files)
    out_ << "line " << start.line << " is the first of " << printable(start.file) << '\n';
  flush();
  if (summary.more_findings > 0) out_ << "and " << summary.more_findings << " more findings about the file\n";
  const char* const what = summary.kind == InputKind::delimited ? " row" : " record";
  out_ << summary.records << what << (summary.records == 1 ? ", " : "s, ") << counts.persons
       << (counts.persons == 1 ? " person: " : " persons: ") << counts.issuable << " good, " << counts.refused
       << " refused, " << counts.warnings << " with warnings\n";
  if (counts.deleted > 0) {
    out_ << counts.deleted << (counts.deleted == 1 ? " record was" : " records were")
         << " deleted by the sender: revoke and reissue any card that has one\n";
  }
  const auto is_missing = [](const InputFinding& finding) { return finding.code == Errc::in_missing_column; };
  if (std::any_of(summary.findings.begin(), summary.findings.end(), is_missing)) {
    out_ << "vhc check --print-map FILE prints a column map to fill in, for --map; vhc help columns lists the names\n";
  }
  if (summary.ignored.empty()) return;
  out_ << "not used:";
  const char* between = " column ";
  for (const IgnoredColumn& column : summary.ignored) {
    out_ << std::exchange(between, ", ") << column.number << " \"" << displayed(column.header) << '"';
  }
  out_ << '\n';
}

}  // namespace vhc
