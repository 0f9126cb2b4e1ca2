// Finding issued cards in the ledger: by journal number, and by what the journal tells of them.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/store/issuer_folder.h"
#include "desk/store/ledger_store.h"
#include "vhc/jws.h"
#include "vhc/key_record.h"
#include "vhc/ledger.h"
#include "vhc/payload.h"
#include "vhc/result.h"

namespace vhc {

// The number in "2026-000389"; fails with ledger_no_card for another text.
Result<std::int64_t> number_of_label(const std::string& label);

// The card with this number. Fails with ledger_no_card.
Result<LedgerRow> find_card(const LedgerStore& store, const std::string& label);

// What has become of a card: its own entry on a list, a corrected card in its place, its key or its time.
enum class CardState : std::uint8_t { live, revoked, replaced, expired };
std::string_view name(CardState state) noexcept;

// `newer`: the cards that correct this one; `expires`: as it was signed, nothing when that is not known any more.
CardState state_of(const LedgerRow& row, const std::vector<LedgerRow>& newer, std::optional<UnixTime> expires,
                   const std::vector<KeyRecord>& keys, UnixTime now);
// A card whose key was revoked is not given out again, whatever stands on the list.
bool is_key_revoked(const LedgerRow& row, const std::vector<KeyRecord>& keys);

// The valid card that a revoked one was corrected to, over any number of corrections.
Result<std::optional<LedgerRow>> corrected_row(const LedgerStore& store, LedgerRow row);

// What its card says, as it was signed. Fails as the reader of cards does.
Result<CardContents> contents_of(const LedgerContent& content);

// That the key, the revocation id and the time of a row are those of its card. Fails with ledger_broken.
Result<void> check_row(const LedgerRow& row, const Envelope& envelope, const CardContents& contents);

// Its sealed part. Fails with ledger_emptied once the retention has ended, ledger_broken.
Result<LedgerContent> open_content(const LedgerKey& key, const LedgerRow& row);

// A card as its line in the journal tells of it.
struct Issuance {
  std::int64_t number = 0;
  KeyId kid;
  std::optional<RevocationId> rid;
  UnixTime nbf{};  // the line's time; of a correction at least a second after that of the card that it corrects
  std::string label;
};
// In their order, until `give` gives false. A line that is none is left out; the chain is not looked at.
Result<void> each_issued(const IssuerFolder& folder, Io& io, const std::function<bool(const Issuance&)>& give);

// That key, revocation id and time of the rows are those of their lines in the journal: `revoke` needs no passphrase,
// and what stands in clear in the ledger alone is anybody's. Fails with ledger_broken, and says what revokes the card.
Result<void> hold_to_journal(const IssuerFolder& folder, const std::vector<LedgerRow>& rows, Io& io);
// Likewise those of the sealed cards, as far as they are kept.
Result<void> hold_to_cards(const LedgerKey& key, const std::vector<LedgerRow>& rows);

}  // namespace vhc
