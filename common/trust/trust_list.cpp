#include "vhc/trust_list.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

namespace vhc {
namespace {

struct TextHash : std::hash<std::string_view> {
  using is_transparent = void;  // NOLINT(readability-identifier-naming): the standard library's name
};

template <class T>
using ByText = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

// iss and kid as one key: neither holds a NUL.
std::string pair_of(std::string_view iss, std::string_view kid) {
  std::string pair;
  pair.reserve(iss.size() + 1 + kid.size());
  return pair.append(iss).append(1, '\0').append(kid);
}

}  // namespace

struct TrustList::Index {
  std::vector<TrustEntry> entries;
  ByText<std::size_t> by_issuer_and_kid;
  ByText<std::vector<PublicKey>> points_by_kid;
  ByText<std::string> name_by_issuer;
  TrustFacts facts;
  std::vector<Finding> findings;

  void add(TrustEntry entry) {
    std::vector<PublicKey>& points = points_by_kid[entry.kid];
    const auto known = std::find(points.begin(), points.end(), entry.key);
    if (known == points.end()) {
      points.push_back(entry.key);
    } else {
      entry.key = *known;  // one key object for all owners of the point
    }
    by_issuer_and_kid.emplace(pair_of(entry.iss, entry.kid), entries.size());
    entries.push_back(std::move(entry));
  }
};

namespace {

// The list of this key among the issuer's lists; the newest, if there are several.
std::shared_ptr<const RevocationList> list_for(const ListedKey& key, std::vector<RevocationList>& lists) {
  RevocationList* newest = nullptr;
  for (RevocationList& list : lists) {
    if (list.kid() == key.kid && (newest == nullptr || list.counter() > newest->counter())) newest = &list;
  }
  if (newest == nullptr) return nullptr;
  return std::make_shared<const RevocationList>(*newest);
}

Finding about(const std::string& iss, Finding finding) {
  finding.where = iss + (finding.where.empty() ? "" : " ") + finding.where;
  return finding;
}

}  // namespace

std::string_view name(ListState state) noexcept {
  switch (state) {
    case ListState::none:
      return "none";
    case ListState::fresh:
      return "fresh";
    case ListState::stale:
      return "stale";
    case ListState::expired:
      return "expired";
  }
  return "";
}

TrustList TrustList::from_key_sets(std::vector<IssuerKeys> issuers) {
  auto index = std::make_shared<Index>();
  for (IssuerKeys& issuer : issuers) {
    index->name_by_issuer.emplace(issuer.iss, issuer.name);
    for (Finding& finding : issuer.key_set.findings) index->findings.push_back(about(issuer.iss, std::move(finding)));
    for (const RevocationList& list : issuer.revocations) {
      const auto is_its = [&list](const ListedKey& key) { return key.kid == list.kid(); };
      if (std::none_of(issuer.key_set.keys.begin(), issuer.key_set.keys.end(), is_its)) {
        index->findings.push_back({Errc::crl_kid, Severity::warning, issuer.iss, {}});
      }
      for (const Finding& finding : list.findings()) index->findings.push_back(about(issuer.iss, finding));
    }
    for (ListedKey& key : issuer.key_set.keys) {
      // Without crlVersion the key does not revoke: its list is not used (shc.md 9).
      auto revocations = key.crl_version ? list_for(key, issuer.revocations) : nullptr;
      if (index->by_issuer_and_kid.contains(pair_of(issuer.iss, key.kid))) continue;
      index->add({.iss = issuer.iss,
                  .name = issuer.name,
                  .kid = key.kid,
                  .key = key.key,
                  .crl_version = key.crl_version,
                  .revocations = std::move(revocations)});
    }
  }
  TrustList list;
  list.index_ = std::move(index);
  return list;
}

TrustList::TrustList() : index_(std::make_shared<Index>()) {}
TrustList::TrustList(TrustList&&) noexcept = default;
TrustList& TrustList::operator=(TrustList&&) noexcept = default;
TrustList::~TrustList() = default;

std::span<const PublicKey> TrustList::candidates(std::string_view kid) const {
  const auto found = index_->points_by_kid.find(kid);
  if (found == index_->points_by_kid.end()) return {};
  return found->second;
}

const TrustEntry* TrustList::find(std::string_view iss, std::string_view kid) const {
  const auto found = index_->by_issuer_and_kid.find(pair_of(iss, kid));
  return found == index_->by_issuer_and_kid.end() ? nullptr : &index_->entries[found->second];
}

bool TrustList::lists_issuer(std::string_view iss) const {
  return index_->name_by_issuer.contains(iss);
}

std::string_view TrustList::issuer_name(std::string_view iss) const {
  const auto found = index_->name_by_issuer.find(iss);
  return found == index_->name_by_issuer.end() ? std::string_view{} : found->second;
}

std::size_t TrustList::num_issuers() const noexcept {
  return index_->name_by_issuer.size();
}
std::size_t TrustList::num_keys() const noexcept {
  return index_->entries.size();
}
const TrustFacts& TrustList::facts() const noexcept {
  return index_->facts;
}
const std::vector<Finding>& TrustList::findings() const noexcept {
  return index_->findings;
}

}  // namespace vhc
