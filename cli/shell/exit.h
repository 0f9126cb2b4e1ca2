// What a command ends with, and what becomes of it when it did several things. The one table of the whole program: its
// meanings stand in help.cpp.
#pragma once

#include <cstddef>

#include "vhc/errors.h"

namespace vhc {

enum class Exit : int {
  done = 0,
  findings = 1,  // done, and there is something to be told
  usage = 2,
  no_access = 3,  // cannot read or write
  refused = 4,    // the input
  no_trust = 5,
  no_key = 6,
  not_accepted = 10,  // 10 to 14 are verdicts of a card
  unknown_issuer = 11,
  not_genuine = 12,
  read_again = 13,
  other_code = 14,
  bug = 70,
  interrupted = 130,
};

constexpr int to_int(Exit exit) noexcept {
  return static_cast<int>(exit);
}

// Of a command that fails with it.
Exit exit_of(Errc code) noexcept;

// Trouble and not an answer: something could not be done at all.
constexpr bool is_trouble(Exit exit) noexcept {
  return exit >= Exit::bug || (exit >= Exit::usage && exit < Exit::not_accepted);
}

constexpr Exit findings_if(bool there_are_some) noexcept {
  return there_are_some ? Exit::findings : Exit::done;
}

// Trouble before answers; of two of a kind the one with the higher number.
constexpr Exit worst(Exit a, Exit b) noexcept {
  if (is_trouble(a) != is_trouble(b)) return is_trouble(a) ? a : b;
  return a < b ? b : a;
}

// What a command that looks at several things, one after the other, ends with: the worst trouble; else the only answer,
// or that of all where nothing or everything was refused; else that there are findings.
class ExitOfSeveral {
 public:
  // What one of them was answered with. Exit::refused is an answer here: nothing of one file may be issued, and another
  // file is fine.
  void add(Exit answer) noexcept;
  void add_trouble(Exit trouble) noexcept { trouble_ = worst(trouble_, trouble); }

  Exit joined() const noexcept;

 private:
  Exit trouble_ = Exit::done;
  std::size_t count_ = 0;
  Exit first_ = Exit::done;
  bool all_same_ = true;
};

}  // namespace vhc
