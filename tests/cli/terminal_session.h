// A pseudo-terminal with a process on it, and the test in front of it.
#pragma once

#include <csignal>
#include <cstdlib>
#include <functional>
#include <optional>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <poll.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "shell/io.h"

namespace vhc {

// Runs `body` in a process whose terminal this is; its exit code is what the body returns.
class TerminalSession {
 public:
  explicit TerminalSession(const std::function<int(Io&)>& body) {
    int master = -1;
    int slave = -1;
    if (::openpty(&master, &slave, nullptr, nullptr, nullptr) != 0) std::abort();
    master_ = master;
    slave_ = slave;
    child_ = ::fork();
    if (child_ == 0) become(body);
  }
  TerminalSession(const TerminalSession&) = delete;
  TerminalSession& operator=(const TerminalSession&) = delete;
  ~TerminalSession() {
    ::close(master_);
    if (slave_ >= 0) ::close(slave_);
  }

  void type(const std::string& text) const {
    ASSERT_EQ(::write(master_, text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void signal(int number) const { ::kill(child_, number); }

  // Reads what the terminal shows until it ends with `text`.
  void wait_for(const std::string& text) {
    while (shown_.size() < text.size() || shown_.substr(shown_.size() - text.size()) != text) {
      ASSERT_TRUE(read_one()) << shown_;
    }
  }

  bool has_echo() const { return slave_ >= 0 ? echo() : echo_at_end_; }

  // The child's exit code, or 128 and the signal that ended it; then everything that was shown. Only when nobody has
  // the other side open does the terminal say that there is no more.
  int finish() {
    int status = 0;
    ::waitpid(child_, &status, 0);
    echo_at_end_ = echo();
    ::close(slave_);
    slave_ = -1;
    while (read_one()) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  const std::string& shown() const { return shown_; }

 private:
  [[noreturn]] void become(const std::function<int(Io&)>& body) const {
    ::setsid();
    ::ioctl(slave_, TIOCSCTTY, 0);
    ::close(master_);
    std::ostringstream out;
    Io io({.out = &out, .err = &out, .in_is_terminal = true, .environment = [](const char*) {
             return std::optional<std::string>{};
           }});
    ::_exit(body(io));
  }

  bool read_one() {
    constexpr int patience_ms = 20'000;  // of a test that fails; the others never wait
    pollfd state{.fd = master_, .events = POLLIN, .revents = 0};
    char c = 0;
    if (::poll(&state, 1, patience_ms) != 1 || ::read(master_, &c, 1) != 1) return false;
    shown_ += c;
    return true;
  }

  bool echo() const {
    termios settings{};
    ::tcgetattr(slave_, &settings);
    return (settings.c_lflag & ECHO) != 0;
  }

  int master_ = -1;
  int slave_ = -1;
  bool echo_at_end_ = false;
  pid_t child_ = -1;
  std::string shown_;
};

}  // namespace vhc
