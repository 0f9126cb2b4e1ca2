// The check `rules` of a report: a genuine card that the venue's rules do not accept, and what is said of it.
#include "../../support/test_issuer.h"
#include "rule_cases.h"
#include "vhc/advice.h"
#include "vhc/explain.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

constexpr UnixTime issued{std::chrono::seconds{1767225600}};
constexpr Now today_exact{issued + std::chrono::hours{24}};  // 2026-01-02; the dose is of 2025-10-02

class VerifyByRules : public testing::Test {
 protected:
  TestIssuer pharmacy{"https://pharmacy.example/shc"};
  TrustList list = trust(pharmacy.listed());

  static Policy with(const std::string& accept, const std::string& more = {}) {
    const auto rules =
        read_rules(R"({"schema":"vhc.rules/1","id":"flu-desk",)" + more +
                   R"("sets":{"flu":{"label":{"en":"flu shot"},"codes":{"cvx":["140"]}}},"accept":)" + accept + "}");
    EXPECT_TRUE(rules) << rules.error().where;
    Policy policy;
    policy.rules = std::make_shared<const RulesInPlace>(RulesInPlace{*rules, std::make_shared<test::FixedCalendar>(0)});
    return policy;
  }
  VerificationReport judge(const Policy& policy, Now now = today_exact, const std::string& text = {}) const {
    return verify(text.empty() ? pharmacy.card() : text, list, policy, now);
  }
};

const char* const one = R"({"name":"once","doses":{"set":"flu"}})";
const char* const two = R"({"name":"twice","doses":{"set":"flu","need":2}})";

TEST_F(VerifyByRules, WithoutRulesEveryGenuineCardIsAccepted) {
  const VerificationReport report = judge({});
  EXPECT_EQ(Verdict::genuine, report.verdict);
  EXPECT_FALSE(report.rule);
  EXPECT_EQ(std::string::npos, to_json(report, {}).find("\"rules\":{"));
}

TEST_F(VerifyByRules, ARuleThatIsMetIsNamed) {
  const VerificationReport report = judge(with(one));
  EXPECT_EQ(Verdict::genuine, report.verdict);
  EXPECT_EQ(Outcome::passed, report.of(Check::rules).outcome);
  ASSERT_TRUE(report.rule);
  EXPECT_NE(
      std::string::npos,
      to_json(report, {})
          .find(
              R"("rules":{"rule":"flu-desk","requirement":"once","reason":null,"facts":{"label":"flu shot","need":1,"have":1}})"));
}

TEST_F(VerifyByRules, ARuleThatIsNotMetIsNotAcceptedAndSaysWhy) {
  const VerificationReport report = judge(with(two));
  EXPECT_EQ(Verdict::not_accepted, report.verdict);
  EXPECT_EQ(Errc::rules_doses, report.reason);
  EXPECT_EQ(Errc::rules_doses, report.of(Check::rules).code);
  EXPECT_TRUE(report.card);  // genuine: staff see whom and what
  EXPECT_EQ("flu shot: 2 doses needed, the card has 1 that counts", why_in_short(report));
  EXPECT_NE(std::string::npos, what_to_do(report).find("flu-desk"));
  const auto cards = find_cards(pharmacy.card());
  EXPECT_NE(std::string::npos,
            explain(cards->front(), report, list).find("flu shot: 2 doses needed, the card has 1 that counts"));
}

TEST_F(VerifyByRules, OfACardThatIsRefusedAlreadyNothingMoreIsAsked) {
  const std::string expired = pharmacy.card(pharmacy.payload("\"nbf\":1767225600,\"exp\":1767225601"));
  const VerificationReport report = judge(with(two), today_exact, expired);
  EXPECT_EQ(Errc::card_expired, report.reason);
  EXPECT_FALSE(report.rule);
  EXPECT_EQ(Outcome::skipped, report.of(Check::rules).outcome);
}

TEST_F(VerifyByRules, AnotherListOrKindOfCard) {
  EXPECT_EQ(Errc::rules_format, judge(with(one, R"("cards":{"formats":["hcert"]},)")).reason);
  EXPECT_EQ(Verdict::genuine,
            judge(with(one, R"("cards":{"formats":["shc"],"issuers":["https://pharmacy.example/shc"]},)")).verdict);
  EXPECT_EQ(Errc::rules_network, judge(with(one, R"("cards":{"networks":["vci.example/vci"]},)")).reason);
}

TEST_F(VerifyByRules, AClockThatIsNotBelievedMeetsNoRuleThatCountsDays) {
  const Now unsure{today_exact.earliest, false};
  EXPECT_EQ(Errc::clock_unknown, judge(with(R"({"doses":{"set":"flu","min_days":14}})"), unsure).reason);
  EXPECT_EQ(Verdict::genuine, judge(with(one), unsure).verdict);
}

// Each reason has a sentence, and what to do.
TEST_F(VerifyByRules, EveryReasonHasWords) {
  VerificationReport report = judge(with(two));
  for (const ErrorInfo& row : error_table()) {
    if (!row.name.starts_with("rules.") && row.code != Errc::clock_unknown) continue;
    report.reason = row.code;
    report.rule->outcome.reason = row.code;
    report.rule->outcome.facts.passed = 3;
    EXPECT_FALSE(why_in_short(report).empty()) << row.name;
    EXPECT_FALSE(what_to_do(report).empty()) << row.name;
  }
}

}  // namespace
}  // namespace vhc
