// What changes between two lists, told apart by whether it adds trust (docs/rules/trust.md 8). Everything
// that does not remove or restrict counts as adding: a signer has to look at it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/proposals.h"
#include "vhc/trust_lines.h"
#include "vhc/trust_note.h"

namespace vhc {

enum class ChangeKind : std::uint8_t { adds, returned, lifted, removes, other };
std::string_view name(ChangeKind kind) noexcept;  // "adds", "returned", ...

// What of a line is another; vhc.diff/1 has it as `what`, in the words of name().
enum class ChangeOf : std::uint8_t {
  issuer,
  key,
  name,
  website,
  same,
  stale,
  status,
  status_reason,
  network,
  profile,
  network_name,
  types,
  source,
  key_material,
  key_status,
  key_since,
  key_end,
  key_begin,
  key_use,
  counter,
  card_revoked,
  card_no_longer_revoked,
  crl_stale,
  crl_entries_unread,
  counter_back,
  unknown_line,
  deny,
};
std::string_view name(ChangeOf what) noexcept;  // "issuer", "KEY CHANGED", "rid dropped", ...

struct Change {
  ChangeKind kind{};
  ChangeOf what{};
  std::string net;
  std::string iss;   // empty: the network itself
  std::string name;  // of the issuer, for people; may be empty
  std::string kid;   // may be empty
  std::string detail;
  std::size_t times = 1;  // how many cards are no longer revoked; each counts as an addition

  friend bool operator==(const Change&, const Change&) = default;
};

struct ListDiff {
  std::vector<Change> changes;  // by kind, then in the order of the lines

  std::size_t count(ChangeKind kind) const;  // by `times`
  // What a signer types: additions, returning issuers and lifted denials.
  std::size_t additions() const;
};

ListDiff diff(const TrustLines& before, const TrustLines& after);

// The denials of `live` that the list does not carry as a revoked key, a suspended issuer or a revoked card: publishing
// it with a `settles` that covers them lifts them. Lines as in live notes.
std::vector<std::string> lifted(const LiveNote& live, const TrustLines& list);

// vhc.diff/1; `waiting` is open proposals of imports.
std::string to_json(const ListDiff& diff, const std::vector<ImportProposal>& waiting = {});

}  // namespace vhc
