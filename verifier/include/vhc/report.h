// What a verification found out (cli.md 8; inputs.md 8.2).
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
enum class Verdict : std::uint8_t { read_again, not_genuine, unknown_issuer, not_accepted, genuine };

std::string_view name(Check check) noexcept;
std::string_view name(Outcome outcome) noexcept;
std::string_view name(Verdict verdict) noexcept;      // "not_genuine"
std::string_view headline(Verdict verdict) noexcept;  // "NOT GENUINE"
int exit_code(Verdict verdict) noexcept;              // 0 genuine, 10..13

struct CheckResult {
  Outcome outcome = Outcome::skipped;
  std::optional<Errc> code;  // of a failure or warning
};

// A card whose contents may be shown as fact: signed by a listed key of a trusted issuer that is not withdrawn, under a
// list that has not expired. Only verify() makes one. Whether the card is accepted is the verdict's to say.
class VerifiedCard {
 public:
  const CardContents& contents() const noexcept { return contents_; }
  const std::string& issuer_name() const noexcept { return issuer_name_; }
  const std::string& network() const noexcept { return network_; }
  const std::string& key_id() const noexcept { return key_id_; }

 private:
  friend class Judge;  // verify.cpp
  VerifiedCard(CardContents contents, const TrustEntry& entry)
      : contents_(std::move(contents)), issuer_name_(entry.name), network_(entry.network), key_id_(entry.kid) {}
  CardContents contents_;
  std::string issuer_name_;
  std::string network_;
  std::string key_id_;
};

struct VerificationReport {
  Verdict verdict = Verdict::read_again;
  std::optional<Errc> reason;  // of the first check that failed
  std::optional<FormatId> format;
  std::array<CheckResult, num_checks> checks{};
  std::optional<VerifiedCard> card;
  std::string unknown_kid;     // as the card calls its key, when no list has it; nothing else about the issuer is known
  std::string claimed_issuer;  // only if the signature held under a listed key that is not the issuer's; never a fact
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
};

// One line of vhc.report/1.
std::string to_json(const VerificationReport& report, const ReportContext& context);

// What a code says, with nothing proved: for support (`inspect`). Every payload is opened, under the same ceilings.
struct Inspection {
  std::optional<FormatId> format;
  std::string key_id;
  std::optional<CardContents> contents;
  std::string payload_json;    // inflated, as it stands; empty when it does not inflate
  std::optional<Error> fault;  // where reading stopped
  std::vector<Errc> warnings;
};

Inspection inspect(const FoundCard& card);

// The shape of vhc.report/1 with "verdict":null and "verified":false.
std::string to_json(const Inspection& inspection, const ReportContext& context);

}  // namespace vhc
