// Loaded before a program (LD_PRELOAD): its Nth call that changes a file, N from VHC_FAULT_AT, is the last thing the
// process does (VHC_FAULT=die, exit 99), or fails as on a full disk (VHC_FAULT=full); or from it on all calls fail, as
// in a folder that became read-only (VHC_FAULT=readonly). What SQLite calls counts too.
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <sys/types.h>
#include <unistd.h>

namespace {

long calls_left = -1;
bool dies = false;
bool lasts = false;
bool is_read = false;

bool is_struck() {
  if (!is_read) {
    is_read = true;
    const char* const at = std::getenv("VHC_FAULT_AT");  // NOLINT(concurrency-mt-unsafe): read once, at the first call
    const char* const how = std::getenv("VHC_FAULT");    // NOLINT(concurrency-mt-unsafe)
    calls_left = at == nullptr ? -1 : std::atol(at);     // NOLINT(cert-err34-c): the test's own number
    dies = how == nullptr || std::strcmp(how, "die") == 0;
    lasts = how != nullptr && std::strcmp(how, "readonly") == 0;
  }
  if (calls_left < 0) return false;
  if (calls_left > 0) --calls_left;
  if (calls_left != 0) return false;
  if (dies) ::_exit(99);
  errno = lasts ? EROFS : ENOSPC;
  if (!lasts) calls_left = -1;
  return true;
}

template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

#define VHC_WRAP(result, name, parameters, arguments)                        \
  extern "C" __attribute__((visibility("default"))) result name parameters { \
    static auto* const call = real<result parameters>(#name);                \
    return is_struck() ? static_cast<result>(-1) : call arguments;           \
  }

VHC_WRAP(ssize_t, write, (int file, const void* bytes, size_t size), (file, bytes, size))
VHC_WRAP(ssize_t, pwrite64, (int file, const void* bytes, size_t size, off64_t place), (file, bytes, size, place))
VHC_WRAP(int, fsync, (int file), (file))
VHC_WRAP(int, fdatasync, (int file), (file))
VHC_WRAP(int, ftruncate64, (int file, off64_t size), (file, size))
VHC_WRAP(int, unlink, (const char* path), (path))
VHC_WRAP(int, renameat2, (int from_folder, const char* from, int to_folder, const char* to, unsigned flags),
         (from_folder, from, to_folder, to, flags))
