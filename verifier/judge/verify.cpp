#include "vhc/verify.h"

#include <algorithm>
#include <utility>

#include "judge/checks.h"
#include "judge/content_checks.h"

namespace vhc {

// One card on its way through the checks. Each step returns false when the card goes no further.
class Judge {
 public:
  Judge(const TrustList& trust, const Policy& policy, Now now) : trust_(trust), policy_(policy) {
    report_.trust = trust.facts();
    report_.trust.state = state_at(report_.trust, now.earliest);
    report_.now = now;
    report_.at_given = policy.at_given;
    for (const Finding& finding : trust.findings()) {
      if (finding.severity != Severity::note) warn(finding.code);
    }
  }

  VerificationReport judge(const FoundCard& card) && {
    if (recognise(card) && open(card) && know_key() && agree_on_algorithm() && hold_signature() && read() &&
        trust_issuer())
      compare();
    return std::move(report_);
  }

 private:
  void set(Check check, CheckResult result) { report_.checks.at(static_cast<std::size_t>(check)) = result; }

  void pass(Check check) { set(check, passed()); }

  // The first failure gives verdict and reason.
  bool refuse(Check check, Errc code, Verdict verdict) {
    set(check, failed(code));
    if (!report_.reason) {
      report_.reason = code;
      report_.verdict = verdict;
    }
    return false;
  }

  void warn(Errc code) {
    const auto& warnings = report_.warnings;
    if (std::find(warnings.begin(), warnings.end(), code) == warnings.end()) report_.warnings.push_back(code);
  }

  bool recognise(const FoundCard& card) {
    if (card.other != nullptr) {
      report_.other = card.other;
      return refuse(Check::recognised, Errc::card_other_kind, Verdict::other_code);
    }
    if (!card.recognised) {
      const Errc code = card.text ? Errc::card_unrecognised : card.text.error().code;
      return refuse(Check::recognised, code, Verdict::read_again);
    }
    report_.format = card.format;
    for (const Finding& finding : card.findings) warn(finding.code);
    pass(Check::recognised);
    return true;
  }

  bool open(const FoundCard& card) {
    if (!card.text) {
      const Error& error = card.text.error();
      if (error.code == Errc::chunk_missing) report_.missing_parts = error.where;
      return refuse(Check::envelope, error.code, Verdict::read_again);
    }
    auto envelope = report_.format->open(*card.text);
    if (!envelope) {
      const Errc code = envelope.error().code;
      const bool forbidden = report_.format->fault_of(code) == EnvelopeFault::forbidden;
      return refuse(Check::envelope, code, forbidden ? Verdict::not_genuine : Verdict::read_again);
    }
    envelope_ = *std::move(envelope);
    pass(Check::envelope);
    return true;
  }

  bool know_key() {
    candidates_ = trust_.candidates(envelope_.kid, report_.format->profile);
    if (candidates_.empty()) {
      report_.unknown_kid = envelope_.kid;
      return refuse(Check::key_known, Errc::trust_unknown_key, Verdict::unknown_issuer);
    }
    pass(Check::key_known);
    return true;
  }

  // The key decides what it can sign; the card's word for it only has to agree.
  bool agree_on_algorithm() {
    const auto fits = [this](const PublicKey& key) { return key.fits(envelope_.claimed); };
    if (std::none_of(candidates_.begin(), candidates_.end(), fits)) {
      return refuse(Check::algorithm, Errc::key_algorithm, Verdict::not_genuine);
    }
    pass(Check::algorithm);
    return true;
  }

  bool hold_signature() {
    const auto holds = [this](const PublicKey& key) {
      return key.verifies(envelope_.claimed, as_bytes(envelope_.message), envelope_.signature);
    };
    const auto signer = std::find_if(candidates_.begin(), candidates_.end(), holds);
    if (signer == candidates_.end()) return refuse(Check::signature, Errc::jws_signature, Verdict::not_genuine);
    signer_ = &*signer;
    pass(Check::signature);
    return true;
  }

  // From here on every byte was signed with a listed key; whose it is remains to be seen.
  bool read() {
    // A key that counts signed it, so what is wrong with it is the issuer's fault: a faulty card, and no forgery.
    auto contents = report_.format->read(envelope_);
    if (!contents) return refuse(Check::payload, contents.error().code, Verdict::not_accepted);
    contents_ = *std::move(contents);
    for (const Finding& finding : contents_.findings) warn(finding.code);
    pass(Check::payload);
    return true;
  }

  // Issuer and key together decide (V6): the kid alone only found the point for the signature.
  bool trust_issuer() {
    if (!trust_.lists_issuer(contents_.issuer, report_.format->profile)) {
      report_.claimed_issuer = contents_.issuer;
      return refuse(Check::issuer_trusted, Errc::trust_unknown_issuer, Verdict::unknown_issuer);
    }
    entry_ = trust_.find(contents_.issuer, envelope_.kid, report_.format->profile);
    if (entry_ == nullptr || !(entry_->key == *signer_)) {
      report_.claimed_issuer = contents_.issuer;
      return refuse(Check::issuer_trusted, Errc::issuer_foreign_key, Verdict::not_genuine);
    }
    take_facts(*entry_);
    if (entry_->suspended_elsewhere) warn(Errc::issuer_suspended_elsewhere);
    const CheckResult standing = check_standing(*entry_, contents_, report_.now);
    if (standing.outcome == Outcome::failed)
      return refuse(Check::issuer_trusted, *standing.code, Verdict::not_accepted);
    pass(Check::issuer_trusted);
    return true;
  }

  // With several operators the report names the one whose list answered.
  void take_facts(const TrustEntry& entry) {
    report_.trust = trust_.facts_of(entry);
    report_.trust.state = state_at(report_.trust, report_.now.earliest);
  }

  // Genuine. Whether it is accepted: every check is made, so that the report tells all that stands against the card.
  void compare() {
    decide(Check::not_before, check_not_before(contents_, policy_, report_.now));
    decide(Check::not_expired, check_not_expired(contents_, report_.now));
    decide(Check::not_revoked, check_not_revoked(*entry_, contents_, report_.now));
    decide(Check::trust_fresh, check_trust_fresh(report_.trust));
    decide(Check::clock, check_clock(policy_, report_.now));
    decide(Check::rules, check_rules());
    if (!report_.reason) report_.verdict = Verdict::genuine;
    if (report_.of(Check::trust_fresh).outcome != Outcome::failed) {
      report_.card = VerifiedCard(std::move(contents_), *entry_);
    }
  }

  // What every card must be, and then what the venue asks for: of a card that is refused already, nothing more is
  // asked.
  CheckResult check_rules() {
    const CheckResult content = check_content(contents_);
    if (content.outcome == Outcome::failed || policy_.rules == nullptr) return content;
    if (report_.reason) return {};
    RuleInput input = rule_input(contents_, report_.format->name, network());
    input.now = report_.now;
    input.calendar = policy_.rules->calendar.get();
    report_.rule = RuleReport{policy_.rules->rules.id(), policy_.rules->rules.evaluate(input)};
    const RuleOutcome& outcome = report_.rule->outcome;
    return outcome.met() ? content : failed(outcome.reason.value_or(Errc::rules_open));
  }

  // ORIGIN/NET, as a venue accepts it.
  std::string network() const {
    return entry_->network.empty() ? std::string() : report_.trust.origin + "/" + entry_->network;
  }

  void decide(Check check, CheckResult result) {
    if (result.outcome == Outcome::failed) {
      refuse(check, *result.code, Verdict::not_accepted);
      return;
    }
    if (result.outcome == Outcome::warned) warn(*result.code);
    set(check, result);
  }

  const TrustList& trust_;
  const Policy& policy_;
  VerificationReport report_;
  Envelope envelope_;
  std::span<const PublicKey> candidates_;
  const PublicKey* signer_ = nullptr;
  CardContents contents_;
  const TrustEntry* entry_ = nullptr;
};

VerificationReport verify(const FoundCard& card, const TrustList& trust, const Policy& policy, Now now) {
  return Judge(trust, policy, now).judge(card);
}

VerificationReport verify(std::string_view scanned, const TrustList& trust, const Policy& policy, Now now) {
  const auto cards = find_cards(scanned);
  const FoundCard none{.recognised = false, .text = fail(Errc::card_unrecognised)};
  return verify(cards && cards->size() == 1 ? cards->front() : none, trust, policy, now);
}

}  // namespace vhc
