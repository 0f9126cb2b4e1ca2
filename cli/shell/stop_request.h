// Ctrl-C and the like during long work that can go on later: the first signal is only noted, so that the work ends
// where it is whole; the second one ends the process.
#pragma once

namespace vhc {

class StopRequest {
 public:
  StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;
  ~StopRequest();

  static bool is_there() noexcept;
};

}  // namespace vhc
