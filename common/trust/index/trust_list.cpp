#include "vhc/trust_list.h"

#include <algorithm>
#include <utility>

#include "trust/index/compact_index.h"
#include "trust/index/merge_sources.h"

namespace vhc {

struct TrustList::Index {
  CompactIndex table;
  TrustFacts facts;
  std::vector<TrustFacts> facts_by_origin;
  std::vector<Finding> findings;

  void add(IssuerKeys issuer);
  // Time that any operator signed has come, whoever signed the list that answers.
  void raise_floor();
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
  table.add(
      ListedIssuer{.iss = issuer.iss, .name = issuer.name, .status = issuer.status, .last_seen = issuer.last_seen});
  for (ListedKey& key : issuer.key_set.keys) {
    // Without crlVersion the key does not revoke: its list is not used (docs/rules/shc.md 9).
    auto revocations = key.crl_version ? take_list_for(key, issuer.revocations) : nullptr;
    table.add(TrustEntry{.iss = issuer.iss,
                         .name = issuer.name,
                         .network = issuer.network,
                         .kid = std::move(key.kid),
                         .key = std::move(key.key),
                         .issuer_status = issuer.status,
                         .crl_version = key.crl_version,
                         .revocations = std::move(revocations),
                         .last_seen = issuer.last_seen});
  }
}

void TrustList::Index::raise_floor() {
  std::optional<UnixTime> highest;
  for (const TrustFacts& known : facts_by_origin) {
    if (known.floor && (!highest || *highest < *known.floor)) highest = known.floor;
  }
  if (!highest) return;
  facts.floor = highest;
  for (TrustFacts& known : facts_by_origin) known.floor = highest;
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
  index->table.reserve(issuers.size(), num_keys);
  for (IssuerKeys& issuer : issuers) index->add(std::move(issuer));
  index->table.finish();
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
  index->raise_floor();
  index->table.reserve(merged.issuers.size(), merged.entries.size());
  for (const ListedIssuer& issuer : merged.issuers) index->table.add(issuer);
  for (const TrustEntry& entry : merged.entries) index->table.add(entry);
  index->table.finish();
  TrustList list;
  list.index_ = std::move(index);
  return list;
}

TrustList::TrustList() : index_(std::make_shared<Index>()) {}
TrustList::TrustList(TrustList&&) noexcept = default;
TrustList& TrustList::operator=(TrustList&&) noexcept = default;
TrustList::~TrustList() = default;

std::span<const PublicKey> TrustList::candidates(std::string_view kid, Profile profile) const {
  return index_->table.candidates(kid, profile);
}

const TrustEntry* TrustList::find(std::string_view iss, std::string_view kid, Profile profile) const {
  return index_->table.find(iss, kid, profile);
}

bool TrustList::lists_issuer(std::string_view iss, Profile profile) const {
  return index_->table.lists_issuer(iss, profile);
}

std::string_view TrustList::issuer_name(std::string_view iss, Profile profile) const {
  return index_->table.issuer_name(iss, profile);
}

const ListedIssuer* TrustList::issuer(std::string_view iss, Profile profile) const {
  return index_->table.issuer(iss, profile);
}

std::vector<const TrustEntry*> TrustList::owners(std::string_view kid, Profile profile) const {
  return index_->table.owners(kid, profile);
}

const ListedIssuer* TrustList::similar_issuer(std::string_view iss, Profile profile) const {
  const std::string wanted = folded(iss);
  for (std::uint32_t row = 0; row < num_issuers(); ++row) {
    const std::string_view listed = index_->table.iss_at(row);
    if (listed == iss || folded(listed) != wanted) continue;
    const ListedIssuer* const similar = index_->table.issuer_at(row);
    if (similar->profile == profile) return similar;
  }
  return nullptr;
}

std::vector<const ListedIssuer*> TrustList::issuers() const {
  std::vector<const ListedIssuer*> issuers;
  issuers.reserve(num_issuers());
  for (std::uint32_t row = 0; row < num_issuers(); ++row) issuers.push_back(index_->table.issuer_at(row));
  return issuers;
}

std::vector<const TrustEntry*> TrustList::entries() const {
  std::vector<const TrustEntry*> entries;
  entries.reserve(num_keys());
  for (std::uint32_t row = 0; row < num_keys(); ++row) {
    if (const TrustEntry* entry = index_->table.entry_at(row); entry != nullptr) entries.push_back(entry);
  }
  return entries;
}

std::size_t TrustList::num_issuers() const noexcept {
  return index_->table.num_issuers();
}
std::size_t TrustList::num_keys() const noexcept {
  return index_->table.num_keys();
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
