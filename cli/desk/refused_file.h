// --refused FILE: the rows of a delimited file that could not be issued, to be mended and handed in again.
#pragma once

#include <optional>
#include <string>

#include "desk/store/input_file.h"
#include "shell/args.h"
#include "shell/io.h"
#include "vhc/refused_rows.h"

namespace vhc {

void add_refused_flag(Verb& verb, std::optional<std::string>& path);

class RefusedFile {
 public:
  // Without a path nothing is kept or written.
  RefusedFile(std::optional<std::string> path, bool overwrite) : path_(std::move(path)), overwrite_(overwrite) {}

  // Before anything is signed. Fails with usage for what has no rows, same_file, exists, unwritable.
  Result<void> check(const InputOperand& input, const InputSummary& summary, const Io& io) const;
  void add(const Intake& intake);
  // 0600, whole or not at all; no file when every row was good.
  Result<void> write(const InputFiles& input, const InputSummary& summary, const InputRules& rules, const Io& io);

 private:
  std::optional<std::string> path_;
  bool overwrite_;
  RefusedRows rows_;
};

}  // namespace vhc
