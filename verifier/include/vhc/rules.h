// A venue's rules (vhc.rules/1): which cards count here, as data. Reading is strict, deciding is pure: card, person,
// events, clock and calendar in, an answer with its reason out. How to write them: docs/rules-for-venues.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vhc/json.h"
#include "vhc/payload.h"
#include "vhc/result.h"
#include "vhc/time.h"

namespace vhc {

inline constexpr std::size_t max_rules_bytes = std::size_t{256} * 1024;
inline constexpr std::size_t max_card_facts_bytes = std::size_t{256} * 1024;

// A text for people, by language ("en", "de").
using TextByLanguage = std::map<std::string, std::string, std::less<>>;

// The text in this language, else in English, else in the first that there is; empty when there is none.
std::string_view text_in(const TextByLanguage& texts, std::string_view language) noexcept;

// The calendar of a place: days begin and end by its clocks. Used by several threads at once.
class LocalCalendar {
 public:
  LocalCalendar() = default;
  LocalCalendar(const LocalCalendar&) = delete;
  LocalCalendar& operator=(const LocalCalendar&) = delete;
  virtual ~LocalCalendar() = default;
  virtual std::chrono::year_month_day day_of(UnixTime time) const = 0;
  // The first moment of the day.
  virtual UnixTime start_of(std::chrono::year_month_day day) const = 0;
};

// What a rule may ask about the card itself.
struct RuleCard {
  std::string format;   // "shc"
  std::string network;  // ORIGIN/NET, as venue.json accepts it; empty: not known
  std::string iss;
};

// One event that stands (event_status.h), in the terms that rules use.
struct RuleEvent {
  EventKind kind = EventKind::other;
  std::string date;  // 2021, 2021-07, 2021-07-15 or a time as RFC 3339 writes it
  std::string system;
  std::string code;
  std::vector<std::pair<std::string, std::string>> other_codes = {};  // the same in other code systems
  std::string value_system;                                           // of a test whose result is a code
  std::string value;
  std::string number;  // of a test whose result is an amount: as signed, compared exactly
  std::string unit;
  std::string until;  // of an exemption; empty: it has no end
  int dose = 0;       // of a family that numbers doses: which one this is; 0: not numbered
  bool subpotent = false;
};

struct RuleInput {
  RuleCard card;
  std::string birth_date;  // may lack day or month, or be empty
  std::vector<RuleEvent> events;
  Now now;
  const LocalCalendar* calendar = nullptr;  // never null when a rule is asked
};

// What a card says, for a rule: the events that stand, and nothing else. `now` and `calendar` are the caller's.
RuleInput rule_input(const CardContents& contents, std::string_view format, std::string network);

// Reads the facts of a card as people write them to try a rule: {"person":{"birthDate"},"card":{"format","network",
// "iss"},"events":[…]}, with the members of vhc.report/1. Fails with rules_facts or json_*.
Result<RuleInput> read_card_facts(std::string json);

// Not decided is not met.
enum class RuleAnswer : std::uint8_t { met, not_met, open };

// What an answer rests on, for a sentence: only what the reason needs is there. `need`, `have` count doses, days of a
// gap, or years; `passed`, `left` days, or hours of a test.
struct RuleFacts {
  TextByLanguage label;  // of the set that was asked for
  std::optional<std::int64_t> need;
  std::optional<std::int64_t> have;
  std::optional<std::int64_t> passed;
  std::optional<std::int64_t> left;
  bool in_hours = false;
  std::string date;  // the day from which it is met, or until which it was
};

struct RuleOutcome {
  RuleAnswer answer = RuleAnswer::open;
  std::optional<Errc> reason;  // none when met
  std::string requirement;     // the name of the one that decided; empty when it has none
  RuleFacts facts;
  std::int64_t lack = 0;  // how far from met: seconds, or doses; compared within one reason

  bool met() const noexcept { return answer == RuleAnswer::met; }
};

// One sentence in English for a person at the door: "yellow fever vaccination: 9 days ago, 10 needed".
std::string sentence(const RuleOutcome& outcome);

class JsonWriter;

// "requirement", "reason" and "facts" of an answer, as members of the object that is being written.
void write_outcome(JsonWriter& json, const RuleOutcome& outcome);

// A question that stands at the end of a branch: doses, a test, an age. Other kinds of rules plug in here.
class RuleLeaf {
 public:
  RuleLeaf() = default;
  RuleLeaf(const RuleLeaf&) = delete;
  RuleLeaf& operator=(const RuleLeaf&) = delete;
  virtual ~RuleLeaf() = default;
  virtual RuleOutcome evaluate(const RuleInput& input) const = 0;
  // "2 doses of measles vaccination, at least 28 days apart".
  virtual std::string words() const = 0;
  // Whether whoever meets `other` meets this one, as far as that can be said.
  virtual bool covers(const RuleLeaf& /*other*/) const { return false; }
};

using ReadLeaf = std::function<Result<std::shared_ptr<const RuleLeaf>>(const JsonValue& settings)>;

// How a rules file may name rules of another kind, by its member ("certlogic"). Without a reader such a file is
// refused.
using LeafReaders = std::map<std::string, ReadLeaf, std::less<>>;

// What `check` tells about a file that can be used.
struct RulesDescription {
  struct Line {
    std::string name;  // of the requirement; may be empty
    std::string words;
    int depth = 0;  // inside "any" and "all"
  };
  struct Set {
    std::string name;
    std::string label;
    std::vector<std::string> codes;  // "CVX 03, MMR"
  };
  std::vector<std::string> conditions;  // on the card and the day
  std::vector<Line> lines;
  std::vector<Set> sets;
  std::vector<std::string> warnings;
};

struct RulesModel;

// Rules that were read. Shared freely: nothing in them changes.
class VenueRules {
 public:
  explicit VenueRules(std::shared_ptr<const RulesModel> model) noexcept : model_(std::move(model)) {}
  const std::string& id() const noexcept;
  const TextByLanguage& title() const noexcept;
  const std::string& zone() const noexcept;  // of the IANA database; empty: the venue's own
  // The card first, then the day, then what is asked for. The first requirement of an `any` that is met decides; if
  // none is, the reason that is nearest to met.
  RuleOutcome evaluate(const RuleInput& input) const;
  RulesDescription describe() const;

 private:
  std::shared_ptr<const RulesModel> model_;
};

// Reads a rules file. Members that are not known are refused, and so is everything else that is not understood: fails
// with rules_form, the place in Error::where and what must stand there in Error::what, or with json_*.
Result<VenueRules> read_rules(std::string json, const LeafReaders& readers = {});

// The codes of a vaccine group ("MMR") in the built-in CVX table; none for a group that it does not have.
std::vector<std::string_view> cvx_codes_of_group(std::string_view group);
bool is_cvx_code(std::string_view code);

}  // namespace vhc
