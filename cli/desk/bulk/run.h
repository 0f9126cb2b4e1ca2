// A file with any number of persons, a card each: on all cores, in the order of the file, and so that a run that is
// killed at any moment goes on where it stopped, with no card lost and none twice (docs/adr/0007-bulk-runs.md).
#pragma once

#include <string>
#include <vector>

#include "desk/bulk/outputs.h"
#include "desk/bulk/run_end.h"
#include "desk/bulk/run_state.h"
#include "desk/store/card_desk.h"
#include "desk/store/input_file.h"
#include "desk/store/intake_counts.h"
#include "vhc/input.h"

namespace vhc {

struct BulkPlan {
  const CardDesk& desk;
  const MinimiseOptions& minimise;
  const InputRules& rules;
  InputOperand input;
  RunSettings settings;  // everything that changes what comes out: two runs with the same are one run
  std::string command;   // that begins the run, for people
  std::size_t jobs = 1;  // threads
};

// A person of the file, whose fate is decided.
struct RunPerson {
  const Intake& intake;
  const MadeCard* card = nullptr;           // that was made now
  std::vector<std::string> files = {};      // of that card alone
  const std::vector<std::string>& sharing;  // valid cards that say the same, or a part of it
  bool is_known = false;                    // has a card already, and gets none
  bool is_earlier = false;                  // an earlier process of the run decided it, and may have made a card
};

struct RunCounts {
  std::int64_t cards = 0;
  std::int64_t persons = 0;
  std::int64_t refused = 0;
};

// Hears of a run while it goes on; called by the thread that called run_bulk() alone.
class RunEvents {
 public:
  virtual ~RunEvents() = default;
  // What is known of the file before anything is decided. An error ends the run, which is then not begun.
  virtual Result<void> opened(const InputSummary& summary) = 0;
  // In the order of the file.
  virtual void person(const RunPerson& person) = 0;
  // Everybody of a batch was told. An error ends this process of the run.
  virtual Result<void> decided() = 0;
  virtual void progress(const RunCounts& counts) = 0;
};

enum class RunEnd : std::uint8_t { issued, nothing_left, written_again };

struct RunResult {
  RunEnd end = RunEnd::issued;
  std::int64_t cards = 0;  // of the whole run
  IntakeCounts counts;
  RunRemarks remarks;
  std::vector<std::int64_t> left_out;  // ordinals of cards that are not in the outputs
  std::int64_t num_taken_back = 0;     // records that say so
  std::vector<RunState> not_known_to;  // other runs that are begun, and do not know what was taken back
  Exit exit = Exit::done;              // findings: some are refused; refused: all
};

// `files` and `reader` are those of plan.input. Fails when the run cannot go on; --resume goes on then.
Result<RunResult> run_bulk(const BulkPlan& plan, const BulkFlags& flags, const InputFiles& files, InputReader& reader,
                           RunEvents& events, Io& io);

// What a run is known by: the bytes of its input.
std::string input_id(const InputReader& reader);

}  // namespace vhc
