// The update machine, stage by stage (docs/rules/trust.md 4). Nothing of a stage is kept before all of its
// checks have passed.
#include <algorithm>
#include <utility>

#include "trust/lists/list_text.h"
#include "trust/state/state_checks.h"

namespace vhc {
namespace {

constexpr std::string_view newest_pack_hint = "get the newest pack from the operator; the list in use was kept";

std::string list_place(const HeldNote<ListNote>& list) {
  return "list " + std::to_string(list.note.number) + " of " + to_rfc3339(list.note.issued).substr(0, 10);
}

std::string against(const HeldNote<ListNote>& theirs, const HeldNote<ListNote>& ours) {
  return list_place(theirs) + "; in use: " + list_place(ours);
}

// Only with a clock that can be believed; with another the update goes on, and everything says so.
Result<void> check_not_future(const TrustState& state, UnixTime issued, UnixTime clock, std::string where) {
  if (clock_state(state, clock) == ClockState::behind || issued <= clock + max_note_lead) return {};
  return fail(Errc::trust_from_the_future, std::move(where), "is this machine's clock right?");
}

// Stage G: time that a quorum signed.
void raise_latest(TrustState& state, UnixTime issued, UnixTime clock, UnixTime before) {
  UnixTime latest = std::max(state.latest, issued);
  if (clock < before) latest = std::min(latest, before + max_blind_step);
  if (latest == state.latest) return;
  state.latest = latest;
  state.ran = std::chrono::seconds{0};
}

// ---- stage B

// Lists begin again at the one that the root names: what we hold goes, unless it lies on the way there. Denies stay.
void recover_from(TrustState& state, const RootNote& root, const std::vector<HeldNote<ListNote>>& offered) {
  if (!root.list_from) return;
  const ListFrom from = *root.list_from;
  const auto is_start = [&](const auto& list) { return list.note.number == from.number && list.hash == from.hash; };
  if (state.list() != nullptr) {
    if (is_start(*state.list())) return;
    const auto start = std::find_if(offered.begin(), offered.end(), is_start);
    const auto is_ours = [&](const auto& list) { return list.hash == state.list()->hash; };
    const bool is_ancestor = start != offered.end() && std::any_of(offered.begin(), start, is_ours);
    if (is_ancestor && check_chain({offered.begin(), start + 1})) return;
  }
  state.lists.clear();
  state.data.clear();
  state.live.reset();
  state.fork.reset();
  state.backed = true;
  state.latest = root.issued;
  state.ran = std::chrono::seconds{0};
}

void forget_live_keys(TrustState& state) {
  state.live.reset();
  for (HeldDenial& denial : state.denials) denial.live.reset();
}

void accept_root(TrustState& state, HeldNote<RootNote> root, const std::vector<HeldNote<ListNote>>& offered,
                 UnixTime clock) {
  const UnixTime before = state.latest;
  if (!has_same_live_keys(state.root().note, root.note)) forget_live_keys(state);
  recover_from(state, root.note, offered);
  raise_latest(state, root.note.issued, clock, before);
  state.roots.push_back(std::move(root));
  state.backed = state.list() == nullptr || check_list_signers(*state.list(), state.root().note).has_value();
}

Result<void> compare_root(const TrustState& state, const HeldNote<RootNote>& root) {
  if (root.note.number < state.pinned) return {};
  const auto has_number = [&](const auto& held) { return held.note.number == root.note.number; };
  const auto held = std::find_if(state.roots.begin(), state.roots.end(), has_number);
  if (held != state.roots.end() && held->hash == root.hash) {
    return held->bytes == root.bytes ? Result<void>{} : check_own_signers(root);
  }
  return fail(Errc::trust_root_conflict, "root " + std::to_string(root.note.number),
              "this pack is by somebody else, or the wrong root is pinned");
}

// Roots below the pinned one are for packs that this device hands on.
void carry_roots(TrustState& state, std::vector<HeldNote<RootNote>> older) {
  if (state.roots.front().note.number != state.pinned || older.empty()) return;
  const auto is_gap = [](const auto& a, const auto& b) { return b.note.number != a.note.number + 1; };
  const bool has_gap = std::adjacent_find(older.begin(), older.end(), is_gap) != older.end();
  if (has_gap || older.back().note.number + 1 != state.pinned) return;
  state.roots.insert(state.roots.begin(), std::make_move_iterator(older.begin()), std::make_move_iterator(older.end()));
}

Result<void> step_roots(Updated& updated, const PackSections& pack, const std::vector<HeldNote<ListNote>>& offered,
                        UnixTime clock) {
  TrustState& state = updated.state;
  std::vector<HeldNote<RootNote>> older;
  for (const std::string_view bytes : pack.roots) {
    VHC_TRY(HeldNote<RootNote> root, read_root_note(bytes));
    const std::string where = "root " + std::to_string(root.note.number);
    if (root.note.origin != state.origin) {
      return fail(Errc::trust_wrong_origin, root.note.origin, "pinned here is " + state.origin);
    }
    if (root.note.number <= state.root().note.number) {
      VHC_CHECK_OK(compare_root(state, root));
      if (root.note.number < state.pinned) older.push_back(std::move(root));
      continue;
    }
    VHC_CHECK_OK(check_step(state.root(), root));
    VHC_CHECK_OK(check_not_future(state, root.note.issued, clock, where));
    accept_root(state, std::move(root), offered, clock);
    updated.roots_changed = true;
  }
  carry_roots(state, std::move(older));
  return {};
}

Result<std::vector<HeldNote<ListNote>>> read_offered(const PackSections& pack) {
  std::vector<HeldNote<ListNote>> lists;
  lists.reserve(pack.lists.size());
  for (const std::string_view bytes : pack.lists) {
    VHC_TRY(HeldNote<ListNote> list, read_list_note(bytes));
    lists.push_back(std::move(list));
  }
  return lists;
}

// ---- stages C and D

Result<void> check_newest(const TrustState& state, const std::vector<HeldNote<ListNote>>& offered, UnixTime clock) {
  const HeldNote<ListNote>& newest = offered.back();
  if (newest.note.origin != state.origin) {
    return fail(Errc::trust_wrong_origin, newest.note.origin, "pinned here is " + state.origin);
  }
  VHC_CHECK_OK(check_list_signers(newest, state.root().note));
  if (state.list() != nullptr && newest.note.number < state.list()->note.number) {
    return fail(Errc::trust_rollback, against(newest, *state.list()), std::string(newest_pack_hint));
  }
  return check_not_future(state, newest.note.issued, clock, list_place(newest));
}

// Whether both were signed by enough keys of a root that was accepted here.
bool is_proven(const TrustState& state, const HeldNote<ListNote>& list) {
  return std::any_of(state.roots.begin(), state.roots.end(), [&](const auto& root) {
    return root.note.number >= state.pinned && check_list_signers(list, root.note).has_value();
  });
}

struct ChainFault {
  Error error;
  std::optional<ForkEvidence> fork = {};
};

ChainFault fork_or_gap(const TrustState& state, const std::vector<HeldNote<ListNote>>& offered, bool complete) {
  const HeldNote<ListNote>& ours = *state.list();
  const auto has_our_number = [&](const auto& list) { return list.note.number == ours.note.number; };
  const auto rival = std::find_if(offered.begin(), offered.end(), has_our_number);
  const HeldNote<ListNote>& theirs = rival != offered.end() && is_proven(state, *rival) ? *rival : offered.back();
  const bool is_same_number = theirs.note.number == ours.note.number;
  if ((is_same_number || complete) && is_proven(state, theirs) && is_proven(state, ours)) {
    return {fail(Errc::trust_fork, against(theirs, ours),
                 "ask the operator; no list is accepted until the root is pinned again or a new root ends the fork")
                .value(),
            ForkEvidence{ours.bytes, theirs.bytes}};
  }
  return {fail(Errc::trust_chain_gap, against(offered.back(), ours), std::string(newest_pack_hint)).value()};
}

// Our chain with what the pack adds to it, or why it does not fit.
tl::expected<std::vector<HeldNote<ListNote>>, ChainFault> join_chain(const TrustState& state,
                                                                     std::vector<HeldNote<ListNote>> offered) {
  using Fault = tl::unexpected<ChainFault>;
  if (auto checked = check_chain(offered); !checked) return Fault({std::move(checked).error()});
  const bool complete = is_complete(offered, state.roots);
  const auto checked =
      [&state](std::vector<HeldNote<ListNote>> chain) -> tl::expected<std::vector<HeldNote<ListNote>>, ChainFault> {
    if (auto fits = check_recovered(chain, state.roots, state.pinned); !fits) return Fault({std::move(fits).error()});
    return chain;
  };
  if (state.list() == nullptr) {
    if (complete) return checked(std::move(offered));
    return Fault({fail(Errc::trust_chain_gap, list_place(offered.front()), std::string(newest_pack_hint)).value()});
  }
  const auto is_ours = [&](const auto& list) { return list.hash == state.list()->hash; };
  const auto ours = std::find_if(offered.begin(), offered.end(), is_ours);
  if (ours == offered.end()) return Fault(fork_or_gap(state, offered, complete));
  if (complete) return checked(std::move(offered));
  std::vector<HeldNote<ListNote>> chain(state.lists.begin(), state.lists.end() - 1);
  chain.insert(chain.end(), std::make_move_iterator(ours), std::make_move_iterator(offered.end()));
  return checked(std::move(chain));
}

// ---- stage E

Result<std::string> read_data(const TrustState& state, const PackSections& pack, const ListNote& note) {
  if (pack.data) {
    VHC_CHECK_OK(check_data(*pack.data, note));
    return std::string(*pack.data);
  }
  if (!pack.delta) return fail(Errc::trust_need_full, {}, "the pack has no list");
  if (state.list() == nullptr || state.list()->note.data != pack.delta->base) {
    return fail(Errc::trust_need_full, {}, "get the whole pack: these changes are for another list");
  }
  VHC_TRY(std::string data, apply_delta(state.data, pack.delta->body));
  if (!check_data(data, note)) return fail(Errc::trust_need_full, {}, "get the whole pack");
  return data;
}

// A name belongs to one profile for ever: else the cards of one family would be judged by the keys of another.
Result<void> check_profiles(const TrustState& state, std::string_view data) {
  VHC_TRY(const auto networks, networks_of(data));
  if (state.list() == nullptr) return {};
  const auto before = network_heads(state.data);
  for (const auto& [net, profile] : networks) {
    const auto old = before.find(net);
    if (old != before.end() && old->second != profile) return fail(Errc::trust_profile_changed, "network " + net);
  }
  return {};
}

void settle(TrustState& state, std::uint32_t settles) {
  const auto is_settled = [settles](const HeldDenial& denial) { return denial.live && *denial.live <= settles; };
  state.denials.erase(std::remove_if(state.denials.begin(), state.denials.end(), is_settled), state.denials.end());
}

void accept_list(TrustState& state, std::vector<HeldNote<ListNote>> chain, std::string data, UnixTime clock) {
  const std::uint32_t before = state.list() == nullptr ? 0 : state.list()->note.number;
  for (const auto& list : chain) {
    if (list.note.number > before) settle(state, list.note.settles);
  }
  raise_latest(state, chain.back().note.issued, clock, state.latest);
  state.lists = std::move(chain);
  state.data = std::move(data);
  state.backed = true;
  state.time_forgotten = false;
  if (state.live) hold_denials(state, state.live->note);  // what it restates above `settles`
}

Result<void> take_newest_list(Updated& updated, const PackSections& pack, std::vector<HeldNote<ListNote>> offered,
                              UnixTime clock) {
  TrustState& state = updated.state;
  if (offered.empty()) return {};
  VHC_CHECK_OK(check_newest(state, offered, clock));
  const bool is_same = state.list() != nullptr && offered.back().hash == state.list()->hash;
  auto chain = join_chain(state, std::move(offered));
  if (!chain) {
    if (chain.error().fork) {
      state.fork = std::move(chain.error().fork);
      updated.list_changed = true;
    }
    return tl::unexpected(std::move(chain.error().error));
  }
  if (is_same) {
    if (pack.data) VHC_CHECK_OK(check_data(*pack.data, chain->back().note));
    // The same list; other signatures may stand under it, those of a new root's keys among them.
    updated.list_changed = state.list()->bytes != chain->back().bytes || !state.backed;
    state.lists = *std::move(chain);
    state.backed = true;
    return {};
  }
  VHC_TRY(std::string data, read_data(state, pack, chain->back().note));
  VHC_CHECK_OK(check_profiles(state, data));
  accept_list(state, *std::move(chain), std::move(data), clock);
  updated.list_changed = true;
  return {};
}

// ---- stage F

Result<void> check_live(const TrustState& state, const HeldNote<LiveNote>& live, UnixTime clock) {
  const std::string where = "live " + std::to_string(live.note.number);
  if (live.note.origin != state.origin) return fail(Errc::trust_wrong_origin, where);
  VHC_CHECK_OK(check_live_signers(live, state.root().note));
  const HeldNote<ListNote>* const list = list_of(live.note, state.lists);
  if (list == nullptr) return fail(Errc::trust_live_foreign, where);
  if (live.note.issued < list->note.issued) return fail(Errc::trust_note_order, where);
  const HeldNote<RootNote>* const keys = root_of_live_keys(state.roots, state.pinned);
  if (keys != nullptr && live.note.issued < keys->note.issued) return fail(Errc::trust_note_order, where);
  VHC_CHECK_OK(check_not_future(state, live.note.issued, clock, where));
  if (!state.live) return {};
  const std::uint32_t ours = state.live->note.number;
  const bool jumps = live.note.number > ours && live.note.number - ours > max_live_jump;
  if (live.note.number < ours || jumps) return fail(Errc::trust_live_number, where);
  return {};
}

// The first live note under new keys speaks for those before it: what it does not repeat is lifted.
void replace_orphans(TrustState& state) {
  const auto is_orphan = [](const HeldDenial& denial) { return !denial.live; };
  state.denials.erase(std::remove_if(state.denials.begin(), state.denials.end(), is_orphan), state.denials.end());
}

Result<void> take_live(Updated& updated, std::string_view bytes, UnixTime clock) {
  TrustState& state = updated.state;
  VHC_TRY(HeldNote<LiveNote> live, read_live_note(bytes));
  VHC_CHECK_OK(check_live(state, live, clock));
  const bool is_known_number = state.live && state.live->note.number == live.note.number;
  if (is_known_number && state.live->hash == live.hash) return {};
  replace_orphans(state);
  hold_denials(state, live.note);
  updated.live_changed = true;
  if (is_known_number) {
    return fail(Errc::trust_live_fork, "live " + std::to_string(live.note.number),
                "what either of them denies counts; the operator's next live note ends it");
  }
  state.live = std::move(live);
  return {};
}

// A live note that is missing or does not count never stops a list: the state is then at best stale.
void take_live_if_any(Updated& updated, const PackSections& pack, UnixTime clock) {
  const auto note = [&updated](Errc code, std::string where, std::string detail) {
    updated.findings.push_back({code, Severity::warning, std::move(where), std::move(detail)});
  };
  const TrustState& state = updated.state;
  if (!state.root().note.may_live || state.list() == nullptr) return;
  if (!pack.live) {
    note(Errc::trust_live_missing, {}, {});
    return;
  }
  auto taken = take_live(updated, *pack.live, clock);
  if (!taken) note(taken.error().code, taken.error().where, taken.error().hint);
}

Result<void> check_root_unexpired(const TrustState& state, UnixTime clock) {
  const UnixTime now = state.time_forgotten ? clock : std::max(clock, state.latest + state.ran);
  if (now <= state.root().note.expires) return {};
  return fail(Errc::trust_expired, "root " + std::to_string(state.root().note.number),
              "it ended on " + to_rfc3339(state.root().note.expires).substr(0, 10) + "; get a pack with a newer root");
}

}  // namespace

Updated take_roots(const TrustState& have, const PackSections& pack, UnixTime clock) {
  Updated updated{.state = have};
  const auto offered = read_offered(pack);
  // A list note that cannot be read must not stand in the way of a root that takes power from its signers.
  const std::vector<HeldNote<ListNote>> none;
  auto stepped = step_roots(updated, pack, offered ? *offered : none, clock);
  if (!stepped) updated.refused = std::move(stepped).error();
  return updated;
}

Updated take_list(const TrustState& have, const PackSections& pack, UnixTime clock) {
  Updated updated{.state = have};
  const auto run = [&]() -> Result<void> {
    VHC_CHECK_OK(check_root_unexpired(updated.state, clock));
    VHC_TRY(std::vector<HeldNote<ListNote>> offered, read_offered(pack));
    Result<void> taken;
    if (updated.state.fork) {
      taken = fail(Errc::trust_fork, {}, "pin the root again, or get a pack with a root that ends it");
    } else {
      taken = take_newest_list(updated, pack, std::move(offered), clock);
    }
    // Denies count even when lists do not: a fork or a gap must not silence them.
    if (taken || updated.state.fork) take_live_if_any(updated, pack, clock);
    return taken;
  };
  if (auto done = run(); !done) updated.refused = std::move(done).error();
  return updated;
}

Updated update(const TrustState& have, std::string_view pack, UnixTime clock) {
  const auto sections = read_pack(pack);
  if (!sections) return Updated{.state = have, .refused = sections.error()};
  Updated roots = take_roots(have, *sections, clock);
  if (roots.refused) return roots;
  Updated whole = take_list(roots.state, *sections, clock);
  whole.roots_changed = roots.roots_changed;
  return whole;
}

}  // namespace vhc
