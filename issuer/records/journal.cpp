#include "vhc/journal.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <utility>

#include <sodium.h>

#include "records/plain_text.h"
#include "records/schema.h"
#include "vhc/bytes.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/key_record.h"
#include "vhc/sha256.h"

namespace vhc {
namespace {

constexpr std::string_view first_schema = "vhc.journal/1";
constexpr std::string_view journal_schema = "vhc.journal/2";  // of a line with a clock
constexpr std::size_t max_verb_chars = 32;
constexpr std::size_t min_number_digits = 6;
constexpr std::int64_t max_lines = 1'000'000'000'000'000;  // below it every count goes on

std::string hash_of(std::string_view line) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
  const Sha256 digest = sha256(as_bytes(line));
  std::string text(sodium_base64_encoded_len(digest.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), variant);
  text.pop_back();  // the final NUL
  return text;
}

std::string write_line(const JournalEntry& entry) {
  const JournalAction& action = entry.action;
  JsonWriter writer;
  writer.begin_object()
      .member("schema", action.clock ? journal_schema : first_schema)
      .member("prev", entry.prev)
      .member("number", entry.number);
  writer.member("time", to_rfc3339(action.time));
  if (action.clock) writer.member("clock", to_rfc3339(*action.clock));
  writer.member("as", action.actor).member("verb", action.verb);
  if (action.kid) writer.member("kid", action.kid->str());
  if (action.rid) writer.member("rid", action.rid->str());
  if (!action.card.empty()) writer.member("card", action.card);
  if (!action.reason.empty()) writer.member("reason", action.reason);
  return writer.end_object().take();
}

// Lower-case words with single spaces, as commands are written.
bool is_verb(std::string_view text) {
  const auto belongs = [](char c) { return (c >= 'a' && c <= 'z') || c == ' '; };
  return !text.empty() && text.size() <= max_verb_chars && std::all_of(text.begin(), text.end(), belongs) &&
         text.front() != ' ' && text.back() != ' ' && text.find("  ") == std::string_view::npos;
}

// "2026-000389"
bool is_card_number(std::string_view text) {
  constexpr std::size_t year_digits = 4;
  constexpr std::size_t max_chars = 24;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return text.size() > year_digits + min_number_digits && text.size() <= max_chars && text[year_digits] == '-' &&
         std::all_of(text.begin(), text.begin() + year_digits, is_digit) &&
         std::all_of(text.begin() + year_digits + 1, text.end(), is_digit);
}

Result<void> check_action(const JournalAction& action) {
  if (action.time < UnixTime{} || action.time > max_time) return fail(Errc::in_bad_structure, "time");
  if (action.clock && (*action.clock < UnixTime{} || *action.clock > max_time))
    return fail(Errc::in_bad_structure, "clock");
  if (action.actor.empty()) return fail(Errc::in_missing, "actor");
  VHC_CHECK_OK(check_plain_text(action.actor, max_actor_chars, "actor"));
  if (!is_verb(action.verb)) return fail(Errc::in_bad_structure, "verb");
  if (!action.card.empty() && !is_card_number(action.card)) return fail(Errc::in_bad_structure, "card");
  if (!action.reason.empty()) VHC_CHECK_OK(check_reason(action.reason, "reason"));
  return {};
}

// A member that may be missing, as the checked type that it has.
template <class T>
std::optional<T> find_checked(const JsonValue& root, std::string_view member) {
  const auto text = root.find_string(member);
  if (!text) return std::nullopt;
  auto value = T::parse(*text);
  return value ? std::optional(*std::move(value)) : std::nullopt;
}

std::optional<std::int64_t> read_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 1) return std::nullopt;
  return number;
}

// The first line of `text`, without its end; nothing when no end of line follows.
std::optional<std::string_view> first_line(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(0, end);
}

Result<std::int64_t> number_after(std::string_view last_line) {
  if (last_line.empty()) return 1;
  VHC_TRY(const JournalEntry last, parse_journal_line(last_line));
  if (last.number > max_lines) return fail(Errc::journal_broken, {}, "its number is out of range");
  return last.number + 1;
}

}  // namespace

std::string journal_number(std::int64_t number, UnixTime time) {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(time)};
  const std::string digits = std::to_string(number);
  const std::size_t zeros = min_number_digits - std::min(min_number_digits, digits.size());
  return std::to_string(static_cast<int>(day.year())) + "-" + std::string(zeros, '0') + digits;
}

std::string journal_number(const JournalEntry& entry) {
  return journal_number(entry.number, entry.action.time);
}

Result<std::string> next_journal_number(std::string_view last_line, UnixTime time) {
  VHC_TRY(const std::int64_t number, number_after(last_line));
  return journal_number(number, time);
}

Result<std::string> next_journal_line(std::string_view last_line, const JournalAction& action) {
  VHC_TRY(JournalEnd end, JournalEnd::after(last_line));
  return end.add(action);
}

Result<JournalEnd> JournalEnd::after(std::string_view last_line) {
  VHC_TRY(const std::int64_t number, number_after(last_line));
  return JournalEnd(number - 1, hash_of(last_line));
}

Result<std::string> JournalEnd::add(const JournalAction& action) {
  VHC_CHECK_OK(check_action(action));
  std::string line = write_line({number_ + 1, action, head_});
  ++number_;
  head_ = hash_of(line);
  return line + "\n";
}

Result<JournalEntry> parse_journal_line(std::string_view line) {
  const auto document = JsonDocument::parse(std::string(line), {.max_bytes = max_journal_line_bytes, .max_depth = 1});
  if (!document) return fail(Errc::journal_broken);
  const JsonValue root = document->root();
  if (root.find_string("schema") != first_schema) {
    VHC_CHECK_OK(check_schema(root, journal_schema, Errc::journal_broken));
  }
  const auto number_member = root.find("number");
  const auto number = number_member ? read_number(number_member->text()) : std::nullopt;
  const auto time = parse_time(root.find_string("time").value_or(""));
  if (!number || !time) return fail(Errc::journal_broken);

  JournalEntry entry{.number = *number, .action = {}, .prev = root.find_string("prev").value_or("")};
  entry.action.time = *time;
  if (const auto clock = root.find_string("clock")) {
    const auto read = parse_time(*clock);
    if (!read) return fail(Errc::journal_broken);
    entry.action.clock = *read;
  }
  entry.action.actor = root.find_string("as").value_or("");
  entry.action.verb = root.find_string("verb").value_or("");
  entry.action.kid = find_checked<KeyId>(root, "kid");
  entry.action.rid = find_checked<RevocationId>(root, "rid");
  entry.action.card = root.find_string("card").value_or("");
  entry.action.reason = root.find_string("reason").value_or("");
  // One form only, so that what was read is all there is.
  if (!check_action(entry.action) || write_line(entry) != line) return fail(Errc::journal_broken);
  return entry;
}

JournalWalk::JournalWalk() : check_{.count = 0, .head = hash_of({})} {}

bool JournalWalk::add(std::string_view line) {
  if (check_.broken_at) return false;
  auto entry = parse_journal_line(line);
  if (!entry || entry->number != check_.count + 1 || entry->prev != check_.head) {
    check_.broken_at = check_.count + 1;
    return false;
  }
  ++check_.count;
  check_.head = hash_of(line);
  entry_ = *std::move(entry);
  return true;
}

JournalCheck verify_journal(std::string_view text) {
  JournalWalk walk;
  while (!text.empty()) {
    const auto line = first_line(text);
    if (!walk.add(line.value_or(std::string_view{}))) break;
    text.remove_prefix(line->size() + 1);
  }
  return walk.check();
}

Result<std::optional<JournalEntry>> find_journal_number(std::string_view text, std::string_view number) {
  const std::size_t dash = number.find('-');
  const auto wanted = dash == std::string_view::npos ? std::nullopt : read_number(number.substr(dash + 1));
  if (!wanted) return std::nullopt;
  for (std::int64_t skipped = 1; skipped < *wanted; ++skipped) {
    const auto line = first_line(text);
    if (!line) return std::nullopt;
    text.remove_prefix(line->size() + 1);
  }
  const auto line = first_line(text);
  if (!line) return std::nullopt;
  VHC_TRY(JournalEntry entry, parse_journal_line(*line));
  if (entry.number != *wanted) return fail(Errc::journal_broken, "line " + std::to_string(*wanted));
  if (journal_number(entry) != number) return std::nullopt;
  return entry;
}

Result<std::vector<JournalEntry>> find_journal_rid(std::string_view text, const RevocationId& rid) {
  const std::string member = R"("rid":")" + rid.str() + '"';
  std::vector<JournalEntry> found;
  for (auto line = first_line(text); line; line = first_line(text)) {
    text.remove_prefix(line->size() + 1);
    if (line->find(member) == std::string_view::npos) continue;
    VHC_TRY(JournalEntry entry, parse_journal_line(*line));
    if (entry.action.rid == rid) found.push_back(std::move(entry));
  }
  return found;
}

Result<std::string_view> last_journal_line(std::string_view text) {
  if (text.empty()) return text;
  if (text.back() != '\n') return fail(Errc::journal_broken, {}, "the last line was not written to its end");
  text.remove_suffix(1);
  return text.substr(text.rfind('\n') + 1);
}

}  // namespace vhc
