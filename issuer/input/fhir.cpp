// FHIR: a bundle, a resource, a vc object; or NDJSON as bulk exports write it (inputs.md 5). What may be signed of it
// is for minimise() to say; here it is put into the form that all inputs share.
#include <map>

#include "../card_text.h"
#include "clerk.h"
#include "readers.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

MinimiseOptions options_of(const InputRules& rules) {
  return {.today = rules.today, .allowed = rules.allowed};
}

// The line of each entry of the bundle; a text that is one bundle has one line for all.
class Lines {
 public:
  explicit Lines(std::int64_t first) : first_(first) {}
  void add(std::int64_t line) { lines_.push_back(line); }

  std::int64_t of(std::string_view pointer) const {
    constexpr std::string_view entry = "/entry/";
    if (pointer.substr(0, entry.size()) != entry || lines_.empty()) return first_;
    std::size_t index = 0;
    for (const char c : pointer.substr(entry.size())) {
      if (c < '0' || c > '9') break;
      index = index * 10 + static_cast<std::size_t>(c - '0');
      if (index >= lines_.size()) return first_;
    }
    return lines_[index];
  }

 private:
  std::int64_t first_;
  std::vector<std::int64_t> lines_;
};

bool is_about_person(Errc code, std::string_view where) {
  return code == Errc::in_several_patients || code == Errc::in_mixed_content || where.find("/entry/") != 0 ||
         where.find("/name") != std::string_view::npos || where.find("/birthDate") != std::string_view::npos;
}

void take_event(Intake& intake, const KeptEvent& kept, const Lines& lines) {
  const Event& event = kept.event;
  if (event.kind == EventKind::immunization) {
    intake.doses.push_back({.line = lines.of(kept.pointer),
                            .date = event.date,
                            .system = event.system,
                            .code = event.code,
                            .lot = event.lot,
                            .performer = event.performer,
                            .ial = {},
                            .subpotent = event.subpotent,
                            .given_here = true});
  } else {
    intake.results.push_back({.line = lines.of(kept.pointer),
                              .code = event.code,
                              .effective = event.date,
                              .status = event.status,
                              .value = event.value,
                              .performer = event.performer,
                              .ial = {}});
  }
}

Intake intake_of(std::string_view bundle, const InputRules& rules, const Lines& lines) {
  Intake intake{.line = lines.of({})};
  std::vector<Finding> refused;
  auto minimal = minimise(bundle, options_of(rules), refused);
  if (minimal) {
    intake.name = minimal->person.names.front();
    intake.birth_date = minimal->person.birth_date;
    intake.person_key = minimal->person_key;
    intake.bundle = std::move(minimal->json);
    for (const KeptEvent& kept : minimal->kept) take_event(intake, kept, lines);
    refused = std::move(minimal->findings);
  } else if (refused.empty()) {
    intake.refused = is_about_person(minimal.error().code, minimal.error().where);
    refused.push_back({minimal.error().code, Severity::error, minimal.error().where, {}});
  }
  for (const Finding& finding : refused) {
    const std::int64_t line = lines.of(finding.where);
    const bool is_left_out = finding.severity == Severity::error || finding.code == Errc::in_duplicate;
    if (is_left_out) intake.left_out.push_back({line, {}, {}, finding.code});
    intake.findings.push_back({line, finding.where, finding.severity, finding.code});
  }
  return intake;
}

// One line of a bulk export, by what it is about.
struct ExportLine {
  std::int64_t line = 0;
  std::string_view text;
  std::string type;
  std::string patient;  // its own id, or whom it refers to
};

std::string last_part(std::string_view reference) {
  const std::size_t slash = reference.rfind('/');
  return std::string(slash == std::string_view::npos ? reference : reference.substr(slash + 1));
}

std::string text_of(const JsonValue& object, std::string_view member) {
  const auto value = object.find(member);
  return value && value->is(JsonKind::string) ? value->string() : std::string{};
}

ExportLine export_line(std::int64_t line, std::string_view text, const JsonValue& resource) {
  ExportLine found{.line = line, .text = text, .type = text_of(resource, "resourceType")};
  if (found.type == "Patient") {
    found.patient = text_of(resource, "id");
    return found;
  }
  for (const std::string_view member : {"patient", "subject"}) {
    const auto whom = resource.find(member);
    if (whom && whom->is(JsonKind::object)) found.patient = last_part(text_of(*whom, "reference"));
  }
  return found;
}

std::string bundle_of(const ExportLine& patient, const std::vector<const ExportLine*>& records, Lines& lines) {
  JsonWriter json;
  json.begin_object().member("resourceType", "Bundle").member("type", "collection").name("entry").begin_array();
  const auto add = [&](const ExportLine& line, const std::string& url) {
    json.begin_object().member("fullUrl", url).name("resource").raw(line.text).end_object();
    lines.add(line.line);
  };
  add(patient, "https://export.invalid/Patient/" + patient.patient);
  for (const ExportLine* const record : records) {
    add(*record, "https://export.invalid/" + record->type + "/" + std::to_string(record->line));
  }
  return json.end_array().end_object().take();
}

Result<InputRead> read_one(std::string_view bytes, const InputRules& rules) {
  InputRead read;
  read.kind = InputKind::fhir;
  read.records = 1;
  const auto document =
      JsonDocument::parse(std::string(bytes), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth});
  if (!document) return tl::unexpected(document.error());
  read.persons.push_back(intake_of(bytes, rules, Lines(1)));
  return read;
}

Result<InputRead> read_lines(std::string_view bytes, const InputRules& rules) {
  InputRead read;
  read.kind = InputKind::fhir_ndjson;
  std::vector<ExportLine> all;
  for (std::int64_t number = 1; !bytes.empty(); ++number) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const std::string_view text = trimmed(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (text.empty()) continue;
    ++read.records;
    const auto document =
        JsonDocument::parse(std::string(text), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth});
    if (!document || !document->root().is(JsonKind::object)) {
      read.findings.push_back({number, {}, Severity::error, document ? Errc::in_bad_structure : document.error().code});
      continue;
    }
    ExportLine line = export_line(number, text, document->root());
    if (line.type == "Bundle" || document->root().find("credentialSubject") || document->root().find("vc")) {
      read.persons.push_back(intake_of(text, rules, Lines(number)));
    } else {
      all.push_back(std::move(line));
    }
  }
  std::map<std::string, std::vector<const ExportLine*>> records;
  for (const ExportLine& line : all) {
    if (line.type == "Immunization" || line.type == "Observation") records[line.patient].push_back(&line);
  }
  for (const ExportLine& line : all) {
    if (line.type != "Patient") continue;
    const auto own = records.find(line.patient);
    if (own == records.end()) continue;
    Lines lines(line.line);
    const std::string bundle = bundle_of(line, own->second, lines);
    read.persons.push_back(intake_of(bundle, rules, lines));
    records.erase(own);
  }
  for (const auto& [patient, orphans] : records) {
    for (const ExportLine* const line : orphans) {
      read.findings.push_back({line->line, "/patient", Severity::error, Errc::in_unresolved_reference});
    }
  }
  return read;
}

using Read = Result<InputRead>(std::string_view bytes, const InputRules& rules);

// An export is held in memory: its records stand in any order, and apart from the persons.
class FhirPersons final : public PersonSource {
 public:
  FhirPersons(InputKind kind, Read* read) : read_(read) { summary_.kind = kind; }

  Result<void> open(const InputFile& file, const InputRules& rules, const ByteWatch& watch) {
    if (file.size > max_input_bytes) return fail(Errc::input_too_large);
    ByteWindow bytes(file, ByteWindow::sequential, watch);
    std::string_view text = bytes.ahead(static_cast<std::size_t>(file.size));
    if (bytes.fault()) return tl::unexpected(*bytes.fault());
    if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    VHC_TRY(InputRead all, read_(text, rules));
    summary_.records = all.records;
    for (InputFinding& finding : all.findings) note(std::move(finding));
    persons_ = std::move(all.persons);
    return {};
  }

  Result<bool> next(Intake& person) override {
    if (next_ == persons_.size()) return false;
    person = std::move(persons_[next_++]);
    return true;
  }

 private:
  Read* read_;
  std::vector<Intake> persons_;
  std::size_t next_ = 0;
};

OpenedSource open_kind(InputKind kind, Read* read, const InputFile& file, const InputRules& rules,
                       const ByteWatch& watch) {
  auto source = std::make_unique<FhirPersons>(kind, read);
  VHC_CHECK_OK(source->open(file, rules, watch));
  return source;
}

}  // namespace

OpenedSource open_fhir(const InputFile& file, const InputRules& rules, const ByteWatch& watch) {
  return open_kind(InputKind::fhir, read_one, file, rules, watch);
}

OpenedSource open_fhir_ndjson(const InputFile& file, const InputRules& rules, const ByteWatch& watch) {
  return open_kind(InputKind::fhir_ndjson, read_lines, file, rules, watch);
}

}  // namespace vhc
