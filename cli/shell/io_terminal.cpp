#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <sodium.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "shell/descriptor.h"
#include "shell/file_error.h"
#include "shell/held_signals.h"
#include "shell/io.h"
#include "vhc/bytes.h"

namespace vhc {
namespace {

constexpr std::size_t max_passphrase_bytes = 1024;

// The terminal itself, whatever standard input and output are.
class Terminal {
 public:
  Terminal() : file_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {}

  bool ok() const noexcept { return file_.ok(); }

  void print(std::string_view text) const {
    if (::write(file_.get(), text.data(), text.size()) < 0) return;  // the answer that does not come says enough
  }

  // Echo is on again whatever happens: a signal ends the reading, and does its work when the terminal is as it was.
  std::optional<Secret> ask_hidden(std::string_view prompt) const {
    const HeldSignals held;
    const Descriptor signals(::signalfd(-1, &held.set(), SFD_CLOEXEC));
    termios before{};
    if (!signals.ok() || ::tcgetattr(file_.get(), &before) != 0) return std::nullopt;
    termios hidden = before;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (::tcsetattr(file_.get(), TCSAFLUSH, &hidden) != 0) return std::nullopt;
    print(prompt);
    auto line = read_line(signals.get());
    ::tcsetattr(file_.get(), TCSAFLUSH, &before);
    print("\n");
    return line;
  }

  // One line without its end; nothing at the end of input, when it is too long, or when a signal is waiting.
  std::optional<Secret> read_line(int signals = -1) const {
    Secret line(max_passphrase_bytes);
    for (std::size_t size = 0; size < line.size(); ++size) {
      std::uint8_t& byte = line.expose()[size];
      if (!waits_for_input(signals) || ::read(file_.get(), &byte, 1) != 1) return std::nullopt;
      if (byte != '\n') continue;
      line.shrink(size);
      return line;
    }
    return std::nullopt;
  }

 private:
  // False when a signal came before there was anything to read.
  bool waits_for_input(int signals) const {
    constexpr int for_ever = -1;
    std::array<pollfd, 2> files{pollfd{file_.get(), POLLIN, 0}, pollfd{signals, POLLIN, 0}};
    while (::poll(files.data(), files.size(), for_ever) < 0) {
      if (errno != EINTR) return false;
    }
    return files[1].revents == 0;
  }

  Descriptor file_;
};

// Byte by byte: what follows the line is somebody else's.
Result<Secret> first_line(int descriptor, const std::string& place) {
  Secret line(max_passphrase_bytes);
  for (std::size_t size = 0; size < line.size();) {
    std::uint8_t& byte = line.expose()[size];
    const ssize_t got = ::read(descriptor, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error(Errc::unreadable, place);
    if (got == 1 && byte != '\n') {
      ++size;
      continue;
    }
    if (size > 0 && line.expose()[size - 1] == '\r') --size;
    if (size == 0) return fail(Errc::passphrase_needed, place, "its first line is empty");
    line.shrink(size);
    return line;
  }
  return fail(Errc::input_too_large, place, "at most " + std::to_string(max_passphrase_bytes - 1) + " bytes");
}

// Of /dev/fd/N and its other names, which a shell writes for <(command) and {fd}<file.
std::optional<int> descriptor_number(const std::string& path) {
  constexpr int most = 1'000'000;
  if (path == "/dev/stdin") return STDIN_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (path.compare(0, folder.size(), folder) != 0) continue;
    int number = -1;
    const char* const last = path.data() + path.size();
    const auto [end, error] = std::from_chars(path.data() + folder.size(), last, number);
    if (error == std::errc{} && end == last && number >= 0 && number < most) return number;
  }
  return std::nullopt;
}

bool is_plain(int descriptor) {
  struct stat facts {};
  return ::fstat(descriptor, &facts) == 0 && S_ISREG(facts.st_mode);
}

bool is_pipe(const std::string& path) {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) == 0 && S_ISFIFO(facts.st_mode);
}

// A named pipe that nobody writes to must not be waited for forever.
bool is_written(int descriptor) {
  constexpr int patience = 10'000;  // milliseconds
  pollfd waiting{descriptor, POLLIN, 0};
  if (::poll(&waiting, 1, patience) <= 0) return false;
  const int flags = ::fcntl(descriptor, F_GETFL);
  return flags >= 0 && ::fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) == 0;
}

tl::unexpected<Error> no_passphrase(const char* what) {
  return tl::unexpected(Error{Errc::needs_answer, what, {}, {}});
}

bool is_equal(const Secret& a, const Secret& b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.expose().data(), b.expose().data(), a.size()) == 0);
}

}  // namespace

tl::unexpected<Error> declined(std::string what) {
  return tl::unexpected(Error{Errc::declined, std::move(what), {}, {}});
}

Result<Secret> Io::read_passphrase_file(const std::string& path) const {
  if (path == "-") {
    if (world_.in_is_terminal) {
      return vhc::fail(Errc::usage, "--passphrase-file", "on a terminal it is asked for: leave the flag out");
    }
    return first_line(STDIN_FILENO, "standard input");
  }
  if (const auto number = descriptor_number(path)) {
    const Descriptor file(::fcntl(*number, F_DUPFD_CLOEXEC, 0));
    if (!file.ok()) return vhc::fail(Errc::unreadable, path, "no such descriptor is open");
    return is_plain(file.get()) ? read_secret_line(path) : first_line(file.get(), path);
  }
  if (!is_pipe(path)) return read_secret_line(path);
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.ok()) return fail_open(path);
  if (!is_written(file.get())) return vhc::fail(Errc::unreadable, path, "nobody writes into this pipe");
  return first_line(file.get(), path);
}

Result<Secret> Io::read_secret_line(const std::string& path) const {
  auto read = read_secret_file(path, max_passphrase_bytes);
  if (!read && read.error().code == Errc::key_file_mode) read.error().what = "others can read the passphrase file";
  VHC_TRY(Secret secret, std::move(read));
  const auto bytes = secret.expose();
  std::size_t size = 0;
  while (size < bytes.size() && bytes[size] != '\n' && bytes[size] != '\r') ++size;
  secret.shrink(size);
  return secret;
}

Result<Secret> Io::ask_passphrase(const std::string& prompt, bool confirm) const {
  out().flush();  // nobody answers a question about what is not shown yet
  const Terminal terminal;
  if (!world_.in_is_terminal || !terminal.ok()) {
    return vhc::fail(Errc::needs_answer, {}, "give the passphrase in a file or pipe: --passphrase-file FILE");
  }
  auto secret = terminal.ask_hidden(prompt + ": ");
  if (!secret) return no_passphrase("no passphrase was typed");
  if (!confirm) return *std::move(secret);
  const auto again = terminal.ask_hidden("Again: ");
  if (!again || !is_equal(*secret, *again)) return no_passphrase("the two passphrases differ");
  return *std::move(secret);
}

Result<std::string> Io::ask_line(const std::string& question, const std::string& flag) const {
  out().flush();  // nobody answers a question about what is not shown yet
  const Terminal terminal;
  if (!world_.in_is_terminal || !terminal.ok()) return vhc::fail(Errc::needs_answer, {}, "answer it with " + flag);
  terminal.print(question + ": ");
  const auto line = terminal.read_line();
  return line ? std::string(as_text(line->expose())) : std::string();
}

Result<bool> Io::ask_yes(const std::string& question, const std::string& flag) const {
  out().flush();  // nobody answers a question about what is not shown yet
  const Terminal terminal;
  if (!world_.in_is_terminal || !terminal.ok()) return vhc::fail(Errc::needs_answer, {}, "answer it with " + flag);
  terminal.print(question + " [y/N] ");
  const auto line = terminal.read_line();
  return line && line->size() == 1 && (line->expose()[0] == 'y' || line->expose()[0] == 'Y');
}

}  // namespace vhc
