#include "vhc/list_diff.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>

#include "vhc/json_writer.h"
#include "vhc/key_set.h"

namespace vhc {
namespace {

class Differ {
 public:
  ListDiff compare(const TrustLines& before, const TrustLines& after) {
    compare_networks(before, after);
    std::map<std::pair<std::string, std::string>, const IssuerLine*> old_lines;
    for (const IssuerLine& line : before.issuers) old_lines.emplace(std::pair(line.net, line.iss), &line);
    for (const IssuerLine& line : after.issuers) {
      const auto old = old_lines.find({line.net, line.iss});
      if (old == old_lines.end()) {
        add_issuer(line);
      } else {
        compare_issuer(*old->second, line);
        old_lines.erase(old);
      }
    }
    for (const auto& [subject, line] : old_lines) note(ChangeKind::removes, ChangeOf::issuer, *line);
    compare_foreign(before, after);
    const auto by_kind = [](const Change& a, const Change& b) { return a.kind < b.kind; };
    std::stable_sort(result_.changes.begin(), result_.changes.end(), by_kind);
    return std::move(result_);
  }

 private:
  void note(ChangeKind kind, ChangeOf what, const IssuerLine& line, const std::string& kid = {},
            std::string detail = {}, std::size_t times = 1) {
    result_.changes.push_back({kind, what, line.net, line.iss, line.name, kid, std::move(detail), times});
  }

  void add_issuer(const IssuerLine& line) {
    // Even one that is suspended, of which nothing is accepted: who signs sees it before it is made active.
    note(ChangeKind::adds, ChangeOf::issuer, line, {},
         line.status == IssuerLineStatus::active ? std::string() : status_text(line));
    for (const KeyLine& key : line.keys) note(ChangeKind::adds, ChangeOf::key, line, key.kid);
  }

  void compare_networks(const TrustLines& before, const TrustLines& after) {
    for (const NetworkLine& line : after.networks) {
      const auto same = [&line](const NetworkLine& other) { return other.net == line.net; };
      const auto old = std::find_if(before.networks.begin(), before.networks.end(), same);
      if (old == before.networks.end()) {
        note_network(ChangeKind::adds, ChangeOf::network, line, std::string(name(line.profile)));
        continue;
      }
      if (old->profile != line.profile) note_network(ChangeKind::adds, ChangeOf::profile, line, {});
      if (old->name != line.name) note_network(ChangeKind::adds, ChangeOf::network_name, line, {});
      if (old->types != line.types) {
        const bool narrowed =
            !line.types.empty() && (old->types.empty() || std::includes(old->types.begin(), old->types.end(),
                                                                        line.types.begin(), line.types.end()));
        note_network(narrowed ? ChangeKind::removes : ChangeKind::adds, ChangeOf::types, line, {});
      }
      if (!(old->source == line.source)) note_network(ChangeKind::other, ChangeOf::source, line, {});
    }
    for (const NetworkLine& line : before.networks) {
      const auto same = [&line](const NetworkLine& other) { return other.net == line.net; };
      if (std::none_of(after.networks.begin(), after.networks.end(), same)) {
        note_network(ChangeKind::removes, ChangeOf::network, line, {});
      }
    }
  }

  void note_network(ChangeKind kind, ChangeOf what, const NetworkLine& line, std::string detail) {
    result_.changes.push_back({kind, what, line.net, {}, line.name, {}, std::move(detail), 1});
  }

  void compare_issuer(const IssuerLine& old, const IssuerLine& line) {
    const bool returns = old.stale && !line.stale;
    if (old.name != line.name)
      note(ChangeKind::adds, ChangeOf::name, line, {}, "\"" + old.name + "\" -> \"" + line.name + "\"");
    if (old.web != line.web) note(ChangeKind::adds, ChangeOf::website, line);
    if (old.same != line.same) note(ChangeKind::adds, ChangeOf::same, line);
    compare_status(old, line);
    if (!old.stale && line.stale)
      note(ChangeKind::other, ChangeOf::stale, line, {}, "since " + to_rfc3339(*line.stale).substr(0, 10));
    if (old.stale && line.stale && *old.stale != *line.stale) note(ChangeKind::other, ChangeOf::stale, line);
    if (returns) note(ChangeKind::returned, ChangeOf::issuer, line);
    compare_keys(old, line, returns);
    compare_crls(old, line);
  }

  void compare_status(const IssuerLine& old, const IssuerLine& line) {
    if (old.status == line.status && old.since == line.since) {
      if (old.why != line.why) note(ChangeKind::adds, ChangeOf::status_reason, line);
      return;
    }
    const auto strictness = [](IssuerLineStatus status) {
      return status == IssuerLineStatus::active ? 0 : status == IssuerLineStatus::retired ? 1 : 2;
    };
    bool stricter = strictness(line.status) > strictness(old.status);
    if (old.status == line.status) stricter = line.since && old.since && *line.since < *old.since;
    note(stricter ? ChangeKind::removes : ChangeKind::adds, ChangeOf::status, line, {}, status_text(line));
  }

  static std::string status_text(const IssuerLine& line) {
    if (line.status == IssuerLineStatus::active) return "active again";
    return line.status == IssuerLineStatus::suspended ? "suspended" : "retired";
  }

  void compare_keys(const IssuerLine& old, const IssuerLine& line, bool returns) {
    for (const KeyLine& key : line.keys) {
      const auto same = [&key](const KeyLine& other) { return other.kid == key.kid; };
      const auto known = std::find_if(old.keys.begin(), old.keys.end(), same);
      if (known == old.keys.end()) {
        note(returns ? ChangeKind::returned : ChangeKind::adds, ChangeOf::key, line, key.kid);
      } else {
        compare_key(*known, key, line);
      }
    }
    for (const KeyLine& key : old.keys) {
      const auto same = [&key](const KeyLine& other) { return other.kid == key.kid; };
      if (std::none_of(line.keys.begin(), line.keys.end(), same))
        note(ChangeKind::removes, ChangeOf::key, line, key.kid);
    }
  }

  void compare_key(const KeyLine& old, const KeyLine& key, const IssuerLine& line) {
    if (old.kind != key.kind || old.material != key.material || old.exponent != key.exponent) {
      note(ChangeKind::adds, ChangeOf::key_material, line, key.kid, "other bytes under the same kid");
    }
    const auto strictness = [](KeyLineStatus status) { return static_cast<int>(status); };
    if (old.status != key.status) {
      const bool stricter = strictness(key.status) > strictness(old.status);
      note(stricter ? ChangeKind::removes : ChangeKind::adds, ChangeOf::key_status, line, key.kid,
           key.status == KeyLineStatus::active    ? "active again"
           : key.status == KeyLineStatus::retired ? "retired"
                                                  : "revoked");
    } else if (old.since != key.since) {
      note(is_earlier(key.since, old.since) ? ChangeKind::removes : ChangeKind::adds, ChangeOf::key_since, line,
           key.kid);
    }
    if (old.expires != key.expires) {
      note(is_earlier(key.expires, old.expires) ? ChangeKind::removes : ChangeKind::adds, ChangeOf::key_end, line,
           key.kid, key.expires ? "counts until " + to_rfc3339(*key.expires).substr(0, 10) : "counts without an end");
    }
    if (old.not_before != key.not_before) note(ChangeKind::adds, ChangeOf::key_begin, line, key.kid);
    if (old.use != key.use) {
      const bool narrowed = !key.use.empty() && (old.use.empty() || std::includes(old.use.begin(), old.use.end(),
                                                                                  key.use.begin(), key.use.end()));
      note(narrowed ? ChangeKind::removes : ChangeKind::adds, ChangeOf::key_use, line, key.kid);
    }
    if (old.counter != key.counter) {
      const bool grows = key.counter && (!old.counter || *key.counter > *old.counter);
      note(grows ? ChangeKind::other : ChangeKind::adds, ChangeOf::counter, line, key.kid);
    }
  }

  // A date that comes where there was none restricts; so does an earlier one.
  static bool is_earlier(const std::optional<UnixTime>& now, const std::optional<UnixTime>& before) {
    return now && (!before || *now < *before);
  }

  void compare_crls(const IssuerLine& old, const IssuerLine& line) {
    std::map<std::string, const CrlLine*> lists;
    for (const CrlLine& crl : old.crl) lists.emplace(crl.kid, &crl);
    static const CrlLine none;
    for (const CrlLine& crl : line.crl) {
      const auto known = lists.find(crl.kid);
      compare_rids(known == lists.end() ? none : *known->second, crl, line);
      if (known != lists.end()) lists.erase(known);
    }
    for (const auto& [kid, crl] : lists) compare_rids(*crl, none, line);
  }

  static std::vector<RidLine> all_rids(const CrlLine& crl) {
    std::vector<RidLine> rids = crl.rids;
    rids.insert(rids.end(), crl.odd.begin(), crl.odd.end());
    return rids;
  }

  void compare_rids(const CrlLine& old, const CrlLine& crl, const IssuerLine& line) {
    const std::string& kid = crl.kid.empty() ? old.kid : crl.kid;
    std::map<std::string, std::optional<UnixTime>> before;
    for (const RidLine& rid : all_rids(old)) before.emplace(rid.rid, rid.stamp);
    std::size_t added = 0;
    std::size_t weaker = 0;
    for (const RidLine& rid : all_rids(crl)) {
      const auto known = before.find(rid.rid);
      if (known == before.end()) {
        ++added;
        continue;
      }
      const bool is_wider = !rid.stamp || (known->second && *rid.stamp >= *known->second);
      if (rid.stamp != known->second) ++(is_wider ? added : weaker);
      before.erase(known);
    }
    weaker += before.size();
    if (added != 0) note(ChangeKind::removes, ChangeOf::card_revoked, line, kid, std::to_string(added));
    if (weaker != 0)
      note(ChangeKind::adds, ChangeOf::card_no_longer_revoked, line, kid, std::to_string(weaker), weaker);
    if (!old.stale && crl.stale) note(ChangeKind::other, ChangeOf::crl_stale, line, kid);
    if (old.unread != crl.unread)
      note(ChangeKind::other, ChangeOf::crl_entries_unread, line, kid, std::to_string(crl.unread));
    if (old.counter > crl.counter && !crl.kid.empty()) note(ChangeKind::adds, ChangeOf::counter_back, line, kid);
  }

  static Change unknown_line(ChangeKind kind, const ForeignLine& line) {
    return {kind, ChangeOf::unknown_line, line.net, line.iss, {}, {}, {}, 1};
  }

  void compare_foreign(const TrustLines& before, const TrustLines& after) {
    for (const ForeignLine& line : after.foreign) {
      if (std::find(before.foreign.begin(), before.foreign.end(), line) == before.foreign.end()) {
        result_.changes.push_back({ChangeKind::adds, ChangeOf::unknown_line, line.net, line.iss, {}, {}, {}});
      }
    }
    for (const ForeignLine& line : before.foreign) {
      const auto same = [&line](const ForeignLine& other) { return other.net == line.net && other.iss == line.iss; };
      if (std::none_of(after.foreign.begin(), after.foreign.end(), same)) {
        result_.changes.push_back({ChangeKind::removes, ChangeOf::unknown_line, line.net, line.iss, {}, {}, {}});
      }
    }
  }

  ListDiff result_;
};

// The RFC 7638 thumbprint; empty for what is no key of its kind.
std::string thumbprint_of(const KeyLine& key) {
  const auto known = public_key_of(key);
  return known ? key_id(*known).str() : std::string();
}

bool carries_key(const TrustLines& list, const std::string& kid) {
  bool met = false;
  for (const IssuerLine& line : list.issuers) {
    for (const KeyLine& key : line.keys) {
      if (key.kid != kid && thumbprint_of(key) != kid) continue;
      met = true;
      if (key.status == KeyLineStatus::revoked) return true;
    }
  }
  // A key that the list does not have any more cannot come back by it.
  return !met;
}

// At least the cards that the denial hits. A list counts only under a key that promises one.
bool is_as_wide(const RidLine& entry, const std::optional<UnixTime>& stamp) {
  return !entry.stamp || (stamp && *entry.stamp >= *stamp);
}

bool revokes_card(const IssuerLine& line, const CardDenial& denial) {
  const std::size_t dot = denial.rid.find('.');
  const std::string rid = denial.rid.substr(0, dot);
  std::optional<UnixTime> stamp;
  if (dot != std::string::npos) {
    if (const auto time = parse_numeric_date(std::string_view(denial.rid).substr(dot + 1))) stamp = *time;
  }
  const auto key = std::find_if(line.keys.begin(), line.keys.end(), [&](const auto& k) { return k.kid == denial.kid; });
  if (key == line.keys.end() || key->status == KeyLineStatus::revoked) return true;  // nothing under it counts
  return key->counter && std::any_of(line.crl.begin(), line.crl.end(), [&](const CrlLine& crl) {
           return crl.kid == denial.kid && std::any_of(crl.rids.begin(), crl.rids.end(), [&](const RidLine& entry) {
                    return entry.rid == rid && is_as_wide(entry, stamp);
                  });
         });
}

// What the denial hits in its network is gone from the list, or revoked there. That an issuer is suspended carries the
// denial of the issuer, and of no single card: it would count again with the issuer, and nobody would see it.
bool carries_card(const TrustLines& list, const CardDenial& denial) {
  return std::all_of(list.issuers.begin(), list.issuers.end(), [&](const IssuerLine& line) {
    if (line.iss != denial.iss) return true;
    return denial.kid == "*" ? line.status == IssuerLineStatus::suspended : revokes_card(line, denial);
  });
}

void write_change(JsonWriter& json, const Change& change) {
  json.begin_object().member("what", name(change.what)).member("net", change.net);
  if (!change.iss.empty()) json.member("iss", change.iss);
  if (!change.name.empty()) json.member("name", change.name);
  if (!change.kid.empty()) json.member("kid", change.kid);
  if (!change.detail.empty()) json.member("detail", change.detail);
  json.end_object();
}

void write_array(JsonWriter& json, const ListDiff& diff, ChangeKind kind, std::string_view member,
                 const std::function<bool(const Change&)>& wanted) {
  json.name(member).begin_array();
  for (const Change& change : diff.changes) {
    if (change.kind == kind && wanted(change)) write_change(json, change);
  }
  json.end_array();
}

// Issuers and keys apart from the rest.
void write_parts(JsonWriter& json, const ListDiff& diff, ChangeKind kind) {
  json.name(name(kind)).begin_object();
  write_array(json, diff, kind, "issuers", [](const Change& change) { return change.what == ChangeOf::issuer; });
  write_array(json, diff, kind, "keys", [](const Change& change) { return change.what == ChangeOf::key; });
  write_array(json, diff, kind, "other",
              [](const Change& change) { return change.what != ChangeOf::issuer && change.what != ChangeOf::key; });
  json.end_object();
}

}  // namespace

std::string_view name(ChangeKind kind) noexcept {
  switch (kind) {
    case ChangeKind::adds:
      return "adds";
    case ChangeKind::returned:
      return "returned";
    case ChangeKind::lifted:
      return "lifted";
    case ChangeKind::removes:
      return "removes";
    case ChangeKind::other:
      return "other";
  }
  return "";
}

std::string_view name(ChangeOf what) noexcept {
  switch (what) {
    case ChangeOf::issuer:
      return "issuer";
    case ChangeOf::key:
      return "key";
    case ChangeOf::name:
      return "name";
    case ChangeOf::website:
      return "website";
    case ChangeOf::same:
      return "same";
    case ChangeOf::stale:
      return "stale";
    case ChangeOf::status:
      return "status";
    case ChangeOf::status_reason:
      return "reason";
    case ChangeOf::network:
      return "network";
    case ChangeOf::profile:
      return "profile";
    case ChangeOf::network_name:
      return "network name";
    case ChangeOf::types:
      return "types";
    case ChangeOf::source:
      return "source";
    case ChangeOf::key_material:
      return "KEY CHANGED";
    case ChangeOf::key_status:
      return "key status";
    case ChangeOf::key_since:
      return "key since";
    case ChangeOf::key_end:
      return "key end";
    case ChangeOf::key_begin:
      return "key begin";
    case ChangeOf::key_use:
      return "key use";
    case ChangeOf::counter:
      return "counter";
    case ChangeOf::card_revoked:
      return "rid";
    case ChangeOf::card_no_longer_revoked:
      return "rid dropped";
    case ChangeOf::crl_stale:
      return "list stale";
    case ChangeOf::crl_entries_unread:
      return "entries not read";
    case ChangeOf::counter_back:
      return "counter back";
    case ChangeOf::unknown_line:
      return "line of an unknown profile";
    case ChangeOf::deny:
      return "deny";
  }
  return "";
}

std::size_t ListDiff::count(ChangeKind kind) const {
  return std::transform_reduce(changes.begin(), changes.end(), std::size_t{0}, std::plus<>(),
                               [kind](const Change& change) { return change.kind == kind ? change.times : 0; });
}

std::size_t ListDiff::additions() const {
  return count(ChangeKind::adds) + count(ChangeKind::returned) + count(ChangeKind::lifted);
}

ListDiff diff(const TrustLines& before, const TrustLines& after) {
  return Differ().compare(before, after);
}

std::vector<std::string> lifted(const LiveNote& live, const TrustLines& list) {
  std::vector<std::string> lines;
  for (const std::string& kid : live.keys) {
    if (!carries_key(list, kid)) lines.push_back("deny-key " + kid);
  }
  for (const CardDenial& denial : live.cards) {
    if (!carries_card(list, denial)) lines.push_back(to_text(denial));
  }
  return lines;
}

std::string to_json(const ListDiff& diff, const std::vector<ImportProposal>& waiting) {
  JsonWriter json;
  json.begin_object().member("schema", "vhc.diff/1");
  json.member("additions", static_cast<std::int64_t>(diff.additions()));
  const auto all = [](const Change&) { return true; };
  write_parts(json, diff, ChangeKind::adds);
  write_array(json, diff, ChangeKind::returned, "returned", all);
  write_array(json, diff, ChangeKind::lifted, "lifted", all);
  write_parts(json, diff, ChangeKind::removes);
  write_array(json, diff, ChangeKind::other, "other", all);
  json.name("proposals").begin_array();
  for (const ImportProposal& one : waiting) {
    json.begin_object().member("net", one.net).member("iss", one.iss);
    if (!one.kid.empty()) json.member("kid", one.kid);
    json.member("returned", one.returned).member("why", one.detail).end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace vhc
