// How far a bulk run has come, as the ledger keeps it beside the run's cards, and which runs were begun and not ended.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vhc/errors.h"
#include "vhc/result.h"
#include "vhc/sha256.h"

namespace vhc {

class IssuerFolder;
class Io;
class LedgerStore;

// What a run was told, by the flag that says it. No value of a person's.
using RunSettings = std::vector<std::pair<std::string, std::string>>;

// A person for whom no card could be made, such as one that is too long: only a run that signs finds that out.
struct NotMade {
  std::int64_t line = 0;
  Errc code{};
};
inline constexpr std::size_t max_not_made = 10'000;  // that a run remembers

struct RunState {
  std::int64_t persons = 0;  // of the file, decided
  std::int64_t cards = 0;    // the ordinal of the next card
  std::int64_t first = 0;    // the ordinal of the last batch's first card: from there on outputs may be behind
  std::int64_t begun = 0;    // the ordinal of the first card since the run was begun anew
  std::uint64_t ndjson = 0;  // how long the growing files were before the last batch
  std::uint64_t letters = 0;
  std::int64_t base = 0;  // the journal's next number when the run was begun: what was issued before it is known
  bool is_whole = false;  // every card is in the outputs: only their names are left
  bool is_done = false;   // or abandoned
  bool is_abandoned = false;
  bool is_behind = false;  // the growing files hold cards that are valid no more: they are written from the first on
  int exit_code = 0;       // of the run, once it is done
  std::vector<NotMade> not_made = {};
  std::vector<std::int64_t> left_out = {};  // ordinals of cards that were revoked before the outputs were whole
  std::string input = {};     // digest of the input's bytes, base64url; empty in a run of the first release
  std::string file = {};      // its name, as it was given
  std::string command = {};   // that began the run, without --resume, for people
  RunSettings settings = {};  // everything that changes what comes out

  std::int64_t num_cards() const noexcept { return cards - begun; }
};

std::string to_json(const RunState& state);
// What a release of before did not write yet may be missing. Fails with ledger_broken.
Result<RunState> parse_run_state(std::string_view json);

// What the ledger knows a run by: two over the same bytes and with the same settings are one run.
std::string run_key(std::string_view input, const RunSettings& settings);

// The flags that the settings differ in, such as "--expires, --map"; empty when they are the same.
std::string different_settings(const RunSettings& a, const RunSettings& b);

// ---- runs that were begun and neither ended nor abandoned

struct BegunRun {
  std::int64_t id = 0;
  RunState state;
};

// Every run that the ledger knows, ended or not, the oldest first; notes about runs are not among them. Fails as the
// ledger does, and with ledger_broken for a run whose state cannot be read: it may be one that was begun.
Result<std::vector<BegunRun>> all_runs(const LedgerStore& store);

// Those that have not ended, the oldest first; those of the first release, whose input is not known, are not among
// them. Fails as all_runs() does.
Result<std::vector<BegunRun>> begun_runs(const LedgerStore& store);

// The same for whoever has no session of the folder; none when it has no ledger yet. Changes nothing.
Result<std::vector<BegunRun>> begun_runs(const IssuerFolder& folder, const Io& io);

// "clinic-day.csv: 512 cards for the first 530 persons"
std::string progress_of(const RunState& state);
// The command that goes on with it.
std::string resume_command(const RunState& state);
// run_interrupted: somebody asked the run to stop, and it can go on.
tl::unexpected<Error> interrupted(const RunState& state);

// Refuses whatever would issue from the same bytes beside a run that was begun: all but to go on with it, in the same
// way. `asked`: input and settings. Fails with bulk_unfinished, run_other_settings, or as the ledger does.
Result<void> check_begun(const LedgerStore& store, const RunState& asked, bool resume);

}  // namespace vhc
