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

// Whether the ledger knows a line as its last one that this journal does not have.
struct JournalState {
  std::int64_t count = 0;  // lines
  std::int64_t known = 0;  // the number of the line that the ledger knows; 0: none
  bool is_cut = false;
  bool has_no_ledger = false;  // and cards were issued since ledger.key was made
};

// Walks the chain. Fails with journal_broken where it does not hang together. `is_locked`: the folder is, and what was
// begun is finished; otherwise a command may be writing.
Result<JournalState> check_own_journal(const IssuerFolder& folder, bool is_locked, Io& io);

}  // namespace vhc
