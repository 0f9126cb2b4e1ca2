#include "desk/store/key_history.h"

#include "shell/io.h"
#include "vhc/journal.h"

namespace vhc {
namespace {

// Stands in every line about a key as write_line() has it, and in no text: there the quotes are escaped. It begins with
// a rare letter, since a journal may have a million lines.
constexpr std::string_view key_verb = "verb\":\"key ";

bool may_be_about_a_key(std::string_view line, std::int64_t number) {
  return number == 1 || line.find(key_verb) != std::string_view::npos;
}

void keep_first(std::optional<UnixTime>& kept, UnixTime time) {
  if (!kept) kept = time;
}

void add(const JournalAction& action, std::int64_t number, KeyHistory& history) {
  if (action.verb == "issuer init" || action.verb == "key new" || action.verb == "key import") {
    if (!history.is_named) history.named_at = number;
    history.is_named = true;
  }
  if (action.verb == "key retire") keep_first(history.retired, action.time);
  if (action.verb == "key destroy") keep_first(history.destroyed, action.time);
  if (action.verb == "key revoke" && !history.revoked) {
    history.revoked = action.time;
    history.reason = action.reason;
  }
}

bool take_over(const std::optional<UnixTime>& said, std::optional<UnixTime>& kept) {
  if (!said || kept) return false;
  kept = said;
  return true;
}

}  // namespace

Result<std::map<std::string, KeyHistory>> read_key_history(const std::string& journal_file, Io& io) {
  std::map<std::string, KeyHistory> histories;
  std::int64_t number = 0;
  Result<void> read;
  VHC_CHECK_OK(io.each_line(journal_file, max_journal_line_bytes, [&](std::string_view line, bool has_end) {
    if (!has_end || !may_be_about_a_key(line, ++number)) return has_end;
    const auto entry = parse_journal_line(line);
    if (!entry) {
      read = fail(entry.error().code, journal_file + ", line " + std::to_string(number), "vhc journal verify");
      return false;
    }
    if (entry->action.kid) add(entry->action, number, histories[entry->action.kid->str()]);
    return true;
  }));
  VHC_CHECK_OK(std::move(read));
  return histories;
}

bool says_more(const KeyRecord& record, const KeyHistory& history) noexcept {
  const bool was_ended = history.retired || history.destroyed || history.revoked;
  return (record.revoked && !history.revoked) || (record.destroyed && !history.destroyed) ||
         (record.retired && !was_ended);
}

bool bring_up_to(const KeyHistory& history, KeyRecord& record) {
  const bool was_revoked = record.revoked.has_value();
  bool was_behind = take_over(history.revoked, record.revoked);
  if (!was_revoked && record.revoked) {
    record.reason = check_reason(history.reason, {}) ? history.reason : "as the journal says";
  }
  if (take_over(history.destroyed, record.destroyed)) {
    was_behind = true;
    if (!record.retired) record.retired = record.destroyed;
  }
  return take_over(history.retired, record.retired) || was_behind;
}

}  // namespace vhc
