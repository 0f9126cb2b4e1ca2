// Where the cards of a run go: one NDJSON file, a file a card in folders of a thousand, a table for letters. All of it
// can be written again from the ledger, card by card, to the same bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "desk/bulk/run_state.h"
#include "shell/io.h"
#include "shell/worker_pool.h"
#include "vhc/bytes.h"

namespace vhc {

struct BulkFlags {
  std::optional<std::string> ndjson;
  std::optional<std::string> out;
  std::optional<std::string> letters;
  std::optional<std::string> qr_format;  // svg or png, with `out`
  std::optional<std::string> jobs;
  std::optional<std::string> refused;  // the rows that get no card
  WriteOptions how{.mode = 0600};      // of every file that holds a card or a name
  bool resume = false;
  bool abandon = false;
  bool yes = false;
  bool again = false;
  std::vector<std::string> beside;  // numbers of cards that nothing is compared with
  bool force = false;

  bool is_any() const noexcept { return ndjson || out || letters; }
};

// A card as an output needs it.
struct BulkCard {
  std::int64_t ordinal = 0;  // in the run
  std::int64_t line = 0;     // of the input
  std::string label;
  std::string kid;
  std::string jws;
};

// How long the growing files were before a batch.
struct BulkLengths {
  std::uint64_t ndjson = 0;
  std::uint64_t letters = 0;
};

class BulkOutputs {
 public:
  // `jobs` threads write and draw the files of cards.
  BulkOutputs(const BulkFlags& flags, std::size_t jobs, Io& io)
      : flags_(flags), io_(&io), pool_(flags.out ? jobs : 1) {}

  // Every output has a place and room, as far as a try tells. Fails with unwritable.
  static Result<void> probe(const BulkFlags& flags, const Io& io);
  // Nothing may be in the way of a new run; `begun`: runs that may go on with what lies there. Fails with exists,
  // bulk_other_run, usage, unwritable.
  Result<void> check_new(const std::vector<BegunRun>& begun) const;
  // Where a run goes on.
  void set_lengths(BulkLengths lengths) noexcept { lengths_ = lengths; }
  BulkLengths lengths() const noexcept { return lengths_; }
  // Whether the growing files are at least as long as they were: else the run's cards are written from the first on.
  Result<bool> is_as_left() const;
  Result<void> start_over();

  // Writes the files of single cards, and the cards into the growing files from lengths() on, where a part may stand.
  Result<void> write(const std::vector<BulkCard>& cards);
  // Whether each growing file is there, under its own name or as a part.
  bool is_there() const;
  // Removes the files of these cards that exist.
  Result<void> remove(const std::vector<BulkCard>& cards) const;
  // For a run that has ended: the outputs that are missing or have another length; empty when there are none.
  Result<std::string> gone(const BulkLengths& lengths) const;
  // Whether these cards, that the run wrote behind `at`, stand in the outputs as they were written; `at` goes on.
  Result<bool> hold(const std::vector<BulkCard>& cards, BulkLengths& at) const;
  // Gives the growing files their names, as far as they do not have them yet.
  Result<void> finish();

  // Of a card of this run.
  std::vector<std::string> files_of(const BulkCard& card) const;

 private:
  std::string stem_of(const BulkCard& card) const;
  Result<void> write_files(const BulkCard& card) const;
  Result<void> write_all_files(const std::vector<BulkCard>& cards);
  struct Texts {
    std::string ndjson;
    std::string letters;
  };
  // What the growing files get for these cards, behind `at`.
  Result<Texts> texts_of(const std::vector<BulkCard>& cards, const BulkLengths& at) const;
  Result<bool> holds(const std::string& path, std::uint64_t& at, const std::string& text) const;
  Result<void> grow(const std::string& path, std::uint64_t& length, const std::string& text) const;

  BulkFlags flags_;
  Io* io_;
  BulkLengths lengths_;
  std::string folder_made_;
  WorkerPool pool_;
};

}  // namespace vhc
