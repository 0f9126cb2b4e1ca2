// A correction changes what it says, and not a byte beside it.
#include "vhc/correct.h"

#include <gtest/gtest.h>

#include "minimise_cases.h"

namespace vhc {
namespace {

std::string payload_of(const std::string& bundle) {
  return R"({"iss":"https://pharmacy.example/shc","nbf":1591037940.50,"vc":{"type":[],"credentialSubject":{)"
         R"("fhirVersion":"4.0.1","fhirBundle":)" +
         bundle + "}}}";
}

const std::string patient =
    R"({"fullUrl":"resource:0","resource":{"name":[{"given":["Ana"],"family":"Rivera"}],"birthDate":"1984-06-15",)"
    R"("resourceType":"Patient"}})";
const std::string result =
    R"({"fullUrl":"resource:1","resource":{"resourceType":"Observation","status":"final","valueQuantity":)"
    R"({"value":2.50,"unit":"µg\/L"},"referenceRange":[{"low":{"value":1.0E1},"high":{"value":0.00}}]}})";
const std::string dose =
    R"({"fullUrl":"resource:1","resource":{"resourceType":"Immunization","lotNumber":"EN6207",)"
    R"("occurrenceDateTime":"2021-03-15","vaccineCode":{"coding":[{"system":"x","code":"1"}]},"isSubpotent":true}})";

std::string bundle_of(const std::string& record) {
  return R"({"entry":[)" + patient + "," + record + R"(],"resourceType":"Bundle","type":"collection"})";
}

std::string replaced(std::string text, const std::string& old, const std::string& with) {
  const std::size_t place = text.find(old);
  EXPECT_NE(place, std::string::npos) << old;
  return text.replace(place, old.size(), with);
}

std::string corrected(const std::string& bundle, const Correction& correction) {
  const auto text = corrected_bundle(payload_of(bundle), correction);
  return text ? *text : std::string(name(text.error().code)) + ": " + text.error().hint;
}

TEST(Correct, LeavesEveryByteThatItDoesNotChange) {
  for (const std::string& bundle : {bundle_of(result), bundle_of(dose)}) {
    EXPECT_EQ(corrected(bundle, {.birth_date = "1984-06-16"}), replaced(bundle, "1984-06-15", "1984-06-16"));
    EXPECT_EQ(corrected(bundle, {.birth_date = {}, .family = "Ortiz"}), replaced(bundle, "Rivera", "Ortiz"));
    EXPECT_EQ(bundle_of_payload(payload_of(bundle)).value(), bundle);
  }
  const std::string bundle = bundle_of(dose);
  EXPECT_EQ(corrected(bundle, {.dose = 1, .lot = "EN6208"}), replaced(bundle, "EN6207", "EN6208"));
  EXPECT_EQ(corrected(bundle, {.dose = 1, .date = "2021-03-16"}), replaced(bundle, "2021-03-15", "2021-03-16"));
}

TEST(Correct, PutsInTakesOffAndReplaces) {
  const std::string bundle = bundle_of(dose);
  EXPECT_EQ(corrected(bundle, {.dose = 1, .lot = ""}), replaced(bundle, R"("lotNumber":"EN6207",)", ""));
  const std::string without = replaced(bundle, R"("lotNumber":"EN6207",)", "");
  EXPECT_EQ(corrected(without, {.dose = 1, .lot = "A\"1"}),
            replaced(without, R"("isSubpotent":true)", R"("isSubpotent":true,"lotNumber":"A\"1")"));
  EXPECT_EQ(
      corrected(bundle, {.dose = 1, .cvx = "208"}),
      replaced(bundle, R"({"system":"x","code":"1"})", R"({"system":"http://hl7.org/fhir/sid/cvx","code":"208"})"));
  EXPECT_EQ(corrected(bundle, {.name = "Suharto"}),
            replaced(bundle, R"({"given":["Ana"],"family":"Rivera"})", R"({"text":"Suharto"})"));
  EXPECT_EQ(corrected(bundle, {.given = {"Ana", "Maria"}}), replaced(bundle, R"(["Ana"])", R"(["Ana","Maria"])"));
  const std::string one_word = replaced(bundle, R"({"given":["Ana"],"family":"Rivera"})", R"({"text":"Suharto"})");
  EXPECT_EQ(corrected(one_word, {.family = "Rivera", .given = {"Ana"}}),
            replaced(one_word, R"({"text":"Suharto"})", R"({"family":"Rivera","given":["Ana"]})"));
  // A second name would still be the wrong one.
  const std::string two = replaced(bundle, R"("family":"Rivera"})", R"("family":"Rivera"},{"text":"Ana R."})");
  EXPECT_EQ(corrected(two, {.family = "Ortiz"}), corrected(bundle, {.family = "Ortiz"}));
}

TEST(Correct, SaysWhatItCannotDo) {
  EXPECT_EQ(corrected(bundle_of(dose), {.lot = "X"}), "cli.usage: which dose of the card: --dose 1");
  EXPECT_EQ(corrected(bundle_of(dose), {.dose = 2, .lot = "X"}), "cli.usage: --dose 1");
  EXPECT_EQ(corrected(bundle_of(result), {.dose = 1, .lot = "X"}),
            "cli.usage: a result is corrected from its record, --from FILE");
  EXPECT_EQ(corrected_bundle(payload_of(bundle_of(dose)), {.family = "\xFF"}).error().code, Errc::in_not_utf8);
  EXPECT_EQ(corrected_bundle("{}", {.family = "X"}).error().code, Errc::in_bad_structure);
  EXPECT_EQ(corrected_bundle(payload_of(R"({"entry":[]})"), {.family = "X"}).error().code, Errc::in_bad_structure);
  EXPECT_FALSE(corrected_bundle("{", {.family = "X"}));
}

// ---- as far as the card that is signed in its place

std::string signed_again(const std::string& card, const Correction& correction) {
  const auto corrected_text = corrected_bundle(payload_of(card), correction);
  if (!corrected_text) return std::string(name(corrected_text.error().code));
  const auto minimal = minimise(*corrected_text, test::on_first_of_december());
  return minimal ? minimal->json : std::string(name(minimal.error().code));
}

// A value with all its digits: 2.50 was measured to a hundredth.
std::string result_card(const std::string& value) {
  const auto minimal = minimise(test::read_file(test::bundles / "lab-number.json"), test::on_first_of_december());
  EXPECT_TRUE(minimal);
  std::string card = minimal ? minimal->json : "";
  const std::string member = "\"value\":";
  const std::size_t at = card.find(member) + member.size();
  return card.replace(at, card.find_first_of(",}", at) - at, value);
}

TEST(CorrectedCard, KeepsEachDigitOfAResult) {
  for (const char* value : {"2.50", "0.00", "100", "1.0E1", "0.1000000000000000055", "12345678901234567890", "-0.0"}) {
    const std::string card = result_card(value);
    ASSERT_NE(card.find("\"value\":" + std::string(value)), std::string::npos) << value;
    const std::string birth = card.substr(card.find("\"birthDate\":\"") + 13, 10);
    EXPECT_EQ(signed_again(card, {.birth_date = "1984-06-16"}), replaced(card, birth, "1984-06-16")) << value;
  }
}

TEST(CorrectedCard, IsTheOldOneButForWhatIsCorrected) {
  const std::string card = test::make({.more = R"(,"lotNumber":"EN6207")"}).value().json;
  EXPECT_EQ(signed_again(card, {.birth_date = "1984-06-16"}), replaced(card, "1984-06-15", "1984-06-16"));
  EXPECT_EQ(signed_again(card, {.dose = 1, .lot = "EN6208"}), replaced(card, "EN6207", "EN6208"));
  EXPECT_EQ(signed_again(card, {.dose = 1, .date = "2025-10-03"}), replaced(card, "2025-10-02", "2025-10-03"));
  EXPECT_EQ(signed_again(card, {.dose = 1, .cvx = "208"}), replaced(card, "\"140\"", "\"208\""));
  EXPECT_EQ(signed_again(card, {.dose = 1, .lot = ""}), replaced(card, R"(,"lotNumber":"EN6207")", ""));
  EXPECT_EQ(signed_again(card, {.family = "Ortiz"}), replaced(card, "Rivera", "Ortiz"));
}

// What is typed is held to the rules of every record.
TEST(CorrectedCard, TakesNothingThatARecordMayNotSay) {
  const std::string card = test::make({.more = R"(,"lotNumber":"EN6207")"}).value().json;
  const struct {
    const char* what;
    Correction correction;
  } cases[] = {
      {"a birth date of no calendar", {.birth_date = "1984-02-30"}},
      {"a birth date to come", {.birth_date = "2030-01-01"}},
      {"a birth date behind the dose", {.birth_date = "2025-11-01"}},
      {"a dose on no day", {.dose = 1, .date = "2025-02-30"}},
      {"a dose to come", {.dose = 1, .date = "2027-01-01"}},
      {"a code that is none", {.dose = 1, .cvx = "999"}},
      {"no vaccine", {.dose = 1, .cvx = "998"}},
      {"a name that stands for nobody", {.given = {"BABY BOY"}}},
  };
  for (const auto& one : cases) {
    const std::string outcome = signed_again(card, one.correction);
    EXPECT_FALSE(outcome.starts_with("{")) << one.what << ": " << outcome;
  }
}

}  // namespace
}  // namespace vhc
