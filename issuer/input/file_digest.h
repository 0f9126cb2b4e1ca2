// SHA-256 of a file that is read part by part.
#pragma once

#include <string_view>

#include "vhc/internal/openssl.h"
#include "vhc/sha256.h"

namespace vhc {

class FileDigest {
 public:
  FileDigest();
  void add(std::string_view bytes);
  Sha256 take();  // ends the process when the library cannot hash at all, as sha256() does

 private:
  MdCtx context_;
  bool good_ = false;
};

}  // namespace vhc
