// What a code is that is no card: by its form alone.
#include "vhc/other_code.h"

#include <string>

#include <gtest/gtest.h>

namespace vhc {
namespace {

struct Case {
  const char* kind;  // null: not told, to be read again
  std::string text;
};

std::string base64_of_idhp() {
  return "eyJwcm9vZiI6eyJzaWduYXR1cmVWYWx1ZSI6IngifX0=";  // {"proof":{"signatureValue":"x"}}
}

std::vector<Case> cases() {
  return {
      {"hcert", "HC1:6BFOXN"},
      {"hcert", "HC2:6BFOXN"},
      {"text", "hc1:6BFOXN"},  // base45 has no small letters
      {"text", "HC1:"},
      {"nzcp", "NZCP:/1/2KCEVIQ"},
      {"vdsnc", R"({"data":{"hdr":{"t":"icao.test","v":1}},"sig":{}})"},
      {"vdsnc",
       "["
       R"({"data":{"hdr":{"t":"icao.vacc"}}})"
       "]"},
      {"text", R"({"data":{"hdr":{"t":"other"},"note":"icao.vacc"}})"},
      {"idhp", R"({"type":["VerifiableCredential"],"proof":{"signatureValue":"x"}})"},
      {"idhp", base64_of_idhp()},
      {"ghp", R"({"type":["VerifiableCredential","GoodHealthPass"],"proof":{"signatureValue":"x"}})"},
      {"ghp-paper", "JXT:DEMO.COM:RECV:1:A/B"},
      {"ghp-paper", R"({"@context":["https://www.goodhealthpass.org/context/v1"],"proof":{"proofValue":"z"}})"},
      {"divoc", R"({"@context":[],"evidence":[{}],"proof":{"jws":"x"}})"},
      {"divoc", std::string("PK\x03\x04") + std::string(26, '\0') + "certificate.json\x01\x02"},
      {nullptr, std::string("PK\x03\x04") + std::string(26, '\0') + "report.docx\x01\x02"},
      {"text", R"({"@context":["https://w3id.org/x"],"proof":{"jws":"x"}})"},
      {"shlink", "shlink:/eyJ1cmwiOiJ4In0"},
      {"shlink", "https://viewer.example/#shlink:/eyJ1cmwiOiJ4In0"},
      {"shlink", "vhlink:/eyJ1cmwiOiJ4In0"},
      {"jwt", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln"},
      {"jwt", "eyJhbGciOiJFUzI1NiJ9.e30.c2ln~WyJhIl0~"},
      {nullptr, "eyJhbGciOiJFUzI1NiJ9.e30"},
      {nullptr, "eyJhbGciOiJFUzI1NiJ9.e30.c2ln.x.y"},
      {"wifi", "WIFI:T:WPA;S:shop;P:secret;;"},
      {"contact", "BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD"},
      {"contact", "MECARD:N:Rivera;;"},
      {"boarding_pass", "M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 226F001A0025 100"},
      {"text", "M1 is a motorway, and this is a text that goes on for a while after it"},
      {"driving_licence", "@\n\x1e\rANSI 636000100002DL00410278ZV03190008DLDAQT64235789"},
      {"url", "HTTPS://EXAMPLE.COM/MENU"},
      {"url", "www.example.com"},
      {"text", "mdoc:owBjMS4w"},
      {"text", "hello"},
      {"text", "\xEF\xBB\xBF  Gr\xC3\xBC\xC3\x9F Gott\r\n"},
      {"text", "[]"},
      {"text", R"({"resourceType":"Bundle"})"},
      // A piece of a card, a container that is broken, what is no text: read again.
      {nullptr, ""},
      {nullptr, " \r\n"},
      {nullptr, "5676290952432060"},
      {nullptr, "SHC:"},
      {nullptr, "shc:/5676abc"},
      {nullptr, "x" + std::string(100, '5')},
      {nullptr, "eyJ6aXAiOiJERUYiLCJhbGciOiJFUzI1NiIsImtpZCI6IjNLZ"},
      {nullptr, R"({"verifiableCredential":7})"},
      {nullptr, R"({"resourceType":"Parameters","parameter":7})"},
      {nullptr, R"({"data":{"hdr":{"t":"icao.vacc")"},
      {nullptr, "a\x01"},
      {nullptr, "\xff\xfe"},
      {nullptr, std::string(max_other_code_bytes + 1, 'x')},
  };
}

TEST(OtherCode, IsToldByItsForm) {
  for (const Case& row : cases()) {
    const OtherCode* const found = recognise_other_code(row.text);
    const std::string text = row.text.substr(0, 60);
    if (row.kind == nullptr) {
      EXPECT_EQ(found, nullptr) << text << ": " << (found == nullptr ? "" : found->kind);
      continue;
    }
    ASSERT_NE(found, nullptr) << text;
    EXPECT_EQ(found->kind, row.kind) << text;
    EXPECT_FALSE(found->what.empty());
    EXPECT_EQ(found->advice.back(), '.') << text;
  }
}

TEST(OtherCode, ATokenIsAJwsWithoutZip) {
  EXPECT_TRUE(is_token("eyJhbGciOiJub25lIn0.e30."));
  EXPECT_FALSE(is_token("eyJ6aXAiOiJERUYiLCJhbGciOiJFUzI1NiIsImtpZCI6ImsifQ.e30.x"));  // zip DEF
  EXPECT_FALSE(is_token("eyJ6XHUwMDY5cCI6IkRFRiIsImFsZyI6IkVTMjU2In0.e30.x"));         // "z\u0069p"
  EXPECT_FALSE(is_token("e30.e30.x"));                                                 // {}
  EXPECT_FALSE(is_token("W10.e30.x"));                                                 // []
  EXPECT_FALSE(is_token("ey!.e30.x"));
  EXPECT_FALSE(is_token("a.b"));
  EXPECT_FALSE(is_token(std::string(5000, 'e') + ".a.b"));
}

}  // namespace
}  // namespace vhc
