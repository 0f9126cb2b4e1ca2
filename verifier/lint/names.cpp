// Names of kinds, profiles and rules.
#include <algorithm>
#include <array>

#include "vhc/lint.h"

namespace vhc {
namespace {

// In the order of LintKind.
constexpr std::array<std::string_view, 12> kind_names{
    "fhirbundle", "jwspayload", "jws", "healthcard", "fhirhealthcard",     "qrnumeric",
    "qr",         "jwkset",     "crl", "directory",  "directory-snapshot", "issuer-input"};

// In the order of LintProfile, without none.
constexpr std::array<std::string_view, 4> profile_names{"usa-covid19-immunization", "vaccination-dm", "vaccination-ad",
                                                        "lab-dm"};

constexpr std::array rules{
#define VHC_LINT_RULE(enumerator, code, severity, sentence, spec) \
  LintRuleInfo{LintRule::enumerator, code, Severity::severity, sentence, spec},
#include "vhc/lint_rules.def"
#undef VHC_LINT_RULE
};

}  // namespace

std::string_view name(LintKind kind) noexcept {
  return kind_names[static_cast<std::size_t>(kind)];
}

std::optional<LintKind> find_lint_kind(std::string_view name) noexcept {
  const auto* const found = std::find(kind_names.begin(), kind_names.end(), name);
  if (found == kind_names.end()) return std::nullopt;
  return static_cast<LintKind>(found - kind_names.begin());
}

std::vector<std::string_view> lint_kind_names() {
  return {kind_names.begin(), kind_names.end()};
}

std::optional<LintProfile> find_lint_profile(std::string_view name) noexcept {
  const auto* const found = std::find(profile_names.begin(), profile_names.end(), name);
  if (found == profile_names.end()) return std::nullopt;
  return static_cast<LintProfile>(found - profile_names.begin() + 1);
}

std::vector<std::string_view> lint_profile_names() {
  return {profile_names.begin(), profile_names.end()};
}

std::span<const LintRuleInfo> lint_rules() noexcept {
  return rules;
}

const LintRuleInfo& info(LintRule rule) noexcept {
  return rules[static_cast<std::size_t>(rule)];
}

}  // namespace vhc
