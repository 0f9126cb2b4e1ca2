#include "shell/args.h"

#include <gtest/gtest.h>

#include "shell/io.h"
#include "shell/suggestion.h"

namespace vhc {
namespace {

// A small program with everything that a line can hold.
class Args : public testing::Test {
 protected:
  Args() {
    Verb& verify = root.verb("verify", "judge cards");
    verify.operand("CARD", cards, false);
    verify.option("-t,--trust", trust, "FILE", "a pack");
    verify.option("--jwks", jwks, "ISS=FILE", "a key set");
    verify.option("--at", at, "TIME", "when");
    verify.flag("--identity", identity, "name it");
    verify.run([](Io&) { return Exit::done; });
    root.verb("issue", "sign cards").operand("FILE", file, true).run([](Io&) { return Exit::done; });
    Verb& key = root.verb("key", "keys");
    key.verb("new", "make one").run([](Io&) { return Exit::done; });
    key.verb("export", "write one")
        .operand("KID", file, true)
        .operand("FILE", second_file, false)
        .required_option("--reason", reason, "TEXT", "why")
        .run([](Io&) { return Exit::done; });
    root.flag("--version", version, "the version");
    root.verb("version", "the version").run([](Io&) { return Exit::done; });
  }

  Result<ParsedLine> parse(const std::vector<std::string>& words) const { return parse_line(root, words); }

  // What a wrong line is answered with: "what | hint".
  std::string refusal(const std::vector<std::string>& words) const {
    const auto line = parse(words);
    if (line) return "accepted";
    EXPECT_EQ(line.error().code, Errc::usage);
    return line.error().what + " | " + line.error().hint;
  }

  Verb root{"vhc", "cards", nullptr};
  std::vector<std::string> cards;
  std::vector<std::string> jwks;
  std::optional<std::string> trust, at, file, second_file, reason;
  bool identity = false;
  bool version = false;
};

TEST_F(Args, FillTheTargetsOfTheirVerb) {
  const auto line = parse({"verify", "--trust", "a.pack", "--identity", "one", "--jwks", "x=1", "two", "--jwks=y=2"});
  ASSERT_TRUE(line);
  EXPECT_EQ(line->verb->path(), "vhc verify");
  EXPECT_EQ(cards, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(jwks, (std::vector<std::string>{"x=1", "y=2"}));
  EXPECT_EQ(trust, "a.pack");
  EXPECT_EQ(at, std::nullopt);
  EXPECT_TRUE(identity);
}

TEST_F(Args, LeaveAloneWhatIsNotGiven) {
  ASSERT_TRUE(parse({"verify"}));
  EXPECT_TRUE(cards.empty());
  EXPECT_FALSE(identity);
}

TEST_F(Args, ShortOptionsAreTheLongOnes) {
  ASSERT_TRUE(parse({"verify", "-t", "a.pack"}));
  EXPECT_EQ(trust, "a.pack");
  ASSERT_TRUE(parse({"verify", "-tb.pack"}));
  EXPECT_EQ(trust, "b.pack");
}

struct SharedCase {
  const char* name;
  std::vector<std::string> words;
};
class SharedFlags : public Args, public testing::WithParamInterface<SharedCase> {};

TEST_P(SharedFlags, StandBeforeAndBehindTheVerb) {
  const auto line = parse(GetParam().words);
  ASSERT_TRUE(line);
  EXPECT_TRUE(line->json);
  EXPECT_TRUE(line->quiet);
  EXPECT_FALSE(line->help);
  EXPECT_TRUE(asks_for_json(GetParam().words));
}
INSTANTIATE_TEST_SUITE_P(, SharedFlags,
                         testing::Values(SharedCase{"Before", {"--json", "-q", "verify", "card"}},
                                         SharedCase{"Behind", {"verify", "--quiet", "--json", "card"}},
                                         SharedCase{"AtTheEnd", {"verify", "card", "-q", "--json"}},
                                         SharedCase{"OnBothSides", {"--json", "verify", "-q", "--json"}},
                                         SharedCase{"BetweenNounAndVerb", {"key", "--json", "--quiet", "new"}}),
                         [](const auto& i) { return i.param.name; });

// 43 characters of base64url: a key id, whatever its first letters would be as options.
class KeyIdThatBeginsWithADash : public Args, public testing::WithParamInterface<const char*> {
 protected:
  const std::string kid = GetParam() + std::string(43 - std::string_view(GetParam()).size(), 'A');
};

TEST_P(KeyIdThatBeginsWithADash, IsAnOperandAndAValueWithoutADoubleDash) {
  ASSERT_TRUE(parse({"key", "export", kid, "out", "--reason", kid, "--json"}));
  EXPECT_EQ(file, kid);
  EXPECT_EQ(second_file, "out");
  EXPECT_EQ(reason, kid);
  ASSERT_TRUE(parse({"key", "export", "--reason=" + kid, "--", kid}));
  EXPECT_EQ(file, kid);
  EXPECT_EQ(reason, kid);
}

INSTANTIATE_TEST_SUITE_P(, KeyIdThatBeginsWithADash, testing::Values("-", "-q", "-h", "-_", "--", "--json", "--at"));

TEST_F(Args, ThatAreNoKeyIdAreOptionsWhenTheyBeginWithADash) {
  const std::string kid = "-" + std::string(42, 'A');
  for (const std::string& word : {kid + "A", kid.substr(0, 42), kid.substr(0, 42) + "."})
    EXPECT_EQ(refusal({"key", "export", "--reason", "x", word}),
              "unknown option \"…\" for \"key export\" | vhc key export --help");
}

// CLI11 takes "[a,b]" apart and "{}" for nothing.
TEST_F(Args, ArriveAsTheyWereTyped) {
  const std::vector<std::string> odd{"[a,b]", "[]", "{}", "", "-", "a b", "verify", "key", "a=b", "%s", "/x", "é"};
  std::vector<std::string> words{"verify"};
  words.insert(words.end(), odd.begin(), odd.end());
  ASSERT_TRUE(parse(words));
  EXPECT_EQ(cards, odd);
  for (const std::string& value : odd) {
    if (value.empty()) continue;
    jwks.clear();
    at.reset();
    ASSERT_TRUE(parse({"verify", "--jwks", value, "--at", value})) << value;
    EXPECT_EQ(jwks, std::vector<std::string>{value});
    EXPECT_EQ(at, value);
  }
}

TEST_F(Args, BehindTwoDashesAreOperands) {
  const auto line = parse({"verify", "one", "--", "--json", "-q", "--", "--nonsense"});
  ASSERT_TRUE(line);
  EXPECT_FALSE(line->json);
  EXPECT_EQ(cards, (std::vector<std::string>{"one", "--json", "-q", "--", "--nonsense"}));
  EXPECT_FALSE(asks_for_json({"verify", "--", "--json"}));
}

TEST_F(Args, OperandsAreDealtOutInOrder) {
  ASSERT_TRUE(parse({"key", "export", "kid", "--reason", "why"}));
  EXPECT_EQ(file, "kid");
  EXPECT_EQ(second_file, std::nullopt);
  ASSERT_TRUE(parse({"key", "export", "kid", "there", "--reason", "why"}));
  EXPECT_EQ(second_file, "there");
}

TEST_F(Args, HelpIsGivenWhateverElseIsWrong) {
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"verify", "--help"}, {"--help", "verify"}, {"verify", "-h", "--truts"}, {"issue", "-h"}, {"key", "-h"}}) {
    const auto line = parse(words);
    ASSERT_TRUE(line);
    EXPECT_TRUE(line->help);
  }
  EXPECT_EQ(parse({"key", "new", "--help"})->verb->path(), "vhc key new");
  EXPECT_FALSE(parse({"isue", "--help"}));
}

TEST_F(Args, NothingAsksForHelp) {
  const auto line = parse({});
  ASSERT_TRUE(line);
  EXPECT_TRUE(line->help);
  EXPECT_EQ(line->verb, &root);
}

TEST_F(Args, VersionIsAFlagOfTheProgramToo) {
  const auto line = parse({"--json", "--version"});
  ASSERT_TRUE(line);
  EXPECT_TRUE(line->json);
  EXPECT_FALSE(line->help);
  EXPECT_EQ(line->verb->path(), "vhc version");
}

struct WrongLine {
  const char* name;
  std::vector<std::string> words;
  const char* refusal;
};
class WrongLines : public Args, public testing::WithParamInterface<WrongLine> {};

TEST_P(WrongLines, AreRefusedInOurWords) {
  EXPECT_EQ(refusal(GetParam().words), GetParam().refusal);
}
INSTANTIATE_TEST_SUITE_P(
    , WrongLines,
    testing::Values(
        WrongLine{"Command", {"isue"}, R"(unknown command "isue" | did you mean "issue"?)"},
        WrongLine{"FarCommand", {"frobnicate"}, R"(unknown command "frobnicate" | vhc --help)"},
        WrongLine{"VerbOfANoun", {"key", "nwe"}, R"(unknown command "key nwe" | did you mean "new"?)"},
        WrongLine{
            "Option", {"verify", "--truts", "x"}, R"(unknown option "--truts" for "verify" | did you mean "--trust"?)"},
        WrongLine{"OptionWithValue",
                  {"verify", "--truts=x"},
                  R"(unknown option "--truts" for "verify" | did you mean "--trust"?)"},
        WrongLine{
            "SharedOption", {"verify", "--jsno"}, R"(unknown option "--jsno" for "verify" | did you mean "--json"?)"},
        WrongLine{"OptionOfNothing", {"--nothing"}, R"(unknown option "--nothing" | vhc --help)"},
        WrongLine{"OptionOfAnotherVerb",
                  {"key", "new", "--identity"},
                  R"(unknown option "--identity" for "key new" | vhc key new --help)"},
        WrongLine{"ShortOption", {"verify", "-x"}, R"(unknown option "-x" for "verify" | vhc verify --help)"},
        WrongLine{
            "OnlyAFlag", {"-q"}, "no command is given | one of verify, issue, key, version; vhc --help says more"},
        WrongLine{"VersionOfAVerb",
                  {"verify", "--version"},
                  R"(unknown option "--version" for "verify" | vhc verify --help)"},
        WrongLine{"OnlyANoun", {"key"}, R"("key" needs a verb | one of new, export; vhc key --help says more)"},
        WrongLine{"NoOperand", {"issue"}, R"("issue" needs FILE | vhc issue --help)"},
        WrongLine{"OperandTooMany", {"issue", "a", "b"}, R"("issue" takes no further operand | vhc issue --help)"},
        WrongLine{"NoOperandAtAll", {"key", "new", "b"}, R"("key new" takes no further operand | vhc key new --help)"},
        WrongLine{
            "RequiredOption", {"key", "export", "k"}, R"("key export" needs --reason TEXT | vhc key export --help)"},
        WrongLine{"NoValue", {"verify", "--at"}, R"(option "--at" for "verify" needs a value | vhc verify --help)"},
        WrongLine{"NoValueOfTheShortOne",
                  {"verify", "-t"},
                  R"(option "--trust" for "verify" needs a value | vhc verify --help)"},
        WrongLine{"NoValueOfARepeatable",
                  {"verify", "--jwks"},
                  R"(option "--jwks" for "verify" needs a value | vhc verify --help)"},
        WrongLine{"EmptyValue", {"verify", "--at=", "card"}, R"(option "--at" needs a value | vhc --help)"},
        WrongLine{"Twice",
                  {"verify", "--at", "1", "--at", "2"},
                  R"(option "--at" for "verify" is given more than once | vhc verify --help)"},
        WrongLine{"FlagWithAValue",
                  {"verify", "--identity=no"},
                  R"(option "--identity" for "verify" takes no value | vhc verify --help)"},
        WrongLine{"SharedFlagWithAValue",
                  {"verify", "--json=false"},
                  R"(option "--json" for "verify" takes no value | vhc verify --help)"}),
    [](const auto& i) { return i.param.name; });

// The text of a card in place of a command, or a name in place of an option.
TEST_F(Args, LongWordsAreNotRepeated) {
  EXPECT_EQ(refusal({"shc:/5676290952432060346"}), R"(unknown command "shc:/5676290952432060346" | vhc --help)");
  EXPECT_EQ(refusal({"shc:/56762909524320603460"}), R"(unknown command "…" | vhc --help)");
  EXPECT_EQ(refusal({"verify", "--" + std::string(23, 'x')}), R"(unknown option "…" for "verify" | vhc verify --help)");
}

TEST_F(Args, ControlCharactersAreNotRepeated) {
  EXPECT_EQ(refusal({"\x1b[31m"}), "unknown command \"\xEF\xBF\xBD[31m\" | vhc --help");
}

TEST_F(Args, JsonIsAskedForEvenInALineThatIsNotUnderstood) {
  EXPECT_TRUE(asks_for_json({"verify", "--truts", "--json"}));
  EXPECT_FALSE(asks_for_json({"verify", "json"}));
}

TEST_F(Args, VerbsAreFoundByTheirWords) {
  EXPECT_EQ(*find_verb(root, {}), &root);
  EXPECT_EQ((*find_verb(root, {"key", "new"}))->path(), "vhc key new");
  EXPECT_EQ(find_verb(root, {"key", "nwe"}).error().hint, "did you mean \"new\"?");
  EXPECT_FALSE(find_verb(root, {"verify", "verify"}));
}

struct SuggestionCase {
  const char* name;
  const char* typed;
  const char* nearest;  // empty: none
};
class Suggestions : public testing::TestWithParam<SuggestionCase> {};

TEST_P(Suggestions, AreAtMostTwoEditsAway) {
  const std::string nearest = GetParam().nearest;
  EXPECT_EQ(suggestion(GetParam().typed, {"issue", "verify", "version", "key", "--trust"}),
            nearest.empty() ? "" : "did you mean \"" + nearest + "\"?");
}
INSTANTIATE_TEST_SUITE_P(
    , Suggestions,
    testing::Values(SuggestionCase{"LetterLost", "isue", "issue"}, SuggestionCase{"LetterTooMany", "isssue", "issue"},
                    SuggestionCase{"OtherLetter", "verifi", "verify"},
                    SuggestionCase{"NeighboursExchanged", "vreify", "verify"},
                    SuggestionCase{"Capital", "Verify", "verify"}, SuggestionCase{"TwoEdits", "erif", "verify"},
                    SuggestionCase{"ThreeEdits", "eri", ""}, SuggestionCase{"NearerOneWins", "versiony", "version"},
                    SuggestionCase{"ExchangeIsOneEdit", "--rtsut", "--trust"},
                    SuggestionCase{"NothingOfAShortWordLeft", "abc", ""}, SuggestionCase{"Empty", "", ""}),
    [](const auto& i) { return i.param.name; });

TEST(SuggestionsForLongWords, AreNotLookedFor) {
  EXPECT_NE(suggestion(std::string(40, 'x'), {std::string(41, 'x')}), "");
  EXPECT_EQ(suggestion(std::string(41, 'x'), {std::string(41, 'x')}), "");
}

}  // namespace
}  // namespace vhc
