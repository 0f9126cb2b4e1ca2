// The rules that a venue's folder names: every card of the venue is judged by them, and they stay when the folder is
// written.
#include <gtest/gtest.h>

#include "../support/venue_door.h"

namespace vhc {
namespace {

using test::at;

class VenueRulesOfAFolder : public test::VenueDoor {
 protected:
  VenueRulesOfAFolder() {
    pin_and_update();
    plain = get("door/venue.json");
  }

  // The card's dose is of 2025-10-02.
  static std::string flu(const std::string& doses, const std::string& more = {}) {
    return R"({"schema":"vhc.rules/1","id":"flu-desk",)" + more +
           R"("sets":{"flu":{"label":{"en":"flu shot"},"codes":{"cvx":["140"]}}},"accept":{"doses":{"set":"flu")" +
           doses + "}}}";
  }
  void name_rules(const std::string& members) {
    put("door/venue.json", plain.substr(0, plain.rfind('}')) + "," + members + "}\n");
  }

  std::string plain;
};

TEST_F(VenueRulesOfAFolder, AreWhatItsCardsAreJudgedBy) {
  EXPECT_EQ(0, judge());
  name_rules(R"("rules":"flu.json","zone":"Europe/Paris")");
  put("door/flu.json", flu(""));
  EXPECT_EQ(0, judge()) << said;
  EXPECT_NE(std::string::npos, said.find("flu-desk, met"));
  put("door/flu.json", flu(R"(,"max":{"days":30})"));
  EXPECT_EQ(10, judge());
  EXPECT_NE(std::string::npos, said.find("flu shot: too old; it counted until 2025-11-01")) << said;
  EXPECT_EQ(10, run({"explain", "--venue", path("door"), path("card")}));
  EXPECT_NE(std::string::npos, said.find("does not meet the rules of this venue")) << said;
}

TEST_F(VenueRulesOfAFolder, NameNetworksAsTheVenueAcceptsThem) {
  name_rules(R"("rules":"flu.json","zone":"Europe/Paris")");
  put("door/flu.json", flu("", R"("cards":{"networks":["vci.example/vci"]},)"));
  EXPECT_EQ(0, judge()) << said;
  put("door/flu.json", flu("", R"("cards":{"networks":["other.example/vci"]},)"));
  EXPECT_EQ(10, judge());
}

TEST_F(VenueRulesOfAFolder, AnotherFileMayBeNamed) {
  name_rules(R"("rules":"flu.json","zone":"Europe/Paris")");
  put("door/flu.json", flu(R"(,"max":{"days":30})"));
  put("other.json", flu(""));
  EXPECT_EQ(0, run({"verify", "--venue", path("door"), "--rules", path("other.json"), path("card")})) << said;
  name_rules(R"("rules":")" + path("other.json") + R"(","zone":"Europe/Paris")");
  EXPECT_EQ(0, judge()) << said;
}

TEST_F(VenueRulesOfAFolder, ThatCannotBeReadLetNobodyIn) {
  name_rules(R"("rules":"flu.json","zone":"Europe/Paris")");
  EXPECT_EQ(3, judge());
  put("door/flu.json", "{");
  EXPECT_EQ(4, judge());
  put("door/flu.json", flu(R"(,"mindays":1)"));
  EXPECT_EQ(4, judge());
  put("door/flu.json", flu(""));
  name_rules(R"("rules":"flu.json")");
  EXPECT_EQ(4, judge());
  name_rules(R"("rules":"flu.json","zone":"Europe/Nowhere")");
  EXPECT_EQ(4, judge());
  for (const char* const wrong : {R"("rules":5)", R"("rules":"")", R"("rules":null)", R"("zone":["a"])"}) {
    name_rules(wrong);
    EXPECT_EQ(5, judge()) << wrong;
  }
}

TEST_F(VenueRulesOfAFolder, StayWhenTheFolderIsWritten) {
  name_rules(R"("rules":"flu.json","zone":"Europe/Paris")");
  put("door/flu.json", flu(R"(,"max":{"days":30})"));
  network.say(network.next_live(1, at("2026-12-02T01:00:00Z")));
  put("pack", network.pack());
  ASSERT_EQ(0, run({"trust", "update", "--venue", path("door"), path("pack"), "--quiet"})) << said;
  EXPECT_NE(std::string::npos, get("door/venue.json").find(R"("rules":"flu.json","zone":"Europe/Paris")"));
  EXPECT_EQ(10, judge());
}

// A clock before what the operator signed is not believed: what counts days is not met, plain counting goes on.
TEST_F(VenueRulesOfAFolder, CountNoDaysOnAClockThatIsNotBelieved) {
  name_rules(R"("rules":"flu.json","zone":"Europe/Paris")");
  clock = at("2026-11-01T12:00:00Z");
  put("door/flu.json", flu(""));
  EXPECT_EQ(0, judge()) << said;
  put("door/flu.json", flu(R"(,"min_days":14)"));
  EXPECT_EQ(10, judge());
  EXPECT_NE(std::string::npos, said.find("set the clock of this device")) << said;
}

}  // namespace
}  // namespace vhc
