// The example that docs/formats/trust-list.md explains, for whoever writes a reader of their own.
#include "../support/example_network.h"

#include <gtest/gtest.h>

#include "../support/read_file.h"

namespace vhc {
namespace {

std::string file(const std::string& path) {
  return test::read_file(VHC_TEST_VECTORS "/" + path);
}

const UnixTime then = test::at("2026-08-22T07:00:00Z");

TEST(ExampleNetwork, ComesOutOfItsSeedsByteForByte) {
  const test::Network network = test::example_network();
  EXPECT_EQ(file("trust/root-1.note"), network.roots[0]);
  EXPECT_EQ(file("trust/list-1.note"), network.lists[0]);
  EXPECT_EQ(file("trust/list-1.list"), network.data);
  EXPECT_EQ(file("trust/live-1.note"), network.live);
  EXPECT_EQ(file("trust/demo-1.pack"), network.pack());
}

TEST(ExampleNetwork, IsTakenByADeviceAndGivesTheStateShown) {
  const TrustState pinned = pin(file("trust/root-1.note"), then, true, test::at("2026-06-01T00:00:00Z")).value();
  const Updated updated = update(pinned, file("trust/demo-1.pack"), then);
  ASSERT_FALSE(updated.refused.has_value());
  EXPECT_EQ(write_state(updated.state), file("trust/vci.example.state"));
  const TrustState state = read_state(file("trust/vci.example.state")).value();
  const TrustList trust = TrustList::from_signed({source_of(state, {"demo"}, facts(state, {}, then))}, {}).value();
  EXPECT_EQ(trust.num_issuers(), 2U);
  const TrustEntry* const entry = trust.entries().at(0);
  EXPECT_EQ(entry->iss, "https://pharmacy.example/shc");
  EXPECT_TRUE(entry->revocations->revokes("DGuHSDbrU34", then));
  EXPECT_EQ(trust.issuer("https://clinic.example/shc")->status, IssuerStatus::suspended);
}

TEST(ExampleNetwork, StandsInTheDocumentAsItIs) {
  const std::string document = file("../docs/formats/trust-list.md");
  for (const char* name : {"trust/root-1.note", "trust/list-1.note", "trust/list-1.list", "trust/live-1.note"}) {
    EXPECT_NE(document.find(file(name)), std::string::npos) << name;
  }
  const TrustState pinned = pin(file("trust/root-1.note"), then, true, {}).value();
  EXPECT_NE(document.find(fingerprint(pinned.root().hash)), std::string::npos);
}

}  // namespace
}  // namespace vhc
