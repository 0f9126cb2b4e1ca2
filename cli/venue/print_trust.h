// What the venue's verbs say of the lists in use.
#pragma once

#include <iosfwd>
#include <string>

#include "venue/store/venue_folder.h"

namespace vhc {

// How many of what a list in use holds, in the networks that are accepted.
struct ListTotals {
  std::size_t issuers = 0;
  std::size_t suspended = 0;
  std::size_t keys = 0;
  std::size_t denied_keys = 0;
  std::size_t denied_cards = 0;  // and issuers
};

struct TrustStatus {
  const TrustState* state = nullptr;
  const VenueSettings* settings = nullptr;
  UnixTime now{};                 // of judging
  std::optional<UnixTime> clock;  // absent when the time was given
  TrustFacts facts;               // with the state as of now
  ListTotals totals;
  std::vector<std::string> not_accepted;  // networks of the list that the venue does not accept

  bool is_expired() const { return facts.state == ListState::expired; }
  bool needs_attention() const;
};

// Fails as for_each_line does.
Result<TrustStatus> trust_status(const TrustState& state, const VenueSettings& settings, UnixTime now,
                                 std::optional<UnixTime> clock, std::optional<UnixTime> signed_time = std::nullopt);

// What there is to warn of.
std::vector<Finding> standing_of(const TrustStatus& status);

void print_status(std::ostream& out, const TrustStatus& status);
// What the checksum of a state does not protect.
void print_what_is_protected(std::ostream& out, const std::string& folder);
// "vci.example  list 42 of 2026-08-22, 651 issuers, 961 keys, 1 denied; live until 2026-08-29"
void print_summary(std::ostream& out, const TrustStatus& status);

// What the list says of `what`: a part of a name, an address, or a key id or its beginning. Gives how many issuers that
// were. Fails as for_each_line does.
Result<std::size_t> print_known(std::ostream& out, const TrustState& state, const VenueSettings& settings,
                                const std::string& what);

}  // namespace vhc
