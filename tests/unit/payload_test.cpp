#include "vhc/payload.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

namespace vhc {
namespace {

std::string payload(const std::string& iss, const std::string& times, const std::string& vc) {
  return R"({"iss":)" + iss + "," + times + R"("vc":)" + vc + "}";
}

const std::string iss = R"("https://pharmacy.example/shc")";
const std::string nbf = R"("nbf":1767225600,)";
const std::string subject = R"("credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":{"resourceType":"Bundle"}})";
const std::string vc = R"({"type":["https://smarthealth.cards#health-card"],)" + subject + "}";

std::string outcome(const std::string& json) {
  const auto card = read_payload(json);
  const auto checked = check_payload(json);
  const bool same = checked.has_value() == card.has_value() && (card || checked.error().code == card.error().code);
  if (!same) return "check_payload differs";
  if (!card) return std::string(name(card.error().code));
  std::string warnings = "ok";
  for (const Finding& finding : card->findings) warnings += " " + std::string(name(finding.code));
  return warnings;
}

struct PayloadCase {
  const char* name;
  std::string json;
  const char* expect;
};

class PayloadCases : public testing::TestWithParam<PayloadCase> {};

TEST_P(PayloadCases, AreReadAsTheSpecificationSays) {
  EXPECT_EQ(outcome(GetParam().json), GetParam().expect);
}

const PayloadCase payload_cases[] = {
    {"Plain", payload(iss, nbf, vc), "ok"},
    {"Fraction", payload(iss, R"("nbf":1795308698.068,)", vc), "ok"},
    {"Expires", payload(iss, nbf + R"("exp":1767225601,)", vc), "ok"},
    {"ExpiresAtOnce", payload(iss, nbf + R"("exp":1767225600,)", vc), "ok payload.exp_not_after_nbf"},
    {"NotMinified", payload(iss, nbf + " ", vc), "ok payload.not_minified"},
    {"UnknownMember", payload(iss, nbf + R"("jti":1,)", vc), "ok"},
    {"UnknownType", payload(iss, nbf, R"({"type":["x","https://smarthealth.cards#health-card"],)" + subject + "}"),
     "ok payload.unknown_type"},
    {"LongRid",
     payload(iss, nbf,
             R"({"type":["https://smarthealth.cards#health-card"],"rid":"0123456789012345678901234",)" + subject + "}"),
     "ok payload.rid"},
    {"NoFhirVersion",
     payload(iss, nbf, R"({"type":["https://smarthealth.cards#health-card"],"credentialSubject":{"fhirBundle":{}}})"),
     "ok payload.fhir_version"},
    {"IssHttp", payload(R"("http://pharmacy.example")", nbf, vc), "payload.iss"},
    {"IssSlash", payload(R"("https://pharmacy.example/")", nbf, vc), "payload.iss"},
    {"IssNumber", payload("1", nbf, vc), "payload.iss"},
    {"IssOnlyScheme", payload(R"("https://")", nbf, vc), "payload.iss"},
    {"IssMissing", "{" + nbf + R"("vc":)" + vc + "}", "payload.iss"},
    {"NbfMissing", payload(iss, "", vc), "payload.nbf"},
    {"NbfString", payload(iss, R"("nbf":"1767225600",)", vc), "payload.nbf"},
    {"NbfMilliseconds", payload(iss, R"("nbf":1767225600000,)", vc), "payload.nbf"},
    {"NbfHuge", payload(iss, R"("nbf":1e400,)", vc), "payload.nbf"},
    {"NbfNegative", payload(iss, R"("nbf":-1,)", vc), "payload.nbf"},
    {"ExpString", payload(iss, nbf + R"("exp":"1",)", vc), "payload.exp"},
    {"ExpMilliseconds", payload(iss, nbf + R"("exp":1767225600000,)", vc), "payload.exp"},
    {"ExpNull", payload(iss, nbf + R"("exp":null,)", vc), "payload.exp"},
    {"VcMissing", R"({"iss":)" + iss + "," + nbf.substr(0, nbf.size() - 1) + "}", "payload.vc"},
    {"VcArray", payload(iss, nbf, "[]"), "payload.vc"},
    {"TypeString", payload(iss, nbf, R"({"type":"https://smarthealth.cards#health-card",)" + subject + "}"),
     "payload.type"},
    {"TypeOfNumbers", payload(iss, nbf, R"({"type":[1],)" + subject + "}"), "payload.type"},
    {"TypeMissing", payload(iss, nbf, "{" + subject + "}"), "payload.type"},
    {"NoHealthCardType", payload(iss, nbf, R"({"type":["https://smarthealth.cards#immunization"],)" + subject + "}"),
     "payload.health_card_type"},
    {"NoBundle",
     payload(iss, nbf,
             R"({"type":["https://smarthealth.cards#health-card"],"credentialSubject":{"fhirVersion":"4.0.1"}})"),
     "payload.fhir_bundle"},
    {"BundleNoObject",
     payload(iss, nbf, R"({"type":["https://smarthealth.cards#health-card"],"credentialSubject":{"fhirBundle":[]}})"),
     "payload.fhir_bundle"},
    {"NoSubject", payload(iss, nbf, R"({"type":["https://smarthealth.cards#health-card"]})"), "payload.fhir_bundle"},
    {"DuplicateNbf", payload(iss, nbf + nbf, vc), "json.duplicate_name"},
    {"TrailingText", payload(iss, nbf, vc) + "x", "json.syntax"},
    {"ByteOrderMark", "\xEF\xBB\xBF" + payload(iss, nbf, vc), "json.byte_order_mark"},
    {"Array", "[]", "payload.object"},
};
INSTANTIATE_TEST_SUITE_P(Rows, PayloadCases, testing::ValuesIn(payload_cases),
                         [](const auto& row) { return row.param.name; });

TEST(ShownName, IsFamilyAndGivenOrTheText) {
  EXPECT_EQ(shown_name({.family = "Anyperson", .given = {"John", "B."}}), "Anyperson, John B.");
  EXPECT_EQ(shown_name({.text = "Noor"}), "Noor");
  EXPECT_EQ(shown_name({.text = "Mr John Anyperson", .family = "Anyperson", .given = {"John"}}), "Anyperson, John");
  EXPECT_EQ(shown_name({.given = {"Ana", "Maria"}}), "Ana Maria");
  EXPECT_EQ(shown_name({}), "");
}

}  // namespace
}  // namespace vhc
