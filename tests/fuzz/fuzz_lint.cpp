// Whatever the bytes are taken for: a report is valid exactly when it has no error, looking again finds the same, every
// finding is a rule of the table, and the line of JSON is JSON. The first byte chooses the kind, its upper bits how it
// is looked at.
#include <algorithm>
#include <vector>

#include "input.h"
#include "vhc/json.h"
#include "vhc/key_set.h"
#include "vhc/lint.h"

namespace {

using namespace vhc;

const TrustList& one_issuer() {
  static const TrustList trust = [] {
    constexpr std::string_view set =
        R"({"keys":[{"kty":"EC","kid":"p4w8VZeDlUC82235ACWxg5B2pMyrSG7xNTnR05kGZRU","use":"sig","alg":"ES256","crv":"P-256",)"
        R"("x":"J2RFZx28Yt51MSYmvwp3anR_fHxjnZbXgp7tToVYPFo","y":"hXbmaqSPZxeN73pvg7VGXpcOhhwFJ_9ctf6OdMMbzYA","crlVersion":1}]})";
    std::vector<IssuerKeys> issuers(1);
    issuers[0].iss = "https://issuer.example/shc";
    issuers[0].key_set = *parse_key_set(set);
    return TrustList::from_key_sets(std::move(issuers));
  }();
  return trust;
}

LintReport look(unsigned how, std::string_view text) {
  constexpr unsigned num_kinds = 12;
  const unsigned kind = how % 16;
  LintOptions options{.now = UnixTime{std::chrono::seconds{1796083200}}};
  options.profile = static_cast<LintProfile>(how / 16 % 5);
  if (how >= 128) options.trust = &one_issuer();
  if (kind == static_cast<unsigned>(LintKind::qr)) {
    // The text, then the data codewords behind a NUL; the level goes with the profile.
    const std::size_t end = std::min(text.find('\0'), text.size());
    const ReadCode code{.text = std::string(text.substr(0, end)),
                        .data_codewords = std::string(text.substr(std::min(end + 1, text.size()))),
                        .level = "LMQH"[how / 16 % 4]};
    return lint_codes(LintKind::qr, {&code, 1}, options);
  }
  if (kind < num_kinds) return lint(static_cast<LintKind>(kind), text, options);
  return lint(std::nullopt, text, options);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text = text_of(data + 1, size - 1);
  const LintReport report = look(data[0], text);
  const auto is_error = [](const LintFinding& finding) { return info(finding.rule).severity == Severity::error; };
  require(report.valid() == std::none_of(report.findings.begin(), report.findings.end(), is_error));
  require(report.findings.size() <= max_lint_findings + 1);
  require(look(data[0], text).findings == report.findings);
  for (const LintFinding& finding : report.findings) require(info(finding.rule).rule == finding.rule);
  require(JsonDocument::parse(to_json(report, "fuzz"), {.max_bytes = std::size_t{4} * 1024 * 1024}).has_value());
  return 0;
}
