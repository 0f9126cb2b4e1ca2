// What was issued before is known by person, event and content, not by a number that somebody else's event has too.
#include "desk/store/known_events.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "desk/store/same_person.h"

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

MinimalBundle bundle_of(const std::vector<Dose>& doses) {
  MinimalBundle bundle;
  bundle.json = bundle_of("Kallio", "1990-06-06", doses, "MAIN ST");
  return bundle;
}

RecordFacts record_of(const std::vector<Dose>& doses, const std::string& family = "Kallio",
                      const std::string& birth = "1990-06-06") {
  RecordFacts record{"9005", {}, events_of(bundle_of(doses)).value(), {}, {}};
  record.person.names.push_back({.text = {}, .family = family, .given = {"Sanna"}});
  record.person.birth_date = birth;
  return record;
}

IssuedCardFacts card_of(const std::string& label, const std::vector<Dose>& doses, const std::vector<std::string>& ids,
                        const std::string& family = "Kallio", const std::string& birth = "1990-06-06") {
  const std::string payload =
      R"({"iss":"https://pharmacy.example/shc","nbf":1,"vc":{"type":["https://smarthealth.cards#health-card"],)"
      R"("credentialSubject":{"fhirVersion":"4.0.1","fhirBundle":)" +
      bundle_of(family, birth, doses, "CORNER") + "}}}";
  return {label, read_payload(payload).value(), ids, "9005"};
}

std::string standing(const std::vector<IssuedCardFacts>& cards, RecordFacts record,
                     const std::vector<std::string>& ids) {
  record.ids = ids;
  const Comparison comparison = compare_with_issued(cards, record);
  if (comparison.clashes.empty()) return comparison.is_same ? "same" : "no";
  std::string all;
  for (const Clash& clash : comparison.clashes) {
    if (!all.empty()) all += ", ";
    all += clash.code == Errc::in_issued_revoked ? "revoked " : "not as on ";
    all += clash.card;
    if (clash.line != 0) all += " because of line " + std::to_string(clash.line);
    if (clash.is_all) all += ", all of it";
  }
  return all;
}

// Taken back on line 7.
RecordFacts without(RecordFacts record, const Dose& dose, const std::string& id, Errc reason = Errc::in_deleted) {
  record.taken_back.push_back({.line = 7, .date = dose.date, .code = dose.code, .reason = reason, .event = id});
  return record;
}

IssuedCardFacts revoked(IssuedCardFacts card) {
  card.is_revoked = true;
  return card;
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

TEST(IssuedBefore, NeedsNoNumber) {
  const std::vector<IssuedCardFacts> cards{card_of("2026-000001", {first}, {})};
  EXPECT_EQ(standing(cards, record_of({first}), {}), "same");
  EXPECT_EQ(standing(cards, record_of({with_lot(first, "EV8")}), {}), "not as on 2026-000001");
  EXPECT_EQ(standing(cards, record_of({with_lot(first, "EV8")}), {"1"}), "not as on 2026-000001");
  EXPECT_EQ(standing(cards, record_of({first, second}), {}), "no");
  // The same vaccine and lot on another day is another dose.
  EXPECT_EQ(standing(cards, record_of({on_day(first, "2026-10-19")}), {}), "no");
  // Under another key, and under none, name and birth date say who it is.
  for (const char* key : {"4711", "KALLIO, SANNA|1990-06-06"}) {
    RecordFacts record = record_of({with_lot(first, "EV8")});
    record.person_key = key;
    EXPECT_EQ(standing(cards, record, {}), "not as on 2026-000001") << key;
  }
  // Twins have one initial, one birth date and one vaccination.
  RecordFacts twin = record_of({with_lot(first, "EV8")});
  twin.person_key = "4711";
  twin.person.names.front().given = {"S"};
  EXPECT_EQ(standing(cards, twin, {}), "no");
}

TEST(IssuedBefore, IsDifferentWithABirthDateThatWasCorrected) {
  const std::vector<IssuedCardFacts> cards{card_of("2026-000001", {first}, {"Immunization/1"})};
  EXPECT_EQ(standing(cards, record_of({second}, "Kallio", "1990-06-07"), {"Immunization/2"}), "not as on 2026-000001");
  EXPECT_EQ(standing(cards, record_of({second}, "Laine"), {"Immunization/2"}), "no") << "a new name, and a new dose";
  // Without a key of the sender.
  std::vector<IssuedCardFacts> keyless = cards;
  keyless.front().person_key = "KALLIO, SANNA|1990-06-06";
  RecordFacts record = record_of({first}, "Kallio", "1990-06-07");
  record.person_key = "KALLIO, SANNA|1990-06-07";
  EXPECT_EQ(standing(keyless, record, {"Immunization/1"}), "not as on 2026-000001");
  EXPECT_EQ(standing(keyless, record, {"Immunization/3"}), "no");
  RecordFacts next_day = record_of({second}, "Kallio", "1990-06-07");
  next_day.person_key = "KALLIO, SANNA|1990-06-07";
  keyless.front().events = {"1"};
  EXPECT_EQ(standing(keyless, next_day, {"1"}), "no") << "the numbers started again";
}

TEST(IssuedBefore, NamesEveryCardThatIsWrong) {
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"1"}), card_of("2026-000002", {first, second}, {"1", "2"})},
                     record_of({with_lot(first, "EV8"), second}), {"1", "2"}),
            "not as on 2026-000001, not as on 2026-000002");
  // One of them was put right.
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"1"}),
                      card_of("2026-000003", {with_lot(first, "EV8"), second}, {"1", "2"})},
                     record_of({with_lot(first, "EV8"), second}), {"1", "2"}),
            "not as on 2026-000001");
}

TEST(IssuedBefore, TellsOfCardsWithWhatIsTakenBack) {
  const std::vector<IssuedCardFacts> cards{card_of("2026-000001", {first, second}, {"1", "2"})};
  const std::string is_left = "not as on 2026-000001 because of line 7";
  EXPECT_EQ(standing(cards, without(record_of({first}), second, "2"), {"1"}), is_left);
  EXPECT_EQ(standing(cards, without(record_of({first}), second, "", Errc::in_not_given), {}), is_left);
  EXPECT_EQ(standing(cards, without(record_of({}), second, "2"), {}), is_left + ", all of it");
  // A number alone, and a deletion that names no vaccine.
  EXPECT_EQ(standing(cards, without(record_of({}), {}, "2"), {}), is_left + ", all of it");
  EXPECT_EQ(standing(cards, without(record_of({first}), {second.date, "999", ""}, ""), {"1"}), is_left);
  EXPECT_EQ(standing(cards, without(record_of({first}), on_day(second, "2026-11-10"), "3"), {"1"}), "same");
  EXPECT_EQ(standing(cards, without(record_of({first, second}), second, "3"), {"1", "2"}), "same") << "said again";
  EXPECT_EQ(standing({revoked(cards.front())}, without(record_of({}), second, "2"), {}), "no");
}

TEST(IssuedBefore, KnowsADeletedResourceWithoutItsPerson) {
  RecordFacts deletion;
  deletion.person.names.emplace_back();
  deletion = without(deletion, {}, "Immunization/i1");
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"https://e.example/fhir/Immunization/i1"})}, deletion, {}),
            "not as on 2026-000001 because of line 7, all of it");
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"https://e.example/fhir/Immunization/i11"})}, deletion, {}),
            "no");
  EXPECT_EQ(standing({card_of("2026-000001", {first}, {"i1"})}, deletion, {}), "no");
}

TEST(IssuedBefore, IsNotSignedAgainWhenItWasRevoked) {
  const IssuedCardFacts gone = revoked(card_of("2026-000001", {first, second}, {"1", "2"}));
  EXPECT_EQ(standing({gone}, record_of({first, second}), {"1", "2"}), "revoked 2026-000001");
  const IssuedCardFacts right = card_of("2026-000003", {first}, {"1"});
  EXPECT_EQ(standing({gone, right}, record_of({first, second}), {"1", "2"}), "revoked 2026-000001");
  EXPECT_EQ(standing({gone, right}, record_of({first}), {"1"}), "same");
  EXPECT_EQ(standing({gone}, record_of({with_lot(first, "EV8")}), {"1"}), "no") << "it was revoked because of the lot";
}

TEST(IssuedBefore, RefusesWhatIsNoBundle) {
  MinimalBundle record;
  record.json = "{";
  EXPECT_FALSE(events_of(record));
}

std::vector<LedgerMark> marks_of_card(const LedgerKey& key, const RecordFacts& record) {
  const LedgerContent content{.jws = {}, .person_key = record.person_key, .lots = {}, .events = record.ids};
  const Bytes marks = key.marks(content, "", fact_texts(record.person, record.ids));
  std::vector<LedgerMark> all = marks_of(marks, MarkKind::person);
  for (const LedgerMark& mark : marks_of(marks, MarkKind::fact)) all.push_back(mark);
  return all;
}

bool is_found(const RecordFacts& record, const RecordFacts& card) {
  const LedgerKey key = LedgerKey::make();
  const std::vector<LedgerMark> has = marks_of_card(key, card);
  const std::vector<LedgerMark> wanted = sought_for(key, record).own;
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](const LedgerMark& mark) { return std::find(has.begin(), has.end(), mark) != has.end(); });
}

TEST(IssuedBefore, IsLookedForByKeyNameAndNumber) {
  RecordFacts card = record_of({first});
  card.ids = {"1"};
  EXPECT_TRUE(is_found(record_of({second}), card)) << "by the key";
  RecordFacts other = record_of({with_lot(first, "X")}, "KALLIOLA");
  other.person_key = "4711";
  EXPECT_FALSE(is_found(other, card)) << "thousands may share birth date, day and code";
  other.person.names.front() = {.text = "Kallio, S. M."};
  EXPECT_TRUE(is_found(other, card)) << "by birth date and name";
  other = record_of({second}, "KALLIO", "1990-06-07");
  other.person_key = "4711";
  EXPECT_FALSE(is_found(other, card));
  other.ids = {"1"};
  EXPECT_TRUE(is_found(other, card)) << "by number and name";
  other.person.names.front().family = "Laine";
  EXPECT_FALSE(is_found(other, card));
  other.person.birth_date = "1990-06-06";
  EXPECT_TRUE(is_found(other, card)) << "by number and birth date";
  other.ids.clear();
  EXPECT_TRUE(is_found(without(other, {}, "1"), card)) << "taken back by number";
}

Person person(const std::string& family, const std::string& given, const std::string& birth) {
  Person one;
  one.names.push_back({.text = {}, .family = family, .given = {given}});
  one.birth_date = birth;
  return one;
}

TEST(SamePerson, NamesAgreeWhateverTheCaseAndTheSigns) {
  const auto same = [](const PersonName& a, const PersonName& b) { return agrees(a, b); };
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

// Whoever agrees is found, whichever of the two is kept; of thousands with one birth date nobody else is.
TEST(SamePerson, IsFoundByTheKeysOfTheName) {
  const auto name = [](const std::string& family, std::vector<std::string> given) {
    return PersonName{.text = {}, .family = family, .given = std::move(given)};
  };
  const std::vector<PersonName> names{name("Rivera", {"Ana"}),
                                      name("RIVERA", {"A."}),
                                      name("Rivera", {"Ana Luz"}),
                                      name("Rivera", {"Ana", "Luz"}),
                                      name("Rivera", {"Analuz"}),
                                      name("Rivera", {"Eva"}),
                                      name("Riveras", {"Ana"}),
                                      {.text = "Ana Rivera"},
                                      {.text = "Rivera, A. L."},
                                      {.text = "Ana Luz Rivera"},
                                      {.text = "Suharto"},
                                      name("Suharto", {}),
                                      {.text = "AnaRivera"},
                                      name("\xC3\x96zil", {"\xC3\x87"}),
                                      name("Ozil", {"\xC3\x87"
                                                    "em"}),
                                      name("\xE7\x8E\x8B", {"\xE8\x8A\xB3"}),
                                      {.text = "\xE7\x8E\x8B \xE8\x8A\xB3"}};
  int agreeing = 0;
  for (const PersonName& kept : names) {
    for (const PersonName& sought : names) {
      if (!agrees(kept, sought)) continue;
      ++agreeing;
      const std::vector<std::string> under = name_keys(kept).kept;
      const std::vector<std::string> by = name_keys(sought).sought;
      EXPECT_TRUE(std::any_of(
          by.begin(), by.end(),
          [&](const std::string& key) { return std::find(under.begin(), under.end(), key) != under.end(); }))
          << folded(kept) << " by " << folded(sought);
    }
  }
  EXPECT_GT(agreeing, 40);
  EXPECT_LE(name_keys(name("Rivera", {"Ana", "Luz"})).kept.size(), 3U);
  EXPECT_EQ(name_keys({.text = std::string(4000, 'a') + std::string(4000, ' ')}).kept.size(), 1U);
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
