#include "vhc/vci_directory.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "vci_counts.h"
#include "vci_entry.h"
#include "vhc/key_set.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

constexpr std::string_view snapshot_file = "vci_snapshot.json";
constexpr std::string_view snapshot_origin = "vci-snapshot";
constexpr std::string_view snapshot_network = "vci";

bool is_integer(std::string_view number) {
  const bool negative = !number.empty() && number.front() == '-';
  const std::string_view digits = number.substr(negative ? 1 : 0);
  return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The members of one element of issuerInfo.
struct EntryMembers {
  std::optional<JsonValue> issuer, keys, crls, last_retrieved;
};

// Reads a snapshot entry by entry, then applies the rules that look across them.
class SnapshotReader {
 public:
  SnapshotReader(const VciDocument& document, const std::optional<VciIssuers>& directory)
      : document_(document), has_directory_(directory.has_value()) {
    if (!directory) return;
    listed_.reserve(directory->issuers.size());
    for (const VciIssuer& issuer : directory->issuers) listed_.insert(issuer.iss);
  }

  Result<VciDirectory> read() {
    VHC_CHECK_OK(read_top());
    VHC_CHECK_OK(document_.require(*entries_, JsonKind::array, "an array of issuers"));
    if (entries_->size() > max_vci_issuers) {
      return document_.damaged(*entries_, "at most " + std::to_string(max_vci_issuers) + " issuers");
    }
    issuers_.reserve(entries_->size());
    for (auto entry = entries_->first(); entry; entry = entry->next()) VHC_CHECK_OK(read_entry(*entry));
    refuse_leaked_points();
    suspend_unlisted();
    count_vci_issuers(issuers_, out_.time, out_.counts);
    if (has_directory_) out_.counts.not_in_snapshot = listed_.size() - out_.counts.listed;
    return finish();
  }

 private:
  void report(Errc code, Severity severity, const std::string& iss, std::string kid = {}, std::string detail = {}) {
    out_.findings.push_back({code, severity, iss, std::move(kid), std::move(detail)});
  }

  Result<void> read_top() {
    const JsonValue root = document_.root();
    VHC_CHECK_OK(document_.require(root, JsonKind::object, "an object with directory, time and issuerInfo"));
    std::optional<JsonValue> source;
    std::optional<JsonValue> time;
    for (auto member = root.first(); member; member = member->next()) {
      if (member->name_is("directory")) {
        source = member;
      } else if (member->name_is("time")) {
        time = member;
      } else if (member->name_is("issuerInfo")) {
        entries_ = member;
      } else {
        ++out_.counts.unknown_members[member->name()];
      }
    }
    if (!source || !time || !entries_) return document_.damaged(root, "a snapshot has directory, time and issuerInfo");
    VHC_TRY(out_.source, document_.string(*source));
    VHC_TRY(out_.time, read_time(*time));
    return {};
  }

  Result<UnixTime> read_time(const JsonValue& value) const {
    VHC_TRY(const std::string text, document_.string(value));
    const auto time = parse_time(text);
    if (!time) return document_.damaged(value, time.error().what);
    return *time;
  }

  Result<EntryMembers> members_of(const JsonValue& entry) {
    VHC_CHECK_OK(document_.require(entry, JsonKind::object, "an object with issuer and keys"));
    EntryMembers members;
    for (auto member = entry.first(); member; member = member->next()) {
      if (member->name_is("issuer")) {
        members.issuer = member;
      } else if (member->name_is("keys")) {
        members.keys = member;
      } else if (member->name_is("lastRetrieved")) {
        members.last_retrieved = member;
      } else if (member->name_is("crls")) {
        members.crls = member;
      } else if (!member->name_is("tlsDetails") && !member->name_is("errors") && !member->name_is("warnings")) {
        ++out_.counts.unknown_members[member->name()];
      }
    }
    if (!members.issuer) return document_.damaged(entry, "an entry has an issuer");
    return members;
  }

  // What is wrong with the form of an entry condemns the file; what breaks a rule takes out an issuer or a key.
  Result<void> read_entry(const JsonValue& entry) {
    VHC_TRY(const EntryMembers members, members_of(entry));
    VHC_TRY(const VciIssuer named, read_vci_issuer(document_, *members.issuer, out_.counts.unknown_members));
    VciTaken taken{.canonical = !named.canonical_iss.empty()};
    IssuerKeys& issuer = taken.issuer;
    issuer.iss = named.iss;
    issuer.network = snapshot_network;
    if (members.last_retrieved) {
      VHC_TRY(issuer.last_seen, read_time(*members.last_retrieved));
    }
    if (!check_vci_iss(named.iss, out_.findings)) {
      ++out_.counts.refused_issuers;
      return {};
    }
    if (!taken_.insert(named.iss).second) {
      ++out_.counts.refused_issuers;
      report(Errc::rule_v5, Severity::error, named.iss, {}, "the same iss stands there before");
      return {};
    }
    issuer.name = checked_vci_name(named, out_.findings);
    VHC_CHECK_OK(read_issuer_keys(members.keys, taken));
    VHC_CHECK_OK(read_lists(members.crls, taken));
    issuers_.push_back(std::move(taken));
    return {};
  }

  Result<void> read_issuer_keys(const std::optional<JsonValue>& keys, VciTaken& taken) {
    if (!keys) {
      report(Errc::rule_v16, Severity::warning, taken.issuer.iss);
      return {};
    }
    VHC_CHECK_OK(document_.require(*keys, JsonKind::array, "an array of keys"));
    if (keys->size() > max_keys_per_issuer) {
      return document_.damaged(*keys, "at most " + std::to_string(max_keys_per_issuer) + " keys");
    }
    taken.issuer.key_set = read_keys(*keys, pool_);
    const KeySet& set = taken.issuer.key_set;
    taken.num_published = keys->size();
    leaked_.insert(leaked_.end(), set.leaked.begin(), set.leaked.end());
    for (const std::string& member : set.unknown_members) ++out_.counts.unknown_members[member];
    for (const Finding& finding : set.findings) VHC_CHECK_OK(report_key(*keys, finding, taken.issuer.iss));
    return {};
  }

  // A finding of the key set reader, whose place is "/keys/2/x", told with the kid; V20 for a counter that is a number
  // and no integer.
  Result<void> report_key(const JsonValue& keys, const Finding& finding, const std::string& iss) {
    constexpr std::size_t start = std::string_view("/keys/").size();
    std::string kid;
    if (finding.where.size() > start) {
      const auto jwk = keys.at(std::stoul(finding.where.substr(start)));
      if (finding.code == Errc::rule_v12) {
        for (const char* counter : {"crlVersion", "ctr"}) VHC_CHECK_OK(require_integer(jwk->find(counter)));
      }
      if (const auto member = jwk->find("kid"); member && member->is(JsonKind::string)) {
        VHC_TRY(kid, document_.string(*member));
      }
    }
    report(finding.code, finding.severity, iss, std::move(kid), finding.detail);
    return {};
  }

  Result<void> require_integer(const std::optional<JsonValue>& value) const {
    if (!value || !value->is(JsonKind::number) || is_integer(value->text())) return {};
    return document_.damaged(*value, "an integer belongs here");
  }

  Result<void> read_lists(const std::optional<JsonValue>& lists, VciTaken& taken) {
    if (lists) {
      VHC_CHECK_OK(document_.require(*lists, JsonKind::array, "an array of revocation lists"));
      for (auto list = lists->first(); list; list = list->next()) VHC_CHECK_OK(read_list(*list, taken));
    }
    for (const ListedKey& key : taken.issuer.key_set.keys) compare_with_list(key, taken.issuer);
    return {};
  }

  Result<void> read_list(const JsonValue& value, VciTaken& taken) {
    VHC_CHECK_OK(document_.require(value, JsonKind::object, "a revocation list, which is an object,"));
    VHC_CHECK_OK(require_integer(value.find("ctr")));
    ++taken.num_lists;
    if (const auto rids = value.find("rids"); rids && rids->is(JsonKind::array)) {
      num_rids_ += rids->size();
      if (num_rids_ > max_vci_rids) {
        return document_.damaged(*rids, "at most " + std::to_string(max_vci_rids) + " revocation ids");
      }
    }
    const std::string& iss = taken.issuer.iss;
    auto list = RevocationList::read(value);
    if (!list) {
      report(list.error().code, Severity::error, iss);
      return {};
    }
    const auto& keys = taken.issuer.key_set.keys;
    if (std::none_of(keys.begin(), keys.end(), [&list](const ListedKey& key) { return key.kid == list->kid(); })) {
      report(Errc::crl_kid, Severity::error, iss, list->kid());
      return {};
    }
    if (const auto ctr = value.find("ctr"); ctr && ctr->is(JsonKind::string)) {
      report(Errc::rule_v12, Severity::warning, iss, list->kid(), "ctr of the list is a string");
    }
    for (const Finding& finding : list->findings()) {
      report(finding.code, finding.severity, iss, list->kid(), finding.detail);
    }
    taken.num_rids += list->size();
    taken.issuer.revocations.push_back(*std::move(list));
    return {};
  }

  // V13 between a key and the list it promises. The list is used either way.
  void compare_with_list(const ListedKey& key, const IssuerKeys& issuer) {
    const RevocationList* newest = nullptr;
    for (const RevocationList& list : issuer.revocations) {
      if (list.kid() == key.kid && (newest == nullptr || list.counter() > newest->counter())) newest = &list;
    }
    if (newest == nullptr) {
      if (key.crl_version) report(Errc::crl_missing, Severity::warning, issuer.iss, key.kid);
    } else if (!key.crl_version) {
      report(Errc::rule_v13, Severity::warning, issuer.iss, key.kid, "the key promises no list, so it is not used");
    } else if (newest->counter() < *key.crl_version) {
      report(Errc::crl_stale, Severity::warning, issuer.iss, key.kid);
    } else if (newest->counter() > *key.crl_version) {
      report(Errc::rule_v13, Severity::warning, issuer.iss, key.kid, "ctr is above the key's crlVersion");
    }
  }

  // V10: a key whose private half is known to everybody signs for nobody, whoever else lists it.
  void refuse_leaked_points() {
    if (leaked_.empty()) return;
    for (VciTaken& taken : issuers_) {
      const auto is_leaked = [&](const ListedKey& key) {
        if (std::find(leaked_.begin(), leaked_.end(), key.key) == leaked_.end()) return false;
        report(Errc::rule_v10, Severity::error, taken.issuer.iss, key.kid,
               "another issuer publishes the private part of this key");
        return true;
      };
      auto& keys = taken.issuer.key_set.keys;
      const auto removed = std::erase_if(keys, is_leaked);
      if (removed != 0 && keys.empty()) report(Errc::rule_v16, Severity::warning, taken.issuer.iss);
    }
  }

  // V4. Of a struck issuer the last keys stay in the signed file for ever; without the directory nobody can tell.
  void suspend_unlisted() {
    if (!has_directory_) {
      report(Errc::trust_no_directory, Severity::warning, {});
      return;
    }
    std::unordered_set<std::string_view> listed_kids;
    for (VciTaken& taken : issuers_) {
      if (listed_.contains(taken.issuer.iss)) {
        for (const ListedKey& key : taken.issuer.key_set.keys) listed_kids.insert(key.kid);
      } else {
        taken.issuer.status = IssuerStatus::suspended;
      }
    }
    for (VciTaken& taken : issuers_) {
      if (taken.issuer.status != IssuerStatus::suspended) continue;
      const auto& keys = taken.issuer.key_set.keys;
      taken.has_listed_key = std::any_of(
          keys.begin(), keys.end(), [&listed_kids](const ListedKey& key) { return listed_kids.contains(key.kid); });
      std::string detail = taken.issuer.last_seen ? "last seen " + to_rfc3339(*taken.issuer.last_seen) : "";
      if (taken.has_listed_key) detail += (detail.empty() ? "" : "; ") + std::string("a listed issuer has its key");
      report(Errc::rule_v4, Severity::warning, taken.issuer.iss, {}, std::move(detail));
    }
  }

  Result<VciDirectory> finish() {
    std::vector<IssuerKeys> issuers;
    issuers.reserve(issuers_.size());
    for (VciTaken& taken : issuers_) issuers.push_back(std::move(taken.issuer));
    std::vector<Finding> of_every_report;
    if (!has_directory_) of_every_report.push_back({Errc::trust_no_directory, Severity::warning, {}, {}});
    TrustFacts facts{.origin = std::string(snapshot_origin),
                     .issued = out_.time,
                     .state = ListState::fresh,
                     .fresh_for = vci_fresh_for};
    out_.trust = TrustList::from_issuers(std::move(issuers), std::move(facts), std::move(of_every_report));
    return std::move(out_);
  }

  const VciDocument& document_;
  bool has_directory_;
  std::unordered_set<std::string_view> listed_;  // of the directory, which the caller holds
  std::optional<JsonValue> entries_;
  KeyPool pool_;
  std::vector<PublicKey> leaked_;
  std::unordered_set<std::string> taken_;
  std::vector<VciTaken> issuers_;
  std::size_t num_rids_ = 0;
  VciDirectory out_;
};

}  // namespace

std::string_view rule_of(Errc code) noexcept {
  constexpr std::string_view area = "trust ";
  const std::string_view section = info(code).section;
  return section.substr(0, area.size()) == area ? section.substr(area.size()) : std::string_view{};
}

Result<VciDirectory> read_vci_snapshot(std::string snapshot, const std::optional<std::string>& directory) {
  std::optional<VciIssuers> listed;
  if (directory) {
    VHC_TRY(listed, read_vci_issuers(*directory));
  }
  VHC_TRY(const VciDocument document, VciDocument::parse(snapshot_file, std::move(snapshot)));
  return SnapshotReader(document, listed).read();
}

}  // namespace vhc
