// What a venue's device knows about one operator, and how an update changes it (docs/rules/trust.md 4). One
// file an operator. No I/O and no clock here: bytes and times come in, values go out.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/finding.h"
#include "vhc/result.h"
#include "vhc/sha256.h"
#include "vhc/time.h"
#include "vhc/trust_list.h"
#include "vhc/trust_note.h"
#include "vhc/trust_pack.h"

namespace vhc {

inline constexpr std::uint32_t max_live_jump = 10'000;
inline constexpr std::chrono::seconds max_note_lead = std::chrono::days{1};     // ahead of a trusted clock
inline constexpr std::chrono::seconds max_blind_step = std::chrono::days{400};  // of `latest`, with a clock behind it
inline constexpr std::chrono::seconds max_run_blind = std::chrono::hours{24};   // then a list counts as expired
inline constexpr std::size_t max_boot_chars = 64;
inline constexpr std::chrono::seconds clock_ahead_after = std::chrono::days{400};  // of `latest`

// A note as it came, with what it says.
template <class Note>
struct HeldNote {
  std::string bytes;  // text and signatures
  Note note;
  Sha256 hash{};  // of the text
};

// A denial in force: "deny-key KID" or "deny NET ISS ..." and the live note that first brought it. Without a
// number it comes from replaced live keys, and counts until their successors sign a note.
struct HeldDenial {
  std::optional<std::uint32_t> live;
  std::string line;

  friend bool operator==(const HeldDenial&, const HeldDenial&) = default;
};

// Two lists signed for one place; kept until a person pins again or a root recovers from it.
struct ForkEvidence {
  std::string ours;  // whole notes
  std::string theirs;
};

// How long the machine has been running, on a clock that cannot be set, and a name for this boot.
struct Uptime {
  std::string boot;  // 1 to 64 characters of [0-9a-f-]
  std::chrono::seconds seconds{0};

  friend bool operator==(const Uptime&, const Uptime&) = default;
};

// Made by pin(), update() and read_state(), which keep it consistent; everybody else reads.
struct TrustState {
  std::string origin;
  std::uint32_t pinned = 0;  // number of the root that a person pinned; those below are carried, never judged
  UnixTime pinned_at{};
  bool seen = false;                      // a person compared the fingerprint
  std::vector<HeldNote<RootNote>> roots;  // ascending; the last is in force
  std::vector<HeldNote<ListNote>> lists;  // the chain, ascending; the last is in use; may be empty
  std::optional<HeldNote<LiveNote>> live;
  std::string data;                 // the list in use
  bool backed = true;               // the keys of the newest root signed the list in use
  std::vector<HeldDenial> denials;  // sorted by line
  std::optional<ForkEvidence> fork;
  UnixTime latest{};              // highest issue time of accepted root and list notes
  std::chrono::seconds ran{0};    // that the machine is known to have run since `latest` last rose
  std::optional<Uptime> counted;  // up to when `ran` is counted; none: not counted yet
  bool time_forgotten = false;    // a person chose to trust the clock until the next list

  const HeldNote<RootNote>& root() const { return roots.back(); }
  const HeldNote<ListNote>* list() const { return lists.empty() ? nullptr : &lists.back(); }
};

// The eight-digit groups people compare: the first 128 bits of the hash of a root note's text.
std::string fingerprint(const Sha256& root_hash);

// First trust: a root note whose own keys signed it in sufficient number. `earliest` is the time nothing is older than:
// the program's build date. Fails as split_note and parse_root do, and with the errors of check_signers.
Result<TrustState> pin(std::string_view root_note, UnixTime at, bool seen, UnixTime earliest);

struct Updated {
  TrustState state;               // what was accepted, also when something else was refused
  std::optional<Error> refused;   // why the pack, or the rest of it, was refused
  std::vector<Finding> findings;  // such as a live note that does not count
  bool roots_changed = false;
  bool list_changed = false;
  bool live_changed = false;

  bool changed() const noexcept { return roots_changed || list_changed || live_changed; }
};

// Stages A and B: the newer roots of the pack, one by one. A caller with a disk writes the result before it goes on, so
// that a stolen key stops counting even when the rest of the pack is bad.
Updated take_roots(const TrustState& have, const PackSections& pack, UnixTime clock);
// Stages C to G, with the roots as they are.
Updated take_list(const TrustState& have, const PackSections& pack, UnixTime clock);
// Both, of the bytes of a pack. Refused as read_pack() too.
Updated update(const TrustState& have, std::string_view pack, UnixTime clock);

// The file of a state, and back: the same checks as an update, signatures included, but for the lines of the list,
// which open_trust() reads. Fails with trust_state_damaged or what the checks say.
std::string write_state(const TrustState& state);
Result<TrustState> read_state(std::string_view file);
// The state as a pack, without what is this device's own.
std::string write_pack(const TrustState& state);

// How old a list may be here. The venue's own; it can only narrow what the operator signed, unless it says so.
struct FreshnessPolicy {
  std::chrono::seconds warn = std::chrono::days{7};     // without live notes: stale after it
  std::chrono::seconds refuse = std::chrono::days{90};  // expired after it
  bool beyond_expiry = false;                           // `refuse` counts even after the list's own end
  bool run_blind = false;                               // a clock that lies behind does not end a list after a day
};

// Adds the time that the machine has run since it was last counted: all of this run when that was another one. What
// lies between two runs is not known, so `ran` is never more than the time that has passed.
void count_time(TrustState& state, const Uptime& uptime);

enum class ClockState : std::uint8_t { good, behind, ahead };
ClockState clock_state(const TrustState& state, UnixTime clock) noexcept;

// The newest time that any of the operators signed, but for those whose time was forgotten: a clock before it is wrong.
std::optional<UnixTime> newest_signed_time(const std::vector<TrustState>& states);

// How the list in use is to be judged; without `clock` as of any time, with no floor (--at). `signed_time` is what
// another operator signed.
TrustFacts facts(const TrustState& state, const FreshnessPolicy& policy, std::optional<UnixTime> clock,
                 std::optional<UnixTime> signed_time = std::nullopt);
// What every report has to say of it: trust_list_unbacked, trust_fork, trust_clock_behind, trust_clock_ahead,
// trust_unseen is for status alone.
std::vector<Finding> standing(const TrustState& state, const FreshnessPolicy& policy, std::optional<UnixTime> clock);

// The networks of a list with the text of their profiles, those of unknown profiles too. Fails as for_each_line.
Result<std::map<std::string, std::string>> networks_of(std::string_view list);

// When each list of the chain was issued.
std::vector<ListIssue> issues_of(const TrustState& state);

// What the state provides for judging cards: the list in use, the denials in force. `list` is a view of the state's
// own.
SignedSource source_of(const TrustState& state, std::vector<std::string> networks, TrustFacts facts);

}  // namespace vhc
