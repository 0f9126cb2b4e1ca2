// The update machine against the table of the design, section 12.
#include <gtest/gtest.h>

#include "trust_updates.h"

namespace vhc {
namespace {

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
  const Updated result = take_roots(have, read_pack(pack).value(), today);
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

TEST(Update, ABurntListStaysBurntWhoeverSignsItAgain) {
  Network network = small_network();
  network.publish(a_list({"https://evil.example/shc"}), at("2026-08-22T23:00:00Z"));
  RootNote root = second_root();
  root.list_from = {1, test::hash_of(network.lists[0])};
  ASSERT_GT(root.issued, at("2026-08-22T23:00:00Z"));
  network.roots.push_back(second_root_note(root));
  network.lists[1] = signed_note(split_note(network.lists[1], max_list_note_bytes)->text, {"bob", "dave"});
  EXPECT_EQ(refusal(pinned(network), network.pack()), Errc::trust_chain_gap);
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

}  // namespace
}  // namespace vhc
