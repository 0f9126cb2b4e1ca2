// The operator's worst week, as one story: list keys stolen, the live key stolen, an issuer's key stolen, the root
// rotated with one signer lost; on a device that followed every step and on one that slept through ten roots.
#include <gtest/gtest.h>

#include "../support/test_network.h"
#include "vhc/base64url.h"
#include "vhc/signing_key.h"

namespace vhc {
namespace {

using test::at;
using test::first_root;
using test::Network;
using test::signed_note;
using test::signer;

const UnixTime today = at("2026-09-20T00:00:00Z");

struct IssuerKey {
  std::string iss;
  std::string kid;
  std::string line;  // of the key
};

IssuerKey issuer_key(const std::string& iss, const std::string& more = "") {
  const SigningKey key = SigningKey::generate().value();
  Bytes point(key.public_key().x().begin(), key.public_key().x().end());
  point.insert(point.end(), key.public_key().y().begin(), key.public_key().y().end());
  const std::string kid = key.kid().str();
  return {iss, kid, R"({"kid":")" + kid + R"(","p256":")" + to_base64url(point) + "\"" + more + "}"};
}

std::string list_of(const std::vector<IssuerKey>& keys) {
  std::vector<std::string> lines = {R"({"net":"vci","profile":"shc"})"};
  for (const IssuerKey& key : keys) {
    lines.push_back(R"({"net":"vci","iss":")" + key.iss + R"(","keys":[)" + key.line + "]}");
  }
  std::sort(lines.begin(), lines.end());
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

IssuerKey revoked(IssuerKey key) {
  key.line.insert(key.line.size() - 1, R"(,"status":"revoked","since":1789000000)");
  return key;
}

// What a venue does with a pack of this day; anything refused shows in the test.
void follow(TrustState& state, const Network& network, const std::string& day) {
  Updated result = update(state, network.pack(), at((day + "T12:00:00Z").c_str()));
  EXPECT_FALSE(result.refused.has_value()) << day << " " << result.refused->where;
  state = std::move(result.state);
}

TrustList opened(const TrustState& state) {
  return TrustList::from_signed({source_of(state, {"vci"}, facts(state, {}, today))}, {}).value();
}

struct Week {
  IssuerKey honest = issuer_key("https://honest.example/shc");
  IssuerKey robbed = issuer_key("https://robbed.example/shc");
  IssuerKey evil = issuer_key("https://evil.example/shc");
  Network network;
  RootNote root = first_root();

  // `stays` of the old root's people sign beside those who are new.
  void rotate(const std::string& day, const std::vector<std::string>& signers) {
    ++root.number;
    root.issued = at((day + "T08:00:00Z").c_str());
    root.expires = root.issued + std::chrono::days{700};
    network.roots.push_back(signed_note(to_text(root), signers));
  }
  void replace_key(const std::string& before, const std::string& after) {
    std::replace(root.keys.begin(), root.keys.end(), signer(before).public_key(), signer(after).public_key());
    const auto by_name = [](const NoteKey& a, const NoteKey& b) { return to_text(a) < to_text(b); };
    std::sort(root.keys.begin(), root.keys.end(), by_name);
  }
  void say(const std::string& day, std::uint32_t number, const std::vector<std::string>& kids, const std::string& by) {
    LiveNote note = network.next_live(number, at((day + "T10:00:00Z").c_str()));
    note.keys = kids;
    std::sort(note.keys.begin(), note.keys.end());
    network.say(note, by);
  }
};

TEST(Drill, AfterTheWorstWeekEveryDeviceBelievesTheSame) {
  Week week;
  Network& network = week.network;
  network.publish(list_of({week.honest, week.robbed}), at("2026-09-01T05:00:00Z"));
  week.say("2026-09-01", 1, {}, "live");
  TrustState awake = pin(network.roots.front(), at("2026-09-01T12:00:00Z"), true, at("2026-06-01T00:00:00Z")).value();
  follow(awake, network, "2026-09-01");
  TrustState asleep = awake;

  // Two list keys are stolen: the thief's list is believed, by whoever hears of it.
  Network theirs = network;
  theirs.publish(list_of({week.evil, week.honest}), at("2026-09-02T05:00:00Z"));
  TrustState fooled = awake;
  follow(fooled, theirs, "2026-09-02");
  EXPECT_NE(opened(fooled).find(week.evil.iss, week.evil.kid), nullptr);

  // The root people answer: other list keys, and the lists go on from list 1. Root-cho is lost; dan takes the place.
  week.replace_key("alice", "erin");
  week.replace_key("bob", "frank");
  week.replace_key("root-cho", "root-dan");
  week.root.may_list = {2, {"carol", "erin", "frank"}};
  week.root.may_root = {2, {"root-ada", "root-ben", "root-dan"}};
  week.root.list_from = {1, test::hash_of(network.lists[0])};
  week.rotate("2026-09-03", {"root-ada", "root-ben", "root-dan", "erin", "frank"});
  week.root.list_from.reset();
  network.publish(list_of({week.honest, week.robbed}), at("2026-09-03T09:00:00Z"), 0, {"erin", "frank"});
  week.say("2026-09-03", 2, {}, "live");
  for (TrustState* device : {&awake, &fooled}) {
    follow(*device, network, "2026-09-03");
    EXPECT_EQ(opened(*device).find(week.evil.iss, week.evil.kid), nullptr);
  }
  Network again = network;  // the thief tries once more with the keys of before
  again.publish(list_of({week.evil}), at("2026-09-04T05:00:00Z"), 0, {"alice", "bob"});
  EXPECT_EQ(update(awake, again.pack(), at("2026-09-04T12:00:00Z")).refused->code, Errc::trust_below_threshold);

  // An issuer's key is stolen: denied within the day, by one person.
  week.say("2026-09-05", 3, {week.robbed.kid}, "live");
  follow(awake, network, "2026-09-05");
  EXPECT_EQ(opened(awake).find(week.robbed.iss, week.robbed.kid)->key_status, KeyStatus::denied);

  // The live key is stolen: an honest issuer is denied. One root and one live note undo it, and keep the honest deny.
  week.say("2026-09-06", 4, {week.honest.kid, week.robbed.kid}, "live");
  follow(awake, network, "2026-09-06");
  EXPECT_EQ(opened(awake).find(week.honest.iss, week.honest.kid)->key_status, KeyStatus::denied);
  week.replace_key("live", "live2");
  week.root.may_live = {1, {"live2"}};
  week.rotate("2026-09-07", {"root-ada", "root-dan", "live2"});
  week.say("2026-09-07", 1, {week.robbed.kid}, "live2");
  follow(awake, network, "2026-09-07");
  EXPECT_EQ(opened(awake).find(week.honest.iss, week.honest.kid)->key_status, KeyStatus::active);
  EXPECT_EQ(opened(awake).find(week.robbed.iss, week.robbed.kid)->key_status, KeyStatus::denied);

  // The list takes the deny over, roots go on, and the device that slept since list 1 takes one pack.
  for (int day = 8; day < 16; ++day) {
    week.rotate((day < 10 ? "2026-09-0" : "2026-09-") + std::to_string(day), {"root-ben", "root-dan"});
  }
  network.publish(list_of({week.honest, revoked(week.robbed)}), at("2026-09-16T05:00:00Z"), 1, {"carol", "frank"});
  week.say("2026-09-16", 2, {}, "live2");
  for (TrustState* device : {&awake, &fooled, &asleep}) {
    follow(*device, network, "2026-09-16");
    EXPECT_EQ(device->root().note.number, 11U);
    const TrustList trust = opened(*device);
    EXPECT_EQ(trust.find(week.honest.iss, week.honest.kid)->key_status, KeyStatus::active);
    EXPECT_EQ(trust.find(week.robbed.iss, week.robbed.kid)->key_status, KeyStatus::revoked);
    EXPECT_EQ(trust.find(week.evil.iss, week.evil.kid), nullptr);
    EXPECT_TRUE(device->denials.empty());
    EXPECT_EQ(write_state(read_state(write_state(*device)).value()), write_state(*device));
  }
  EXPECT_EQ(write_pack(awake), write_pack(asleep));
}

}  // namespace
}  // namespace vhc
