// The operator's journal: a line an action, each with the hash of the line before (docs/formats/list-folder.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "vhc/result.h"
#include "vhc/trust_note.h"

namespace vhc {

inline constexpr std::size_t max_operator_journal_bytes = std::size_t{256} * 1024 * 1024;

// A head that a published list note names: so many lines, the last of them with this hash.
struct SealedHead {
  std::uint32_t list = 0;
  JournalSeal seal;
};

// How many lines `journal` has and the hash of the last. Fails with journal_broken when a line does not name the one
// before, and says which; and when a list of `heads` sealed lines that are gone or other ones. A journal may begin
// behind a line that a head seals, when its first line says so ("after":COUNT): the folder was lost and made again.
Result<JournalSeal> check_journal(std::string_view journal, const std::vector<SealedHead>& heads);

}  // namespace vhc
