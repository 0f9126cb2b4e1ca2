// HL7 v2 in other character sets, and with line feeds inside of fields.
#include "input/hl7_text.h"

#include <gtest/gtest.h>

#include "vhc/input.h"
#include "vhc/time.h"

namespace vhc {
namespace {

const std::string rxa = "RXA|0|1|20210315||208^x^CVX|0.3|mL||00||^^^Corner||||EN6207||PFR^^MVX|||CP|A\r";

std::string message(const std::string& set, const std::string& family, const std::string& more = {}) {
  return "MSH|^~\\&|A|B|C|D|20261101||VXU^V04^VXU_V04|1|P|2.5.1||||||" + set + "\rPID|1||77^^^S^MR||" + family +
         "^Ana^^^^^L||19840615\r" + more + rxa;
}

InputRead read(const std::string& bytes) {
  InputRules rules;
  rules.today = parse_date("2026-11-22").value();
  auto result = read_input(bytes, rules);
  EXPECT_TRUE(result.has_value());
  return result ? *std::move(result) : InputRead{};
}

std::string family_of(const InputRead& read) {
  return read.persons.size() == 1 && read.persons[0].is_issuable() ? read.persons[0].name.family : "";
}

std::string fault_of(const std::string& bytes) {
  const InputRead found = read(bytes);
  EXPECT_TRUE(family_of(found).empty());
  for (const InputFinding& finding : found.findings) {
    if (finding.severity == Severity::error) return std::string(name(finding.code)) + " " + finding.field;
  }
  return {};
}

TEST(Hl7Text, TheStatedSetIsRead) {
  EXPECT_EQ(family_of(read(message("8859/15", "\xA6IMEK"))), "\u0160IMEK");
  EXPECT_EQ(family_of(read(message("8859/1", "MU\xD1OZ"))), "MU\u00D1OZ");
  EXPECT_EQ(family_of(read(message("8859/15~UNICODE UTF-8", "\xA6IMEK"))), "\u0160IMEK");
  EXPECT_EQ(family_of(read(message("8859/15", "\\XA6\\IMEK"))), "\u0160IMEK");
  EXPECT_EQ(family_of(read(message("", "MU\\XC391\\OZ"))), "MU\u00D1OZ");
  EXPECT_EQ(family_of(read(message("", "MU\u00D1OZ"))), "MU\u00D1OZ");
  EXPECT_EQ(family_of(read(message("ASCII~8859/1", "MUNOZ"))), "MUNOZ");
}

TEST(Hl7Text, NothingIsReadBySetsThatDoNotFit) {
  const std::string fault = "NOT_UTF8 MSH-18";
  EXPECT_EQ(fault_of(message("", "MU\xD1OZ")), fault);
  EXPECT_EQ(fault_of(message("ASCII~8859/1", "MU\xD1OZ")), fault);
  EXPECT_EQ(fault_of(message("UNICODE UTF-8", "MU\xD1OZ")), fault);
  EXPECT_EQ(fault_of(message("8859/12", "MUNOZ")), fault);
  EXPECT_EQ(fault_of(message("WINDOWS-1250", "MUNOZ")), fault);
  EXPECT_EQ(fault_of(message("8859/7", "\xFF")), fault);
  const InputRead escaped = read(message("8859/7", "A\\XFF\\A"));
  EXPECT_EQ(family_of(escaped), "");
  EXPECT_EQ(escaped.persons.at(0).findings.at(0).code, Errc::in_control_character);
}

TEST(Hl7Text, ALineFeedInAFieldBelongsToIt) {
  for (const char* note : {"NTE|1||first\nsecond line, of the same note\r", "NTE|1||first\n\n(third)\n1984-06-15\r"}) {
    EXPECT_EQ(family_of(read(message("", "Rivera", note))), "Rivera") << note;
  }
  EXPECT_EQ(family_of(read(message("", "Le\nGall"))), "Le Gall");
  const std::string cut = "RXA|0|1|20210315||208^x^CVX|0.3|mL||00||^^^Corner\nDrug Store||||EN6207||PFR^^MVX|||CP|A\r";
  const InputRead found = read(message("", "Rivera", "ORC|RE\r" + cut));
  ASSERT_EQ(found.persons.at(0).doses.size(), 1U);
  EXPECT_EQ(found.persons[0].doses[0].performer, "Corner Drug Store");
  EXPECT_EQ(found.persons[0].doses[0].lot, "EN6207");
}

TEST(Hl7Text, ASegmentGoneWrongIsNoRestOfAField) {
  for (const char* wrong :
       {"rxa|0|1|20210315\r", " RXA|0|1|20210315\r", "RXA |0|1|20210315\r", "\"RXA\"|0|1|20210315\r",
        "RXA^0^1^20210315\r", "xyz|1\r", "and|more\r", "R-A|1\r", "PID,1,2\r"}) {
    EXPECT_EQ(fault_of(message("", "Rivera", wrong)), "BAD_STRUCTURE ") << wrong;
  }
  EXPECT_EQ(fault_of("MSH|^~\\&|A|B|C|D|20261101||VXU^V04^VXU_V04|1|P|2.5.1\rgarbage\rPID|1\r"), "BAD_STRUCTURE ");
  EXPECT_EQ(fault_of(message("", "Rivera", std::string("NTE|1||first\n") + std::string(70'000, 'a') + "\r")),
            "TOO_LONG ");
  std::string many = "NTE|1||first\n";
  for (int i = 0; i < 70; ++i) many += std::string(1'000, 'a') + "\n";
  EXPECT_EQ(fault_of(message("", "Rivera", many)), "TOO_LONG ");
}

}  // namespace
}  // namespace vhc
