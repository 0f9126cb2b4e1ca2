// Card revocation lists: iss + "/.well-known/crl/" + kid + ".json" (SHC 1.4.0 "Revocation"; trust.md V12-V14).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/checked.h"
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

  struct Entry {
    std::string rid;
    std::optional<UnixTime> stamp;
  };
  // Of entries that have passed their checks elsewhere.
  static RevocationList from_entries(std::string kid, std::int64_t counter, const std::vector<Entry>& entries);

  const std::string& kid() const noexcept { return kid_; }
  std::int64_t counter() const noexcept { return counter_; }
  std::size_t size() const noexcept { return rows_.size(); }
  std::vector<Entry> entries() const;  // by rid
  const std::vector<Finding>& findings() const noexcept { return findings_; }

  // The whole rid, case-sensitive.
  bool revokes(std::string_view rid, UnixTime issued) const;

 private:
  // Kept small, for lists of millions: no revocation id is longer, and none has a zero byte.
  struct Row {
    std::array<char, max_rid_chars> rid{};
    std::int64_t before = 0;  // seconds; cards issued earlier are revoked
  };
  static Row row_of(std::string_view rid, std::optional<UnixTime> stamp) noexcept;
  void sort_rows();
  void mark_prefixes();

  std::string kid_;
  std::int64_t counter_ = 0;
  std::vector<Row> rows_;  // by rid, each once
  // Of a long list: where the rids of each first three characters begin, so that few rows are looked at.
  std::vector<std::uint32_t> prefixes_;
  std::vector<Finding> findings_;
};

// A counter is written as a number and read as a number or as digits in a string (V12): an integer of at least 1.
std::optional<std::int64_t> read_counter(const JsonValue& value);

}  // namespace vhc
