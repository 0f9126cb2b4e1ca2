// The clerk as a whole: few people, few events, many records in any order. No record that a later one takes back is
// ever issued, no two people stand on one card, and the same facts by three ways give one card.
#include <algorithm>
#include <map>
#include <set>

#include "input.h"
#include "three_ways.h"
#include "vhc/input.h"
#include "vhc/minimise.h"

namespace {

using namespace vhc;
using vhc::test::Fact;
using vhc::test::Told;

// Four bytes a fact. The lot says whose it is and which fact.
std::vector<Fact> facts_of(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t most = 24;
  constexpr const char* days[]{"2026-09-01", "2026-09-02", "2026-10-05"};
  constexpr const char* codes[]{"140", "208", "03"};
  constexpr Told told[]{Told::given,   Told::given,   Told::given,   Told::assumed,
                        Told::partial, Told::refused, Told::deleted, Told::deleted};
  std::vector<Fact> facts;
  for (std::size_t at = 0; at + 4 <= size && facts.size() < most; at += 4) {
    Fact fact{.person = data[at] % 3, .name = data[at] / 64 == 3 ? (data[at] / 32) % 2 + 1 : 0};
    if (data[at + 1] % 5 != 0) fact.event = "E" + std::to_string(data[at + 1] % 5);
    fact.date = days[data[at + 2] % 3];
    fact.cvx = codes[data[at + 2] / 3 % 3];
    fact.told = told[data[at + 3] % 8];
    fact.update = (data[at + 3] & 8U) != 0;
    fact.lot = "P" + std::to_string(fact.person) + "L" + std::to_string(facts.size());
    facts.push_back(std::move(fact));
  }
  return facts;
}

InputRules rules_of(std::uint8_t choice) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  InputRules rules;
  rules.today = year{2026} / month{11} / day{23};
  rules.mark_partial = (choice & 1U) != 0;
  return rules;
}

bool takes_back(const Fact& later, const Fact& earlier) {
  if (later.person != earlier.person) return false;
  const bool same_event = !later.event.empty() && later.event == earlier.event;
  if (same_event) return true;  // whatever it says: the last one speaks
  const bool says_not = later.told == Told::refused || later.told == Told::deleted;
  const bool unnumbered = later.event.empty() || earlier.event.empty();
  return says_not && unnumbered && later.date == earlier.date && later.cvx == earlier.cvx;
}

void check_card(const Intake& person, const std::vector<Fact>& facts, const InputRules& rules) {
  std::set<int> people;
  for (const IntakeDose& dose : person.doses) {
    const auto at = std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) { return fact.lot == dose.lot; });
    require(at != facts.end() && at->date == dose.date && at->cvx == dose.code);
    require(at->told != Told::refused && at->told != Told::deleted);
    require(at->told != Told::partial || (rules.mark_partial && dose.subpotent));
    require(std::none_of(at + 1, facts.end(), [&](const Fact& later) { return takes_back(later, *at); }));
    require(person.name.family == family_of(*at));
    people.insert(at->person);
  }
  require(people.size() <= 1);
  const bool strangers = std::any_of(facts.begin(), facts.end(), [&](const Fact& fact) {
    return people.contains(fact.person) && fact.name == 2 &&
           std::any_of(facts.begin(), facts.end(),
                       [&](const Fact& other) { return other.person == fact.person && other.name != 2; });
  });
  require(!strangers || people.empty());
}

using Cards = std::map<std::string, std::string>;

Cards cards_of(const std::string& text, const std::vector<Fact>& facts, const InputRules& rules) {
  Cards cards;
  const auto read = read_input(text, rules);
  require(read.has_value());
  for (const Intake& person : read->persons) {
    if (!person.is_issuable()) continue;
    check_card(person, facts, rules);
    const auto card = minimal_bundle(person, {.today = rules.today});
    require(card.has_value());
    require(cards.emplace(person.name.family, card->json).second);
  }
  return cards;
}

// A FHIR id is exact: a record that was refused or deleted under another one says nothing of this dose. Numbers of
// messages and files are not; there the two contradict each other.
bool contradicts(const Fact& a, const Fact& b) {
  const bool says_not = a.told == Told::refused || a.told == Told::deleted;
  return says_not && a.person == b.person && a.event != b.event && a.date == b.date && a.cvx == b.cvx;
}

bool fits_fhir(const std::vector<Fact>& facts) {
  return std::all_of(facts.begin(), facts.end(), [&](const Fact& fact) {
    return !fact.event.empty() && fact.name == 0 && !fact.update &&
           std::none_of(facts.begin(), facts.end(), [&](const Fact& other) { return contradicts(fact, other); });
  });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 5) return 0;
  const InputRules rules = rules_of(data[0]);
  const std::vector<Fact> facts = facts_of(data + 1, size - 1);
  const Cards messages = cards_of(as_hl7(facts), facts, rules);
  require(messages == cards_of(as_delimited(facts), facts, rules));
  if (fits_fhir(facts)) require(messages == cards_of(as_fhir_export(facts), facts, rules));
  return 0;
}
