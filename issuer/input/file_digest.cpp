#include "input/file_digest.h"

#include <cstdio>
#include <cstdlib>

#include <openssl/evp.h>

namespace vhc {

FileDigest::FileDigest() : context_(EVP_MD_CTX_new()) {
  good_ = context_ != nullptr && EVP_DigestInit_ex2(context_.get(), EVP_sha256(), nullptr) == 1;
}

void FileDigest::add(std::string_view bytes) {
  good_ = good_ && EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()) == 1;
}

Sha256 FileDigest::take() {
  Sha256 digest{};
  if (!good_ || EVP_DigestFinal_ex(context_.get(), digest.data(), nullptr) != 1) {
    std::fputs("vhc: error: the library cannot hash\n", stderr);
    std::abort();
  }
  return digest;
}

}  // namespace vhc
