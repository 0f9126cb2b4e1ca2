#include "venue/print_report.h"

#include <array>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/advice.h"
#include "vhc/code_words.h"
#include "vhc/display_text.h"
#include "vhc/event_status.h"

namespace vhc {
namespace {

// "  name       Rivera, Noor": a label and a value in their columns.
void line(std::ostream& out, std::string_view label, std::string_view value) {
  constexpr std::size_t width = 11;
  out << "  " << label << std::string(label.size() < width ? width - label.size() : 2, ' ') << value << '\n';
}

std::string_view code_name(std::string_view system) {
  struct Known {
    std::string_view system;
    std::string_view name;
  };
  constexpr std::array known{Known{cvx_system, "CVX"}, Known{snomed_system, "SNOMED"}, Known{loinc_system, "LOINC"},
                             Known{"http://id.who.int/icd/release/11/mms", "ICD-11"}};
  for (const Known& row : known) {
    if (row.system == system) return row.name;
  }
  return "code";
}

std::string_view label(EventKind kind) {
  switch (kind) {
    case EventKind::immunization:
      return "immunized";
    case EventKind::test:
      return "tested";
    case EventKind::recovery:
      return "recovered";
    case EventKind::exemption:
      return "exempted";
    case EventKind::other:
      return "other";
  }
  return "";
}

// "CVX 03".
std::string shown_code(std::string_view system, const std::string& code) {
  return std::string(code_name(system)) + " " + displayed(code);
}

// "MMR (CVX 03)"; "SARS-CoV-2 PCR: detected (LOINC 94500-6)"; codes where there are no words.
std::string what_of(const Event& event) {
  const std::string_view words = words_of_code(event.system, event.code);
  const std::string code = shown_code(event.system, event.code);
  std::string text = words.empty() ? code : std::string(words);
  if (!event.value.empty()) {
    const std::string_view value = words_of_code(event.value_system, event.value);
    text += ": ";
    if (!value.empty()) {
      text += value;
    } else if (event.value_system.empty()) {
      text += displayed(event.value);
    } else {
      text += shown_code(event.value_system, event.value);
    }
  }
  return words.empty() ? text : text + " (" + code + ")";
}

std::string describe(const Event& event) {
  std::string text = displayed(event.date) + (event.date.empty() ? "" : "   ") + what_of(event);
  if (!event.lot.empty()) text += ", lot " + displayed(event.lot);
  if (event.subpotent) text += ", SUBPOTENT";
  if (!event.performer.empty()) text += ", " + displayed(event.performer);
  return text;
}

// What does not stand is shown first, and in words that nobody takes for a dose or a result.
void print_events(std::ostream& out, const std::vector<Event>& events) {
  for (const Event& event : events) {
    if (!stands(event)) line(out, status_words(event), describe(event));
  }
  std::string_view previous;
  for (const Event& event : events) {
    const bool says_nothing = event.kind == EventKind::other && event.code.empty();
    if (!stands(event) || says_nothing) continue;
    const std::string_view kind = label(event.kind);
    line(out, kind == previous ? std::string_view{} : kind, describe(event));
    previous = kind;
  }
}

// https://pharmacy.example/shc is shown as pharmacy.example/shc.
std::string shown_issuer(const std::string& iss) {
  constexpr std::string_view scheme = "https://";
  return displayed(iss.compare(0, scheme.size(), scheme) == 0 ? iss.substr(scheme.size()) : iss);
}

void print_contents(std::ostream& out, const CardContents& card, const std::string& issuer) {
  for (const PersonName& name : card.subject.names) line(out, "name", displayed(shown_name(name)));
  if (!card.subject.birth_date.empty()) line(out, "born", displayed(card.subject.birth_date));
  line(out, "issuer", issuer);
  line(out, "issued", to_rfc3339(card.issued));
  if (card.expires) line(out, "expires", to_rfc3339(*card.expires));
  print_events(out, card.events);
}

void print_card(std::ostream& out, const VerifiedCard& card) {
  std::string issuer = shown_issuer(card.contents().issuer);
  if (!card.issuer_name().empty()) issuer = displayed(card.issuer_name()) + ", " + issuer;
  if (card.shows_issuer_alone()) {
    line(out, "issuer", issuer);
  } else {
    print_contents(out, card.contents(), issuer);
  }
}

std::string detail(const VerificationReport& report, Check check) {
  const CheckResult& result = report.of(check);
  if (result.code) return std::string(name(*result.code));
  if (check == Check::recognised && report.format != nullptr) return std::string(report.format->title);
  if (check == Check::key_known && !report.unknown_kid.empty()) return "key " + shown_key_id(report.unknown_kid);
  return {};
}

// "measles-school, met by two-doses"; "measles-school, not met (two-doses)".
std::string shown_rule(const RuleReport& rule) {
  const std::string& requirement = rule.outcome.requirement;
  std::string text = rule.rule + (rule.outcome.met() ? ", met" : ", not met");
  if (requirement.empty()) return text;
  return text + (rule.outcome.met() ? " by " : ": ") + displayed(requirement);
}

bool is_at_the_end(const VerificationReport& report) {
  return report.of(Check::issuer_trusted).outcome == Outcome::passed;
}

// The venue's rules are not asked about a card that is refused already.
bool is_refused_before_rules(const VerificationReport& report) {
  return is_at_the_end(report) && report.reason && report.of(Check::rules).outcome == Outcome::skipped;
}

void print_checks(std::ostream& out, const VerificationReport& report) {
  std::string skipped;
  for (std::size_t i = 0; i < num_checks; ++i) {
    const auto check = static_cast<Check>(i);
    const Outcome outcome = report.of(check).outcome;
    if (outcome == Outcome::skipped && check == Check::rules && is_refused_before_rules(report)) continue;
    if (outcome == Outcome::skipped) {
      skipped += (skipped.empty() ? "" : ", ") + std::string(name(check));
      continue;
    }
    const std::string_view mark = outcome == Outcome::passed   ? "ok    "
                                  : outcome == Outcome::warned ? "warn  "
                                                               : "FAIL  ";
    const std::string text = detail(report, check);
    const std::string padded = std::string(name(check)) + std::string(17 - name(check).size(), ' ');
    out << "  " << mark << (text.empty() ? std::string(name(check)) : padded + text) << '\n';
  }
  const bool reached_the_end = is_at_the_end(report);
  if (!skipped.empty()) out << "  -     " << skipped << (reached_the_end ? ": nothing to check\n" : ": not reached\n");
  if (is_refused_before_rules(report)) out << "  -     rules: not asked, the card is refused already\n";
}

std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::genuine:
      return "\033[1;32m";
    case Verdict::unknown_issuer:
      return "\033[1;33m";
    case Verdict::read_again:
    case Verdict::other_code:
      return "\033[1;34m";
    case Verdict::not_genuine:
    case Verdict::not_accepted:
      break;
  }
  return "\033[1;31m";
}

void print_headline(std::ostream& out, const VerificationReport& report, bool colour) {
  if (colour) out << colour_of(report.verdict);
  out << headline(report.verdict);
  if (colour) out << "\033[0m";
}

// What stands in the table of checks stands here in words.
void print_warnings(std::ostream& out, const VerificationReport& report) {
  for (const Errc warning : report.warnings) line(out, "warning", info(warning).sentence);
}

// A list that the venue uses past its end, revocations that nobody knows: whoever reads one word has to know of them.
bool is_doubt(Errc code) {
  return code == Errc::trust_loosened || code == Errc::revocation_unknown || code == Errc::revocation_incomplete ||
         code == Errc::revocation_stale;
}

// What no verdict may hide: a list that is old or over, a clock that may be wrong.
void print_doubts(std::ostream& out, const VerificationReport& report) {
  const UnixTime at = report.now.earliest;
  if (!shown_state(report.trust, at).empty()) out << "   " << shown_trust(report.trust, at);
  const CheckResult& clock = report.of(Check::clock);
  if (clock.outcome != Outcome::passed && clock.code) out << "   " << info(*clock.code).sentence;
  for (const Errc warning : report.warnings) {
    if (is_doubt(warning)) out << "   " << info(warning).sentence;
  }
}

}  // namespace

std::string shown_state(const TrustFacts& trust, UnixTime at) {
  const ListState state = state_at(trust, at);
  if (state == ListState::stale) return ", older than it should be";
  if (state != ListState::expired) return {};
  return trust.expires ? ", expired on " + shown_date(*trust.expires) : ", expired";
}

std::string shown_trust(const TrustFacts& trust, UnixTime at) {
  if (!trust.issued) return "unsigned key sets (for tests and development)";
  const auto days = std::chrono::floor<std::chrono::days>(at - *trust.issued).count();
  return displayed(trust.origin) + (trust.list ? " list " + std::to_string(*trust.list) : "") + ", " +
         std::to_string(days) + (days == 1 ? " day old" : " days old") + shown_state(trust, at);
}

void print_report(std::ostream& out, const VerificationReport& report, const ReportView& view) {
  print_headline(out, report, view.colour);
  if (view.quiet) {
    if (report.reason == Errc::trust_expired) {
      out << " - " << why_in_short(report);
    } else {
      print_doubts(out, report);
    }
    out << '\n';
    return;
  }
  out << " - " << why_in_short(report) << "\n\n";
  if (view.checks) print_checks(out, report);
  if (view.checks) out << '\n';
  if (report.card) print_card(out, *report.card);
  line(out, "trust", shown_trust(report.trust, report.now.earliest));
  if (report.rule) line(out, "rules", shown_rule(*report.rule));
  print_warnings(out, report);
  out << '\n' << what_to_do(report) << '\n';
}

void print_explanation(std::ostream& out, const VerificationReport& report, const std::string& explanation,
                       bool colour) {
  print_headline(out, report, colour);
  out << "\n\n" << explanation << '\n';
}

namespace {

std::string shown_listing(const Inspection& inspection) {
  if (!*inspection.listed) return "nobody: this address is not on the list";
  const std::string name =
      inspection.listed_name.empty() ? "an issuer without a name" : displayed(inspection.listed_name);
  return name + " (not proved: anybody can write this address)";
}

}  // namespace

void print_inspection(std::ostream& out, const Inspection& inspection) {
  out << "NOT VERIFIED - this is what the code says; none of it is proved\n\n";
  if (inspection.other != nullptr) line(out, "this is", inspection.other->what);
  if (!inspection.key_id.empty()) line(out, "key", displayed(inspection.key_id));
  if (inspection.contents) {
    print_contents(out, *inspection.contents, shown_issuer(inspection.contents->issuer));
    if (inspection.listed) line(out, "listed as", shown_listing(inspection));
    if (!inspection.contents->revocation_handle.empty())
      line(out, "rid", displayed(inspection.contents->revocation_handle));
    for (const std::string& type : inspection.contents->types) line(out, "type", displayed(type));
  }
  for (const Errc warning : inspection.warnings) line(out, "warning", info(warning).sentence);
  if (inspection.fault && inspection.other == nullptr)
    line(out, "stopped", inspection.fault->what + " (" + std::string(name(inspection.fault->code)) + ")");
  if (inspection.other != nullptr) out << '\n' << inspection.other->advice << '\n';
}

}  // namespace vhc
