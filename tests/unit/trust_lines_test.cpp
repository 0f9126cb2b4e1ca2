#include "vhc/trust_lines.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace vhc {
namespace {

const std::string network = R"({"net":"vci","profile":"shc"})";

std::string list_with(const std::string& line) {
  std::vector<std::string> lines = {line, network};
  std::sort(lines.begin(), lines.end());
  return lines[0] + "\n" + lines[1] + "\n";
}

std::string p256() {
  return std::string(86, 'A');
}

std::string issuer(const std::string& members) {
  return R"({"net":"vci","iss":"https://a.example")" + members + "}";
}

std::string keys(const std::string& inside) {
  return issuer(R"(,"keys":[)" + inside + "]");
}

std::string crl(const std::string& inside) {
  return issuer(R"(,"crl":[)" + inside + "]");
}

Errc refusal(const std::string& list) {
  const auto lines = read_list(list);
  return lines ? Errc::internal : lines.error().code;
}

TEST(TrustLines, WhatIsLegalIsReadAndWrittenAgain) {
  const std::string k = R"({"kid":"k","p256":")" + p256() + "\"";
  for (const std::string& line :
       {issuer(""), issuer(R"(,"name":"A \"B\" \\ é","web":"https://a.example/","same":"https://b.example")"),
        issuer(R"(,"status":"suspended")"), issuer(R"(,"status":"suspended","since":0,"why":"closed")"),
        issuer(R"(,"status":"retired","since":253402300799)"), issuer(R"(,"stale":1)"), keys(k + "}"),
        keys(k + R"(,"ctr":1,"status":"retired","since":1,"nbf":2,"exp":3,"use":"trv"})"),
        keys(k + R"(,"status":"revoked"})"), keys(k + "},{\"kid\":\"l\",\"ed25519\":\"" + std::string(43, 'A') + "\"}"),
        keys(R"({"kid":"k","p384":")" + std::string(128, 'A') + "\"}"),
        keys(R"({"kid":"k","p521":")" + std::string(176, 'A') + "\"}"), keys(R"({"kid":"k","rsa":["AQAB","AQ"]})"),
        keys(R"({"kid":"k","cert":"MIIB"})"), crl(R"({"kid":"k","ctr":1})"),
        crl(R"({"kid":"k","ctr":7,"stale":3,"rids":["ABCDEFGHIJK.1636977600","ABCDEFGHIJK-x"]})"),
        crl(R"({"kid":"k","ctr":7,"odd":["a b.17","a.01","abcdefghijklmnopqrstuvwxy"],"unread":253402300799})")}) {
    const auto lines = read_list(list_with(line));
    ASSERT_TRUE(lines.has_value()) << line << " " << lines.error().where << " " << lines.error().hint;
    EXPECT_EQ(write_list(*lines).value(), list_with(line));
  }
}

TEST(TrustLines, EverythingElseIsRefused) {
  const std::string k = R"({"kid":"k","p256":")" + p256() + "\"";
  const std::string lines[] = {
      "",
      "{}",
      "[]",
      issuer(" "),
      issuer(R"(,"name":"")"),
      issuer(R"(,"name":null)"),
      issuer(R"(,"name": "A")"),
      issuer(R"(,"name":"A\u0041")"),
      issuer(R"(,"name":"A\/")"),
      issuer(R"(,"name":"A\n")"),
      issuer(",\"name\":\"A\tB\""),
      issuer(",\"name\":\"A\x7f\""),
      issuer(",\"name\":\"A\xc2\x9f\""),
      issuer(",\"name\":\"A\xd8\x9c\""),
      issuer(",\"name\":\"A\xe2\x80\x8e\""),
      issuer(",\"name\":\"A\xe2\x80\xa8\""),
      issuer(",\"name\":\"A\xe2\x80\xae\""),
      issuer(",\"name\":\"A\xe2\x81\xa6\""),
      issuer(",\"name\":\"A\xef\xbb\xbf\""),
      issuer(",\"name\":\"A\xff\""),
      issuer(R"(,"name":"A","name":"A")"),
      issuer(R"(,"web":"x","name":"A")"),
      issuer(R"(,"more":"x")"),
      issuer(R"(,"status":"active")"),
      issuer(R"(,"status":"retired")"),
      issuer(R"(,"since":1)"),
      issuer(R"(,"why":"closed")"),
      issuer(R"(,"stale":-1)"),
      issuer(R"(,"stale":01)"),
      issuer(R"(,"stale":1.0)"),
      issuer(R"(,"stale":1e3)"),
      issuer(R"(,"stale":253402300800)"),
      issuer(R"(,"stale":"1")"),
      issuer(R"(,"keys":[])"),
      keys(k),
      keys(k + "},"),
      keys(k + "}," + k + "}"),
      keys(k + R"(},{"kid":"j","p256":")" + p256() + "\"}"),
      keys(R"({"kid":"","p256":")" + p256() + "\"}"),
      keys(R"({"kid":")" + std::string(257, 'k') + R"(","p256":")" + p256() + "\"}"),
      keys(R"({"p256":")" + p256() + R"(","kid":"k"})"),
      keys(R"({"kid":"k"})"),
      keys(R"({"kid":"k","p256":")" + std::string(85, 'A') + "\"}"),
      keys(R"({"kid":"k","p256":")" + std::string(85, 'A') + "B\"}"),
      keys(R"({"kid":"k","p256":")" + p256() + "==\"}"),
      keys(R"({"kid":"k","p512":")" + p256() + "\"}"),
      keys(R"({"kid":"k","rsa":["AQAB"]})"),
      keys(R"({"kid":"k","cert":""})"),
      keys(k + R"(,"ctr":0})"),
      keys(k + R"(,"status":"suspended"})"),
      keys(k + R"(,"status":"retired"})"),
      keys(k + R"(,"since":1})"),
      keys(k + R"(,"use":""})"),
      keys(k + R"(,"use":"rt"})"),
      keys(k + R"(,"use":"tt"})"),
      keys(k + R"(,"use":"x"})"),
      keys(k + R"(,"d":"AA"})"),
      crl(R"({"kid":"k"})"),
      crl(R"({"kid":"k","ctr":0})"),
      crl(R"({"kid":"k","ctr":1,"rids":[]})"),
      crl(R"({"kid":"k","ctr":1,"rids":["a","a"]})"),
      crl(R"({"kid":"k","ctr":1,"rids":["a","a.1"]})"),
      crl(R"({"kid":"k","ctr":1,"rids":["b","a"]})"),
      crl(R"({"kid":"k","ctr":1,"rids":["a."]})"),
      crl(R"({"kid":"k","ctr":1,"rids":["a.01"]})"),
      crl(R"({"kid":"k","ctr":1,"rids":["a.1.2"]})"),
      crl(R"({"kid":"k","ctr":1,"rids":["a.253402300800"]})"),
      crl(R"({"kid":"k","ctr":1,"rids":["abcdefghijklmnopqrstuvwxy"]})"),
      crl(R"({"kid":"k","ctr":1,"rids":["a+b"]})"),
      crl(R"({"kid":"k","ctr":1,"odd":[]})"),
      crl(R"({"kid":"k","ctr":1,"odd":["a"]})"),
      crl(R"({"kid":"k","ctr":1,"odd":["a.1"]})"),
      crl(R"({"kid":"k","ctr":1,"odd":[""]})"),
      crl(R"({"kid":"k","ctr":1,"odd":["b b","a a"]})"),
      crl(R"({"kid":"k","ctr":1,"odd":["a b","a b"]})"),
      crl(R"({"kid":"k","ctr":1,"odd":["a b","a b.1"]})"),
      crl(R"({"kid":"k","ctr":1,"odd":[")" + std::string(257, 'a') + "\"]}"),
      crl(R"({"kid":"k","ctr":1,"odd":["a+b"],"rids":["a"]})"),
      crl(R"({"kid":"k","ctr":1,"unread":0})"),
      crl(R"({"kid":"k","ctr":1,"unread":1,"rids":["a"]})"),
      issuer("") + " ",
      issuer("") + "{}",
      R"({"iss":"https://a.example","net":"vci"})",
      R"({"net":"VCI","iss":"https://a.example"})",
      R"({"net":"","iss":"https://a.example"})",
      R"({"net":"vci","iss":""})",
      R"({"net":"other","iss":"https://a.example"})",
      R"({"net":"vci"})",
  };
  for (const std::string& line : lines) {
    const auto read = read_list(list_with(line));
    ASSERT_FALSE(read.has_value()) << line;
    EXPECT_EQ(read.error().code, Errc::trust_list_form) << line;
    EXPECT_EQ(read.error().where.substr(0, 5), read.error().where.empty() ? "" : "line ") << line;
  }
}

TEST(TrustLines, NetworksHaveOneForm) {
  for (const char* good :
       {R"({"net":"vci","profile":"shc","name":"VCI"})",
        R"({"net":"vci","profile":"dcc","source":{"what":"vci","time":1,"sha256":"x"}})",
        R"({"net":"vci","profile":"shc","types":["a","b"]})", R"({"net":"vci","profile":"tomorrow","anything":[1]})"}) {
    EXPECT_TRUE(read_list(std::string(good) + "\n").has_value()) << good;
  }
  for (const char* bad :
       {R"({"net":"vci","profile":""})", R"({"net":"vci","profile":"shc","name":""})",
        R"({"net":"vci","profile":"shc","types":[]})", R"({"net":"vci","profile":"shc","types":["b","a"]})",
        R"({"net":"vci","profile":"shc","source":{"what":"vci"}})",
        R"({"net":"vci","profile":"shc","source":{"time":1,"what":"vci","sha256":"x"}})",
        R"({"net":"vci","profile":"shc","more":1})",
        R"({"net":"vci","profile":"tomorrow","anything":[1]})"
        "x",
        R"({"net":"vci","profile":"tomorrow","a":[[[[[[[[1]]]]]]]]})"}) {
    EXPECT_EQ(refusal(std::string(bad) + "\n"), Errc::trust_list_form) << bad;
  }
}

TEST(TrustLines, LinesAreSortedWholeAndEachAboutSomethingElse) {
  const std::string a = R"({"net":"vci","iss":"https://a.example"})";
  const std::string b = R"({"net":"vci","iss":"https://b.example"})";
  EXPECT_TRUE(read_list(a + "\n" + b + "\n" + network + "\n").has_value());
  EXPECT_TRUE(read_list("").has_value());
  const std::string refused[] = {
      b + "\n" + a + "\n" + network + "\n",
      a + "\n" + a + "\n" + network + "\n",
      a + "\n" + R"({"net":"vci","iss":"https://a.example","name":"A"})" + "\n" + network + "\n",
      network + "\n" + a + "\n",
      a + "\n" + network,
      a + "\n\n" + network + "\n",
      a + "\r\n" + network + "\r\n",
      a + "\n",
      "\n",
      network + "\n" + R"({"net":"vci","profile":"shd"})" + "\n"};
  for (const std::string& bad : refused) {
    EXPECT_EQ(refusal(bad), Errc::trust_list_form) << bad;
  }
}

TEST(TrustLines, AKnownNetworkMayNotHideBehindAnUnknownProfile) {
  const std::string foreign = R"({"net":"zz","iss":"x","new":[1]})";
  EXPECT_TRUE(read_list(foreign + "\n" + R"({"net":"zz","profile":"tomorrow"})" + "\n").has_value());
  EXPECT_EQ(refusal(foreign + "\n" + R"({"net":"zz","profile":"shc"})" + "\n"), Errc::trust_list_form);
  EXPECT_EQ(refusal(R"({"net":"zz","more":1})"
                    "\n"
                    R"({"net":"zz","profile":"tomorrow"})"
                    "\n"),
            Errc::trust_list_form);
}

TEST(TrustLines, CeilingsHoldBeforeAnythingIsKept) {
  const std::string long_name(max_list_line_bytes, 'a');
  EXPECT_EQ(
      refusal(R"({"net":"zz","iss":"x","n":")" + long_name + "\"}\n" + R"({"net":"zz","profile":"tomorrow"})" + "\n"),
      Errc::trust_too_large);
  EXPECT_EQ(refusal(list_with(issuer(R"(,"name":")" + std::string(4096, 'a') + "\""))), Errc::internal);
  EXPECT_EQ(refusal(list_with(issuer(R"(,"name":")" + std::string(4097, 'a') + "\""))), Errc::trust_list_form);
}

TEST(TrustLines, WritingRefusesWhatReadingWould) {
  TrustLines lines;
  lines.networks.push_back({"vci", Profile::shc, "", std::nullopt, {}});
  lines.issuers.push_back({.net = "vci", .iss = "https://a.example"});
  EXPECT_TRUE(write_list(lines).has_value());
  lines.issuers[0].name = "A\nB";
  EXPECT_EQ(write_list(lines).error().code, Errc::trust_list_form);
  lines.issuers[0].name = "A";
  lines.issuers.push_back(lines.issuers[0]);
  EXPECT_EQ(write_list(lines).error().code, Errc::trust_list_form);
  lines.issuers.pop_back();
  lines.issuers[0].net = "other";
  EXPECT_EQ(write_list(lines).error().code, Errc::trust_list_form);
}

}  // namespace
}  // namespace vhc
