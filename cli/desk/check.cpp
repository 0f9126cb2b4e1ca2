#include <algorithm>
#include <memory>
#include <ostream>

#include "desk/columns_topic.h"
#include "desk/input_flags.h"
#include "desk/issuer_flags.h"
#include "desk/print_intake.h"
#include "desk/refused_file.h"
#include "desk/store/input_file.h"
#include "shell/verb_body.h"
#include "verbs.h"
#include "vhc/column_table.h"
#include "vhc/display_text.h"

namespace vhc {
namespace {

struct CheckOptions {
  IssuerFlags issuer;
  InputFlags input;
  std::vector<std::string> files;
  std::optional<std::string> refused;
  bool identity = false;
  bool print_map = false;
};

// What a map cannot be written for.
tl::unexpected<Error> no_columns(const InputSummary& summary, const std::string& file) {
  if (summary.kind != InputKind::delimited) {
    return fail(Errc::usage, "--print-map", "a delimited file; " + file + " is " + std::string(name(summary.kind)));
  }
  const auto is_error = [](const InputFinding& finding) { return finding.severity == Severity::error; };
  const auto found = std::find_if(summary.findings.begin(), summary.findings.end(), is_error);
  if (found == summary.findings.end()) return fail(Errc::in_missing_column, file);
  return fail(found->code, file + ", line " + std::to_string(found->line), found->detail);
}

std::string_view map_remark(const InputSummary& summary) {
  if (!summary.columns.empty()) return {};
  return summary.has_no_header
             ? "No header row was found: the columns are numbered in their order."
             : "No header row was recognized: these are the words of the row that looks most like one.";
}

// What stops the file however its columns are called: NOT_UTF8, an open quote.
void tell_unreadable(const InputSummary& summary, const std::string& file, Io& io) {
  for (const InputFinding& finding : summary.findings) {
    const bool is_of_map = finding.code == Errc::in_missing_column || finding.code == Errc::in_ambiguous_dates;
    if (finding.severity != Severity::error || is_of_map) continue;
    io.warn({.code = finding.code,
             .severity = Severity::warning,
             .where = file + ", line " + std::to_string(finding.line),
             .detail = finding.detail});
    if (!finding.detail.empty()) io.say("vhc: " + finding.detail);
  }
}

Result<Exit> print_map(const std::string& file, const InputRules& rules, Io& io) {
  VHC_TRY(const InputFiles files, InputFiles::open(InputOperand{{file}}, io));
  VHC_TRY(const InputReader reader, open_reader(files, file, rules));
  const InputSummary& summary = reader.summary();
  const std::vector<InputColumn>& columns = summary.columns.empty() ? summary.likely_columns : summary.columns;
  if (columns.empty()) return no_columns(summary, file);
  io.out() << column_map_to_fill(columns, map_remark(summary));
  tell_unreadable(summary, file, io);
  return Exit::done;
}

Result<Exit> tell(InputReader& reader, const InputFiles& files, const std::string& file, const CheckOptions& options,
                  RefusedFile& refused, Io& io) {
  IntakeCounts counts;
  FindingTable table(io.out());
  std::size_t num_told = 0;  // of the file's findings: some are known only at its end
  const auto tell_file = [&] {
    const std::vector<InputFinding>& findings = reader.summary().findings;
    for (; !io.json() && num_told < findings.size(); ++num_told) table.add(findings[num_told]);
  };
  tell_file();
  Intake person;
  while (true) {
    VHC_TRY(const bool more, reader.next(person));
    if (!more) break;
    counts.add(person);
    refused.add(person);
    if (!io.json()) {
      table.add(person);
      continue;
    }
    JsonWriter json;
    begin_check_line(json, file, person, options.identity);
    io.out() << json.end_object().text() << '\n';
  }
  tell_file();
  if (io.json()) {
    io.out() << check_summary_json(file, reader.summary(), counts, files.starts()) << '\n';
  } else {
    table.end(reader.summary(), counts, files.starts());
  }
  return exit_of(reader.summary(), counts);
}

Result<Exit> check_operand(const InputOperand& operand, const InputRules& rules, const CheckOptions& options, Io& io) {
  VHC_TRY(const InputFiles files, InputFiles::open(operand, io));
  VHC_TRY(InputReader reader, open_reader(files, operand.name(), rules));
  if (!io.json() && options.files.size() > operand.files.size()) io.out() << printable(operand.name()) << '\n';
  RefusedFile refused(options.refused, false);
  VHC_CHECK_OK(refused.check(operand, reader.summary(), io));
  VHC_TRY(const Exit exit, tell(reader, files, operand.name(), options, refused, io));
  VHC_CHECK_OK(refused.write(files, reader.summary(), rules, io));
  return exit;
}

Result<Exit> check_all(const CheckOptions& options, Io& io) {
  if (options.print_map && (options.files.size() != 1 || io.json())) {
    return fail(Errc::usage, "--print-map", "one file, and no --json: the map is text");
  }
  if (options.refused && options.files.size() > 1) return fail(Errc::usage, "--refused", "one file at a time");
  std::optional<IssuerFolder> folder;
  if (options.issuer.issuer) {
    VHC_TRY(folder, open_issuer(options.issuer, io));
  }
  VHC_TRY(const UnixTime at, acting_time(options.issuer, io));
  VHC_TRY(const InputRules rules, input_rules(options.input, folder ? &*folder : nullptr, at, io));
  if (options.print_map) return print_map(options.files.front(), rules, io);
  const std::vector<InputOperand> operands = input_operands(options.files, io);
  if (operands.size() == 1) return check_operand(operands.front(), rules, options, io);
  ExitOfSeveral exits;
  for (const InputOperand& operand : operands) {
    const auto done = check_operand(operand, rules, options, io);
    if (done) {
      exits.add(*done);
    } else {
      exits.add_trouble(io.tell(done.error()));
    }
  }
  return exits.joined();
}

}  // namespace

void add_check(Verb& root) {
  auto options = std::make_shared<CheckOptions>();
  Verb& verb = root.verb("check", "show which records can go on cards, and why the others cannot");
  verb.describe(
      "Reads HL7 v2 messages (VXU, RSP, ORU; alone or in batches), delimited files with a header row, and FHIR "
      "(a bundle or resource, or NDJSON of a bulk export); the kind is recognized. Files named *.ndjson, and "
      "bundles named *.json, are read as one export, its lines numbered through. Signs nothing and needs no issuer. "
      "Every error is reported by line, field and code; values are never shown. With --print-map nothing "
      "is checked: a column map to fill in is written, for --map.");
  verb.operand("FILE", options->files, true);
  verb.option("--issuer", options->issuer.issuer, "DIR",
              "the issuer's folder, for its time zone, code tables and source");
  add_input_flags(verb, options->input);
  verb.flag("--print-map", options->print_map,
            "print a column map of FILE to fill in, with a guess for each header that is not understood");
  add_refused_flag(verb, options->refused);
  verb.flag("--identity", options->identity, "with --json: include names, birth dates and what was given");
  verb.option("--at", options->issuer.at, "TIME", "check as of TIME (RFC 3339; default: now)");
  verb.exits({1, 3, 4});
  verb.example("$ vhc check visit.hl7");
  verb.example("$ vhc check Patient.ndjson Immunization.ndjson");
  verb.example("$ vhc check --print-map ltc.csv > ltc.map");
  verb.example("$ vhc check --dates mdy --map ltc.map ltc.csv");
  verb.example("$ vhc check --refused to-fix.csv ltc.csv");
  root.topic(columns_topic());
  verb.run(run_with(options, check_all));
}

}  // namespace vhc
