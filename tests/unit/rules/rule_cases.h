// Rules and cards in a line each, for tests.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "vhc/rules.h"

namespace vhc::test {

// A place that is some hours from UTC all year.
class FixedCalendar : public LocalCalendar {
 public:
  explicit FixedCalendar(int hours) : offset_(hours) {}
  std::chrono::year_month_day day_of(UnixTime time) const override {
    return std::chrono::floor<std::chrono::days>(time + offset_);
  }
  UnixTime start_of(std::chrono::year_month_day day) const override { return std::chrono::sys_days{day} - offset_; }

 private:
  std::chrono::hours offset_;
};

inline const std::string sets =
    R"("v":{"label":{"en":"V"},"codes":{"cvx":["03","94"]}},"w":{"codes":{"cvx":["207","208","212"]}},)"
    R"("pcr":{"codes":{"loinc":["94500-6"]}},"neg":{"codes":{"sct":["260415000"]}},"pos":{"codes":{"sct":["260373001"]}},)"
    R"("ill":{"codes":{"sct":["840539006"]}},"ex":{"codes":{"x:ex":["medical"]}})";

// {"accept": ACCEPT} with the sets above; `more` are further members.
inline std::string rules_text(const std::string& accept, const std::string& more = {}) {
  return R"({"schema":"vhc.rules/1","id":"t",)" + more + R"("sets":{)" + sets + R"(},"accept":)" + accept + "}";
}

inline std::string dose(const std::string& date, const std::string& code = "03", const std::string& more = {}) {
  return R"({"kind":"immunization","system":"http://hl7.org/fhir/sid/cvx","code":")" + code + R"(","date":")" + date +
         "\"" + more + "}";
}

inline std::string pcr(const std::string& date, const std::string& result = "260415000") {
  return R"({"kind":"test","system":"http://loinc.org","code":"94500-6","date":")" + date +
         R"(","value":{"system":"http://snomed.info/sct","code":")" + result + "\"}}";
}

struct Ask {
  std::string rules;
  std::string events;  // between commas
  std::string at = "2026-08-01T12:00:00Z";
  std::string born = "2015-03-10";
  bool exact = true;
  int hours = 0;  // of the place, from UTC
};

inline RuleOutcome ask(const Ask& question) {
  const FixedCalendar calendar(question.hours);
  const auto rules = read_rules(question.rules);
  if (!rules) {
    ADD_FAILURE() << rules.error().where << ": " << rules.error().what;
    return {};
  }
  auto input = read_card_facts(R"({"person":{"birthDate":")" + question.born +
                               R"("},"card":{"format":"shc","network":"o/vci","iss":"https://a.example"},"events":[)" +
                               question.events + "]}");
  if (!input) {
    ADD_FAILURE() << input.error().where << ": " << input.error().what;
    return {};
  }
  input->now = {*parse_time(question.at), question.exact};
  input->calendar = &calendar;
  return rules->evaluate(*input);
}

// "met", or the reason.
inline std::string answer(const Ask& question) {
  const RuleOutcome outcome = ask(question);
  return outcome.reason ? std::string(name(*outcome.reason)) : outcome.met() ? "met" : "?";
}

}  // namespace vhc::test
