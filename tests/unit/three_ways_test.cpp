// The same facts give the same card, whichever way they come (docs/rules/intake.md).
#include "three_ways.h"

#include <gtest/gtest.h>

#include "vhc/input.h"
#include "vhc/minimise.h"
#include "vhc/time.h"

namespace vhc::test {
namespace {

struct Row {
  std::string what;
  std::vector<Fact> facts;
  std::vector<std::string> lots;  // of the first person's card; none: no card
  std::string code;               // told on the way; may be empty
};

Fact fact(std::string event, std::string date, std::string cvx, std::string lot, Told told = Told::given) {
  return {
      .event = std::move(event), .date = std::move(date), .cvx = std::move(cvx), .lot = std::move(lot), .told = told};
}

Fact updated(Fact fact) {
  fact.update = true;
  return fact;
}

Fact named(int name, Fact fact) {
  fact.name = name;
  return fact;
}

const std::string day = "2026-09-01";
const std::string other_day = "2026-09-02";

std::vector<Row> rows() {
  return {
      {"one dose", {fact("E1", day, "140", "A")}, {"A"}, ""},
      {"deleted later", {fact("E1", day, "140", "A"), fact("E1", day, "140", "A", Told::deleted)}, {}, "DELETED"},
      {"deleted, and added again",
       {fact("E1", day, "140", "A"), fact("E1", day, "140", "A", Told::deleted), fact("E1", day, "140", "B")},
       {"B"},
       "REPLACED"},
      {"refused later", {fact("E1", day, "140", "A"), fact("E1", day, "140", "A", Told::refused)}, {}, "NOT_GIVEN"},
      {"refused, then given", {fact("E1", day, "140", "A", Told::refused), fact("E1", day, "140", "B")}, {"B"}, ""},
      {"another date", {fact("E1", day, "140", "A"), fact("E1", other_day, "140", "B")}, {"B"}, "REPLACED"},
      {"another vaccine", {fact("E1", day, "140", "A"), fact("E1", day, "208", "B")}, {"B"}, "REPLACED"},
      {"the other dose stays",
       {fact("E1", day, "140", "A"), fact("E2", day, "208", "B"), fact("E1", day, "140", "A", Told::deleted)},
       {"B"},
       "DELETED"},
      {"two records of one dose", {fact("E1", day, "140", "A"), fact("E2", day, "140", "A")}, {"A"}, "DUPLICATE"},
      {"whole, and partial",
       {fact("E1", day, "140", "A"), fact("E2", day, "140", "B", Told::partial)},
       {},
       "STATUS_CONFLICT"},
      {"partial alone", {fact("E1", day, "140", "A", Told::partial)}, {}, "PARTIAL_DOSE"},
      {"two days", {fact("E1", other_day, "140", "B"), fact("E2", day, "140", "A")}, {"A", "B"}, ""},
      {"not a day", {fact("E1", "2026-02-30", "140", "A")}, {}, "BAD_DATE"},
      {"a day to come", {fact("E1", "2027-02-01", "140", "A")}, {}, "FUTURE_DATE"},
      {"before the birth", {fact("E1", "1983-02-01", "140", "A")}, {}, "BEFORE_BIRTH"},
      {"no such vaccine", {fact("E1", day, "999", "A")}, {}, "UNKNOWN_CODE"},
      {"no vaccine given", {fact("E1", day, "998", "A")}, {}, "NOT_GIVEN"},
      {"a code without its zero", {fact("E1", day, "3", "A")}, {"A"}, "CVX_PADDED"},
      {"a label on the lot", {fact("E1", day, "140", "LOT# A")}, {"A"}, "LOT_CLEANED"},
      {"a lot that a spreadsheet damaged", {fact("E1", day, "140", "1.00E+05")}, {""}, "LOT_DAMAGED"},
      {"the last one cannot be read",
       {fact("E1", day, "140", "A"), fact("E1", "2026-02-30", "140", "B")},
       {},
       "BAD_DATE"},
  };
}

// What messages and files can say, and FHIR cannot.
std::vector<Row> rows_without_fhir() {
  return {
      {"updated without a number, deleted under another code, and moved to another day",
       {fact("E1", day, "140", "A"), fact("E1", day, "03", "B", Told::deleted), updated(fact("", day, "140", "C")),
        fact("E1", other_day, "140", "D")},
       {"D"},
       "REPLACED"},
      {"deleted, without a number",
       {fact("", day, "140", "A"), fact("", day, "140", "A", Told::deleted)},
       {},
       "DELETED"},
      {"deleted, the number left out later",
       {fact("E1", day, "140", "A"), fact("", day, "140", "A", Told::deleted)},
       {},
       "DELETED"},
      {"deleted, the number left out at first",
       {fact("", day, "140", "A"), fact("E1", day, "140", "A", Told::deleted)},
       {},
       "DELETED"},
      {"the other vaccine stays",
       {fact("", day, "140", "A"), fact("", day, "208", "B"), fact("", day, "140", "A", Told::deleted)},
       {"B"},
       "DELETED"},
      {"an update that may replace either",
       {fact("", day, "140", "A"), updated(fact("", other_day, "140", "B"))},
       {},
       "VERSION_UNKNOWN"},
      {"an update of the same day", {fact("", day, "140", "A"), updated(fact("", day, "140", "B"))}, {"B"}, "REPLACED"},
      {"an update of what is not here", {updated(fact("E1", day, "140", "A"))}, {"A"}, ""},
      {"twins under one number",
       {fact("E1", day, "140", "A"), named(2, fact("E2", day, "208", "B"))},
       {},
       "PERSON_CONFLICT"},
      {"an initial", {named(1, fact("E1", day, "140", "A")), fact("E2", day, "208", "B")}, {"A", "B"}, ""},
      {"deleted under a stranger's name",
       {fact("E1", day, "140", "A"), named(2, fact("E1", day, "140", "A", Told::deleted))},
       {},
       "PERSON_CONFLICT"},
  };
}

// With partial doses issued, marked.
std::vector<Row> rows_with_partial_doses() {
  const auto partial = [](std::string event, std::string date, std::string cvx, std::string lot) {
    return fact(std::move(event), std::move(date), std::move(cvx), std::move(lot), Told::partial);
  };
  return {
      {"partial alone", {partial("E1", day, "140", "A")}, {"A"}, ""},
      {"partial, and whole on another day",
       {partial("E1", day, "140", "A"), fact("E2", other_day, "140", "B")},
       {"A", "B"},
       ""},
      {"partial, and another vaccine whole",
       {partial("E1", day, "140", "A"), fact("E2", day, "208", "B")},
       {"A", "B"},
       ""},
      {"two records of one partial dose",
       {partial("E1", day, "140", "A"), partial("E2", day, "140", "A")},
       {"A"},
       "DUPLICATE"},
      {"whole, and partial of one day",
       {fact("E1", day, "140", "A"), partial("E2", day, "140", "A")},
       {},
       "STATUS_CONFLICT"},
      {"partial, and whole of one day",
       {partial("E1", day, "140", "A"), fact("E2", day, "140", "A")},
       {},
       "STATUS_CONFLICT"},
      {"whole at first, partial later",
       {fact("E1", day, "140", "A"), partial("E1", day, "140", "B")},
       {"B"},
       "REPLACED"},
      {"partial at first, whole later",
       {partial("E1", day, "140", "A"), fact("E1", day, "140", "B")},
       {"B"},
       "REPLACED"},
      {"partial, and deleted",
       {partial("E1", day, "140", "A"), fact("E1", day, "140", "A", Told::deleted)},
       {},
       "DELETED"},
      {"partial, and refused",
       {partial("E1", day, "140", "A"), fact("E1", day, "140", "A", Told::refused)},
       {},
       "NOT_GIVEN"},
      {"partial, and not a day", {partial("E1", "2026-02-30", "140", "A")}, {}, "BAD_DATE"},
      {"partial of no vaccine", {partial("E1", day, "998", "A")}, {}, "NOT_GIVEN"},
  };
}

bool is_told(const InputRead& read, const std::string& code) {
  const auto has = [&](const std::vector<InputFinding>& findings) {
    return std::any_of(findings.begin(), findings.end(), [&](const InputFinding& f) { return name(f.code) == code; });
  };
  const auto of_person = [&](const Intake& person) {
    return has(person.findings) || std::any_of(person.left_out.begin(), person.left_out.end(),
                                               [&](const LeftOut& left) { return name(left.reason) == code; });
  };
  return code.empty() || has(read.findings) || std::any_of(read.persons.begin(), read.persons.end(), of_person);
}

// The card as it is signed; empty: none.
std::string card_of(const Row& row, const std::string& text, const std::string& way, bool mark_partial = false) {
  const InputRules rules{.today = parse_date("2026-11-22").value(), .mark_partial = mark_partial};
  const auto read = read_input(text, rules);
  EXPECT_TRUE(read.has_value()) << row.what << way;
  if (!read) return {};
  EXPECT_TRUE(is_told(*read, row.code)) << row.what << ", " << way << ": " << row.code;
  std::string card;
  std::vector<std::string> lots;
  for (const Intake& person : read->persons) {
    if (!person.is_issuable()) continue;
    EXPECT_TRUE(card.empty()) << row.what << ", " << way;
    card = minimal_bundle(person, {.today = rules.today}).value().json;
    for (const IntakeDose& dose : person.doses) lots.push_back(dose.lot);
  }
  EXPECT_EQ(lots, row.lots) << row.what << ", " << way;
  return card;
}

TEST(ThreeWays, TheSameFactsGiveTheSameCard) {
  for (const Row& row : rows()) {
    const std::string card = card_of(row, as_hl7(row.facts), "HL7 v2");
    EXPECT_EQ(card, card_of(row, as_delimited(row.facts), "delimited")) << row.what;
    EXPECT_EQ(card, card_of(row, as_fhir_export(row.facts), "FHIR")) << row.what;
  }
}

TEST(ThreeWays, PartialDosesAreTheSameOnEachCardAndAreMarkedThere) {
  for (const Row& row : rows_with_partial_doses()) {
    const std::string card = card_of(row, as_hl7(row.facts), "HL7 v2", true);
    EXPECT_EQ(card, card_of(row, as_delimited(row.facts), "delimited", true)) << row.what;
    EXPECT_EQ(card, card_of(row, as_fhir_export(row.facts), "FHIR", true)) << row.what;
    for (const Fact& fact : row.facts) {
      const std::string lot = R"("lotNumber":")" + fact.lot + "\"";
      if (fact.told != Told::partial || card.find(lot) == std::string::npos || row.lots.size() != 1) continue;
      const bool is_last = &fact == &row.facts.back() || row.facts.back().event != fact.event;
      EXPECT_EQ(card.find(R"("isSubpotent":true)") != std::string::npos, is_last) << row.what;
    }
  }
}

// The other door of FHIR: one bundle, as issue and correct take it.
std::string as_bundle(const std::string& lines) {
  std::string entries;
  std::size_t begin = 0;
  for (std::size_t end = lines.find('\n'); end != std::string::npos; begin = end + 1, end = lines.find('\n', begin)) {
    entries += (entries.empty() ? "" : ",") + std::string(R"({"resource":)") + lines.substr(begin, end - begin) + "}";
  }
  return R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + "]}";
}

TEST(ThreeWays, ABundleGivesTheCardOfTheMessages) {
  const auto today = parse_date("2026-11-22").value();
  for (const Row& row : rows_with_partial_doses()) {
    const std::string card = card_of(row, as_hl7(row.facts), "HL7 v2", true);
    const auto minimal = minimise(as_bundle(as_fhir_export(row.facts)), {.today = today});
    EXPECT_EQ(card, minimal ? minimal->json : "") << row.what;
  }
}

TEST(ThreeWays, MessagesAndFilesAgreeOnWhatFhirCannotSay) {
  for (const Row& row : rows_without_fhir()) {
    const std::string card = card_of(row, as_hl7(row.facts), "HL7 v2");
    EXPECT_EQ(card, card_of(row, as_delimited(row.facts), "delimited")) << row.what;
  }
}

}  // namespace
}  // namespace vhc::test
