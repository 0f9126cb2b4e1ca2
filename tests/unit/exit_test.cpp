// What a command ends with that did several things: trouble is never hidden by an answer, nor by what went well.
#include "shell/exit.h"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

namespace vhc {
namespace {

const std::vector<Exit> all{
    Exit::done,       Exit::findings,   Exit::usage,        Exit::no_access,      Exit::refused,
    Exit::no_trust,   Exit::no_key,     Exit::not_accepted, Exit::unknown_issuer, Exit::not_genuine,
    Exit::read_again, Exit::other_code, Exit::bug,          Exit::interrupted};

Exit joined(const std::vector<Exit>& answers, const std::vector<Exit>& troubles = {}) {
  ExitOfSeveral several;
  for (const Exit answer : answers) several.add(answer);
  for (const Exit trouble : troubles) several.add_trouble(trouble);
  return several.joined();
}

TEST(Exits, OfEachErrorAreInTheTable) {
  for (const ErrorInfo& row : error_table()) {
    EXPECT_NE(std::find(all.begin(), all.end(), exit_of(row.code)), all.end()) << row.name;
  }
}

TEST(Exits, AreTroubleOrAnAnswer) {
  std::vector<int> answers;
  for (const Exit exit : all) {
    if (!is_trouble(exit)) answers.push_back(to_int(exit));
  }
  EXPECT_EQ(answers, (std::vector<int>{0, 1, 10, 11, 12, 13, 14}));
}

TEST(Exits, TheWorstDoesNotDependOnTheOrder) {
  for (const Exit a : all) {
    EXPECT_EQ(worst(a, a), a);
    EXPECT_EQ(worst(a, Exit::done), a);
    for (const Exit b : all) {
      EXPECT_EQ(worst(a, b), worst(b, a));
      for (const Exit c : all) EXPECT_EQ(worst(a, worst(b, c)), worst(worst(a, b), c));
    }
  }
  EXPECT_EQ(worst(Exit::no_access, Exit::other_code), Exit::no_access);
  EXPECT_EQ(worst(Exit::no_access, Exit::refused), Exit::refused);
  EXPECT_EQ(worst(Exit::findings, Exit::read_again), Exit::read_again);
}

TEST(Exits, OfOneAreItsOwn) {
  EXPECT_EQ(joined({}), Exit::done);
  for (const Exit one : all) {
    if (is_trouble(one) && one != Exit::refused) continue;
    EXPECT_EQ(joined({one}), one);
  }
}

TEST(Exits, OfSeveralSayWhetherAllIsWell) {
  EXPECT_EQ(joined({Exit::done, Exit::done}), Exit::done);
  EXPECT_EQ(joined({Exit::done, Exit::not_genuine}), Exit::findings);
  EXPECT_EQ(joined({Exit::not_genuine, Exit::not_genuine}), Exit::findings);
  EXPECT_EQ(joined({Exit::done, Exit::refused}), Exit::findings)
      << "a file of which nothing may be issued, and a good one";
  EXPECT_EQ(joined({Exit::refused, Exit::refused}), Exit::refused);
}

TEST(Exits, OneThatCannotBeReadIsNotHidden) {
  EXPECT_EQ(joined({Exit::done}, {Exit::no_access}), Exit::no_access);
  EXPECT_EQ(joined({Exit::not_genuine, Exit::done}, {Exit::no_access}), Exit::no_access);
  EXPECT_EQ(joined({Exit::refused}, {Exit::no_access}), Exit::no_access);
  EXPECT_EQ(joined({}, {Exit::no_access, Exit::refused}), Exit::refused);
}

}  // namespace
}  // namespace vhc
