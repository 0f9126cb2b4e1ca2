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
  std::string card = {};    // the journal number of the card that is revoked, printed again, or corrected by this one
  std::string reason = {};  // empty, or as check_reason() says; never about a person
  std::optional<UnixTime> clock = std::nullopt;  // what the clock said, where that is not `time`
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
// Fails with journal_broken or folder_version when that is not a line of a journal.
Result<std::string> next_journal_number(std::string_view last_line, UnixTime time);

// The line to append, with its end of line. Fails as next_journal_number() does, and with in_missing, in_too_long,
// in_control_character or in_bad_structure for an action that is not allowed.
Result<std::string> next_journal_line(std::string_view last_line, const JournalAction& action);

// The end of a journal, to write many lines behind it without reading each again.
class JournalEnd {
 public:
  // Fails as next_journal_number() does.
  static Result<JournalEnd> after(std::string_view last_line);

  std::int64_t next_number() const noexcept { return number_ + 1; }
  const std::string& head() const noexcept { return head_; }  // base64 SHA-256 of the last line
  // The next line, with its end of line. Fails as next_journal_line() does, and changes nothing then.
  Result<std::string> add(const JournalAction& action);

 private:
  JournalEnd(std::int64_t number, std::string head) : number_(number), head_(std::move(head)) {}
  std::int64_t number_;
  std::string head_;
};

// One line without its end. Fails with folder_version for a newer schema, journal_broken otherwise.
Result<JournalEntry> parse_journal_line(std::string_view line);

struct JournalCheck {
  std::int64_t count = 0;                                // lines that hang together, from the first
  std::string head;                                      // base64 SHA-256 of the last of them: what the next line names
  std::optional<std::int64_t> broken_at = std::nullopt;  // the first line that does not
};

// Walks a journal line by line, in bounded memory.
class JournalWalk {
 public:
  JournalWalk();
  // One line without its end. False when it does not follow the lines before it; later lines are not checked.
  bool add(std::string_view line);
  // As far as it has come.
  const JournalCheck& check() const noexcept { return check_; }
  // The line that add() took last.
  const JournalEntry& entry() const noexcept { return entry_; }

 private:
  JournalCheck check_;
  JournalEntry entry_;
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
