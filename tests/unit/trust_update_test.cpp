// The update machine against the table of the design, section 12.
#include <gtest/gtest.h>

#include "../support/test_network.h"

namespace vhc {
namespace {

using test::a_list;
using test::at;
using test::first_root;
using test::Network;
using test::signed_note;
using test::signer;

const UnixTime build_date = at("2026-06-01T00:00:00Z");
const UnixTime pin_time = at("2026-08-20T00:00:00Z");
const UnixTime today = at("2026-08-25T00:00:00Z");

TrustState pinned(const Network& network) {
  return pin(network.roots.front(), pin_time, true, build_date).value();
}

// One list of 22 August and a live note.
Network small_network() {
  Network network;
  network.publish(a_list({"https://a.example/shc"}), at("2026-08-22T05:00:00Z"));
  network.say(network.next_live(1, at("2026-08-22T06:00:00Z")));
  return network;
}

TrustState updated(const TrustState& have, const Network& network, UnixTime clock = today) {
  Updated result = update(have, network.pack(), clock);
  EXPECT_FALSE(result.refused.has_value()) << result.refused->what << " " << result.refused->where;
  EXPECT_EQ(write_state(read_state(write_state(result.state)).value()), write_state(result.state));
  return std::move(result.state);
}

Errc refusal(const TrustState& have, const std::string& pack, UnixTime clock = today) {
  const Updated result = update(have, pack, clock);
  return result.refused ? result.refused->code : Errc::internal;
}

ListState state_of(const TrustState& state, UnixTime time, const FreshnessPolicy& policy = {}) {
  const TrustFacts known = facts(state, policy, time);
  return state_at(known, judge_time(time, known).earliest);
}

// Root 2: ben and cho stay, dan comes for ada; bob, carol and dave sign lists.
RootNote second_root() {
  RootNote root = first_root();
  root.number = 2;
  root.issued = at("2026-08-23T00:00:00Z");
  root.expires = at("2028-08-23T00:00:00Z");
  root.keys.clear();
  for (const char* name : {"bob", "carol", "dave", "live", "root-ben", "root-cho", "root-dan"}) {
    root.keys.push_back(signer(name).public_key());
  }
  root.may_root = {2, {"root-ben", "root-cho", "root-dan"}};
  root.may_list = {2, {"bob", "carol", "dave"}};
  return root;
}

std::string second_root_note(const RootNote& root = second_root()) {
  return signed_note(to_text(root), {"root-ben", "root-cho", "root-dan", "dave"});
}

TEST(Pin, TakesARootThatItsOwnKeysSigned) {
  const Network network;
  const TrustState state = pinned(network);
  EXPECT_EQ(state.origin, "vci.example");
  EXPECT_EQ(state.pinned, 1U);
  EXPECT_EQ(state.latest, first_root().issued);
  EXPECT_EQ(facts(state, {}, today).state, ListState::none);
  EXPECT_EQ(standing(state, {}, today).front().code, Errc::trust_no_list);
  EXPECT_EQ(pin(signed_note(to_text(first_root()), {"root-ada"}), pin_time, true, build_date).error().code,
            Errc::trust_below_threshold);
  EXPECT_EQ(pin("hello", pin_time, true, build_date).error().code, Errc::trust_note_form);
  EXPECT_EQ(fingerprint(state.root().hash).size(), 35U);
}

TEST(Update, BringsAFreshDeviceUpToDate) {
  const Network network = small_network();
  const TrustState state = updated(pinned(network), network);
  EXPECT_EQ(state.list()->note.number, 1U);
  EXPECT_EQ(state.live->note.number, 1U);
  EXPECT_EQ(state.latest, at("2026-08-22T05:00:00Z"));
  EXPECT_EQ(write_pack(state), network.pack());
  EXPECT_EQ(state_of(state, today), ListState::fresh);
  EXPECT_EQ(state_of(state, at("2026-08-29T06:00:00Z")), ListState::fresh);
  EXPECT_EQ(state_of(state, at("2026-08-29T06:00:01Z")), ListState::stale);
  EXPECT_EQ(state_of(state, at("2026-11-20T05:00:00Z")), ListState::stale);
  EXPECT_EQ(state_of(state, at("2026-11-20T05:00:01Z")), ListState::expired);
}

TEST(Update, IsIdempotent) {
  const Network network = small_network();
  const TrustState state = updated(pinned(network), network);
  const Updated again = update(state, network.pack(), today);
  EXPECT_FALSE(again.refused.has_value());
  EXPECT_FALSE(again.changed());
  EXPECT_EQ(write_state(again.state), write_state(state));
}

TEST(Update, AnOlderPackIsARollback) {
  Network network = small_network();
  const std::string old_pack = network.pack();
  network.publish(a_list({"https://a.example/shc", "https://b.example/shc"}), at("2026-08-24T05:00:00Z"));
  const TrustState state = updated(pinned(network), network);
  EXPECT_EQ(refusal(state, old_pack), Errc::trust_rollback);
  EXPECT_EQ(write_state(update(state, old_pack, today).state), write_state(state));
}

TEST(Update, FortyRootsAndTwoHundredListsBehindOnePackIsEnough) {
  Network network = small_network();
  const TrustState start = updated(pinned(network), network);
  RootNote root = first_root();
  for (std::uint32_t number = 2; number <= 41; ++number) {
    root.number = number;
    root.issued = at("2026-08-22T08:00:00Z") + std::chrono::minutes{number};
    // Those on the way have ended long ago when the pack arrives.
    root.expires = number == 41 ? at("2028-08-01T00:00:00Z") : root.issued + std::chrono::hours{1};
    network.roots.push_back(signed_note(to_text(root), {"root-ada", "root-cho"}));
  }
  for (int i = 0; i < 200; ++i) {
    network.publish(a_list({"https://a.example/shc/" + std::to_string(i)}),
                    at("2026-08-23T05:00:00Z") + std::chrono::minutes{i});
  }
  const TrustState state = updated(start, network);
  EXPECT_EQ(state.root().note.number, 41U);
  EXPECT_EQ(state.list()->note.number, 201U);
}

TEST(Update, APackWithoutOneListNoteIsRefusedAndTheNextOneWorks) {
  Network network = small_network();
  const TrustState start = updated(pinned(network), network);
  for (int i = 0; i < 3; ++i) {
    network.publish(a_list({"https://a.example/shc", "https://b.example/" + std::to_string(i)}),
                    at("2026-08-23T05:00:00Z") + std::chrono::hours{i});
  }
  for (const std::size_t left_out : {0U, 1U, 2U}) {
    PackSections pack = network.sections();
    pack.lists.erase(pack.lists.begin() + static_cast<std::ptrdiff_t>(left_out));
    const Updated result = update(start, write_pack(pack), today);
    if (left_out == 0) {
      // Ours is the one that is missing from it.
      EXPECT_EQ(result.refused->code, Errc::trust_chain_gap);
    }
    ASSERT_TRUE(result.refused.has_value()) << left_out;
    EXPECT_EQ(result.refused->code, Errc::trust_chain_gap) << left_out;
    EXPECT_EQ(write_state(result.state), write_state(start));
    EXPECT_EQ(refusal(pinned(network), write_pack(pack)), Errc::trust_chain_gap) << left_out;
  }
  EXPECT_EQ(updated(start, network).list()->note.number, 4U);
}

TEST(Update, ARootIsTakenEvenWhenTheListBesideItIsBad) {
  Network network = small_network();
  const TrustState start = updated(pinned(network), network);
  network.roots.push_back(second_root_note());
  network.publish(a_list({"https://b.example/shc"}), at("2026-08-24T05:00:00Z"), 0, {"alice", "bob"});
  const Updated result = update(start, network.pack(), today);
  EXPECT_EQ(result.refused->code, Errc::trust_below_threshold);  // alice has left
  EXPECT_TRUE(result.roots_changed);
  EXPECT_EQ(result.state.root().note.number, 2U);
  EXPECT_EQ(result.state.list()->note.number, 1U);
  EXPECT_FALSE(result.state.backed);
  EXPECT_EQ(state_of(result.state, today), ListState::stale);
  EXPECT_EQ(standing(result.state, {}, today).front().code, Errc::trust_list_unbacked);
  EXPECT_TRUE(read_state(write_state(result.state)).has_value());

  // The same list, signed again by those who are left.
  Network again = network;
  again.lists.pop_back();
  again.data = a_list({"https://a.example/shc"});
  again.live = small_network().live;
  again.lists[0] = signed_note(split_note(again.lists[0], max_list_note_bytes)->text, {"bob", "dave"});
  const TrustState backed = updated(result.state, again);
  EXPECT_TRUE(backed.backed);
  EXPECT_EQ(state_of(backed, today), ListState::fresh);
}

// Of the roots alone: a list that the new keys have not signed must not be what refuses.
Errc root_refusal(const TrustState& have, const std::string& pack) {
  const Updated result = take_roots(have, pack, today);
  EXPECT_FALSE(result.roots_changed);
  return result.refused ? result.refused->code : Errc::internal;
}

TEST(Update, RootsThatDoNotFollowAreRefused) {
  Network network = small_network();
  const TrustState start = updated(pinned(network), network);
  const auto with = [&](const std::string& root) {
    Network other = network;
    other.roots.push_back(root);
    return other.pack();
  };
  EXPECT_EQ(root_refusal(start, with(signed_note(to_text(second_root()), {"root-ben", "root-dan"}))),
            Errc::trust_below_threshold);  // one of the old keys only
  EXPECT_EQ(root_refusal(start, with(signed_note(to_text(second_root()), {"root-ada", "root-ben"}))),
            Errc::trust_below_threshold);  // one of the new keys only
  RootNote gap = second_root();
  gap.number = 3;
  EXPECT_EQ(root_refusal(start, with(second_root_note(gap))), Errc::trust_root_gap);
  RootNote early = second_root();
  early.issued = at("2026-07-31T00:00:00Z");
  EXPECT_EQ(root_refusal(start, with(second_root_note(early))), Errc::trust_note_order);
  RootNote future = second_root();
  future.issued = today + std::chrono::hours{25};
  EXPECT_EQ(root_refusal(start, with(second_root_note(future))), Errc::trust_from_the_future);
  RootNote one = first_root();
  one.issued = at("2026-08-02T00:00:00Z");
  Network other = network;
  other.roots = {signed_note(to_text(one), {"root-ada", "root-ben"})};
  EXPECT_EQ(root_refusal(start, other.pack()), Errc::trust_root_conflict);
}

TEST(Update, AnotherOperatorsPackIsRefused) {
  const Network network = small_network();
  Network other;
  RootNote root = first_root();
  root.origin = "other.example";
  for (NoteKey& key : root.keys) key.name = "other.example" + key.name.substr(key.name.find('/'));
  other.roots = {signed_note(to_text(root), {"root-ada", "root-ben"}, "other.example")};
  EXPECT_EQ(refusal(pinned(network), other.pack()), Errc::trust_wrong_origin);
}

TEST(Update, TwoListsForOnePlaceAreAFork) {
  Network network = small_network();
  Network rival = network;
  network.publish(a_list({"https://a.example/shc", "https://b.example/shc"}), at("2026-08-23T05:00:00Z"));
  rival.publish(a_list({"https://a.example/shc", "https://evil.example/shc"}), at("2026-08-23T05:00:00Z"));
  const TrustState state = updated(pinned(network), network);
  const Updated result = update(state, rival.pack(), today);
  EXPECT_EQ(result.refused->code, Errc::trust_fork);
  ASSERT_TRUE(result.state.fork.has_value());
  EXPECT_EQ(result.state.fork->ours, network.lists.back());
  EXPECT_EQ(result.state.fork->theirs, rival.lists.back());
  EXPECT_EQ(state_of(result.state, today), ListState::stale);
  EXPECT_TRUE(read_state(write_state(result.state)).has_value());
  // Lists are refused from now on, denies are not.
  network.publish(a_list({"https://a.example/shc"}), at("2026-08-24T05:00:00Z"));
  network.data = a_list({"https://a.example/shc"});
  LiveNote live = network.next_live(2, at("2026-08-24T06:00:00Z"));
  live.list = 2;
  live.of = test::hash_of(network.lists[1]);
  live.keys = {"UJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw"};
  network.say(live);
  const Updated later = update(result.state, network.pack(), today);
  EXPECT_EQ(later.refused->code, Errc::trust_fork);
  EXPECT_EQ(later.state.denials.size(), 1U);
  // The rival later in its own chain is a fork too: its chain is complete and leaves ours out.
  rival.publish(a_list({"https://evil.example/shc"}), at("2026-08-24T05:00:00Z"));
  EXPECT_EQ(refusal(state, rival.pack()), Errc::trust_fork);
}

TEST(Update, ARootCanEndAForkAndBurnLists) {
  Network network = small_network();
  Network rival = network;
  rival.publish(a_list({"https://evil.example/shc"}), at("2026-08-23T05:00:00Z"));
  const TrustState stolen = updated(pinned(rival), rival);
  RootNote root = second_root();
  root.list_from = {1, test::hash_of(network.lists[0])};
  network.roots.push_back(second_root_note(root));
  network.publish(a_list({"https://b.example/shc"}), at("2026-08-24T05:00:00Z"), 0, {"bob", "dave"});
  const TrustState state = updated(stolen, network);
  EXPECT_EQ(state.list()->hash, test::hash_of(network.lists[1]));
  // Who holds an ancestor just goes on.
  const Network before = small_network();
  EXPECT_EQ(updated(updated(pinned(before), before), network).list()->note.number, 2U);
  // A pack that goes another way after this root is refused.
  Network liar = rival;
  liar.roots = network.roots;
  EXPECT_TRUE(update(state, liar.pack(), today).refused.has_value());
}

TEST(Update, DatesAheadOfABelievedClockAreRefused) {
  Network network = small_network();
  network.publish(a_list({"https://b.example/shc"}), today + std::chrono::hours{24});
  EXPECT_FALSE(update(pinned(network), network.pack(), today).refused.has_value());
  network = small_network();
  network.publish(a_list({"https://b.example/shc"}), today + std::chrono::hours{24} + std::chrono::seconds{1});
  EXPECT_EQ(refusal(pinned(network), network.pack()), Errc::trust_from_the_future);
}

TEST(Update, NotesMustNotBeOlderThanTheOneTheyFollow) {
  Network network = small_network();
  network.publish(a_list({"https://b.example/shc"}), at("2026-08-22T04:59:59Z"));
  EXPECT_EQ(refusal(pinned(network), network.pack()), Errc::trust_note_order);
}

TEST(Update, DataThatWasNotSignedIsRefused) {
  Network network = small_network();
  network.data = a_list({"https://evil.example"});
  EXPECT_EQ(refusal(pinned(network), network.pack()), Errc::trust_list_hash);
  network = small_network();
  network.data[network.data.find("a.example")] = 'b';  // of the same length
  EXPECT_EQ(refusal(pinned(network), network.pack()), Errc::trust_list_hash);
  network = small_network();
  network.publish("{\"net\":\"vci\"}\n", at("2026-08-23T05:00:00Z"));
  EXPECT_EQ(refusal(pinned(network), network.pack()), Errc::trust_list_form);
}

TEST(Update, ANetworkKeepsItsProfile) {
  Network network = small_network();
  const TrustState state = updated(pinned(network), network);
  network.publish(a_list({"https://a.example/shc"}, "vci", "dcc"), at("2026-08-23T05:00:00Z"));
  EXPECT_EQ(refusal(state, network.pack()), Errc::trust_profile_changed);
}

TEST(Update, ANetworkOfAnUnknownProfileIsLoaded) {
  Network network;
  network.publish(a_list({"https://a.example/shc"}) + "{\"net\":\"zz\",\"profile\":\"tomorrow\",\"new\":[1]}\n",
                  at("2026-08-22T05:00:00Z"));
  const TrustState state = updated(pinned(network), network);
  EXPECT_EQ(networks_of(state.data)->at("zz"), "tomorrow");
}

TEST(Update, ChangesAreAppliedToTheListTheyAreFor) {
  Network network = small_network();
  const TrustState state = updated(pinned(network), network);
  const std::string before = network.data;
  network.publish(a_list({"https://b.example/shc", "https://c.example/shc"}), at("2026-08-23T05:00:00Z"));
  PackSections pack = network.sections();
  const std::string body = make_delta(before, network.data);
  pack.data.reset();
  pack.delta = PackedDelta{sha256(as_bytes(before)), body};
  const Updated result = update(state, write_pack(pack), today);
  ASSERT_FALSE(result.refused.has_value()) << result.refused->hint;
  EXPECT_EQ(result.state.data, network.data);
  EXPECT_EQ(refusal(pinned(network), write_pack(pack)), Errc::trust_need_full);
  const std::string wrong = make_delta(before, a_list({"https://evil.example/shc"}));
  pack.delta->body = wrong;
  EXPECT_EQ(refusal(state, write_pack(pack)), Errc::trust_need_full);
  pack.delta.reset();
  EXPECT_EQ(refusal(state, write_pack(pack)), Errc::trust_need_full);
}

LiveNote deny(const Network& network, std::uint32_t number, UnixTime issued, const std::vector<std::string>& keys) {
  LiveNote live = network.next_live(number, issued);
  live.keys = keys;
  return live;
}

const std::string key_a = "AJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw";
const std::string key_b = "BJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw";

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

TEST(Update, AnExpiredRootTakesNothingButANewerRoot) {
  Network network = small_network();
  const UnixTime late = at("2028-09-01T00:00:00Z");
  EXPECT_EQ(refusal(pinned(network), network.pack(), late), Errc::trust_expired);
  RootNote root = second_root();
  root.issued = at("2028-07-01T00:00:00Z");
  root.expires = at("2030-07-01T00:00:00Z");
  network.roots.push_back(second_root_note(root));
  const Updated result = update(pinned(network), network.pack(), late);
  EXPECT_TRUE(result.roots_changed);
}

// ---- bytes

TEST(Bytes, EveryChangedByteOfAPackIsRefused) {
  // Signed by exactly the threshold, so that each signature counts.
  Network network = small_network();
  network.say(deny(network, 1, at("2026-08-22T06:00:00Z"), {key_a}));
  const TrustState start = pinned(network);
  const std::string pack = network.pack();
  const std::string good = write_state(update(start, pack, today).state);
  std::size_t live_only = 0;
  for (std::size_t i = 0; i < pack.size(); ++i) {
    std::string changed = pack;
    changed[i] = static_cast<char>(changed[i] ^ (i % 7 == 0 ? 0x20 : 1));
    const Updated result = update(start, changed, today);
    if (result.refused) {
      EXPECT_EQ(write_state(result.state), write_state(start)) << "byte " << i;
      continue;
    }
    // The one thing a change may cost is the live note.
    EXPECT_FALSE(result.findings.empty()) << "byte " << i;
    EXPECT_EQ(result.state.live, std::nullopt) << "byte " << i;
    ++live_only;
  }
  EXPECT_LT(live_only, network.live.size() + 8);
  EXPECT_NE(good, write_state(start));
}

TEST(Bytes, EveryPrefixOfAPackIsRefused) {
  const Network network = small_network();
  const TrustState start = pinned(network);
  const std::string pack = network.pack();
  for (std::size_t size = 0; size < pack.size(); ++size) {
    const Updated result = update(start, pack.substr(0, size), today);
    ASSERT_TRUE(result.refused.has_value()) << size;
    EXPECT_EQ(write_state(result.state), write_state(start)) << size;
  }
}

TEST(Bytes, EveryChangedByteAndEveryPrefixOfAStateIsRefused) {
  const Network network = small_network();
  const std::string file = write_state(updated(pinned(network), network));
  for (std::size_t i = 0; i < file.size(); ++i) {
    std::string changed = file;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(read_state(changed).has_value()) << "byte " << i;
    EXPECT_FALSE(read_state(file.substr(0, i)).has_value()) << "prefix " << i;
  }
}

TEST(Bytes, AStateWithAListAndNoNoteIsRefused) {
  const std::string file = write_state(pinned(small_network()));
  const std::size_t local = file.find("local ");
  std::string changed = file.substr(0, local) + write_section("data", a_list({})) + file.substr(local);
  changed = changed.substr(0, changed.rfind("sha256 "));
  changed += "sha256 " + hash_text(sha256(as_bytes(changed))) + "\n";
  EXPECT_EQ(read_state(changed).error().code, Errc::trust_state_damaged);
}

TEST(Bytes, PacksThatAreNoneAreRefused) {
  const Network network = small_network();
  const std::string pack = network.pack();
  EXPECT_EQ(read_pack("vhc-trust pack v2\n" + pack.substr(18)).error().code, Errc::trust_newer_format);
  EXPECT_EQ(read_pack(pack + "\n").error().code, Errc::trust_pack_form);
  EXPECT_EQ(read_pack("vhc-trust pack v1\nend\n").error().code, Errc::trust_pack_form);
  EXPECT_EQ(read_pack("vhc-trust pack v1\nroot 16385\n").error().code, Errc::trust_too_large);
  EXPECT_EQ(read_pack("vhc-trust pack v1\ndata 268435457\n").error().code, Errc::trust_too_large);
  EXPECT_EQ(read_pack("vhc-trust pack v1\nroot 4294967295\n").error().code, Errc::trust_too_large);
  EXPECT_EQ(read_pack("vhc-trust pack v1\nroot 5\nabc").error().code, Errc::trust_pack_form);
  EXPECT_EQ(read_pack("vhc-trust pack v1\nroot 0 \nend\n").error().code, Errc::trust_pack_form);
  EXPECT_TRUE(read_pack("vhc-trust pack v1\nroot 0\nend\n").has_value());
  PackSections order = network.sections();
  std::string swapped =
      "vhc-trust pack v1\n" + write_section("list", order.lists[0]) + write_section("root", order.roots[0]) + "end\n";
  EXPECT_EQ(read_pack(swapped).error().code, Errc::trust_pack_form);
  std::string many = "vhc-trust pack v1\n";
  for (std::size_t i = 0; i < max_pack_roots; ++i) many += "root 0\n";
  EXPECT_TRUE(read_pack(many + "end\n").has_value());
  EXPECT_EQ(read_pack(many + "root 0\nend\n").error().code, Errc::trust_pack_form);
}

TEST(Delta, TurnsOneListIntoTheOther) {
  const std::vector<std::string> lists = {
      "",
      a_list({}),
      a_list({"https://a.example"}),
      a_list({"https://a.example", "https://b.example"}),
      a_list({"https://b.example"}) + "",
      a_list({"https://a.example/\\\"x"}),
      "{\"net\":\"vci\",\"iss\":\"https://a.example\",\"name\":\"Other\"}\n" + a_list({})};
  for (const std::string& from : lists) {
    for (const std::string& to : lists) {
      const auto applied = apply_delta(from, make_delta(from, to));
      ASSERT_TRUE(applied.has_value());
      EXPECT_EQ(*applied, to);
    }
  }
  for (const char* bad : {"x\n", "-\n", "+", "-vci https://nobody.example\n", "+{}"}) {
    EXPECT_EQ(apply_delta(lists[2], bad).error().code, Errc::trust_need_full) << bad;
  }
}

}  // namespace
}  // namespace vhc
