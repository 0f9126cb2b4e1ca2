// What is said of a run over many persons: a line a person and a summary with --json, a table for people otherwise.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "desk/bulk/run.h"
#include "desk/print_intake.h"
#include "desk/refused_file.h"

namespace vhc {

struct RunPrinting {
  const InputOperand& input;
  const InputRules& rules;
  bool identity = false;
  bool is_elsewhere = false;  // the text of a card stands in a file
};

class RunPrinter : public RunEvents {
 public:
  RunPrinter(const RunPrinting& what, RefusedFile refused, Io& io)
      : what_(what), io_(io), refused_(std::move(refused)), table_(io.err()) {}

  Result<void> opened(const InputSummary& summary) override;
  void person(const RunPerson& person) override;
  Result<void> decided() override;
  void progress(const RunCounts& counts) override;

  // The counts, what is to be done about cards, and the refused rows. The exit code.
  Result<Exit> end(const RunResult& result, const InputFiles& files, const InputSummary& summary);

 private:
  bool shows_table() const { return !io_.json() && !io_.quiet(); }
  void print(const RunPerson& person) const;

  const RunPrinting& what_;
  Io& io_;
  RefusedFile refused_;
  FindingTable table_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

// `left_out`: ordinals of cards that are not in the outputs.
void say_remarks(const RunRemarks& remarks, const std::vector<std::int64_t>& left_out, const Io& io);
// Runs that do not know what these records of another file took back.
void say_not_known_to(const std::vector<RunState>& runs, std::int64_t records, const Io& io);

}  // namespace vhc
