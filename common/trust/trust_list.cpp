#include "vhc/trust_list.h"

#include <algorithm>
#include <functional>
#include <unordered_map>
#include <utility>

#include "merge_sources.h"

namespace vhc {
namespace {

// An issuer's address and a kid, as they stand in an entry.
struct IssuerAndKid {
  std::string_view iss;
  std::string_view kid;
  friend bool operator==(const IssuerAndKid&, const IssuerAndKid&) = default;
};

struct IssuerAndKidHash {
  std::size_t operator()(const IssuerAndKid& pair) const noexcept {
    const std::hash<std::string_view> hash;
    return hash(pair.iss) * 31 + hash(pair.kid);
  }
};

}  // namespace

struct TrustList::Index {
  // There is room for all before the first is added: the maps point into these.
  std::vector<TrustEntry> entries;
  std::vector<ListedIssuer> issuers;
  std::unordered_map<IssuerAndKid, const TrustEntry*, IssuerAndKidHash> by_issuer_and_kid;
  std::unordered_map<std::string_view, std::vector<PublicKey>> points_by_kid;
  std::unordered_map<std::string_view, ListedIssuer*> by_issuer;
  TrustFacts facts;
  std::vector<TrustFacts> facts_by_origin;
  std::vector<Finding> findings;

  void reserve(std::size_t num_issuers, std::size_t num_keys) {
    issuers.reserve(num_issuers);
    by_issuer.reserve(num_issuers);
    entries.reserve(num_keys);
    by_issuer_and_kid.reserve(num_keys);
    points_by_kid.reserve(num_keys);
  }

  void add(IssuerKeys issuer);
  // The one with this address; a new one when there is none.
  ListedIssuer& issuer_of(const IssuerKeys& issuer) {
    const auto known = by_issuer.find(issuer.iss);
    if (known != by_issuer.end()) return *known->second;
    ListedIssuer& listed = issuers.emplace_back();
    listed = {issuer.iss, issuer.name, issuer.status, issuer.last_seen};
    by_issuer.emplace(listed.iss, &listed);
    return listed;
  }
  // False when the pair of issuer and kid is there already.
  bool add(TrustEntry new_entry) {
    TrustEntry& entry = entries.emplace_back(std::move(new_entry));
    if (!by_issuer_and_kid.try_emplace({entry.iss, entry.kid}, &entry).second) {
      entries.pop_back();
      return false;
    }
    std::vector<PublicKey>& points = points_by_kid[entry.kid];
    const auto known = std::find(points.begin(), points.end(), entry.key);
    if (known == points.end()) {
      points.push_back(entry.key);
    } else {
      entry.key = *known;  // one key object for all owners of the point
    }
    return true;
  }
};

namespace {

bool is_key_of(const RevocationList& list, const IssuerKeys& issuer) {
  return std::any_of(issuer.key_set.keys.begin(), issuer.key_set.keys.end(),
                     [&list](const ListedKey& key) { return key.kid == list.kid(); });
}

// The list of this key out of the issuer's lists; the newest, if there are several.
std::shared_ptr<const RevocationList> take_list_for(const ListedKey& key, std::vector<RevocationList>& lists) {
  RevocationList* newest = nullptr;
  for (RevocationList& list : lists) {
    if (list.kid() == key.kid && (newest == nullptr || list.counter() > newest->counter())) newest = &list;
  }
  if (newest == nullptr) return nullptr;
  return std::make_shared<const RevocationList>(std::move(*newest));
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
  ListedIssuer& listed = issuer_of(issuer);
  for (ListedKey& key : issuer.key_set.keys) {
    // Without crlVersion the key does not revoke: its list is not used (shc.md 9).
    auto revocations = key.crl_version ? take_list_for(key, issuer.revocations) : nullptr;
    const bool is_new = add({.iss = issuer.iss,
                             .name = issuer.name,
                             .network = issuer.network,
                             .kid = std::move(key.kid),
                             .key = std::move(key.key),
                             .issuer_status = issuer.status,
                             .crl_version = key.crl_version,
                             .revocations = std::move(revocations),
                             .last_seen = issuer.last_seen});
    listed.num_keys += is_new ? 1U : 0U;
  }
}

ListState state_at(const TrustFacts& facts, UnixTime time) noexcept {
  if (facts.state == ListState::none || facts.state == ListState::expired) return facts.state;
  if (facts.expires && time > *facts.expires) return ListState::expired;
  if (facts.fresh_until && time > *facts.fresh_until) return ListState::stale;
  const bool is_old = facts.issued && facts.fresh_for && time - *facts.issued > *facts.fresh_for;
  return is_old ? ListState::stale : facts.state;
}

Now judge_time(UnixTime clock, const TrustFacts& facts) noexcept {
  const auto floor = facts.floor ? facts.floor : facts.issued;
  if (!floor || clock >= *floor) return {clock};
  return {*floor, false};
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

std::optional<std::int64_t> first_list_since(const std::vector<ListIssue>& issues, std::optional<UnixTime> since) {
  if (!since) return std::nullopt;
  const auto is_later = [&](const ListIssue& issue) { return issue.issued >= *since; };
  const auto first = std::find_if(issues.begin(), issues.end(), is_later);
  return first == issues.end() ? std::nullopt : std::optional(first->number);
}

// Takes what merge_sources() made of the lists: one entry for each issuer and kid.
Result<TrustList> TrustList::from_signed(const std::vector<SignedSource>& sources, std::vector<Finding> findings) {
  VHC_TRY(MergedLists merged, merge_sources(sources));
  auto index = std::make_shared<Index>();
  index->findings = std::move(findings);
  for (const SignedSource& source : sources) index->facts_by_origin.push_back(source.facts);
  if (!sources.empty()) index->facts = sources.front().facts;
  index->reserve(merged.issuers.size(), merged.entries.size());
  for (ListedIssuer& issuer : merged.issuers) {
    ListedIssuer& listed = index->issuers.emplace_back(std::move(issuer));
    index->by_issuer.emplace(listed.iss, &listed);
  }
  for (TrustEntry& entry : merged.entries) {
    const auto listed = index->by_issuer.find(entry.iss);
    const bool is_new = index->add(std::move(entry));
    if (is_new && listed != index->by_issuer.end()) ++listed->second->num_keys;
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
  const auto found = index_->by_issuer_and_kid.find({iss, kid});
  return found == index_->by_issuer_and_kid.end() ? nullptr : found->second;
}

bool TrustList::lists_issuer(std::string_view iss) const {
  return index_->by_issuer.contains(iss);
}

std::string_view TrustList::issuer_name(std::string_view iss) const {
  const ListedIssuer* const listed = issuer(iss);
  return listed == nullptr ? std::string_view{} : listed->name;
}

const ListedIssuer* TrustList::issuer(std::string_view iss) const {
  const auto found = index_->by_issuer.find(iss);
  return found == index_->by_issuer.end() ? nullptr : found->second;
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
    return listed.iss != iss && folded(listed.iss) == wanted;
  });
  return found == index_->issuers.end() ? nullptr : &*found;
}

std::span<const ListedIssuer> TrustList::issuers() const noexcept {
  return index_->issuers;
}
std::span<const TrustEntry> TrustList::entries() const noexcept {
  return index_->entries;
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
const TrustFacts& TrustList::facts_of(const TrustEntry& entry) const noexcept {
  const auto is_it = [&entry](const TrustFacts& facts) { return facts.origin == entry.origin; };
  const auto& all = index_->facts_by_origin;
  const auto found = std::find_if(all.begin(), all.end(), is_it);
  return found == all.end() ? index_->facts : *found;
}
const std::vector<Finding>& TrustList::findings() const noexcept {
  return index_->findings;
}

}  // namespace vhc
