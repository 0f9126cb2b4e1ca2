// An issuer's revocation lists: their counter, their entries, and what is not written again.
#include "vhc/crl.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "issuer_files.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

CrlUpdate add(std::optional<std::string_view> current, const std::vector<Revocation>& added) {
  const auto update = add_revocations(current, kid_of(), added);
  EXPECT_TRUE(update);
  return update.value();
}

TEST(Crl, StartsAtOneAndHasItsExactForm) {
  const CrlUpdate update = add(std::nullopt, {rid("ZyXwVuTsRqp", seconds(1636977600)), rid("AbCdEfGhIjk")});
  EXPECT_EQ(update.json, R"({"kid":"3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s","method":"rid","ctr":1,)"
                         R"("rids":["AbCdEfGhIjk","ZyXwVuTsRqp.1636977600"]})");
  EXPECT_TRUE(update.changed);
  EXPECT_EQ(update.ctr, 1);
  EXPECT_EQ(update.num_rids, 2U);
}

TEST(Crl, NewListMayBeEmpty) {
  const CrlUpdate update = add(std::nullopt, {});
  EXPECT_TRUE(update.changed);
  EXPECT_EQ(update.ctr, 1);
  EXPECT_NE(update.json.find(R"("rids":[]})"), std::string::npos);
}

TEST(Crl, CounterGrowsByOneAChange) {
  const CrlUpdate first = add(std::nullopt, {rid("a")});
  const CrlUpdate second = add(first.json, {rid("b"), rid("c"), rid("d")});
  EXPECT_EQ(second.ctr, 2);
  EXPECT_EQ(second.num_rids, 4U);
}

TEST(Crl, NothingNewChangesNothing) {
  const CrlUpdate list = add(std::nullopt, {rid("bare"), rid("stamped", seconds(1000))});
  for (const std::vector<Revocation>& covered : {std::vector<Revocation>{},
                                                 {rid("bare")},
                                                 {rid("bare", seconds(5))},
                                                 {rid("bare", max_time)},
                                                 {rid("stamped", seconds(1000))},
                                                 {rid("stamped", seconds(999))}}) {
    const CrlUpdate update = add(list.json, covered);
    EXPECT_FALSE(update.changed);
    EXPECT_EQ(update.json, list.json);
    EXPECT_EQ(update.ctr, 1);
    EXPECT_EQ(update.num_rids, 2U);
  }
}

TEST(Crl, BareWinsOverStampAndLargerStampOverSmaller) {
  const CrlUpdate list = add(std::nullopt, {rid("x", seconds(1000))});
  const CrlUpdate larger = add(list.json, {rid("x", seconds(1001))});
  EXPECT_NE(larger.json.find(R"(["x.1001"])"), std::string::npos);
  const CrlUpdate bare = add(larger.json, {rid("x")});
  EXPECT_NE(bare.json.find(R"(["x"])"), std::string::npos);
  EXPECT_EQ(bare.ctr, 3);
  const CrlUpdate at_once = add(std::nullopt, {rid("x", seconds(5)), rid("x"), rid("x", seconds(9))});
  EXPECT_NE(at_once.json.find(R"(["x"])"), std::string::npos);
}

TEST(Crl, EntriesStandInByteOrder) {
  const CrlUpdate list = add(std::nullopt, {rid("b"), rid("a"), rid("_"), rid("B"), rid("-"), rid("1"), rid("aa")});
  EXPECT_NE(list.json.find(R"("rids":["-","1","B","_","a","aa","b"])"), std::string::npos);
}

TEST(Crl, ReadsAsTheVerifierReadsIt) {
  const auto list = RevocationList::parse(add(std::nullopt, {rid("bare"), rid("stamped", seconds(1000))}).json);
  ASSERT_TRUE(list);
  EXPECT_TRUE(list->findings().empty());
  EXPECT_TRUE(list->revokes("bare", seconds(5000)));
  EXPECT_TRUE(list->revokes("stamped", seconds(999)));
  EXPECT_FALSE(list->revokes("stamped", seconds(1000)));
  EXPECT_FALSE(list->revokes("other", seconds(1)));
}

TEST(Crl, TakesOverAListOfAnotherProgram) {
  const std::string foreign =
      R"({ "method": "rid", "rids": ["b.5", "a", "b.7", "a.9"], "kid": "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s",)"
      R"( "ctr": "41", "extra": 1 })";
  EXPECT_FALSE(add(foreign, {rid("a")}).changed);
  const CrlUpdate update = add(foreign, {rid("c")});
  EXPECT_EQ(update.ctr, 42);
  EXPECT_NE(update.json.find(R"("rids":["a","b.7","c"]})"), std::string::npos);
}

struct ListCase {
  const char* name;
  const char* from;
  const char* to;
  Errc code;
};
constexpr ListCase list_cases[] = {
    {"OtherKid", "3Kfdg", "4Kfdg", Errc::crl_kid},
    {"NoKid", "\"kid\"", "\"key\"", Errc::crl_kid},
    {"OtherMethod", "\"rid\"", "\"hash-fhir\"", Errc::crl_method},
    {"NoMethod", "\"method\"", "\"way\"", Errc::crl_method},
    {"CounterZero", ":7", ":0", Errc::crl_form},
    {"CounterFraction", ":7", ":7.5", Errc::crl_form},
    {"NoCounter", "\"ctr\"", "\"count\"", Errc::crl_form},
    {"CounterAtItsEnd", ":7", ":999999999999999999", Errc::crl_form},
    {"NoRids", "\"rids\"", "\"ids\"", Errc::crl_form},
    {"RidsNoArray", "[\"a\"]", "\"a\"", Errc::crl_form},
    {"EntryNoText", "\"a\"", "7", Errc::crl_form},
    {"EntryTooLong", "\"a\"", "\"1234567890123456789012345\"", Errc::crl_form},
    {"EntryOutsideTheAlphabet", "\"a\"", "\"a+b\"", Errc::crl_form},
    {"EntryEmpty", "\"a\"", "\"\"", Errc::crl_form},
    {"StampEmpty", "\"a\"", "\"a.\"", Errc::crl_form},
    {"StampNegative", "\"a\"", "\"a.-5\"", Errc::crl_form},
    {"StampFraction", "\"a\"", "\"a.5.5\"", Errc::crl_form},
    {"StampWithLeadingZero", "\"a\"", "\"a.05\"", Errc::crl_form},
    {"StampBeyondTheYear9999", "\"a\"", "\"a.253402300800\"", Errc::crl_form},
    {"NoJson", "{", "", Errc::json_syntax},
};
class ListCases : public testing::TestWithParam<ListCase> {};
TEST_P(ListCases, AreNotWrittenAgain) {
  const std::string good =
      R"({"kid":"3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s","method":"rid","ctr":7,"rids":["a"]})";
  const std::vector<Revocation> added{rid("b")};
  ASSERT_TRUE(add_revocations(good, kid_of(), added));
  const auto update = add_revocations(replaced(good, GetParam().from, GetParam().to), kid_of(), added);
  ASSERT_FALSE(update);
  EXPECT_EQ(update.error().code, GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(, ListCases, testing::ValuesIn(list_cases), [](const auto& i) { return i.param.name; });

TEST(Crl, StampsLieWithinWhatCanBeRead) {
  EXPECT_TRUE(add(std::nullopt, {rid("x", seconds(0))}).changed);
  EXPECT_TRUE(add(std::nullopt, {rid("x", max_time)}).changed);
  const std::vector<Revocation> before_1970{rid("x", seconds(-1))};
  const std::vector<Revocation> after_9999{rid("x", max_time + std::chrono::seconds(1))};
  EXPECT_EQ(add_revocations(std::nullopt, kid_of(), before_1970).error().code, Errc::time_format);
  EXPECT_EQ(add_revocations(std::nullopt, kid_of(), after_9999).error().code, Errc::time_format);
}

TEST(Crl, HoldsAMillionEntriesAndNoMore) {
  std::vector<Revocation> many;
  many.reserve(max_rids + 1);
  for (std::size_t i = 0; i < max_rids; ++i) many.push_back(rid(std::to_string(i)));
  EXPECT_EQ(add(std::nullopt, many).num_rids, max_rids);
  many.push_back(rid("one-more"));
  EXPECT_EQ(add_revocations(std::nullopt, kid_of(), many).error().code, Errc::input_too_large);
}

}  // namespace
}  // namespace vhc
