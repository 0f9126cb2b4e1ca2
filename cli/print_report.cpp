#include "print_report.h"

#include <array>
#include <ostream>
#include <string>
#include <string_view>

#include "vhc/display_text.h"

namespace vhc {
namespace {

constexpr std::size_t shown_kid_chars = 8;

std::string shown_kid(const std::string& kid) {
  return displayed(kid.substr(0, shown_kid_chars)) + (kid.size() > shown_kid_chars ? "…" : "");
}

// "  name       Rivera, Noor": a label and a value in their columns.
void line(std::ostream& out, std::string_view label, std::string_view value) {
  constexpr std::size_t width = 11;
  out << "  " << label << std::string(label.size() < width ? width - label.size() : 1, ' ') << value << '\n';
}

std::string_view code_name(std::string_view system) {
  struct Known {
    std::string_view system;
    std::string_view name;
  };
  constexpr std::array known{Known{"http://hl7.org/fhir/sid/cvx", "CVX"}, Known{"http://snomed.info/sct", "SNOMED"},
                             Known{"http://loinc.org", "LOINC"},
                             Known{"http://id.who.int/icd/release/11/mms", "ICD-11"}};
  for (const Known& row : known) {
    if (row.system == system) return row.name;
  }
  return "code";
}

std::string_view label(EventKind kind) {
  switch (kind) {
    case EventKind::immunization:
      return "immunised";
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

std::string describe(const Event& event) {
  std::string text = displayed(event.date) + "   " + std::string(code_name(event.system)) + " " + displayed(event.code);
  if (!event.value.empty()) text += ", result " + displayed(event.value);
  if (!event.lot.empty()) text += ", lot " + displayed(event.lot);
  if (event.subpotent) text += ", SUBPOTENT";
  if (!event.performer.empty()) text += ", " + displayed(event.performer);
  return text;
}

// https://pharmacy.example/shc is shown as pharmacy.example/shc.
std::string shown_issuer(const std::string& iss) {
  constexpr std::string_view scheme = "https://";
  return displayed(iss.compare(0, scheme.size(), scheme) == 0 ? iss.substr(scheme.size()) : iss);
}

void print_contents(std::ostream& out, const CardContents& card, const std::string& issuer) {
  for (const PersonName& name : card.subject.names) line(out, "name", displayed(shown_name(name)));
  line(out, "born", displayed(card.subject.birth_date));
  line(out, "issuer", issuer);
  line(out, "issued", to_rfc3339(card.issued));
  if (card.expires) line(out, "expires", to_rfc3339(*card.expires));
  std::string_view previous;
  for (const Event& event : card.events) {
    const std::string_view kind = label(event.kind);
    line(out, kind == previous ? std::string_view{} : kind, describe(event));
    previous = kind;
  }
}

std::string shown_trust(const VerificationReport& report) {
  const TrustFacts& trust = report.trust;
  if (!trust.issued) return "plain key sets that nobody signed (for tests and development)";
  const auto days = std::chrono::floor<std::chrono::days>(report.now.earliest - *trust.issued).count();
  return displayed(trust.origin) + (trust.list ? " list " + std::to_string(*trust.list) : "") + ", " +
         std::to_string(days) + (days == 1 ? " day old" : " days old");
}

void print_issuer_and_trust(std::ostream& out, const VerificationReport& report) {
  const VerifiedCard& card = *report.card;
  std::string issuer = shown_issuer(card.contents().issuer);
  if (!card.issuer_name().empty()) issuer = displayed(card.issuer_name()) + ", " + issuer;
  print_contents(out, card.contents(), issuer);
  line(out, "trust", shown_trust(report));
}

std::string detail(const VerificationReport& report, Check check) {
  const CheckResult& result = report.of(check);
  if (result.code) return std::string(name(*result.code));
  if (check == Check::recognised && report.format) return "SMART Health Card";
  if (check == Check::key_known && !report.unknown_kid.empty()) return "key " + shown_kid(report.unknown_kid);
  return {};
}

void print_checks(std::ostream& out, const VerificationReport& report) {
  std::string skipped;
  for (std::size_t i = 0; i < num_checks; ++i) {
    const auto check = static_cast<Check>(i);
    const Outcome outcome = report.of(check).outcome;
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
  const bool reached_the_end = report.of(Check::issuer_trusted).outcome == Outcome::passed;
  if (!skipped.empty()) out << "  -     " << skipped << (reached_the_end ? ": nothing to check\n" : ": not reached\n");
}

std::string_view colour_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::genuine:
      return "\033[1;32m";
    case Verdict::unknown_issuer:
      return "\033[1;33m";
    case Verdict::read_again:
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

std::string why(const VerificationReport& report) {
  std::string text(info(*report.reason).sentence);
  if (*report.reason == Errc::trust_unknown_key) text += " (key " + shown_kid(report.unknown_kid) + ")";
  return text;
}

}  // namespace

void print_report(std::ostream& out, const VerificationReport& report, bool quiet, bool colour) {
  print_headline(out, report, colour);
  if (quiet) {
    out << '\n';
    return;
  }
  if (report.verdict == Verdict::genuine) {
    out << " - CHECK ID\n\n";
    print_issuer_and_trust(out, report);
    for (const Errc warning : report.warnings) line(out, "warning", info(warning).sentence);
    out << "\nCompare name and birth date with a photo ID: a card shows who issued it, not who carries it.\n";
    return;
  }
  out << " - " << why(report) << "\n\n";
  print_checks(out, report);
  if (report.card) {
    out << '\n';
    print_issuer_and_trust(out, report);
  }
  if (report.verdict == Verdict::unknown_issuer) out << "\nNot on our list: this card does not count.\n";
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
  out << "NOT VERIFIED - this is what the code says; nothing of it is proved\n\n";
  if (!inspection.key_id.empty()) line(out, "key", displayed(inspection.key_id));
  if (inspection.contents) {
    print_contents(out, *inspection.contents, shown_issuer(inspection.contents->issuer));
    if (inspection.listed) line(out, "listed as", shown_listing(inspection));
    if (!inspection.contents->revocation_handle.empty())
      line(out, "rid", displayed(inspection.contents->revocation_handle));
    for (const std::string& type : inspection.contents->types) line(out, "type", displayed(type));
  }
  for (const Errc warning : inspection.warnings) line(out, "warning", info(warning).sentence);
  if (inspection.fault)
    line(out, "stopped", inspection.fault->what + " (" + std::string(name(inspection.fault->code)) + ")");
}

}  // namespace vhc
