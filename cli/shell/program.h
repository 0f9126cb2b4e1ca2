// From a command line to an exit code.
#pragma once

#include <string>
#include <vector>

#include "shell/args.h"
#include "shell/io.h"

namespace vhc {

// Runs what `arguments` (without the program's name) ask for. Never throws: what nobody caught is exit 70.
int run_program(const Verb& root, const std::vector<std::string>& arguments, Io& io);

// The whole of main(), for the tree that `add_verbs` builds.
int run_main(int argc, char** argv, const std::string& name, const std::string& summary, void (*add_verbs)(Verb& root));

}  // namespace vhc
