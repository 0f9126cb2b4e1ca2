// Some persons of a bulk run on their way from the file to cards: what is known of them is compared, and they are
// signed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "desk/store/card_desk.h"
#include "desk/store/known_events.h"
#include "shell/worker_pool.h"
#include "vhc/intake.h"

namespace vhc {

struct Piece {
  Intake intake;
  MinimalBundle bundle;
  std::optional<MadeCard> made;
  bool is_wanted = false;                    // there is something to sign
  bool is_known = false;                     // it was issued before
  SoughtMarks sought = {};                   // what it is looked for by among the cards that are known
  std::vector<std::uint64_t> found_by = {};  // what its own card will be found by
  std::vector<std::int64_t> relatives = {};  // cards that may be this person's, to be compared
  std::vector<std::string> sharing = {};     // valid cards that say the same, or a part of it
  std::vector<std::string> maybe = {};       // valid cards that may be the same person's
  bool is_not_made = false;                  // refused when its card was made
  std::optional<Error> error = {};
  std::int64_t ordinal = 0;
};

// Where a batch stands in its run.
struct BatchPlace {
  std::int64_t run = 0;
  std::int64_t ordinal = 0;  // of its first card
  std::int64_t number = 0;   // of its first card in the journal
};

// How many persons of a part are found by a mark.
using PartMarks = std::unordered_map<std::uint64_t, std::size_t>;

class BatchMaker {
 public:
  // `again`: what was issued before is named, and issued once more. `beside`: cards that nothing is compared with. On
  // `jobs` threads.
  BatchMaker(const CardDesk& desk, const MinimiseOptions& minimise, bool again, std::vector<std::string> beside,
             std::size_t jobs)
      : desk_(desk), minimise_(minimise), again_(again), beside_(std::move(beside)), pool_(jobs) {}

  // What was issued with a number from `from` up to before `base`; what is known already stays known.
  // `without`: numbers of cards that are passed over, sorted.
  Result<void> know(const LedgerStore& store, std::int64_t from, std::int64_t base,
                    const std::vector<std::int64_t>& without = {});

  // What needs neither the ledger's rows nor a number.
  void prepare(std::vector<Piece>& pieces);
  // Takes the first of these persons off, up to one who may be one of them: a person is compared with the cards of the
  // same file as with those of another one, so that they have to be known first.
  std::vector<Piece> part(std::vector<Piece>& prepared);
  // The cards of these persons are known from then on.
  void know(const std::vector<Piece>& made);
  // The same of persons whose cards an earlier process made: `rows` in the order of the run. How many of them it were.
  std::size_t know_again(const std::vector<Piece>& pieces, const std::vector<LedgerRow>& rows);
  // What needs the ledger's rows: of persons with relatives.
  Result<void> compare(std::vector<Piece>& pieces, const LedgerStore& store) const;
  // A card that cannot be made, such as one that is too long, gets no number and is a finding of its person. Fails with
  // what nothing can be signed for.
  Result<void> sign(std::vector<Piece>& pieces, const BatchPlace& place);

 private:
  void look_for(Piece& piece) const;
  bool is_among(const Piece& piece, const PartMarks& part) const;
  void sign_piece(Piece& piece, std::int64_t run, std::int64_t number) const;

  const CardDesk& desk_;
  const MinimiseOptions& minimise_;
  bool again_;
  std::vector<std::string> beside_;
  WorkerPool pool_;
  KnownEvents known_;
};

bool has_relatives(const std::vector<Piece>& pieces);

}  // namespace vhc
