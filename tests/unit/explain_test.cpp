#include "vhc/explain.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../support/test_issuer.h"
#include "vhc/vci_directory.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

const std::string folder = VHC_TEST_VECTORS "/directory/";

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

const TrustList& directory() {
  static const TrustList trust = std::move(
      read_vci_snapshot(read_file(folder + "vci_snapshot.json"), read_file(folder + "vci-issuers.json"))->trust);
  return trust;
}

constexpr UnixTime soon{std::chrono::seconds{1787529600}};   // 2026-08-24T00:00:00Z
constexpr UnixTime later{std::chrono::seconds{1795305600}};  // 2026-11-22T00:00:00Z

std::string explained(const std::string& card, const TrustList& trust, UnixTime time = soon, bool at_given = true) {
  const auto cards = find_cards(card);
  const FoundCard found =
      cards ? cards->front() : FoundCard{.recognised = false, .text = tl::unexpected(cards.error())};
  return explain(found, verify(found, trust, {.at_given = at_given}, {time}), trust);
}

std::string explained_vector(const std::string& name, UnixTime time = soon) {
  return explained(read_file(folder + "cards/" + name + ".txt"), directory(), time);
}

struct Case {
  const char* card;
  std::vector<const char*> says;  // when the list is fresh
};
const Case cases[] = {
    {"genuine", {"is genuine: Corner Pharmacy (https://corner.example/shc)", "photo ID"}},
    {"no-list", {"is genuine: Silent Laboratory", "its revocation list is not available"}},
    {"expired",
     {"made by Corner Pharmacy", "valid until 2026-08-23T00:00:00Z", "judged at 2026-08-24T00:00:00Z", "newer one"}},
    {"not-yet-valid", {"valid from 2026-12-01T00:00:00Z"}},
    {"revoked", {"Riverside Hospital", "revoked it", "current card"}},
    {"struck",
     {"Closed Clinic (https://closed.example/shc) was removed from the directory", "last seen on 2024-03-01",
      "still listed"}},
    {"struck-moved",
     {"Moved Clinic (https://old.moved.example/shc) was removed", "last seen on 2025-06-30",
      "The same key is listed under Moved Clinic (https://moved.example/shc)", "issues anew"}},
    {"changed", {"of Corner Pharmacy", "does not match that key", "Do not accept it"}},
    {"foreign-key",
     {"says that it comes from Corner Pharmacy (https://corner.example/shc)",
      "of Riverside Hospital (https://hospital.example/shc)", "Do not accept it"}},
    {"not-a-health-card", {"signed with key", "of Corner Pharmacy", "not a health card", "The fault is the issuer's"}},
    {"not-inflatable", {"of Corner Pharmacy", "not a health card: the payload does not inflate"}},
    {"other-address",
     {"signature is good", "of Corner Pharmacy (https://corner.example/shc)", "comes from https://counter.example/shc",
      "not on the list of 2026-08-22"}},
    {"other-case",
     {"comes from https://Corner.example/shc", "differs from Corner Pharmacy (https://corner.example/shc)",
      "letter by letter"}},
    {"new-key",
     {"Nobody on the list of 2026-08-22, 1 day old", "Corner Pharmacy (https://corner.example/shc), which is listed",
      "with 1 other key", "newer key", "Get a newer list"}},
    {"keyless", {"Keyless Centre", "which is listed, with no key at all"}},
    {"stranger", {"https://stranger.example/shc, which is not listed either", "ask the operator of your list"}},
};
class ExplainVectors : public testing::TestWithParam<Case> {};
TEST_P(ExplainVectors, SayWhyAndWhatToDoAndNothingOfThePerson) {
  for (const UnixTime time : {soon, later}) {
    const std::string text = explained_vector(GetParam().card, time);
    for (const char* person : {"Rivera", "Noor", "1980", "2025-10-02"}) EXPECT_EQ(std::string::npos, text.find(person));
    EXPECT_EQ('.', text.back()) << text;
    EXPECT_EQ(std::string::npos, text.find("  ")) << text;
    EXPECT_EQ(std::string::npos, text.find('\n')) << text;
  }
  const std::string text = explained_vector(GetParam().card);
  for (const char* part : GetParam().says) EXPECT_NE(std::string::npos, text.find(part)) << part << "\n" << text;
}
INSTANTIATE_TEST_SUITE_P(, ExplainVectors, testing::ValuesIn(cases), [](const auto& row) {
  std::string name = row.param.card;
  std::erase(name, '-');
  return name;
});

TEST(Explain, OldListIsNamedWhereItMatters) {
  EXPECT_NE(std::string::npos, explained_vector("genuine", later).find("The list of 2026-08-22, 91 days old, is old"));
  EXPECT_NE(std::string::npos, explained_vector("new-key", later).find("The list is old, so a newer key is likely"));
  EXPECT_NE(std::string::npos, explained_vector("stranger", later).find("The list is old: get today's"));
  EXPECT_EQ(std::string::npos, explained_vector("genuine").find("old"));
}

TEST(Explain, EveryReasonIsToldAndTheFirstInFull) {
  const TestIssuer issuer("https://pharmacy.example/shc");
  const TrustList trust = vhc::trust(issuer.listed());
  const std::string card = issuer.card(issuer.payload(R"("nbf":1798761600,"exp":1767225600)"));
  const std::string text = explained(card, trust);
  EXPECT_NE(std::string::npos, text.find("valid from"));
  EXPECT_NE(std::string::npos, text.find("Besides: the card has expired."));
}

TEST(Explain, ClockIsNamedOnlyWhenItWasUsed) {
  const TestIssuer issuer("https://pharmacy.example/shc");
  const TrustList trust = vhc::trust(issuer.listed());
  const std::string card = issuer.card(issuer.payload("\"nbf\":1798761600"));
  EXPECT_EQ(std::string::npos, explained(card, trust, soon, true).find("clock"));
  EXPECT_NE(std::string::npos, explained(card, trust, soon, false).find("clock of this device"));
}

struct Unreadable {
  const char* text;
  const char* says;
};
constexpr Unreadable unreadable[] = {
    {"shc:/567", "did not arrive intact"},
    {"shc:/1/2/567629", "did not arrive intact"},
    {"shc:/1/2/567629", "part 1 of 2 read"},
    {"12345678", "Too little of this could be read"},
    {"{", "Too little of this could be read"},
    {"hello", "It is a text. Ask for the health card itself"},
    {"HC1:NCFOXN", "It is an EU Digital COVID Certificate"},
    {"https://example.com/menu", "scanning it again cannot help. It is a web address. Do not open it."},
    {"eyJ.a", "did not arrive intact"},
    {"eyJhbGciOiJub25lIiwiemlwIjoiREVGIiwia2lkIjoiYSJ9.YQ.", "may not have"},
    {"eyJhbGciOiJub25lIn0.YQ.", "a signed token (JWT)"},
};
TEST(Explain, WhatCannotBeReadIsToldWithWhatToDo) {
  const TrustList none = vhc::trust();
  for (const Unreadable& row : unreadable) {
    const std::string text = explained(row.text, none);
    EXPECT_NE(std::string::npos, text.find(row.says)) << row.text << "\n" << text;
  }
}

TEST(Explain, UnknownKeyOverAPayloadThatCannotBeReadIsTold) {
  const TestIssuer issuer("https://pharmacy.example/shc");
  const std::string text = explained(issuer.sign(issuer.header(), as_bytes("not deflated")), vhc::trust());
  EXPECT_NE(std::string::npos, text.find("cannot be read either"));
  EXPECT_NE(std::string::npos, text.find("the key sets that were given"));
}

TEST(Explain, StruckIssuerWithAnotherKeyIsTold) {
  std::string payload = TestIssuer("https://closed.example/shc").payload();
  const TestIssuer stranger("https://closed.example/shc");
  const std::string text = explained(stranger.card(payload), directory());
  EXPECT_NE(std::string::npos, text.find("Closed Clinic (https://closed.example/shc), which was removed from the "
                                         "directory, and was last seen there on 2024-03-01"));
}

TEST(Explain, ManyOwnersOfAKeyAreCounted) {
  const TestIssuer issuer("https://pharmacy.example/shc");
  std::vector<IssuerKeys> issuers;
  for (int i = 0; i < 161; ++i) {
    IssuerKeys tenant = issuer.listed();
    tenant.iss = "https://tenant.example/" + std::to_string(i);
    tenant.name = "Tenant " + std::to_string(i);
    issuers.push_back(std::move(tenant));
  }
  const std::string text = explained(issuer.card(), TrustList::from_key_sets(std::move(issuers)));
  EXPECT_NE(std::string::npos, text.find("Tenant 0 (https://tenant.example/0), Tenant 1 (https://tenant.example/1), "
                                         "Tenant 2 (https://tenant.example/2) and 158 more"));
}

TEST(Explain, WhatAListOrACardMakesUpIsFitForAScreen) {
  TestIssuer issuer("https://pharmacy.example/shc");
  IssuerKeys listed = issuer.listed();
  const std::string right_to_left{'\xe2', '\x80', '\xae'};  // U+202E
  listed.name = "Corner\x1b[31m Pharmacy" + right_to_left;
  const std::string text = explained(issuer.card(), vhc::trust(std::move(listed)));
  EXPECT_EQ(std::string::npos, text.find('\x1b'));
  EXPECT_EQ(std::string::npos, text.find(right_to_left));
  std::string payload = issuer.payload();
  payload.replace(payload.find("pharmacy.example"), 16, "a\\u202e.example");
  const std::string other = explained(issuer.card(payload), vhc::trust(issuer.listed()));
  EXPECT_EQ(std::string::npos, other.find(right_to_left));
}

TEST(Explain, FaultsOfFormAndOfTheListAreToldApart) {
  const TestIssuer issuer("https://pharmacy.example/shc");
  IssuerKeys listed = issuer.listed();
  listed.key_set.findings.push_back({Errc::key_set_form, Severity::warning, "", ""});
  const std::string plain = explained(issuer.card(), vhc::trust(listed));
  EXPECT_EQ(std::string::npos, plain.find("formal faults"));
  std::string spaced = issuer.payload();
  spaced.insert(1, " ");
  EXPECT_NE(std::string::npos, explained(issuer.card(spaced), vhc::trust(listed)).find("formal faults"));
}

TEST(Explain, TextStandsInTheReport) {
  const std::string json = to_json(verify("hello", directory(), {}, {soon}), {.input = "a", .explanation = "Because."});
  EXPECT_NE(std::string::npos, json.find(R"("explanation":"Because.")"));
  EXPECT_EQ(std::string::npos, to_json(verify("hello", directory(), {}, {soon}), {.input = "a"}).find("explanation"));
}

}  // namespace
}  // namespace vhc
