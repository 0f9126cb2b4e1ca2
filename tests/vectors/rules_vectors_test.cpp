// Rules and cards with what must come of them, row by row, both sides of every edge.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "venue/zone_calendar.h"
#include "vhc/rules.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> cells_of(const std::string& line) {
  std::vector<std::string> cells;
  std::istringstream row(line);
  for (std::string cell; std::getline(row, cell, '\t');) cells.push_back(cell);
  return cells;
}

// case, rules, card, clock, zone, clock_state, expected, reason, requirement, note
void hold(const fs::path& folder, const std::vector<std::string>& row) {
  SCOPED_TRACE(row[0] + ": " + row.back());
  const auto rules = read_rules(read_file(folder / row[1]));
  ASSERT_TRUE(rules) << rules.error().where << " " << rules.error().what;
  auto input = read_card_facts(read_file(folder / row[2]));
  ASSERT_TRUE(input) << input.error().where << " " << input.error().what;
  const auto calendar = ZoneCalendar::find(rules->zone().empty() ? row[4] : rules->zone());
  ASSERT_TRUE(calendar) << calendar.error().where;
  input->now = {*parse_time(row[3]), row[5] == "exact"};
  input->calendar = calendar->get();
  const RuleOutcome outcome = rules->evaluate(*input);
  EXPECT_EQ(row[6], outcome.met() ? "met" : "not_met");
  EXPECT_EQ(row[7], outcome.reason ? name(*outcome.reason) : "-");
  EXPECT_EQ(row[8], outcome.requirement.empty() ? "-" : outcome.requirement);
  EXPECT_FALSE(sentence(outcome).empty());
}

TEST(RulesVectors, EveryRowHolds) {
  const fs::path folder = fs::path(VHC_VECTORS) / "rules";
  if (!fs::exists(folder)) GTEST_SKIP() << "no vectors at " << folder;
  std::istringstream table(read_file(folder / "expectations.tsv"));
  std::string line;
  std::getline(table, line);
  int rows = 0;
  while (std::getline(table, line)) {
    if (line.empty()) continue;
    const auto row = cells_of(line);
    ASSERT_GE(row.size(), 9U) << line;
    hold(folder, row);
    ++rows;
  }
  std::cout << rows << " rows\n";
  EXPECT_GT(rows, 50);
}

TEST(RulesVectors, EveryRulesFileCanBeDescribed) {
  const fs::path folder = fs::path(VHC_VECTORS) / "rules" / "rules";
  if (!fs::exists(folder)) GTEST_SKIP() << "no vectors at " << folder;
  for (const auto& file : fs::directory_iterator(folder)) {
    const auto rules = read_rules(read_file(file.path()));
    ASSERT_TRUE(rules) << file.path();
    const RulesDescription description = rules->describe();
    EXPECT_FALSE(description.lines.empty());
    for (const auto& one : description.lines) EXPECT_FALSE(one.words.empty()) << file.path();
    for (const std::string& warning : description.warnings)
      std::cout << file.path().filename() << ": " << warning << '\n';
  }
}

}  // namespace
}  // namespace vhc
