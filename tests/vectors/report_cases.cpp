#include "report_cases.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

namespace vhc::test {
namespace {

std::vector<Json> json_lines(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    Json parsed = Json::parse(line, nullptr, false);
    if (parsed.is_object()) lines.push_back(std::move(parsed));
  }
  return lines;
}

Json list_of(const Json& object, const char* member) {
  const auto found = object.find(member);
  return found == object.end() ? Json::array() : *found;
}

bool is_of(const Json& line, std::string_view schema) {
  return line.value("schema", "") == schema;
}

// Findings of a line, what is left out and why, and the code of an error.
std::vector<Json> told(const Json& line) {
  std::vector<Json> all;
  for (const Json& finding : list_of(line, "findings")) all.push_back(finding);
  for (const Json& left : list_of(line, "left_out")) {
    all.push_back({{"code", left.value("reason", "")}, {"line", left.value("line", 0)}});
  }
  if (is_of(line, "vhc.error/1")) all.push_back({{"code", line.value("code", "")}, {"severity", "error"}});
  return all;
}

std::vector<Json> told(const std::vector<Json>& lines) {
  std::vector<Json> all;
  for (const Json& line : lines) {
    for (Json& finding : told(line)) all.push_back(std::move(finding));
  }
  return all;
}

// Of a person's line; the summary has a number there.
bool is_issued(const Json& line) {
  const Json issuable = line.value("issuable", Json());
  return issuable.is_boolean() && issuable.get<bool>();
}

// A code, or an object whose members all have to be there.
bool is_told(const std::vector<Json>& all, const Json& wanted) {
  return std::any_of(all.begin(), all.end(), [&](const Json& finding) {
    if (wanted.is_string()) return finding.value("code", "") == wanted.get<std::string>();
    for (const auto& [member, value] : wanted.items()) {
      if (!finding.contains(member) || finding[member] != value) return false;
    }
    return true;
  });
}

void ask_exit(const Json& wanted, int exit_code, Faults& faults) {
  if (!wanted.contains("exit") || wanted["exit"].is_null()) return;
  const Json& exits = wanted["exit"];
  const std::vector<int> right = exits.is_array() ? exits.get<std::vector<int>>() : std::vector<int>{exits.get<int>()};
  const bool fits = std::find(right.begin(), right.end(), exit_code) != right.end();
  if (!fits) faults.push_back("exit " + std::to_string(exit_code) + " instead of " + exits.dump());
}

void ask_codes(const Json& wanted, const std::vector<Json>& all, Faults& faults) {
  for (const Json& code : list_of(wanted, "codes")) {
    if (!is_told(all, code)) faults.push_back("not told: " + code.dump());
  }
  for (const Json& code : list_of(wanted, "not_codes")) {
    if (is_told(all, code)) faults.push_back("told: " + code.dump());
  }
  const Json any = list_of(wanted, "any_code");
  const bool one = std::any_of(any.begin(), any.end(), [&](const Json& code) { return is_told(all, code); });
  if (!any.empty() && !one) faults.push_back("none told of " + any.dump());
}

// ---- people

bool has_name(const Json& wanted, const Json& person) {
  if (wanted.contains("any_name")) {
    const Json& names = wanted["any_name"];
    return std::any_of(names.begin(), names.end(), [&](const Json& name) { return has_name(name, person); });
  }
  if (wanted.contains("text")) return person.value("name", "") == wanted["text"].get<std::string>();
  const auto same = [&](const char* member) { return person.value(member, Json()) == wanted.value(member, Json()); };
  if (!same("family") || !same("given")) return false;
  if (!wanted.contains("suffix")) return true;
  const Json suffix = wanted["suffix"].is_array() ? wanted["suffix"] : Json::array({wanted["suffix"]});
  return person.value("suffix", Json::array()) == suffix;
}

bool is_person(const Json& wanted, const Json& line) {
  const Json person = line.value("person", Json::object());
  return has_name(wanted, person) &&
         (!wanted.contains("birthDate") || person.value("birthDate", "") == wanted["birthDate"].get<std::string>());
}

bool is_event(const Json& wanted, const Json& event, bool is_result) {
  for (const auto& [name, value] : wanted.items()) {
    const std::string member = is_result && name == "date" ? "effective" : name;
    const Json found = event.value(member, Json());
    if (value.is_null()) {
      if (!found.is_null()) return false;
    } else if (name == "isSubpotent") {
      if ((found.is_boolean() && found.get<bool>()) != value.get<bool>()) return false;
    } else if (is_result && name == "date") {
      if (!found.is_string() || found.get<std::string>().rfind(value.get<std::string>(), 0) != 0) return false;
    } else if (found != value) {
      return false;
    }
  }
  return true;
}

// Exactly these, in any order.
bool are_events(const Json& wanted, Json events, bool is_result) {
  for (const Json& event : wanted) {
    const auto found = std::find_if(events.begin(), events.end(),
                                    [&](const Json& other) { return is_event(event, other, is_result); });
    if (found == events.end()) return false;
    events.erase(found);
  }
  return events.empty();
}

bool is_issued_so(const Json& wanted, const Json& line) {
  if (!is_person(wanted, line)) return false;
  if (wanted.contains("doses") && !are_events(wanted["doses"], list_of(line, "doses"), false)) return false;
  if (wanted.contains("results") && !are_events(wanted["results"], list_of(line, "results"), true)) return false;
  const std::vector<Json> all = told(line);
  const Json findings = list_of(wanted, "findings");
  const Json absent = list_of(wanted, "not_findings");
  return std::all_of(findings.begin(), findings.end(), [&](const Json& code) { return is_told(all, code); }) &&
         std::none_of(absent.begin(), absent.end(), [&](const Json& code) { return is_told(all, code); });
}

void ask_refused(const Json& wanted, const std::vector<Json>& lines, Faults& faults) {
  std::vector<Json> all;
  for (const Json& line : lines) {
    const bool issued = is_issued(line);
    if (issued && is_person(wanted, line)) faults.push_back("issued: " + wanted.dump());
    if (issued) continue;
    for (Json& finding : told(line)) all.push_back(std::move(finding));
  }
  for (const Json& code : list_of(wanted, "findings")) {
    if (!is_told(all, code)) faults.push_back("not told of who is refused: " + code.dump());
  }
}

void ask_persons(const Json& wanted, const std::vector<Json>& lines, Faults& faults) {
  if (!wanted.contains("persons")) return;
  std::vector<const Json*> issued;
  for (const Json& line : lines) {
    if (is_issued(line)) issued.push_back(&line);
  }
  for (const Json& person : wanted["persons"]) {
    if (person.value("refused", false)) {
      ask_refused(person, lines, faults);
      continue;
    }
    const auto found =
        std::find_if(issued.begin(), issued.end(), [&](const Json* line) { return is_issued_so(person, *line); });
    if (found == issued.end()) {
      faults.push_back("not issued so: " + person.dump());
    } else {
      issued.erase(found);
    }
  }
  for (const Json* line : issued) faults.push_back("issued too: " + line->dump());
}

// ---- the rest

void ask_left_out(const Json& wanted, const std::vector<Json>& lines, Faults& faults) {
  std::map<std::string, std::size_t> counts;
  for (const Json& line : lines) {
    std::map<std::string, std::size_t> findings;
    std::map<std::string, std::size_t> left_out;
    for (const Json& finding : list_of(line, "findings")) ++findings[finding.value("code", "")];
    for (const Json& left : list_of(line, "left_out")) ++left_out[left.value("reason", "")];
    for (const auto& [code, count] : findings) left_out[code] = std::max(left_out[code], count);
    for (const auto& [code, count] : left_out) counts[code] += count;
  }
  std::map<std::string, std::size_t> needed;
  for (const Json& code : list_of(wanted, "left_out")) ++needed[code.get<std::string>()];
  for (const auto& [code, count] : needed) {
    if (counts[code] < count) faults.push_back("left out too seldom: " + code);
  }
}

void ask_file(const Json& wanted, const std::vector<Json>& lines, Faults& faults) {
  std::vector<Json> all;
  for (const Json& line : lines) {
    if (!is_of(line, "vhc.check.summary/1") && !is_of(line, "vhc.error/1")) continue;
    for (Json& finding : told(line)) all.push_back(std::move(finding));
  }
  for (const Json& code : list_of(wanted, "file_findings")) {
    if (!is_told(all, code)) faults.push_back("not told of the file: " + code.dump());
  }
}

// One of the alternatives, laid over the rest, has to hold.
template <class Ask>
Faults one_of(const Json& wanted, const Ask& ask) {
  Faults faults;
  for (const Json& alternative : wanted["alternatives"]) {
    Json whole = wanted;
    whole.erase("alternatives");
    whole.update(alternative);
    const Faults found = ask(whole);
    if (found.empty()) return {};
    faults.insert(faults.end(), found.begin(), found.end());
  }
  return faults;
}

void ask_texts(const Json& step, const char* member, const std::string& text, bool present, Faults& faults) {
  const Json wanted = list_of(step, member);
  const auto ask = [&](const Json& part) {
    const bool found = text.find(part.get<std::string>()) != std::string::npos;
    if (found != present) faults.push_back(std::string(member) + ": " + part.dump());
  };
  if (wanted.is_string()) return ask(wanted);
  for (const Json& part : wanted) ask(part);
}

}  // namespace

Answer answer_of(ProgramRun run) {
  Answer answer{std::move(run), {}};
  answer.lines = json_lines(answer.run.out);
  for (Json& line : json_lines(answer.run.err)) answer.lines.push_back(std::move(line));
  return answer;
}

Faults faults_of(const Json& wanted, const Answer& answer) {
  if (wanted.contains("alternatives")) {
    return one_of(wanted, [&](const Json& whole) { return faults_of(whole, answer); });
  }
  Faults faults;
  const std::vector<Json> all = told(answer.lines);
  ask_exit(wanted, answer.run.exit_code, faults);
  ask_persons(wanted, answer.lines, faults);
  ask_left_out(wanted, answer.lines, faults);
  ask_file(wanted, answer.lines, faults);
  ask_codes(wanted, all, faults);
  const auto is_error = [](const Json& finding) { return finding.value("severity", "") == "error"; };
  if (wanted.value("some_error", false) && std::none_of(all.begin(), all.end(), is_error)) {
    faults.emplace_back("no error is told");
  }
  return faults;
}

Faults faults_of_step(const Json& step, const ProgramRun& run) {
  if (step.contains("alternatives")) {
    return one_of(step, [&](const Json& whole) { return faults_of_step(whole, run); });
  }
  Faults faults;
  const std::string both = run.out + run.err;
  ask_exit(step, run.exit_code, faults);
  ask_texts(step, "stdout_contains", run.out, true, faults);
  ask_texts(step, "stdout_lacks", run.out, false, faults);
  ask_texts(step, "output_contains", both, true, faults);
  ask_texts(step, "output_lacks", both, false, faults);
  const std::vector<Json> lines = json_lines(both);
  ask_codes(step, told(lines), faults);
  if (step.contains("verdicts")) {
    std::multiset<std::string> verdicts;
    for (const Json& line : lines) {
      if (is_of(line, "vhc.report/1")) verdicts.insert(line.value("verdict", ""));
    }
    const auto wanted = step["verdicts"].get<std::multiset<std::string>>();
    if (verdicts != wanted) faults.push_back("verdicts: " + Json(verdicts).dump());
  }
  return faults;
}

}  // namespace vhc::test
