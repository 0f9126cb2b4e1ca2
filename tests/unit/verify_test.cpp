#include "vhc/verify.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

#include "../support/test_issuer.h"
#include "vhc/advice.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

constexpr UnixTime issued{std::chrono::seconds{1767225600}};
constexpr Now today{issued + std::chrono::hours{24}};

class Verify : public testing::Test {
 protected:
  TestIssuer pharmacy{"https://pharmacy.example/shc"};
  TestIssuer other{"https://other.example/shc"};
  TrustList both = trust(pharmacy.listed(), other.listed());

  VerificationReport judge(const std::string& text, Now now = today) const { return verify(text, both, {}, now); }
};

std::string outcome(const VerificationReport& report) {
  return std::string(name(report.verdict)) + (report.reason ? " " + std::string(name(*report.reason)) : "");
}

// Passed up to the failing check, which is the last one made.
void expect_stops_at(const VerificationReport& report, Check last) {
  for (std::size_t i = 0; i < num_checks; ++i) {
    const Outcome expected = i < static_cast<std::size_t>(last)    ? Outcome::passed
                             : i == static_cast<std::size_t>(last) ? Outcome::failed
                                                                   : Outcome::skipped;
    EXPECT_EQ(report.checks.at(i).outcome, expected) << name(static_cast<Check>(i));
  }
  EXPECT_FALSE(report.card);
}

TEST_F(Verify, AGoodCardIsGenuineAndSaysWhoAndWhat) {
  const VerificationReport report = judge(pharmacy.card());
  EXPECT_EQ(outcome(report), "genuine");
  ASSERT_TRUE(report.card);
  EXPECT_EQ(report.card->contents().issuer, pharmacy.iss());
  EXPECT_EQ(report.card->issuer_name(), "Corner Pharmacy");
  EXPECT_EQ(shown_name(report.card->contents().subject.names.at(0)), "Rivera, Noor");
  EXPECT_TRUE(report.warnings.empty());
  EXPECT_TRUE(report.claimed_issuer.empty());
}

TEST_F(Verify, TheNumericFormIsTheSameCard) {
  EXPECT_EQ(outcome(judge(to_numeric(pharmacy.card()).value())), "genuine");
}

TEST_F(Verify, WhatCannotBeReadIsReadAgain) {
  for (const char* text :
       {"", "567629095243206034602924374044603122295953265460346029254077280433602870286471674522280928", "shc",
        "eyJhbGciOiJFUzI1NiIsImtpZCI6Ij", "{\"a\":", "a\x01\x02", "\xff\xfe"}) {
    const VerificationReport report = judge(text);
    EXPECT_EQ(report.verdict, Verdict::read_again) << text;
    expect_stops_at(report, Check::recognised);
    EXPECT_FALSE(report.format);
  }
}

TEST_F(Verify, WhatWasReadWellAndIsNoCardIsAnotherCode) {
  for (const char* text : {"hello", "shlink:/eyJ", "HC1:NCFOXN", "{\"a\":1}", "https://pharmacy.example"}) {
    const VerificationReport report = judge(text);
    EXPECT_EQ(outcome(report), "other_code card.other_kind") << text;
    ASSERT_TRUE(report.other);
    expect_stops_at(report, Check::recognised);
    EXPECT_FALSE(report.format);
  }
}

TEST_F(Verify, ABrokenEnvelopeIsReadAgainAndAForbiddenOneIsNotGenuine) {
  const std::string card = pharmacy.card();
  EXPECT_EQ(outcome(judge(card + ".YQ")), "read_again jws.parts");
  EXPECT_EQ(outcome(judge(card.substr(0, card.size() - 1) + "=")), "read_again base64url.padding");
  EXPECT_EQ(outcome(judge("shc:/567")), "read_again numeric.odd_length");
  EXPECT_EQ(outcome(judge(pharmacy.sign(R"({"zip":"DEF","alg":"none","kid":"k"})", Bytes{1}))), "not_genuine jws.alg");
  EXPECT_EQ(outcome(judge(pharmacy.sign(R"({"zip":"none","alg":"ES256","kid":"k"})", Bytes{1}))),
            "not_genuine jws.zip");
  EXPECT_EQ(outcome(judge(card.substr(0, card.rfind('.') + 1) + to_base64url(Bytes(63, 1)))),
            "not_genuine jws.signature_length");
  expect_stops_at(judge(card + ".YQ"), Check::envelope);
}

TEST_F(Verify, ABareTokenIsAnotherCodeAndOneInACodeOfACardIsNotGenuine) {
  const std::string token = pharmacy.sign(R"({"alg":"ES256","kid":"k"})", Bytes{1});
  EXPECT_EQ(outcome(judge(token)), "other_code card.other_kind");
  EXPECT_EQ(judge(token).other->kind, "jwt");
  EXPECT_EQ(judge(token + "~WyJhIl0~").other->kind, "jwt");
  EXPECT_EQ(outcome(judge(to_numeric(token).value())), "not_genuine jws.zip");
  EXPECT_EQ(outcome(judge(R"({"verifiableCredential":[")" + token + "\"]}")), "not_genuine jws.zip");
}

TEST_F(Verify, AnUnknownKidIsNotOpened) {
  const TestIssuer stranger("https://pharmacy.example/shc");
  const VerificationReport report = judge(stranger.card());
  EXPECT_EQ(outcome(report), "unknown_issuer trust.unknown_key");
  EXPECT_EQ(report.unknown_kid, stranger.key().kid().str());
  expect_stops_at(report, Check::key_known);
  // Neither the issuer it claims nor anything else of the payload is in the report, even with identity.
  const std::string json = to_json(report, {.input = "x", .identity = true});
  EXPECT_EQ(json.find("Rivera"), std::string::npos);
  EXPECT_EQ(json.find("pharmacy.example"), std::string::npos);
}

TEST_F(Verify, ThePayloadOfAnUnknownKeyIsNeverInflated) {
  const TestIssuer stranger("https://stranger.example");
  EXPECT_EQ(outcome(judge(stranger.sign(stranger.header(), Bytes{0xff, 0xff, 0xff}))),
            "unknown_issuer trust.unknown_key");
}

TEST_F(Verify, NothingIsInflatedBeforeTheSignatureHolds) {
  std::string card = pharmacy.sign(pharmacy.header(), Bytes{0xff, 0xff, 0xff});
  EXPECT_EQ(outcome(judge(card)), "not_accepted payload.deflate");
  card.back() = card.back() == 'A' ? 'Q' : 'A';
  EXPECT_EQ(outcome(judge(card)), "not_genuine jws.signature");
}

TEST_F(Verify, AWrongSignatureIsNotGenuine) {
  const std::string card = pharmacy.card();
  const std::string swapped = card.substr(0, card.rfind('.')) + other.card().substr(other.card().rfind('.'));
  const VerificationReport report = judge(swapped);
  EXPECT_EQ(outcome(report), "not_genuine jws.signature");
  expect_stops_at(report, Check::signature);
}

TEST_F(Verify, AKeyOfAnotherListedIssuerIsNotGenuine) {
  const VerificationReport report = judge(other.card(pharmacy.payload()));
  EXPECT_EQ(outcome(report), "not_genuine issuer.foreign_key");
  EXPECT_EQ(report.claimed_issuer, pharmacy.iss());
  expect_stops_at(report, Check::issuer_trusted);
}

TEST_F(Verify, AnIssuerThatIsNotListedIsUnknownWhateverItsKey) {
  const TestIssuer unlisted("https://unlisted.example");
  const VerificationReport report = judge(pharmacy.card(unlisted.payload()));
  EXPECT_EQ(outcome(report), "unknown_issuer trust.unknown_issuer");
  EXPECT_EQ(report.claimed_issuer, unlisted.iss());
}

TEST_F(Verify, IssuersAreComparedByteForByte) {
  const TestIssuer twin("https://Pharmacy.example/shc");
  EXPECT_EQ(outcome(judge(pharmacy.card(twin.payload()))), "unknown_issuer trust.unknown_issuer");
}

TEST_F(Verify, TwoIssuersMayShareAKey) {
  IssuerKeys branch = pharmacy.listed();
  branch.iss = "https://branch.example";
  const TrustList shared = trust(pharmacy.listed(), branch);
  const TestIssuer at_branch("https://branch.example");
  EXPECT_EQ(outcome(verify(pharmacy.card(), shared, {}, today)), "genuine");
  EXPECT_EQ(outcome(verify(pharmacy.card(at_branch.payload()), shared, {}, today)), "genuine");
}

TEST_F(Verify, OneKidWithTwoPointsIsTriedWithBothAndBelongsToItsIssuer) {
  // A hostile list: another issuer uses our kid for its own point.
  IssuerKeys thief = other.listed();
  thief.key_set.keys[0].kid = pharmacy.key().kid().str();
  const TrustList confused = trust(thief, pharmacy.listed());
  EXPECT_EQ(outcome(verify(pharmacy.card(), confused, {}, today)), "genuine");
  const std::string forged = other.sign(pharmacy.header(), deflate_raw(as_bytes(pharmacy.payload())));
  EXPECT_EQ(outcome(verify(forged, confused, {}, today)), "not_genuine issuer.foreign_key");
}

TEST_F(Verify, SignedNonsenseIsAFaultyCardAndNoForgery) {
  EXPECT_EQ(outcome(judge(pharmacy.card("not json"))), "not_accepted payload.json");
  EXPECT_EQ(outcome(judge(pharmacy.card("{}"))), "not_accepted payload.iss");
  EXPECT_EQ(outcome(judge(pharmacy.card("\xff"))), "not_accepted payload.json");
  EXPECT_EQ(outcome(judge(pharmacy.card(pharmacy.payload() + " x"))), "not_accepted payload.json");
  EXPECT_EQ(outcome(judge(pharmacy.card(std::string(max_payload_bytes + 1, ' ')))), "not_accepted payload.deflate");
  const VerificationReport faulty = judge(pharmacy.card("{}"));
  expect_stops_at(faulty, Check::payload);
  EXPECT_TRUE(faulty.claimed_issuer.empty());
  EXPECT_EQ(why_in_short(faulty).find("FAULTY CARD: the issuer must make a new one"), 0U);
}

TEST_F(Verify, FaultsOfFormAreWarnings) {
  const VerificationReport report =
      judge(pharmacy.card(" " + pharmacy.payload(R"("nbf":1767225600)", R"(,"rid":"a.b")")));
  EXPECT_EQ(outcome(report), "genuine");
  const std::set<Errc> warnings(report.warnings.begin(), report.warnings.end());
  EXPECT_TRUE(warnings.contains(Errc::payload_not_minified));
  EXPECT_TRUE(warnings.contains(Errc::payload_rid));
}

TEST_F(Verify, NbfMayLieInTheFutureByTheSkewAndNoMore) {
  const auto at = [](std::int64_t seconds) { return Now{issued + std::chrono::seconds{seconds}}; };
  EXPECT_EQ(outcome(judge(pharmacy.card(), at(0))), "genuine");
  EXPECT_EQ(outcome(judge(pharmacy.card(), at(-300))), "genuine");
  EXPECT_EQ(outcome(judge(pharmacy.card(), at(-301))), "not_accepted card.not_yet_valid");
}

TEST_F(Verify, ExpEqualToNowIsStillGoodAndOneSecondLaterIsNot) {
  const std::string card = pharmacy.card(pharmacy.payload(R"("nbf":1767225600,"exp":1767225700)"));
  EXPECT_EQ(outcome(judge(card, {issued + std::chrono::seconds{100}})), "genuine");
  const VerificationReport late = judge(card, {issued + std::chrono::seconds{101}});
  EXPECT_EQ(outcome(late), "not_accepted card.expired");
  EXPECT_TRUE(late.card);  // genuine, so what it says may be shown
}

TEST_F(Verify, AClockThatIsNotBelievedWarnsInsteadOfRefusingForTheFuture) {
  const VerificationReport report =
      judge(pharmacy.card(), {.earliest = issued - std::chrono::hours{1}, .exact = false});
  EXPECT_EQ(outcome(report), "genuine");
  EXPECT_EQ(report.of(Check::not_before).outcome, Outcome::warned);
  EXPECT_EQ(report.of(Check::clock).outcome, Outcome::warned);
}

class Revocation : public Verify {
 protected:
  std::string card = pharmacy.card(pharmacy.payload(R"("nbf":1767225600)", R"(,"rid":"MKyCxh7p6uQ")"));

  VerificationReport judge_with(std::string_view rids, std::int64_t ctr, std::optional<std::int64_t> version) const {
    IssuerKeys issuer = pharmacy.listed(version);
    issuer.revocations.push_back(pharmacy.list(rids, ctr));
    return verify(card, trust(std::move(issuer)), {}, today);
  }
};

TEST_F(Revocation, AListedRidIsNotAccepted) {
  EXPECT_EQ(outcome(judge_with(R"("MKyCxh7p6uQ")", 3, 3)), "not_accepted card.revoked");
  EXPECT_EQ(outcome(judge_with(R"("MKyCxh7p6uQ.1767225601")", 3, 3)), "not_accepted card.revoked");
  EXPECT_EQ(outcome(judge_with(R"("MKyCxh7p6uQ.1767225600")", 3, 3)), "genuine");
  EXPECT_EQ(outcome(judge_with(R"("mKyCxh7p6uQ","MKyCxh7p6u","MKyCxh7p6uQQ")", 3, 3)), "genuine");
}

TEST_F(Revocation, AMissingListIsUnknownAndAnOldOneIsUsedAndSaidToBeOld) {
  const VerificationReport missing = verify(card, trust(pharmacy.listed(3)), {}, today);
  EXPECT_EQ(outcome(missing), "genuine");
  EXPECT_EQ(missing.of(Check::not_revoked).code, Errc::revocation_unknown);
  const VerificationReport old = judge_with("", 2, 3);
  EXPECT_EQ(outcome(old), "genuine");
  EXPECT_EQ(old.of(Check::not_revoked).code, Errc::revocation_stale);
  EXPECT_EQ(outcome(judge_with(R"("MKyCxh7p6uQ")", 2, 3)), "not_accepted card.revoked");
  EXPECT_EQ(outcome(judge_with("", 4, 3)), "genuine");
}

TEST_F(Revocation, WithoutACounterTheKeyDoesNotRevoke) {
  EXPECT_EQ(outcome(judge_with(R"("MKyCxh7p6uQ")", 3, std::nullopt)), "genuine");
}

TEST_F(Revocation, AListForAnotherKeyIsNotApplied) {
  IssuerKeys issuer = pharmacy.listed(3);
  issuer.revocations.push_back(other.list(R"("MKyCxh7p6uQ")", 3));
  const VerificationReport report = verify(card, trust(std::move(issuer)), {}, today);
  EXPECT_EQ(outcome(report), "genuine");
  EXPECT_EQ(report.of(Check::not_revoked).code, Errc::revocation_unknown);
  EXPECT_NE(std::find(report.warnings.begin(), report.warnings.end(), Errc::crl_kid), report.warnings.end());
}

TEST_F(Verify, EverythingAgainstACardIsToldAndTheFirstIsTheReason) {
  const std::string card = pharmacy.card(pharmacy.payload(R"("nbf":1767225600,"exp":1767225700)", R"(,"rid":"a")"));
  IssuerKeys issuer = pharmacy.listed(1);
  issuer.revocations.push_back(pharmacy.list(R"("a")", 1));
  const VerificationReport report = verify(card, trust(std::move(issuer)), {}, today);
  EXPECT_EQ(outcome(report), "not_accepted card.expired");
  EXPECT_EQ(report.of(Check::not_revoked).outcome, Outcome::failed);
}

// Any character of the compact text changed into any other: never genuine. What a reader would undo is no change: the
// texts compared are what is left after trimming.
TEST_F(Verify, AnyOneCharacterOfACardChangedIsNeverGenuine) {
  const std::string card = pharmacy.card();
  const std::string others = "A-z_9.= ~\n";
  int tried = 0;
  for (std::size_t place = 0; place < card.size(); ++place) {
    std::string changed = card;
    for (const char c : others) {
      if (card[place] == c) continue;
      changed[place] = c;
      if (place + 1 == card.size() && (c == ' ' || c == '\n')) continue;  // trimmed: tried as a shorter text below
      const VerificationReport report = judge(changed);
      ASSERT_NE(report.verdict, Verdict::genuine) << place << " " << static_cast<int>(c);
      ASSERT_FALSE(report.card);
      ++tried;
    }
    ASSERT_NE(judge(card.substr(0, place)).verdict, Verdict::genuine) << place;
    ASSERT_NE(judge(card.substr(0, place) + card.substr(place + 1)).verdict, Verdict::genuine) << place;
  }
  EXPECT_GT(tried, 5000);
}

TEST_F(Verify, AnyOneDigitOfACodeChangedIsNeverGenuine) {
  for (const TestIssuer* issuer : {&pharmacy, &other}) {
    const std::string code = to_numeric(issuer->card()).value();
    for (std::size_t place = std::string_view("shc:/").size(); place < code.size(); ++place) {
      std::string changed = code;
      for (char digit = '0'; digit <= '9'; ++digit) {
        if (code[place] == digit) continue;
        changed[place] = digit;
        ASSERT_NE(judge(changed).verdict, Verdict::genuine) << place;
      }
    }
  }
}

TEST_F(Verify, EveryPrefixOfACodeIsRefused) {
  const std::string code = to_numeric(pharmacy.card()).value();
  for (std::size_t size = 0; size < code.size(); ++size)
    ASSERT_NE(judge(code.substr(0, size)).verdict, Verdict::genuine);
}

struct FoundCase {
  const char* name;
  std::string text;
  std::size_t cards;
  std::size_t readable;
};

TEST_F(Verify, CardsAreFoundInEveryKindOfText) {
  const std::string a = pharmacy.card();
  const std::string b = other.card();
  const std::string code_a = to_numeric(a).value();
  const FoundCase cases[] = {
      {"jws with space around", " \r\n" + a + "\n", 1, 1},
      {"byte order mark", "\xEF\xBB\xBF" + a, 1, 1},
      {"code", code_a, 1, 1},
      {"two codes on lines", code_a + "\n\n" + to_numeric(b).value() + "\r\n", 2, 2},
      {"code and junk", code_a + "\nhello", 2, 1},
      {"file", R"({"verifiableCredential":[")" + a + "\",\"" + b + "\"]}", 2, 2},
      {"file with a number", R"({"verifiableCredential":[7,")" + b + "\"]}", 2, 1},
      {"answer",
       R"({"resourceType":"Parameters","parameter":[{"name":"x"},{"name":"verifiableCredential","valueString":")" + a +
           "\"}]}",
       1, 1},
      {"answer without value", R"({"resourceType":"Parameters","parameter":[{"name":"verifiableCredential"}]})", 1, 0},
      {"other json", R"({"resourceType":"Bundle"})", 1, 0},
      {"broken json", R"({"verifiableCredential":[)", 1, 0},
  };
  for (const FoundCase& row : cases) {
    const auto cards = find_cards(row.text);
    ASSERT_TRUE(cards) << row.name;
    std::size_t readable = 0;
    for (const FoundCard& card : *cards) readable += card.text ? 1U : 0U;
    EXPECT_EQ(cards->size(), row.cards) << row.name;
    EXPECT_EQ(readable, row.readable) << row.name;
  }
}

TEST(FindCards, AFileThatHoldsNoCardSaysSo) {
  for (const char* text : {"", " \n", R"({"verifiableCredential":[]})", R"({"resourceType":"Parameters"})"}) {
    const auto cards = find_cards(text);
    ASSERT_FALSE(cards) << text;
    EXPECT_EQ(cards.error().code, Errc::card_none) << text;
  }
}

TEST(FindCards, ThousandCodesAreTheMost) {
  std::string text;
  for (std::size_t i = 0; i < max_codes; ++i) text += "shc:/00\n";
  EXPECT_EQ(find_cards(text)->size(), max_codes);
  EXPECT_FALSE(find_cards(text + "shc:/00\n"));
}

}  // namespace
}  // namespace vhc
