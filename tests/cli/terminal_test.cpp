// Questions on a real terminal: a child process asks on a pseudo-terminal of its own, and the test sits in front of it.
#include <csignal>
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

#include "descriptor.h"
#include "io.h"

namespace vhc {
namespace {

constexpr int refused = 50;

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

// The length of what was typed, or `refused`.
int ask(Io& io) {
  const auto secret = io.ask_passphrase("Passphrase for shop", false);
  return secret ? static_cast<int>(secret->size()) : refused;
}

int ask_twice(Io& io) {
  const auto secret = io.ask_passphrase("New passphrase", true);
  return secret ? static_cast<int>(secret->size()) : refused;
}

int ask_yes(Io& io) {
  const auto yes = io.ask_yes("destroy it?", "--yes");
  return yes ? static_cast<int>(*yes) : refused;
}

TEST(Terminal, WhatIsTypedArrivesAndIsNotShown) {
  TerminalSession terminal(ask);
  terminal.wait_for("Passphrase for shop: ");
  EXPECT_FALSE(terminal.has_echo());
  terminal.type("four words and more\n");
  EXPECT_EQ(terminal.finish(), 19);
  EXPECT_TRUE(terminal.has_echo());
  EXPECT_EQ(terminal.shown(), "Passphrase for shop: \r\n");
}

TEST(Terminal, ANewPassphraseIsTypedTwice) {
  TerminalSession terminal(ask_twice);
  terminal.wait_for("New passphrase: ");
  terminal.type("four words\n");
  terminal.wait_for("Again: ");
  EXPECT_FALSE(terminal.has_echo());
  terminal.type("four words\n");
  EXPECT_EQ(terminal.finish(), 10);
  EXPECT_TRUE(terminal.has_echo());
  EXPECT_EQ(terminal.shown(), "New passphrase: \r\nAgain: \r\n");
}

TEST(Terminal, TwoDifferentPassphrasesAreNone) {
  for (const char* second : {"four wordz\n", "four word\n", "\n"}) {
    TerminalSession terminal(ask_twice);
    terminal.wait_for("New passphrase: ");
    terminal.type("four words\n");
    terminal.wait_for("Again: ");
    terminal.type(second);
    EXPECT_EQ(terminal.finish(), refused);
  }
}

TEST(Terminal, TheEndOfInputIsNoPassphrase) {
  TerminalSession terminal(ask);
  terminal.wait_for(": ");
  terminal.type("\x04");
  EXPECT_EQ(terminal.finish(), refused);
  EXPECT_TRUE(terminal.has_echo());
}

TEST(Terminal, APassphraseHasALimit) {
  TerminalSession longest([](Io& io) { return ask(io) == refused ? refused : 0; });
  longest.wait_for(": ");
  longest.type(std::string(1023, 'x') + "\n");
  EXPECT_EQ(longest.finish(), 0);
  TerminalSession longer(ask);
  longer.wait_for(": ");
  longer.type(std::string(1024, 'x') + "\n");
  EXPECT_EQ(longer.finish(), refused);
  EXPECT_TRUE(longer.has_echo());
}

TEST(Terminal, CtrlCEndsTheProcessWithEchoOn) {
  TerminalSession terminal(ask);
  terminal.wait_for(": ");
  terminal.type("half of a pass\x03");
  EXPECT_EQ(terminal.finish(), 128 + SIGINT);
  EXPECT_TRUE(terminal.has_echo());
  EXPECT_EQ(terminal.shown().find("half"), std::string::npos);
}

TEST(Terminal, ASignalEndsTheProcessWithEchoOn) {
  for (const int number : {SIGTERM, SIGHUP, SIGINT}) {
    TerminalSession terminal(ask);
    terminal.wait_for(": ");
    EXPECT_FALSE(terminal.has_echo());
    terminal.signal(number);
    EXPECT_EQ(terminal.finish(), 128 + number);
    EXPECT_TRUE(terminal.has_echo());
  }
}

TEST(Terminal, OnlyYIsYes) {
  for (const auto& [typed, answer] :
       {std::pair{"y\n", 1}, {"Y\n", 1}, {"n\n", 0}, {"\n", 0}, {"yes\n", 0}, {"\x04", 0}}) {
    TerminalSession terminal(ask_yes);
    terminal.wait_for("destroy it? [y/N] ");
    EXPECT_TRUE(terminal.has_echo());
    terminal.type(typed);
    EXPECT_EQ(terminal.finish(), answer) << typed;
  }
}

TEST(Terminal, StandardInputFromElsewhereIsNotAsked) {
  TerminalSession terminal([](Io&) {
    std::ostringstream out;
    Io elsewhere({.out = &out, .err = &out, .in_is_terminal = false});
    return ask(elsewhere);
  });
  EXPECT_EQ(terminal.finish(), refused);
  EXPECT_EQ(terminal.shown(), "");
}

}  // namespace
}  // namespace vhc
