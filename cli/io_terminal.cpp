#include <cerrno>
#include <csignal>
#include <optional>
#include <string>

#include <fcntl.h>
#include <sodium.h>
#include <termios.h>
#include <unistd.h>

#include "io.h"

namespace vhc {
namespace {

constexpr std::size_t max_passphrase_bytes = 1024;

// The terminal itself, whatever standard input and output are. Signals are held back while echo is off, so that it is
// on again whatever the person types; they arrive afterwards.
class Terminal {
 public:
  Terminal() : descriptor_(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)) {}
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }

  bool ok() const noexcept { return descriptor_ >= 0; }

  void print(std::string_view text) const {
    if (::write(descriptor_, text.data(), text.size()) < 0) return;  // the answer that does not come says enough
  }

  std::optional<Secret> read_hidden() const {
    termios before{};
    if (::tcgetattr(descriptor_, &before) != 0) return std::nullopt;
    termios hidden = before;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);
    if (::tcsetattr(descriptor_, TCSAFLUSH, &hidden) != 0) return std::nullopt;
    auto line = read_line();
    ::tcsetattr(descriptor_, TCSAFLUSH, &before);
    print("\n");
    return line;
  }

  // One line without its end; nothing at the end of input, when it is too long, or after Ctrl-C.
  std::optional<Secret> read_line() const {
    constexpr std::uint8_t interrupt = 3;
    Secret line(max_passphrase_bytes);
    for (std::size_t size = 0; size < line.size(); ++size) {
      std::uint8_t& byte = line.expose()[size];
      if (::read(descriptor_, &byte, 1) != 1 || byte == interrupt) return std::nullopt;
      if (byte != '\n') continue;
      line.shrink(size);
      return line;
    }
    return std::nullopt;
  }

 private:
  int descriptor_;
};

bool is_equal(const Secret& a, const Secret& b) {
  return a.size() == b.size() && (a.empty() || sodium_memcmp(a.expose().data(), b.expose().data(), a.size()) == 0);
}

}  // namespace

Result<Secret> Io::read_passphrase_file(const std::string& path) const {
  VHC_TRY(Secret secret, read_secret_file(path, max_passphrase_bytes));
  const auto bytes = secret.expose();
  std::size_t size = 0;
  while (size < bytes.size() && bytes[size] != '\n' && bytes[size] != '\r') ++size;
  secret.shrink(size);
  return secret;
}

Result<Secret> Io::ask_passphrase(const std::string& prompt, bool confirm) const {
  const Terminal terminal;
  if (!world_.in_is_terminal || !terminal.ok()) {
    return vhc::fail(Errc::needs_answer, {}, "give the passphrase in a file: --passphrase-file FILE");
  }
  terminal.print(prompt + ": ");
  auto secret = terminal.read_hidden();
  if (!secret) return vhc::fail(Errc::needs_answer, {}, "no passphrase was typed");
  if (!confirm) return *std::move(secret);
  terminal.print("Again: ");
  const auto again = terminal.read_hidden();
  if (!again || !is_equal(*secret, *again)) return vhc::fail(Errc::needs_answer, {}, "the two passphrases differ");
  return *std::move(secret);
}

Result<bool> Io::ask_yes(const std::string& question, const std::string& flag) const {
  const Terminal terminal;
  if (!world_.in_is_terminal || !terminal.ok()) return vhc::fail(Errc::needs_answer, {}, "answer it with " + flag);
  terminal.print(question + " [y/N] ");
  const auto line = terminal.read_line();
  return line && line->size() == 1 && (line->expose()[0] == 'y' || line->expose()[0] == 'Y');
}

}  // namespace vhc
