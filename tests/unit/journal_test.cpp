// The journal's chain: every change of a line shows, and no line is written that could not be read again.
#include "vhc/journal.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "issuer_files.h"
#include "vhc/signing_key.h"

namespace vhc {
namespace {

JournalAction issued(std::string_view rid_text = "AbCdEfGhIjk") {
  return {.time = at("2026-11-23T09:20:00Z"),
          .actor = "desk-1",
          .verb = "issue",
          .kid = example_record().kid,
          .rid = RevocationId::parse(rid_text).value()};
}

std::string three_lines() {
  const JournalAction made{
      .time = at("2026-11-23T09:14:03Z"), .actor = "desk-1", .verb = "key new", .kid = example_record().kid};
  JournalAction revoked = issued();
  revoked.verb = "revoke";
  revoked.time = at("2027-01-05T16:00:00Z");
  revoked.reason = "wrong \"birth date\"";
  std::string text;
  for (const JournalAction& action : {made, issued(), revoked})
    text += next_journal_line(last_journal_line(text).value(), action).value();
  return text;
}

TEST(Journal, IsWrittenAsTheDocumentShows) {
  EXPECT_EQ(three_lines(), read_vector("journal.ndjson"));
}

TEST(Journal, NumbersAreShownWithTheYear) {
  EXPECT_EQ(journal_number(389, at("2026-11-23T09:14:03Z")), "2026-000389");
  EXPECT_EQ(journal_number(999999, at("2026-12-31T23:59:59Z")), "2026-999999");
  EXPECT_EQ(journal_number(1000000, at("2027-01-01T00:00:00Z")), "2027-1000000");
  EXPECT_EQ(next_journal_number("", at("2026-11-23T09:14:03Z")).value(), "2026-000001");
  const std::string text = three_lines();
  EXPECT_EQ(next_journal_number(last_journal_line(text).value(), at("2028-01-01T00:00:00Z")).value(), "2028-000004");
}

TEST(Journal, UnbrokenChainCountsItsLines) {
  const std::string text = three_lines();
  const JournalCheck check = verify_journal(text);
  EXPECT_EQ(check.count, 3);
  EXPECT_EQ(check.broken_at, std::nullopt);
  // The head is what the next line names.
  const std::string next = next_journal_line(last_journal_line(text).value(), issued()).value();
  EXPECT_EQ(parse_journal_line(next.substr(0, next.size() - 1))->prev, check.head);
}

TEST(Journal, EmptyOneIsUnbroken) {
  const JournalCheck check = verify_journal("");
  EXPECT_EQ(check.count, 0);
  EXPECT_EQ(check.broken_at, std::nullopt);
  EXPECT_EQ(check.head, "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");  // SHA-256 of nothing
}

TEST(Journal, EveryChangedByteShowsAtItsLineOrTheNext) {
  const std::string text = three_lines();
  const std::int64_t last_line = 3;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string altered = text;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    const auto line = std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i), '\n') + 1;
    const JournalCheck check = verify_journal(altered);
    if (line < last_line) {
      ASSERT_TRUE(check.broken_at) << i;
      EXPECT_TRUE(*check.broken_at == line || *check.broken_at == line + 1) << i;
    } else {
      // Nothing follows the last line: that is what a head kept elsewhere is for.
      EXPECT_TRUE(check.broken_at == last_line || check.head != verify_journal(text).head) << i;
    }
  }
}

TEST(Journal, RemovedMovedAndDoubledLinesShow) {
  const std::string text = three_lines();
  const std::size_t first_end = text.find('\n') + 1;
  const std::size_t second_end = text.find('\n', first_end) + 1;
  const std::string first = text.substr(0, first_end);
  const std::string second = text.substr(first_end, second_end - first_end);
  const std::string third = text.substr(second_end);
  EXPECT_EQ(verify_journal(second + third).broken_at, 1);
  EXPECT_EQ(verify_journal(first + third).broken_at, 2);
  EXPECT_EQ(verify_journal(first + third + second).broken_at, 2);
  EXPECT_EQ(verify_journal(first + second + second + third).broken_at, 3);
  EXPECT_EQ(verify_journal(first + "\n" + second + third).broken_at, 2);
  // A cut end does not show here; count and head do.
  EXPECT_EQ(verify_journal(first + second).broken_at, std::nullopt);
  EXPECT_EQ(verify_journal(first + second).count, 2);
}

TEST(Journal, HalfWrittenLineIsNotContinued) {
  const std::string text = three_lines();
  const std::string cut = text.substr(0, text.size() - 1);
  EXPECT_EQ(verify_journal(cut).broken_at, 3);
  EXPECT_EQ(last_journal_line(cut).error().code, Errc::journal_broken);
  EXPECT_EQ(last_journal_line("")->size(), 0U);
  EXPECT_EQ(next_journal_line("half a li", issued()).error().code, Errc::journal_broken);
  EXPECT_EQ(next_journal_number("{}", at("2026-11-23T09:14:03Z")).error().code, Errc::journal_broken);
}

TEST(Journal, EntriesAreFoundByNumber) {
  const std::string text = three_lines();
  EXPECT_EQ(find_journal_number(text, "2026-000002")->value().action.rid, issued().rid);
  EXPECT_EQ(find_journal_number(text, "2027-000003")->value().action.verb, "revoke");
  for (const char* number : {"2026-000003", "2026-000004", "2026-000000", "2026-2", "2026-0000002", "2", "", "2026-",
                             "-000002", "2026-00000x", "2026--00001"}) {
    EXPECT_EQ(find_journal_number(text, number).value(), std::nullopt) << number;
  }
  EXPECT_EQ(find_journal_number("no journal\n", "2026-000001").error().code, Errc::journal_broken);
  const std::string shifted = text.substr(text.find('\n') + 1);
  EXPECT_EQ(find_journal_number(shifted, "2026-000001").error().code, Errc::journal_broken);
}

TEST(Journal, EntriesAreFoundByRid) {
  const std::string text = three_lines();
  const auto found = find_journal_rid(text, *issued().rid);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ(found->front().action.verb, "issue");
  EXPECT_EQ(found->back().action.verb, "revoke");
  EXPECT_EQ(found->back().action.reason, "wrong \"birth date\"");
  EXPECT_TRUE(find_journal_rid(text, RevocationId::parse("AbCdEfGhIj").value())->empty());
}

TEST(Journal, ActionsOutOfBoundsAreNotWritten) {
  const auto refusal = [](const JournalAction& action) { return next_journal_line("", action).error().code; };
  JournalAction action = issued();
  EXPECT_TRUE(next_journal_line("", action));
  action.actor = "";
  EXPECT_EQ(refusal(action), Errc::in_missing);
  action.actor = std::string(max_actor_chars + 1, 'a');
  EXPECT_EQ(refusal(action), Errc::in_too_long);
  action.actor = "two\nlines";
  EXPECT_EQ(refusal(action), Errc::in_control_character);
  action = issued();
  for (const char* verb :
       {"", "Issue", "issue!", " issue", "issue ", "key  new", "abcdefghijklmnopqrstuvwxyzabcdefg"}) {
    action.verb = verb;
    EXPECT_EQ(refusal(action), Errc::in_bad_structure) << verb;
  }
  action = issued();
  action.reason = std::string(max_reason_chars + 1, 'r');
  EXPECT_EQ(refusal(action), Errc::in_too_long);
  action.reason = "a\x01";
  EXPECT_EQ(refusal(action), Errc::in_control_character);
  action = issued();
  action.time = seconds(-1);
  EXPECT_EQ(refusal(action), Errc::in_bad_structure);
}

TEST(Journal, ALineWithAnotherTimeThanTheClocksHasBoth) {
  JournalAction action = issued();
  action.clock = at("2026-11-25T00:00:00Z");
  const std::string line(last_journal_line(next_journal_line("", action).value()).value());
  EXPECT_EQ(line.rfind(R"({"schema":"vhc.journal/2",)", 0), 0U);
  EXPECT_NE(line.find(R"(,"clock":"2026-11-25T00:00:00Z","as":)"), std::string::npos);
  EXPECT_EQ(parse_journal_line(line)->action.clock, action.clock);
  EXPECT_FALSE(parse_journal_line(replaced(line, "00:00:00Z\",\"as", "24:00:00Z\",\"as")));
  EXPECT_FALSE(parse_journal_line(replaced(line, "vhc.journal/2", "vhc.journal/1")));
}

TEST(Journal, LongestLegalLineIsReadAgain) {
  JournalAction action = issued("123456789012345678901234");
  action.actor.clear();
  for (std::size_t i = 0; i < max_actor_chars; ++i) action.actor += "\xf0\x9f\x92\x8a";
  action.verb = std::string(32, 'v');
  for (std::size_t i = 0; i < max_reason_chars; ++i) action.reason += "\xf0\x9f\x92\x8a";
  const std::string line = next_journal_line("", action).value();
  EXPECT_LE(line.size(), max_journal_line_bytes);
  EXPECT_EQ(verify_journal(line).count, 1);
}

struct LineCase {
  const char* name;
  const char* from;
  const char* to;
  Errc code;
};
constexpr LineCase line_cases[] = {
    {"NewerSchema", "vhc.journal/1", "vhc.journal/3", Errc::folder_version},
    {"SecondSchemaWithoutClock", "vhc.journal/1", "vhc.journal/2", Errc::journal_broken},
    {"OtherSchema", "vhc.journal/1", "vhc.diary/1", Errc::journal_broken},
    {"WhiteSpace", "{", "{ ", Errc::journal_broken},
    {"UnknownMember", "\"verb\"", R"("name":"x","verb")", Errc::journal_broken},
    {"NumberZero", "\"number\":1", "\"number\":0", Errc::journal_broken},
    {"NumberAsText", "\"number\":1", R"("number":"1")", Errc::journal_broken},
    {"NumberWithFraction", "\"number\":1", "\"number\":1.0", Errc::journal_broken},
    {"KidOfOtherForm", R"("kid":")", R"("kid":"A)", Errc::journal_broken},
    {"RidOfOtherForm", "AbCdEfGhIjk", "AbCd.1", Errc::journal_broken},
    {"TimeOfOtherForm", "Z\"", "+00:00\"", Errc::journal_broken},
    {"EmptyReason", "}", R"(,"reason":""})", Errc::journal_broken},
    {"EscapeThatIsNotNeeded", "issue", "\\u0069ssue", Errc::journal_broken},
    {"Nested", "}", ",\"more\":{}}", Errc::journal_broken},
    {"NoJson", "}", "", Errc::journal_broken},
};
class LineCases : public testing::TestWithParam<LineCase> {};
TEST_P(LineCases, AreNoLinesOfAJournal) {
  const std::string line(last_journal_line(next_journal_line("", issued()).value()).value());
  ASSERT_TRUE(parse_journal_line(line));
  const auto parsed = parse_journal_line(replaced(line, GetParam().from, GetParam().to));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().code, GetParam().code);
}
INSTANTIATE_TEST_SUITE_P(, LineCases, testing::ValuesIn(line_cases), [](const auto& i) { return i.param.name; });

}  // namespace
}  // namespace vhc
