// Issuers and keys in few bytes: tables of numbers, texts in one string, and what a caller sees made at first use.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "trust/index/slots.h"
#include "vhc/trust_list.h"

namespace vhc {

// A P-256 key and its kid take 100 bytes, a key of an issuer 12, an issuer 32 and its texts, and each a slot of 5.
// Filled by one thread, then finished; from then on any number of threads may read. More than 16 million issuers or
// keys are not taken: who comes last is not listed.
class CompactIndex {
 public:
  // The most that will be added, duplicates counted.
  void reserve(std::size_t num_issuers, std::size_t num_keys);
  // Of two issuers of one family with one address, and of two entries with one address and kid, the first counts. The
  // issuer of an entry is added before it.
  void add(const ListedIssuer& issuer);
  void add(const TrustEntry& entry);
  void finish();

  std::span<const PublicKey> candidates(std::string_view kid, Profile profile) const;
  const TrustEntry* find(std::string_view iss, std::string_view kid, Profile profile) const;
  bool lists_issuer(std::string_view iss, Profile profile) const { return issuer_row(iss, profile).has_value(); }
  std::string_view issuer_name(std::string_view iss, Profile profile) const;
  const ListedIssuer* issuer(std::string_view iss, Profile profile) const;

  std::size_t num_issuers() const noexcept { return issuers_.size(); }
  std::size_t num_keys() const noexcept { return keys_.size(); }
  std::string_view iss_at(std::uint32_t row) const { return iss_of(issuers_[row]); }
  const ListedIssuer* issuer_at(std::uint32_t row) const;
  // Null for a point that is none, and when the cryptographic library fails.
  const TrustEntry* entry_at(std::uint32_t row) const;
  std::vector<const TrustEntry*> owners(std::string_view kid, Profile profile) const;

 private:
  // A kid that is looked for: its text and, of a thumbprint, the 32 bytes it stands for.
  struct Kid {
    Kid(std::string_view kid, Profile of);
    Profile profile;
    std::string_view text;
    std::optional<std::array<std::uint8_t, 32>> bytes;
  };
  struct IssuerRow {
    std::int64_t last_seen;  // min: not known
    std::uint32_t text;      // where its address stands; its name follows
    std::uint32_t iss_size;
    std::uint32_t name_size;
    std::uint32_t num_keys;
    std::uint32_t standing;
  };
  struct KeyRow {
    std::uint32_t issuer;
    std::uint32_t point;
    std::uint32_t pattern;
  };
  // A text or bytes in `texts_`.
  struct Place {
    std::uint32_t begin;
    std::uint32_t size;
  };
  struct PointRow {
    std::array<std::uint8_t, 32> kid;  // what the 43 characters stand for; of another kid: its place
    std::array<std::uint8_t, 64> key;  // of P-256 x and y; of another key: the places of material and exponent
    std::uint32_t next : 24;           // another key under the same kid: row + 1
    std::uint32_t kid_is_text : 1;     // it is no thumbprint
    std::uint32_t kind : 3;
    std::uint32_t profile : 4;
  };
  // What many entries have in common: an entry without iss, name and kid, whose key is any.
  struct Pattern {
    TrustEntry entry;
    bool has_name;       // of its own, not the issuer's
    bool has_last_seen;  // the same
  };
  using PatternKey =
      std::tuple<Profile, std::optional<std::string>, std::optional<std::optional<UnixTime>>, std::string, std::string,
                 IssuerStatus, KeyStatus, std::optional<UnixTime>, std::optional<UnixTime>, std::optional<UnixTime>,
                 std::optional<UnixTime>, std::optional<std::int64_t>, std::tuple<bool, bool, bool, bool>,
                 std::optional<std::string>, std::optional<std::vector<std::string>>>;
  using StandingKey =
      std::tuple<Profile, IssuerStatus, std::optional<UnixTime>, std::string, std::optional<std::int64_t>>;

  std::string_view iss_of(const IssuerRow& row) const { return {texts_.data() + row.text, row.iss_size}; }
  std::string_view name_of(const IssuerRow& row) const {
    return {texts_.data() + row.text + row.iss_size, row.name_size};
  }
  std::string_view text_at(const Place& place) const { return {texts_.data() + place.begin, place.size}; }
  Place keep(std::string_view text);
  std::optional<std::uint32_t> issuer_row(std::string_view iss, Profile profile) const;
  std::optional<std::uint32_t> key_row(std::string_view iss, const Kid& kid) const;
  std::optional<std::uint32_t> first_point(const Kid& kid) const;
  bool is_kid(const PointRow& row, const Kid& kid) const;
  std::string kid_of(const PointRow& row) const;
  std::uint32_t point_row(const Kid& kid, const PublicKey& key);
  std::uint32_t pattern_of(const TrustEntry& entry, const IssuerRow& issuer);
  std::uint32_t standing_of(const ListedIssuer& issuer);
  PointRow make_point(const Kid& kid, const PublicKey& key);
  bool is_key(const PointRow& row, const PublicKey& key) const;
  Result<PublicKey> key_of(const PointRow& row) const;
  std::unique_ptr<const TrustEntry> make_entry(const KeyRow& row) const;

  std::string texts_;
  std::vector<IssuerRow> issuers_;
  std::vector<KeyRow> keys_;
  std::vector<PointRow> points_;
  std::vector<Pattern> patterns_;
  std::vector<ListedIssuer> standings_;
  Slots issuer_slots_;
  Slots key_slots_;
  Slots point_slots_;  // of each kid its first point
  MadeRows<ListedIssuer> made_issuers_;
  MadeRows<TrustEntry> made_entries_;
  MadeRows<std::vector<PublicKey>> made_points_;
  // While it is filled:
  std::map<PatternKey, std::uint32_t> pattern_numbers_;
  std::map<StandingKey, std::uint32_t> standing_numbers_;
};

}  // namespace vhc
