// The rules over a list that is written already: a list that keeps them says nothing, and each fault is named by its
// rule, once.
#include "vhc/list_audit.h"

#include <functional>

#include "lists.h"

namespace vhc {
namespace {

using test::at;

std::string rules(const TrustLines& list) {
  std::string all;
  for (const AuditFinding& one : audit(list)) {
    const char severity = one.severity == Severity::error ? '!' : one.severity == Severity::warning ? '?' : '.';
    all += (all.empty() ? "" : " ") + one.rule + severity;
  }
  return all;
}

TrustLines good_list() {
  TrustLines list = list_of({issuer_line("https://a.example/shc", {real_key()}),
                             issuer_line("https://b.example/shc", {real_key(), real_key()})});
  list.issuers[1].keys[0].counter = 3;
  list.issuers[1].crl = {{.kid = list.issuers[1].keys[0].kid, .counter = 3, .rids = {{"x", std::nullopt}}}};
  return list;
}

TEST(ListAudit, NamesEachFaultByItsRule) {
  const struct {
    const char* what;
    std::function<void(TrustLines&)> change;
    const char* rules;
  } cases[] = {
      {"nothing", [](TrustLines&) {}, ""},
      {"a suspended issuer", [](TrustLines& l) { l.issuers[0].status = IssuerLineStatus::suspended; }, "V4?"},
      {"an address that may not stand there", [](TrustLines& l) { l.issuers[0].iss += "/"; }, "V5!"},
      {"an address without https", [](TrustLines& l) { l.issuers[0].iss = "http://a.example/shc"; }, "V5!"},
      {"twins by letter case", [](TrustLines& l) { l.issuers[1].iss = "https://a.example/SHC"; }, "V5?"},
      {"no P-256 key", [](TrustLines& l) { l.issuers[0].keys[0].kind = KeyKind::ed25519; }, "V7!"},
      {"a point that is none", [](TrustLines& l) { l.issuers[0].keys[0].material[0] ^= 1; }, "V7!"},
      {"a kid that is no thumbprint", [](TrustLines& l) { l.issuers[0].keys[0].kid = "key-1"; }, "V9!"},
      {"a kid in other letters",
       [](TrustLines& l) {
         char& last = l.issuers[0].keys[0].kid.at(10);
         last = last == 'A' ? 'B' : 'A';
       },
       "V9!"},
      {"a revoked point elsewhere",
       [](TrustLines& l) {
         l.issuers[0].keys.push_back(l.issuers[1].keys[1]);
         l.issuers[0].keys[1].status = KeyLineStatus::revoked;
       },
       "V10!"},
      {"a retired one of a revoked point",
       [](TrustLines& l) {
         l.issuers[0].keys.push_back(l.issuers[1].keys[1]);
         l.issuers[0].keys[1].status = KeyLineStatus::revoked;
         l.issuers[1].keys[1].status = KeyLineStatus::retired;
       },
       ""},
      {"one point under two kids",
       [](TrustLines& l) {
         l.issuers[0].keys.push_back(l.issuers[0].keys[0]);
         l.issuers[0].keys[1].kid = "alias";
       },
       "V9! V11!"},
      {"one point at two issuers", [](TrustLines& l) { l.issuers[0].keys[0] = l.issuers[1].keys[1]; }, ""},
      {"a counter and no list", [](TrustLines& l) { l.issuers[0].keys[0].counter = 1; }, "V13?"},
      {"a list and no counter", [](TrustLines& l) { l.issuers[1].keys[0].counter.reset(); }, "V13?"},
      {"a list that is behind", [](TrustLines& l) { l.issuers[1].keys[0].counter = 4; }, "V13?"},
      {"a list that is ahead", [](TrustLines& l) { l.issuers[1].keys[0].counter = 2; }, ""},
      {"a list that is old", [](TrustLines& l) { l.issuers[1].crl[0].stale = at("2026-01-01T00:00:00Z"); }, "V13?"},
      {"entries that cannot be used", [](TrustLines& l) { l.issuers[1].crl[0].unread = 2; }, "V13?"},
      {"odd entries and those that cannot be used",
       [](TrustLines& l) {
         l.issuers[1].crl[0].unread = 1;
         l.issuers[1].crl[0].odd = {{"a b", std::nullopt}};
       },
       "V13? V13?"},
      {"an issuer without a key", [](TrustLines& l) { l.issuers[0].keys.clear(); }, "V16?"},
      {"one name twice", [](TrustLines& l) { l.issuers[1].name = l.issuers[0].name; }, "V21."},
      {"names that look alike",
       [](TrustLines& l) {
         l.issuers[0].name = "Paxos";
         l.issuers[1].name = "\xD0\xA0\xD0\xB0\xD1\x85\xD0\xBEs";
       },
       "V21?"},
      {"names in another letter case",
       [](TrustLines& l) {
         l.issuers[0].name = "Paxos";
         l.issuers[1].name = "PAXOS";
       },
       "V21?"},
      {"no names",
       [](TrustLines& l) {
         l.issuers[0].name.clear();
         l.issuers[1].name.clear();
       },
       ""},
      {"one long unseen", [](TrustLines& l) { l.issuers[0].stale = at("2026-01-01T00:00:00Z"); }, "V22?"},
      {"a network of another family",
       [](TrustLines& l) {
         l.networks[1].profile = Profile::dcc;
         l.issuers[0].iss = "XX";
         l.issuers[0].keys[0].kid = "AAAAAAAAAAA=";
       },
       ""},
  };
  for (const auto& one : cases) {
    TrustLines list = good_list();
    one.change(list);
    EXPECT_EQ(rules(list), one.rules) << one.what;
  }
}

TEST(ListAudit, SaysWhichIssuerAndKeyItIsAbout) {
  TrustLines list = good_list();
  list.issuers[1].keys[0].counter = 4;
  const std::vector<AuditFinding> found = audit(list);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].net, "vci");
  EXPECT_EQ(found[0].iss, "https://b.example/shc");
  EXPECT_EQ(found[0].kid, list.issuers[1].keys[0].kid);
  EXPECT_FALSE(found[0].detail.empty());
}

TEST(ListAudit, CountsInWords) {
  TrustLines list = good_list();
  list.issuers[1].crl[0].unread = 1;
  EXPECT_EQ(audit(list).at(0).detail, "1 entry of its revocation list cannot be used");
  list.issuers[1].crl[0].unread = 2;
  EXPECT_EQ(audit(list).at(0).detail, "2 entries of its revocation list cannot be used");
}

TEST(ListAudit, OfAnEmptyListSaysNothing) {
  EXPECT_TRUE(audit({}).empty());
  EXPECT_TRUE(audit(list_of({})).empty());
}

}  // namespace
}  // namespace vhc
