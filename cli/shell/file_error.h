// An error about a file, with the reason that the system gives.
#pragma once

#include <cerrno>
#include <string>
#include <system_error>

#include "vhc/result.h"

namespace vhc {

// Called before anything else can change errno.
inline tl::unexpected<Error> file_error(Errc code, const std::string& path, std::string hint = {}) {
  const int reason = errno;
  std::string what(info(code).sentence);
  if (reason != 0) what += ": " + std::generic_category().message(reason);
  if (reason == ENOENT && code == Errc::unwritable && hint.empty()) hint = "make the folder first";
  return tl::unexpected(Error{code, std::move(what), path, std::move(hint)});
}

// Of a file that could not be opened.
inline tl::unexpected<Error> fail_open(const std::string& path) {
  if (errno == ENOENT || errno == ENOTDIR) return fail(Errc::not_found, path);
  return file_error(Errc::unreadable, path);
}

}  // namespace vhc
