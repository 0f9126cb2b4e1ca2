// What a venue's folder is believed: a person who may write it, a clock that stands still, several operators.
#include <gtest/gtest.h>

#include "../support/venue_door.h"
#include "vhc/explain.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;
using test::at;

using VenueState = test::VenueDoor;
using test::iss;

void replace_local(std::string& text, const std::function<void(std::string&)>& change) {
  const std::size_t head = text.rfind("local ");
  std::string local = text.substr(text.find('\n', head) + 1);
  change(local);
  text = text.substr(0, head) + write_section("local", local);
}

TEST_F(VenueState, OneWithoutItsDeniesDeniesAllTheSame) {
  deny();
  pin_and_update();
  EXPECT_EQ(judge(), 10) << said;
  edit([](std::string& text) {
    replace_local(text, [](std::string& local) {
      const std::size_t line = local.find("deny ");
      ASSERT_NE(line, std::string::npos);
      local.erase(line, local.find('\n', line) + 1 - line);
    });
  });
  EXPECT_EQ(judge(), 5) << said;
  // And in a folder of the first release, which knew no checksum.
  put("door/venue.json", R"({"schema":"vhc.venue/1","accept":["vci.example/vci"]})");
  EXPECT_EQ(judge(), 10) << said;
  EXPECT_EQ(state().denials.size(), 1U);
}

TEST_F(VenueState, TimeIsCountedFromRunToRunWhileTheClockIsBehind) {
  pin_and_update();
  EXPECT_EQ(judge(), 0) << said;
  clock = at("1970-01-01T00:10:00Z");
  EXPECT_EQ(judge(), 0) << said;
  EXPECT_NE(said.find("clock"), std::string::npos) << said;
  // The machine is switched on every morning for two hours, and the clock begins in 1970 each time.
  for (int day = 0; day < 12; ++day) {
    EXPECT_EQ(judge(), 0) << day << said;
    EXPECT_EQ(state().ran, std::chrono::hours{2 * day});
    uptime = Uptime{"b0" + std::to_string(day + 1), std::chrono::hours{2}};
  }
  uptime->seconds += std::chrono::seconds{1};
  EXPECT_EQ(judge(), 10) << said;
  EXPECT_NE(said.find("expired"), std::string::npos) << said;
  // A newer list ends it.
  network.publish(list_with_key(), at("2026-12-03T00:00:00Z"));
  network.say(network.next_live(2, at("2026-12-03T01:00:00Z")));
  put("pack", network.pack());
  EXPECT_EQ(run({"trust", "update", "--venue", path("door"), path("pack"), "--quiet"}), 0) << said;
  EXPECT_EQ(state().ran, std::chrono::seconds{0});
  EXPECT_EQ(judge(), 0) << said;
}

TEST_F(VenueState, ARunThatGoesOnIsCountedOnce) {
  pin_and_update();
  clock = at("1970-01-01T00:10:00Z");
  for (int i = 1; i <= 20; ++i) {
    uptime->seconds += std::chrono::seconds{60};
    EXPECT_EQ(judge(), 0);
    EXPECT_EQ(state().ran, std::chrono::seconds{60 * i});
  }
}

TEST_F(VenueState, WithAClockThatIsRightNothingIsWritten) {
  pin_and_update();
  const std::string before = get("door/vci.example.state");
  uptime = Uptime{"b01", std::chrono::hours{30}};
  EXPECT_EQ(judge(), 0);
  EXPECT_EQ(get("door/vci.example.state"), before);
  clock = at("1970-01-01T00:10:00Z");
  EXPECT_EQ(run({"verify", "--venue", path("door"), path("card"), "--at", "2026-12-02T12:00:00Z"}), 0) << said;
  EXPECT_EQ(get("door/vci.example.state"), before);
}

TEST_F(VenueState, ACountThatCannotBeKeptIsSaid) {
  pin_and_update();
  clock = at("1970-01-01T00:10:00Z");
  uptime->seconds += std::chrono::hours{25};
  fs::remove_all(folder / "door" / ".lock");
  fs::permissions(folder / "door", fs::perms::owner_read | fs::perms::owner_exec);
  const int code = judge();
  fs::permissions(folder / "door", fs::perms::owner_all);
  if (::geteuid() != 0) {
    EXPECT_NE(said.find("cannot be kept"), std::string::npos) << said;
  }
  EXPECT_EQ(code, 10) << said;
}

TEST_F(VenueState, WithoutItsSettingsItSaysThatNothingIsAccepted) {
  pin_and_update();
  fs::remove(folder / "door" / "venue.json");
  EXPECT_EQ(judge(), 5) << said;
  EXPECT_NE(said.find("no network of a pinned operator is accepted here"), std::string::npos) << said;
  EXPECT_NE(said.find("trust accept"), std::string::npos) << said;
  EXPECT_EQ(run({"trust", "status", "--venue", path("door")}), 1) << said;
  EXPECT_NE(said.find("vhc trust accept vci.example/vci"), std::string::npos) << said;
  EXPECT_EQ(run({"trust", "accept", "--venue", path("door"), "vci.example/vci"}), 0) << said;
  EXPECT_EQ(judge(), 0) << said;
}

TEST_F(VenueState, StatusSaysWhatTheChecksumDoesNotProtect) {
  pin_and_update();
  EXPECT_EQ(run({"trust", "status", "--venue", path("door")}), 1) << said;
  EXPECT_NE(said.find("finds damage only"), std::string::npos) << said;
}

TEST_F(VenueState, WhatItCountedMustBeReadable) {
  pin_and_update();
  const auto with = [this](const std::string& line) {
    std::string text = get("door/vci.example.state");
    text.erase(text.rfind("sha256 "));
    replace_local(text, [&](std::string& local) {
      const std::size_t start = local.find("counted ");
      local.replace(start, local.find('\n', start) - start, line);
    });
    return read_state(text + "sha256 " + hash_text(sha256(as_bytes(text))) + "\n").has_value();
  };
  EXPECT_TRUE(with("counted b00 1000"));
  for (const char* bad : {"counted", "counted b00", "counted b00 -1", "counted B 1", "counted  1", "counted b00 1 1",
                          "counted b00 01", "counted ../x 1"}) {
    EXPECT_FALSE(with(bad)) << bad;
  }
  EXPECT_FALSE(with("counted " + std::string(65, 'a') + " 1"));
}

// ---- several operators

// The card ended three days ago, the clock was set back by five: it lies behind what one of the operators signed.
TEST(Operators, TheHighestSignedTimeIsTheFloorForAll) {
  const std::string list = "{\"net\":\"vci\",\"profile\":\"shc\"}\n";
  const auto source = [&](const std::string& origin, const char* issued) {
    TrustFacts facts{.origin = origin, .list = 1, .issued = at(issued), .state = ListState::fresh};
    facts.floor = at(issued);
    return SignedSource{origin, list, {"vci"}, {}, {}, facts};
  };
  const SignedSource older = source("aaa.example", "2026-12-01T00:00:00Z");
  const SignedSource newer = source("bbb.example", "2026-12-06T00:00:00Z");
  for (const auto& sources : {std::vector{older, newer}, std::vector{newer, older}}) {
    const TrustList trust = TrustList::from_signed(sources, {}).value();
    const Now now = judge_time(at("2026-12-02T00:00:00Z"), trust.facts());
    EXPECT_FALSE(now.exact);
    EXPECT_EQ(now.earliest, at("2026-12-06T00:00:00Z"));
  }
}

TEST(Operators, AClockBehindOneOfThemIsBehind) {
  TrustState older;
  older.latest = at("2026-12-01T00:00:00Z");
  TrustState newer;
  newer.latest = at("2026-12-06T00:00:00Z");
  EXPECT_EQ(newest_signed_time({older, newer}), newer.latest);
  newer.time_forgotten = true;
  EXPECT_EQ(newest_signed_time({older, newer}), older.latest);
  EXPECT_FALSE(newest_signed_time({}));
}

// ---- what a list lets an issuer vouch for

class Limits : public testing::Test {
 protected:
  VerificationReport judge(const std::string& key_members, const std::string& network_members,
                           const std::string& crl = "", const std::string& card = "") const {
    const std::string text = card.empty() ? issuer.card() : card;
    return verify(text, list_with(key_members, network_members, crl), {}, {at("2026-12-02T00:00:00Z")});
  }
  TrustList list_with(const std::string& key_members, const std::string& network_members,
                      const std::string& crl = "") const {
    Bytes bytes(issuer.key().public_key().x().begin(), issuer.key().public_key().x().end());
    bytes.insert(bytes.end(), issuer.key().public_key().y().begin(), issuer.key().public_key().y().end());
    const std::string list = std::string(R"({"net":"vci","iss":")") + iss + R"(","keys":[{"kid":")" +
                             issuer.key().kid().str() + R"(","p256":")" + to_base64url(bytes) + "\"" + key_members +
                             "}]" + (crl.empty() ? "" : R"(,"crl":[{"kid":")" + issuer.key().kid().str() + crl + "}]") +
                             "}\n{\"net\":\"vci\",\"profile\":\"shc\"" + network_members + "}\n";
    auto trust = TrustList::from_signed({{"vci.example", list, {"vci"}, {}, {}, {.origin = "vci.example"}}}, {});
    EXPECT_TRUE(trust) << (trust ? "" : trust.error().where + trust.error().hint);
    return trust ? *std::move(trust) : TrustList();
  }
  void expect_beyond(const VerificationReport& report) const {
    EXPECT_EQ(report.verdict, Verdict::not_accepted);
    EXPECT_EQ(report.reason, Errc::issuer_beyond_limits);
  }
  // The same person and dose, and types that the issuer wrote beside #health-card.
  std::string card_of_types(const std::string& types) const {
    std::string payload = issuer.payload();
    const std::string_view known = "\"https://smarthealth.cards#health-card\"";
    payload.insert(payload.find(known) + known.size(), types);
    return issuer.card(payload);
  }

  TestIssuer issuer{iss};
};

TEST_F(Limits, AKeyVouchesForTheKindsOfItsUse) {
  EXPECT_EQ(judge("", "").verdict, Verdict::genuine);
  EXPECT_EQ(judge(R"(,"use":"v")", "").verdict, Verdict::genuine);
  EXPECT_EQ(judge(R"(,"use":"tv")", "").verdict, Verdict::genuine);
  expect_beyond(judge(R"(,"use":"t")", ""));
  expect_beyond(judge(R"(,"use":"tr")", ""));
  // What it says it holds counts too.
  expect_beyond(judge(R"(,"use":"v")", "", "", card_of_types(R"(,"https://smarthealth.cards#laboratory")")));
}

TEST_F(Limits, AreExplained) {
  const std::string card = issuer.card();
  const TrustList trust = list_with(R"(,"use":"tr")", "");
  const auto found = find_cards(card);
  ASSERT_TRUE(found);
  const auto report = verify(found->front(), trust, {}, {at("2026-12-02T00:00:00Z")});
  const std::string text = explain(found->front(), report, trust);
  EXPECT_NE(text.find("vouch for other things only: tests and recoveries. Do not accept it"), std::string::npos)
      << text;
  EXPECT_NE(text.find(iss), std::string::npos) << text;
}

TEST_F(Limits, ANetworkVouchesForItsTypes) {
  const auto types = [](const std::string& all) { return R"(,"types":[)" + all + "]"; };
  const std::string immunization = R"("https://smarthealth.cards#immunization")";
  const std::string laboratory = R"("https://smarthealth.cards#laboratory")";
  const std::string covid = R"("https://smarthealth.cards#covid19")";
  EXPECT_EQ(judge("", types(immunization)).verdict, Verdict::genuine);
  EXPECT_EQ(judge("", types(R"("https://smarthealth.cards#health-card")")).verdict, Verdict::genuine);
  EXPECT_EQ(judge("", types(immunization), "", card_of_types("," + immunization + "," + covid)).verdict,
            Verdict::genuine);
  EXPECT_EQ(judge("", types(covid), "", card_of_types("," + covid)).verdict, Verdict::genuine);
  expect_beyond(judge("", types(laboratory)));
  expect_beyond(judge("", types(covid)));
  // A dose that calls itself a test.
  expect_beyond(judge("", types(laboratory), "", card_of_types("," + laboratory)));
}

TEST_F(Limits, ARevocationThatNobodyCanReadIsAWarning) {
  const auto outcome = [this](const std::string& crl) { return judge(R"(,"ctr":1)", "", crl).of(Check::not_revoked); };
  EXPECT_EQ(outcome(R"(","ctr":1,"rids":["a"])").outcome, Outcome::passed);
  const CheckResult warned = outcome(R"(","ctr":1,"rids":["a"],"unread":1)");
  EXPECT_EQ(warned.outcome, Outcome::warned);
  EXPECT_EQ(warned.code, Errc::revocation_incomplete);
}

TEST_F(Limits, ACardIsRevokedWhateverFormItsIdHas) {
  const auto card = [this](const std::string& rid) {
    return issuer.card(issuer.payload("\"nbf\":1700000000", R"(,"rid":)" + rid));
  };
  for (const char* rid : {"plain", "millis", "123e4567-e89b-12d3-a456-426614174000", "base64==", "7"}) {
    const auto list =
        issuer.list(R"("plain","millis.1700000001000","123e4567-e89b-12d3-a456-426614174000","base64==",7)", 1);
    IssuerKeys keys = issuer.listed(1);
    keys.revocations.push_back(list);
    const TrustList trust = TrustList::from_key_sets({keys});
    const Now now{at("2026-12-02T00:00:00Z")};
    EXPECT_EQ(verify(card("\"" + std::string(rid) + "\""), trust, {}, now).reason, Errc::card_revoked) << rid;
    EXPECT_EQ(verify(card("\"other\""), trust, {}, now).of(Check::not_revoked).code, Errc::revocation_incomplete);
    EXPECT_EQ(verify(card("7"), trust, {}, now).reason, Errc::card_revoked);
  }
}

}  // namespace
}  // namespace vhc
