// How far a bulk run has come: what is kept of it is read as it was written, or refused.
#include "desk/bulk/run_state.h"

#include <algorithm>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

namespace vhc {
namespace {

RunState whole_state() {
  return {.persons = 530,
          .cards = 512,
          .first = 500,
          .begun = 12,
          .ndjson = 123456,
          .letters = 7890,
          .base = 42,
          .is_whole = true,
          .is_done = true,
          .is_abandoned = true,
          .is_behind = true,
          .exit_code = 4,
          .not_made = {{7, Errc::issue_too_long_for_qr}, {19, Errc::in_bad_date}},
          .left_out = {3, 511},
          .input = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
          .file = "clinic-day.csv",
          .command = "vhc issue clinic-day.csv --out cards",
          .settings = {{"--out", "cards"}, {"--map", ""}}};
}

// As a run of the first release left it.
constexpr const char* old_state =
    R"({"schema":"vhc.run/1","persons":1,"cards":1,"first":0,"begun":0,"ndjson":9,"letters":0,"base":2,)"
    R"("whole":false,"done":false})";

std::string replaced(std::string text, const std::string& old, const std::string& with) {
  const std::size_t place = text.find(old);
  EXPECT_NE(place, std::string::npos) << old;
  return text.replace(place, old.size(), with);
}

void expect_refused(const std::string& json, const std::string& what) {
  const auto state = parse_run_state(json);
  ASSERT_FALSE(state) << what << ": " << json;
  EXPECT_EQ(state.error().code, Errc::ledger_broken) << what;
}

// ---- refused

TEST(RunState, OfAnotherFormIsRefused) {
  const std::string good = to_json(whole_state());
  ASSERT_TRUE(parse_run_state(good));
  struct {
    const char* old;
    const char* with;
  } const changes[] = {
      {"vhc.run/1", "vhc.run/2"},
      {"vhc.run/1", "vhc.run"},
      {R"("schema":"vhc.run/1")", R"("schema":1)"},
      {R"("schema":"vhc.run/1",)", ""},
      // numbers
      {R"("persons":530)", R"("persons":-1)"},
      {R"("persons":530)", R"("persons":530.0)"},
      {R"("persons":530)", R"("persons":5.3e2)"},
      {R"("persons":530)", R"("persons":"530")"},
      {R"("persons":530)", R"("persons":null)"},
      {R"("persons":530)", R"("persons":true)"},
      {R"("persons":530)", R"("persons":[530])"},
      {R"("persons":530)", R"("persons":9223372036854775808)"},
      {R"("persons":530)", R"("persons":530,"persons":530)"},
      {R"("cards":512)", R"("cards":-1)"},
      {R"("first":500)", R"("first":-1)"},
      {R"("begun":12)", R"("begun":-1)"},
      {R"("ndjson":123456)", R"("ndjson":-1)"},
      {R"("letters":7890)", R"("letters":18446744073709551615)"},
      {R"("base":42)", R"("base":"")"},
      {R"("exit":4)", R"("exit":-1)"},
      {R"("exit":4)", R"("exit":256)"},
      {R"("exit":4)", R"("exit":4294967296)"},
      {R"("exit":4)", R"("exit":"4")"},
      // what does not hang together
      {R"("first":500)", R"("first":513)"},
      {R"("begun":12)", R"("begun":513)"},
      // flags
      {R"("whole":true)", R"("whole":1)"},
      {R"("done":true)", R"("done":"true")"},
      {R"("abandoned":true)", R"("abandoned":null)"},
      {R"("behind":true)", R"("behind":[])"},
      // texts
      {R"("input":"47DEQ)", R"("input":0,"x":"47DEQ)"},
      {R"("file":"clinic-day.csv")", R"("file":["clinic-day.csv"])"},
      {R"("command":"vhc)", R"("command":null,"x":"vhc)"},
      // lists
      {R"("left_out":[3,511])", R"("left_out":{})"},
      {R"("left_out":[3,511])", R"("left_out":3)"},
      {R"("left_out":[3,511])", R"("left_out":[-3])"},
      {R"("left_out":[3,511])", R"("left_out":["3"])"},
      {R"("left_out":[3,511])", R"("left_out":[3.0])"},
      {R"("left_out":[3,511])", R"("left_out":[3,null])"},
      {R"("not_made":[)", R"("not_made":"","x":[)"},
      {R"("not_made":[)", R"("not_made":[7,)"},
      {R"("not_made":[)", R"("not_made":["",)"},
      {R"("not_made":[)", R"("not_made":["no.such_code 7",)"},
      {R"("not_made":[)", R"("not_made":["BAD_DATE",)"},
      {R"("not_made":[)", R"("not_made":["BAD_DATE ",)"},
      {R"("not_made":[)", R"("not_made":["BAD_DATE -7",)"},
      {R"("not_made":[)", R"("not_made":["BAD_DATE 7 ",)"},
      {R"("not_made":[)", R"("not_made":["BAD_DATE 7x",)"},
      {R"("settings":{)", R"("settings":[],"x":{)"},
      {R"("settings":{)", R"("settings":"","x":{)"},
      {R"("--out":"cards")", R"("--out":7)"},
      {R"("--out":"cards")", R"("--out":null)"},
      {R"("--out":"cards")", R"("--out":{"--map":"m"})"},
  };
  for (const auto& change : changes) expect_refused(replaced(good, change.old, change.with), change.with);
  for (const char* other : {"", " ", "{}", "[]", "null", "\"vhc.run/1\"", "7 47DEQpj8HBSa"})
    expect_refused(other, "other");
  expect_refused(good + "x", "something behind it");
  expect_refused(good + good, "two of them");
}

TEST(RunState, EveryNumberHasToBeThere) {
  const std::string good = to_json(whole_state());
  for (const char* member : {R"("persons":530,)", R"("cards":512,)", R"("first":500,)", R"("begun":12,)",
                             R"("ndjson":123456,)", R"("letters":7890,)", R"("base":42,)"}) {
    expect_refused(replaced(good, member, ""), member);
  }
}

TEST(RunState, CutOffAnywhereIsRefused) {
  const std::string good = to_json(whole_state());
  for (std::size_t size = 0; size < good.size(); ++size) expect_refused(good.substr(0, size), std::to_string(size));
}

// A digit may become another one; what is read then is what stands there, and nothing is read into what does not.
TEST(RunState, WithAChangedByteIsRefusedOrReadAsItStands) {
  const std::string good = to_json(whole_state());
  int refused = 0;
  for (std::size_t place = 0; place < good.size(); ++place) {
    for (const char with : {'\0', '"', '0', '9', '-', '}', ',', 'x', '\x80', '\\'}) {
      std::string changed = good;
      if (changed[place] == with) continue;
      changed[place] = with;
      const auto state = parse_run_state(changed);
      if (!state) {
        ++refused;
        continue;
      }
      const std::string again = to_json(*state);
      const auto twice = parse_run_state(again);
      ASSERT_TRUE(twice) << changed;
      EXPECT_EQ(to_json(*twice), again) << changed;
      EXPECT_NE(again, good) << "byte " << place << " has no meaning: " << changed;
    }
  }
  EXPECT_GT(refused, static_cast<int>(good.size()) * 5);
}

TEST(RunState, RemembersNoMoreThanItsCeiling) {
  RunState state = whole_state();
  state.not_made.assign(max_not_made + 1, {1, Errc::issue_too_long_for_qr});
  expect_refused(to_json(state), "one above");
}

// ---- read

TEST(RunState, IsReadAsItWasWritten) {
  const RunState state = whole_state();
  const std::string json = to_json(state);
  const RunState again = parse_run_state(json).value();
  EXPECT_EQ(again.persons, 530);
  EXPECT_EQ(again.cards, 512);
  EXPECT_EQ(again.first, 500);
  EXPECT_EQ(again.begun, 12);
  EXPECT_EQ(again.num_cards(), 500);
  EXPECT_EQ(again.ndjson, 123456U);
  EXPECT_EQ(again.letters, 7890U);
  EXPECT_EQ(again.base, 42);
  EXPECT_TRUE(again.is_whole && again.is_done && again.is_abandoned && again.is_behind);
  EXPECT_EQ(again.exit_code, 4);
  ASSERT_EQ(again.not_made.size(), 2U);
  EXPECT_EQ(again.not_made[0].line, 7);
  EXPECT_EQ(again.not_made[0].code, Errc::issue_too_long_for_qr);
  EXPECT_EQ(again.not_made[1].line, 19);
  EXPECT_EQ(again.not_made[1].code, Errc::in_bad_date);
  EXPECT_EQ(again.left_out, state.left_out);
  EXPECT_EQ(again.input, state.input);
  EXPECT_EQ(again.file, state.file);
  EXPECT_EQ(again.command, state.command);
  EXPECT_EQ(again.settings, state.settings);
  EXPECT_EQ(to_json(again), json);
}

TEST(RunState, KeepsEachFlagApart) {
  bool RunState::*const flags[] = {&RunState::is_whole, &RunState::is_done, &RunState::is_abandoned,
                                   &RunState::is_behind};
  for (const auto set : flags) {
    RunState state;
    state.*set = true;
    const RunState again = parse_run_state(to_json(state)).value();
    for (const auto flag : flags) EXPECT_EQ(again.*flag, flag == set);
  }
}

TEST(RunState, KeepsTheLargestNumbers) {
  RunState state;
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  state.persons = state.cards = state.first = state.begun = state.base = most;
  state.ndjson = state.letters = static_cast<std::uint64_t>(most);
  state.left_out = {0, most};
  state.not_made = {{most, Errc::issue_too_long_for_qr}};
  state.exit_code = 255;
  const RunState again = parse_run_state(to_json(state)).value();
  EXPECT_EQ(again.base, most);
  EXPECT_EQ(again.ndjson, static_cast<std::uint64_t>(most));
  EXPECT_EQ(again.left_out.back(), most);
  EXPECT_EQ(again.not_made.front().line, most);
  EXPECT_EQ(again.exit_code, 255);
}

// However many persons got no card, or whose card was revoked meanwhile: a state that is written can be read.
TEST(RunState, IsReadAgainHoweverMuchItRemembers) {
  RunState state = whole_state();
  Errc longest = Errc::usage;
  for (const Errc code :
       {Errc::issue_too_long_for_qr, Errc::in_bad_date, Errc::in_placeholder_name, Errc::in_unresolved_reference}) {
    if (name(code).size() > name(longest).size()) longest = code;
  }
  state.not_made.assign(max_not_made, {1'000'000'000, longest});
  for (std::int64_t ordinal = 1'000'000; ordinal < 1'300'000; ++ordinal) state.left_out.push_back(ordinal);
  state.cards = 1'300'000;
  const auto again = parse_run_state(to_json(state));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->not_made.size(), max_not_made);
  EXPECT_EQ(again->left_out.size(), state.left_out.size());
}

TEST(RunState, OfAnEarlierReleaseIsRead) {
  const RunState state = parse_run_state(old_state).value();
  EXPECT_EQ(state.num_cards(), 1);
  EXPECT_FALSE(state.is_abandoned);
  EXPECT_FALSE(state.is_behind);
  EXPECT_EQ(state.exit_code, 0);
  EXPECT_TRUE(state.not_made.empty());
  EXPECT_TRUE(state.left_out.empty());
  EXPECT_TRUE(state.input.empty());
  EXPECT_TRUE(state.settings.empty());
}

TEST(RunState, HoldsNamesThatAreNoUtf8AsJsonCan) {
  RunState state = whole_state();
  state.file = "caf\xE9.csv";
  state.settings = {{"--out", "caf\xE9"}};
  const RunState again = parse_run_state(to_json(state)).value();
  EXPECT_EQ(again.file, "caf\xEF\xBF\xBD.csv");
  // To go on with that run in the same way is not to go on with it in another way.
  EXPECT_EQ(different_settings(again.settings, state.settings), "");
}

// ---- what a run is known by

TEST(RunKey, IsThatOfTheSameBytesAndSettingsAlone) {
  const RunSettings settings{{"--out", "cards"}, {"--map", "m"}};
  const std::string key = run_key("digest", settings);
  EXPECT_EQ(key.size(), 32U);
  EXPECT_EQ(run_key("digest", settings), key);
  const std::pair<std::string, RunSettings> others[] = {
      {"digesu", settings},
      {"", settings},
      {"digest", {}},
      {"digest", {{"--out", "cards"}}},
      {"digest", {{"--map", "m"}, {"--out", "cards"}}},
      {"digest", {{"--out", "cards"}, {"--map", ""}}},
      {"digest", {{"--out", "cards2"}, {"--map", "m"}}},
      {"digest", {{"--ndjson", "cards"}, {"--map", "m"}}},
      // No value can pass for another flag.
      {"digest", {{"--out", "cards\n--map=1:m"}}},
      {"digest\n--out=5:cards", {{"--map", "m2"}}},
  };
  std::vector<std::string> keys{key};
  for (const auto& [input, other] : others) keys.push_back(run_key(input, other));
  std::sort(keys.begin(), keys.end());
  EXPECT_EQ(std::adjacent_find(keys.begin(), keys.end()), keys.end());
}

TEST(RunSettings, ThatDifferAreNamedByTheirFlags) {
  const RunSettings own{{"--out", "cards"}, {"--map", "m"}, {"--expires", "2030"}};
  const struct {
    RunSettings other;
    const char* flags;
  } cases[] = {
      {own, ""},
      {{{"--expires", "2030"}, {"--map", "m"}, {"--out", "cards"}}, ""},  // in another order
      {{{"--out", "cards"}, {"--map", "n"}, {"--expires", "2030"}}, "--map"},
      {{{"--out", "cards"}, {"--map", "m"}}, "--expires"},
      {{{"--out", "x"}, {"--map", "n"}, {"--expires", "2031"}}, "--out, --map, --expires"},
      {{{"--out", "cards"}, {"--map", "m"}, {"--expires", "2030"}, {"--again", ""}}, "--again"},
      {{}, "--out, --map, --expires"},
  };
  for (const auto& [other, flags] : cases) {
    EXPECT_EQ(different_settings(own, other), flags);
    std::string back = different_settings(other, own);
    EXPECT_EQ(back.empty(), std::string(flags).empty());
  }
}

TEST(RunProgress, IsSaidInWordsAndCounted) {
  RunState state = whole_state();
  EXPECT_EQ(progress_of(state), "clinic-day.csv: 500 cards for the first 530 persons");
  state.begun = 511;
  state.persons = 1;
  EXPECT_EQ(progress_of(state), "clinic-day.csv: 1 card for the first 1 person");
  state.begun = state.cards;
  state.persons = 0;
  EXPECT_EQ(progress_of(state), "clinic-day.csv: 0 cards for the first 0 persons");
  EXPECT_EQ(resume_command(state), "vhc issue clinic-day.csv --out cards --resume");
}

}  // namespace
}  // namespace vhc
