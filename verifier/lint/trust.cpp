// A card against the key set of its issuer: key, signature, revocation list.
#include <algorithm>

#include "lint/checks.h"

namespace vhc {
namespace {

bool holds_under(const PublicKey& key, const SignedCard& card) {
  return key.verifies(as_bytes(card.signed_text), *card.signature);
}

void check_signature(std::span<const PublicKey> keys, const SignedCard& card, const Scope& scope) {
  if (!card.signature || keys.empty()) return;
  const bool holds = std::any_of(keys.begin(), keys.end(), [&card](auto& key) { return holds_under(key, card); });
  if (!holds) scope.inner("signature").add(LintRule::jws_signature);
}

// As a venue that follows the list sees the issuer.
void check_standing(const TrustEntry& entry, const SignedCard& card, const Scope& scope) {
  const Scope at = scope.inner("payload").inner("iss");
  const bool before = entry.retired && card.payload.nbf && *card.payload.nbf <= *entry.retired;
  if (entry.issuer_status == IssuerStatus::suspended) at.add(LintRule::issuer_suspended);
  if (entry.issuer_status == IssuerStatus::retired && !before) at.add(LintRule::issuer_retired);
}

// The issuer's key for this card, after saying what is wrong with the pair of them.
const TrustEntry* find_key(const SignedCard& card, const TrustList& trust, const Scope& scope) {
  const auto candidates = trust.candidates(*card.kid);
  if (!card.payload.iss || !trust.lists_issuer(*card.payload.iss)) {
    if (card.payload.iss) scope.inner("payload").inner("iss").add(LintRule::trust_unknown_issuer);
    check_signature(candidates, card, scope);
    return nullptr;
  }
  const TrustEntry* const entry = trust.find(*card.payload.iss, *card.kid);
  if (entry == nullptr) {
    const LintRule rule = candidates.empty() ? LintRule::trust_unknown_key : LintRule::issuer_foreign_key;
    scope.inner("header").inner("kid").add(rule);
    check_signature(candidates, card, scope);
    return nullptr;
  }
  check_signature({&entry->key, 1}, card, scope);
  check_standing(*entry, card, scope);
  return entry;
}

// What a reader of lists noticed, in lint's terms.
LintFinding of_list(const Finding& finding) {
  LintRule rule = LintRule::crl_rid;
  if (finding.code == Errc::rule_v12) rule = LintRule::crl_counter;
  if (finding.code == Errc::crl_rid && finding.severity == Severity::warning) rule = LintRule::crl_repeated;
  return {rule, finding.where, {}};
}

LintedList list_of_entry(const TrustEntry& entry) {
  LintedList linted{.iss = entry.iss, .key_id = entry.kid, .findings = {}, .list = entry.revocations};
  if (!entry.revocations) return linted;
  for (const Finding& finding : entry.revocations->findings()) linted.findings.push_back(of_list(finding));
  return linted;
}

const LintedList* given_list(const SignedCard& card, std::span<const LintedList> lists) {
  const auto fits = [&card](const LintedList& list) {
    return (list.iss.empty() || list.iss == card.payload.iss) && (list.key_id.empty() || list.key_id == card.kid);
  };
  const auto found = std::find_if(lists.begin(), lists.end(), fits);
  return found == lists.end() ? nullptr : &*found;
}

void check_list(const LintedList& linted, const SignedCard& card, const std::optional<std::int64_t>& crl_version,
                const Scope& scope) {
  const Scope at_list = scope.inner("crl");
  for (const LintFinding& finding : linted.findings) {
    if (finding.where.empty() || finding.where.front() == '/') {
      scope.inner("crl" + finding.where).add(finding.rule, finding.detail);
    } else {
      at_list.add_at(finding.rule, finding.where, finding.detail);
    }
  }
  if (!linted.list) {
    if (linted.findings.empty()) at_list.add(LintRule::crl_missing);
    return;
  }
  if (linted.list->kid() != card.kid) {
    at_list.inner("kid").add(LintRule::crl_kid);
    return;
  }
  if (crl_version && linted.list->counter() != *crl_version && linted.list->counter() > 0) {
    at_list.inner("ctr").add(LintRule::crl_version);
  }
  const bool comparable = card.payload.rid && card.payload.nbf;
  if (comparable && linted.list->revokes(*card.payload.rid, *card.payload.nbf)) {
    scope.inner("payload").inner("vc").inner("rid").add(LintRule::card_revoked);
  }
}

}  // namespace

void lint_trust(const SignedCard& card, const LintOptions& options, const Scope& scope) {
  if (options.trust == nullptr) scope.add(LintRule::jws_unchecked);
  if (!card.kid) return;
  const TrustEntry* const entry = options.trust == nullptr ? nullptr : find_key(card, *options.trust, scope);
  const auto crl_version = entry == nullptr ? std::nullopt : entry->crl_version;
  if (const LintedList* const given = given_list(card, options.lists)) {
    check_list(*given, card, crl_version, scope);
  } else if (crl_version) {
    check_list(list_of_entry(*entry), card, crl_version, scope);
  }
}

}  // namespace vhc
