// Rules that are read answer for every card, the same each time, and an answer that is not met has a reason.
#include <string>

#include "input.h"
#include "vhc/rules.h"

namespace {

// Days of UTC: the system's database of zones is not what is looked at.
class UtcCalendar : public vhc::LocalCalendar {
 public:
  std::chrono::year_month_day day_of(vhc::UnixTime time) const override {
    return std::chrono::floor<std::chrono::days>(time);
  }
  vhc::UnixTime start_of(std::chrono::year_month_day day) const override { return std::chrono::sys_days{day}; }
};

const std::string card =
    R"({"person":{"birthDate":"2020-02"},"card":{"format":"shc","iss":"https://a.example"},"events":[
{"kind":"immunization","date":"2021-03-01","system":"http://hl7.org/fhir/sid/cvx","code":"03"},
{"kind":"immunization","date":"2021-04","system":"http://hl7.org/fhir/sid/cvx","code":"94","dose":2},
{"kind":"test","date":"2026-08-01T09:00:00Z","system":"http://loinc.org","code":"94500-6",
 "value":{"system":"http://snomed.info/sct","code":"260415000"}},
{"kind":"exemption","date":"2020","system":"x:y","code":"z","until":"2030"}]})";

}  // namespace

// The rules, and behind a zero byte the facts of a card; without one, a card of ours.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  static const UtcCalendar calendar;
  const std::string_view text = text_of(data, size);
  const std::size_t end = text.find('\0');
  auto input = read_card_facts(end == std::string_view::npos ? card : std::string(text.substr(end + 1)));
  const auto rules = read_rules(std::string(text.substr(0, end)));
  if (!rules) {
    require(!rules.error().what.empty());
    return 0;
  }
  require(!rules->describe().lines.empty());
  if (!input) return 0;
  input->calendar = &calendar;
  for (const bool exact : {true, false}) {
    input->now = {UnixTime{std::chrono::seconds{1785583000}}, exact};
    const RuleOutcome outcome = rules->evaluate(*input);
    require(outcome.met() == !outcome.reason.has_value());
    require(sentence(outcome) == sentence(rules->evaluate(*input)));
    require(!sentence(outcome).empty());
  }
  return 0;
}
