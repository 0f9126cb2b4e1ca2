// Card revocation lists: iss + "/.well-known/crl/" + kid + ".json" (SHC 1.4.0 "Revocation"; docs/rules/trust.md
// V12-V14).
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
inline constexpr std::size_t max_rids = 1'000'000;              // V19
inline constexpr std::size_t max_odd_rid_bytes = 256;           // of a listed id that is not a revocation id
inline constexpr std::int64_t max_list_counter = 253402300799;  // of a key or list, here and on signed lists (V12)

class JsonValue;

// A list as published. An entry without a stamp revokes every card with the rid, one with a stamp T those whose nbf is
// before T, in whole seconds. One entry a rid: bare wins, else the largest stamp. What is not written as it should be
// revokes too: an id of another form is compared as it stands, and a stamp that cannot be read counts as none.
class RevocationList {
 public:
  // Reads a list, with or without a byte order mark. Fails with crl_form, crl_method, or an error of JsonDocument.
  // Entries that are not revocation ids are reported; the usable ones are kept: dropping the list would un-revoke
  // cards.
  static Result<RevocationList> parse(std::string json);
  // The same for a list inside a larger document.
  static Result<RevocationList> read(const JsonValue& list);

  struct Entry {
    std::string rid;
    std::optional<UnixTime> stamp;
  };
  // Of entries that have passed their checks elsewhere, and the number of those that could not be used.
  static RevocationList from_entries(std::string kid, std::int64_t counter, const std::vector<Entry>& entries,
                                     std::size_t num_unusable = 0);

  const std::string& kid() const noexcept { return kid_; }
  std::int64_t counter() const noexcept { return counter_; }
  std::size_t size() const noexcept { return rows_.size() + odd_.size(); }
  // Entries that name no card at all, or hide which one: the list does not prove that a card is not revoked.
  std::size_t num_unusable() const noexcept { return num_unusable_; }
  std::vector<Entry> entries() const;  // revocation ids by rid, then ids of other forms by rid
  const std::vector<Finding>& findings() const noexcept { return findings_; }

  // The whole rid, byte for byte.
  bool revokes(std::string_view rid, UnixTime issued) const;

 private:
  // Kept small, for lists of millions: no revocation id is longer, and none has a zero byte.
  struct Row {
    std::array<char, max_rid_chars> rid{};
    std::int64_t before = 0;  // seconds; cards issued earlier are revoked
  };
  struct OddRow {
    std::string rid;
    std::int64_t before = 0;
  };
  static Row row_of(std::string_view rid, std::optional<UnixTime> stamp) noexcept;
  void add(Entry entry);
  void read_entry(const JsonValue& element, std::size_t place);
  void sort_rows();
  void mark_prefixes();
  std::optional<std::int64_t> before_of(std::string_view rid) const;

  std::string kid_;
  std::int64_t counter_ = 0;
  std::vector<Row> rows_;    // by rid, each once
  std::vector<OddRow> odd_;  // ids that are not 1 to 24 characters of base64url; by rid, each once
  std::size_t num_unusable_ = 0;
  // Of a long list: where the rids of each first three characters begin, so that few rows are searched.
  std::vector<std::uint32_t> prefixes_;
  std::vector<Finding> findings_;
};

// An entry as it is written, RID or RID.SECONDS. Text behind the first dot that is not such a time is part of the id.
RevocationList::Entry split_revocation(std::string_view text);

// A counter is written as a number and read as a number or as digits in a string (V12): an integer from 1 to
// max_list_counter, which may be written with a fraction of zeros.
std::optional<std::int64_t> read_counter(const JsonValue& value);

}  // namespace vhc
