// What a verification found out (docs/rules/cli.md 8; docs/rules/inputs.md 8).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vhc/found_cards.h"
#include "vhc/payload.h"
#include "vhc/policy.h"
#include "vhc/rules.h"
#include "vhc/time.h"
#include "vhc/trust_list.h"

namespace vhc {

// In the order in which they are made.
enum class Check : std::uint8_t {
  recognised,
  envelope,
  key_known,
  algorithm,
  signature,
  payload,
  issuer_trusted,
  not_before,
  not_expired,
  not_revoked,
  trust_fresh,
  clock,
  rules
};
inline constexpr std::size_t num_checks = 13;

enum class Outcome : std::uint8_t { skipped, passed, warned, failed };
inline constexpr std::size_t num_outcomes = 4;

// Decided in this order: the first that fits.
enum class Verdict : std::uint8_t { read_again, other_code, not_genuine, unknown_issuer, not_accepted, genuine };
inline constexpr std::size_t num_verdicts = 6;

std::string_view name(Check check) noexcept;
std::string_view name(Outcome outcome) noexcept;
std::string_view name(Verdict verdict) noexcept;      // "not_genuine"
std::string_view headline(Verdict verdict) noexcept;  // "NOT GENUINE"
int exit_code(Verdict verdict) noexcept;              // 0 genuine, 10..14

struct CheckResult {
  Outcome outcome = Outcome::skipped;
  std::optional<Errc> code;  // of a failure or warning
};

// A card whose contents may be shown as fact: signed by a listed key of a trusted issuer that is not withdrawn, under a
// list that has not expired. Only verify() makes one. Whether the card is accepted is the verdict's to say. Of a card
// about several people the issuer may be shown and nothing else: it has neither person nor events.
class VerifiedCard {
 public:
  const CardContents& contents() const noexcept { return contents_; }
  const std::string& issuer_name() const noexcept { return issuer_name_; }
  const std::string& network() const noexcept { return network_; }
  const std::string& key_id() const noexcept { return key_id_; }
  bool shows_issuer_alone() const noexcept { return contents_.several_people; }

 private:
  friend class Judge;  // verify.cpp
  VerifiedCard(CardContents contents, const TrustEntry& entry)
      : contents_(std::move(contents)), issuer_name_(entry.name), network_(entry.network), key_id_(entry.kid) {
    if (!shows_issuer_alone()) return;
    contents_.subject = {};
    contents_.events.clear();
  }
  CardContents contents_;
  std::string issuer_name_;
  std::string network_;
  std::string key_id_;
};

// What the venue's rules said of a card.
struct RuleReport {
  std::string rule;  // the id of the rules
  RuleOutcome outcome;
};

struct VerificationReport {
  Verdict verdict = Verdict::read_again;
  std::optional<Errc> reason;        // of the first check that failed
  const Format* format = nullptr;    // the family; null of what is no card
  const OtherCode* other = nullptr;  // of an other_code: what it is
  std::array<CheckResult, num_checks> checks{};
  std::optional<VerifiedCard> card;
  std::string missing_parts;   // of a set of codes that is not whole: which parts, in words
  std::string unknown_kid;     // as the card calls its key, when no list has it; nothing else about the issuer is known
  std::string claimed_issuer;  // only if the signature held under a listed key that is not the issuer's; never a fact
  std::optional<RuleReport> rule;  // only when the card was genuine until there, and the venue has rules
  std::vector<Errc> warnings;
  TrustFacts trust;
  Now now;
  bool at_given = false;

  const CheckResult& of(Check check) const { return checks.at(static_cast<std::size_t>(check)); }
};

// What a report cannot know by itself.
struct ReportContext {
  std::string_view input;              // file name, as given
  std::size_t index = 0;               // of the card in the input
  bool identity = false;               // include the person
  std::optional<std::int64_t> micros;  // time taken
  std::string_view explanation = {};   // in plain words; left out when empty
};

// One line of vhc.report/1.
std::string to_json(const VerificationReport& report, const ReportContext& context);

// What a code says, with nothing proved: for support (`inspect`). Every payload is opened, under the same ceilings.
struct Inspection {
  const Format* format = nullptr;
  const OtherCode* other = nullptr;  // no card, and what it is instead
  std::string key_id;
  std::optional<CardContents> contents;
  std::optional<bool> listed;  // whether a trust list has the address that stands in it, if one was given
  std::string listed_name;     // as the list calls that address; proved of the card by nothing
  std::string payload_text;    // as it stands, of a SMART Health Card inflated; empty when it cannot be had
  std::optional<Error> fault;  // where reading stopped
  std::vector<Errc> warnings;
};

Inspection inspect(const FoundCard& card, const TrustList* trust = nullptr);

// The shape of vhc.report/1 with "verdict":null and "verified":false.
std::string to_json(const Inspection& inspection, const ReportContext& context);

}  // namespace vhc
