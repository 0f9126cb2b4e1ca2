// Parts of the program that are opened when they are needed, so that a command that needs none starts fast and loads no
// drawing or picture library.
#pragma once

#include <string>

#include "vhc/result.h"

namespace vhc {

// The folder of the modules that belong to the running program: found from the program's own place, never from the
// environment or the current folder. Empty when that place cannot be told.
std::string module_folder();

// Opens FOLDER/lib`name`.so, once a process, for good, and gives its function `entry`. Fails with module.missing when
// there is no such file or it is not the one that belongs to this program.
Result<void*> open_module(const std::string& folder, const std::string& name, const char* entry);

// The error that a module named; internal.bug for a name that is not in the table.
Error module_error(const char* name, const char* where, const char* hint);

}  // namespace vhc
