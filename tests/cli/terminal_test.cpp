// Questions on a real terminal: a child process asks on a pseudo-terminal of its own, and the test sits in front of it.
#include <csignal>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "shell/io.h"
#include "terminal_session.h"

namespace vhc {
namespace {

constexpr int refused = 50;

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
