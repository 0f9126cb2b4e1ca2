// Names of files and folders, as text.
#pragma once

#include <string>

#include "vhc/result.h"

namespace vhc {

// The folder that a file lies in: "." for a name alone, "/" for one at the root.
inline std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// The same error, which happened in this file: "FILE, PLACE".
inline tl::unexpected<Error> in_file(const std::string& file, Error error) {
  error.where = error.where.empty() ? file : file + ", " + error.where;
  return tl::unexpected(std::move(error));
}

}  // namespace vhc
