#include "fhir_intake.h"

#include "vhc/minimise.h"

namespace vhc {
namespace {

MinimiseOptions options_of(const InputRules& rules) {
  return {.today = rules.today, .allowed = rules.allowed, .profile = rules.profile, .tables = rules.tables};
}

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

}  // namespace

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
    const Severity severity = is_left_out && !needs_mending(finding.code) ? Severity::note : finding.severity;
    intake.findings.push_back({line, finding.where, severity, finding.code});
  }
  return intake;
}

}  // namespace vhc
