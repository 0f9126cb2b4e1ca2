// What most verbs do with what their body answers: an exit code, or an error to print.
#pragma once

#include <functional>
#include <memory>

#include "shell/io.h"
#include "vhc/result.h"

namespace vhc {

template <class Options>
std::function<Exit(Io&)> run_with(const std::shared_ptr<Options>& options, Result<Exit> (*body)(const Options&, Io&)) {
  return [options, body](Io& io) {
    const auto done = body(*options, io);
    return done ? *done : io.tell(done.error());
  };
}

}  // namespace vhc
