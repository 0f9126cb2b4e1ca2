#include "vhc/trust_state.h"

#include <algorithm>

#include "trust/lists/list_text.h"
#include "trust/state/state_checks.h"

namespace vhc {
namespace {

bool has_fresh_live_role(const TrustState& state) {
  return state.root().note.may_live.has_value();
}

// The live note as far as it makes the list in use fresh.
std::optional<UnixTime> live_until(const TrustState& state) {
  if (!state.live || state.live->note.of != state.list()->hash) return std::nullopt;
  return std::min(state.live->note.expires, state.live->note.issued + max_live_lifetime);
}

UnixTime end_of(const TrustState& state, const FreshnessPolicy& policy) {
  const ListNote& list = state.list()->note;
  const UnixTime refused = list.issued + policy.refuse;
  const UnixTime root_end = state.root().note.expires;
  return std::min(root_end, policy.beyond_expiry ? refused : std::min(list.expires, refused));
}

UnixTime fresh_end_of(const TrustState& state, const FreshnessPolicy& policy) {
  const ListNote& list = state.list()->note;
  const UnixTime warned = list.issued + policy.warn;
  if (!has_fresh_live_role(state)) return std::min(warned, list.expires);
  const auto live = live_until(state);
  return live ? std::min(*live, list.expires) : UnixTime{};
}

}  // namespace

std::string fingerprint(const Sha256& root_hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i != 0 && i % 4 == 0) text += '-';
    text += digits[root_hash.at(i) >> 4U];
    text += digits[root_hash.at(i) & 15U];
  }
  return text;
}

Result<TrustState> pin(std::string_view root_note, UnixTime at, bool seen, UnixTime earliest) {
  VHC_TRY(HeldNote<RootNote> root, read_root_note(root_note));
  VHC_CHECK_OK(check_own_signers(root));
  TrustState state;
  state.origin = root.note.origin;
  state.pinned = root.note.number;
  state.pinned_at = at;
  state.seen = seen;
  state.latest = std::max(earliest, root.note.issued);
  state.roots.push_back(std::move(root));
  return state;
}

void count_time(TrustState& state, const Uptime& uptime) {
  if (state.counted) {
    const bool is_same_run = state.counted->boot == uptime.boot;
    state.ran += std::max(uptime.seconds - (is_same_run ? state.counted->seconds : std::chrono::seconds{0}),
                          std::chrono::seconds{0});
  }
  state.counted = uptime;
}

std::optional<UnixTime> newest_signed_time(const std::vector<TrustState>& states) {
  std::optional<UnixTime> newest;
  for (const TrustState& state : states) {
    if (!state.time_forgotten && (!newest || *newest < state.latest)) newest = state.latest;
  }
  return newest;
}

ClockState clock_state(const TrustState& state, UnixTime clock) noexcept {
  if (state.time_forgotten) return ClockState::good;
  if (clock < state.latest) return ClockState::behind;
  return clock - state.latest > clock_ahead_after ? ClockState::ahead : ClockState::good;
}

TrustFacts facts(const TrustState& state, const FreshnessPolicy& policy, std::optional<UnixTime> clock,
                 std::optional<UnixTime> signed_time) {
  TrustFacts facts{.origin = state.origin};
  if (state.list() == nullptr) return facts;
  facts.list = state.list()->note.number;
  facts.issued = state.list()->note.issued;
  facts.state = ListState::fresh;
  facts.expires = end_of(state, policy);
  facts.fresh_until = fresh_end_of(state, policy);
  if (!state.backed || state.fork) facts.state = ListState::stale;
  if (!clock) return facts;
  if (!state.time_forgotten) facts.floor = state.latest + state.ran;
  const bool is_behind = clock_state(state, *clock) == ClockState::behind || (signed_time && *clock < *signed_time);
  if (!is_behind) return facts;
  facts.state = state.ran > max_run_blind && !policy.run_blind ? ListState::expired : ListState::stale;
  return facts;
}

std::vector<Finding> standing(const TrustState& state, const FreshnessPolicy& policy, std::optional<UnixTime> clock) {
  std::vector<Finding> findings;
  const auto warn = [&findings](Errc code) { findings.push_back({code, Severity::warning, {}, {}}); };
  if (state.list() == nullptr) warn(Errc::trust_no_list);
  if (!state.backed) warn(Errc::trust_list_unbacked);
  if (state.fork) warn(Errc::trust_fork);
  const bool loosened = policy.beyond_expiry && state.list() != nullptr &&
                        state.list()->note.issued + policy.refuse > state.list()->note.expires;
  if (loosened) warn(Errc::trust_loosened);
  if (!clock) return findings;
  const ClockState now = clock_state(state, *clock);
  if (now == ClockState::behind) warn(Errc::trust_clock_behind);
  if (now == ClockState::ahead) warn(Errc::trust_clock_ahead);
  return findings;
}

std::vector<ListIssue> issues_of(const TrustState& state) {
  std::vector<ListIssue> issues;
  for (const auto& list : state.lists) issues.push_back({list.note.number, list.note.issued});
  return issues;
}

SignedSource source_of(const TrustState& state, std::vector<std::string> networks, TrustFacts facts) {
  SignedSource source{.origin = state.origin,
                      .list = state.data,
                      .networks = std::move(networks),
                      .denied_keys = {},
                      .denied_cards = {},
                      .facts = std::move(facts),
                      .issues = issues_of(state)};
  constexpr std::size_t before_kid = std::string_view("deny-key ").size();
  for (const HeldDenial& denial : state.denials) {
    if (is_key_denial(denial.line)) {
      source.denied_keys.push_back(denial.line.substr(before_kid));
    } else if (auto card = parse_card_denial(denial.line)) {
      source.denied_cards.push_back(*std::move(card));
    }
  }
  return source;
}

Result<std::map<std::string, std::string>> networks_of(std::string_view list) {
  const auto pass = [](const auto&) -> Result<void> { return {}; };
  VHC_CHECK_OK(for_each_line(list, {pass, pass, pass}));
  return network_heads(list);
}

}  // namespace vhc
