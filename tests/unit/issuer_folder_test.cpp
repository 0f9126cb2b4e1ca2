// What stands in an issuer's folder: settings and key records.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "issuer_files.h"
#include "vhc/issuer_settings.h"
#include "vhc/json.h"
#include "vhc/key_record.h"
#include "vhc/signing_key.h"

namespace vhc {
namespace {

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

}  // namespace
}  // namespace vhc
