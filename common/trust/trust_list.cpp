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
  ByText<ListedIssuer> issuers;
  TrustFacts facts;
  std::vector<Finding> findings;

  void reserve(std::size_t num_issuers, std::size_t num_keys) {
    issuers.reserve(num_issuers);
    entries.reserve(num_keys);
    by_issuer_and_kid.reserve(num_keys);
    points_by_kid.reserve(num_keys);
  }

  void add(IssuerKeys issuer);
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

bool is_key_of(const RevocationList& list, const IssuerKeys& issuer) {
  return std::any_of(issuer.key_set.keys.begin(), issuer.key_set.keys.end(),
                     [&list](const ListedKey& key) { return key.kid == list.kid(); });
}

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

std::string folded(std::string_view iss) {
  std::string text(iss);
  if (!text.empty() && text.back() == '/') text.pop_back();
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

}  // namespace

void TrustList::Index::add(IssuerKeys issuer) {
  const auto listed =
      issuers.try_emplace(issuer.iss, ListedIssuer{issuer.iss, issuer.name, issuer.status, issuer.last_seen}).first;
  for (ListedKey& key : issuer.key_set.keys) {
    if (by_issuer_and_kid.contains(pair_of(issuer.iss, key.kid))) continue;
    // Without crlVersion the key does not revoke: its list is not used (shc.md 9).
    auto revocations = key.crl_version ? list_for(key, issuer.revocations) : nullptr;
    add({.iss = issuer.iss,
         .name = issuer.name,
         .network = issuer.network,
         .kid = std::move(key.kid),
         .key = std::move(key.key),
         .issuer_status = issuer.status,
         .crl_version = key.crl_version,
         .revocations = std::move(revocations),
         .last_seen = issuer.last_seen});
    ++listed->second.num_keys;
  }
}

ListState state_at(const TrustFacts& facts, UnixTime time) noexcept {
  if (!facts.issued || !facts.fresh_for || facts.state != ListState::fresh) return facts.state;
  return time - *facts.issued > *facts.fresh_for ? ListState::stale : ListState::fresh;
}

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
  std::vector<Finding> findings;
  for (IssuerKeys& issuer : issuers) {
    for (Finding& finding : issuer.key_set.findings) findings.push_back(about(issuer.iss, std::move(finding)));
    for (const RevocationList& list : issuer.revocations) {
      if (!is_key_of(list, issuer)) findings.push_back({Errc::crl_kid, Severity::warning, issuer.iss, {}});
      for (const Finding& finding : list.findings()) findings.push_back(about(issuer.iss, finding));
    }
  }
  return from_issuers(std::move(issuers), {}, std::move(findings));
}

TrustList TrustList::from_issuers(std::vector<IssuerKeys> issuers, TrustFacts facts, std::vector<Finding> findings) {
  auto index = std::make_shared<Index>();
  index->facts = std::move(facts);
  index->findings = std::move(findings);
  std::size_t num_keys = 0;
  for (const IssuerKeys& issuer : issuers) num_keys += issuer.key_set.keys.size();
  index->reserve(issuers.size(), num_keys);
  for (IssuerKeys& issuer : issuers) index->add(std::move(issuer));
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
  return index_->issuers.contains(iss);
}

std::string_view TrustList::issuer_name(std::string_view iss) const {
  const ListedIssuer* const listed = issuer(iss);
  return listed == nullptr ? std::string_view{} : listed->name;
}

const ListedIssuer* TrustList::issuer(std::string_view iss) const {
  const auto found = index_->issuers.find(iss);
  return found == index_->issuers.end() ? nullptr : &found->second;
}

std::vector<const TrustEntry*> TrustList::owners(std::string_view kid) const {
  std::vector<const TrustEntry*> owners;
  for (const TrustEntry& entry : index_->entries) {
    if (entry.kid == kid) owners.push_back(&entry);
  }
  return owners;
}

const ListedIssuer* TrustList::similar_issuer(std::string_view iss) const {
  const std::string wanted = folded(iss);
  const auto found = std::find_if(index_->issuers.begin(), index_->issuers.end(), [&](const auto& listed) {
    return listed.first != iss && folded(listed.first) == wanted;
  });
  return found == index_->issuers.end() ? nullptr : &found->second;
}

std::size_t TrustList::num_issuers() const noexcept {
  return index_->issuers.size();
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
