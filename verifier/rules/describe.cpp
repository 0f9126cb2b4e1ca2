// Rules in words, for the person who wrote them: what is asked for, what the codes are, and what looks wrong.
#include <algorithm>
#include <array>
#include <utility>

#include "rules/model.h"
#include "vhc/code_words.h"

namespace vhc {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string text;
  for (const std::string& one : texts) text += (text.empty() ? "" : ", ") + one;
  return text;
}

std::vector<std::string> conditions_of(const RulesModel& model) {
  std::vector<std::string> lines;
  if (model.from) lines.push_back("in force from " + to_text(*model.from));
  if (model.until) lines.push_back("in force until " + to_text(*model.until));
  if (model.formats) lines.push_back("cards of these kinds alone: " + joined(*model.formats));
  if (model.networks) lines.push_back("cards of these networks alone: " + joined(*model.networks));
  if (model.issuers) lines.push_back("cards of these issuers alone: " + joined(*model.issuers));
  return lines;
}

void add_lines(const Requirement& requirement, int depth, std::vector<RulesDescription::Line>& lines) {
  if (requirement.kind == Requirement::Kind::leaf) {
    lines.push_back({requirement.name, requirement.leaf->words(), depth});
    return;
  }
  const bool any = requirement.kind == Requirement::Kind::any;
  lines.push_back({requirement.name, any ? "one of these:" : "all of these:", depth});
  for (const Requirement& part : requirement.parts) add_lines(part, depth + 1, lines);
}

std::string shown_name(const Requirement& requirement, std::size_t index) {
  return requirement.name.empty() ? "requirement " + std::to_string(index + 1) : "\"" + requirement.name + "\"";
}

// A branch that covers another: the other never decides.
void warn_of_covered(const Requirement& requirement, std::vector<std::string>& warnings) {
  const auto& parts = requirement.parts;
  for (const Requirement& part : parts) warn_of_covered(part, warnings);
  if (requirement.kind != Requirement::Kind::any) return;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (std::size_t k = 0; k < parts.size(); ++k) {
      if (i == k || !parts[i].leaf || !parts[k].leaf || !parts[i].leaf->covers(*parts[k].leaf)) continue;
      if (i > k && parts[k].leaf->covers(*parts[i].leaf)) continue;  // the same twice: said once
      warnings.push_back(shown_name(parts[i], i) + " covers " + shown_name(parts[k], k) +
                         ": a card that meets the second meets the first");
    }
  }
}

// Codes that have no name here may be right; somebody should look.
void warn_of_unknown(const CodeSet& set, std::vector<std::string>& warnings) {
  constexpr std::array named{loinc_system, snomed_system};
  std::string codes;
  for (const auto& [system, code] : set.codes) {
    const bool is_named = std::find(named.begin(), named.end(), system) != named.end();
    if (is_named && words_of_code(system, code).empty()) codes += (codes.empty() ? "" : ", ") + code;
  }
  if (!codes.empty()) {
    warnings.push_back("set \"" + set.name + "\": no name is known here for " + codes +
                       "; compare with the code system");
  }
}

RulesDescription::Set describe_set(const CodeSet& set) {
  RulesDescription::Set described{.name = set.name, .label = shown_label(set), .codes = {}};
  for (const Code& code : set.codes) {
    std::string text = shown_code(code);
    const auto& last = described.codes;
    if (std::find(last.begin(), last.end(), text) == last.end()) described.codes.push_back(std::move(text));
  }
  return described;
}

}  // namespace

RulesDescription describe(const RulesModel& model) {
  RulesDescription description;
  description.conditions = conditions_of(model);
  add_lines(model.accept, 0, description.lines);
  description.warnings = model.warnings;
  warn_of_covered(model.accept, description.warnings);
  for (const auto& [name, set] : model.sets) {
    description.sets.push_back(describe_set(*set));
    warn_of_unknown(*set, description.warnings);
  }
  return description;
}

}  // namespace vhc
