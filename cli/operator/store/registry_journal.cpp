#include "operator/store/registry_journal.h"

#include <optional>
#include <string>

#include "shell/counted.h"
#include "vhc/sha256.h"

namespace vhc {
namespace {

tl::unexpected<Error> broken(std::size_t line, std::string hint) {
  return fail(Errc::journal_broken, "journal.log, line " + std::to_string(line), std::move(hint));
}

bool names(std::string_view line, const Sha256& before) {
  const std::string last_member = R"(,"previous":")" + hash_text(before) + R"("})";
  return line.ends_with(last_member);
}

Result<void> check_head(const SealedHead& head, std::size_t number, const Sha256& line) {
  if (head.seal.count != number || head.seal.head == line) return {};
  return broken(number, "list " + std::to_string(head.list) +
                            " seals another line here: this one was edited, or everything up to it was rewritten");
}

// A journal that was begun anew after the folder was lost says so in its first line: how many lines were before it. It
// is believed when a published list seals just that line.
std::optional<JournalSeal> restored_after(std::string_view line, const std::vector<SealedHead>& heads) {
  for (const SealedHead& head : heads) {
    const std::string member = R"(,"after":)" + std::to_string(head.seal.count) + R"(,"previous":")";
    if (line.find(member) != std::string_view::npos && names(line, head.seal.head)) return head.seal;
  }
  return std::nullopt;
}

}  // namespace

Result<JournalSeal> check_journal(std::string_view journal, const std::vector<SealedHead>& heads) {
  JournalSeal last{0, sha256({})};
  if (const auto before = restored_after(journal.substr(0, journal.find('\n')), heads)) last = *before;
  while (!journal.empty()) {
    const std::size_t end = journal.find('\n');
    if (end == std::string_view::npos) return broken(last.count + 1, "it has no end: the file was cut off");
    const std::string_view line = journal.substr(0, end);
    if (!names(line, last.head)) {
      if (last.count == 0) return broken(1, "it does not begin the journal: lines before it were removed");
      return broken(last.count,
                    "the next line names another before it: this one was edited, or lines after it removed");
    }
    last = {last.count + 1, sha256(as_bytes(line))};
    for (const SealedHead& head : heads) VHC_CHECK_OK(check_head(head, last.count, last.head));
    journal.remove_prefix(end + 1);
  }
  for (const SealedHead& head : heads) {
    if (head.seal.count <= last.count) continue;
    return broken(last.count, "the end was cut off behind it: list " + std::to_string(head.list) + " seals " +
                                  counted(head.seal.count, "line"));
  }
  return last;
}

}  // namespace vhc
