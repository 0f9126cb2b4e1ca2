#include "input/person_index.h"

#include <algorithm>

#include <sodium.h>

namespace vhc {
namespace {

constexpr unsigned hash_bits = 44;

}  // namespace

PersonIndex::Place::Place(std::uint64_t hash, std::uint64_t offset, std::int64_t line) noexcept
    : high_(hash << 20U | offset >> 20U), low_(offset << 44U | static_cast<std::uint64_t>(line) << 21U >> 20U) {}

PersonIndex::PersonIndex() {
  static_assert(sizeof(key_) == crypto_shorthash_KEYBYTES);
  crypto_shorthash_keygen(key_.data());
}

std::uint64_t PersonIndex::hash(std::string_view key) const noexcept {
  std::array<unsigned char, crypto_shorthash_BYTES> digest{};
  crypto_shorthash(digest.data(), reinterpret_cast<const unsigned char*>(key.data()), key.size(), key_.data());
  std::uint64_t value = 0;
  for (const unsigned char byte : digest) value = value << 8U | byte;
  return value >> (64U - hash_bits);
}

void PersonIndex::add(std::uint64_t hash, std::uint64_t offset, std::int64_t line) {
  places_.emplace_back(hash, offset, line);
}

void PersonIndex::finish() {
  std::sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) { return a.is_before(b); });
  auto to = places_.begin();
  for (auto from = places_.begin(); from != places_.end();) {
    const auto end =
        std::find_if(from, places_.end(), [&](const Place& place) { return place.hash() != from->hash(); });
    to = end - from > 1 ? std::copy(from, end, to) : to;
    from = end;
  }
  places_.erase(to, places_.end());
  places_.shrink_to_fit();
}

PersonIndex::Range PersonIndex::places_of(std::uint64_t hash) {
  const auto is_less = [](const Place& place, std::uint64_t wanted) { return place.hash() < wanted; };
  const auto first = std::lower_bound(places_.begin(), places_.end(), hash, is_less);
  auto last = first;
  while (last != places_.end() && last->hash() == hash) ++last;
  return {first, last};
}

bool PersonIndex::is_taken(std::uint64_t hash, std::uint64_t offset) {
  const Place wanted(hash, offset, 0);
  const auto found = std::lower_bound(places_.begin(), places_.end(), wanted,
                                      [](const Place& a, const Place& b) { return a.is_before(b); });
  return found != places_.end() && found->hash() == hash && found->offset() == offset && found->is_taken();
}

}  // namespace vhc
