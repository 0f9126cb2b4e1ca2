// The desk where cards are signed: the issuer's folder with its keys open. A card is made in memory; that it was issued
// is decided by the session that takes its row (folder_session.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/store/folder_session.h"
#include "vhc/issue.h"
#include "vhc/ledger.h"
#include "vhc/minimise.h"

namespace vhc {

struct CardDesk {
  IssuerFolder folder;
  SigningKey key;
  std::optional<Secret> rids;  // nothing: cards get no revocation id
  LedgerKey ledger;
  UnixTime at;
  std::optional<UnixTime> expires;
  std::string actor;
};

// How cards are to be signed, by whom and when.
struct DeskSetup {
  std::optional<std::string> passphrase_file;  // else it is asked for
  UnixTime at;
  std::optional<UnixTime> expires;  // later than `at`
  bool no_rid = false;
  std::optional<std::string> with;  // an outside signer in place of the key file
  std::string actor;
};

// Opens the folder's newest key or whoever signs with it, the secret of the revocation ids and the ledger's key.
Result<CardDesk> open_desk(IssuerFolder folder, const DeskSetup& setup, Io& io);

// A session of the folder. Fails with key_not_active when the desk's key was retired, revoked or destroyed meanwhile.
Result<FolderSession> begin_session(const CardDesk& desk, Io& io);

// What a card is made from. The views must outlive the order.
struct CardOrder {
  const MinimalBundle* bundle = nullptr;
  std::vector<std::string> events = {};  // of the sender
  std::int64_t line = 0;                 // of the file
  UnixTime nbf{};
  const LedgerRow* replaces = nullptr;  // the card that this one corrects
  std::int64_t run = 0;
  std::int64_t ordinal = 0;
};

struct MadeCard {
  IssuedCard card;
  std::optional<RevocationId> rid;
  LedgerRow row;         // sealed
  std::string replaces;  // the number of the card that this one corrects; may be empty
};

// Signs, checks and seals; `number` and `label` are those of the journal's line that the card gets. Touches no file and
// may be called from several threads. Fails as issue() and derive_rid() do.
Result<MadeCard> make_card(const CardDesk& desk, const CardOrder& order, std::int64_t number, const std::string& label);

// What tells a card from another, for the ledger's mark of its content: whose it is, and what stands on it.
std::string fingerprint_of(const MinimalBundle& bundle);

std::vector<Event> kept_events(const MinimalBundle& bundle);

// The lots of a bundle's doses, each once.
std::vector<std::string> lots_of(const MinimalBundle& bundle);

// Hands the card to a session: its line in the journal and its row.
Result<void> record_card(const CardDesk& desk, const MadeCard& made, FolderSession& session);

}  // namespace vhc
