// What the folder's own journal says of publishing, read in one pass. The chain is not looked at.
#pragma once

#include <cstdint>
#include <optional>

#include "desk/store/issuer_folder.h"
#include "vhc/published.h"

namespace vhc {

class Io;

// `head_count`: of the head that is published, to be found in this journal; 0: there is none.
Result<JournalFacts> read_journal_facts(const IssuerFolder& folder, std::int64_t head_count, Io& io);

// False from a restore out of a backup on, until the folder was held against what is published.
Result<bool> was_compared(const IssuerFolder& folder, Io& io);

}  // namespace vhc
