// The private number of a JWK is never handed to the JSON reader, whose memory is not wiped. Linked with
// -Wl,--wrap= for JsonDocument::parse, so that every text it gets is seen here.
#include <algorithm>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "vhc/json.h"
#include "vhc/signing_key.h"

namespace {

std::string everything_parsed;

}  // namespace

namespace vhc {

// The compiler's names of JsonDocument::parse, as the linker sees them.
Result<JsonDocument> real_parse(std::string text, const JsonLimits& limits) __asm__(
    "__real__ZN3vhc12JsonDocument5parseENSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEERKNS_10JsonLimitsE");
Result<JsonDocument> seen_parse(std::string text, const JsonLimits& limits) __asm__(
    "__wrap__ZN3vhc12JsonDocument5parseENSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEERKNS_10JsonLimitsE");

Result<JsonDocument> seen_parse(std::string text, const JsonLimits& limits) {
  everything_parsed += text;
  return real_parse(std::move(text), limits);
}

namespace {

constexpr std::string_view public_text = "cHVibGlj";
constexpr std::string_view private_text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

// What the JSON reader gets to see of a file in which $ stands for the private number.
std::string seen_of(std::string file) {
  for (std::size_t at = file.find('$'); at != std::string::npos; at = file.find('$')) file.replace(at, 1, private_text);
  Secret held(file.size());
  std::copy(file.begin(), file.end(), held.expose().begin());
  everything_parsed.clear();
  EXPECT_FALSE(import_signing_key(held));  // x and y are no point of the curve
  return everything_parsed;
}

TEST(PrivateNumber, IsNotSeenByTheJsonReader) {
  for (const char* file : {
           R"({"kty":"EC","crv":"P-256","x":"cHVibGlj","y":"cHVibGlj","d":"$"})",
           R"({"d":"$","kty":"EC","crv":"P-256","x":"cHVibGlj","y":"cHVibGlj"})",
           R"({ "kty" : "EC", "x" : "cHVibGlj", "d"  :  "$" })",
           R"({"x":"cHVibGlj","d":["$"]})",
           R"({"x":"cHVibGlj","inner":{"d":"$"}})",
           R"({"x":"cHVibGlj","kty":"RSA","n":"AQAB","p":"$","q":"$","dp":"$"})",
           R"({"x":"cHVibGlj","kty":"oct","k":"$"})",
           R"({"x":"cHVibGlj","D":"$"})",
           R"({"x":"cHVibGlj","comment":"\"d\":\"$"})",
       }) {
    const std::string seen = seen_of(file);
    EXPECT_NE(seen.find(public_text), std::string::npos) << file;  // the search finds what is public
    EXPECT_EQ(seen.find(private_text), std::string::npos) << file;
  }
  // Nothing at all is handed on of a file in which it might hide.
  for (const char* file : {R"({"x":"cHVibGlj","\u0064":"$"})", R"({"x":"cHVibGlj","d":"$","d":"$"})",
                           R"({"x":"cHVibGlj","d":"$)", R"({"x":"cHVibGlj","d":"$\)"}) {
    EXPECT_EQ(seen_of(file), "") << file;
  }
}

}  // namespace
}  // namespace vhc
