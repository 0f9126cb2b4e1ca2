// Rules as they are kept once read.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rules/calendar.h"
#include "rules/code_set.h"
#include "vhc/rules.h"

namespace vhc {

// A question, or several of which any or all must be met.
struct Requirement {
  enum class Kind : std::uint8_t { leaf, any, all };
  std::string name;
  Kind kind = Kind::leaf;
  std::shared_ptr<const RuleLeaf> leaf;
  std::vector<Requirement> parts;
};

struct RulesModel {
  std::string id;
  TextByLanguage title;
  std::string zone;
  std::optional<Day> from;  // in force, both inclusive
  std::optional<Day> until;
  // Which cards: absent, all.
  std::optional<std::vector<std::string>> formats;
  std::optional<std::vector<std::string>> networks;
  std::optional<std::vector<std::string>> issuers;
  std::map<std::string, CodeSetPtr, std::less<>> sets;
  std::map<std::string, std::string, std::less<>> sources;  // of a set: where its codes are from
  Requirement accept;
  std::vector<std::string> warnings;  // found while reading
};

RuleOutcome evaluate(const Requirement& requirement, const RuleInput& input);
RulesDescription describe(const RulesModel& model);

}  // namespace vhc
