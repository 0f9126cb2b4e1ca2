#include "vhc/list_edit.h"

#include <algorithm>
#include <iterator>

#include "vhc/checked.h"

namespace vhc {
namespace {

constexpr std::int64_t max_counter_jump = 1000;  // V14

// Of one id in two lists, the entry that revokes more.
RidLine wider(const RidLine& a, const RidLine& b) {
  return !a.stamp || (b.stamp && *b.stamp < *a.stamp) ? a : b;
}

// Both sorted by rid: a million entries are one walk.
std::vector<RidLine> merged(const std::vector<RidLine>& old, const std::vector<RidLine>& newer) {
  std::vector<RidLine> all;
  all.reserve(old.size() + newer.size());
  std::merge(old.begin(), old.end(), newer.begin(), newer.end(), std::back_inserter(all),
             [](const RidLine& a, const RidLine& b) { return a.rid < b.rid; });
  std::vector<RidLine> result;
  result.reserve(all.size());
  for (RidLine& rid : all) {
    if (!result.empty() && result.back().rid == rid.rid) {
      result.back() = wider(result.back(), rid);
    } else {
      result.push_back(std::move(rid));
    }
  }
  return result;
}

// What a list takes over from a newer one: everything, and what it had and the newer one lacks (V14: rids that vanish
// stay until a person says otherwise).
CrlLine merged(const CrlLine& old, const CrlLine& newer) {
  CrlLine result = newer;
  result.rids = merged(old.rids, newer.rids);
  result.odd = merged(old.odd, newer.odd);
  return result;
}

bool is_key_of(const KeySet& keys, const RevocationList& list) {
  return std::any_of(keys.keys.begin(), keys.keys.end(), [&](const ListedKey& key) { return key.kid == list.kid(); });
}

// Without a counter the key does not revoke, and its list is not used (SHC KEY-9).
bool promises(const IssuerLine& issuer, const std::string& kid) {
  return std::any_of(issuer.keys.begin(), issuer.keys.end(),
                     [&](const KeyLine& key) { return key.kid == kid && key.counter; });
}

void set_retired(KeyLine& key, bool destroyed, UnixTime now) {
  if (destroyed) {
    key.status = KeyLineStatus::retired;
    key.since = now;
    return;
  }
  const UnixTime end = now + undestroyed_key_lives_for;
  if (!key.expires || end < *key.expires) key.expires = end;
}

void sort_keys(IssuerLine& issuer) {
  std::sort(issuer.keys.begin(), issuer.keys.end(), [](const auto& a, const auto& b) { return a.kid < b.kid; });
  std::sort(issuer.crl.begin(), issuer.crl.end(), [](const auto& a, const auto& b) { return a.kid < b.kid; });
}

}  // namespace

KeyLine to_key_line(const ListedKey& key) {
  KeyLine line{.kid = key.kid, .kind = KeyKind::p256};
  line.material = key.key.material();
  line.counter = key.crl_version;
  return line;
}

CrlLine to_crl_line(const RevocationList& list) {
  CrlLine line{.kid = list.kid(), .counter = std::max<std::int64_t>(list.counter(), 1)};
  line.unread = static_cast<std::int64_t>(list.num_unusable());
  for (RevocationList::Entry& entry : list.entries()) {
    if (RevocationIdRule::check(entry.rid)) {
      line.rids.push_back({std::move(entry.rid), entry.stamp});
    } else if (may_stand_on_list(entry.rid)) {
      line.odd.push_back({std::move(entry.rid), entry.stamp});
    } else {
      ++line.unread;
    }
  }
  return line;
}

Result<void> add_network(TrustLines& draft, const std::string& net, Profile profile, const std::string& title) {
  const auto same = [&net](const NetworkLine& line) { return line.net == net; };
  const auto known = std::find_if(draft.networks.begin(), draft.networks.end(), same);
  if (known == draft.networks.end()) {
    draft.networks.push_back({net, profile, title, std::nullopt, {}});
    return {};
  }
  if (known->profile == profile) return {};
  return fail(Errc::registry_conflict, "network " + net, "its profile is " + std::string(name(known->profile)));
}

Result<void> add_issuer(TrustLines& draft, const std::string& net, const std::string& iss, const std::string& title,
                        const KeySet& keys, const std::vector<RevocationList>& revocations) {
  VHC_CHECK_OK(IssuerUrl::parse(iss));
  const auto same = [&](const IssuerLine& line) { return line.net == net && line.iss == iss; };
  if (std::any_of(draft.issuers.begin(), draft.issuers.end(), same)) return fail(Errc::registry_conflict, iss);
  if (keys.keys.empty()) return fail(Errc::rule_v16, iss, "vhc lint shows what is wrong with its key set");
  IssuerLine line{.net = net, .iss = iss, .name = title};
  for (const ListedKey& key : keys.keys) line.keys.push_back(to_key_line(key));
  for (const RevocationList& list : revocations) {
    if (promises(line, list.kid())) line.crl.push_back(to_crl_line(list));
  }
  sort_keys(line);
  draft.issuers.push_back(std::move(line));
  return {};
}

Finding merge_list(IssuerLine& issuer, const CrlLine& list) {
  const auto same = [&list](const CrlLine& other) { return other.kid == list.kid; };
  const auto known = std::find_if(issuer.crl.begin(), issuer.crl.end(), same);
  if (known == issuer.crl.end()) {
    issuer.crl.push_back(list);
    sort_keys(issuer);
    return {};
  }
  if (list.counter < known->counter) {
    return {Errc::rule_v14, Severity::error, list.kid, "its counter is lower; the list we had is kept"};
  }
  if (list.counter > known->counter + max_counter_jump) {
    return {Errc::rule_v14, Severity::error, list.kid, "its counter jumps; the list we had is kept"};
  }
  *known = merged(*known, list);
  return {};
}

Result<KeySetChanges> merge_key_set(TrustLines& draft, const std::string& net, const std::string& iss,
                                    const KeySet& keys, const std::vector<RevocationList>& revocations) {
  VHC_TRY(IssuerLine * issuer, find_issuer(draft, net, iss));
  KeySetChanges changes;
  for (const ListedKey& key : keys.keys) {
    const auto same = [&key](const KeyLine& line) { return line.kid == key.kid; };
    const auto known = std::find_if(issuer->keys.begin(), issuer->keys.end(), same);
    if (known == issuer->keys.end()) {
      issuer->keys.push_back(to_key_line(key));
      ++changes.added_keys;
    } else if (key.crl_version && (!known->counter || *key.crl_version > *known->counter)) {
      known->counter = key.crl_version;
    }
  }
  for (const KeyLine& line : issuer->keys) {
    const auto same = [&line](const ListedKey& key) { return key.kid == line.kid; };
    if (std::none_of(keys.keys.begin(), keys.keys.end(), same)) ++changes.missing_keys;
  }
  for (const RevocationList& list : revocations) {
    if (!is_key_of(keys, list) || !promises(*issuer, list.kid())) continue;
    const std::vector<CrlLine> before = issuer->crl;
    Finding finding = merge_list(*issuer, to_crl_line(list));
    if (!finding.where.empty()) changes.findings.push_back(std::move(finding));
    changes.changed_lists += before == issuer->crl ? 0U : 1U;
  }
  sort_keys(*issuer);
  return changes;
}

Result<IssuerLine*> find_issuer(TrustLines& draft, const std::string& net, const std::string& iss) {
  IssuerLine* found = nullptr;
  for (IssuerLine& line : draft.issuers) {
    if (line.iss != iss || (!net.empty() && line.net != net)) continue;
    if (found != nullptr) return fail(Errc::registry_conflict, "--net", "several networks have it: name one");
    found = &line;
  }
  if (found == nullptr) return fail(Errc::registry_no_issuer, {}, "write it exactly as the list does");
  return found;
}

Result<KeyLine*> find_key(IssuerLine& issuer, std::string_view kid) {
  constexpr std::size_t shortest = 4;
  KeyLine* found = nullptr;
  for (KeyLine& key : issuer.keys) {
    if (key.kid == kid) return &key;
    if (kid.size() < shortest || std::string_view(key.kid).substr(0, kid.size()) != kid) continue;
    if (found != nullptr) return fail(Errc::key_ambiguous, {}, "give more of the key id");
    found = &key;
  }
  if (found == nullptr) return fail(Errc::registry_no_key, issuer.iss);
  return found;
}

void suspend(IssuerLine& issuer, UnixTime now, const std::string& why) {
  issuer.status = IssuerLineStatus::suspended;
  issuer.since = now;
  issuer.why = why;
}

Result<void> resume(IssuerLine& issuer) {
  if (issuer.status == IssuerLineStatus::active) return fail(Errc::registry_conflict, issuer.iss, "it is active");
  issuer.status = IssuerLineStatus::active;
  issuer.since.reset();
  issuer.why.clear();
  return {};
}

void retire(IssuerLine& issuer, bool destroyed, UnixTime now, const std::string& why) {
  for (KeyLine& key : issuer.keys) {
    if (key.status == KeyLineStatus::active) set_retired(key, destroyed, now);
  }
  if (!destroyed) return;
  issuer.status = IssuerLineStatus::retired;
  issuer.since = now;
  issuer.why = why;
}

Result<void> retire(KeyLine& key, bool destroyed, UnixTime now) {
  if (key.status == KeyLineStatus::revoked) {
    return fail(Errc::registry_conflict, key.kid, "it is revoked, which is stricter than retired");
  }
  set_retired(key, destroyed, now);
  return {};
}

Result<void> revoke_card(IssuerLine& issuer, KeyLine& key, const std::string& rid) {
  const std::size_t dot = rid.find('.');
  RidLine entry{rid.substr(0, dot), std::nullopt};
  if (dot != std::string::npos) {
    VHC_TRY(entry.stamp, parse_numeric_date(std::string_view(rid).substr(dot + 1)));
  }
  if (!RevocationIdRule::check(entry.rid)) {
    return fail(Errc::registry_conflict, "RID", "a revocation id is base64url, 24 characters at most");
  }
  const auto same = [&key](const CrlLine& crl) { return crl.kid == key.kid; };
  const auto known = std::find_if(issuer.crl.begin(), issuer.crl.end(), same);
  if (!key.counter) key.counter = 1;
  CrlLine line{.kid = key.kid, .counter = known == issuer.crl.end() ? *key.counter : known->counter};
  line.rids.push_back(std::move(entry));
  merge_list(issuer, line);
  return {};
}

void reset_counter(IssuerLine& issuer, KeyLine& key) {
  if (key.counter) key.counter = 1;
  for (CrlLine& crl : issuer.crl) {
    if (crl.kid == key.kid) crl.counter = 1;
  }
}

void revoke(KeyLine& key, UnixTime now) {
  key.status = KeyLineStatus::revoked;
  key.since = now;
}

Result<std::size_t> revoke_everywhere(TrustLines& draft, const std::string& net, const std::string& iss,
                                      std::string_view kid, UnixTime now) {
  VHC_TRY(IssuerLine * issuer, find_issuer(draft, net, iss));
  VHC_TRY(const KeyLine* key, find_key(*issuer, kid));
  const Bytes material = key->material;
  std::size_t count = 0;
  for (IssuerLine& line : draft.issuers) {
    for (KeyLine& other : line.keys) {
      if (other.material != material) continue;
      revoke(other, now);
      ++count;
    }
  }
  return count;
}

}  // namespace vhc
