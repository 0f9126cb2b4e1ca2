// Finding issued cards in the ledger: by journal number, person or lot.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ledger_store.h"
#include "vhc/ledger.h"
#include "vhc/result.h"

namespace vhc {

// The number in "2026-000389"; fails with ledger_no_card for another text.
Result<std::int64_t> number_of_label(const std::string& label);

// The card with this number. Fails with ledger_no_card.
Result<LedgerRow> find_card(const LedgerStore& store, const std::string& label);

// Its sealed part. Fails with ledger_emptied once the retention has ended, ledger_broken.
Result<LedgerContent> open_content(const LedgerKey& key, const LedgerRow& row);

// The cards that carry a mark, oldest first, revoked ones too.
Result<std::vector<LedgerRow>> find_marked(const LedgerStore& store, MarkKind kind, const LedgerMark& mark);

}  // namespace vhc
