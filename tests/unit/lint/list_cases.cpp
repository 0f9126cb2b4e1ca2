// Revocation lists and directories.
#include "lint_case.h"

namespace vhc {
namespace {

std::string list_of(const std::string& rids) {
  return R"({"kid":"p4w8VZeDlUC82235ACWxg5B2pMyrSG7xNTnR05kGZRU","method":"rid","ctr":3,"rids":[)" + rids + "]}";
}

LintCase list_case(const char* name, const std::string& rids, std::vector<std::string> expected) {
  return {name, LintKind::crl, list_of(rids), std::move(expected)};
}

LintCase changed(const char* name, std::string_view from, std::string_view to, std::vector<std::string> expected) {
  return {name, LintKind::crl, with(list_of("\"abc\""), from, to), std::move(expected)};
}

LintCase measured(const char* name, const char* kid, std::int64_t version, std::vector<std::string> expected) {
  LintCase lint_case = list_case(name, "\"abc\"", std::move(expected));
  lint_case.set = [kid, version](LintOptions& options) {
    options.kid = kid;
    options.crl_version = version;
  };
  return lint_case;
}

std::string listed(const std::string& issuers) {
  return R"({"participating_issuers":[)" + issuers + "]}";
}

std::string snapshot(const std::string& entries) {
  return R"({"directory":"https://d.example","time":"2026-11-20T00:00:00Z","issuerInfo":[)" + entries + "]}";
}

std::string entry(const std::string& keys, const std::string& more = "") {
  return R"({"issuer":{"iss":"https://a.example","name":"A"},"keys":[)" + keys + "]" + more + "}";
}

}  // namespace

std::vector<LintCase> crl_cases() {
  return {
      list_case("a good list", R"("abc","abd.1767225600")", {}),
      {"a list that is a list", LintKind::crl, "[]", {"crl.form"}},
      changed("kid is missing", R"("kid":"p4w8VZeDlUC82235ACWxg5B2pMyrSG7xNTnR05kGZRU",)", "", {"crl.form /kid"}),
      changed("kid is a name", "p4w8VZeDlUC82235ACWxg5B2pMyrSG7xNTnR05kGZRU", "key-1", {"crl.kid_form /kid"}),
      changed("another method", "\"rid\"", "\"hash\"", {"crl.method /method"}),
      changed("ctr is missing", "\"ctr\":3,", "", {"crl.ctr /ctr"}),
      changed("ctr is a string", "\"ctr\":3", "\"ctr\":\"3\"", {"crl.ctr /ctr"}),
      changed("ctr is 0", "\"ctr\":3", "\"ctr\":0", {"crl.ctr /ctr"}),
      changed("rids is missing", "\"rids\"", "\"ids\"", {"crl.form /rids", "crl.member /ids"}),
      list_case("no entry", "", {"crl.empty /rids"}),
      list_case("an empty entry", "\"\"", {"crl.rid /rids/0"}),
      list_case("24 characters", "\"" + repeated("a", 24) + "\"", {}),
      list_case("25 characters", "\"" + repeated("a", 25) + "\"", {"crl.rid /rids/0"}),
      list_case("another alphabet", "\"a+b=\"", {"crl.rid /rids/0"}),
      list_case("a number", "7", {"crl.rid /rids/0"}),
      list_case("a time that is none", R"("abc.x","abd.","abe.1.2")",
                {"crl.rid /rids/0", "crl.rid /rids/1", "crl.rid /rids/2"}),
      list_case("a time now", "\"abc.1796083200\"", {}),
      list_case("a time in the future", "\"abc.1796083201\"", {"crl.future /rids/0"}),
      list_case("one entry with and without a time", R"("abc","abc.1767225600")", {"crl.repeated /rids/1"}),
      {"1,000,001 entries", LintKind::crl, list_of(repeated("\"a\",", 1'000'000) + "\"a\""), {"crl.too_many /rids"}},
      measured("the list of this key", "p4w8VZeDlUC82235ACWxg5B2pMyrSG7xNTnR05kGZRU", 3, {}),
      measured("the list of another key", "k2", 3, {"crl.kid /kid"}),
      measured("another counter", "p4w8VZeDlUC82235ACWxg5B2pMyrSG7xNTnR05kGZRU", 4, {"crl.version /ctr"}),
  };
}

std::vector<LintCase> directory_cases() {
  const std::string jwk =
      to_jwk({.kid = lint_issuer().key().kid().str(), .key = lint_issuer().key().public_key(), .crl_version = {}});
  const std::string a = R"({"iss":"https://a.example","name":"A"})";
  return {
      {"a good directory", LintKind::directory, listed(a), {}},
      {"a list", LintKind::directory, "[]", {"directory.form /participating_issuers"}},
      {"an empty one", LintKind::directory, listed(""), {"directory.empty /participating_issuers"}},
      {"an issuer that is a text", LintKind::directory, listed("\"x\""), {"directory.form /participating_issuers/0"}},
      {"no iss", LintKind::directory, listed(R"({"name":"A"})"), {"directory.iss /participating_issuers/0/iss"}},
      {"an iss with http and a slash",
       LintKind::directory,
       listed(R"({"iss":"http://a.example/","name":"A"})"),
       {"iss.not_https /participating_issuers/0/iss", "iss.trailing_slash /participating_issuers/0/iss"}},
      {"one issuer twice", LintKind::directory, listed(a + "," + a), {"directory.twice /participating_issuers/1/iss"}},
      {"no name",
       LintKind::directory,
       listed(R"({"iss":"https://a.example","name":""})"),
       {"directory.name /participating_issuers/0/name"}},
      {"a name that turns the text round",
       LintKind::directory,
       listed(R"({"iss":"https://a.example","name":"A\u202e"})"),
       {"directory.name_characters /participating_issuers/0/name"}},
      {"a website that is none",
       LintKind::directory,
       listed(with(a, "\"name\"", R"("website":"www","name")")),
       {"directory.website /participating_issuers/0/website"}},
      {"a second address",
       LintKind::directory,
       listed(a + R"(,{"iss":"https://b.example","name":"B","canonical_iss":"https://a.example"})"),
       {}},
      {"a second address of itself",
       LintKind::directory,
       listed(R"({"iss":"https://b.example","name":"B","canonical_iss":"https://b.example"})"),
       {"directory.canonical /participating_issuers/0/canonical_iss"}},
      {"a second address of nobody",
       LintKind::directory,
       listed(R"({"iss":"https://b.example","name":"B","canonical_iss":"https://c.example"})"),
       {"directory.canonical /participating_issuers/0/canonical_iss"}},
      {"a good snapshot",
       LintKind::directory_snapshot,
       snapshot(entry(
           jwk,
           R"(,"lastRetrieved":"2026-11-20T00:00:00Z","crls":[{"kid":"p4w8VZeDlUC82235ACWxg5B2pMyrSG7xNTnR05kGZRU","method":"rid","ctr":1,"rids":["a"]}])")),
       {}},
      {"a snapshot of nobody", LintKind::directory_snapshot, snapshot(""), {"directory.empty /issuerInfo"}},
      {"no time",
       LintKind::directory_snapshot,
       with(snapshot(entry(jwk)), "2026-11-20T00:00:00Z", "Friday"),
       {"directory.time /time"}},
      {"no issuer", LintKind::directory_snapshot, snapshot("{}"), {"directory.form /issuerInfo/0/issuer"}},
      {"no keys", LintKind::directory_snapshot, snapshot(entry("")), {"directory.no_key /issuerInfo/0/keys"}},
      {"a bad key",
       LintKind::directory_snapshot,
       snapshot(entry(with(jwk, lint_issuer().key().kid().str(), "k"))),
       {"jwk.kid /issuerInfo/0/keys/0/kid"}},
      {"a bad list",
       LintKind::directory_snapshot,
       snapshot(entry(jwk, R"(,"crls":[7])")),
       {"crl.form /issuerInfo/0/crls/0"}},
      {"an entry that was seen no time",
       LintKind::directory_snapshot,
       snapshot(entry(jwk, R"(,"lastRetrieved":"x")")),
       {"directory.time /issuerInfo/0/lastRetrieved"}},
  };
}

}  // namespace vhc
