// What stands in an issuer's folder and what is made public from it: settings, key records, revocation lists, journal.
#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "vhc/crl.h"
#include "vhc/issuer_settings.h"
#include "vhc/journal.h"
#include "vhc/json.h"
#include "vhc/key_record.h"
#include "vhc/key_set.h"
#include "vhc/revocation_list.h"
#include "vhc/signing_key.h"
#include "vhc/site.h"

namespace vhc {
namespace {

std::string read_vector(std::string_view name) {
  std::ifstream in(std::string(VHC_TEST_VECTORS "/issuer-folder/") + std::string(name));
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string read_document(std::string_view name) {
  std::ifstream in(std::string(VHC_TEST_VECTORS "/../docs/formats/") + std::string(name));
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

UnixTime at(std::string_view time) {
  return parse_time(time).value();
}

KeyId kid_of(std::string_view text = "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s") {
  return KeyId::parse(text).value();
}

Revocation rid(std::string_view text, std::optional<UnixTime> before = std::nullopt) {
  return {RevocationId::parse(text).value(), before};
}

UnixTime seconds(std::int64_t count) {
  return UnixTime{std::chrono::seconds{count}};
}

// ---- documents

TEST(FormatDocuments, ShowTheVectorsByteForByte) {
  const std::string folder = read_document("issuer-folder.md");
  for (const char* name : {"issuer.json", "key.pub", "key-revoked.pub", "crl.json", "journal.ndjson", "jwks.json"})
    EXPECT_NE(folder.find(read_vector(name)), std::string::npos) << name;
  const std::string key_file = read_document("key-file.md");
  for (const char* name : {"sealed-rid-secret.json", "unsealed-rid-secret.json"}) {
    const auto vector = JsonDocument::parse(read_vector(std::string("../key-file/") + name));
    EXPECT_NE(key_file.find(vector->root().find_string("input").value()), std::string::npos) << name;
  }
}

// ---- settings

IssuerSettings shop() {
  return {.iss = IssuerUrl::parse("https://pharmacy.example/shc").value(), .name = "Corner Pharmacy"};
}

TEST(IssuerSettings, AreWrittenAsTheDocumentShows) {
  IssuerSettings settings = shop();
  settings.zone = "America/New_York";
  settings.languages = {"en", "es-MX"};
  EXPECT_EQ(to_json(settings).value() + "\n", read_vector("issuer.json"));
}

TEST(IssuerSettings, ReadBack) {
  IssuerSettings settings = shop();
  settings.name = "Ünder \"The\" Bridge \\ 薬局";
  settings.zone = "Etc/GMT+5";
  settings.source = RecordSource::registry;
  settings.rid = false;
  settings.retention_days = 1;
  settings.performer = "Under the Bridge";
  settings.languages = {"pt-BR", "en"};
  const auto again = parse_issuer_settings(to_json(settings).value());
  ASSERT_TRUE(again);
  EXPECT_EQ(again->iss, settings.iss);
  EXPECT_EQ(again->name, settings.name);
  EXPECT_EQ(again->zone, settings.zone);
  EXPECT_EQ(again->source, settings.source);
  EXPECT_EQ(again->rid, settings.rid);
  EXPECT_EQ(again->retention_days, settings.retention_days);
  EXPECT_EQ(again->performer, settings.performer);
  EXPECT_EQ(again->languages, settings.languages);
}

TEST(IssuerSettings, WhiteSpaceAndOrderAreFree) {
  const std::string json = read_vector("issuer.json");
  EXPECT_TRUE(parse_issuer_settings(" \n" + json));
  const std::string moved =
      replaced(replaced(json, R"("rid":true,)", ""), R"({"schema")", R"({"rid" : true, "schema")");
  EXPECT_TRUE(parse_issuer_settings(moved));
}

struct SettingsCase {
  const char* name;
  const char* from;
  const char* to;
  Errc code;
  const char* where;
};
constexpr SettingsCase settings_cases[] = {
    {"NewerSchema", "vhc.issuer/1", "vhc.issuer/2", Errc::folder_version, "/schema"},
    {"OtherSchema", "vhc.issuer/1", "vhc.venue/1", Errc::folder_form, "/schema"},
    {"OlderSchema", "vhc.issuer/1", "vhc.issuer/0", Errc::folder_form, "/schema"},
    {"NoSchema", R"("schema":"vhc.issuer/1",)", "", Errc::folder_form, "/schema"},
    {"UnknownMember", "\"rid\":true", R"("rid":true,"colour":1)", Errc::folder_form, "/colour"},
    {"IssNotHttps", "https://", "http://", Errc::folder_form, "/iss"},
    {"IssWithSlash", "/shc\"", "/shc/\"", Errc::folder_form, "/iss"},
    {"NameEmpty", "Corner Pharmacy", "", Errc::folder_form, "/name"},
    {"NameWithLineBreak", "Corner Pharmacy", "Corner\\nPharmacy", Errc::folder_form, "/name"},
    {"NameThatTurnsRound", "Corner Pharmacy", "Corner\\u202ePharmacy", Errc::folder_form, "/name"},
    {"NameNoText", "\"Corner Pharmacy\"", "7", Errc::folder_form, "/name"},
    {"ZoneOutOfTheFolder", "America/New_York", "../../etc/passwd", Errc::folder_form, "/zone"},
    {"ZoneAbsolute", "America/New_York", "/etc/passwd", Errc::folder_form, "/zone"},
    {"ZoneEmpty", "America/New_York", "", Errc::folder_form, "/zone"},
    {"SourceUnknown", "\"pharmacy\"", "\"hospital\"", Errc::folder_form, "/source"},
    {"RidNoBoolean", "\"rid\":true", R"("rid":"true")", Errc::folder_form, "/rid"},
    {"RetentionZero", ":400", ":0", Errc::folder_form, "/retention_days"},
    {"RetentionOneTooLong", ":400", ":36501", Errc::folder_form, "/retention_days"},
    {"RetentionFraction", ":400", ":400.5", Errc::folder_form, "/retention_days"},
    {"RetentionHuge", ":400", ":40000000000000000000", Errc::folder_form, "/retention_days"},
    {"PerformerTooLong", R"("performer":"")", R"("performer":"123456789012345678901234567890")", Errc::folder_form,
     "/performer"},
    {"NoLanguages", R"(["en","es-MX"])", "[]", Errc::folder_form, "/languages"},
    {"LanguageNoText", "[\"en\",", "[7,", Errc::folder_form, "/languages"},
    {"LanguageWithSlash", "es-MX", "es/MX", Errc::folder_form, "/languages"},
    {"LanguagesNoArray", R"(["en","es-MX"])", "\"en\"", Errc::folder_form, "/languages"},
    {"NoJson", "{", "", Errc::json_syntax, nullptr},
    {"MemberTwice", "\"rid\":true", R"("rid":true,"rid":true)", Errc::json_duplicate_name, nullptr},
};
class SettingsCases : public testing::TestWithParam<SettingsCase> {};
TEST_P(SettingsCases, AreRefused) {
  const auto read = parse_issuer_settings(replaced(read_vector("issuer.json"), GetParam().from, GetParam().to));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, GetParam().code);
  if (GetParam().where != nullptr) {
    EXPECT_EQ(read.error().where, GetParam().where);
  }
}
INSTANTIATE_TEST_SUITE_P(, SettingsCases, testing::ValuesIn(settings_cases),
                         [](const auto& i) { return i.param.name; });

TEST(IssuerSettings, AreNotWrittenOutOfBounds) {
  IssuerSettings settings = shop();
  settings.name = std::string(max_issuer_name_chars, 'n');
  settings.performer = std::string(max_performer_chars, 'p');
  settings.retention_days = max_retention_days;
  EXPECT_TRUE(to_json(settings));
  settings.name += 'n';
  EXPECT_EQ(to_json(settings).error().where, "/name");
  settings.name = "\xff";
  EXPECT_EQ(to_json(settings).error().where, "/name");
}

// ---- key records

KeyRecord record_of(const SigningKey& key, std::string_view created = "2026-11-23T09:14:03Z") {
  return {.kid = key.kid(), .key = key.public_key(), .created = at(created)};
}

KeyRecord example_record() {
  return parse_key_record(read_vector("key.pub")).value();
}

TEST(KeyRecord, IsWrittenAsTheDocumentShows) {
  const KeyRecord record = example_record();
  EXPECT_EQ(to_json(record) + "\n", read_vector("key.pub"));
  EXPECT_EQ(record.state(), KeyState::active);
  EXPECT_EQ(record.kid, key_id(record.key));
  const KeyRecord revoked = revoke(record, at("2026-11-24T10:00:00Z"), "the laptop was stolen").value();
  EXPECT_EQ(to_json(revoked) + "\n", read_vector("key-revoked.pub"));
}

TEST(KeyRecord, EveryStateReadsBack) {
  const KeyRecord active = record_of(SigningKey::generate().value());
  const UnixTime later = at("2027-11-22T00:00:00Z");
  const KeyRecord retired = retire(active, later).value();
  const KeyRecord destroyed = destroy(active, later).value();
  const KeyRecord revoked = revoke(destroyed, later, "reason").value();
  for (const KeyRecord& record : {active, retired, destroyed, revoked}) {
    const auto again = parse_key_record(to_json(record));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->state(), record.state());
    EXPECT_EQ(to_json(*again), to_json(record));
  }
}

TEST(KeyRecord, OnlyAnActiveKeySignsAndOnlyARevokedOneIsNotPublished) {
  const KeyRecord active = record_of(SigningKey::generate().value());
  const UnixTime later = at("2027-11-22T00:00:00Z");
  const KeyRecord retired = retire(active, later).value();
  const KeyRecord destroyed = destroy(active, later).value();
  const KeyRecord revoked = revoke(active, later, "reason").value();
  EXPECT_TRUE(active.signs());
  EXPECT_FALSE(retired.signs() || destroyed.signs() || revoked.signs());
  EXPECT_TRUE(active.is_published() && retired.is_published() && destroyed.is_published());
  EXPECT_FALSE(revoked.is_published());
  EXPECT_TRUE(active.has_private_key() && retired.has_private_key() && revoked.has_private_key());
  EXPECT_FALSE(destroyed.has_private_key());
  // Destroying the private key of a revoked one does not publish it again.
  EXPECT_FALSE(destroy(revoked, later)->is_published());
  EXPECT_EQ(destroy(revoked, later)->state(), KeyState::revoked);
}

TEST(KeyRecord, WhatHasHappenedDoesNotHappenAgain) {
  const KeyRecord active = record_of(SigningKey::generate().value());
  const UnixTime later = at("2027-11-22T00:00:00Z");
  EXPECT_EQ(retire(retire(active, later).value(), later).error().code, Errc::key_not_active);
  EXPECT_EQ(retire(revoke(active, later, "r").value(), later).error().code, Errc::key_not_active);
  EXPECT_EQ(revoke(revoke(active, later, "r").value(), later, "r").error().code, Errc::key_not_active);
  EXPECT_EQ(destroy(destroy(active, later).value(), later).error().code, Errc::key_destroyed);
  EXPECT_TRUE(revoke(retire(active, later).value(), later, "r"));
  EXPECT_TRUE(destroy(retire(active, later).value(), later));
}

TEST(KeyRecord, ReasonIsOneLineOfPlainText) {
  EXPECT_TRUE(check_reason("lost at the airport, déjà vu", "--reason"));
  EXPECT_TRUE(check_reason(std::string(max_reason_chars, 'r'), "--reason"));
  EXPECT_EQ(check_reason(std::string(max_reason_chars + 1, 'r'), "--reason").error().code, Errc::in_too_long);
  EXPECT_EQ(check_reason("", "--reason").error().code, Errc::in_missing);
  // A line feed, a tab, DEL, a C1 control, a bidirectional override and its end, a line separator, and two texts that
  // are not UTF-8.
  for (const char* reason :
       {"two\nlines", "tab\there", "\x7f", "\xc2\x85", "\xe2\x80\xae\xe2\x80\xac", "\xe2\x80\xa8", "\xff", "\x80"}) {
    EXPECT_EQ(check_reason(reason, "--reason").error().code, Errc::in_control_character);
    EXPECT_EQ(check_reason(reason, "--reason").error().where, "--reason");
  }
  // Two hundred characters of any size.
  std::string long_but_legal;
  for (std::size_t i = 0; i < max_reason_chars; ++i) long_but_legal += "薬";
  EXPECT_TRUE(check_reason(long_but_legal, "--reason"));
  EXPECT_FALSE(check_reason(long_but_legal + "薬", "--reason"));
}

struct RecordCase {
  const char* name;
  const char* from;
  const char* to;
  Errc code;
};
constexpr RecordCase record_cases[] = {
    {"NewerSchema", "vhc.key/1", "vhc.key/3", Errc::folder_version},
    {"SecondSchemaWithoutMac", "vhc.key/1", "vhc.key/2", Errc::folder_form},
    {"OtherSchema", "vhc.key/1", "vhc.keys/1", Errc::folder_form},
    {"StateThatTheDatesDoNotSay", "\"active\"", "\"retired\"", Errc::folder_form},
    {"StateUnknown", "\"active\"", "\"asleep\"", Errc::folder_form},
    {"TimeInOtherForm", "09:14:03Z", "09:14:03+00:00", Errc::folder_form},
    {"TimeThatIsNone", "09:14:03Z", "later", Errc::folder_form},
    {"CreatedMissing", R"("created":"2026-11-23T09:14:03Z",)", "", Errc::folder_form},
    {"ReasonOfAnActiveKey", "\"jwk\"", R"("reason":"none","jwk")", Errc::folder_form},
    {"RevokedWithoutReason", "\"jwk\"", R"("revoked":"2026-11-24T10:00:00Z","jwk")", Errc::folder_form},
    {"UnknownMember", "\"jwk\"", R"("note":1,"jwk")", Errc::folder_form},
    {"JwkMissing", "\"jwk\"", "\"key\"", Errc::folder_form},
    {"JwkOfAnotherKid", R"("kid":")", R"("kid":"A)", Errc::folder_form},
    {"JwkWithPrivateMember", "\"kty\"", R"("d":"AAAA","kty")", Errc::folder_form},
    {"NoJson", "{", "", Errc::json_syntax},
};
class RecordCases : public testing::TestWithParam<RecordCase> {};
TEST_P(RecordCases, AreRefused) {
  const auto read = parse_key_record(replaced(read_vector("key.pub"), GetParam().from, GetParam().to));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(, RecordCases, testing::ValuesIn(record_cases), [](const auto& i) { return i.param.name; });

TEST(KeyRecords, AreFoundByTheBeginningOfTheirKid) {
  KeyRecord a = example_record();
  KeyRecord b = a;
  KeyRecord c = a;
  a.kid = kid_of(std::string(43, 'a'));
  b.kid = kid_of("ab" + std::string(41, 'b'));
  c.kid = kid_of("c" + std::string(42, 'c'));
  const std::vector<KeyRecord> records{a, b, c};
  EXPECT_EQ(find_key(records, "c").value(), 2U);
  EXPECT_EQ(find_key(records, "ab").value(), 1U);
  EXPECT_EQ(find_key(records, a.kid.str()).value(), 0U);
  EXPECT_EQ(find_key(records, "a").error().code, Errc::key_ambiguous);
  EXPECT_EQ(find_key(records, "d").error().code, Errc::key_none);
  EXPECT_EQ(find_key(records, "").error().code, Errc::key_none);
  EXPECT_EQ(find_key({}, "a").error().code, Errc::key_none);
}

TEST(KeyRecords, NewestActiveKeySigns) {
  const SigningKey key = SigningKey::generate().value();
  const KeyRecord old = record_of(key, "2025-01-01T00:00:00Z");
  const KeyRecord newer = record_of(key, "2026-01-01T00:00:00Z");
  const KeyRecord retired = retire(record_of(key, "2026-06-01T00:00:00Z"), at("2026-07-01T00:00:00Z")).value();
  EXPECT_EQ(signing_key_of(std::vector{old, newer, retired}).value(), 1U);
  EXPECT_EQ(signing_key_of(std::vector{retired, newer, old}).value(), 1U);
  EXPECT_EQ(signing_key_of(std::vector{retired}).error().code, Errc::key_not_active);
  EXPECT_EQ(signing_key_of({}).error().code, Errc::key_none);
}

// ---- revocation lists

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

// ---- the public folder

const SiteFile* find(const std::vector<SiteFile>& files, std::string_view path) {
  const auto found = std::find_if(files.begin(), files.end(), [path](const SiteFile& f) { return f.path == path; });
  return found == files.end() ? nullptr : &*found;
}

TEST(Site, IsMadeAsTheDocumentShows) {
  const KeyRecord record = example_record();
  const auto files = make_site(std::vector<SiteKey>{{record, read_vector("crl.json")}});
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 2U);
  EXPECT_EQ(files->front().path, ".well-known/crl/" + record.kid.str() + ".json");
  EXPECT_EQ(files->front().text, read_vector("crl.json"));
  EXPECT_EQ(files->back().path, ".well-known/jwks.json");
  EXPECT_EQ(files->back().text, read_vector("jwks.json"));
}

TEST(Site, KeySetReadsBackWithCountersInStep) {
  const SigningKey first = SigningKey::generate().value();
  const SigningKey second = SigningKey::generate().value();
  const SigningKey third = SigningKey::generate().value();
  const UnixTime later = at("2027-01-01T00:00:00Z");
  const std::vector<Revocation> revoked{rid("x")};
  const std::string list = add_revocations(std::nullopt, second.kid(), {})->json;
  const std::string newer_list = add_revocations(list, second.kid(), revoked)->json;
  const auto files = make_site(std::vector<SiteKey>{
      {record_of(first, "2026-01-01T00:00:00Z"), std::nullopt},
      {retire(record_of(second, "2025-01-01T00:00:00Z"), later).value(), newer_list},
      {destroy(record_of(third, "2024-01-01T00:00:00Z"), later).value(), std::nullopt},
  });
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 2U);
  const auto set = parse_key_set(find(*files, ".well-known/jwks.json")->text);
  ASSERT_TRUE(set);
  EXPECT_TRUE(set->findings.empty());
  ASSERT_EQ(set->keys.size(), 3U);
  EXPECT_EQ(set->keys[0].kid, third.kid().str());  // oldest first
  EXPECT_EQ(set->keys[1].kid, second.kid().str());
  EXPECT_EQ(set->keys[2].kid, first.kid().str());
  EXPECT_EQ(set->keys[0].crl_version, std::nullopt);
  EXPECT_EQ(set->keys[1].crl_version, 2);
  EXPECT_EQ(find(*files, ".well-known/crl/" + second.kid().str() + ".json")->text, newer_list);
}

TEST(Site, RevokedKeyIsOutWithItsList) {
  const SigningKey key = SigningKey::generate().value();
  const KeyRecord revoked = revoke(record_of(key), at("2026-12-01T00:00:00Z"), "stolen").value();
  const std::string list = add_revocations(std::nullopt, key.kid(), {})->json;
  const auto files = make_site(std::vector<SiteKey>{{revoked, list}});
  ASSERT_TRUE(files);
  ASSERT_EQ(files->size(), 1U);
  EXPECT_EQ(files->front().text, R"({"keys":[]})");
}

TEST(Site, HoldsNoPrivateMemberAndNoState) {
  const SigningKey key = SigningKey::generate().value();
  const auto files = make_site(std::vector<SiteKey>{{retire(record_of(key), at("2026-12-01T00:00:00Z")).value()}});
  EXPECT_EQ(files->front().text.find("\"d\""), std::string::npos);
  EXPECT_EQ(files->front().text.find("retired"), std::string::npos);
}

TEST(Site, OrderOfTheKeysDoesNotMatter) {
  std::vector<SiteKey> keys;
  keys.reserve(5);
  for (int i = 0; i < 5; ++i) keys.push_back({record_of(SigningKey::generate().value())});
  const auto one = make_site(keys);
  std::reverse(keys.begin(), keys.end());
  const auto other = make_site(keys);
  EXPECT_EQ(one->front().text, other->front().text);
}

TEST(Site, WrongListsAndTwiceTheSameKeyAreRefused) {
  const KeyRecord record = record_of(SigningKey::generate().value());
  const std::string foreign = add_revocations(std::nullopt, kid_of(), {})->json;
  EXPECT_EQ(make_site(std::vector<SiteKey>{{record, foreign}}).error().code, Errc::crl_kid);
  EXPECT_EQ(make_site(std::vector<SiteKey>{{record, "no list"}}).error().code, Errc::json_syntax);
  EXPECT_EQ(make_site(std::vector<SiteKey>{{record}, {record}}).error().code, Errc::rule_v11);
}

// ---- journal

JournalAction issued(std::string_view rid_text = "AbCdEfGhIjk") {
  return {.time = at("2026-11-23T09:20:00Z"),
          .actor = "desk-1",
          .verb = "issue",
          .kid = example_record().kid,
          .rid = RevocationId::parse(rid_text).value()};
}

std::string three_lines() {
  const JournalAction made{
      .time = at("2026-11-23T09:14:03Z"), .actor = "desk-1", .verb = "key new", .kid = example_record().kid};
  JournalAction revoked = issued();
  revoked.verb = "revoke";
  revoked.time = at("2027-01-05T16:00:00Z");
  revoked.reason = "wrong \"birth date\"";
  std::string text;
  for (const JournalAction& action : {made, issued(), revoked})
    text += next_journal_line(last_journal_line(text).value(), action).value();
  return text;
}

TEST(Journal, IsWrittenAsTheDocumentShows) {
  EXPECT_EQ(three_lines(), read_vector("journal.ndjson"));
}

TEST(Journal, NumbersAreShownWithTheYear) {
  EXPECT_EQ(journal_number(389, at("2026-11-23T09:14:03Z")), "2026-000389");
  EXPECT_EQ(journal_number(999999, at("2026-12-31T23:59:59Z")), "2026-999999");
  EXPECT_EQ(journal_number(1000000, at("2027-01-01T00:00:00Z")), "2027-1000000");
  EXPECT_EQ(next_journal_number("", at("2026-11-23T09:14:03Z")).value(), "2026-000001");
  const std::string text = three_lines();
  EXPECT_EQ(next_journal_number(last_journal_line(text).value(), at("2028-01-01T00:00:00Z")).value(), "2028-000004");
}

TEST(Journal, UnbrokenChainCountsItsLines) {
  const std::string text = three_lines();
  const JournalCheck check = verify_journal(text);
  EXPECT_EQ(check.count, 3);
  EXPECT_EQ(check.broken_at, std::nullopt);
  // The head is what the next line names.
  const std::string next = next_journal_line(last_journal_line(text).value(), issued()).value();
  EXPECT_EQ(parse_journal_line(next.substr(0, next.size() - 1))->prev, check.head);
}

TEST(Journal, EmptyOneIsUnbroken) {
  const JournalCheck check = verify_journal("");
  EXPECT_EQ(check.count, 0);
  EXPECT_EQ(check.broken_at, std::nullopt);
  EXPECT_EQ(check.head, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");  // SHA-256 of nothing
}

TEST(Journal, EveryChangedByteShowsAtItsLineOrTheNext) {
  const std::string text = three_lines();
  const std::int64_t last_line = 3;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string altered = text;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i), '\n') + 1;
    const JournalCheck check = verify_journal(altered);
    if (line < last_line) {
      ASSERT_TRUE(check.broken_at) << i;
      EXPECT_TRUE(*check.broken_at == line || *check.broken_at == line + 1) << i;
    } else {
      // Nothing follows the last line: that is what a head kept elsewhere is for.
      EXPECT_TRUE(check.broken_at == last_line || check.head != verify_journal(text).head) << i;
    }
  }
}

TEST(Journal, RemovedMovedAndDoubledLinesShow) {
  const std::string text = three_lines();
  const std::size_t first_end = text.find('\n') + 1;
  const std::size_t second_end = text.find('\n', first_end) + 1;
  const std::string first = text.substr(0, first_end);
  const std::string second = text.substr(first_end, second_end - first_end);
  const std::string third = text.substr(second_end);
  EXPECT_EQ(verify_journal(second + third).broken_at, 1);
  EXPECT_EQ(verify_journal(first + third).broken_at, 2);
  EXPECT_EQ(verify_journal(first + third + second).broken_at, 2);
  EXPECT_EQ(verify_journal(first + second + second + third).broken_at, 3);
  EXPECT_EQ(verify_journal(first + "\n" + second + third).broken_at, 2);
  // A cut end does not show here; count and head do.
  EXPECT_EQ(verify_journal(first + second).broken_at, std::nullopt);
  EXPECT_EQ(verify_journal(first + second).count, 2);
}

TEST(Journal, HalfWrittenLineIsNotContinued) {
  const std::string text = three_lines();
  const std::string cut = text.substr(0, text.size() - 1);
  EXPECT_EQ(verify_journal(cut).broken_at, 3);
  EXPECT_EQ(last_journal_line(cut).error().code, Errc::journal_broken);
  EXPECT_EQ(last_journal_line("")->size(), 0U);
  EXPECT_EQ(next_journal_line("half a li", issued()).error().code, Errc::journal_broken);
  EXPECT_EQ(next_journal_number("{}", at("2026-11-23T09:14:03Z")).error().code, Errc::journal_broken);
}

TEST(Journal, EntriesAreFoundByNumber) {
  const std::string text = three_lines();
  EXPECT_EQ(find_journal_number(text, "2026-000002")->value().action.rid, issued().rid);
  EXPECT_EQ(find_journal_number(text, "2027-000003")->value().action.verb, "revoke");
  for (const char* number : {"2026-000003", "2026-000004", "2026-000000", "2026-2", "2026-0000002", "2", "", "2026-",
                             "-000002", "2026-00000x", "2026--00001"}) {
    EXPECT_EQ(find_journal_number(text, number).value(), std::nullopt) << number;
  }
  EXPECT_EQ(find_journal_number("no journal\n", "2026-000001").error().code, Errc::journal_broken);
  const std::string shifted = text.substr(text.find('\n') + 1);
  EXPECT_EQ(find_journal_number(shifted, "2026-000001").error().code, Errc::journal_broken);
}

TEST(Journal, EntriesAreFoundByRid) {
  const std::string text = three_lines();
  const auto found = find_journal_rid(text, *issued().rid);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ(found->front().action.verb, "issue");
  EXPECT_EQ(found->back().action.verb, "revoke");
  EXPECT_EQ(found->back().action.reason, "wrong \"birth date\"");
  EXPECT_TRUE(find_journal_rid(text, RevocationId::parse("AbCdEfGhIj").value())->empty());
}

TEST(Journal, ActionsOutOfBoundsAreNotWritten) {
  const auto refusal = [](const JournalAction& action) { return next_journal_line("", action).error().code; };
  JournalAction action = issued();
  EXPECT_TRUE(next_journal_line("", action));
  action.actor = "";
  EXPECT_EQ(refusal(action), Errc::in_missing);
  action.actor = std::string(max_actor_chars + 1, 'a');
  EXPECT_EQ(refusal(action), Errc::in_too_long);
  action.actor = "two\nlines";
  EXPECT_EQ(refusal(action), Errc::in_control_character);
  action = issued();
  for (const char* verb :
       {"", "Issue", "issue!", " issue", "issue ", "key  new", "abcdefghijklmnopqrstuvwxyzabcdefg"}) {
    action.verb = verb;
    EXPECT_EQ(refusal(action), Errc::in_bad_structure) << verb;
  }
  action = issued();
  action.reason = std::string(max_reason_chars + 1, 'r');
  EXPECT_EQ(refusal(action), Errc::in_too_long);
  action.reason = "a\x01";
  EXPECT_EQ(refusal(action), Errc::in_control_character);
  action = issued();
  action.time = seconds(-1);
  EXPECT_EQ(refusal(action), Errc::in_bad_structure);
}

TEST(Journal, ALineWithAnotherTimeThanTheClocksHasBoth) {
  JournalAction action = issued();
  action.clock = at("2026-11-25T00:00:00Z");
  const std::string line(last_journal_line(next_journal_line("", action).value()).value());
  EXPECT_EQ(line.rfind(R"({"schema":"vhc.journal/2",)", 0), 0U);
  EXPECT_NE(line.find(R"(,"clock":"2026-11-25T00:00:00Z","as":)"), std::string::npos);
  EXPECT_EQ(parse_journal_line(line)->action.clock, action.clock);
  EXPECT_FALSE(parse_journal_line(replaced(line, "00:00:00Z\",\"as", "24:00:00Z\",\"as")));
  EXPECT_FALSE(parse_journal_line(replaced(line, "vhc.journal/2", "vhc.journal/1")));
}

TEST(Journal, LongestLegalLineIsReadAgain) {
  JournalAction action = issued("123456789012345678901234");
  action.actor.clear();
  for (std::size_t i = 0; i < max_actor_chars; ++i) action.actor += "\xf0\x9f\x92\x8a";
  action.verb = std::string(32, 'v');
  for (std::size_t i = 0; i < max_reason_chars; ++i) action.reason += "\xf0\x9f\x92\x8a";
  const std::string line = next_journal_line("", action).value();
  EXPECT_LE(line.size(), max_journal_line_bytes);
  EXPECT_EQ(verify_journal(line).count, 1);
}

struct LineCase {
  const char* name;
  const char* from;
  const char* to;
  Errc code;
};
constexpr LineCase line_cases[] = {
    {"NewerSchema", "vhc.journal/1", "vhc.journal/3", Errc::folder_version},
    {"SecondSchemaWithoutClock", "vhc.journal/1", "vhc.journal/2", Errc::journal_broken},
    {"OtherSchema", "vhc.journal/1", "vhc.diary/1", Errc::journal_broken},
    {"WhiteSpace", "{", "{ ", Errc::journal_broken},
    {"UnknownMember", "\"verb\"", R"("name":"x","verb")", Errc::journal_broken},
    {"NumberZero", "\"number\":1", "\"number\":0", Errc::journal_broken},
    {"NumberAsText", "\"number\":1", R"("number":"1")", Errc::journal_broken},
    {"NumberWithFraction", "\"number\":1", "\"number\":1.0", Errc::journal_broken},
    {"KidOfOtherForm", R"("kid":")", R"("kid":"A)", Errc::journal_broken},
    {"RidOfOtherForm", "AbCdEfGhIjk", "AbCd.1", Errc::journal_broken},
    {"TimeOfOtherForm", "Z\"", "+00:00\"", Errc::journal_broken},
    {"EmptyReason", "}", R"(,"reason":""})", Errc::journal_broken},
    {"EscapeThatIsNotNeeded", "issue", "\\u0069ssue", Errc::journal_broken},
    {"Nested", "}", ",\"more\":{}}", Errc::journal_broken},
    {"NoJson", "}", "", Errc::journal_broken},
};
class LineCases : public testing::TestWithParam<LineCase> {};
TEST_P(LineCases, AreNoLinesOfAJournal) {
  const std::string line(last_journal_line(next_journal_line("", issued()).value()).value());
  ASSERT_TRUE(parse_journal_line(line));
  const auto parsed = parse_journal_line(replaced(line, GetParam().from, GetParam().to));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(, LineCases, testing::ValuesIn(line_cases), [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace vhc
