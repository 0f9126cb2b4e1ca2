// One broken entry of a snapshot or a directory costs that entry, never the others.

#include <gtest/gtest.h>

#include "../support/read_file.h"
#include "../support/vci_signer.h"
#include "../support/vci_snapshots.h"
#include "vhc/import_vci.h"
#include "vhc/json.h"

namespace vhc {
namespace {

using namespace snapshots;

struct BrokenEntry {
  const char* name;
  std::string entry;
};
std::vector<BrokenEntry> broken_entries() {
  const std::string issuer = R"({"issuer":{"iss":"https://pharmacy.example/shc")";
  return {{"a string", "\"a\""},
          {"a number", "1"},
          {"no issuer", "{\"keys\":[]}"},
          {"issuer is a string", R"({"issuer":"a"})"},
          {"issuer without iss", R"({"issuer":{}})"},
          {"iss is a number", R"({"issuer":{"iss":1}})"},
          {"name is null", issuer + R"(,"name":null}})"},
          {"keys are an object", issuer + R"(},"keys":{}})"},
          {"lastRetrieved is a day", entry(pharmacy, "", R"(,"lastRetrieved":"2026-08-22")")},
          {"lastRetrieved is a number", entry(pharmacy, "", R"(,"lastRetrieved":1764500000)")},
          {"not UTF-8", entry(pharmacy, "", "", "\xff")},
          {"half a surrogate pair", entry(pharmacy, "", "", R"(\ud800)")},
          {"a member twice", entry(pharmacy, "", R"(,"extra":1,"extra":2)")},
          {"a member of a key twice", entry(pharmacy, jwk_with(first(), R"("x-one":1,"x-one":2)"))},
          {"a number that is none", entry(pharmacy, "", R"(,"extra":01)")},
          {"text that is no JSON", "{}}{"}};
}
TEST(VciBadEntries, ABrokenEntryCostsThatEntryAlone) {
  const auto all = broken_entries();
  for (const BrokenEntry& row : all) {
    if (row.name == std::string("text that is no JSON")) {
      EXPECT_NE("read", where_damaged(snapshot_of(entry(clinic, jwk(second())) + "," + row.entry)));
    } else {
      EXPECT_FALSE(is_taken(row.entry)) << row.name;
    }
  }
  const VciDirectory odd = read(snapshot_of(entry(pharmacy, "", R"(,"lastRetrieved":"2026-08-22")")));
  EXPECT_EQ(pharmacy, odd.findings.at(0).iss);
  EXPECT_NE(std::string::npos, odd.findings.at(0).detail.find("line 1, column"));
}

TEST(VciBadEntries, ABrokenEntryOfTheDirectoryCostsThatEntryAlone) {
  const std::string snapshot = snapshot_of(entry(pharmacy, jwk(first())) + "," + entry(clinic, jwk(second())));
  for (const char* broken :
       {"1", R"({"name":"A"})", R"({"iss":"https://clinic.example","name":1})", R"({"a":1,"a":2})"}) {
    const auto one = read(snapshot, R"({"participating_issuers":[{"iss":")" + std::string(pharmacy) +
                                        R"(","name":"A"},)" + broken + "]}");
    EXPECT_EQ(IssuerStatus::active, one.trust.issuer(pharmacy)->status) << broken;
    EXPECT_EQ(IssuerStatus::suspended, one.trust.issuer(clinic)->status) << broken;
    EXPECT_EQ(Errc::trust_damaged, one.findings.at(0).code) << broken;
  }
}

// What no list could carry is seen here: an address, a counter, a list.
TEST(VciBadEntries, WhatListsDoNotHaveIsLeftOutHere) {
  for (const char* hidden : {"\xE2\x80\xA8", "\xC2\x85", "\xE2\x80\x8E", R"(\u2028)", "\xEF\xBB\xBF"}) {
    const std::string iss = std::string(pharmacy) + "/" + hidden;
    const VciDirectory odd = read(snapshot_of(entry(iss.c_str(), jwk(first())) + "," + entry(clinic, jwk(second()))));
    EXPECT_EQ(1U, odd.trust.num_issuers()) << hidden;
    EXPECT_EQ(Rules{"V5:error"}, rules_of(odd)) << hidden;
  }
  const std::string lists = list(kid_of(first()), "1764500000000", R"("MKyCxh7p6uQ")");
  const VciDirectory millis =
      read(snapshot_of(entry(pharmacy, jwk_with(first(), R"("crlVersion":1764500000000)"), lists)));
  EXPECT_EQ((Rules{"V12:error", "V12:warning", "V13:warning"}), rules_of(millis));
  EXPECT_TRUE(millis.trust.find(pharmacy, kid_of(first()))->revocations->revokes("MKyCxh7p6uQ", UnixTime{}));
  for (const char* broken : {"{}", R"(["a"])", R"([{"ctr":1.5}])", R"([{"ctr":1e1}])"}) {
    const VciDirectory odd = read(snapshot_of(entry(pharmacy, jwk(first(), 2), std::string(R"(,"crls":)") + broken)));
    EXPECT_EQ((Rules{":error", "V13:warning"}), rules_of(odd)) << broken;
  }
}

// ---- the real directory, with one entry poisoned

struct Poison {
  const char* name;
  const char* from;  // in the first entry
  std::string to;
  bool costs_the_issuer;
};

std::vector<Poison> poisons() {
  constexpr const char* first_key = "\"keys\": [";
  return {{"iss with U+2028", "\"iss\": \"https://", "\"iss\": \"https://a.example/\xE2\x80\xA8", true},
          {"iss with U+0085", "\"iss\": \"https://", "\"iss\": \"https://a.example/\xC2\x85", true},
          {"iss with U+200E as an escape", "\"iss\": \"https://", R"("iss": "https://a.example/\u200e)", true},
          {"crlVersion in milliseconds", "\"kty\": ", R"("crlVersion": 1764500000000, "kty": )", false},
          {"crlVersion 1.5", "\"kty\": ", R"("crlVersion": 1.5, "kty": )", false},
          {"ctr in milliseconds", first_key,
           R"("crls": [{"kid":"a","method":"rid","ctr":1764500000000,"rids":["a"]}], "keys": [)", false},
          {"ctr 1.5", first_key, R"("crls": [{"kid":"a","method":"rid","ctr":1.5,"rids":["a"]}], "keys": [)", false},
          {"crls {}", first_key, R"("crls": {}, "keys": [)", false},
          {"keys {}", first_key, R"("keys": {}, "other": [)", true},
          {"bad lastRetrieved", "\"lastRetrieved\": \"", "\"lastRetrieved\": \"x", true},
          {"lastRetrieved before 1970", "\"lastRetrieved\": \"2", "\"lastRetrieved\": \"1", true},
          {"a long name", "\"name\": \"", "\"name\": \"" + std::string(5000, 'a'), true},
          {"a deep member",
           "\"kty\": ", "\"x-deep\": " + std::string(40, '[') + std::string(40, ']') + ", \"kty\": ", true},
          {"a member twice", "\"kty\": ", R"("x-one": 1, "x-one": 2, "kty": )", true},
          {"half a surrogate pair", "\"name\": \"", R"("name": "\ud800)", true}};
}

std::string read_vector(const std::string& name) {
  return test::read_file(VHC_VECTORS "/trust/" + name);
}

// 1001 keys, and each of the others, at the first issuer that has a key: the import goes on, and so does judging.
TEST(RealDirectory, OnePoisonedEntryCostsThatEntryAlone) {
  const std::string snapshot = read_vector("vci_snapshot.json");
  if (snapshot.empty()) GTEST_SKIP() << "no vectors";
  const auto clean = read_vci_snapshot(snapshot, std::nullopt).value();
  const std::size_t start = snapshot.find("\"issuerInfo\"");
  const VciSigner signer;
  auto all = poisons();
  std::string key = snapshot.substr(snapshot.find('{', snapshot.find("\"keys\"")));
  key = key.substr(0, key.find('}') + 1);
  std::string many;
  for (int i = 0; i < 1001; ++i) many += key + ",";
  all.push_back({"1001 keys", "\"keys\": [", "\"keys\": [" + many, true});
  for (const Poison& poison : all) {
    SCOPED_TRACE(poison.name);
    std::string text = snapshot;
    const std::size_t at = text.find(poison.from, start);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, std::string_view(poison.from).size(), poison.to);
    const VciFiles files = signer.files(text);
    const auto odd = open_vci_directory(files, signer.pin());
    ASSERT_TRUE(odd) << odd.error().where << " " << odd.error().hint;
    EXPECT_EQ(odd->trust.num_issuers() + (poison.costs_the_issuer ? 1 : 0), clean.trust.num_issuers());
    EXPECT_GT(odd->findings.size(), clean.findings.size());
    const auto import = import_vci({}, "vci", *odd, files, signer.pin(), {}, odd->time);
    ASSERT_TRUE(import);
    EXPECT_TRUE(JsonDocument::parse(without_broken_entries(text), {.max_bytes = text.size(), .max_depth = 32}));
    const auto list = write_list(import->draft);
    EXPECT_TRUE(list) << list.error().where << " " << list.error().hint;
    EXPECT_EQ(import->added_issuers, odd->trust.num_issuers());
  }
}

}  // namespace
}  // namespace vhc
