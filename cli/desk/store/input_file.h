// A pharmacy's files as the reader takes them: any size from a disk, in memory what comes through standard input or a
// pipe.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "desk/store/intake_counts.h"
#include "shell/io.h"
#include "vhc/input.h"
#include "vhc/sha256.h"

namespace vhc {

// What is read as one: a file; or the files of a bulk export, which are named *.ndjson and belong together, since
// persons and their records stand in files of their own. Their lines are numbered through. FHIR bundles that are named
// *.json belong to them, each as one line: a later one may take back what an earlier one says.
struct InputOperand {
  std::vector<std::string> files;

  std::string name() const;
};
std::vector<InputOperand> input_operands(const std::vector<std::string>& files, const Io& io);

// The files of an operand, one after the other.
class InputFiles {
 public:
  // Fails as Io::open_file.
  static Result<InputFiles> open(const InputOperand& operand, Io& io);

  InputFile bytes() const;  // may outlive this
  // Whether what is read now is what was read at first: sizes and times are as they were; where only a time is another,
  // `digest` of all bytes is made anew with `rules`. Fails with in_changed, or as reading does.
  Result<void> check_unchanged(const Sha256& digest, const InputRules& rules) const;
  // After all bytes were read in order: where each file begins; empty when there is only one.
  std::vector<FileStart> starts() const;

 private:
  struct Part;
  struct State;
  explicit InputFiles(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

// `rules` must outlive the reader. Fails as InputReader::open, naming the operand.
Result<InputReader> open_reader(const InputFiles& files, const std::string& name, const InputRules& rules);

}  // namespace vhc
