#include "vhc/vci_directory.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "trust/vci/vci_counts.h"
#include "trust/vci/vci_entry.h"
#include "vhc/key_set.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

constexpr std::string_view snapshot_file = "vci_snapshot.json";
constexpr std::string_view snapshot_origin = "vci-snapshot";
constexpr std::string_view snapshot_network = "vci";

struct Address {
  bool listed = false;  // in the directory
  bool taken = false;   // from the snapshot
};

// The members of one element of issuerInfo.
struct EntryMembers {
  std::optional<JsonValue> issuer, keys, crls, last_retrieved;
};

// Reads a snapshot entry by entry, then applies the rules that look across them.
class SnapshotReader {
 public:
  explicit SnapshotReader(const VciDocument& document) : document_(document) {}

  Result<void> read_directory(const std::string& directory) {
    has_directory_ = true;
    return for_each_vci_issuer(directory, out_.findings, [this](const VciIssuer& issuer) {
      num_listed_ += addresses_.try_emplace(issuer.iss, Address{.listed = true}).second ? 1U : 0U;
    });
  }

  Result<VciDirectory> read() {
    VHC_CHECK_OK(read_top());
    VHC_CHECK_OK(document_.require(*entries_, JsonKind::array, "an array of issuers"));
    if (entries_->size() > max_vci_issuers) {
      return document_.damaged(*entries_, "at most " + std::to_string(max_vci_issuers) + " issuers");
    }
    issuers_.reserve(entries_->size());
    addresses_.reserve(entries_->size());
    for (auto entry = entries_->first(); entry; entry = entry->next()) {
      if (auto taken = read_entry(*entry); !taken) leave_out(*entry, taken.error());
    }
    refuse_leaked_points();
    report_unlisted();
    count_vci_issuers(issuers_, out_.time, out_.counts);
    if (has_directory_) out_.counts.not_in_snapshot = num_listed_ - out_.counts.listed;
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
    VHC_CHECK_OK(document_.read_string(*source, out_.source));
    VHC_TRY(out_.time, read_time(*time));
    return {};
  }

  Result<UnixTime> read_time(const JsonValue& value) const {
    std::string text;
    VHC_CHECK_OK(document_.read_string(value, text));
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

  // What is wrong with one entry costs that entry: each is a copy of what some issuer serves.
  void leave_out(const JsonValue& entry, const Error& fault) {
    ++out_.counts.refused_issuers;
    out_.findings.push_back(left_out(entry.find("issuer").value_or(entry), fault));
  }

  Result<void> read_entry(const JsonValue& entry) {
    VHC_TRY(const EntryMembers members, members_of(entry));
    VHC_CHECK_OK(read_vci_issuer(document_, *members.issuer, named_, out_.counts.unknown_members));
    VciTaken taken{.canonical = !named_.canonical_iss.empty()};
    IssuerKeys& issuer = taken.issuer;
    issuer.iss = named_.iss;
    issuer.network = snapshot_network;
    if (members.last_retrieved) {
      VHC_TRY(issuer.last_seen, read_time(*members.last_retrieved));
    }
    if (!may_be_taken(issuer)) {
      ++out_.counts.refused_issuers;
      return {};
    }
    issuer.name = checked_vci_name(named_, out_.findings);
    VHC_CHECK_OK(read_issuer_keys(members.keys, taken));
    read_lists(members.crls, taken);
    issuers_.push_back(std::move(taken));
    return {};
  }

  // V5, and V4: whom the directory does not have is suspended.
  bool may_be_taken(IssuerKeys& issuer) {
    if (!check_vci_iss(issuer.iss, out_.findings)) return false;
    Address& address = addresses_[issuer.iss];
    if (std::exchange(address.taken, true)) {
      report(Errc::rule_v5, Severity::error, issuer.iss, {}, "the same iss appears earlier");
      return false;
    }
    if (has_directory_ && !address.listed) issuer.status = IssuerStatus::suspended;
    return true;
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
    for (const Finding& finding : set.findings) report_key(*keys, finding, taken.issuer.iss);
    return {};
  }

  // A finding of the key set reader, whose place is "/keys/2/x", told with the kid.
  void report_key(const JsonValue& keys, const Finding& finding, const std::string& iss) {
    constexpr std::size_t start = std::string_view("/keys/").size();
    std::string kid;
    if (finding.where.size() > start) {
      const auto jwk = keys.at(std::stoul(finding.where.substr(start)));
      const auto member = jwk->find("kid");
      if (member && member->is(JsonKind::string) && member->text().size() <= max_vci_string_bytes) {
        kid = member->string();
      }
    }
    report(finding.code, finding.severity, iss, std::move(kid), finding.detail);
  }

  // A list that cannot be read is left out alone. Its key then promises one that is not there, which every report says.
  void read_lists(const std::optional<JsonValue>& lists, VciTaken& taken) {
    if (lists && lists->is(JsonKind::array)) {
      for (auto list = lists->first(); list; list = list->next()) read_list(*list, taken);
    } else if (lists) {
      report(Errc::crl_form, Severity::error, taken.issuer.iss, {}, "crls is no array");
    }
    for (const ListedKey& key : taken.issuer.key_set.keys) compare_with_list(key, taken.issuer);
  }

  void read_list(const JsonValue& value, VciTaken& taken) {
    ++taken.num_lists;
    const std::string& iss = taken.issuer.iss;
    const auto rids = value.find("rids");
    if (rids && rids->is(JsonKind::array) && taken.num_rids + rids->size() > max_vci_rids) {
      report(Errc::input_too_large, Severity::error, iss, {},
             "at most " + std::to_string(max_vci_rids) + " revocation ids of one issuer");
      return;
    }
    auto list = RevocationList::read(value);
    if (!list) {
      report(list.error().code, Severity::error, iss);
      return;
    }
    const auto& keys = taken.issuer.key_set.keys;
    if (std::none_of(keys.begin(), keys.end(), [&list](const ListedKey& key) { return key.kid == list->kid(); })) {
      report(Errc::crl_kid, Severity::error, iss, list->kid());
      return;
    }
    if (const auto ctr = value.find("ctr"); ctr && ctr->is(JsonKind::string)) {
      report(Errc::rule_v12, Severity::warning, iss, list->kid(), "ctr of the list is a string");
    }
    for (const Finding& finding : list->findings()) {
      report(finding.code, finding.severity, iss, list->kid(), finding.detail);
    }
    taken.num_rids += list->size();
    taken.issuer.revocations.push_back(*std::move(list));
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
  void report_unlisted() {
    if (!has_directory_) {
      report(Errc::trust_no_directory, Severity::warning, {});
      return;
    }
    std::unordered_set<std::string_view> listed_kids;
    for (const VciTaken& taken : issuers_) {
      if (taken.issuer.status == IssuerStatus::suspended) continue;
      for (const ListedKey& key : taken.issuer.key_set.keys) listed_kids.insert(key.kid);
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
  bool has_directory_ = false;
  std::unordered_map<std::string, Address> addresses_;  // of the directory and of the snapshot
  std::size_t num_listed_ = 0;
  std::optional<JsonValue> entries_;
  KeyPool pool_;
  std::vector<PublicKey> leaked_;
  std::vector<VciTaken> issuers_;
  VciIssuer named_;  // scratch of read_entry
  VciDirectory out_;
};

}  // namespace

std::string_view rule_of(Errc code) noexcept {
  constexpr std::string_view area = "trust ";
  const std::string_view section = info(code).section;
  return section.starts_with("trust V") ? section.substr(area.size()) : std::string_view{};
}

Result<VciDirectory> read_vci_snapshot(std::string snapshot, const std::optional<std::string>& directory) {
  VHC_TRY(const VciDocument document, VciDocument::parse(snapshot_file, std::move(snapshot)));
  SnapshotReader reader(document);
  if (directory) VHC_CHECK_OK(reader.read_directory(*directory));
  return reader.read();
}

}  // namespace vhc
