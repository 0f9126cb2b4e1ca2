#include "vhc/sha256.h"

#include <cstdio>
#include <cstdlib>

#include <openssl/err.h>

#include "vhc/internal/digest.h"
#include "vhc/internal/openssl.h"

namespace vhc {
namespace {

// What a thread needs for hashing. EVP_sha256() would look the algorithm up anew for every message.
struct Hasher {
  Md algorithm;
  MdCtx context;

  bool ready() noexcept {
    if (!algorithm) algorithm.reset(EVP_MD_fetch(nullptr, "SHA256", nullptr));
    if (!context) context.reset(EVP_MD_CTX_new());
    return algorithm != nullptr && context != nullptr;
  }

  bool hash(ByteView bytes, Sha256& digest) noexcept {
    return ready() && EVP_DigestInit_ex2(context.get(), algorithm.get(), nullptr) == 1 &&
           EVP_DigestUpdate(context.get(), bytes.data(), bytes.size()) == 1 &&
           EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1;
  }
};

}  // namespace

bool try_sha256(ByteView bytes, Sha256& digest) noexcept {
  thread_local Hasher hasher;
  if (hasher.hash(bytes, digest)) return true;
  hasher = {};  // a context that failed is not used again
  ERR_clear_error();
  return false;
}

Sha256 sha256(ByteView bytes) {
  Sha256 digest{};
  if (!try_sha256(bytes, digest)) {
    std::fputs("vhc: error: the library cannot hash\n", stderr);
    std::abort();
  }
  return digest;
}

}  // namespace vhc
