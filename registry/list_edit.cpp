#include "vhc/list_edit.h"

#include <algorithm>

#include "vhc/checked.h"

namespace vhc {
namespace {

constexpr std::int64_t max_counter_jump = 1000;  // V14

// What a list takes over from a newer one: everything, and what it had and the newer one lacks (V14: rids that vanish
// stay until a person says otherwise).
CrlLine merged(const CrlLine& old, const CrlLine& newer) {
  CrlLine result = newer;
  for (const RidLine& rid : old.rids) {
    const auto same = [&rid](const RidLine& other) { return other.rid == rid.rid; };
    const auto known = std::find_if(result.rids.begin(), result.rids.end(), same);
    if (known == result.rids.end()) {
      result.rids.push_back(rid);
    } else if (!rid.stamp || (known->stamp && *known->stamp < *rid.stamp)) {
      known->stamp = rid.stamp;
    }
  }
  std::sort(result.rids.begin(), result.rids.end(), [](const auto& a, const auto& b) { return a.rid < b.rid; });
  return result;
}

bool is_key_of(const KeySet& keys, const RevocationList& list) {
  return std::any_of(keys.keys.begin(), keys.keys.end(), [&](const ListedKey& key) { return key.kid == list.kid(); });
}

void sort_keys(IssuerLine& issuer) {
  std::sort(issuer.keys.begin(), issuer.keys.end(), [](const auto& a, const auto& b) { return a.kid < b.kid; });
  std::sort(issuer.crl.begin(), issuer.crl.end(), [](const auto& a, const auto& b) { return a.kid < b.kid; });
}

}  // namespace

KeyLine to_key_line(const ListedKey& key) {
  KeyLine line{.kid = key.kid, .kind = KeyKind::p256};
  line.material.assign(key.key.x().begin(), key.key.x().end());
  line.material.insert(line.material.end(), key.key.y().begin(), key.key.y().end());
  line.counter = key.crl_version;
  return line;
}

CrlLine to_crl_line(const RevocationList& list) {
  CrlLine line{.kid = list.kid(), .counter = std::max<std::int64_t>(list.counter(), 1)};
  for (RevocationList::Entry& entry : list.entries()) line.rids.push_back({std::move(entry.rid), entry.stamp});
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
  if (keys.keys.empty()) return fail(Errc::rule_v16, iss, "vhc lint tells what is wrong with its key set");
  IssuerLine line{.net = net, .iss = iss, .name = title};
  for (const ListedKey& key : keys.keys) line.keys.push_back(to_key_line(key));
  for (const RevocationList& list : revocations) {
    if (is_key_of(keys, list)) line.crl.push_back(to_crl_line(list));
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
    if (!is_key_of(keys, list)) continue;
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
    if (key.status == KeyLineStatus::active) retire(key, destroyed, now);
  }
  if (!destroyed) return;
  issuer.status = IssuerLineStatus::retired;
  issuer.since = now;
  issuer.why = why;
}

void retire(KeyLine& key, bool destroyed, UnixTime now) {
  if (destroyed) {
    key.status = KeyLineStatus::retired;
    key.since = now;
    return;
  }
  const UnixTime end = now + undestroyed_key_lives_for;
  if (!key.expires || end < *key.expires) key.expires = end;
}

void revoke(KeyLine& key, UnixTime now) {
  key.status = KeyLineStatus::revoked;
  key.since = now;
}

}  // namespace vhc
