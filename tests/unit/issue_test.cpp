#include "vhc/issue.h"

#include <gtest/gtest.h>

#include "vhc/base64url.h"
#include "vhc/deflate.h"
#include "vhc/jws.h"
#include "vhc/numeric_qr.h"
#include "vhc/payload.h"

namespace vhc {
namespace {

using std::chrono::seconds;

constexpr std::string_view bundle =
    R"({"resourceType":"Bundle","type":"collection","entry":[{"fullUrl":"resource:0","resource":{"resourceType":"Patient",)"
    R"("name":[{"family":"Rivera","given":["Noor"]}],"birthDate":"1980-05-06"}},{"fullUrl":"resource:1","resource":)"
    R"({"resourceType":"Immunization","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx",)"
    R"("code":"140"}]},"patient":{"reference":"resource:0"},"occurrenceDateTime":"2025-10-02"}}]})";

const SigningKey& key() {
  static const SigningKey made = *SigningKey::generate();
  return made;
}

IssuerUrl iss() {
  return *IssuerUrl::parse("https://pharmacy.example/shc");
}

IssueRequest request() {
  return {.bundle_json = bundle, .types = {std::string(health_card_type)}, .issued = UnixTime{seconds{1796083200}}};
}

TEST(Issue, PayloadHasItsMembersInTheirOrderAndNoWhiteSpace) {
  const auto card = issue(request(), iss(), key());
  ASSERT_TRUE(card);
  EXPECT_EQ(
      R"({"iss":"https://pharmacy.example/shc","nbf":1796083200,"vc":{"type":["https://smarthealth.cards#health-card"],)"
      R"("credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":)" +
          std::string(bundle) + "}}}",
      card->payload_json);
}

TEST(Issue, ExpiryAndRevocationIdStandWhereTheyBelong) {
  IssueRequest with = request();
  with.expires = UnixTime{seconds{1796083201}};
  with.rid = *RevocationId::parse("MKyCxh7p6uQ");
  with.types.emplace_back(immunization_type);
  const auto card = issue(with, iss(), key());
  ASSERT_TRUE(card);
  EXPECT_EQ(
      0U,
      card->payload_json.find(
          R"({"iss":"https://pharmacy.example/shc","nbf":1796083200,"exp":1796083201,"vc":{"type":["https://smarthealth.cards#health-card","https://smarthealth.cards#immunization"],"credentialSubject":)"));
  const std::string end = R"(},"rid":"MKyCxh7p6uQ"}})";
  EXPECT_EQ(card->payload_json.size() - end.size(), card->payload_json.find(end));

  const auto contents = read_payload(card->payload_json);
  ASSERT_TRUE(contents);
  EXPECT_EQ("MKyCxh7p6uQ", contents->revocation_handle);
  EXPECT_EQ(with.expires, contents->expires);
  EXPECT_TRUE(contents->findings.empty());
}

TEST(Issue, CardIsReadVerifiedAndInflatedByAReader) {
  const auto card = issue(request(), iss(), key());
  ASSERT_TRUE(card);
  const auto envelope = parse_jws(card->jws);
  ASSERT_TRUE(envelope);
  EXPECT_EQ(key().kid().str(), envelope->kid);
  EXPECT_TRUE(key().public_key().verifies(as_bytes(envelope->message), envelope->signature));
  EXPECT_EQ(card->payload_json, *inflate_raw(envelope->payload));
  const std::string header = card->jws.substr(0, card->jws.find('.'));
  EXPECT_EQ(R"({"zip":"DEF","alg":"ES256","kid":")" + key().kid().str() + "\"}", as_text(*from_base64url(header)));
}

TEST(Issue, AnotherKeyDoesNotVerifyTheCard) {
  const auto card = issue(request(), iss(), key());
  const auto other = SigningKey::generate();
  const auto envelope = parse_jws(card->jws);
  EXPECT_FALSE(other->public_key().verifies(as_bytes(envelope->message), envelope->signature));
}

TEST(Issue, ACardMustExpireAfterItBecomesValid) {
  for (const std::int64_t offset : {-1, 0, 1}) {
    IssueRequest with = request();
    with.expires = with.issued + seconds{offset};
    const auto card = issue(with, iss(), key());
    ASSERT_EQ(offset > 0, card.has_value()) << offset;
    if (!card) {
      EXPECT_EQ(Errc::issue_exp_not_after_nbf, card.error().code);
    }
  }
}

struct Unfit {
  const char* name;
  std::string bundle;
  std::vector<std::string> types;
};

// Whatever a caller hands over by mistake, no card leaves that a verifier would not open.
TEST(Issue, TheSelfCheckStopsWhatNoVerifierWouldOpen) {
  const std::string good(bundle);
  const std::vector<std::string> type{std::string(health_card_type)};
  const Unfit cases[] = {{"broken JSON", good.substr(1), type},
                         {"no object", "[]", type},
                         {"nothing", "", type},
                         {"two members of one name", R"({"a":1,"a":2})", type},
                         {"not UTF-8", "{\"a\":\"\xff\"}", type},
                         {"no card type", good, {}}};
  for (const Unfit& unfit : cases) {
    IssueRequest with = request();
    with.bundle_json = unfit.bundle;
    with.types = unfit.types;
    const auto card = issue(with, iss(), key());
    ASSERT_FALSE(card) << unfit.name;
    EXPECT_EQ(Errc::issue_self_check, card.error().code) << unfit.name;
    EXPECT_TRUE(issue(with, iss(), key(), SelfCheck::off)) << unfit.name;
  }
}

TEST(Issue, TheLargestPayloadIsIssuedAndOneByteMoreIsNot) {
  const std::size_t frame = issue(request(), iss(), key())->payload_json.size() - bundle.size();
  const auto filled = [frame](std::size_t payload_bytes) {
    const std::string text = R"({"a":")" + std::string(payload_bytes - frame - 8, 'a') + "\"}";
    IssueRequest with = request();
    with.bundle_json = text;
    return issue(with, iss(), key());
  };
  const auto largest = filled(max_payload_bytes);
  ASSERT_TRUE(largest);
  EXPECT_EQ(max_payload_bytes, largest->payload_json.size());
  const auto larger = filled(max_payload_bytes + 1);
  ASSERT_FALSE(larger);
  EXPECT_EQ(Errc::input_too_large, larger.error().code);
}

TEST(Issue, ACardLongerThanAnyReaderTakesIsNotIssued) {
  std::string noise = R"({"a":")";
  std::uint32_t state = 1;
  while (noise.size() < max_jws_chars) {
    state = state * 1664525U + 1013904223U;
    noise += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[state >> 26U];
  }
  noise += "\"}";
  IssueRequest with = request();
  with.bundle_json = noise;
  const auto card = issue(with, iss(), key());
  ASSERT_FALSE(card);
  EXPECT_EQ(Errc::input_too_large, card.error().code);
}

TEST(Issue, RepeatedIssuesDifferInTheSignatureOnly) {
  const auto first = issue(request(), iss(), key());
  const auto second = issue(request(), iss(), key());
  EXPECT_EQ(first->payload_json, second->payload_json);
  EXPECT_EQ(first->jws.substr(0, first->jws.rfind('.')), second->jws.substr(0, second->jws.rfind('.')));
}

}  // namespace
}  // namespace vhc
