// Holds Ctrl-C and the like back until something is whole again: a file, or the terminal. They arrive afterwards.
#pragma once

#include <csignal>

namespace vhc {

class HeldSignals {
 public:
  HeldSignals() {
    sigemptyset(&held_);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP}) sigaddset(&held_, signal);
    pthread_sigmask(SIG_BLOCK, &held_, &before_);
  }
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;
  ~HeldSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  const sigset_t& set() const noexcept { return held_; }

 private:
  sigset_t held_{};
  sigset_t before_{};
};

}  // namespace vhc
