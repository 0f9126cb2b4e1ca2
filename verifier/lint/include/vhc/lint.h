// Is an artifact what the specification asks? For issuers and integrators (docs/rules/cli.md 8, "vhc lint"): every
// fault of an artifact, with a stable code, its place and the section it breaks. Pure; safe from any thread; nothing
// throws; nothing here can sign. The rules are one table: lint_rules.def.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/finding.h"
#include "vhc/read_code.h"
#include "vhc/revocation_list.h"
#include "vhc/time.h"
#include "vhc/trust_list.h"

namespace vhc {

// What an artifact can be.
enum class LintKind : std::uint8_t {
  fhirbundle,          // a Bundle as it stands on a card
  jwspayload,          // the payload before it is compressed, with white space or without
  jws,                 // a compact JWS
  healthcard,          // a .smart-health-card file
  fhirhealthcard,      // the Parameters answer of $health-cards-issue
  qrnumeric,           // text of codes
  qr,                  // pictures of codes
  jwkset,              // an issuer's key set
  crl,                 // a card revocation list
  directory,           // a list of issuers
  directory_snapshot,  // a list of issuers with their keys
  issuer_input         // a Bundle that a card is to be made of
};

std::string_view name(LintKind kind) noexcept;  // "directory-snapshot"
std::optional<LintKind> find_lint_kind(std::string_view name) noexcept;
std::vector<std::string_view> lint_kind_names();

// What a profile asks beyond the framework (docs/rules/inputs.md 1).
enum class LintProfile : std::uint8_t { none, usa_covid19_immunization, vaccination_dm, vaccination_ad, lab_dm };

std::optional<LintProfile> find_lint_profile(std::string_view name) noexcept;
std::vector<std::string_view> lint_profile_names();

enum class LintRule : std::uint16_t {
#define VHC_LINT_RULE(enumerator, code, severity, sentence, spec) enumerator,
#include "vhc/lint_rules.def"
#undef VHC_LINT_RULE
};

struct LintRuleInfo {
  LintRule rule{};
  std::string_view code;  // stable: "jws.alg"
  Severity severity{};
  std::string_view sentence;  // lower case, no full stop
  std::string_view spec;      // section of the specification; may be empty
};

// All rules, in the order of LintRule.
std::span<const LintRuleInfo> lint_rules() noexcept;
const LintRuleInfo& info(LintRule rule) noexcept;

struct LintFinding {
  LintRule rule{};
  std::string where;   // JSON pointer, or offset and line; never a value
  std::string detail;  // a few words more; never a value; may be empty

  friend bool operator==(const LintFinding&, const LintFinding&) = default;
};

inline constexpr std::size_t max_lint_findings = 2000;                        // of one artifact
inline constexpr std::size_t max_lint_bytes = std::size_t{16} * 1024 * 1024;  // of one artifact; a list: max_crl_bytes

// A revocation list looked at once, for the cards that are measured against it.
struct LintedList {
  std::string iss;                             // of the issuer that publishes it; empty: of whatever issuer a card has
  std::string key_id;                          // of the key it is published for; empty: of whatever key a card has
  std::vector<LintFinding> findings;           // its faults
  std::shared_ptr<const RevocationList> list;  // none when it cannot be read
};

struct LintOptions {
  UnixTime now{};  // for nbf, exp, times in lists, and certificates
  LintProfile profile = LintProfile::none;
  std::string file_name;  // of the artifact, for the rules about names; empty: it has none
  // A key set: the issuer that its certificates must name. A list: the kid and counter of its key.
  std::optional<std::string> iss;
  std::optional<std::string> kid;
  std::optional<std::int64_t> crl_version;
  // Cards: the issuers' key sets, and the lists to use in place of those that the key sets brought. With no key sets,
  // what only they can tell is not looked at, and a note says so.
  const TrustList* trust = nullptr;
  std::span<const LintedList> lists = {};
};

struct LintReport {
  std::optional<LintKind> kind;  // none: it cannot be told
  std::vector<LintFinding> findings;

  bool valid() const noexcept;  // no finding is an error
};

// What these bytes are, by what stands in them; issuer_input is never guessed.
std::optional<LintKind> recognise_artefact(std::string_view bytes);

// Looks at an artifact of any kind but a picture. Without a kind, recognise_artefact() decides.
LintReport lint(std::optional<LintKind> kind, std::string_view bytes, const LintOptions& options);

// Looks at codes: `kind` qr for those read from pictures, qrnumeric for their texts. Parts of one set are joined in any
// order. A picture in which nothing could be read is no code at all.
LintReport lint_codes(LintKind kind, std::span<const ReadCode> codes, const LintOptions& options);

// A list for LintOptions::lists; `options` gives the time.
LintedList lint_list(std::string_view bytes, const LintOptions& options);

// One line of vhc.lint/1.
std::string to_json(const LintReport& report, std::string_view input);

}  // namespace vhc
