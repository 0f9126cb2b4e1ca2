#include "vhc/minimise.h"

#include <algorithm>
#include <utility>

#include "input/fhir_intake.h"
#include "vhc/intake.h"

namespace vhc {
namespace {

// "NOT_GIVEN at /entry/1/resource/status; NO_CODE at …", the first few.
std::string list_refusals(const std::vector<Finding>& refused) {
  constexpr std::size_t most = 8;
  std::string list;
  for (std::size_t i = 0; i < std::min(most, refused.size()); ++i) {
    list += (i == 0 ? "" : "; ") + std::string(name(refused[i].code)) + " at " + refused[i].where;
  }
  return refused.size() > most ? list + "; and more" : list;
}

tl::unexpected<Error> nothing_left(const std::vector<Finding>& refused) {
  if (refused.empty()) {
    return fail(Errc::in_nothing_to_issue, {}, "a card needs an Immunization or a laboratory Observation");
  }
  const Finding& first = refused.front();
  const bool one_reason = std::all_of(refused.begin(), refused.end(),
                                      [&first](const Finding& finding) { return finding.code == first.code; });
  if (one_reason) return fail(first.code, first.where);
  return fail(Errc::in_nothing_to_issue, first.where, list_refusals(refused));
}

InputRules rules_of(const MinimiseOptions& options) {
  return {.today = options.today,
          .profile = options.profile,
          .mark_partial = true,
          .allowed = options.allowed,
          .tables = options.tables};
}

Severity severity_of(Errc left_out) {
  if (left_out == Errc::in_duplicate) return Severity::warning;
  return left_out == Errc::in_replaced || left_out == Errc::in_moved ? Severity::note : Severity::error;
}

// What was told, and what was left out without a word.
std::vector<Finding> findings_of(const Intake& person) {
  std::vector<Finding> findings;
  for (const LeftOut& left_out : person.left_out) {
    findings.push_back({left_out.reason, severity_of(left_out.reason), left_out.field, {}});
  }
  for (const InputFinding& finding : person.findings) {
    const auto is_told = [&](const Finding& f) { return f.code == finding.code && f.where == finding.field; };
    if (std::none_of(findings.begin(), findings.end(), is_told)) {
      findings.push_back({finding.code, finding.severity, finding.field, {}});
    }
  }
  std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return a.severity == Severity::error && b.severity != Severity::error;
  });
  return findings;
}

std::string hint_of(Errc code) {
  switch (code) {
    case Errc::in_placeholder_name:
      return "allow PLACEHOLDER_NAME if that is really the name";
    case Errc::in_mixed_content:
      return "make one bundle of the vaccinations and one of the results";
    default:
      return {};
  }
}

tl::unexpected<Error> refused_person(const Intake& person) {
  const auto first = std::find_if(person.findings.begin(), person.findings.end(),
                                  [](const InputFinding& finding) { return finding.severity == Severity::error; });
  if (first == person.findings.end()) return fail(Errc::in_nothing_to_issue);
  return fail(first->code, first->field, hint_of(first->code));
}

// The records of the card, by the numbers that Lines::of_entries() gave them.
void set_pointers(const FhirBundle& bundle, std::vector<KeptEvent>& kept) {
  std::vector<const FhirEntry*> by_place;
  for (const FhirEntry& entry : bundle.entries()) {
    if (entry.place >= by_place.size()) by_place.resize(entry.place + 1);
    by_place[entry.place] = &entry;
  }
  for (KeptEvent& event : kept) {
    event.pointer = by_place[static_cast<std::size_t>(event.line - 1)]->resource.pointer();
    event.line = 0;
  }
}

}  // namespace

Result<MinimalBundle> minimise(std::string_view json, const MinimiseOptions& options) {
  std::vector<Finding> refused;
  return minimise(json, options, refused);
}

Result<MinimalBundle> minimise(std::string_view json, const MinimiseOptions& options, std::vector<Finding>& refused) {
  if (options.ial && !is_assurance_level(*options.ial)) {
    return fail(Errc::usage, {}, "assurance levels are IAL1.2, IAL1.4, IAL2 and IAL3");
  }
  VHC_TRY(const JsonDocument document,
          JsonDocument::parse(std::string(json), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth}));
  VHC_TRY(const FhirBundle bundle, FhirBundle::read(document.root()));
  const InputRules rules = rules_of(options);
  DropList dropped;
  VHC_TRY(const Intake person, person_of(bundle, rules, Lines::of_entries(), &dropped));
  if (person.refused) return refused_person(person);
  std::vector<Finding> findings = findings_of(person);
  if (!person.is_issuable()) {
    std::erase_if(findings, [](const Finding& finding) { return finding.severity != Severity::error; });
    refused = std::move(findings);
    return nothing_left(refused);
  }
  VHC_TRY(MinimalBundle minimal, minimal_bundle(person, options));
  set_pointers(bundle, minimal.kept);
  minimal.findings = std::move(findings);
  minimal.dropped = dropped.sorted();
  return minimal;
}

}  // namespace vhc
