// Devices and operators for the tests of the update machine.
#pragma once

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "../support/test_network.h"

namespace vhc {

using test::a_list;
using test::at;
using test::first_root;
using test::Network;
using test::signed_note;
using test::signer;

inline const UnixTime build_date = at("2026-06-01T00:00:00Z");
inline const UnixTime pin_time = at("2026-08-20T00:00:00Z");
inline const UnixTime today = at("2026-08-25T00:00:00Z");

inline TrustState pinned(const Network& network) {
  return pin(network.roots.front(), pin_time, true, build_date).value();
}

// One list of 22 August and a live note.
inline Network small_network() {
  Network network;
  network.publish(a_list({"https://a.example/shc"}), at("2026-08-22T05:00:00Z"));
  network.say(network.next_live(1, at("2026-08-22T06:00:00Z")));
  return network;
}

inline TrustState updated(const TrustState& have, const Network& network, UnixTime clock = today) {
  Updated result = update(have, network.pack(), clock);
  EXPECT_FALSE(result.refused.has_value()) << result.refused->what << " " << result.refused->where;
  EXPECT_EQ(write_state(read_state(write_state(result.state)).value()), write_state(result.state));
  return std::move(result.state);
}

inline Errc refusal(const TrustState& have, const std::string& pack, UnixTime clock = today) {
  const Updated result = update(have, pack, clock);
  return result.refused ? result.refused->code : Errc::internal;
}

inline ListState state_of(const TrustState& state, UnixTime time, const FreshnessPolicy& policy = {}) {
  const TrustFacts known = facts(state, policy, time);
  return state_at(known, judge_time(time, known).earliest);
}

// Root 2: ben and cho stay, dan comes for ada; bob, carol and dave sign lists.
inline RootNote second_root() {
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

inline std::string second_root_note(const RootNote& root = second_root()) {
  return signed_note(to_text(root), {"root-ben", "root-cho", "root-dan", "dave"});
}

inline LiveNote deny(const Network& network, std::uint32_t number, UnixTime issued,
                     const std::vector<std::string>& keys) {
  LiveNote live = network.next_live(number, issued);
  live.keys = keys;
  return live;
}

inline const std::string key_a = "AJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw";
inline const std::string key_b = "BJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw";

}  // namespace vhc
