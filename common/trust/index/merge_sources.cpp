#include "trust/index/merge_sources.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <unordered_map>

#include "trust/lists/list_text.h"
#include "vhc/trust_lines.h"

namespace vhc {
namespace {

using KeyBytes = std::tuple<KeyKind, Bytes, Bytes>;

KeyBytes bytes_of(const PublicKey& key) {
  return {key.kind(), key.material(), key.exponent()};
}

// No list has an end of line in a text.
std::string joined(Profile profile, const std::string& iss, const std::string& kid = {}) {
  return std::string(name(profile)) + '\n' + iss + '\n' + kid;
}

IssuerStatus status_of(IssuerLineStatus status) noexcept {
  switch (status) {
    case IssuerLineStatus::active:
      return IssuerStatus::active;
    case IssuerLineStatus::suspended:
      return IssuerStatus::suspended;
    case IssuerLineStatus::retired:
      break;
  }
  return IssuerStatus::retired;
}

KeyStatus status_of(KeyLineStatus status) noexcept {
  switch (status) {
    case KeyLineStatus::active:
      return KeyStatus::active;
    case KeyLineStatus::retired:
      return KeyStatus::retired;
    case KeyLineStatus::revoked:
      break;
  }
  return KeyStatus::revoked;
}

std::shared_ptr<const RevocationList> revocations_of(const CrlLine& crl) {
  std::vector<RevocationList::Entry> entries;
  entries.reserve(crl.rids.size() + crl.odd.size());
  for (const RidLine& rid : crl.rids) entries.push_back({rid.rid, rid.stamp});
  for (const RidLine& rid : crl.odd) entries.push_back({rid.rid, rid.stamp});
  return std::make_shared<const RevocationList>(
      RevocationList::from_entries(crl.kid, crl.counter, entries, static_cast<std::size_t>(crl.unread)));
}

// Whom to prefer when accepted networks say different things of one issuer.
int rank(IssuerStatus status) noexcept {
  if (status == IssuerStatus::active) return 0;
  return status == IssuerStatus::retired ? 1 : 2;
}

template <class Value>
void keep_smaller(std::optional<Value>& kept, const std::optional<Value>& other) {
  if (other && (!kept || *other < *kept)) kept = other;
}

template <class Value>
void keep_larger(std::optional<Value>& kept, const std::optional<Value>& other) {
  if (other && (!kept || *kept < *other)) kept = other;
}

// Of two limits, what both allow. Without one everything is allowed.
template <class Limit>
void narrow(std::optional<Limit>& kept, const std::optional<Limit>& other) {
  if (!kept) kept = other;
  if (!other) return;
  Limit both;
  for (const auto& allowed : *other) {
    if (std::find(kept->begin(), kept->end(), allowed) != kept->end()) both.push_back(allowed);
  }
  kept = std::move(both);
}

// What two lists say of one issuer and key. The stricter counts, so that it does not matter who comes first; but an
// issuer that one network suspends is another network's business.
void combine(TrustEntry& known, TrustEntry entry) {
  // Two accepted networks name different keys by one pair: neither is believed over the other.
  if (!(known.key == entry.key)) known.key_status = KeyStatus::revoked;
  if (rank(entry.issuer_status) < rank(known.issuer_status)) std::swap(known, entry);
  known.suspended_elsewhere |= entry.suspended_elsewhere || (known.issuer_status == IssuerStatus::active &&
                                                             entry.issuer_status != IssuerStatus::active);
  if (known.issuer_status == entry.issuer_status) keep_smaller(known.retired, entry.retired);
  known.key_status = std::max(known.key_status, entry.key_status);
  keep_smaller(known.key_retired, entry.key_retired);
  keep_smaller(known.key_until, entry.key_until);
  keep_larger(known.key_from, entry.key_from);
  narrow(known.use, entry.use);
  narrow(known.types, entry.types);
  known.revocations_stale |= entry.revocations_stale;
  known.revocations_missing |= entry.revocations_missing;
  for (auto& list : entry.more_revocations) known.more_revocations.push_back(std::move(list));
  if (entry.revocations) known.more_revocations.push_back(std::move(entry.revocations));
}

// Whether a P-256 point is on its curve is seen when it is looked up: checking all takes longer than reading the list.
Result<PublicKey> listed_key(const KeyLine& key) {
  P256Coordinate x{};
  P256Coordinate y{};
  if (key.kind != KeyKind::p256 || key.material.size() != x.size() + y.size()) return public_key_of(key);
  std::copy_n(key.material.begin(), x.size(), x.begin());
  std::copy_n(key.material.begin() + static_cast<std::ptrdiff_t>(x.size()), y.size(), y.begin());
  return PublicKey::unchecked(x, y);
}

class Merge {
 public:
  Result<void> add(const SignedSource& source) {
    const std::map<std::string, Profile> networks = card_networks(source);
    types_ = network_types(source.list);
    make_room(source.list);
    LineHandlers handlers;
    handlers.network = [](const NetworkLine&) -> Result<void> { return {}; };
    handlers.foreign = [](const ForeignLine&) -> Result<void> { return {}; };
    handlers.issuer = [&](const IssuerLine& line) -> Result<void> {
      const auto network = networks.find(line.net);
      if (network != networks.end()) add_issuer(source, line, network->second);
      return {};
    };
    return for_each_line(source.list, handlers);
  }

  // Denies hit what is in force, whichever network brought it.
  void deny(const SignedSource& source) {
    deny_keys(source.denied_keys);
    for (const CardDenial& denial : source.denied_cards) deny_card(denial);
  }

  MergedLists take() && {
    if (removed_.empty()) return std::move(merged_);
    for (TrustEntry& entry : merged_.entries) {
      const auto removed = removed_.find(bytes_of(entry.key));
      if (removed != removed_.end()) entry.key_status = removed->second;
    }
    return std::move(merged_);
  }

 private:
  // Most issuers have one key. A list of many short lines gets its room as it grows.
  void make_room(std::string_view list) {
    constexpr std::ptrdiff_t most = 16384;
    const auto lines = static_cast<std::size_t>(std::min(std::count(list.begin(), list.end(), '\n'), most));
    merged_.issuers.reserve(merged_.issuers.size() + lines);
    merged_.entries.reserve(merged_.entries.size() + lines);
    issuer_places_.reserve(issuer_places_.size() + lines);
    entry_places_.reserve(entry_places_.size() + lines);
  }

  // Those that are accepted, each with the family of cards that its keys count for.
  static std::map<std::string, Profile> card_networks(const SignedSource& source) {
    const auto heads = network_heads(source.list);
    std::map<std::string, Profile> networks;
    for (const std::string& net : source.networks) {
      const auto head = heads.find(net);
      const auto profile = head == heads.end() ? std::nullopt : find_profile(head->second);
      if (profile) networks.emplace(net, *profile);
    }
    return networks;
  }

  void add_issuer(const SignedSource& source, const IssuerLine& line, Profile profile) {
    const auto [place, is_new] = issuer_places_.try_emplace(joined(profile, line.iss), merged_.issuers.size());
    const auto list = first_list_since(source.issues, line.since);
    ListedIssuer now{profile, line.iss, line.name, status_of(line.status), line.stale, 0, line.since, line.why, list};
    if (is_new) {
      merged_.issuers.push_back(std::move(now));
    } else if (ListedIssuer& listed = merged_.issuers[place->second]; rank(now.status) < rank(listed.status)) {
      listed = std::move(now);
    }
    for (const KeyLine& key : line.keys) {
      // A certificate, and what is no key of its kind, verifies nothing; the others stay.
      auto known = listed_key(key);
      const bool is_card_key = known && (profile != Profile::shc || known->kind() == KeyKind::p256);
      if (!is_card_key) continue;
      if (key.status == KeyLineStatus::revoked) removed_.emplace(bytes_of(*known), KeyStatus::revoked);
      add_entry(entry_of(source, line, key, profile, *std::move(known)));
    }
  }

  TrustEntry entry_of(const SignedSource& source, const IssuerLine& line, const KeyLine& key, Profile profile,
                      PublicKey known) const {
    TrustEntry entry{.profile = profile,
                     .iss = line.iss,
                     .name = line.name,
                     .network = line.net,
                     .kid = key.kid,
                     .key = std::move(known)};
    entry.origin = source.origin;
    entry.issuer_status = status_of(line.status);
    if (line.status == IssuerLineStatus::retired && line.since) {
      // Cards issued before `since` count; the entry holds the last second that does.
      entry.retired = *line.since - std::chrono::seconds{1};
    }
    entry.key_status = status_of(key.status);
    entry.key_retired = key.since;
    entry.key_from = key.not_before;
    entry.key_until = key.expires;
    if (!key.use.empty()) entry.use = key.use;
    if (const auto types = types_.find(line.net); types != types_.end()) entry.types = types->second;
    add_revocations(entry, line, key);
    return entry;
  }

  // A list under a key that promises none revokes all the same: somebody signed it.
  static void add_revocations(TrustEntry& entry, const IssuerLine& line, const KeyLine& key) {
    const auto is_its = [&key](const CrlLine& crl) { return crl.kid == key.kid; };
    const auto crl = std::find_if(line.crl.begin(), line.crl.end(), is_its);
    entry.crl_version = key.counter;
    if (crl == line.crl.end()) {
      entry.revocations_missing = key.counter.has_value();
      return;
    }
    if (!key.counter) entry.crl_version = crl->counter;
    entry.revocations = revocations_of(*crl);
    entry.revocations_stale = crl->stale.has_value();
    entry.revocations_missing = crl->counter < *entry.crl_version;
  }

  void add_entry(TrustEntry entry) {
    const auto [place, is_new] =
        entry_places_.try_emplace(joined(entry.profile, entry.iss, entry.kid), merged_.entries.size());
    if (is_new) {
      merged_.entries.push_back(std::move(entry));
    } else {
      combine(merged_.entries[place->second], std::move(entry));
    }
  }

  void deny_keys(const std::vector<std::string>& kids) {
    const std::set<std::string> denied(kids.begin(), kids.end());
    if (denied.empty()) return;
    for (const TrustEntry& entry : merged_.entries) {
      const bool is_hit = denied.contains(entry.kid) || denied.contains(key_id(entry.key).str());
      if (is_hit) removed_[bytes_of(entry.key)] = KeyStatus::denied;
    }
  }

  void deny_card(const CardDenial& denial) {
    const std::size_t dot = denial.rid.find('.');
    RevocationList::Entry rid{denial.rid.substr(0, dot), {}};
    if (dot != std::string::npos) {
      const auto stamp = parse_numeric_date(std::string_view(denial.rid).substr(dot + 1));
      if (stamp) rid.stamp = *stamp;
    }
    for (TrustEntry& entry : merged_.entries) {
      if (entry.iss != denial.iss) continue;
      if (denial.kid == "*") entry.issuer_denied = true;
      if (entry.kid != denial.kid) continue;
      entry.more_revocations.push_back(
          std::make_shared<const RevocationList>(RevocationList::from_entries(denial.kid, 1, {rid})));
    }
  }

  MergedLists merged_;
  std::unordered_map<std::string, std::size_t> issuer_places_;
  std::unordered_map<std::string, std::size_t> entry_places_;  // by family, issuer and kid
  std::map<KeyBytes, KeyStatus> removed_;
  std::map<std::string, std::vector<std::string>> types_;  // of the source that is being added
};

}  // namespace

Result<MergedLists> merge_sources(const std::vector<SignedSource>& sources) {
  std::vector<const SignedSource*> ordered;
  ordered.reserve(sources.size());
  for (const SignedSource& source : sources) ordered.push_back(&source);
  std::sort(ordered.begin(), ordered.end(), [](const auto* a, const auto* b) { return a->origin < b->origin; });
  Merge merge;
  for (const SignedSource* source : ordered) VHC_CHECK_OK(merge.add(*source));
  for (const SignedSource& source : sources) merge.deny(source);
  return std::move(merge).take();
}

}  // namespace vhc
