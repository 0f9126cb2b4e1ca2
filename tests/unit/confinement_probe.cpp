// confinement_probe FILE [open-files]: says what this process may do. With open-files it confines itself first.
#include <array>
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): kill() is of POSIX
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "shell/confinement.h"

namespace {

void tell(const char* what, bool done, const char* yes, const char* no) {
  std::printf("%s %s\n", what, done ? yes : no);
}

bool opens(const char* path) {
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file >= 0) ::close(file);
  return file >= 0;
}

bool has_landlock() {
  constexpr long create_ruleset = 444;
  return ::syscall(create_ruleset, nullptr, 0, 1) > 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  if (argc > 2 && !vhc::confine_to_open_files()) return 1;
  std::array<char, 16> input{};
  tell("input", ::read(STDIN_FILENO, input.data(), input.size()) > 0, "read", "refused");
  tell("file", opens(argv[1]), "opened", "refused");
  tell("folder", opens("/etc"), "opened", "refused");
  tell("library", opens("/usr/lib"), "opened", "refused");
  tell("socket", ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0) >= 0, "opened", "refused");
  tell("other process", ::kill(::getppid(), 0) == 0, "reached", "refused");
  tell("new rights", ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0, "possible", "impossible");
  if (!has_landlock()) std::puts("no Landlock");
  return 0;
}
