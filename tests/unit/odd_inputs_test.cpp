// Files that say two things at once, and files that hide what they take back.
#include <algorithm>

#include <gtest/gtest.h>

#include "vhc/input.h"
#include "vhc/time.h"

namespace vhc {
namespace {

InputRead read(const std::string& text) {
  InputRules rules;
  rules.today = parse_date("2026-11-22").value();
  auto read = read_input(text, rules);
  EXPECT_TRUE(read.has_value());
  return read ? *std::move(read) : InputRead{};
}

std::size_t num_issuable(const InputRead& read) {
  return static_cast<std::size_t>(
      std::count_if(read.persons.begin(), read.persons.end(), [](const Intake& p) { return p.is_issuable(); }));
}

bool is_told(const InputRead& read, Errc code) {
  const auto has = [code](const std::vector<InputFinding>& findings) {
    return std::any_of(findings.begin(), findings.end(), [code](const InputFinding& f) { return f.code == code; });
  };
  return has(read.findings) ||
         std::any_of(read.persons.begin(), read.persons.end(), [&](const Intake& p) { return has(p.findings); });
}

const std::string header = "patient_id,first,last,dob,cvx,admin_date,lot";
const std::string row = "1,Ana,Rivera,1984-06-15,208,2021-10-01,E";

TEST(OddInputs, TwoColumnsOfOneMeaningMustNotContradictEachOther) {
  for (const auto& [column, cell] :
       {std::pair("First Name", "Bob"), std::pair("Given Name", "N"), std::pair("lot_number", "C"),
        std::pair("Date Given", "2021-11-01"), std::pair("CVX code", "140")}) {
    const InputRead found = read(header + "," + column + "\n" + row + "," + cell + "\n");
    EXPECT_EQ(num_issuable(found), 0U) << column;
    EXPECT_TRUE(is_told(found, Errc::in_mapped_twice)) << column;
  }
  EXPECT_EQ(num_issuable(read(header + ",First Name\n" + row + ",Ana\n")), 1U);
}

TEST(OddInputs, ASecondHeaderRowInAnotherOrderStopsTheFile) {
  const InputRead found = read(header + "\n" + row + "\npatient_id,last,first,dob,cvx,admin_date,lot\n" +
                               "2,Okafor,Chidi,1990-01-02,207,2021-11-01,X\n");
  EXPECT_EQ(num_issuable(found), 0U);
  EXPECT_TRUE(is_told(found, Errc::in_bad_structure));
}

TEST(OddInputs, ColumnsThatSayNoInOtherWords) {
  for (const auto& [column, cell] :
       {std::pair("reversed", "1"), std::pair("retracted", "Y"), std::pair("nullified", "yes"),
        std::pair("active", "N"), std::pair("valid", "false"), std::pair("storniert", "ja"),
        std::pair("not_admin_ind", "Y"), std::pair("Op", "deleted"), std::pair("RXA-21", "D"), std::pair("del", "X")}) {
    const InputRead found = read(header + "," + column + "\n" + row + "," + cell + "\n");
    EXPECT_EQ(num_issuable(found), 0U) << column;
    EXPECT_TRUE(is_told(found, Errc::in_unmapped_column)) << column;
  }
}

const std::string patient =
    R"({"resourceType":"Patient","id":"p1","name":[{"family":"Rivera","given":["Ana"]}],"birthDate":"1984-06-15"})";
const std::string dose =
    R"({"resourceType":"Immunization","id":"i1","status":"completed","vaccineCode":{"coding":[{"system":"http://hl7.org/fhir/sid/cvx","code":"208"}]},"patient":{"reference":"Patient/p1"},"occurrenceDateTime":"2021-10-01","lotNumber":"E"})";

std::string bundle(const std::string& more) {
  return R"({"resourceType":"Bundle","type":"transaction","entry":[{"resource":)" + patient + R"(},{"resource":)" +
         dose + "}," + more + "]}";
}

TEST(OddInputs, ADeletionIsNotHiddenByHowItIsWritten) {
  for (const std::string url : {"Immunization/i1/", "Immunization/i1 ", "./Immunization/i1", "Immunization/%691"}) {
    const InputRead found = read(bundle(R"({"request":{"method":"DELETE","url":")" + url + R"("}})"));
    EXPECT_EQ(num_issuable(found), 0U) << url;
  }
}

TEST(OddInputs, ABundleInsideABundleIsNotPassedOver) {
  const InputRead found = read(bundle(
      R"({"resource":{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"DELETE","url":"Immunization/i1"}}]}})"));
  EXPECT_EQ(num_issuable(found), 0U);
  EXPECT_TRUE(is_told(found, Errc::in_bad_structure));
}

TEST(OddInputs, APersonOfTooManyVersionsIsRefusedAndNotLost) {
  std::string lines;
  for (int version = 1; version <= 1100; ++version) {
    std::string one = patient;
    one.insert(one.size() - 1, R"(,"meta":{"versionId":")" + std::to_string(version) + R"("})");
    lines += one + "\n";
  }
  const InputRead found = read(lines + dose + "\n");
  ASSERT_EQ(found.persons.size(), 1U);
  EXPECT_FALSE(found.persons[0].is_issuable());
  EXPECT_TRUE(is_told(found, Errc::input_too_large));
}

}  // namespace
}  // namespace vhc
