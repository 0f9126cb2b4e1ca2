// What a later record takes back, however its sender writes the number, and what stays in doubt (docs/rules/intake.md,
// "The last record speaks").
#include <set>

#include <gtest/gtest.h>

#include "vhc/input.h"
#include "vhc/time.h"

namespace vhc {
namespace {

InputRules rules() {
  InputRules rules;
  rules.today = parse_date("2026-11-22").value();
  return rules;
}

std::string message(const std::string& segments, const std::string& sent = "20261101101500",
                    const std::string& key = "1^^^CLIN^MR", const std::string& name = "Rivera^Ana") {
  return "MSH|^~\\&|A|B|C|D|" + sent + "||VXU^V04^VXU_V04|1|P|2.5.1\rPID|1||" + key + "||" + name +
         "^^^^^L||19840615\r" + segments;
}

std::string orc(const std::string& filler, const std::string& placer = "", const std::string& control = "RE") {
  return "ORC|" + control + "|" + placer + "|" + filler + "\r";
}

std::string rxa(const std::string& lot, const std::string& action = "A", const std::string& day = "20260401",
                const std::string& cvx = "208", const std::string& done = "CP") {
  return "RXA|0|1|" + day + "||" + cvx + "^^CVX|0.3|mL||00||||||" + lot + "|||||" + done + "|" + action + "\r";
}

std::string lab(const std::string& segments, const std::string& key = "1^^^CLIN^MR") {
  return "MSH|^~\\&|A|B|C|D|20261101101500||ORU^R01^ORU_R01|1|P|2.5.1\rPID|1||" + key +
         "||Rivera^Ana^^^^^L||19840615\r" + segments;
}

std::string obr(const std::string& filler, const std::string& placer = "", const std::string& status = "") {
  return "OBR|1|" + placer + "|" + filler + "|94500-6^^LN|||202604011000+0000||||||||||||||||||" + status + "\r";
}

std::string obx(const std::string& value, const std::string& status, const std::string& time = "202604011000+0000") {
  return "OBX|1|CWE|94500-6^^LN||" + value + "^^SCT||||||" + status + "|||" + time + "\r";
}

const std::string detected = "260373001";
const std::string not_detected = "260415000";

struct Row {
  std::string what;
  std::string file;
  std::set<std::string> kept;  // lots and values, of all cards together
  std::string code;            // told on the way; may be empty
};

void expect(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const auto read = read_input(row.file, rules());
    ASSERT_TRUE(read.has_value()) << row.what;
    std::set<std::string> kept;
    std::set<std::string> codes;
    for (const InputFinding& finding : read->findings) codes.emplace(name(finding.code));
    for (const Intake& person : read->persons) {
      for (const IntakeDose& dose : person.doses) kept.insert(dose.lot);
      for (const IntakeResult& result : person.results) kept.insert(result.value);
      for (const InputFinding& finding : person.findings) codes.emplace(name(finding.code));
      for (const LeftOut& left : person.left_out) codes.emplace(name(left.reason));
    }
    EXPECT_EQ(kept, row.kept) << row.what;
    EXPECT_TRUE(row.code.empty() || codes.contains(row.code)) << row.what << ": " << row.code;
  }
}

TEST(TakenBack, ANumberIsItselfHoweverItIsWritten) {
  const std::string given = message(orc("5^CLIN") + rxa("L1"));
  const std::string removal = rxa("L1", "D");
  expect({
      {"authority with its OID", given + message(orc("5^CLIN^1.2.3^ISO") + removal), {}, "DELETED"},
      {"no authority any more", given + message(orc("5") + removal), {}, "DELETED"},
      {"other letters", given + message(orc("5^Clin") + removal), {}, "DELETED"},
      {"zeros before it", given + message(orc("005^CLIN") + removal), {}, "DELETED"},
      {"filler's number added",
       message(orc("", "7^EHR") + rxa("L1")) + message(orc("9^CLIN", "7^EHR") + removal),
       {},
       "DELETED"},
      {"filler's number left out",
       message(orc("9^CLIN", "7^EHR") + rxa("L1")) + message(orc("", "7^EHR") + removal),
       {},
       "DELETED"},
      {"another number, same day and code", given + message(orc("6^CLIN") + removal), {}, "STATUS_CONFLICT"},
      {"another authority, another day",
       given + message(orc("5^HILL") + rxa("L2", "D", "20250401")),
       {"L1"},
       "DELETED"},
      {"an update with its OID",
       given + message(orc("5^CLIN^1.2.3^ISO") + rxa("L2", "U", "20260403")),
       {"L2"},
       "REPLACED"},
      {"one placer, two fillers",
       message(orc("9^CLIN", "7^EHR") + rxa("L1")) + message(orc("10^CLIN", "7^EHR") + rxa("L2", "U", "20260403")),
       {},
       "VERSION_UNKNOWN"},
  });
}

TEST(TakenBack, OrdersAndVisits) {
  const std::string two = message(orc("5^CLIN") + rxa("L1") + rxa("F1", "A", "20260401", "150"));
  expect({
      {"a canceled order without a dose",
       message(orc("5^CLIN") + rxa("L1")) + message(orc("5^CLIN", "", "CA")),
       {},
       "DELETED"},
      {"two doses under one number in one message", two, {"F1", "L1"}, ""},
      {"and under two ORC of it",
       message(orc("5^CLIN") + rxa("L1") + orc("5^CLIN") + rxa("F1", "A", "20260401", "150")),
       {"F1", "L1"},
       ""},
      {"one of them was not given",
       two + message(orc("5^CLIN") + rxa("", "A", "20260401", "150", "NA")),
       {"L1"},
       "NOT_GIVEN"},
      {"one of them is updated", two + message(orc("5^CLIN") + rxa("L9", "U")), {"F1", "L9"}, "REPLACED"},
      {"of two days the one that is named",
       message(orc("5^CLIN") + rxa("L1") + rxa("L2", "A", "20260501")) +
           message(orc("5^CLIN") + rxa("L2", "D", "20260501")),
       {"L1"},
       "DELETED"},
      {"newest first, by the sender's own clock",
       message(orc("5^CLIN") + rxa("L1", "D"), "20261102101500") + message(orc("5^CLIN") + rxa("L1"), "20261101101500"),
       {},
       "VERSION_UNKNOWN"},
      {"an order of one person, a dose of the next",
       "MSH|^~\\&|A|B|C|D|20261101||VXU^V04|1|P|2.5.1\rPID|1||1^^^C^MR||Rivera^Ana||19840615\r" + orc("5^CLIN") +
           "PID|2||2^^^C^MR||Okafor^Chidi||19900102\r" + rxa("L1"),
       {},
       "BAD_STRUCTURE"},
      {"an action twice", message(orc("5^CLIN") + rxa("L1", "A~D")), {}, "BAD_STRUCTURE"},
      {"a segment that was continued", message(orc("5^CLIN") + rxa("L1") + "ADD|D\r"), {}, "BAD_STRUCTURE"},
      {"nothing was given", message("RXA|0|1|20260401||208^^CVX|0.0|mL||00||||||L1|||||CP|A\r"), {}, "STATUS_CONFLICT"},
      {"the lot says so", message(rxa("Refused")), {}, "STATUS_CONFLICT"},
      {"two dates", message(rxa("L1", "A", "20260401~20260402")), {}, "BAD_DATE"},
  });
}

TEST(TakenBack, UpdatesThatMayReplaceMoreThanOne) {
  expect({
      {"a number on the update alone",
       message(rxa("L1")) + message(orc("5^CLIN") + rxa("L2", "U", "20260403")),
       {},
       "VERSION_UNKNOWN"},
      {"a number on the first alone",
       message(orc("5^CLIN") + rxa("L1")) + message(rxa("L2", "U", "20260403")),
       {},
       "VERSION_UNKNOWN"},
      {"and the update is deleted",
       message(rxa("L1")) + message(rxa("L2", "U", "20260403")) + message(rxa("L2", "D", "20260403")),
       {},
       "VERSION_UNKNOWN"},
      {"sent again without a number, then updated",
       message(orc("5^CLIN") + rxa("L1")) + message(rxa("L1")) + message(orc("5^CLIN") + rxa("L2", "U", "20260403")),
       {"L2"},
       "REPLACED"},
  });
}

TEST(TakenBack, UnderAnotherKeyOfTheSamePerson) {
  const std::string sent = "20261101101500";
  expect({
      {"without numbers", message(rxa("L1")) + message(rxa("L1", "D"), sent, "2^^^CLIN^MR"), {}, "STATUS_CONFLICT"},
      {"without a key", message(rxa("L1")) + message(rxa("L1", "D"), sent, ""), {}, "STATUS_CONFLICT"},
      {"with a number",
       message(orc("5^C") + rxa("L1")) + message(orc("5^C") + rxa("L1", "D"), sent, "2^^^CLIN^MR"),
       {},
       "STATUS_CONFLICT"},
      {"somebody else's",
       message(rxa("L1")) + message(rxa("L1", "D"), sent, "2^^^CLIN^MR", "Okafor^Chidi"),
       {"L1"},
       "DELETED"},
  });
}

TEST(TakenBack, Results) {
  const std::string given = lab(obr("5^LAB") + obx(detected, "F"));
  expect({
      {"corrected at another time",
       given + lab(obr("5^LAB") + obx(not_detected, "C", "202604011100+0000")),
       {not_detected},
       "REPLACED"},
      {"filler's number added",
       lab(obr("", "7^EHR") + obx(detected, "F")) +
           lab(obr("9^LAB", "7^EHR") + obx(not_detected, "C", "202604011100+0000")),
       {not_detected},
       "REPLACED"},
      {"wrong patient, authority left out", given + lab(obr("5") + obx(detected, "W")), {}, "DELETED"},
      {"two values at once", lab(obr("5^LAB") + obx(detected, "F") + obx(not_detected, "F")), {}, "STATUS_CONFLICT"},
      {"corrected at once",
       lab(obr("5^LAB") + obx(detected, "F") + obx(not_detected, "C")),
       {not_detected},
       "REPLACED"},
      {"no results, says the request", given + lab(obr("5^LAB", "", "X")), {}, "DELETED"},
      {"no results, and one", lab(obr("5^LAB", "", "X") + obx(detected, "F")), {}, "STATUS_CONFLICT"},
      {"the order was canceled",
       lab(orc("5^LAB", "", "CA") + obr("5^LAB") + obx(detected, "F")),
       {},
       "STATUS_CONFLICT"},
      {"under no key", given + lab(obr("5^LAB") + obx(detected, "W"), ""), {}, "STATUS_CONFLICT"},
  });
}

// A counter that starts again with each person must not make every look a walk through all of them.
TEST(TakenBack, ANumberThatEverybodyHasCostsNothing) {
  std::string csv = "patient_id,event_id,last_name,first_name,birth_date,admin_date,cvx,action\n";
  constexpr int people = 20'000;
  for (int i = 0; i < people; ++i) csv += "K" + std::to_string(i) + ",7,Rivera,Ana,1984-06-15,2026-04-01,208,A\n";
  const auto read = read_input(csv, rules());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->persons.size(), static_cast<std::size_t>(people));
}

}  // namespace
}  // namespace vhc
