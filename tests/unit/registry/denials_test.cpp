// A deny of a live note is carried by the next list, lifted on purpose, or the list is refused.
#include "lists.h"
#include "vhc/list_denials.h"

namespace vhc {
namespace {

const std::string a = "https://a.example/shc";
const std::string kid = "AJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw";
const std::string other_kid = "BJrT9jU8vOCUl4xsI1RZjOPP8hFUv7n9mhVtolqH9qw";

LiveNote live(std::uint32_t number, std::vector<std::string> keys, std::vector<CardDenial> cards = {}) {
  LiveNote note;
  note.number = number;
  note.keys = std::move(keys);
  note.cards = std::move(cards);
  return note;
}

TrustLines with_key(KeyLineStatus status) {
  TrustLines list = list_of({issuer_line(a, {key_line(kid)})});
  list.issuers[0].keys[0].status = status;
  return list;
}

const TrustLines trusting = with_key(KeyLineStatus::active);
const TrustLines revoking = with_key(KeyLineStatus::revoked);

TEST(Carries, OnlyWhatTakesTheTrustAway) {
  const std::string key = "deny-key " + kid;
  const std::string issuer = "deny vci " + a + " *";
  const std::string card = "deny vci " + a + " " + kid + " AbCdEfGhIjk";
  EXPECT_FALSE(carries(trusting, key));
  EXPECT_TRUE(carries(revoking, key));
  EXPECT_TRUE(carries(list_of({}), key));
  EXPECT_FALSE(carries(with_key(KeyLineStatus::retired), key));
  EXPECT_FALSE(carries(trusting, issuer));
  EXPECT_FALSE(carries(trusting, card));
  TrustLines suspended = trusting;
  suspended.issuers[0].status = IssuerLineStatus::suspended;
  EXPECT_TRUE(carries(suspended, issuer));
  TrustLines listed = trusting;
  listed.issuers[0].crl = {{.kid = kid, .counter = 1, .rids = {{"AbCdEfGhIjk", std::nullopt}}}};
  EXPECT_FALSE(carries(listed, card));  // without a counter the key revokes nothing
  listed.issuers[0].keys[0].counter = 1;
  EXPECT_TRUE(carries(listed, card));
  EXPECT_FALSE(carries(listed, card + "x"));
  // What nobody understands is carried by no list.
  for (const char* bad : {"", "deny-key", "deny-key ", "deny", "deny vci", "allow vci x *", "x"}) {
    EXPECT_FALSE(carries(list_of({}), bad)) << bad;
  }
}

TEST(OpenDenials, AreThoseThatNoListHasSettledEachWithItsLowestNumber) {
  OpenDenials open(3);
  open.add(live(3, {kid}));
  EXPECT_TRUE(open.lines().empty());
  EXPECT_EQ(open.newest(), 3U);
  open.add(live(7, {kid}));
  open.add(live(5, {kid, other_kid}));
  ASSERT_EQ(open.lines().size(), 2U);
  EXPECT_EQ(open.lines()[0].line, "deny-key " + kid);
  EXPECT_EQ(open.lines()[0].live, 5U);
  EXPECT_EQ(open.lines()[1].live, 5U);
  EXPECT_EQ(open.newest(), 7U);
}

TEST(OpenDenials, OfASignersOwnStateCountToo) {
  TrustState own;
  own.denials = {{.live = 4, .line = "deny-key " + kid}, {.live = std::nullopt, .line = "deny-key " + other_kid}};
  OpenDenials open(0);
  open.add(own);
  ASSERT_EQ(open.lines().size(), 1U);  // one without a number is settled by no list
  EXPECT_EQ(open.lines()[0].live, 4U);
}

TEST(OpenDenials, AreLiftedByAListThatSettlesAndDoesNotCarryThem) {
  OpenDenials open(0);
  open.add(live(4, {kid}));
  EXPECT_TRUE(open.lifted_by(trusting, 3).empty());
  EXPECT_EQ(open.lifted_by(trusting, 4), std::vector<std::string>{"deny-key " + kid});
  EXPECT_TRUE(open.lifted_by(revoking, 4).empty());
}

TEST(OpenDenials, RefuseAListThatForgetsOne) {
  OpenDenials open(0);
  open.add(live(4, {kid}));
  const std::string line = "deny-key " + kid;
  expect_error(open.check(trusting, 4, {}), Errc::registry_deny_forgotten);
  expect_error(open.check(trusting, 4, {"deny-key " + other_kid}), Errc::registry_deny_forgotten);
  expect_error(open.check(trusting, 4, {line + " "}), Errc::registry_deny_forgotten);
  expect_error(open.check(trusting, 3, {}), Errc::registry_settles);
  EXPECT_TRUE(open.check(trusting, 4, {line}));
  EXPECT_TRUE(open.check(trusting, 3, {line}));
  EXPECT_TRUE(open.check(revoking, 4, {}));
  EXPECT_TRUE(open.check(revoking, 0, {}));
}

TEST(OpenDenials, RefuseAListThatSettlesWhatNobodyHasSeen) {
  OpenDenials open(2);
  EXPECT_TRUE(open.check(trusting, 2, {}));
  expect_error(open.check(trusting, 3, {}), Errc::registry_unknown_live);
  open.add(live(4, {kid}));
  EXPECT_TRUE(open.check(revoking, 4, {}));
  expect_error(open.check(revoking, 5, {}), Errc::registry_unknown_live);
}

}  // namespace
}  // namespace vhc
