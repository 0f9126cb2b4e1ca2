// What happened to the cards of a bulk run beside it: they may be revoked, or what is on them taken back, before the
// run has ended, and after that.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "desk/bulk/outputs.h"
#include "desk/store/folder_session.h"
#include "vhc/key_record.h"
#include "vhc/ledger.h"

namespace vhc {

struct RevokedCard {
  std::int64_t ordinal = 0;
  std::string number;
};

// The cards of a run, from an ordinal on, that are valid no more: revoked, corrected, or of a key that was revoked.
Result<std::vector<RevokedCard>> revoked_in_run(const LedgerStore& store, std::int64_t run, std::int64_t from,
                                                const std::vector<KeyRecord>& keys);

// "2026-000002, 2026-000005 and 7 more"
inline constexpr std::size_t most_named_cards = 10;
std::string first_numbers(const std::vector<std::string>& numbers);

// The cards of a run, from the ledger.
using GiveCards = std::function<Result<void>(const std::vector<BulkCard>&)>;
struct RunCards {
  const LedgerStore& store;
  const LedgerKey& key;
  std::int64_t run = 0;
  std::int64_t begun = 0;  // the ordinal of its first card

  // Some at a time, from an ordinal on, but for `without`, which is sorted. Fails with ledger_emptied, ledger_broken,
  // and as `give` does.
  Result<void> each(std::int64_t from, const std::vector<std::int64_t>& without, const GiveCards& give) const;
};

// Files that took something back while a run is unfinished: what the run issued since is not compared with
// them.
struct TakenBackSince {
  std::vector<std::string> files;  // the first few
  std::int64_t records = 0;
};
Result<TakenBackSince> taken_back_since(const LedgerStore& store, std::int64_t run);
// And while others over the same bytes were begun that were abandoned: of `input` this run issues what they left.
Result<TakenBackSince> taken_back_since(const LedgerStore& store, std::int64_t run, const std::string& input);

// What is said behind the counts of a run.
struct RunRemarks {
  std::int64_t num_known = 0;         // persons who have such a card already
  std::vector<std::string> known_on;  // the numbers of those cards
  std::vector<RevokedCard> revoked;   // of the run
  TakenBackSince since;
  std::int64_t num_again = 0;         // persons who have a valid card already and got another one
  std::vector<std::string> again_on;  // the numbers of those cards
  std::int64_t num_maybe = 0;         // persons who got a card, and may have a valid one under another name
  std::vector<std::string> maybe_on;  // the numbers of those cards

  void add_known(const std::vector<std::string>& cards);
  void add_again(const std::vector<std::string>& cards);
  void add_maybe(const std::vector<std::string>& cards);
  // Whether every card of the run may be handed out.
  bool is_empty() const noexcept { return revoked.empty() && since.records == 0; }
  std::vector<std::string> revoked_numbers() const;
};

// For a run that begins: nothing was taken back yet.
void forget_taken_back(FolderSession& session, std::int64_t run);

// Notes it for every run that was begun over other bytes than `input`, and gives these runs back: they do not know of
// it. Commits the session when there is one.
Result<std::vector<RunState>> note_taken_back(FolderSession& session, const std::string& input, const std::string& file,
                                              std::int64_t records);

}  // namespace vhc
