// Cards that were issued are found by their marks, in whatever steps they became known; what many cards have says
// nothing of anybody.
#include <algorithm>

#include "desk/store/known_events.h"
#include "desk/store/same_person.h"
#include "temporary_folder.h"

namespace vhc {
namespace {

using Numbers = std::vector<std::int64_t>;

class KnownCards : public TemporaryFolder {
 protected:
  LedgerMark mark(const std::string& text) const { return key.mark(MarkKind::fact, text); }
  // A card that is found by these.
  LedgerRow row(std::int64_t number, const std::vector<std::string>& facts) const {
    return {.number = number,
            .label = "2026-" + std::to_string(number),
            .kid = "KID",
            .rid = {},
            .marks = key.marks({.jws = {}, .person_key = {}, .lots = {}, .events = {}}, "print", facts),
            .sealed = {1}};
  }
  void keep(const LedgerRow& one) { ASSERT_TRUE(store.add(one)); }
  Numbers with(const KnownEvents& known, const std::string& text) const { return known.cards_with({mark(text)}); }

  LedgerKey key = LedgerKey::make();
  LedgerStore store = LedgerStore::open(path("ledger.db")).value();
};

TEST_F(KnownCards, AreThoseBelowTheBaseOfARun) {
  for (std::int64_t number = 1; number <= 5; ++number) keep(row(number, {"a"}));
  EXPECT_EQ(with(KnownEvents::load(store, 1).value(), "a"), Numbers{});
  EXPECT_EQ(with(KnownEvents::load(store, 3).value(), "a"), (Numbers{1, 2}));
  EXPECT_EQ(with(KnownEvents::load(store, 100).value(), "a"), (Numbers{1, 2, 3, 4, 5}));
  EXPECT_EQ(with(KnownEvents::load(store, 100).value(), "b"), Numbers{});
}

TEST_F(KnownCards, AreAddedFromANumberOnAndWithoutSome) {
  for (std::int64_t number = 1; number <= 9; ++number) keep(row(number, {"a"}));
  KnownEvents known;
  ASSERT_TRUE(known.add(store, 4, 8, {5, 7, 100}));
  EXPECT_EQ(with(known, "a"), (Numbers{4, 6}));
  ASSERT_TRUE(known.add(store, 8, 100));
  EXPECT_EQ(with(known, "a"), (Numbers{4, 6, 8, 9}));
  ASSERT_TRUE(known.add(store, 100, 200));
  EXPECT_EQ(with(known, "a"), (Numbers{4, 6, 8, 9}));
}

// Layers are merged as they grow: no step loses a card.
TEST_F(KnownCards, AreFoundInWhateverStepsTheyBecameKnown) {
  for (const std::size_t step : {1U, 2U, 3U, 7U, 40U}) {
    KnownEvents known;
    std::vector<LedgerRow> rows;
    for (std::int64_t number = 1; number <= 120; ++number) {
      rows.push_back(row(number, {"all", "of " + std::to_string(number % 7), "own " + std::to_string(number)}));
    }
    for (std::size_t at = 0; at < rows.size(); at += step) {
      std::vector<const LedgerRow*> some;
      for (std::size_t i = at; i < std::min(at + step, rows.size()); ++i) some.push_back(&rows[i]);
      known.add(some);
    }
    EXPECT_EQ(with(known, "all").size(), 120U) << step;
    for (std::int64_t number = 1; number <= 120; ++number) {
      EXPECT_EQ(with(known, "own " + std::to_string(number)), Numbers{number}) << step;
    }
    EXPECT_EQ(with(known, "of 0").size(), 17U) << step;
    EXPECT_EQ(with(known, "of 1").size(), 18U) << step;
    EXPECT_EQ(known.count(beginning_of(mark("all")), 10), 11U) << step;  // one more than asked for, and no further
    EXPECT_EQ(known.count(beginning_of(mark("of 0")), 100), 17U) << step;
    EXPECT_EQ(known.count(beginning_of(mark("none")), 10), 0U) << step;
  }
}

TEST_F(KnownCards, WithAMarkThatManyHaveArePassedOver) {
  KnownEvents known;
  std::vector<LedgerRow> rows;
  for (std::int64_t number = 1; number <= 33; ++number) {
    rows.push_back(
        row(number, number <= 32 ? std::vector<std::string>{"few", "many"} : std::vector<std::string>{"many"}));
  }
  for (const LedgerRow& one : rows) known.add({&one});
  EXPECT_EQ(known.cards_with({mark("few")}, many_cards).size(), 32U);
  EXPECT_EQ(known.cards_with({mark("many")}, many_cards), Numbers{});
  EXPECT_EQ(known.cards_with({mark("many"), mark("few")}, many_cards).size(), 32U);
  EXPECT_EQ(known.relatives({.own = {}, .loose = {mark("few")}}).size(), 32U);
  EXPECT_EQ(known.relatives({.own = {}, .loose = {mark("many")}}), Numbers{});
  EXPECT_EQ(known.relatives({.own = {mark("many")}, .loose = {}}).size(), 33U);  // a person's own mark always counts
  EXPECT_EQ(known.relatives({.own = {mark("many")}, .loose = {mark("few")}}).size(), 33U);  // each once
}

TEST_F(KnownCards, AreFoundOldestFirstEachOnce) {
  KnownEvents known;
  const LedgerRow two = row(2, {"a", "b"});
  const LedgerRow one = row(1, {"b"});
  known.add({&two});
  known.add({&one});
  EXPECT_EQ(known.cards_with({mark("a"), mark("b")}), (Numbers{1, 2}));
  EXPECT_EQ(known.cards_with({}), Numbers{});
}

TEST_F(KnownCards, OfOnesWhoseRetentionHasEndedAreFoundByWhatLasts) {
  LedgerRow emptied = row(1, {});
  emptied.marks = key.marks({.jws = {}, .person_key = "p", .lots = {"L"}, .events = {"E1"}}, "print", {}, {"lasting"});
  KnownEvents known;
  known.add({&emptied});
  EXPECT_EQ(known.cards_with({key.mark(MarkKind::lasting, "lasting")}), Numbers{1});
  EXPECT_EQ(known.cards_with({key.mark(MarkKind::event, event_mark_text("p", "E1"))}), Numbers{1});
  LedgerRow whole = row(2, {"fact"});
  KnownEvents of_whole;
  of_whole.add({&whole});
  EXPECT_EQ(of_whole.cards_with({key.mark(MarkKind::content, "print")}), Numbers{});
}

// ---- words

TEST(SlotOf, IsOfADayAndACode) {
  EXPECT_EQ(slot_of("2026-10-12", "208"), slot_of("2026-10-12", "208"));
  for (const auto& [date, code] : {std::pair("2026-10-13", "208"), std::pair("2026-10-12", "207"),
                                   std::pair("2026-10-12", "2082"), std::pair("2026-10-122", "08")}) {
    EXPECT_NE(slot_of("2026-10-12", "208"), slot_of(date, code)) << date << " " << code;
  }
}

TEST(ResourceOf, IsTypeAndIdWhicheverServerIsNamed) {
  EXPECT_EQ(resource_of("https://server.example/fhir/Immunization/5"), "Immunization/5");
  EXPECT_EQ(resource_of("Immunization/5"), "Immunization/5");
  for (const char* none : {"", "5", "5^CLIN", "urn:uuid:1"}) EXPECT_EQ(resource_of(none), "") << none;
}

// ---- whose a card is

Person person_of(const std::string& family, const std::string& given, const std::string& birth) {
  Person person;
  person.names.push_back({.text = {}, .family = family, .given = {given}});
  person.birth_date = birth;
  return person;
}

TEST(KnownPerson, IsTheSameByNameBirthAndNumber) {
  const Person own = person_of("Kallio", "Sanna", "1990-06-06");
  const Person upper = person_of("KALLIO", "SANNA", "1990-06-06");
  const Person initial = person_of("Kallio", "S", "1990-06-06");
  const Person married = person_of("Duarte", "Sanna", "1990-06-06");
  const Person older = person_of("Kallio", "Sanna", "1960-01-01");
  const Person stranger = person_of("Duarte", "Rui", "1971-01-01");
  const struct {
    const char* what;
    KnownPerson a;
    KnownPerson b;
    bool share_event;
    bool same;
  } cases[] = {
      {"one number", {"77", own}, {"77", upper}, false, true},
      {"one number, another family name", {"77", own}, {"77", married}, false, true},
      {"one number, another birth date", {"77", own}, {"77", older}, false, true},
      {"one number, somebody else", {"77", own}, {"77", stranger}, false, false},
      {"one number and event, somebody else", {"77", own}, {"77", stranger}, true, false},
      {"two numbers, one name and birth", {"77", own}, {"78", upper}, false, true},
      {"two numbers, an initial", {"77", own}, {"78", initial}, false, false},
      {"two numbers, another name", {"77", own}, {"78", married}, true, false},
      {"no number, an initial", {"", own}, {"78", initial}, false, true},
      {"no number, another name", {"", own}, {"78", married}, false, false},
      {"no number, another name, one event", {"", own}, {"78", married}, true, true},
      {"no number, another birth, one event", {"", own}, {"", older}, true, true},
      {"no number, somebody else, one event", {"", own}, {"", stranger}, true, false},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(is_same_person(one.a, one.b, one.share_event), one.same) << one.what;
    EXPECT_EQ(is_same_person(one.b, one.a, one.share_event), one.same) << one.what;
  }
}

TEST(KnownEvent, IsTheSameWhereEachThingThatIsSaidIs) {
  Event own;
  own.date = "2026-10-12";
  own.code = "208";
  own.lot = "EV7";
  EXPECT_TRUE(is_same_event(own, own));
  Event other = own;
  other.performer = "Somebody else";  // who says it does not count
  EXPECT_TRUE(is_same_event(own, other));
  other = own;
  other.lot = "EV8";
  EXPECT_FALSE(is_same_event(own, other));
  other = own;
  other.date = "2026-10-13";
  EXPECT_FALSE(is_same_event(own, other));
  other = own;
  other.code = "207";
  EXPECT_FALSE(is_same_event(own, other));
  other = own;
  other.subpotent = !other.subpotent;
  EXPECT_FALSE(is_same_event(own, other));
}

}  // namespace
}  // namespace vhc
