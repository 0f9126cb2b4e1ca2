// What lint is made of: the tables of types, and the reader of a code's segments.
#include <algorithm>
#include <array>

#include <gtest/gtest.h>

#include "lint/fhir_primitives.h"
#include "lint/fhir_types.h"
#include "lint/qr_symbol.h"

namespace vhc {
namespace {

TEST(FhirTypes, NameOnlyTypesThatAreDescribed) {
  std::size_t elements = 0;
  for (const char* const name : {"Bundle", "BundleEntry", "Patient", "Immunization", "ImmunizationPerformer",
                                 "Observation", "ObservationComponent", "Condition", "Coverage", "Extension", "Timing",
                                 "Dosage", "Specimen", "Composition", "MedicationStatement", "Provenance"}) {
    const FhirType* const type = find_fhir_type(name);
    ASSERT_NE(type, nullptr) << name;
    for (const FhirElement& element : type->elements) {
      ++elements;
      ASSERT_NE(element.type, nullptr) << name << "." << element.name;
      EXPECT_TRUE(element.type->primitive != FhirPrimitive::none || !element.type->elements.empty())
          << name << "." << element.name;
    }
  }
  EXPECT_GT(elements, 300U);
}

TEST(FhirTypes, TakeOverWhatTheyAreMadeFrom) {
  EXPECT_TRUE(find_fhir_type("Patient")->is_resource);
  EXPECT_NE(find_fhir_type("Patient")->find("text"), nullptr);
  EXPECT_EQ(find_fhir_type("Bundle")->find("text"), nullptr);  // a Resource that is no DomainResource
  EXPECT_NE(find_fhir_type("ImmunizationPerformer")->find("modifierExtension"), nullptr);
  EXPECT_EQ(find_fhir_type("HumanName")->find("modifierExtension"), nullptr);
  EXPECT_NE(find_fhir_type("Age")->find("unit"), nullptr);
  EXPECT_FALSE(find_fhir_type("HumanName")->is_resource);
}

TEST(FhirTypes, SpellOutTheFormsOfAChoice) {
  const FhirType& observation = *find_fhir_type("Observation");
  EXPECT_EQ(observation.find("value"), nullptr);
  EXPECT_EQ(observation.find("value[x]"), nullptr);
  EXPECT_EQ(observation.find("valueQuantity")->choice, "value[x]");
  EXPECT_EQ(observation.find("valueDateTime")->type->primitive, FhirPrimitive::date_time);
  EXPECT_EQ(observation.find("valueAddress"), nullptr);
  EXPECT_TRUE(find_fhir_type("Immunization")->find("occurrenceString")->required);
}

TEST(FhirTypes, KnowTheResourcesOfR4ByName) {
  for (const char* const name : {"Account", "Bundle", "Immunization", "VisionPrescription", "VerificationResult"}) {
    EXPECT_TRUE(is_fhir_resource(name)) << name;
  }
  for (const char* const name : {"", " ", "Immun", "mmunization", "Element", "Patient Person", "immunization"}) {
    EXPECT_FALSE(is_fhir_resource(name)) << name;
  }
}

TEST(FhirDates, AreYearsMonthsOrDays) {
  for (const char* const good : {"0001", "2024", "2024-02", "2024-02-29"}) EXPECT_TRUE(is_fhir_date(good)) << good;
  for (const char* const bad : {"", "0000", "24", "20240229", "2024-2", "2024-00", "2024-13", "2023-02-29", "2024-02-",
                                "2024-02-29T", "01-02-2024", "2024/02/03"}) {
    EXPECT_FALSE(is_fhir_date(bad)) << bad;
  }
}

TEST(FhirInstants, HaveSecondsAndAZone) {
  for (const char* const good : {"2024-02-29T00:00:00Z", "2024-02-29T23:59:60Z", "2024-02-29T23:59:59.123456-12:30"}) {
    EXPECT_TRUE(is_fhir_instant(good)) << good;
  }
  for (const char* const bad :
       {"2024-02-29", "2024-02T00:00:00Z", "2024-02-29T00:00Z", "2024-02-29T00:00:00", "2024-02-29T24:00:00Z",
        "2024-02-29T00:60:00Z", "2024-02-29T00:00:61Z", "2024-02-29T00:00:00.Z", "2024-02-29T00:00:00z",
        "2024-02-29T00:00:00+1:00", "2024-02-29T00:00:00+14:60", "2024-02-29 00:00:00Z"}) {
    EXPECT_FALSE(is_fhir_instant(bad)) << bad;
  }
}

TEST(FhirPrimitives, HaveTheirForms) {
  const struct {
    std::string json;
    FhirPrimitive type;
    bool good;
  } rows[] = {
      {"-2147483648", FhirPrimitive::integer, true},
      {"2147483648", FhirPrimitive::integer, false},
      {"1.0", FhirPrimitive::integer, false},
      {"0", FhirPrimitive::positive_int, false},
      {"0", FhirPrimitive::unsigned_int, true},
      {"-1", FhirPrimitive::unsigned_int, false},
      {"1e-9", FhirPrimitive::decimal, true},
      {"\"a-1.B\"", FhirPrimitive::id, true},
      {"\"a_1\"", FhirPrimitive::id, false},
      {"\"" + std::string(64, 'a') + "\"", FhirPrimitive::id, true},
      {"\"" + std::string(65, 'a') + "\"", FhirPrimitive::id, false},
      {"\"urn:oid:1.2.840.0\"", FhirPrimitive::oid, true},
      {"\"1.2.840\"", FhirPrimitive::oid, false},
      {"\"urn:oid:3.1\"", FhirPrimitive::oid, false},
      {"\"urn:oid:1..2\"", FhirPrimitive::oid, false},
      {"\"urn:uuid:c757873d-ec9a-4326-a141-556f43239520\"", FhirPrimitive::uuid, true},
      {"\"urn:uuid:C757873D-EC9A-4326-A141-556F43239520\"", FhirPrimitive::uuid, false},
      {"\"c757873d-ec9a-4326-a141-556f43239520\"", FhirPrimitive::uuid, false},
      {"\"http://x.example/a\"", FhirPrimitive::uri, true},
      {"\"http://x.example/a b\"", FhirPrimitive::uri, false},
      {"\"10:11:12\"", FhirPrimitive::time, true},
      {"\"10:11:12Z\"", FhirPrimitive::time, false},
      {"\"QUJD\"", FhirPrimitive::base64, true},
      {"\"Q-_D\"", FhirPrimitive::base64, false},
      {"\"<div>x</div>\"", FhirPrimitive::xhtml, true},
      {"\"x\"", FhirPrimitive::xhtml, false},
      {R"("a\nb")", FhirPrimitive::string, true},
      {R"("a\u0000b")", FhirPrimitive::string, false},
  };
  for (const auto& row : rows) {
    const auto document = JsonDocument::parse(row.json);
    ASSERT_TRUE(document) << row.json;
    EXPECT_TRUE(has_json_type(document->root(), row.type)) << row.json;
    EXPECT_EQ(has_form(document->root(), row.type), row.good) << row.json;
  }
}

TEST(QrVersions, FollowFromTheNumberOfDataCodewords) {
  EXPECT_EQ(qr_version(19, 'L'), 1);
  EXPECT_EQ(qr_version(647, 'L'), 17);
  EXPECT_EQ(qr_version(1006, 'L'), 22);
  EXPECT_EQ(qr_version(782, 'M'), 22);
  EXPECT_EQ(qr_version(568, 'Q'), 22);
  EXPECT_EQ(qr_version(442, 'H'), 22);
  EXPECT_EQ(qr_version(2956, 'L'), 40);
  EXPECT_EQ(qr_version(1276, 'H'), 40);
  EXPECT_FALSE(qr_version(1007, 'L'));
  EXPECT_FALSE(qr_version(0, 'L'));
  EXPECT_FALSE(qr_version(1006, '\0'));
}

// SHC, by computation: the largest card of each version at level L (shc.md 11).
TEST(QrVersions, HoldTheCardsThatTheSpecificationSays) {
  constexpr std::array<std::pair<int, std::size_t>, 10> largest{{{10, 317},
                                                                 {12, 432},
                                                                 {14, 541},
                                                                 {16, 695},
                                                                 {17, 765},
                                                                 {18, 853},
                                                                 {19, 942},
                                                                 {20, 1021},
                                                                 {21, 1107},
                                                                 {22, 1195}}};
  for (const auto& [version, chars] : largest) {
    EXPECT_EQ(smallest_version(5, chars), version);
    EXPECT_EQ(smallest_version(5, chars + 1), version + 1);
  }
  EXPECT_EQ(smallest_version(9, 1191), 22);
  EXPECT_EQ(smallest_version(9, 1192), 23);
  EXPECT_FALSE(smallest_version(5, 10'000));
}

struct SegmentRow {
  std::string name;
  std::vector<std::uint8_t> codewords;
  int version;
  std::optional<std::size_t> segments;  // none: cannot be taken apart
};

TEST(QrSegments, AreReadUpToTheTerminator) {
  const SegmentRow rows[] = {
      {"nothing", {}, 1, 0},
      {"a terminator and padding", {0x00, 0xec, 0x11}, 1, 0},
      {"two bytes: 4, 02, 41 42, 0", {0x40, 0x24, 0x14, 0x20}, 1, 1},
      {"a byte too few", {0x40, 0x24, 0x14}, 1, std::nullopt},
      {"a count that is cut off", {0x40}, 10, std::nullopt},
      {"three digits: 1, 3, 123", {0x10, 0x0c, 0x7b}, 1, 1},
      {"two letters: 2, 2, AB", {0x20, 0x11, 0xcd, 0x00}, 1, 1},
      {"one kanji: 8, 1", {0x80, 0x1f, 0xff, 0x80}, 1, 1},
      {"ECI of one, two and three bytes", {0x71, 0xa7, 0x80, 0x01, 0x7c, 0x00, 0x00, 0x00}, 1, 3},
      {"an ECI that is cut off", {0x7c, 0x00}, 1, std::nullopt},
      {"structured append", {0x30, 0x12, 0x30}, 1, 1},
      {"FNC1 in both positions", {0x59, 0x12, 0x00}, 1, 2},
      {"a mode that is none", {0xf0}, 1, std::nullopt},
  };
  for (const SegmentRow& row : rows) {
    const std::string text(row.codewords.begin(), row.codewords.end());
    const auto segments = read_segments(text, row.version);
    EXPECT_EQ(segments.has_value(), row.segments.has_value()) << row.name;
    if (segments && row.segments) {
      EXPECT_EQ(segments->size(), *row.segments) << row.name;
    }
  }
}

TEST(QrSegments, CarryTheBytesOfByteModeAndCountTheRest) {
  const auto bytes = read_segments("\x40\x24\x14\x20", 1);
  ASSERT_TRUE(bytes && bytes->size() == 1);
  EXPECT_EQ(bytes->front().mode, QrMode::byte);
  EXPECT_EQ(bytes->front().bytes, "AB");
  const auto digits = read_segments(std::string("\x10\x0c\x7b\x00", 4), 1);
  ASSERT_TRUE(digits && digits->size() == 1);
  EXPECT_EQ(digits->front().mode, QrMode::numeric);
  EXPECT_EQ(digits->front().count, 3U);
}

}  // namespace
}  // namespace vhc
