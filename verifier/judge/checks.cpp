#include "judge/checks.h"

#include "judge/listing_limits.h"

namespace vhc {

CheckResult passed() noexcept {
  return {Outcome::passed, std::nullopt};
}
CheckResult failed(Errc code) noexcept {
  return {Outcome::failed, code};
}
CheckResult warned(Errc code) noexcept {
  return {Outcome::warned, code};
}

namespace {

CheckResult check_issuer(const TrustEntry& entry, const CardContents& card) {
  switch (entry.issuer_status) {
    case IssuerStatus::active:
      return passed();
    case IssuerStatus::suspended:
      return failed(Errc::issuer_suspended);
    case IssuerStatus::retired:
      break;
  }
  const bool issued_before = entry.retired && card.issued <= *entry.retired;
  return issued_before ? passed() : failed(Errc::issuer_retired);
}

CheckResult check_key(const TrustEntry& entry, const CardContents& card, Now now) {
  switch (entry.key_status) {
    case KeyStatus::active:
      break;
    case KeyStatus::retired:
      if (!entry.key_retired || card.issued >= *entry.key_retired) return failed(Errc::key_retired);
      break;
    case KeyStatus::revoked:
      return failed(Errc::key_withdrawn);
    case KeyStatus::denied:
      return failed(Errc::key_denied);
  }
  if (entry.key_until && now.earliest > *entry.key_until) return failed(Errc::key_expired);
  if (entry.key_from && now.exact && now.earliest < *entry.key_from) return failed(Errc::key_not_yet_valid);
  return passed();
}

}  // namespace

// Issuer, key, denies: the order of docs/rules/trust.md 5.
CheckResult check_standing(const TrustEntry& entry, const CardContents& card, Now now) {
  CheckResult result = check_issuer(entry, card);
  if (result.outcome == Outcome::passed) result = check_key(entry, card, now);
  if (result.outcome == Outcome::passed && entry.issuer_denied) result = failed(Errc::issuer_denied);
  if (result.outcome == Outcome::passed && !is_within_limits(entry, card)) result = failed(Errc::issuer_beyond_limits);
  return result;
}

// RFC 7519 4.1.5. A clock that is not believed cannot refuse a card for lying in the future.
CheckResult check_not_before(const CardContents& card, const Policy& policy, Now now) {
  if (card.issued <= now.earliest + policy.clock_skew) return passed();
  return now.exact ? failed(Errc::card_not_yet_valid) : warned(Errc::card_not_yet_valid);
}

// EXP-2: refused when exp lies before the present time; exp equal to now is still good.
CheckResult check_not_expired(const CardContents& card, Now now) {
  if (!card.expires) return passed();
  if (*card.expires < now.earliest) return failed(Errc::card_expired);
  return now.exact ? passed() : warned(Errc::clock_unknown);
}

// REV-8, REV-9. A list that is missing, old or not understood is not the same as "not revoked", and says so.
CheckResult check_not_revoked(const TrustEntry& entry, const CardContents& card, Now now) {
  const auto revokes = [&card](const RevocationList& list) {
    return !card.revocation_handle.empty() && list.revokes(card.revocation_handle, card.issued);
  };
  bool is_incomplete = entry.revocations && entry.revocations->num_unusable() != 0;
  for (const auto& list : entry.more_revocations) {
    if (revokes(*list)) return failed(Errc::card_revoked);
    is_incomplete |= list->num_unusable() != 0;
  }
  if (entry.revocations && revokes(*entry.revocations)) return failed(Errc::card_revoked);
  // A signed list says itself what it could not get; elsewhere a lower counter shows it.
  if (entry.revocations_missing || (entry.crl_version && !entry.revocations)) return warned(Errc::revocation_unknown);
  if (is_incomplete) return warned(Errc::revocation_incomplete);
  if (entry.revocations_stale) return warned(Errc::revocation_stale);
  if (!entry.crl_version) return passed();
  const bool is_old = entry.last_seen && now.earliest - *entry.last_seen > revocations_fresh_for;
  if (is_old || entry.revocations->counter() < *entry.crl_version) return warned(Errc::revocation_stale);
  return passed();
}

CheckResult check_trust_fresh(const TrustFacts& facts) {
  switch (facts.state) {
    case ListState::none:
      return {};  // plain key sets have no age
    case ListState::fresh:
      return passed();
    case ListState::stale:
      return warned(Errc::trust_stale);
    case ListState::expired:
      break;
  }
  return failed(Errc::trust_expired);
}

CheckResult check_clock(const Policy& policy, Now now) {
  if (policy.at_given) return {};  // the time was given: there is no clock to check
  return now.exact ? passed() : warned(Errc::clock_unknown);
}

}  // namespace vhc
