// Packs, states and changes of a list, byte for byte.
#include <gtest/gtest.h>

#include "trust_updates.h"

namespace vhc {
namespace {

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
