// Card revocation lists: iss + "/.well-known/crl/" + kid + ".json" (SHC 1.4.0 "Revocation"; trust.md V12-V14).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "vhc/finding.h"
#include "vhc/result.h"
#include "vhc/time.h"

namespace vhc {

inline constexpr std::size_t max_crl_bytes = std::size_t{64} * 1024 * 1024;
inline constexpr std::size_t max_rids = 1'000'000;  // V19

class JsonValue;

// A list as published. An entry without a stamp revokes every card with the rid, one with a stamp T those whose nbf is
// before T, in whole seconds. One entry a rid: bare wins, else the largest stamp.
class RevocationList {
 public:
  // Reads a list. Fails with crl_form, crl_method, or an error of JsonDocument. Entries that are no revocation id are
  // left out and reported, the usable ones are kept: dropping the list would un-revoke cards.
  static Result<RevocationList> parse(std::string json);
  // The same for a list that stands in a larger document.
  static Result<RevocationList> read(const JsonValue& list);

  const std::string& kid() const noexcept { return kid_; }
  std::int64_t counter() const noexcept { return counter_; }
  std::size_t size() const noexcept { return entries_.size(); }
  const std::vector<Finding>& findings() const noexcept { return findings_; }

  // The whole rid, case-sensitive.
  bool revokes(std::string_view rid, UnixTime issued) const;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard library's name
  };
  std::string kid_;
  std::int64_t counter_ = 0;
  std::unordered_map<std::string, UnixTime, Hash, std::equal_to<>> entries_;  // rid to stamp; UnixTime::max(): bare
  std::vector<Finding> findings_;
};

// A counter is written as a number and read as a number or as digits in a string (V12): an integer of at least 1.
std::optional<std::int64_t> read_counter(const JsonValue& value);

}  // namespace vhc
