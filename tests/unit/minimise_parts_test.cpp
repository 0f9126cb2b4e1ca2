// What may stand on a card, one thing at a time.
#include <iostream>
#include <regex>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "minimise_cases.h"

namespace vhc::test {
namespace {

using nlohmann::json;

struct LotCase {
  const char* written;
  const char* on_card;
  const char* warnings;
};

// inputs.md 3.4
constexpr LotCase lot_cases[] = {
    {"EN6207", "EN6207", ""},
    {"  EN6207", "EN6207", "LOT_CLEANED"},
    {"EN6207 ", "EN6207", "LOT_CLEANED"},
    {"LOT EN6207", "EN6207", "LOT_CLEANED"},
    {"lot#EN6207", "EN6207", "LOT_CLEANED"},
    {"Lot: EN6207", "EN6207", "LOT_CLEANED"},
    {"LOT NO. EN6207", "EN6207", "LOT_CLEANED"},
    {"Lot-JZ-0001", "JZ-0001", "LOT_CLEANED"},
    {"LOT LOT 5", "5", "LOT_CLEANED"},
    {"LOTUS1", "LOTUS1", ""},
    {"NO12", "NO12", ""},
    {"LOT", "", "LOT_DAMAGED"},
    {"EN  62 07", "EN 62 07", "LOT_CLEANED"},
    {"1.00E+05", "", "LOT_DAMAGED"},
    {"2E-3", "", "LOT_DAMAGED"},
    {"12E5", "12E5", ""},
    {"E+5", "E+5", "LOT_ODD"},
    {"####", "", "LOT_DAMAGED"},
    {"LOT ####", "", "LOT_DAMAGED"},
    {"#12", "#12", "LOT_ODD"},
    {"3046,711", "3046,711", "LOT_ODD"},
    {"A-1.2/3", "A-1.2/3", ""},
    {"\\u0001A", "", "LOT_DAMAGED"},
    {"A\\tB", "", "LOT_DAMAGED"},
    {"1234567890123456789", "1234567890123456789", ""},
    {"12345678901234567890", "", "TOO_LONG"},
    {"LOT 1234567890123456789", "1234567890123456789", "LOT_CLEANED"},
};

TEST(Lot, IsCleanedOrLeftOutAndNeverCut) {
  for (const LotCase& row : lot_cases) {
    SCOPED_TRACE(row.written);
    const auto minimal = make({.more = R"(,"lotNumber":")" + std::string(row.written) + "\""});
    ASSERT_TRUE(minimal);
    EXPECT_EQ(row.on_card, minimal->kept[0].event.lot);
    std::string warnings;
    for (const Finding& finding : minimal->findings) warnings += name(finding.code);
    EXPECT_EQ(row.warnings, warnings);
    EXPECT_EQ(*row.on_card == '\0', minimal->json.find("lotNumber") == std::string::npos);
  }
}

TEST(Lot, AsANumberIsLeftOutSinceItMayHaveLostItsZeros) {
  const auto minimal = make({.more = R"(,"lotNumber":7207)"});
  ASSERT_TRUE(minimal);
  EXPECT_EQ("LOT_DAMAGED:warning:/entry/1/resource/lotNumber", list(minimal->findings));
}

struct NameCase {
  const char* name;
  const char* on_card;  // the JSON of the name, or the code of the refusal
};

constexpr NameCase name_cases[] = {
    {R"({"family":"Rivera","given":["Ana","Luz"]})", R"({"family":"Rivera","given":["Ana","Luz"]})"},
    {R"({"family":" Rivera ","given":["Ana",""," "]})", R"({"family":"Rivera","given":["Ana"]})"},
    {R"({"family":"Rivera","given":["Ana"],"text":"Ana Rivera"})", R"({"family":"Rivera","given":["Ana"]})"},
    {R"({"text":"Ana Rivera"})", R"({"text":"Ana Rivera"})"},
    {R"({"family":"Rivera","text":"Rivera"})", R"({"text":"Rivera"})"},
    {R"({"given":["Ana","Luz"]})", "MISSING"},
    {R"({"family":"Rivera","given":[null]})", R"({"text":"Rivera"})"},
    {R"({"family":"Ng\u00f4","given":["\u8587"]})", "{\"family\":\"Ng\xc3\xb4\",\"given\":[\"\xe8\x96\x87\"]}"},
    {R"({"family":"","given":[]})", "MISSING"},
    {R"({"family":3})", "BAD_STRUCTURE"},
    {R"({"family":["Rivera"],"given":["Ana"]})", "BAD_STRUCTURE"},
    {R"({"family":"Rivera","given":"Ana"})", "BAD_STRUCTURE"},
    {R"({"family":"Rivera","given":["Ana",2]})", "BAD_STRUCTURE"},
    {R"({"family":"Rivera","given":["Ana"],"suffix":"Jr."})", "BAD_STRUCTURE"},
    {R"({"family":"Rivera","given":["Ana"],"suffix":["Jr."]})",
     R"({"family":"Rivera","given":["Ana"],"suffix":["Jr."]})"},
    {R"({"use":"old","family":"Rivera","given":["Ana"]})", "MISSING"},
    {R"({"use":"nickname","text":"Annie"})", "MISSING"},
    {R"({"use":"anonymous","text":"A"})", "MISSING"},
    {R"({"use":"temp","text":"A"})", "MISSING"},
    {R"({"family":"Rivera","given":["Ana"],"period":{"end":"2026-11-30"}})", "MISSING"},
    {R"({"family":"Rivera","given":["Ana"],"period":{"end":"2026-12-01"}})", R"({"family":"Rivera","given":["Ana"]})"},
    {R"({"family":"Rivera","given":["Ana\u0000"]})", "CONTROL_CHARACTER"},
    {R"({"family":"Riv\u007fera","given":["Ana"]})", "CONTROL_CHARACTER"},
    {R"({"family":"Rivera","given":["Ana\u2066"]})", "CONTROL_CHARACTER"},
    {R"({"text":"Ana\nRivera"})", "CONTROL_CHARACTER"},
    {R"({"family":"Baker","given":["Boyd"]})", R"({"family":"Baker","given":["Boyd"]})"},
    {R"({"family":"Boy","given":["George"]})", R"({"family":"Boy","given":["George"]})"},
    {R"({"family":"Rivera","given":["No"]})", R"({"family":"Rivera","given":["No"]})"},
    {R"({"family":"Rivera","given":["B."]})", R"({"family":"Rivera","given":["B."]})"},
    {R"({"family":"Rivera","given":["Boy"]})", "PLACEHOLDER_NAME"},
    {R"({"family":"Rivera","given":["baby girl","#2"]})", "PLACEHOLDER_NAME"},
    {R"({"family":"Rivera","given":["Baby-Girl","B"]})", "PLACEHOLDER_NAME"},
    {R"({"family":"Rivera","given":["G2"]})", "PLACEHOLDER_NAME"},
    {R"({"family":"Redacted","given":["Ana"]})", "PLACEHOLDER_NAME"},
    {R"({"family":"Test","given":["Ana"]})", "PLACEHOLDER_NAME"},
    {R"({"family":"Rivera","given":["Test","Patient"]})", "PLACEHOLDER_NAME"},
    {R"({"text":"Unknown"})", "PLACEHOLDER_NAME"},
};

TEST(PatientName, IsTheOneOnTheIdOrNone) {
  for (const NameCase& row : name_cases) {
    SCOPED_TRACE(row.name);
    const auto minimal = make({.patient = R"("birthDate":"1984-06-15","name":[)" + std::string(row.name) + "]"});
    if (*row.on_card != '{') {
      EXPECT_EQ(row.on_card, outcome(minimal));
      continue;
    }
    ASSERT_TRUE(minimal) << outcome(minimal);
    const std::string wanted = R"({"resourceType":"Patient","name":[)" + std::string(row.on_card) + "]";
    EXPECT_NE(std::string::npos, minimal->json.find(wanted)) << minimal->json;
  }
}

TEST(PatientName, APlaceholderIsIssuedWhenAllowedAndSaid) {
  MinimiseOptions options = on_first_of_december();
  options.allowed = {Errc::in_placeholder_name};
  const auto minimal =
      make({.patient = R"("name":[{"family":"Test","given":["Ana"]}],"birthDate":"1984-06-15")"}, options);
  ASSERT_TRUE(minimal);
  EXPECT_EQ("PLACEHOLDER_NAME:warning:/entry/0/resource/name/0/family", list(minimal->findings));
}

TEST(PatientName, RegistriesPlaceholdersAreKnown) {
  const fs::path file = fs::path(VHC_VECTORS) / "inputs/codes/junk-names.txt";
  if (!fs::exists(file)) GTEST_SKIP() << "no vectors at " << VHC_VECTORS;
  std::size_t known = 0;
  std::size_t all = 0;
  std::istringstream names(read_file(file));
  for (std::string given; std::getline(names, given);) {
    ++all;
    const bool refused = outcome(make({.patient = R"("birthDate":"1984-06-15","name":[{"family":"Rivera","given":[")" +
                                                  given + "\"]}]"})) == "PLACEHOLDER_NAME";
    EXPECT_TRUE(refused) << given;
    if (refused) ++known;
  }
  std::cout << "placeholder names known: " << known << " of " << all << '\n';
}

struct DateCase {
  const char* birth;
  const char* dose;
  const char* expect;
};

constexpr DateCase date_cases[] = {
    {"1984-06-15", "1984-06-14", "BEFORE_BIRTH"},
    {"1984-06-15", "1984-06-15", "ok"},
    {"1984-06", "1984-05-31", "BEFORE_BIRTH"},
    {"1984-06", "1984-06-01", "ok"},
    {"1984", "1983-12-31", "BEFORE_BIRTH"},
    {"1984", "1984-01-01", "ok"},
    {"1984-06-15", "2026-12-01", "ok"},
    {"1984-06-15", "2026-12-02", "ok"},
    {"1984-06-15", "2026-12-03", "FUTURE_DATE"},
    {"2026-12-02", "2026-12-02", "ok"},
    {"2026-12-03", "2026-12-03", "FUTURE_DATE"},
    {"2027", "2026-12-01", "FUTURE_DATE"},
    {"1984-02-29", "2024-02-29", "ok"},
    {"1983-02-29", "2024-02-29", "BAD_DATE"},
    {"1984-02-29", "2025-02-29", "BAD_DATE"},
    {"1984-13", "2025-01-01", "BAD_DATE"},
    {"1984-6-15", "2025-01-01", "BAD_DATE"},
    {"84-06-15", "2025-01-01", "BAD_DATE"},
    {"19840615", "2025-01-01", "BAD_DATE"},
    {"1984-06-15", "20250101", "BAD_DATE"},
    {"1984-06-15", "2025-01", "BAD_DATE"},
    {"1984-06-15", "2025", "BAD_DATE"},
    {"1984-06-15", "", "BAD_DATE"},
    {"1984-06-15", "0000-00-00", "BAD_DATE"},
    {"1984-06-15", "2025-01-01T", "BAD_DATE"},
    {"1984-06-15", "2025-01-01T10:00:00-05:00", "ok"},
    {"1984-06-15", "2025-01-01T10:00", "ok"},
    {"1984-06-15", "2025-01-01T10:00 EST", "BAD_DATE"},
    {"1984-06-15", "2025-01-01 10:00", "BAD_DATE"},
};

TEST(DoseDate, IsADayOfTheCalendarBetweenBirthAndTomorrow) {
  for (const DateCase& row : date_cases) {
    const std::string patient = R"("name":[{"text":"Ana Rivera"}],"birthDate":")" + std::string(row.birth) + "\"";
    const std::string dose = R"("occurrenceDateTime":")" + std::string(row.dose) + "\"";
    EXPECT_EQ(row.expect, outcome(make({.patient = patient, .date = dose}))) << row.birth << " " << row.dose;
  }
}

struct CodeCase {
  const char* coding;
  const char* expect;  // the code on the card, or that of the refusal
};

constexpr CodeCase code_cases[] = {
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"3"})", "03"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"003"})", "03"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"088"})", "88"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"208"})", "208"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"0208"})", "UNKNOWN_CODE"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"20a"})", "UNKNOWN_CODE"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"00"})", "UNKNOWN_CODE"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"-8"})", "UNKNOWN_CODE"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":" 88"})", "88"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"334"})", "334"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"335"})", "UNKNOWN_CODE"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":88})", "BAD_STRUCTURE"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx"})", "NO_CODE"},
    {R"({"code":"88"})", "NO_CODE"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"8"},{"system":"http://hl7.org/fhir/sid/cvx","code":"08"})",
     "08"},
    {R"({"system":"http://hl7.org/fhir/sid/cvx","code":"777"},{"system":"http://snomed.info/sct","code":"1119305005"})",
     "UNKNOWN_CODE"},
    {R"({"system":"urn:oid:2.16.840.1.113883.12.292","code":"88"})", "88"},
    {R"({"system":"urn:oid:2.16.840.1.113883.6.59","code":"88"})", "88"},
    {R"({"system":"urn:oid:2.16.840.1.113883.6.96","code":"1119305005"})", "1119305005"},
    {R"({"system":"http://snomed.info/sct","code":"COVID"})", "UNKNOWN_CODE"},
    {R"({"system":"http://id.who.int/icd/release/11/mms","code":"XM68M6&XN0GQ8"})", "XM68M6&XN0GQ8"},
    {R"({"system":"http://id.who.int/icd/release/11/mms","code":"\u0007"})", "UNKNOWN_CODE"},
    {R"({"system":"http://www.whocc.no/atc","code":"J07BX03"})", "NO_CODE"},
};

TEST(VaccineCode, IsCvxBeforeSnomedBeforeIcd11AndOfTheRightForm) {
  for (const CodeCase& row : code_cases) {
    const auto minimal = make({.code = row.coding});
    EXPECT_EQ(row.expect, minimal ? minimal->kept[0].event.code : outcome(minimal)) << row.coding;
  }
}

TEST(VaccineCode, AnUnknownOneIsIssuedWhenAllowedButNeverUnknownVaccine) {
  MinimiseOptions options = on_first_of_december();
  options.allowed = {Errc::in_unknown_code};
  const auto with = [&options](const std::string& code) {
    return make({.code = R"({"system":"http://hl7.org/fhir/sid/cvx","code":")" + code + "\"}"}, options);
  };
  ASSERT_TRUE(with("777"));
  EXPECT_EQ("UNKNOWN_CODE:warning:/entry/1/resource/vaccineCode/coding/0", list(with("777")->findings));
  EXPECT_EQ("UNKNOWN_CODE", outcome(with("999")));
  EXPECT_EQ("NOT_GIVEN", outcome(with("998")));
  EXPECT_EQ("UNKNOWN_CODE", outcome(with("7x")));
}

// The table is facts; here they are compared with the code set itself.
TEST(VaccineCode, TheTableAgreesWithTheCodeSet) {
  const fs::path file = fs::path(VHC_VECTORS) / "inputs/codes/cvx.tsv";
  if (!fs::exists(file)) GTEST_SKIP() << "no vectors at " << VHC_VECTORS;
  std::istringstream table(read_file(file));
  std::string line;
  std::getline(table, line);
  std::set<std::string> codes;
  std::size_t right = 0;
  while (std::getline(table, line)) {
    const auto cells = cells_of(line, '\t');
    const std::string& code = cells[0];
    SCOPED_TRACE(line);
    codes.insert(code);
    const auto minimal = make({.code = R"({"system":"http://hl7.org/fhir/sid/cvx","code":")" + code + "\"}"});
    const std::string wanted = code == "998"                                 ? "NOT_GIVEN"
                               : code == "999" || cells[3] == "Never Active" ? "UNKNOWN_CODE"
                                                                             : "ok";
    EXPECT_EQ(wanted, outcome(minimal));
    if (minimal) {
      EXPECT_EQ(cells[4] == "COVID-19", minimal->types.back() == covid19_type);
      const std::regex unspecified("unspecified|unknown formulation|reserved", std::regex::icase);
      EXPECT_EQ(std::regex_search(cells[2], unspecified), !minimal->findings.empty());
    }
    if (!HasFailure()) ++right;
  }
  for (int number = 0; number < 1000; ++number) {
    const std::string code = number < 10 ? "0" + std::to_string(number) : std::to_string(number);
    if (codes.count(code) == 0) {
      EXPECT_EQ("UNKNOWN_CODE",
                outcome(make({.code = R"({"system":"http://hl7.org/fhir/sid/cvx","code":")" + code + "\"}"})));
    }
  }
  std::cout << "CVX codes: " << right << " of " << codes.size() << " as the code set says\n";
}

struct PerformerCase {
  const char* performer;
  const char* expect;  // the name on the card; a code begins with '!'
};

constexpr PerformerCase performer_cases[] = {
    {R"({"actor":{"display":"Corner Pharmacy"}})", "Corner Pharmacy"},
    {R"({"actor":{"display":" Corner Pharmacy "}})", "Corner Pharmacy"},
    {R"({"actor":{"display":"12345678901234567890123456789"}})", ""},
    {R"({"actor":{"display":"A2345678901234567890123456789"}})", "A2345678901234567890123456789"},
    {R"({"actor":{"display":"A23456789012345678901234567890"}})", "A2345678901234567890123456789"},
    {R"({"actor":{"display":"A234567890123456789012345678 0"}})", "A234567890123456789012345678"},
    {R"({"actor":{"display":"A2345678901234567890123456789 0"}})", "A2345678901234567890123456789"},
    {R"({"actor":{"display":"Corner Pharmacy of Upper Anytown"}})", "Corner Pharmacy of Upper"},
    {R"({"actor":{"display":"\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4\u00e4"}})",
     "\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4"
     "\xc3\xa4"},
    {R"({"actor":{"display":"4711"}})", ""},
    {R"({"actor":{"identifier":{"value":"4711"}}})", ""},
    {R"({"actor":{"reference":"Organization/9"}})", ""},
    {R"({"actor":{"reference":"Organization/9","display":"Corner"}})", "Corner"},
    {R"({"actor":{"reference":"Organization/9"}},{"actor":{"display":"Corner"}})", "Corner"},
    {R"({"actor":{"reference":"resource:0"}})", ""},
    {R"({"actor":{"display":"Ada"}},{"function":{"coding":[{"code":"AP"}]},"actor":{"display":"Ben"}})", "Ben"},
    {R"({"function":{"coding":[{"code":"AP"}]},"actor":{"display":"Ben"}},{"actor":{"type":"Organization","display":"Corner"}})",
     "Corner"},
    {R"({"actor":{"display":"Corner\u0000"}})", ""},
};

TEST(Performer, IsOneNameUnder30CharactersOfThePlaceFirst) {
  for (const PerformerCase& row : performer_cases) {
    const auto minimal = make({.more = R"(,"performer":[)" + std::string(row.performer) + "]"});
    EXPECT_EQ(row.expect, minimal ? minimal->kept[0].event.performer : "!" + outcome(minimal)) << row.performer;
  }
}

TEST(Performer, OfARecordThatNamesNobodyIsTheIssuerWhenItIsConfigured) {
  MinimiseOptions options = on_first_of_december();
  options.performer = "Our Pharmacy";
  EXPECT_EQ("Our Pharmacy", make({}, options)->kept[0].event.performer);
  EXPECT_EQ("Our Pharmacy",
            make({.more = R"(,"performer":[{"actor":{"display":"4711"}}])"}, options)->kept[0].event.performer);
  EXPECT_EQ("Corner",
            make({.more = R"(,"performer":[{"actor":{"display":"Corner"}}])"}, options)->kept[0].event.performer);
}

TEST(AssuranceLevel, IsTheRecordsOwnBeforeTheOneGiven) {
  MinimiseOptions options = on_first_of_december();
  options.ial = "IAL1.4";
  const auto level = [&options](const std::string& security) {
    const auto minimal = make({.more = R"(,"meta":{"security":[)" + security + "]}"}, options);
    const json bundle = json::parse(minimal->json);
    const json::json_pointer place("/entry/1/resource/meta/security/0/code");
    return bundle.contains(place) ? bundle[place].get<std::string>() : "";
  };
  EXPECT_EQ("IAL1.4", level(""));
  EXPECT_EQ("IAL1.4", level(R"({"system":"https://example.org/s","code":"IAL2"})"));
  EXPECT_EQ("IAL2", level(R"({"system":"https://smarthealth.cards/ial","code":"IAL2"})"));
  // Self-asserted: the level of the counter must not be put on it.
  EXPECT_EQ("", level(R"({"system":"https://smarthealth.cards/ial","code":"IAL1"})"));
}

TEST(AssuranceLevel, OfNoKnownKindIsRefused) {
  for (const char* level : {"", "IAL1", "IAL4", "ial2", "2"}) {
    MinimiseOptions options = on_first_of_december();
    options.ial = level;
    EXPECT_EQ("cli.usage", outcome(make({}, options))) << level;
    EXPECT_FALSE(is_assurance_level(level));
  }
}

TEST(Status, OnlyCompletedDosesGoOnACard) {
  for (const char* status : {"in-progress", "Completed", ""}) {
    EXPECT_EQ("BAD_STRUCTURE", outcome(make({.status = R"("status":")" + std::string(status) + "\""}))) << status;
  }
  EXPECT_EQ("BAD_STRUCTURE", outcome(make({.status = R"("status":true)"})));
}

TEST(Subpotent, IsKeptAndNeverMisread) {
  EXPECT_TRUE(make({.more = R"(,"isSubpotent":true)"})->kept[0].event.subpotent);
  EXPECT_EQ(std::string::npos, make({.more = R"(,"isSubpotent":false)"})->json.find("isSubpotent"));
  EXPECT_EQ("BAD_STRUCTURE", outcome(make({.more = R"(,"isSubpotent":"true")"})));
}

TEST(Modifier, AnywhereInARecordOrOnThePersonIsRefused) {
  const std::string extension = R"("modifierExtension":[{"url":"https://example.org/m","valueBoolean":true}])";
  EXPECT_EQ("MODIFIER", outcome(make({.more = "," + extension})));
  EXPECT_EQ("MODIFIER", outcome(make({.more = R"(,"reaction":[{)" + extension + "}]"})));
  EXPECT_EQ("MODIFIER", outcome(make({.more = R"(,"modifier\u0045xtension":[])"})));
  EXPECT_EQ("MODIFIER", outcome(make({.more = R"(,"implicitRules":"https://example.org/r")"})));
  EXPECT_EQ("MODIFIER", outcome(make({.bundle = R"(,"implicitRules":"https://example.org/r")"})));
  const std::string person = R"("name":[{"text":"Ana Rivera"}],"birthDate":"1984-06-15",)";
  EXPECT_EQ("MODIFIER", outcome(make({.patient = person + extension})));
  EXPECT_EQ("MODIFIER", outcome(make({.patient = person + R"("active":false)"})));
  EXPECT_EQ("MODIFIER", outcome(make({.patient = person + R"("link":[{"type":"replaced-by"}])"})));
  EXPECT_EQ("ok", outcome(make({.patient = person + R"("active":true,"link":[{"type":"seealso"}])"})));
  EXPECT_EQ("ok", outcome(make({.more = R"(,"extension":[{"url":"https://example.org/e"}])"})));
}

TEST(Dropped, IsListedByTypeAndMemberWithoutValues) {
  const auto minimal = make(
      {.patient =
           R"("name":[{"use":"official","family":"Rivera","given":["Noor"],"suffix":["Jr."]}],"birthDate":"1984-06-15","gender":"female","telecom":[])",
       .code =
           R"({"system":"http://hl7.org/fhir/sid/cvx","code":"140","display":"flu"},{"system":"http://hl7.org/fhir/sid/ndc","code":"1"})",
       .more =
           R"(,"id":"7","meta":{"profile":["p"]},"doseQuantity":{"value":0.50},"performer":[{"function":{"text":"f"},"actor":{"reference":"Organization/9","display":"Corner"}}],"Anyperson, Ana":1,"_lotNumber":{})",
       .bundle = R"(,"timestamp":"2026-12-01T00:00:00Z")"});
  ASSERT_TRUE(minimal);
  const std::vector<std::string> wanted{"Bundle.timestamp",
                                        "Immunization.?",
                                        "Immunization._lotNumber",
                                        "Immunization.doseQuantity",
                                        "Immunization.id",
                                        "Immunization.meta.profile",
                                        "Immunization.performer.actor.reference",
                                        "Immunization.performer.function",
                                        "Immunization.vaccineCode.coding",
                                        "Immunization.vaccineCode.coding.display",
                                        "Patient.gender",
                                        "Patient.name.use",
                                        "Patient.telecom"};
  EXPECT_EQ(wanted, minimal->dropped);
}

TEST(Types, SayWhatIsOnTheCardUnlessOnlyTheFirstIsWanted) {
  const std::string covid = R"({"system":"http://hl7.org/fhir/sid/cvx","code":"309"})";
  using Types = std::vector<std::string>;
  const std::string first(health_card_type);
  EXPECT_EQ((Types{first, std::string(immunization_type)}), make({})->types);
  EXPECT_EQ((Types{first, std::string(immunization_type), std::string(covid19_type)}), make({.code = covid})->types);
  MinimiseOptions options = on_first_of_december();
  options.only_health_card_type = true;
  EXPECT_EQ(Types{first}, make({.code = covid}, options)->types);
  const auto lab = minimise(read_file(bundles / "lab-coded.json"), on_first_of_december());
  EXPECT_EQ((Types{first, std::string(laboratory_type)}), lab->types);
}

TEST(PersonKey, IsTheRecordSystemsNumberElseNameAndBirthDate) {
  const auto key = [](const std::string& identifier) {
    return make({.patient = R"("name":[{"family":"Rivera","given":["Noor"]}],"birthDate":"1984-06-15")" + identifier})
        ->person_key;
  };
  const auto numbered = [](const std::string& type, const std::string& value) {
    return R"({"type":{"coding":[{"code":")" + type + R"("}]},"system":"urn:s","value":")" + value + "\"}";
  };
  EXPECT_EQ("RIVERA, NOOR|1984-06-15", key(""));
  EXPECT_EQ("urn:s|7", key(R"(,"identifier":[)" + numbered("SS", "000") + "," + numbered("MR", "7") + "]"));
  EXPECT_EQ("urn:s|8", key(R"(,"identifier":[)" + numbered("PI", "8") + "]"));
  EXPECT_EQ("urn:s|9", key(R"(,"identifier":[{"system":"urn:s","value":"9"}])"));
}

TEST(Refusals, OfSeveralKindsAreListedInTheHintWithoutValues) {
  const auto minimal = minimise(read_file(bundles / "all-refused-for-two-reasons.json"), on_first_of_december());
  ASSERT_FALSE(minimal);
  EXPECT_EQ("NOT_GIVEN at /entry/1/resource/status; UNKNOWN_CODE at /entry/2/resource/vaccineCode/coding/0",
            minimal.error().hint);
}

TEST(Refusals, RepeatNothingOfWhatStandsInTheInput) {
  for (const Row& row : read_rows()) {
    const auto minimal = minimise(read_file(bundles / row.file), on_first_of_december());
    if (minimal) continue;
    const Error& error = minimal.error();
    for (const char* value : {"Rivera", "Noor", "1984", "HXd", "000-p", "2025"}) {
      EXPECT_EQ(std::string::npos, (error.what + error.where + error.hint).find(value)) << row.file;
    }
  }
}

// ---- ceilings

std::string of_entries(std::size_t count) {
  std::string text = R"({"resourceType":"Bundle","type":"collection","entry":[)";
  for (std::size_t i = 0; i < count; ++i) {
    text += (i == 0 ? "" : ",") + std::string(R"({"resource":{"resourceType":"Organization"}})");
  }
  return text + "]}";
}

TEST(Ceilings, TheLargestIsReadAndOneMoreIsNot) {
  EXPECT_EQ("NOTHING_TO_ISSUE", outcome(minimise(of_entries(max_bundle_entries), on_first_of_december())));
  const auto more = minimise(of_entries(max_bundle_entries + 1), on_first_of_december());
  EXPECT_EQ("input.too_large", outcome(more));
  EXPECT_EQ("/entry", more.error().where);

  std::string text = text_of({});
  text.resize(max_bundle_bytes, ' ');
  EXPECT_EQ("ok", outcome(minimise(text, on_first_of_december())));
  EXPECT_EQ("json.too_large", outcome(minimise(text + " ", on_first_of_december())));

  const auto nested = [](std::size_t depth) {  // `more` stands in the fourth level
    return make({.more = R"(,"note":)" + std::string(depth - 4, '[') + std::string(depth - 4, ']')});
  };
  EXPECT_EQ("ok", outcome(nested(max_bundle_depth)));
  EXPECT_EQ("json.too_deep", outcome(nested(max_bundle_depth + 1)));
}

TEST(Ceilings, ManyDosesCostNoSquareOfTime) {
  std::string text =
      R"({"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","id":"p","name":[{"text":"A B"}],"birthDate":"1950"}})";
  for (std::size_t i = 1; i < max_bundle_entries; ++i) {
    const std::string date = to_date(year{1990} / month{1} / day{1}).substr(0, 4);
    text +=
        R"(,{"resource":{"resourceType":"Immunization","status":"completed","patient":{"reference":"Patient/p"},"vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"140"}]},"occurrenceDateTime":")" +
        to_date(std::chrono::sys_days{year{1990} / month{1} / day{1}} + std::chrono::days{i}) + "\"}}";
  }
  const auto minimal = minimise(text + "]}", on_first_of_december());
  ASSERT_TRUE(minimal);
  EXPECT_EQ(max_bundle_entries - 1, minimal->kept.size());
}

TEST(BadInput, IsRefusedWithThePlaceOfTheFault) {
  EXPECT_EQ("json.syntax", outcome(minimise("", on_first_of_december())));
  EXPECT_EQ("json.syntax", outcome(minimise("MSH|^~\\&|", on_first_of_december())));
  EXPECT_EQ("json.duplicate_name", outcome(make({.more = R"(,"status":"not-done")"})));
  for (const char* text : {"null", "[]", "{}", R"({"vc":3})", R"({"resourceType":"bundle"})",
                           R"({"credentialSubject":{"fhirBundle":{}}})"}) {
    EXPECT_EQ("UNKNOWN_FORMAT", outcome(minimise(text, on_first_of_december()))) << text;
  }
  EXPECT_EQ("BAD_STRUCTURE", outcome(minimise(R"({"resourceType":"Bundle","entry":{}})", on_first_of_december())));
  EXPECT_EQ("BAD_STRUCTURE",
            outcome(minimise(R"({"resourceType":"Bundle","entry":[{"resource":[]}]})", on_first_of_december())));
  EXPECT_EQ("NOTHING_TO_ISSUE", outcome(minimise(R"({"resourceType":"Bundle","total":0})", on_first_of_december())));
}

}  // namespace
}  // namespace vhc::test
