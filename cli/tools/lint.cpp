#include "vhc/lint.h"

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "shell/args.h"
#include "shell/io.h"
#include "tools/lint_operands.h"
#include "venue/store/published_keys.h"
#include "venue/trust_flags.h"
#include "verbs.h"
#include "vhc/display_text.h"
#include "vhc/references.h"

namespace vhc {
namespace {

struct LintFlags {
  TrustFlags trust;
  std::vector<std::string> files;
  std::optional<std::string> as;
  std::optional<std::string> profile;
  std::optional<std::string> at;
  std::optional<std::string> iss;
  std::optional<std::string> kid;
  std::optional<std::string> crl_version;
  std::optional<std::string> crl;
  std::vector<std::string> exclude;
  bool rules = false;
};

// What the artifacts are measured by, as the flags name it.
struct Measure {
  std::optional<LintKind> kind;
  std::optional<TrustList> trust;
  std::vector<LintedList> lists;
  std::vector<std::string> excluded;  // codes
  LintOptions options;
};

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) {
    text += text.empty() ? "" : " ";
    text += name;
  }
  return text;
}

template <class T>
Result<T> named(const std::string& value, std::optional<T> found, const char* flag,
                const std::vector<std::string_view>& names) {
  if (found) return *found;
  Error error{Errc::usage, "unknown value \"" + displayed(value) + "\"", flag, "one of " + joined(names)};
  return tl::unexpected(std::move(error));
}

Result<std::int64_t> positive_number(const std::string& text, const char* flag) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number < 1) return fail(Errc::usage, flag, "a number of at least 1");
  return number;
}

// The lists beside a key set, looked at as they were published: the trust list keeps only what it can use of them.
void read_published_lists(const std::string& jwks, Measure& measure, Io& io) {
  const std::size_t equals = jwks.find('=');
  const std::string file = jwks.substr(equals + 1);
  const auto published = read_published_keys(file, io);
  if (!published) return;
  for (const PromisedList& promised : published->lists) {
    if (promised.text.empty()) continue;
    LintedList linted = lint_list(promised.text, measure.options);
    linted.iss = jwks.substr(0, equals);
    linted.key_id = promised.kid;
    measure.lists.push_back(std::move(linted));
  }
}

Result<void> read_trust(const LintFlags& flags, Measure& measure, Io& io) {
  if (flags.crl) {
    VHC_TRY(const std::string list, io.read_file(*flags.crl, max_crl_bytes));
    measure.lists.push_back(lint_list(list, measure.options));
  }
  auto trust = load_trust(flags.trust, io);
  const bool none_given = !trust && trust.error().code == Errc::trust_none && trust.error().where.empty();
  if (none_given) return {};
  if (!trust) return tl::unexpected(std::move(trust).error());
  measure.trust = *std::move(trust);
  for (const std::string& jwks : flags.trust.jwks) read_published_lists(jwks, measure, io);
  return {};
}

Result<void> read_measure(const LintFlags& flags, Measure& measure, Io& io) {
  LintOptions& options = measure.options;
  options.now = io.now();
  if (flags.as) {
    VHC_TRY(measure.kind, named(*flags.as, find_lint_kind(*flags.as), "--as", lint_kind_names()));
  }
  if (flags.profile) {
    VHC_TRY(options.profile,
            named(*flags.profile, find_lint_profile(*flags.profile), "--profile", lint_profile_names()));
  }
  if (flags.at) {
    const auto time = parse_time(*flags.at);
    if (!time) return fail(Errc::time_format, "--at", time.error().hint);
    options.now = *time;
  }
  options.iss = flags.iss;
  options.kid = flags.kid;
  for (const std::string& code : flags.exclude) {
    const auto is_it = [&code](const LintRuleInfo& rule) { return rule.code == code; };
    if (std::none_of(lint_rules().begin(), lint_rules().end(), is_it)) {
      return fail(Errc::usage, "--exclude", "\"" + displayed(code) + "\" is no code; vhc lint --rules lists them");
    }
  }
  measure.excluded = flags.exclude;
  if (flags.crl_version) {
    VHC_TRY(options.crl_version, positive_number(*flags.crl_version, "--crl-version"));
  }
  VHC_CHECK_OK(read_trust(flags, measure, io));
  options.trust = measure.trust ? &*measure.trust : nullptr;
  options.lists = measure.lists;
  return {};
}

LintReport lint_whole(const LintOperand& operand, const std::string& name, const Measure& measure) {
  LintOptions options = measure.options;
  // What a shell gives as <(…) has no name of its own.
  if (name != "-" && !name.starts_with("/dev/fd/")) options.file_name = name;
  const LintKind kind = measure.kind.value_or(operand.kind_of_codes);
  const bool as_codes = kind == LintKind::qr || kind == LintKind::qrnumeric;
  if (operand.codes && as_codes) return lint_codes(kind, *operand.codes, options);
  return lint(measure.kind, operand.bytes, options);
}

LintReport lint_operand(const LintOperand& operand, const std::string& name, const Measure& measure) {
  LintReport report = lint_whole(operand, name, measure);
  std::erase_if(report.findings, [&measure](const LintFinding& finding) {
    const auto& codes = measure.excluded;
    return std::find(codes.begin(), codes.end(), info(finding.rule).code) != codes.end();
  });
  return report;
}

std::string counted(std::size_t count, const char* what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string summary(const LintReport& report) {
  const auto count = [&report](Severity severity) {
    return static_cast<std::size_t>(
        std::count_if(report.findings.begin(), report.findings.end(),
                      [severity](const LintFinding& finding) { return info(finding.rule).severity == severity; }));
  };
  std::string text(report.kind ? name(*report.kind) : "unknown");
  text += report.valid() ? ", valid" : ", not valid: " + counted(count(Severity::error), "error");
  if (const std::size_t warnings = count(Severity::warning); warnings > 0) text += ", " + counted(warnings, "warning");
  return text;
}

void print_finding(std::ostream& out, const LintFinding& finding) {
  constexpr std::size_t width = 9;
  const LintRuleInfo& rule = info(finding.rule);
  const std::string_view severity = name(rule.severity);
  out << "  " << severity << std::string(width - severity.size(), ' ') << rule.code << "  " << finding.where << '\n';
  out << "           " << rule.sentence << (finding.detail.empty() ? "" : ": ") << finding.detail;
  if (!rule.spec.empty()) out << " (" << rule.spec << ")";
  out << '\n';
  if (rule.severity == Severity::note) return;
  for (const std::string& address : reference_addresses(rule.spec)) out << "           " << address << '\n';
}

void print_report(const std::string& operand, const LintReport& report, Io& io) {
  if (io.json()) {
    io.out() << to_json(report, operand) << '\n';
    return;
  }
  io.out() << displayed(operand) << ": " << summary(report) << '\n';
  if (io.quiet()) return;
  for (const LintFinding& finding : report.findings) print_finding(io.out(), finding);
}

void print_rules(std::ostream& out) {
  for (const LintRuleInfo& rule : lint_rules()) {
    out << name(rule.severity) << '\t' << rule.code << '\t' << rule.sentence << '\t' << rule.spec << '\t';
    const char* between = "";
    for (const std::string& address : reference_addresses(rule.spec)) out << std::exchange(between, " ") << address;
    out << '\n';
  }
}

Exit run_lint(const LintFlags& flags, Io& io) {
  if (flags.rules) {
    print_rules(io.out());
    return Exit::done;
  }
  Measure measure;
  if (auto read = read_measure(flags, measure, io); !read) return io.tell(read.error());
  Exit exit = Exit::done;
  const std::vector<std::string> standard_input{"-"};
  for (const std::string& file : flags.files.empty() ? standard_input : flags.files) {
    const auto operand = read_lint_operand(file, io);
    if (!operand) {
      exit = worst(exit, io.tell(operand.error()));
      continue;
    }
    for (const LintOperand& one : lines_of(*operand)) {
      const LintReport report = lint_operand(one, file, measure);
      print_report(one.line == 0 ? file : file + ":" + std::to_string(one.line), report, io);
      exit = worst(exit, findings_if(!report.valid()));
    }
  }
  return exit;
}

std::vector<std::pair<std::string, std::string>> rules_for_the_manual() {
  std::vector<std::pair<std::string, std::string>> rows;
  rows.reserve(lint_rules().size());
  for (const LintRuleInfo& rule : lint_rules()) {
    std::string text = std::string(name(rule.severity)) + ": " + std::string(rule.sentence);
    if (!rule.spec.empty()) text.append("; ").append(rule.spec);
    rows.emplace_back(rule.code, std::move(text));
  }
  return rows;
}

}  // namespace

void add_lint(Verb& root) {
  auto flags = std::make_shared<LintFlags>();
  Verb& verb = root.verb("lint", "list what is wrong with an artifact");
  verb.describe(
      "Lists every fault in what an issuer makes, with the section of the specification that it violates. "
      "FILE "
      "is a FHIR bundle, a payload, a compact JWS, a .smart-health-card file, the answer of $health-cards-issue, the "
      "text or a picture of a QR code, a key set, a revocation list or a directory of issuers; \"-\" or nothing reads "
      "standard input; A+B+C are the parts of one set. The kind is recognized. With a key set, the signature of a "
      "card, "
      "its key and its revocation list are checked too; notes say what was not checked. In a file with a "
      "card "
      "on each line (what vhc issue --ndjson writes), each is checked.");
  verb.operand("FILE", flags->files, false);
  verb.option("--as", flags->as, "KIND", "do not recognize the kind: " + joined(lint_kind_names()));
  verb.option(
      "--profile", flags->profile, "NAME",
      "ask for a profile too: " + joined(lint_profile_names()) + " (dm: data minimization, ad: allowable data)");
  verb.option("--at", flags->at, "TIME", "judge times and certificates as of TIME (RFC 3339; default: now)");
  add_trust_flags(verb, flags->trust);
  verb.option("--crl", flags->crl, "FILE", "the revocation list of the card's key, in place of the published one");
  verb.option("--iss", flags->iss, "URL", "the issuer that the certificates of a key set must name");
  verb.option("--kid", flags->kid, "KID", "the key that a revocation list must be for");
  verb.option("--crl-version", flags->crl_version, "N", "the counter that a revocation list must have");
  verb.option("--exclude", flags->exclude, "CODE", "leave out a rule, such as min.id; may be given several times");
  verb.flag("--rules", flags->rules, "print the table of rules");
  verb.section("RULES", rules_for_the_manual());
  verb.exits({0, 1, 3, 4, 5});
  verb.example("$ " + root.name() + " lint card.smart-health-card");
  verb.example("$ " + root.name() + " lint --jwks https://pharmacy.example/shc=jwks.json --json card.png");
  verb.run([flags](Io& io) { return run_lint(*flags, io); });
}

}  // namespace vhc
