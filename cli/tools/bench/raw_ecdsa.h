// What OpenSSL's P-256 does by itself on this machine: the ceiling that cards are measured against.
#pragma once

#include <memory>

namespace vhc {

// One key, one digest, one context for each direction, kept: the same as `openssl speed ecdsap256`.
class RawEcdsa {
 public:
  static std::unique_ptr<RawEcdsa> make();  // null when the library fails
  ~RawEcdsa();

  bool sign();
  bool verify();

 private:
  struct State;
  explicit RawEcdsa(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace vhc
