// journal.ndjson: who did what with which key, one line an action, each with the hash of the line before. No health
// data, ever. The chain shows accidents and casual edits, not somebody who writes it all again or cuts the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vhc/checked.h"
#include "vhc/result.h"
#include "vhc/time.h"

namespace vhc {

inline constexpr std::size_t max_journal_line_bytes = 4096;
inline constexpr std::size_t max_actor_chars = 64;

struct JournalAction {
  UnixTime time{};
  std::string actor;  // who: 1 to 64 characters
  std::string verb;   // "issue", "key revoke": lower-case words, at most 32 characters
  std::optional<KeyId> kid = std::nullopt;
  std::optional<RevocationId> rid = std::nullopt;
  std::string reason = {};  // empty, or as check_reason() says; never about a person
  // The number of the card that it is about, "2026-000389", when that is not the line's own: revoke, correct, reprint.
  std::string card = {};
};

struct JournalEntry {
  std::int64_t number = 0;  // 1 is the first line
  JournalAction action;
  std::string prev;  // base64 SHA-256 of the line before, without its end of line; of the empty text for the first
};

// "2026-000389": the year (UTC) of the line's time and its number, six digits or more.
std::string journal_number(std::int64_t number, UnixTime time);
std::string journal_number(const JournalEntry& entry);

// The number that the next action at `time` gets. `last_line`: the last line without its end, empty for a new journal.
// Fails with journal_broken or folder_version when that is no line of a journal.
Result<std::string> next_journal_number(std::string_view last_line, UnixTime time);

// The line to append, with its end of line. Fails as next_journal_number() does, and with in_missing, in_too_long,
// in_control_character or in_bad_structure for an action that may not stand there.
Result<std::string> next_journal_line(std::string_view last_line, const JournalAction& action);

// The number of a card without its year: 389. Nothing for anything but the one form of it.
std::optional<std::int64_t> parse_journal_number(std::string_view text);

// Lines that are to be appended together; the first one's number is that after `last_line`.
class JournalWriter {
 public:
  // As next_journal_number() of `last_line`.
  static Result<JournalWriter> after(std::string_view last_line);

  std::int64_t next_number() const noexcept { return next_; }
  // Fails as next_journal_line() does; then nothing was added.
  Result<void> add(const JournalAction& action);
  const std::string& text() const noexcept { return text_; }
  // What was added stands in the journal; goes on after it.
  void clear() noexcept { text_.clear(); }

 private:
  JournalWriter(std::int64_t next, std::string prev) : next_(next), prev_(std::move(prev)) {}
  std::int64_t next_;
  std::string prev_;
  std::string text_;
};

// Whether a line with this verb made a card: "issue", "correct".
bool makes_card(std::string_view verb) noexcept;

// One line without its end. Fails with folder_version for a newer schema, journal_broken otherwise.
Result<JournalEntry> parse_journal_line(std::string_view line);

// What is wrong with a line: it was changed; lines before it are missing or were moved; it has no end.
enum class JournalFault : std::uint8_t { none, edited, missing, torn };

struct JournalCheck {
  std::int64_t count = 0;                                // lines that hang together, from the first
  std::string head;                                      // base64 SHA-256 of the last of them: what the next line names
  std::optional<std::int64_t> broken_at = std::nullopt;  // the first line that does not
  JournalFault fault = JournalFault::none;
  std::int64_t fault_line = 0;  // the line that was changed: the one before broken_at when only the hash is another
};

// Walks a whole journal.
JournalCheck verify_journal(std::string_view text);

// The line with this number ("2026-000389"): the year must be its own. Nothing: there is none. Fails with
// journal_broken when a line on the way is none.
Result<std::optional<JournalEntry>> find_journal_number(std::string_view text, std::string_view number);

// Every line about this rid, in their order. Fails as find_journal_number() does.
Result<std::vector<JournalEntry>> find_journal_rid(std::string_view text, const RevocationId& rid);

// The last line of a journal without its end; empty when it is empty. Fails with journal_broken when the text does not
// end in an end of line.
Result<std::string_view> last_journal_line(std::string_view text);

}  // namespace vhc
