#include "vhc/published.h"

#include <algorithm>
#include <charconv>

#include "vhc/revocation_list.h"

namespace vhc {
namespace {

constexpr std::size_t hash_chars = 44;  // base64 of SHA-256

tl::unexpected<Error> unreadable(const std::string& where, const std::string& why) {
  return fail(Errc::publish_unreadable, where, why);
}

bool is_there(std::span<const ListedKey> keys, std::string_view kid) {
  return std::any_of(keys.begin(), keys.end(), [kid](const ListedKey& key) { return key.kid == kid; });
}

bool knows(std::span<const KeyRecord> ours, std::string_view kid) {
  return std::any_of(ours.begin(), ours.end(), [kid](const KeyRecord& record) { return record.kid.str() == kid; });
}

bool is_in_chain(const JournalHead& head, const JournalFacts& journal) {
  return journal.hash_at_head && *journal.hash_at_head == head.hash;
}

// Up to which line of this journal keys must be published there. Where the head is another history's, what came before
// the restore was in both; without a restore nobody can tell, and no key is taken for a new one.
std::int64_t published_up_to(const std::optional<JournalHead>& head, const JournalFacts& journal) {
  if (!head) return journal.restored_at;
  if (is_in_chain(*head, journal) || journal.restored_at == 0) return head->count;
  return journal.restored_at;
}

std::string counted(std::size_t count, const char* one, const char* many) {
  return std::to_string(count) + (count == 1 ? one : many);
}

// vhc key revoke kills every card of the key: it is for a key that was revoked, and for no other.
std::string why_withdrawn(bool was_published) {
  if (was_published) {
    return ": it was published, but is no longer there. If it was revoked in a newer copy of this folder, vhc key "
           "revoke "
           "it here too; if it was taken out there by mistake, publish into an empty folder and put that in its place";
  }
  return ": it is missing there, and this journal records no publish since the key was made. If it was revoked "
         "since, vhc key revoke it here too; if it never was public, its cards are good: publish into an empty folder "
         "and put that in its place";
}

int weight(Errc code) {
  constexpr Errc order[] = {Errc::publish_other_issuer,  Errc::publish_key_withdrawn, Errc::publish_list_lost,
                            Errc::publish_counter_ahead, Errc::publish_counter_back,  Errc::publish_unknown_rid,
                            Errc::publish_unknown_key,   Errc::publish_other_history};
  return static_cast<int>(std::find(std::begin(order), std::end(order), code) - std::begin(order));
}

}  // namespace

std::string published_list_path(std::string_view kid) {
  return std::string(published_lists_folder) + "/" + std::string(kid) + ".json";
}

std::string to_text(const JournalHead& head) {
  return std::to_string(head.count) + " " + head.hash + "\n";
}

Result<JournalHead> parse_journal_head(std::string_view text) {
  JournalHead head;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), head.count);
  if (error == std::errc{} && head.count > 0 && text.size() > hash_chars) {
    head.hash = text.substr(text.size() - hash_chars - 1, hash_chars);
    const bool is_plain = head.hash.find_first_of(" \r\n") == std::string::npos;
    if (is_plain && to_text(head) == text) return head;
  }
  return unreadable(std::string(published_head_name), "not a count and a hash as vhc publish writes them");
}

Result<std::vector<ListedKey>> read_published_keys(std::string_view json) {
  auto set = parse_key_set(json);
  if (!set) return unreadable(set.error().where, std::string(info(set.error().code).sentence));
  for (const Finding& finding : set->findings) {
    if (finding.severity == Severity::error) return unreadable(finding.where, std::string(info(finding.code).sentence));
  }
  return std::move(set->keys);
}

std::vector<PublishedDifference> compare_head(const std::optional<JournalHead>& there, const JournalFacts& journal) {
  const auto differs = [](std::string what) {
    return std::vector<PublishedDifference>{
        {Errc::publish_other_history, std::string(published_head_name), std::move(what)}};
  };
  if (!there && journal.restored_at > journal.compared_at) {
    return differs(
        "there is none, and this folder was restored from a backup: what was revoked since would be genuine again");
  }
  if (!there || is_in_chain(*there, journal)) return {};
  if (there->count > journal.count) {
    return differs("it counts " + counted(static_cast<std::size_t>(there->count), " line", " lines") +
                   ", the journal here has " + std::to_string(journal.count));
  }
  return differs("line " + std::to_string(there->count) + " of the journal here is another one");
}

std::vector<PublishedDifference> compare_keys(std::span<const ListedKey> there, std::span<const KeyRecord> ours,
                                              const std::optional<JournalHead>& head, const JournalFacts& journal) {
  const std::string where(published_keys_path);
  const bool has_ours =
      std::any_of(there.begin(), there.end(), [&ours](const ListedKey& key) { return knows(ours, key.kid); });
  const bool is_others = !there.empty() && !has_ours;
  std::vector<PublishedDifference> found;
  if (is_others) {
    found.push_back({Errc::publish_other_issuer, where,
                     counted(there.size(), " key is", " keys are") + " published there, and none is of this folder"});
  }
  for (const ListedKey& key : there) {
    if (is_others || knows(ours, key.kid)) continue;
    found.push_back({Errc::publish_unknown_key, where, key.kid + ": its cards would become UNKNOWN ISSUER"});
  }
  // A restored folder's own keys may all have been revoked and replaced since.
  if (is_others && journal.restored_at <= journal.compared_at) return found;
  const std::int64_t up_to = published_up_to(head, journal);
  for (const KeyRecord& record : ours) {
    if (!record.is_published() || is_there(there, record.kid.str())) continue;
    const auto named = journal.named_at.find(record.kid.str());
    if (named != journal.named_at.end() && named->second > up_to) continue;  // new since then
    const bool was_published = named != journal.named_at.end() && journal.published_at > named->second;
    found.push_back({Errc::publish_key_withdrawn, where, record.kid.str() + why_withdrawn(was_published), true});
  }
  return found;
}

bool is_comparison(std::string_view verb, std::string_view reason) noexcept {
  return verb == "issuer compare" || (verb == "publish" && reason.find(not_compared) == std::string_view::npos);
}

bool tells_of_before(bool has_keys, const std::optional<JournalHead>& there, const JournalFacts& journal,
                     std::span<const PublishedDifference> differences) noexcept {
  const bool is_others = std::any_of(differences.begin(), differences.end(), [](const PublishedDifference& one) {
    return one.code == Errc::publish_other_issuer;
  });
  const bool is_own = there && is_in_chain(*there, journal) && there->count >= journal.restored_at;
  const bool is_old_copy = there && is_in_chain(*there, journal) && there->count < journal.published_before;
  return has_keys && !is_others && !is_own && !is_old_copy;
}

Result<ListComparison> compare_lists(const KeyId& kid, std::optional<std::string_view> here, std::string_view there) {
  const auto list = RevocationList::parse(std::string(there));
  if (!list) return unreadable(list.error().where, std::string(info(list.error().code).sentence));
  if (list->kid() != kid.str()) return unreadable("/kid", "it is the list of another key");
  if (list->counter() == 0) return unreadable("/ctr", "the counter is no whole number above 0, written in digits");
  if (!list->findings().empty() || list->num_unusable() > 0) return unreadable("/rids", "an entry is no revocation id");
  ListComparison compared{.counter_there = list->counter(),
                          .counter_here = 0,
                          .listed_there = 0,
                          .entries_there = list->size(),
                          .lost = {}};
  std::optional<RevocationList> own;
  if (here) {
    VHC_TRY(own, RevocationList::parse(std::string(*here)));
    compared.counter_here = own->counter();
  }
  for (const RevocationList::Entry& entry : list->entries()) {
    const UnixTime latest = entry.stamp ? *entry.stamp - std::chrono::seconds{1} : max_time;
    if (own && own->revokes(entry.rid, latest)) continue;
    const auto rid = RevocationId::parse(entry.rid);
    if (!rid) return unreadable("/rids", "an entry is no revocation id");
    compared.lost.push_back({*rid, entry.stamp});
  }
  return compared;
}

std::optional<PublishedDifference> counter_ahead(const KeyId& kid, const ListComparison& lists, UnixTime now) {
  constexpr std::chrono::seconds ahead = std::chrono::days{3653};
  const std::int64_t highest = (now + ahead).time_since_epoch().count();
  const std::string where = published_list_path(kid.str());
  const auto above = [&](std::int64_t counter, const std::string& what) {
    return PublishedDifference{Errc::publish_counter_ahead, where,
                               what + std::to_string(counter) + ", and revoking counts from 1: somebody else wrote it",
                               true};
  };
  if (lists.counter_here > highest) {
    return above(lists.counter_here, "put the list back from a backup: its counter here is ");
  }
  if (lists.counter_there > highest) {
    return above(lists.counter_there, "take the file away there: its counter is ");
  }
  if (lists.listed_there <= highest) return std::nullopt;
  return above(lists.listed_there, "take " + std::string(published_keys_path) + " away there: it says version ");
}

std::vector<PublishedDifference> differences_of(const KeyId& kid, const ListComparison& lists) {
  std::vector<PublishedDifference> found;
  const std::string where = published_list_path(kid.str());
  if (lists.is_gone()) {
    found.push_back({Errc::publish_counter_back, where,
                     "the key set there says version " + std::to_string(lists.listed_there) +
                         ", which is gone: what it revoked cannot be told",
                     true});
  }
  if (lists.counter_here < lists.counter_there) {
    found.push_back({Errc::publish_counter_back, where,
                     "its counter is " + std::to_string(lists.counter_there) + " there and " +
                         std::to_string(lists.counter_here) + " here"});
  }
  if (!lists.lost.empty()) {
    found.push_back({Errc::publish_unknown_rid, where,
                     counted(lists.lost.size(), " revocation", " revocations") + " that this folder does not have"});
  }
  return found;
}

void sort_by_weight(std::vector<PublishedDifference>& differences) {
  std::stable_sort(differences.begin(), differences.end(),
                   [](const auto& a, const auto& b) { return weight(a.code) < weight(b.code); });
}

}  // namespace vhc
