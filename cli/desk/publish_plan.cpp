#include "desk/publish_plan.h"

#include <algorithm>
#include <utility>

#include "desk/store/own_journal.h"
#include "desk/store/own_lists.h"
#include "shell/io.h"

namespace vhc {
namespace {

Result<std::vector<SiteFile>> make_files(const IssuerFolder& folder, Io& io) {
  std::vector<SiteKey> keys;
  for (const KeyRecord& record : folder.keys()) {
    VHC_TRY(auto crl, folder.crl(record.kid, io));
    keys.push_back({record, std::move(crl)});
  }
  return make_site(keys);
}

const char* change_of(const std::string& path, const std::string& text, Io& io) {
  if (!io.exists(path)) return "new";
  const auto there = io.read_plain_file(path, text.size());
  return there && *there == text ? "same" : "changed";
}

// Lists of keys that are no longer published would go on saying something: they are taken away.
std::vector<std::string> stale_lists(const PublishedFolder& there, const std::vector<SiteFile>& files) {
  std::vector<std::string> stale;
  for (const std::string& kid : there.lists) {
    const std::string path = published_list_path(kid);
    const bool is_ours =
        std::any_of(files.begin(), files.end(), [&path](const SiteFile& file) { return file.path == path; });
    if (!is_ours) stale.push_back(path);
  }
  return stale;
}

bool is_taken_over(const std::string& path, const PublishedComparison& compared) {
  return std::any_of(compared.behind.begin(), compared.behind.end(),
                     [&path](const ListBehind& list) { return published_list_path(list.kid.str()) == path; });
}

// Whoever changes what is published so that nobody's next card would be accepted is asked.
void ask_for_keys(PublishPlan& plan) {
  const std::vector<KeyRecord>& keys = plan.folder.keys();
  const auto is_changed = [](const PlannedFile& planned) {
    return planned.file.path == published_keys_path && std::string_view(planned.change) != "same";
  };
  if (std::none_of(plan.files.begin(), plan.files.end(), is_changed)) return;
  for (const KeyId& kid : plan.folder.untold()) {
    plan.asked.push_back({Errc::publish_no_key, std::string(published_keys_path),
                          kid.str() + " has ended by its record but not by the journal: if nobody "
                                      "here ended it, put keys/KID.pub back from a backup"});
  }
  if (std::any_of(keys.begin(), keys.end(), [](const KeyRecord& record) { return record.signs(); })) return;
  const auto left = std::count_if(keys.begin(), keys.end(), [](const KeyRecord& key) { return key.is_published(); });
  const std::string what = left == 0 ? "no key would be left there: every card of this issuer becomes UNKNOWN ISSUER"
                                     : "no signing key would be left there: vhc key new makes one";
  plan.asked.push_back({Errc::publish_no_key, std::string(published_keys_path), what});
}

// Whoever cuts off the line of a revoked key and puts back its record would have it public again.
void ask_for_end(const JournalState& journal, PublishPlan& plan) {
  if (journal.has_no_ledger) {
    plan.asked.push_back({Errc::ledger_broken, "ledger.db",
                          "it is gone, and with it what it knew of revocations and of the journal's end: put it back "
                          "from a backup"});
  }
  if (!journal.is_cut) return;
  plan.asked.push_back({Errc::journal_broken, "journal.ndjson",
                        "line " + std::to_string(journal.known) +
                            " is not the one that the ledger knows: its end was cut off, and what it told of keys and "
                            "revocations is not known here"});
}

// Revoking is no way back: what nobody is known to have revoked, and is not public yet, is asked about.
Result<void> ask_for_untold(const PublishedFolder& there, const OwnRevocations& own, PublishPlan& plan, Io& io) {
  for (const auto& [kid, all] : own.untold) {
    std::vector<std::string> rids = all;
    if (std::binary_search(there.lists.begin(), there.lists.end(), kid)) {
      VHC_TRY(std::string text, read_published_list(there, kid, io));
      VHC_TRY(const RevocationList list, RevocationList::parse(std::move(text)));
      std::erase_if(rids, [&list](const std::string& rid) { return list.revokes(rid, max_time); });
    }
    if (rids.empty()) continue;
    plan.asked.push_back({Errc::publish_unknown_rid, published_list_path(kid),
                          describe_untold(rids) + "; what is published stays revoked"});
  }
  return {};
}

// A list never loses an entry. What lies in the public folder is taken over, and is not lost.
void add_lost(const IssuerFolder& folder, std::vector<LostRevocation> lost, PublishedComparison& compared) {
  std::erase_if(lost, [&compared](const LostRevocation& one) {
    return std::any_of(compared.behind.begin(), compared.behind.end(), [&one](const ListBehind& list) {
      return list.kid == one.kid && std::any_of(list.lists.lost.begin(), list.lists.lost.end(),
                                                [&one](const Revocation& there) { return there.rid == one.rid; });
    });
  });
  for (const KeyRecord& record : folder.keys()) {
    const auto first =
        std::find_if(lost.begin(), lost.end(), [&record](const LostRevocation& one) { return one.kid == record.kid; });
    if (first == lost.end()) continue;
    compared.differences.push_back({Errc::publish_list_lost, published_list_path(record.kid.str()),
                                    describe_lost(lost, record.kid) + "; " + put_back_command(*first), true});
  }
  sort_by_weight(compared.differences);
}

}  // namespace

Result<PublishPlan> make_publish_plan(const std::string& issuer, const std::string& to, const PublishBasis& basis,
                                      Io& io) {
  VHC_TRY(IssuerFolder on_disk, IssuerFolder::open(issuer, io));
  if (basis.key != nullptr) VHC_CHECK_OK(check_vouched(on_disk, *basis.key));
  VHC_TRY(const IssuerFolder folder, on_disk.with_lists(io));
  VHC_TRY(const JournalState journal, check_own_journal(folder, basis.is_locked, io));
  VHC_TRY(const PublishedFolder there, read_published(to, io));
  VHC_TRY(PublishedComparison compared, compare_published(there, folder, io));
  VHC_TRY(const OwnRevocations own, compare_own_lists(folder, basis.is_locked, io));
  add_lost(folder, own.lost, compared);
  VHC_TRY(std::vector<SiteFile> files, make_files(folder, io));
  PublishPlan plan{.folder = std::move(on_disk), .compared = std::move(compared), .files = {}};
  for (std::string& path : stale_lists(there, files)) {
    (is_taken_over(path, plan.compared) ? plan.taken : plan.removed).push_back(std::move(path));
  }
  for (SiteFile& file : files) {
    const char* const change = change_of(to + "/" + file.path, file.text, io);
    plan.files.push_back({std::move(file), change});
  }
  ask_for_end(journal, plan);
  VHC_CHECK_OK(ask_for_untold(there, own, plan, io));
  ask_for_keys(plan);
  plan.tells_of_before = tells_of_before(there.has_keys, there.head, plan.compared.journal, plan.compared.differences);
  return plan;
}

}  // namespace vhc
