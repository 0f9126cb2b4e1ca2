#include "trust/index/compact_index.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <limits>
#include <utility>

#include "vhc/base64url.h"

namespace vhc {
namespace {

constexpr std::int64_t not_known = std::numeric_limits<std::int64_t>::min();

std::size_t hash_of(std::string_view text) noexcept {
  return std::hash<std::string_view>{}(text);
}

std::size_t hash_of(std::string_view text, Profile profile) noexcept {
  return hash_of(text) + static_cast<std::size_t>(profile);
}

std::size_t hash_of(std::string_view iss, std::string_view kid, Profile profile) noexcept {
  return hash_of(iss) * 31 + hash_of(kid, profile);
}

template <std::size_t size>
auto bytes_at(const std::array<std::uint8_t, size>& bytes, std::size_t offset) {
  return bytes.begin() + static_cast<std::ptrdiff_t>(offset);
}

std::optional<UnixTime> time_of(std::int64_t seconds) {
  if (seconds == not_known) return std::nullopt;
  return UnixTime{std::chrono::seconds{seconds}};
}

// The 32 bytes that a thumbprint stands for: one text for each, since the reader is strict.
std::optional<std::array<std::uint8_t, 32>> thumbprint_bytes(std::string_view kid) {
  if (kid.size() != thumbprint_chars) return std::nullopt;
  const auto bytes = from_base64url(kid);
  if (!bytes) return std::nullopt;
  std::array<std::uint8_t, 32> packed{};
  std::copy_n(bytes->begin(), std::min(bytes->size(), packed.size()), packed.begin());
  return packed;
}

}  // namespace

CompactIndex::Kid::Kid(std::string_view kid, Profile of) : profile(of), text(kid), bytes(thumbprint_bytes(kid)) {}

void CompactIndex::reserve(std::size_t num_issuers, std::size_t num_keys) {
  issuers_.reserve(num_issuers);
  keys_.reserve(num_keys);
  issuer_slots_ = Slots(num_issuers);
  key_slots_ = Slots(num_keys);
  point_slots_ = Slots(num_keys);
}

std::optional<std::uint32_t> CompactIndex::issuer_row(std::string_view iss, Profile profile) const {
  return issuer_slots_.find(hash_of(iss, profile), [&](std::uint32_t row) {
    return iss_of(issuers_[row]) == iss && standings_[issuers_[row].standing].profile == profile;
  });
}

std::optional<std::uint32_t> CompactIndex::key_row(std::string_view iss, const Kid& kid) const {
  return key_slots_.find(hash_of(iss, kid.text, kid.profile), [&](std::uint32_t row) {
    return is_kid(points_[keys_[row].point], kid) && iss_of(issuers_[keys_[row].issuer]) == iss;
  });
}

std::optional<std::uint32_t> CompactIndex::first_point(const Kid& kid) const {
  return point_slots_.find(hash_of(kid.text, kid.profile),
                           [&](std::uint32_t row) { return is_kid(points_[row], kid); });
}

CompactIndex::Place CompactIndex::keep(std::string_view text) {
  const Place place{static_cast<std::uint32_t>(texts_.size()), static_cast<std::uint32_t>(text.size())};
  texts_ += text;
  return place;
}

std::string CompactIndex::kid_of(const PointRow& row) const {
  if (row.kid_is_text == 0) return to_base64url(row.kid);
  Place place{};
  std::memcpy(&place, row.kid.data(), sizeof place);
  return std::string(text_at(place));
}

bool CompactIndex::is_kid(const PointRow& row, const Kid& kid) const {
  if (row.profile != static_cast<std::uint32_t>(kid.profile)) return false;
  if (row.kid_is_text == 0) return kid.bytes && row.kid == *kid.bytes;
  return !kid.bytes && kid_of(row) == kid.text;
}

CompactIndex::PointRow CompactIndex::make_point(const Kid& kid, const PublicKey& key) {
  PointRow row{.kid = {},
               .key = {},
               .next = 0,
               .kid_is_text = kid.bytes ? 0U : 1U,
               .kind = static_cast<std::uint32_t>(key.kind()) & 7U,
               .profile = static_cast<std::uint32_t>(kid.profile) & 15U};
  if (kid.bytes) {
    row.kid = *kid.bytes;
  } else {
    const Place place = keep(kid.text);
    std::memcpy(row.kid.data(), &place, sizeof place);
  }
  if (key.kind() == KeyKind::p256) {
    std::copy(key.y().begin(), key.y().end(), std::copy(key.x().begin(), key.x().end(), row.key.begin()));
  } else {
    const std::array places{keep(as_text(key.material())), keep(as_text(key.exponent()))};
    std::memcpy(row.key.data(), places.data(), sizeof places);
  }
  return row;
}

bool CompactIndex::is_key(const PointRow& row, const PublicKey& key) const {
  if (row.kind != static_cast<std::uint32_t>(key.kind())) return false;
  if (key.kind() == KeyKind::p256) {
    return std::equal(key.x().begin(), key.x().end(), row.key.begin()) &&
           std::equal(key.y().begin(), key.y().end(), bytes_at(row.key, key.x().size()));
  }
  std::array<Place, 2> places{};
  std::memcpy(places.data(), row.key.data(), sizeof places);
  return text_at(places[0]) == as_text(key.material()) && text_at(places[1]) == as_text(key.exponent());
}

Result<PublicKey> CompactIndex::key_of(const PointRow& row) const {
  const auto kind = static_cast<KeyKind>(row.kind);
  if (kind == KeyKind::p256) return PublicKey::from_material(kind, row.key);
  std::array<Place, 2> places{};
  std::memcpy(places.data(), row.key.data(), sizeof places);
  return PublicKey::from_material(kind, as_bytes(text_at(places[0])), as_bytes(text_at(places[1])));
}

// One row for all issuers of a family that have this key under this kid.
std::uint32_t CompactIndex::point_row(const Kid& kid, const PublicKey& key) {
  const auto first = first_point(kid);
  std::uint32_t last = 0;
  for (std::uint32_t next = first ? *first + 1 : 0; next != 0; next = points_[last].next) {
    last = next - 1;
    if (is_key(points_[last], key)) return last;
  }
  const auto row = static_cast<std::uint32_t>(points_.size());
  points_.push_back(make_point(kid, key));
  if (first) {
    points_[last].next = (row + 1) & 0xFFFFFFU;
  } else {
    point_slots_.insert(hash_of(kid.text, kid.profile), row);
  }
  return row;
}

std::uint32_t CompactIndex::standing_of(const ListedIssuer& issuer) {
  const StandingKey key{issuer.profile, issuer.status, issuer.since, issuer.why, issuer.since_list};
  const auto [place, is_new] = standing_numbers_.try_emplace(key, static_cast<std::uint32_t>(standings_.size()));
  if (is_new) {
    standings_.push_back(issuer);
    standings_.back().iss.clear();
    standings_.back().name.clear();
  }
  return place->second;
}

void CompactIndex::add(const ListedIssuer& issuer) {
  if (issuers_.size() == Slots::most_rows || issuer_row(issuer.iss, issuer.profile)) return;
  const auto row = static_cast<std::uint32_t>(issuers_.size());
  issuers_.push_back({.last_seen = issuer.last_seen ? issuer.last_seen->time_since_epoch().count() : not_known,
                      .text = static_cast<std::uint32_t>(texts_.size()),
                      .iss_size = static_cast<std::uint32_t>(issuer.iss.size()),
                      .name_size = static_cast<std::uint32_t>(issuer.name.size()),
                      .num_keys = 0,
                      .standing = standing_of(issuer)});
  texts_ += issuer.iss;
  texts_ += issuer.name;
  issuer_slots_.insert(hash_of(issuer.iss, issuer.profile), row);
}

std::uint32_t CompactIndex::pattern_of(const TrustEntry& entry, const IssuerRow& issuer) {
  const bool has_name = entry.name != name_of(issuer);
  const bool has_last_seen = entry.last_seen != time_of(issuer.last_seen);
  const auto add = [&] {
    patterns_.push_back({entry, has_name, has_last_seen});
    TrustEntry& pattern = patterns_.back().entry;
    for (std::string* text : {&pattern.iss, &pattern.kid}) *text = std::string();
    if (!has_name) pattern.name = std::string();
  };
  const auto number = static_cast<std::uint32_t>(patterns_.size());
  if (entry.revocations || !entry.more_revocations.empty()) {
    add();
    return number;
  }
  const PatternKey key{
      entry.profile,
      has_name ? std::optional(entry.name) : std::nullopt,
      has_last_seen ? std::optional(entry.last_seen) : std::nullopt,
      entry.network,
      entry.origin,
      entry.issuer_status,
      entry.key_status,
      entry.retired,
      entry.key_retired,
      entry.key_from,
      entry.key_until,
      entry.crl_version,
      {entry.issuer_denied, entry.revocations_stale, entry.revocations_missing, entry.suspended_elsewhere},
      entry.use,
      entry.types};
  const auto [place, is_new] = pattern_numbers_.try_emplace(key, number);
  if (is_new) add();
  return place->second;
}

void CompactIndex::add(const TrustEntry& entry) {
  const auto issuer = issuer_row(entry.iss, entry.profile);
  const Kid kid(entry.kid, entry.profile);
  if (!issuer || keys_.size() == Slots::most_rows || key_row(entry.iss, kid)) return;
  const auto row = static_cast<std::uint32_t>(keys_.size());
  const std::uint32_t point = point_row(kid, entry.key);
  keys_.push_back({*issuer, point, pattern_of(entry, issuers_[*issuer])});
  key_slots_.insert(hash_of(entry.iss, entry.kid, entry.profile), row);
  ++issuers_[*issuer].num_keys;
}

void CompactIndex::finish() {
  pattern_numbers_.clear();
  standing_numbers_.clear();
  texts_.shrink_to_fit();
  points_.shrink_to_fit();
  patterns_.shrink_to_fit();
  made_issuers_.resize(issuers_.size());
  made_entries_.resize(keys_.size());
  made_points_.resize(points_.size());
}

std::span<const PublicKey> CompactIndex::candidates(std::string_view kid, Profile profile) const {
  const auto first = first_point(Kid(kid, profile));
  if (!first) return {};
  const auto* const made = made_points_.get(*first, [&]() -> std::unique_ptr<const std::vector<PublicKey>> {
    auto keys = std::make_unique<std::vector<PublicKey>>();
    for (std::uint32_t next = *first + 1; next != 0; next = points_[next - 1].next) {
      // Of several the others stay, when one is no point of its curve.
      if (auto key = key_of(points_[next - 1])) keys->push_back(*std::move(key));
    }
    if (keys->empty()) return nullptr;  // tried again the next time: the library may have failed
    return keys;
  });
  if (made == nullptr) return {};
  return *made;
}

std::unique_ptr<const TrustEntry> CompactIndex::make_entry(const KeyRow& row) const {
  const PointRow& point = points_[row.point];
  const IssuerRow& issuer = issuers_[row.issuer];
  const Pattern& pattern = patterns_[row.pattern];
  auto entry = std::make_unique<TrustEntry>(pattern.entry);
  entry->iss = iss_of(issuer);
  entry->kid = kid_of(point);
  if (!pattern.has_name) entry->name = name_of(issuer);
  if (!pattern.has_last_seen) entry->last_seen = time_of(issuer.last_seen);
  // One key object for all owners of the point.
  const auto keys = candidates(entry->kid, entry->profile);
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const PublicKey& one) { return is_key(point, one); });
  if (key == keys.end()) return nullptr;
  entry->key = *key;
  return entry;
}

const TrustEntry* CompactIndex::entry_at(std::uint32_t row) const {
  return made_entries_.get(row, [&] { return make_entry(keys_[row]); });
}

const TrustEntry* CompactIndex::find(std::string_view iss, std::string_view kid, Profile profile) const {
  const auto row = key_row(iss, Kid(kid, profile));
  return row ? entry_at(*row) : nullptr;
}

std::vector<const TrustEntry*> CompactIndex::owners(std::string_view kid, Profile profile) const {
  const Kid wanted(kid, profile);
  std::vector<const TrustEntry*> owners;
  for (std::uint32_t row = 0; row < keys_.size(); ++row) {
    const TrustEntry* const entry = is_kid(points_[keys_[row].point], wanted) ? entry_at(row) : nullptr;
    if (entry != nullptr) owners.push_back(entry);
  }
  return owners;
}

std::string_view CompactIndex::issuer_name(std::string_view iss, Profile profile) const {
  const auto row = issuer_row(iss, profile);
  return row ? name_of(issuers_[*row]) : std::string_view{};
}

const ListedIssuer* CompactIndex::issuer_at(std::uint32_t row) const {
  return made_issuers_.get(row, [&] {
    const IssuerRow& known = issuers_[row];
    auto issuer = std::make_unique<ListedIssuer>(standings_[known.standing]);
    issuer->iss = iss_of(known);
    issuer->name = name_of(known);
    issuer->last_seen = time_of(known.last_seen);
    issuer->num_keys = known.num_keys;
    return issuer;
  });
}

const ListedIssuer* CompactIndex::issuer(std::string_view iss, Profile profile) const {
  const auto row = issuer_row(iss, profile);
  return row ? issuer_at(*row) : nullptr;
}

}  // namespace vhc
