// A pharmacy's file as the reader takes it: any size from a disk, in memory what comes through standard input or a
// pipe.
#pragma once

#include <string>

#include "io.h"
#include "vhc/input.h"

namespace vhc {

// Fails as Io::read_file.
Result<InputFile> open_input_file(const std::string& path, Io& io);

// A reader of it; `rules` must outlive the reader. Fails as InputReader::open, naming the file.
Result<InputReader> open_input(const std::string& path, const InputRules& rules, Io& io);

}  // namespace vhc
