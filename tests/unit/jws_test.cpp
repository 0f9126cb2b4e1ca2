#include "vhc/jws.h"

#include <string>

#include <gtest/gtest.h>

#include "vhc/base64url.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

std::string jws(std::string_view header, std::size_t signature_size = signature_bytes) {
  return to_base64url(as_bytes(header)) + ".AAAA." + to_base64url(Bytes(signature_size, 1));
}

std::string outcome(const std::string& compact) {
  const auto envelope = parse_jws(compact);
  return envelope ? "ok" : std::string(name(envelope.error().code));
}

struct HeaderCase {
  const char* name;
  const char* header;
  const char* expect;
};

class HeaderCases : public testing::TestWithParam<HeaderCase> {};

TEST_P(HeaderCases, AreHeldToTheSpecification) {
  EXPECT_EQ(outcome(jws(GetParam().header)), GetParam().expect);
}

constexpr HeaderCase header_cases[] = {
    {"Plain", R"({"zip":"DEF","alg":"ES256","kid":"k"})", "ok"},
    {"AnyOrderAndMore", R"({"kid":"k","typ":"JWT","jku":"https://x.example","alg":"ES256","zip":"DEF"})", "ok"},
    {"B64True", R"({"zip":"DEF","alg":"ES256","kid":"k","b64":true})", "ok"},
    {"AlgNone", R"({"zip":"DEF","alg":"none","kid":"k"})", "jws.alg"},
    {"AlgOther", R"({"zip":"DEF","alg":"ES384","kid":"k"})", "jws.alg"},
    {"AlgLowerCase", R"({"zip":"DEF","alg":"es256","kid":"k"})", "jws.alg"},
    {"AlgMissing", R"({"zip":"DEF","kid":"k"})", "jws.alg"},
    {"AlgNoString", R"({"zip":"DEF","alg":["ES256"],"kid":"k"})", "jws.alg"},
    {"ZipMissing", R"({"alg":"ES256","kid":"k"})", "jws.zip"},
    {"ZipOther", R"({"zip":"GZ","alg":"ES256","kid":"k"})", "jws.zip"},
    {"KidMissing", R"({"zip":"DEF","alg":"ES256"})", "jws.kid"},
    {"KidEmpty", R"({"zip":"DEF","alg":"ES256","kid":""})", "jws.kid"},
    {"KidNumber", R"({"zip":"DEF","alg":"ES256","kid":1})", "jws.kid"},
    {"Crit", R"({"zip":"DEF","alg":"ES256","kid":"k","crit":["x"]})", "jws.crit"},
    {"CritEmpty", R"({"zip":"DEF","alg":"ES256","kid":"k","crit":[]})", "jws.crit"},
    {"B64False", R"({"zip":"DEF","alg":"ES256","kid":"k","b64":false})", "jws.b64"},
    {"DuplicateAlg", R"({"zip":"DEF","alg":"ES256","alg":"ES256","kid":"k"})", "json.duplicate_name"},
    {"DuplicateAlgEscaped", R"({"zip":"DEF","alg":"ES256","\u0061lg":"none","kid":"k"})", "json.duplicate_name"},
    {"Array", R"(["ES256"])", "jws.header_json"},
    {"NotJson", "header", "json.syntax"},
    {"Empty", "", "json.syntax"},
};
INSTANTIATE_TEST_SUITE_P(Rows, HeaderCases, testing::ValuesIn(header_cases),
                         [](const auto& row) { return row.param.name; });

// A header that was good before is not read again; what stands behind it is.
TEST(Jws, AHeaderThatIsKnownExcusesNothing) {
  const std::string good = jws(R"({"zip":"DEF","alg":"ES256","kid":"known"})");
  const std::string header = good.substr(0, good.find('.'));
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(parse_jws(good)->kid, "known");
    EXPECT_EQ(outcome(good.substr(0, good.size() - 2)), "jws.signature_length");
    EXPECT_EQ(outcome(header + "..AAAA"), "jws.empty_payload");
    EXPECT_EQ(outcome(header + ".A=A.AAAA"), "base64url.padding");
    EXPECT_EQ(outcome(header.substr(0, header.size() - 3) + good.substr(header.size())), "json.syntax");
    EXPECT_EQ(outcome(header + "=" + good.substr(header.size())), "base64url.padding");
  }
  for (int i = 0; i < 200; ++i) {  // more of them than a thread keeps
    const std::string kid = "kid-" + std::to_string(i % 100);
    EXPECT_EQ(parse_jws(jws(R"({"zip":"DEF","alg":"ES256","kid":")" + kid + "\"}"))->kid, kid);
  }
}

TEST(Jws, HasExactlyThreeParts) {
  EXPECT_EQ(outcome(""), "jws.parts");
  EXPECT_EQ(outcome("a"), "jws.parts");
  EXPECT_EQ(outcome("a.b"), "jws.parts");
  EXPECT_EQ(outcome("YQ.YQ.YQ.YQ"), "jws.parts");
  EXPECT_EQ(outcome(".."), "json.syntax");
}

TEST(Jws, PartsAreStrictBase64url) {
  const std::string good = jws(R"({"zip":"DEF","alg":"ES256","kid":"k"})");
  EXPECT_EQ(outcome(good), "ok");
  EXPECT_EQ(outcome(good + "="), "base64url.padding");
  EXPECT_EQ(outcome(good + "\n"), "base64url.alphabet");
  EXPECT_EQ(outcome(" " + good), "base64url.alphabet");
}

TEST(Jws, TheSignatureHas64Bytes) {
  constexpr std::string_view header = R"({"zip":"DEF","alg":"ES256","kid":"k"})";
  for (const std::size_t size : {0U, 1U, 63U, 65U, 70U, 72U})
    EXPECT_EQ(outcome(jws(header, size)), "jws.signature_length") << size;
}

TEST(Jws, ThePayloadIsNotEmpty) {
  const std::string header = to_base64url(as_bytes(R"({"zip":"DEF","alg":"ES256","kid":"k"})"));
  EXPECT_EQ(outcome(header + ".." + to_base64url(Bytes(64, 1))), "jws.empty_payload");
}

TEST(Jws, KidAndHeaderHaveCeilings) {
  const auto with_kid = [](std::size_t size) {
    return R"({"zip":"DEF","alg":"ES256","kid":")" + std::string(size, 'k') + "\"}";
  };
  EXPECT_EQ(outcome(jws(with_kid(max_kid_bytes))), "ok");
  EXPECT_EQ(outcome(jws(with_kid(max_kid_bytes + 1))), "jws.kid");
  const std::string start = R"({"zip":"DEF","alg":"ES256","kid":"k","x":")";
  EXPECT_EQ(outcome(jws(start + std::string(max_header_bytes - start.size() - 2, 'x') + "\"}")), "ok");
  EXPECT_EQ(outcome(jws(start + std::string(max_header_bytes - start.size() - 1, 'x') + "\"}")), "json.too_large");
}

TEST(Jws, TheWholeTextHasACeiling) {
  EXPECT_EQ(outcome(std::string(max_jws_chars + 1, 'a')), "jws.too_long");
}

TEST(Jws, WhatWasSignedIsTheTextAsSent) {
  const std::string compact = jws(R"({ "kid" : "my key", "alg":"ES256","zip":"DEF"})");
  const auto envelope = parse_jws(compact);
  ASSERT_TRUE(envelope);
  EXPECT_EQ(envelope->message, compact.substr(0, compact.rfind('.')));
  EXPECT_EQ(envelope->kid, "my key");
}

TEST(Jws, FaultsOfAScannerAndOfAnIssuerAreToldApart) {
  EXPECT_EQ(fault_of(Errc::jws_parts), EnvelopeFault::unreadable);
  EXPECT_EQ(fault_of(Errc::base64url_alphabet), EnvelopeFault::unreadable);
  EXPECT_EQ(fault_of(Errc::json_syntax), EnvelopeFault::unreadable);
  EXPECT_EQ(fault_of(Errc::jws_alg), EnvelopeFault::forbidden);
  EXPECT_EQ(fault_of(Errc::jws_signature_length), EnvelopeFault::forbidden);
}

}  // namespace
}  // namespace vhc
