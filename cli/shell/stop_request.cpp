#include "shell/stop_request.h"

#include <array>
#include <csignal>
#include <cstddef>

namespace vhc {
namespace {

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};
volatile std::sig_atomic_t noted = 0;
std::array<struct sigaction, signals.size()> before{};

void note(int) {
  noted = 1;
}

}  // namespace

StopRequest::StopRequest() {
  noted = 0;
  struct sigaction noting {};
  noting.sa_handler = note;
  noting.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
  sigemptyset(&noting.sa_mask);
  for (std::size_t i = 0; i < signals.size(); ++i) {
    sigaction(signals[i], nullptr, &before[i]);
    // What is ignored, as under nohup, stays ignored.
    if (before[i].sa_handler != SIG_IGN) sigaction(signals[i], &noting, nullptr);
  }
}

StopRequest::~StopRequest() {
  for (std::size_t i = 0; i < signals.size(); ++i) sigaction(signals[i], &before[i], nullptr);
}

bool StopRequest::is_there() noexcept {
  return noted != 0;
}

}  // namespace vhc
