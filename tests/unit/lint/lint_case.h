// One artifact with a fault, and everything that lint has to find in it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "../../support/test_issuer.h"
#include "vhc/lint.h"

namespace vhc {

struct LintCase {
  std::string name;
  std::optional<LintKind> kind;
  std::string bytes;
  // "code where" of every finding but the notes of what was not looked at, in their order.
  std::vector<std::string> expected;
  std::function<void(LintOptions&)> set = {};
  std::vector<ReadCode> codes = {};  // in place of bytes
};

std::vector<LintCase> text_cases();
std::vector<LintCase> jws_cases();
std::vector<LintCase> payload_cases();
std::vector<LintCase> card_file_cases();
std::vector<LintCase> trust_cases();
std::vector<LintCase> code_cases();
std::vector<LintCase> qr_cases();
std::vector<LintCase> bundle_cases();
std::vector<LintCase> profile_cases();
std::vector<LintCase> key_set_cases();
std::vector<LintCase> certificate_cases();
std::vector<LintCase> crl_cases();
std::vector<LintCase> directory_cases();

// 2026-12-01T00:00:00Z
inline constexpr UnixTime lint_now{std::chrono::seconds{1796083200}};

// `text` with the one place of `from` changed; a case that changes nothing would show nothing.
std::string with(std::string text, std::string_view from, std::string_view to);

// A good card's issuer, payload and bundle; all is well with them.
const TestIssuer& lint_issuer();
std::string good_payload();
std::string good_bundle();
std::string repeated(std::string_view text, std::size_t times);

}  // namespace vhc
