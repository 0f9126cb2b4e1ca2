// "Two doses, 14 days ago": the question about vaccinations.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "rules/calendar.h"
#include "rules/code_set.h"
#include "vhc/rules.h"

namespace vhc {

struct DoseRule {
  CodeSetPtr set;
  int need = 1;
  std::map<Code, int> units = {};  // how many doses one of this product counts for; others count for one
  int min_days = 0;                // since each of the doses that make up `need`
  std::optional<Span> max = {};    // since the newest of them
  int min_gap_days = 0;            // between a dose and the next that counts
  int grace_days = 0;              // less than the gap and the age ask for
  std::optional<Span> min_age = {};
  std::optional<Day> from = {};
  std::optional<Day> until = {};
  std::optional<std::chrono::month_day> season_start = {};
  bool same_product = false;
  bool subpotent = false;    // whether doses that the card calls too weak count
  bool dose_numbers = true;  // whether dose 2 stands for the one before it
};

std::shared_ptr<const RuleLeaf> make_leaf(DoseRule rule);

}  // namespace vhc
