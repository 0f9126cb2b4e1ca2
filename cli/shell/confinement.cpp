#include "shell/confinement.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace vhc {
namespace {

// ---- files: Landlock. The numbers of linux/landlock.h; the header of the build may be older than the kernel.

constexpr long landlock_create_ruleset = 444;
constexpr long landlock_add_rule = 445;
constexpr long landlock_restrict_self = 446;
constexpr std::uint64_t may_execute = 1U << 0U;
constexpr std::uint64_t may_read_file = 1U << 2U;
constexpr std::uint64_t may_read_folder = 1U << 3U;
constexpr std::uint64_t may_read = may_read_file | may_read_folder;

struct RulesetAttributes {
  std::uint64_t handled_files;
};
struct [[gnu::packed]] RuleAttributes {
  std::uint64_t allowed;
  std::int32_t parent;
};

// What rights on files a version of Landlock knows: all of them are taken away.
std::uint64_t rights_of_version(long version) {
  constexpr std::uint64_t first = (1ULL << 13U) - 1;
  std::uint64_t rights = first;
  if (version >= 2) rights |= 1ULL << 13U;  // to rename into another folder
  if (version >= 3) rights |= 1ULL << 14U;  // to shorten
  if (version >= 5) rights |= 1ULL << 15U;  // to command a device
  return rights;
}

// Gives back rights on a path. One that is not there needs none.
bool allow(int ruleset, const char* path, std::uint64_t rights) {
  const int place = ::open(path, O_PATH | O_CLOEXEC);
  if (place < 0) return errno == ENOENT || errno == EACCES || errno == ENOTDIR;
  struct stat facts {};
  if (::fstat(place, &facts) == 0 && !S_ISDIR(facts.st_mode)) rights &= ~may_read_folder;
  constexpr int beneath_path = 1;
  const RuleAttributes rule{rights, place};
  const bool done = ::syscall(landlock_add_rule, ruleset, beneath_path, &rule, 0) == 0;
  ::close(place);
  return done;
}

constexpr std::array libraries{"/lib", "/lib64", "/usr/lib", "/usr/lib64"};
constexpr std::array readable{
    "/usr",       "/etc/ld.so.cache", "/etc/fonts", "/var/cache/fontconfig", "/opt/homebrew",
#ifdef VHC_SANITIZED
    "/proc/self",  // a sanitizer looks at its own memory
#endif
};

bool leave_files_of(const char* program) {
  constexpr unsigned ask_version = 1;
  const long version = ::syscall(landlock_create_ruleset, nullptr, 0, ask_version);
  if (version < 1) return true;
  const RulesetAttributes attributes{rights_of_version(version)};
  const auto ruleset = static_cast<int>(::syscall(landlock_create_ruleset, &attributes, sizeof attributes, 0));
  if (ruleset < 0) return false;
  bool done = allow(ruleset, program, may_execute | may_read_file);
  for (const char* path : libraries) done = done && allow(ruleset, path, may_execute | may_read);
  for (const char* path : readable) done = done && allow(ruleset, path, may_read);
  done = done && ::syscall(landlock_restrict_self, ruleset, 0) == 0;
  ::close(ruleset);
  return done;
}

// ---- system calls: seccomp. What is forbidden fails with EACCES.

#if defined(__x86_64__) && !defined(__ILP32__)
#define VHC_HAS_SECCOMP
constexpr std::uint32_t architecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t first_foreign_number = 0x40000000;  // x32's numbers begin here
#elif defined(__aarch64__)
#define VHC_HAS_SECCOMP
constexpr std::uint32_t architecture = AUDIT_ARCH_AARCH64;
constexpr std::uint32_t first_foreign_number = 0xFFFFFFFF;
#endif

#ifdef VHC_HAS_SECCOMP

constexpr std::array<std::uint32_t, 6> to_others{__NR_socket, __NR_socketpair, __NR_connect,
                                                 __NR_kill,   __NR_pidfd_open, __NR_io_uring_setup};
// A sanitizer traces its own process to look for leaks, and opens files of its own when the process ends.
#ifdef VHC_SANITIZED
constexpr std::array<std::uint32_t, 0> to_memory_of_others{};
constexpr std::array<std::uint32_t, 0> to_files{};
#else
constexpr std::array<std::uint32_t, 3> to_memory_of_others{__NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev};
constexpr std::array<std::uint32_t, 5> to_files{
#ifdef __NR_open
    __NR_open,
#else
    __NR_openat,
#endif
    __NR_openat, __NR_openat2, __NR_execve, __NR_execveat};
#endif

sock_filter load(std::uint32_t offset) {
  return sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset);
}
sock_filter give(std::uint32_t answer) {
  return sock_filter BPF_STMT(BPF_RET | BPF_K, answer);
}

using Calls = std::span<const std::uint32_t>;

bool forbid(std::initializer_list<Calls> all_calls) {
  constexpr std::uint32_t refused = SECCOMP_RET_ERRNO | EACCES;
  std::array<sock_filter, 64> program{};
  std::size_t at = 0;
  program[at++] = load(offsetof(seccomp_data, arch));
  program[at++] = sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, architecture, 1, 0);
  program[at++] = give(SECCOMP_RET_KILL_PROCESS);
  program[at++] = load(offsetof(seccomp_data, nr));
  program[at++] = sock_filter BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, first_foreign_number, 0, 1);
  program[at++] = give(SECCOMP_RET_KILL_PROCESS);
  for (const Calls calls : all_calls) {
    for (const std::uint32_t call : calls) {
      program[at++] = sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1);
      program[at++] = give(refused);
    }
  }
  program[at++] = give(SECCOMP_RET_ALLOW);
  const sock_fprog whole{static_cast<unsigned short>(at), program.data()};
  return ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0) == 0 || errno == EINVAL;
}

bool leave_others() {
  return forbid({to_others, to_memory_of_others});
}

bool leave_others_and_files() {
  return forbid({to_others, to_memory_of_others, to_files});
}

#else

bool leave_others() {
  return true;
}

bool leave_others_and_files() {
  return true;
}

#endif

bool gain_nothing() {
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;
}

}  // namespace

bool confine_to_program(const char* program) noexcept {
  return gain_nothing() && leave_files_of(program) && leave_others();
}

bool confine_to_open_files() noexcept {
  return gain_nothing() && leave_others_and_files();
}

}  // namespace vhc
