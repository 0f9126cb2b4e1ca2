// The checks of one kind of artifact each. A text comes without what stands around it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "lint/findings.h"
#include "vhc/bytes.h"
#include "vhc/lint.h"

namespace vhc {

// What the payload says that the rest of the card is measured by.
struct PayloadFacts {
  std::optional<std::string> iss;
  std::optional<UnixTime> nbf;
  std::optional<std::string> rid;
};

// A card on its way to the key set of its issuer.
struct SignedCard {
  std::optional<std::string> kid;
  std::string_view signed_text;
  std::optional<Bytes> signature;  // 64 bytes
  PayloadFacts payload;
};

enum class PayloadForm : unsigned char { of_a_card, on_its_own };  // only that of a card must be minified

void lint_jws(std::string_view compact, const LintOptions& options, const Scope& scope);
PayloadFacts lint_payload(std::string_view json, PayloadForm form, const LintOptions& options, const Scope& scope);
void lint_card_file(std::string_view json, const LintOptions& options, const Scope& scope);
void lint_operation_answer(std::string_view json, const LintOptions& options, const Scope& scope);
void lint_issuer_url(const JsonValue& iss, const Scope& scope);

// Key, signature and revocation list of a card.
void lint_trust(const SignedCard& card, const LintOptions& options, const Scope& scope);

void lint_bundle(const JsonValue& bundle, const LintOptions& options, const Scope& scope);
void lint_bundle_text(std::string_view json, const LintOptions& options, const Scope& scope);
void lint_issuer_input(std::string_view json, const Scope& scope);

void lint_key_set(std::string_view json, const LintOptions& options, const Scope& scope);
// The keys of an issuer, in any document.
void lint_keys(const JsonValue& keys, const std::optional<std::string>& iss, UnixTime now, const Scope& scope);
void lint_crl(std::string_view json, const LintOptions& options, const Scope& scope);
// A list in any document; gives its kid.
std::optional<std::string> lint_crl_value(const JsonValue& list, UnixTime now, const Scope& scope);
void lint_directory(std::string_view json, const Scope& scope);
void lint_directory_snapshot(std::string_view json, const LintOptions& options, const Scope& scope);

}  // namespace vhc
