// What comes of several cards together: the exit code, the order, and the lines that are no cards.
#include <algorithm>
#include <atomic>
#include <sstream>

#include <gtest/gtest.h>

#include "desk/temporary_folder.h"
#include "shell/input_stream.h"
#include "venue/card_operands.h"
#include "venue/judge_lines.h"
#include "venue/judge_operands.h"

namespace vhc {
namespace {

const std::string jws = "eyJhbGciOiJFUzI1NiJ9.AAAA.AAAA";

// ---- operands

class JudgedOperands : public TemporaryFolder {
 protected:
  JudgedOperands() {
    put("a", jws);
    put("b", jws);
    put("empty", "");
  }
  // Each card gets the next verdict.
  int judge(const std::vector<std::string>& names, const std::vector<Verdict>& verdicts) {
    std::vector<std::string> operands;
    for (const std::string& one : names) operands.push_back(path(one));
    std::size_t next = 0;
    places.clear();
    const Exit code = judge_operands(operands, io, [&](const CardPlace& place, const FoundCard&) {
      places += place.operand.substr(folder.string().size() + 1) + ":" + std::to_string(place.index) + ":" +
                std::to_string(place.num_before) + " ";
      return verdicts.at(next++);
    });
    EXPECT_EQ(next, verdicts.size());
    return to_int(code);
  }
  std::string places;
};

TEST_F(JudgedOperands, GiveTheCodeOfTheOnlyCard) {
  for (const Verdict verdict : {Verdict::read_again, Verdict::other_code, Verdict::not_genuine, Verdict::unknown_issuer,
                                Verdict::not_accepted, Verdict::genuine}) {
    EXPECT_EQ(judge({"a"}, {verdict}), exit_code(verdict)) << name(verdict);
  }
  EXPECT_EQ(exit_code(Verdict::genuine), 0);
}

TEST_F(JudgedOperands, OfSeveralAreGoodWhenEachIs) {
  EXPECT_EQ(judge({"a", "b"}, {Verdict::genuine, Verdict::genuine}), 0);
  for (const Verdict verdict : {Verdict::read_again, Verdict::other_code, Verdict::not_genuine, Verdict::unknown_issuer,
                                Verdict::not_accepted}) {
    EXPECT_EQ(judge({"a", "b"}, {Verdict::genuine, verdict}), 1) << name(verdict);
    EXPECT_EQ(judge({"a", "b"}, {verdict, Verdict::genuine}), 1) << name(verdict);
    EXPECT_EQ(judge({"a", "b"}, {verdict, verdict}), 1) << name(verdict);
  }
}

TEST_F(JudgedOperands, ThatCannotBeReadAreToldAndTheRestGoesOn) {
  const int missing = info(Errc::not_found).exit_code;
  EXPECT_EQ(judge({"missing"}, {}), missing);
  EXPECT_EQ(judge({"missing", "a"}, {Verdict::genuine}), missing);
  EXPECT_EQ(judge({"a", "missing"}, {Verdict::genuine}), missing);
  EXPECT_EQ(judge({"a", "missing", "b"}, {Verdict::genuine, Verdict::not_genuine}), missing);
  EXPECT_EQ(places, "a:0:0 b:0:1 ");
  EXPECT_NE(err.str().find("missing"), std::string::npos);
  const int empty = info(Errc::card_none).exit_code;
  EXPECT_EQ(judge({"empty", "a"}, {Verdict::genuine}), empty);
  EXPECT_EQ(judge({"missing", "empty"}, {}), std::max(missing, empty));
  EXPECT_EQ(judge({"empty", "missing"}, {}), std::max(missing, empty));
}

TEST_F(JudgedOperands, CountTheirCardsThrough) {
  put("two", jws + "\n" + jws + "\n");
  EXPECT_EQ(judge({"two", "a"}, {Verdict::genuine, Verdict::genuine, Verdict::genuine}), 0);
  EXPECT_EQ(places, "two:0:0 two:1:1 a:0:2 ");
}

TEST_F(JudgedOperands, ThatAreJudgedAsAWholeJoinTheOthers) {
  const struct {
    int whole;
    Verdict card;
    int code;
  } cases[] = {
      {0, Verdict::genuine, 0},     {1, Verdict::genuine, 1},
      {0, Verdict::not_genuine, 1}, {10, Verdict::genuine, 1},  // a verdict's code, of several: not all are genuine
      {3, Verdict::genuine, 3},     {3, Verdict::not_genuine, 3},
      {9, Verdict::genuine, 9},     {2, Verdict::genuine, 2},
  };
  for (const auto& one : cases) {
    for (const bool first : {false, true}) {
      const std::vector<std::string> operands =
          first ? std::vector{path("b"), path("a")} : std::vector{path("a"), path("b")};
      const Exit code = judge_operands(
          operands, io, [&](const CardPlace&, const FoundCard&) { return one.card; },
          [&](const std::string& operand, CardOperand&) -> std::optional<Exit> {
            return operand == path("b") ? std::optional(static_cast<Exit>(one.whole)) : std::nullopt;
          });
      EXPECT_EQ(to_int(code), one.code) << one.whole << " " << name(one.card) << " " << first;
    }
  }
}

TEST_F(JudgedOperands, WithTheTextOfACardAreNotPrinted) {
  for (const std::string& operand :
       {jws, std::string("shc:/5676290952"), std::string(300, 'x'), path("a") + "+" + jws}) {
    const auto files = files_of_operand(operand, io);
    ASSERT_FALSE(files) << operand;
    EXPECT_EQ(files.error().code, Errc::not_found);
    EXPECT_EQ(files.error().where, "");
  }
}

TEST_F(JudgedOperands, AreAFileOfTheWholeNameOrItsParts) {
  const auto files = [this](const std::string& operand) {
    std::string all;
    const std::vector<std::string> names_of = files_of_operand(operand, io).value();
    for (const std::string& one : names_of) all += one + " ";
    return all;
  };
  EXPECT_EQ(files("x+y"), "x y ");
  EXPECT_EQ(files("x+y+z"), "x y z ");
  EXPECT_EQ(files("x"), "x ");
  put("p+q", jws);
  EXPECT_EQ(files(path("p+q")), path("p+q") + " ");
}

// ---- lines

class JudgedLines : public TemporaryFolder {
 protected:
  int judge(const std::string& bytes, std::size_t jobs, const JudgeLine& with) {
    put("lines", bytes);
    InputStream stream = InputStream::open(path("lines")).value();
    out.str("");
    err.str("");
    return to_int(judge_lines(stream, jobs, io, with));
  }
  static JudgedLine genuine(std::int64_t number, const FoundCard&) {
    return {Verdict::genuine, std::to_string(number) + "\n"};
  }
};

TEST_F(JudgedLines, AreToldInTheirOrderOnAnyNumberOfThreads) {
  constexpr int num_lines = 2 * 1024 + 7;  // more than are judged at once
  std::string bytes;
  std::string expected;
  for (int i = 1; i <= num_lines; ++i) {
    bytes += jws + "\n";
    expected += std::to_string(i) + "\n";
  }
  for (const std::size_t jobs : {1U, 4U}) {
    EXPECT_EQ(judge(bytes, jobs, genuine), 0);
    EXPECT_EQ(out.str(), expected);
    EXPECT_NE(err.str().find("2055 cards: 2055 genuine"), std::string::npos) << err.str();
  }
}

TEST_F(JudgedLines, KeepTheirNumbersWhateverIsLeftOutBetween) {
  EXPECT_EQ(judge("\n" + jws + "\n \t\r\n{\"schema\":\"vhc.check/1\"}\n" + jws, 1, genuine), 0);
  EXPECT_EQ(out.str(), "2\n5\n");
  EXPECT_EQ(judge("no card\n" + jws + "\r\n", 1, genuine), 0);  // it is told that it is none
  EXPECT_EQ(out.str(), "1\n2\n");
}

TEST_F(JudgedLines, AreGoodWhenEachIsAndCounted) {
  const auto by_number = [](std::int64_t number, const FoundCard&) {
    return JudgedLine{number == 2 ? Verdict::not_genuine : Verdict::genuine, ""};
  };
  EXPECT_EQ(judge(jws, 1, by_number), 0);
  EXPECT_NE(err.str().find("1 card: 1 genuine"), std::string::npos) << err.str();
  EXPECT_EQ(judge(jws + "\n" + jws + "\n" + jws, 2, by_number), 1);
  EXPECT_NE(err.str().find("3 cards: 1 not_genuine, 2 genuine"), std::string::npos) << err.str();
}

TEST_F(JudgedLines, EndWhereOneIsTooLongAfterThoseBeforeIt) {
  const std::string most(std::size_t{1024} * 1024, 'x');
  EXPECT_EQ(judge(jws + "\n" + most + "\n" + jws, 1, genuine), 0);
  EXPECT_EQ(out.str(), "1\n2\n3\n");
  EXPECT_EQ(judge(jws + "\n" + most + "x\n" + jws, 1, genuine), info(Errc::input_too_large).exit_code);
  EXPECT_EQ(out.str(), "1\n");
}

TEST_F(JudgedLines, AreToldByTheFirstBytesOfAFile) {
  const auto is_lines = [this](const std::string& bytes) {
    put("lines", bytes);
    InputStream stream = InputStream::open(path("lines")).value();
    const bool found = is_card_lines(stream);
    EXPECT_EQ(stream.rest(10'000'000).value(), bytes);  // what was looked at stays to be read
    return found;
  };
  EXPECT_TRUE(is_lines(jws + "\n" + jws + "\n"));
  EXPECT_TRUE(is_lines(R"({"schema":"vhc.issued/1","jws":")" + jws + "\"}\n" + R"({"jws":"x"})" + "\n"));
  EXPECT_FALSE(is_lines(""));
  EXPECT_FALSE(is_lines("Dear all,\nplease find the cards below.\n"));
  EXPECT_TRUE(is_beside_cards(R"({"schema":"vhc.check/1","line":1})"));
  EXPECT_TRUE(is_beside_cards(R"({"schema":"vhc.check.summary/1"})"));
  EXPECT_FALSE(is_beside_cards(R"({"schema":"vhc.issued/1"})"));
  EXPECT_FALSE(is_beside_cards(R"( {"schema":"vhc.check/1"})"));
}

}  // namespace
}  // namespace vhc
