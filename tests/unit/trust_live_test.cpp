// Live notes, clocks that are wrong, and how fresh a list has to be.
#include <gtest/gtest.h>

#include "trust_updates.h"

namespace vhc {
namespace {

TEST(Live, ADenyStaysUntilAListSettlesIt) {
  Network network = small_network();
  network.say(deny(network, 18, at("2026-08-23T00:00:00Z"), {key_a}));
  TrustState state = updated(pinned(network), network);
  ASSERT_EQ(state.denials.size(), 1U);
  EXPECT_EQ(state.denials[0], (HeldDenial{18, "deny-key " + key_a}));
  // A list proposed before the deny and published after it.
  network.publish(a_list({"https://a.example/shc"}), at("2026-08-24T05:00:00Z"), 17);
  state = updated(state, network);
  EXPECT_EQ(state.denials.size(), 1U);
  // A live note that leaves it out does not lift it either.
  network.say(deny(network, 19, at("2026-08-24T06:00:00Z"), {key_b}));
  state = updated(state, network);
  EXPECT_EQ(state.denials.size(), 2U);
  network.publish(a_list({"https://a.example/shc"}), at("2026-08-24T08:00:00Z"), 18);
  state = updated(state, network);
  ASSERT_EQ(state.denials.size(), 1U);
  EXPECT_EQ(state.denials[0].line, "deny-key " + key_b);
  // What a list has settled does not come back with an old live note of its own chain.
  network.publish(a_list({"https://a.example/shc"}), at("2026-08-24T09:00:00Z"), 19);
  state = updated(state, network);
  EXPECT_TRUE(state.denials.empty());
}

TEST(Live, OneOfAnAncestorOrAnExpiredOneDeniesAndIsNotFresh) {
  Network network = small_network();
  const std::string ancestor = signed_note(to_text(deny(network, 2, at("2026-08-23T00:00:00Z"), {key_a})), {"live"});
  network.publish(a_list({"https://b.example/shc"}), at("2026-08-23T05:00:00Z"), 1);
  network.live = ancestor;
  const TrustState state = updated(pinned(network), network);
  EXPECT_EQ(state.denials.size(), 1U);
  EXPECT_EQ(state_of(state, today), ListState::stale);
  network = small_network();
  network.say(deny(network, 2, at("2026-08-23T00:00:00Z"), {key_a}));
  const UnixTime late = at("2026-09-20T00:00:00Z");
  const TrustState aged = updated(pinned(network), network, late);
  EXPECT_EQ(aged.denials.size(), 1U);
  EXPECT_EQ(state_of(aged, late), ListState::stale);
}

struct BadLive {
  const char* what;
  LiveNote note;
  std::string by = "live";
  Errc code{};
};

TEST(Live, ABadOneCostsFreshnessAndNotTheList) {
  Network network = small_network();
  network.say(network.next_live(100, at("2026-08-22T06:00:00Z")));
  const TrustState state = updated(pinned(network), network);
  LiveNote foreign = network.next_live(101, at("2026-08-23T06:00:00Z"));
  foreign.of = sha256(as_bytes("another"));
  LiveNote early = network.next_live(101, at("2026-08-22T04:59:59Z"));
  const BadLive cases[] = {
      {"number falls", network.next_live(99, at("2026-08-23T06:00:00Z")), "live", Errc::trust_live_number},
      {"number jumps", network.next_live(10'101, at("2026-08-23T06:00:00Z")), "live", Errc::trust_live_number},
      {"the highest", network.next_live(4294967295U, at("2026-08-23T06:00:00Z")), "live", Errc::trust_live_number},
      {"another list", foreign, "live", Errc::trust_live_foreign},
      {"before its list", early, "live", Errc::trust_note_order},
      {"by a list key", network.next_live(101, at("2026-08-23T06:00:00Z")), "alice", Errc::trust_below_threshold},
      {"from the future", network.next_live(101, today + std::chrono::hours{25}), "live", Errc::trust_from_the_future},
  };
  for (const BadLive& bad : cases) {
    Network other = network;
    other.publish(a_list({"https://b.example/shc"}), at("2026-08-23T05:00:00Z"));
    LiveNote note = bad.note;
    other.say(note, bad.by);
    const Updated result = update(state, other.pack(), today);
    EXPECT_FALSE(result.refused.has_value()) << bad.what;
    EXPECT_EQ(result.state.list()->note.number, 2U) << bad.what;
    ASSERT_EQ(result.findings.size(), 1U) << bad.what;
    EXPECT_EQ(result.findings[0].code, bad.code) << bad.what;
    EXPECT_EQ(state_of(result.state, today), ListState::stale) << bad.what;
  }
  network.say(network.next_live(10'100, at("2026-08-23T06:00:00Z")));
  EXPECT_EQ(updated(state, network).live->note.number, 10'100U);
}

TEST(Live, TwoOfOneNumberAreReportedAndBothDeny) {
  Network network = small_network();
  network.say(deny(network, 5, at("2026-08-23T00:00:00Z"), {key_a}));
  const TrustState state = updated(pinned(network), network);
  network.say(deny(network, 5, at("2026-08-23T00:00:00Z"), {key_b}));
  const Updated result = update(state, network.pack(), today);
  EXPECT_EQ(result.findings.at(0).code, Errc::trust_live_fork);
  EXPECT_EQ(result.state.denials.size(), 2U);
}

TEST(Live, NewLiveKeysTakeOverWhatTheStolenOneSaid) {
  Network network = small_network();
  network.say(deny(network, 4294, at("2026-08-22T07:00:00Z"), {key_a, key_b}));  // key_b in bad faith
  const TrustState start = updated(pinned(network), network);
  RootNote root = second_root();
  root.keys = first_root().keys;
  root.may_root = first_root().may_root;
  root.may_list = first_root().may_list;
  std::replace(root.keys.begin(), root.keys.end(), signer("live").public_key(), signer("live2").public_key());
  root.may_live = {1, {"live2"}};
  network.roots.push_back(signed_note(to_text(root), {"root-ada", "root-ben", "live2"}));
  // Cutting off the new live note lifts nothing.
  const std::string stolen = network.live;
  const TrustState between = updated(start, network);
  EXPECT_EQ(between.denials.size(), 2U);
  EXPECT_FALSE(between.denials[0].live.has_value());
  EXPECT_EQ(between.live, std::nullopt);
  // A live note of before the root does not count, even under the new key.
  LiveNote early = deny(network, 1, at("2026-08-22T23:59:59Z"), {});
  network.say(early, "live2");
  EXPECT_EQ(update(between, network.pack(), today).findings.at(0).code, Errc::trust_note_order);
  network.say(deny(network, 1, at("2026-08-23T01:00:00Z"), {key_a}), "live2");
  const TrustState state = updated(between, network);
  ASSERT_EQ(state.denials.size(), 1U);
  EXPECT_EQ(state.denials[0], (HeldDenial{1, "deny-key " + key_a}));
  EXPECT_EQ(state_of(state, today), ListState::fresh);
}

TEST(Live, ANetworkMayWorkWithoutIt) {
  Network network;
  RootNote root = first_root();
  root.may_live.reset();
  network.roots = {signed_note(to_text(root), {"root-ada", "root-ben"})};
  network.publish(a_list({"https://a.example/shc"}), at("2026-08-22T05:00:00Z"));
  const TrustState state = updated(pinned(network), network);
  EXPECT_EQ(state_of(state, at("2026-08-29T05:00:00Z")), ListState::fresh);
  EXPECT_EQ(state_of(state, at("2026-08-29T05:00:01Z")), ListState::stale);
}

TEST(Clock, BehindTheListIsNeverFreshAndEndsAfterADay) {
  const Network network = small_network();
  const UnixTime epoch{};
  // A first start with a dead battery.
  TrustState state = pin(network.roots.front(), epoch, true, build_date).value();
  state = updated(state, network, epoch);
  EXPECT_EQ(state_of(state, epoch), ListState::stale);
  EXPECT_EQ(standing(state, {}, epoch).front().code, Errc::trust_clock_behind);
  state.ran = std::chrono::hours{24};
  EXPECT_EQ(state_of(state, epoch), ListState::stale);
  state.ran = std::chrono::hours{24} + std::chrono::seconds{1};
  EXPECT_EQ(state_of(state, epoch), ListState::expired);
  FreshnessPolicy lenient;
  lenient.run_blind = true;
  EXPECT_EQ(state_of(state, epoch, lenient), ListState::stale);
  // Time runs on by what the program ran: a hundred days of daily restarts.
  state.ran = std::chrono::days{100};
  EXPECT_EQ(judge_time(epoch, facts(state, {}, epoch)).earliest, state.latest + std::chrono::days{100});
  EXPECT_FALSE(judge_time(epoch, facts(state, {}, epoch)).exact);
  EXPECT_EQ(state_of(state, epoch, lenient), ListState::expired);
}

TEST(Clock, APoisonedDateMovesADeadClockByFourHundredDaysAtMostAndARootRecovers) {
  Network network = small_network();
  const TrustState start = pin(network.roots.front(), UnixTime{}, true, build_date).value();
  Network poisoned = network;
  poisoned.publish(a_list({"https://a.example/shc"}), at("2036-01-01T00:00:00Z"));
  const TrustState stuck = updated(start, poisoned, UnixTime{});
  EXPECT_EQ(stuck.latest, first_root().issued + std::chrono::days{400});
  RootNote root = second_root();
  root.list_from = {1, test::hash_of(network.lists[0])};
  network.roots.push_back(second_root_note(root));
  network.lists[0] = signed_note(split_note(network.lists[0], max_list_note_bytes)->text, {"bob", "dave"});
  const TrustState state = updated(stuck, network, UnixTime{});
  EXPECT_EQ(state.latest, root.issued);
  EXPECT_EQ(state.list()->note.number, 1U);
}

TEST(Clock, FarAheadIsSaidWithTheExpiry) {
  const Network network = small_network();
  const TrustState state = updated(pinned(network), network);
  const UnixTime late = state.latest + std::chrono::days{400};
  EXPECT_TRUE(standing(state, {}, late).empty());
  EXPECT_EQ(standing(state, {}, late + std::chrono::seconds{1}).front().code, Errc::trust_clock_ahead);
}

TEST(Freshness, AVenueMayLowerTheAgesAndRaisesThemOnlyInTheOpen) {
  const Network network = small_network();
  const TrustState state = updated(pinned(network), network);
  FreshnessPolicy strict;
  strict.refuse = std::chrono::days{10};
  EXPECT_EQ(state_of(state, at("2026-09-01T05:00:00Z"), strict), ListState::stale);
  EXPECT_EQ(state_of(state, at("2026-09-01T05:00:01Z"), strict), ListState::expired);
  FreshnessPolicy lax;
  lax.refuse = std::chrono::days{300};
  EXPECT_EQ(state_of(state, at("2026-11-20T05:00:01Z"), lax), ListState::expired);
  lax.beyond_expiry = true;
  EXPECT_EQ(state_of(state, at("2026-11-20T05:00:01Z"), lax), ListState::stale);
  EXPECT_EQ(standing(state, lax, today).front().code, Errc::trust_loosened);
}

}  // namespace
}  // namespace vhc
