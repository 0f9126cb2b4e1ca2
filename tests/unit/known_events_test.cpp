// What was issued before is known by person, event and content, not by a number that somebody else's event has too.
#include "../../cli/known_events.h"

#include <gtest/gtest.h>

#include "../../cli/same_person.h"

namespace vhc {
namespace {

constexpr const char* cvx = "http://hl7.org/fhir/sid/cvx";

struct Dose {
  std::string date;
  std::string code;
  std::string lot;
};

const Dose first{"2026-10-12", "208", "EV7"};
const Dose second{"2026-11-09", "208", "EW1"};

std::string bundle_of(const std::string& family, const std::string& birth, const std::vector<Dose>& doses,
                      const std::string& performer) {
  std::string entries = R"({"fullUrl":"resource:0","resource":{"resourceType":"Patient","name":[{"family":")" + family +
                        R"(","given":["Sanna"]}],"birthDate":")" + birth + "\"}}";
  for (const Dose& dose : doses) {
    entries += R"(,{"fullUrl":"resource:1","resource":{"resourceType":"Immunization","status":"completed",)";
    entries += R"("vaccineCode":{"coding":[{"system":")" + std::string(cvx) + R"(","code":")" + dose.code + "\"}]},";
    entries += R"("patient":{"reference":"resource:0"},"occurrenceDateTime":")" + dose.date + "\",";
    entries += R"("performer":[{"actor":{"display":")" + performer + R"("}}],"lotNumber":")" + dose.lot + "\"}}";
  }
  return R"({"resourceType":"Bundle","type":"collection","entry":[)" + entries + "]}";
}

MinimalBundle record_of(const std::vector<Dose>& doses, const std::string& family = "Kallio",
                        const std::string& birth = "1990-06-06", const std::string& performer = "MAIN ST") {
  MinimalBundle record;
  record.json = bundle_of(family, birth, doses, performer);
  record.person.names.push_back({.text = {}, .family = family, .given = {"Sanna"}});
  record.person.birth_date = birth;
  record.person_key = "9005";
  return record;
}

IssuedCardFacts card_of(const std::string& label, const std::vector<Dose>& doses, const std::vector<std::string>& ids,
                        const std::string& family = "Kallio", const std::string& birth = "1990-06-06") {
  const std::string payload =
      R"({"iss":"https://pharmacy.example/shc","nbf":1,"vc":{"type":["https://smarthealth.cards#health-card"],)"
      R"("credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":)" +
      bundle_of(family, birth, doses, "CORNER") + "}}}";
  return {label, read_payload(payload).value(), ids};
}

std::string standing(const std::vector<IssuedCardFacts>& cards, const MinimalBundle& record,
                     const std::vector<std::string>& ids) {
  const Comparison comparison = compare_with_issued(cards, record, ids).value();
  switch (comparison.found) {
    case IssuedBefore::no:
      return "no";
    case IssuedBefore::same:
      return "same";
    case IssuedBefore::differently:
      break;
  }
  return "not as on " + comparison.card;
}

Dose with_lot(Dose dose, const std::string& lot) {
  dose.lot = lot;
  return dose;
}

Dose on_day(Dose dose, const std::string& date) {
  dose.date = date;
  return dose;
}

TEST(IssuedBefore, IsTheSameEventWithTheSameContent) {
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"1"})}, record_of({first}), {"1"}), "same");
  // Who gave it is put differently, the dose is the same.
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"1"})}, record_of({first}, "KALLIO"), {"1"}), "same");
  // One of two doses of a card is sent again.
  EXPECT_EQ(standing({card_of("2026-000001", {first, second}, {"1", "2"})}, record_of({second}), {"2"}), "same");
  // Two doses stand on two cards.
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"1"}), card_of("2026-000002", {second}, {"2"})},
                     record_of({first, second}), {"1", "2"}),
            "same");
}

TEST(IssuedBefore, IsNoMoreDosesThanThereWere) {
  EXPECT_EQ(standing({}, record_of({first}), {"1"}), "no");
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"1"})}, record_of({first, second}), {"1", "2"}), "no");
  const Dose third{"2026-12-01", "140", "FL1"};
  EXPECT_EQ(standing({card_of("2026-000001", {first, second}, {"1", "2"})}, record_of({second, third}), {"2", "3"}),
            "no");
  // Some records have no id: what was on the card is there, and more.
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"1"})}, record_of({first, second}), {"1"}), "no");
}

TEST(IssuedBefore, IsDifferentWithOtherContent) {
  const std::vector<IssuedCardFacts> cards{card_of("2026-000001", {first}, {"1"})};
  EXPECT_EQ(standing(cards, record_of({with_lot(first, "EV8")}), {"1"}), "not as on 2026-000001");
  EXPECT_EQ(standing(cards, record_of({on_day(first, "2026-10-05")}), {"1"}), "not as on 2026-000001");
  EXPECT_EQ(standing(cards, record_of({with_lot(first, "EV8"), second}), {"1", "2"}), "not as on 2026-000001");
  EXPECT_EQ(standing(cards, record_of({with_lot(first, "EV8"), second}), {"1"}), "not as on 2026-000001");
  EXPECT_EQ(standing(cards, record_of({first}, "Kalliola"), {"1"}), "not as on 2026-000001");
  EXPECT_EQ(standing(cards, record_of({first}, "Kallio", "1990-06-07"), {"1"}), "not as on 2026-000001");
  // The newest card is the one to correct.
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"1"}), card_of("2026-000002", {first, second}, {"1", "2"})},
                     record_of({first, with_lot(second, "X")}), {"1", "2"}),
            "not as on 2026-000002");
}

TEST(IssuedBefore, IsNobodyElse) {
  // Two systems share the number of the person and that of the event.
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"1"}, "Duarte", "1971-01-01")}, record_of({first}), {"1"}),
            "no");
}

TEST(IssuedBefore, RefusesWhatIsNoBundle) {
  MinimalBundle record = record_of({first});
  record.json = "{";
  EXPECT_FALSE(compare_with_issued({}, record, {"1"}));
}

TEST(EventMarks, AreOfThePersonToo) {
  const LedgerKey key = LedgerKey::make();
  EXPECT_EQ(event_marks(key, "9005", {"1"}), event_marks(key, "9005", {"1"}));
  EXPECT_NE(event_marks(key, "9005", {"1"}), event_marks(key, "9006", {"1"}));
  EXPECT_NE(event_marks(key, "9005", {"11"}), event_marks(key, "90051", {"1"}));
  const Bytes marks = key.marks({.jws = {}, .person_key = "9005", .lots = {}, .events = {"1"}}, "");
  EXPECT_TRUE(has_mark(marks, MarkKind::event, event_marks(key, "9005", {"1"}).front()));
}

Person person(const std::string& family, const std::string& given, const std::string& birth) {
  Person one;
  one.names.push_back({.text = {}, .family = family, .given = {given}});
  one.birth_date = birth;
  return one;
}

TEST(SamePerson, NamesAgreeWhateverTheCaseAndTheSigns) {
  const auto same = [](const PersonName& a, const PersonName& b) { return is_same_name(a, b); };
  const auto name = [](const std::string& family, const std::string& given) {
    return PersonName{.text = {}, .family = family, .given = {given}};
  };
  EXPECT_TRUE(same(name("O'Brien", "Ana"), name("OBRIEN", "ANA")));
  EXPECT_TRUE(same(name("Mu\xC3\xB1oz", "Ana"), name("MU\xC3\x91OZ", "ana")));
  EXPECT_TRUE(same(name("Rivera", "A."), name("Rivera", "Ana")));
  EXPECT_TRUE(same({.text = "Suharto"}, {.text = "SUHARTO"}));
  EXPECT_FALSE(same(name("Rivera", "Ana"), name("Rivera", "Eva")));
  EXPECT_FALSE(same(name("Rivera", "Ana"), name("Riveras", "Ana")));
}

TEST(SamePerson, NeedsMoreThanANumber) {
  const Person ana = person("Rivera", "Ana", "1984-06-15");
  const Person born_later = person("Rivera", "Ana", "1984-06-16");
  const Person married = person("Ortiz", "Ana", "1984-06-15");
  const Person brien = person("O'Brien", "Pat", "1960-01-01");
  EXPECT_TRUE(is_same_person({"1", ana}, {"1", born_later}, false));
  EXPECT_TRUE(is_same_person({"1", ana}, {"1", married}, false));
  EXPECT_FALSE(is_same_person({"1", ana}, {"1", brien}, true));
  EXPECT_TRUE(is_same_person({"1", ana}, {"2", ana}, false));
  EXPECT_FALSE(is_same_person({"1", ana}, {"2", born_later}, true));
  // Without a number: by an event that both have.
  EXPECT_TRUE(is_same_person({"RIVERA, ANA|1984-06-15", ana}, {"2", born_later}, true));
  EXPECT_FALSE(is_same_person({"RIVERA, ANA|1984-06-15", ana}, {"2", born_later}, false));
  EXPECT_TRUE(has_own_key({"1", ana}));
  EXPECT_FALSE(has_own_key({"RIVERA, ANA|1984-06-15", ana}));
  EXPECT_FALSE(has_own_key({"", ana}));
}

}  // namespace
}  // namespace vhc
