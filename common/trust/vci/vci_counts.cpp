#include "trust/vci/vci_counts.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace vhc {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Texts that differ in the case of their letters only are one.
struct EqualFolded {
  bool operator()(std::string_view a, std::string_view b) const noexcept {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
  }
};
struct FoldedHash {
  std::size_t operator()(std::string_view text) const noexcept {
    std::size_t hash = 0;
    for (const char c : text) hash = hash * 31 + static_cast<unsigned char>(lower(c));
    return hash;
  }
};

bool has_capitals_in_host(std::string_view iss) {
  constexpr std::size_t start = std::string_view("https://").size();
  const std::string_view rest = iss.substr(start);
  const std::string_view host = rest.substr(0, rest.find('/'));
  return std::any_of(host.begin(), host.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void count_age(const IssuerKeys& issuer, UnixTime time, VciCounts& counts) {
  const auto age = issuer.last_seen ? time - *issuer.last_seen : std::chrono::seconds{0};
  const auto days = std::chrono::floor<std::chrono::days>(age).count();
  constexpr int month = 30;
  constexpr int year = 365;
  if (days < 1) {
    ++counts.seen_today;
  } else if (days <= month) {
    ++counts.seen_in_30_days;
  } else if (days <= year) {
    ++counts.seen_in_a_year;
  } else {
    ++counts.seen_before;
  }
  if (issuer.status == IssuerStatus::active && age > vci_issuer_stale_after) ++counts.stale;
}

void count_keys(const VciTaken& taken, VciCounts& counts) {
  const KeySet& set = taken.issuer.key_set;
  counts.keys += set.keys.size();
  counts.refused_keys += taken.num_published - set.keys.size();
  counts.no_key += set.keys.empty() ? 1U : 0U;
  counts.x5c_keys += set.num_with_certificates;
  counts.x5c_issuers += set.num_with_certificates != 0 ? 1U : 0U;
  counts.keys_with_counter += static_cast<std::size_t>(std::count_if(
      set.keys.begin(), set.keys.end(), [](const ListedKey& key) { return key.crl_version.has_value(); }));
  counts.crl_issuers += taken.num_lists != 0 ? 1U : 0U;
  counts.crl_files += taken.num_lists;
  counts.rids += taken.num_rids;
}

// Names and addresses that look alike, kids that several issuers have.
void count_alike(const std::vector<VciTaken>& issuers, VciCounts& counts) {
  std::unordered_map<std::string_view, std::size_t> names(issuers.size());
  std::unordered_map<std::string_view, std::size_t> kids(counts.keys);
  std::unordered_map<std::string_view, std::size_t, FoldedHash, EqualFolded> addresses(issuers.size());
  for (const VciTaken& taken : issuers) {
    if (!taken.issuer.name.empty()) ++names[taken.issuer.name];
    for (const ListedKey& key : taken.issuer.key_set.keys) ++kids[key.kid];
    counts.differing_in_case += addresses[taken.issuer.iss]++;
  }
  for (const auto& [name, count] : names) {
    if (count < 2) continue;
    ++counts.names_used_twice;
    counts.issuers_with_such_a_name += count;
  }
  counts.distinct_kids = kids.size();
  counts.shared_kids =
      static_cast<std::size_t>(std::count_if(kids.begin(), kids.end(), [](const auto& kid) { return kid.second > 1; }));
}

}  // namespace

void count_vci_issuers(const std::vector<VciTaken>& issuers, UnixTime time, VciCounts& counts) {
  counts.issuers = issuers.size();
  for (const VciTaken& taken : issuers) {
    const bool delisted = taken.issuer.status == IssuerStatus::suspended;
    ++(delisted ? counts.delisted : counts.listed);
    counts.delisted_with_listed_key += taken.has_listed_key ? 1U : 0U;
    counts.with_canonical_iss += taken.canonical ? 1U : 0U;
    counts.hosts_with_capitals += has_capitals_in_host(taken.issuer.iss) ? 1U : 0U;
    count_keys(taken, counts);
    count_age(taken.issuer, time, counts);
  }
  count_alike(issuers, counts);
}

}  // namespace vhc
