#include "vhc/report.h"

#include <string>

#include <gtest/gtest.h>

#include "../support/test_issuer.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

constexpr Now today{UnixTime{std::chrono::seconds{1767312000}}};  // 2026-01-02T00:00:00Z

class ReportJson : public testing::Test {
 protected:
  TestIssuer pharmacy{"https://pharmacy.example/shc"};

  JsonDocument line(const std::string& card, bool identity, Policy policy = {}) const {
    const auto report = verify(card, trust(pharmacy.listed()), policy, today);
    return *JsonDocument::parse(
        to_json(report, {.input = "card.txt", .index = 2, .identity = identity, .micros = 214}));
  }
};

TEST_F(ReportJson, HasTheMembersOfTheContract) {
  const JsonDocument document = line(pharmacy.card(), true);
  const JsonValue report = document.root();
  EXPECT_EQ(report.find_string("schema"), "vhc.report/1");
  EXPECT_EQ(report.find_string("input"), "card.txt");
  EXPECT_EQ(report.find("index")->text(), "2");
  EXPECT_EQ(report.find_string("format"), "shc");
  EXPECT_EQ(report.find_string("verdict"), "genuine");
  EXPECT_TRUE(report.find("reason")->is(JsonKind::null));
  EXPECT_EQ(report.find_string("at"), "2026-01-02T00:00:00Z");
  EXPECT_FALSE(report.find("at_given"));
  EXPECT_EQ(report.find("issuer")->find_string("iss"), pharmacy.iss());
  EXPECT_EQ(report.find("issuer")->find_string("name"), "Corner Pharmacy");
  EXPECT_EQ(report.find("issuer")->find_string("origin"), "unsigned");
  EXPECT_EQ(report.find("issuer")->find_string("kid"), pharmacy.key().kid().str());
  EXPECT_EQ(report.find_string("issued"), "2026-01-01T00:00:00Z");
  EXPECT_TRUE(report.find("expires")->is(JsonKind::null));
  EXPECT_EQ(report.find("types")->size(), 1U);
  EXPECT_EQ(report.find("person")->find_string("name"), "Rivera, Noor");
  EXPECT_EQ(report.find("person")->find_string("birthDate"), "1980-05-06");
  EXPECT_EQ(report.find("events")->at(0)->find_string("kind"), "immunization");
  EXPECT_EQ(report.find("events")->at(0)->find_string("code"), "140");
  EXPECT_EQ(report.find("trust")->find_string("state"), "none");
  EXPECT_EQ(report.find("micros")->text(), "214");
}

TEST_F(ReportJson, AllChecksStandThereInTheirOrder) {
  const JsonDocument document = line("shc", false);
  const char* const names[] = {"recognised",  "envelope",       "key_known",  "algorithm",   "signature",
                               "payload",     "issuer_trusted", "not_before", "not_expired", "not_revoked",
                               "trust_fresh", "clock",          "rules"};
  const auto checks = document.root().find("checks");
  ASSERT_EQ(checks->size(), std::size(names));
  for (std::size_t i = 0; i < std::size(names); ++i) EXPECT_EQ(checks->at(i)->find_string("check"), names[i]);
  EXPECT_EQ(checks->at(0)->find_string("outcome"), "failed");
  EXPECT_EQ(checks->at(0)->find_string("code"), "card.unrecognised");
  EXPECT_EQ(checks->at(1)->find_string("outcome"), "skipped");
  EXPECT_TRUE(document.root().find("format")->is(JsonKind::null));
}

TEST_F(ReportJson, ThePersonIsThereOnlyWhenAskedFor) {
  EXPECT_EQ(line(pharmacy.card(), false).text().find("Rivera"), std::string::npos);
  EXPECT_NE(line(pharmacy.card(), true).text().find("Rivera"), std::string::npos);
}

TEST_F(ReportJson, AGivenTimeIsSaidAndItsClockIsNotChecked) {
  const JsonDocument document = line(pharmacy.card(), false, {.at_given = true});
  EXPECT_TRUE(document.root().find("at_given")->boolean());
  EXPECT_EQ(document.root().find("checks")->at(11)->find_string("outcome"), "skipped");
}

TEST_F(ReportJson, TheVerdictsHaveTheExitCodesOfTheTable) {
  EXPECT_EQ(exit_code(Verdict::genuine), 0);
  EXPECT_EQ(exit_code(Verdict::not_accepted), 10);
  EXPECT_EQ(exit_code(Verdict::unknown_issuer), 11);
  EXPECT_EQ(exit_code(Verdict::not_genuine), 12);
  EXPECT_EQ(exit_code(Verdict::read_again), 13);
  EXPECT_EQ(exit_code(Verdict::other_code), 14);
}

TEST_F(ReportJson, AnEventCarriesItsStatusAndItsNameInWords) {
  const JsonDocument document = line(pharmacy.card(), false);
  const auto event = document.root().find("events")->at(0);
  EXPECT_EQ(event->find_string("status"), "completed");
  EXPECT_EQ(event->find_string("display"), "Influenza, split virus, trivalent, PF");
}

TEST_F(ReportJson, ACodeOfAnotherKindIsNamedAndNothingOfItIsShown) {
  const JsonDocument document = line("WIFI:T:WPA;S:shop;P:secret;;", true);
  const JsonValue report = document.root();
  EXPECT_EQ(report.find_string("verdict"), "other_code");
  EXPECT_EQ(report.find_string("kind"), "wifi");
  EXPECT_EQ(report.find_string("reason"), "card.other_kind");
  EXPECT_TRUE(report.find("format")->is(JsonKind::null));
  EXPECT_EQ(document.text().find("secret"), std::string::npos);
  EXPECT_FALSE(line(pharmacy.card(), true).root().find("kind"));
}

TEST_F(ReportJson, OfSeveralPeopleTheIssuerAloneIsShown) {
  std::string payload = pharmacy.payload();
  payload.replace(payload.find("resource:0\"},\"occ"), 10, "resource:7");
  const JsonDocument document = line(pharmacy.card(payload), true);
  const JsonValue report = document.root();
  EXPECT_EQ(report.find_string("reason"), "card.several_people");
  EXPECT_EQ(report.find("issuer")->find_string("iss"), pharmacy.iss());
  for (const char* member : {"person", "events", "issued", "types"}) EXPECT_FALSE(report.find(member)) << member;
}

TEST_F(ReportJson, AnInspectionOpensEverythingAndProvesNothing) {
  const TestIssuer stranger("https://stranger.example");
  const auto cards = find_cards(stranger.card());
  ASSERT_TRUE(cards);
  const auto document = JsonDocument::parse(to_json(inspect(cards->front()), {.input = "-", .identity = true}));
  ASSERT_TRUE(document);
  const JsonValue line = document->root();
  EXPECT_TRUE(line.find("verdict")->is(JsonKind::null));
  EXPECT_FALSE(line.find("verified")->boolean());
  EXPECT_TRUE(line.find("verified"));
  EXPECT_EQ(line.find("issuer")->find_string("iss"), "https://stranger.example");
  EXPECT_EQ(line.find("person")->find_string("family"), "Rivera");
}

TEST_F(ReportJson, AnInspectionSaysWhereReadingStopped) {
  const auto cards = find_cards(pharmacy.sign(pharmacy.header(), Bytes{0xff}));
  const Inspection inspection = inspect(cards->front());
  ASSERT_TRUE(inspection.fault);
  EXPECT_EQ(inspection.fault->code, Errc::deflate_broken);
  EXPECT_EQ(inspection.key_id, pharmacy.key().kid().str());
}

}  // namespace
}  // namespace vhc
