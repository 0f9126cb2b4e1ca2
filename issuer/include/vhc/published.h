// What a public folder already has, compared with what the issuer's folder knows: a published state never goes back
// by itself. What is there is compared, and not trusted otherwise. docs/rules/cli.md, "cli 4".
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/crl.h"
#include "vhc/key_record.h"
#include "vhc/key_set.h"
#include "vhc/result.h"

namespace vhc {

inline constexpr std::size_t max_journal_head_bytes = 256;

// journal-head.txt: how many lines the journal had, and the base64 SHA-256 of the last one.
struct JournalHead {
  std::int64_t count = 0;
  std::string hash;
};

std::string to_text(const JournalHead& head);  // "388 HASH\n"
// Reads what to_text() writes. Fails with publish_unreadable.
Result<JournalHead> parse_journal_head(std::string_view text);

// The keys of a key set as make_site() writes it. Fails with publish_unreadable, with a pointer where there is one, for
// everything that parse_key_set() leaves out.
Result<std::vector<ListedKey>> read_published_keys(std::string_view json);

struct PublishedDifference {
  Errc code{};
  std::string where;      // below the folder: .well-known/crl/KID.json
  std::string what;       // "its counter is 9 there and 8 here"
  bool is_final = false;  // publishing all the same would make cards genuine that are not
};

// What the issuer's journal has to say.
struct JournalFacts {
  std::int64_t count = 0;                                  // its lines
  std::optional<std::string> hash_at_head = std::nullopt;  // of the line that the published head counts to
  std::map<std::string, std::int64_t> named_at = {};       // by kid: the line that made the key or took it in
  std::int64_t published_at = 0;                           // the line of the last publish; 0: none
  std::int64_t compared_at = 0;  // of the last line that a restored folder was held against what is published; 0: none
  std::int64_t restored_at = 0;  // the line of the last restore from a backup; 0: none
  std::int64_t published_before = 0;  // the line of the last publish before that restore; 0: none
};

// The reason of a publish line behind which a restored folder knows as little as before of what was published.
inline constexpr std::string_view not_compared = "not compared with what was published before the restore";
// Whether a line tells that the folder was held against what is published: its own publishing of other things than
// that, or `issuer compare`.
bool is_comparison(std::string_view verb, std::string_view reason) noexcept;
// Whether what lies there is from before the last restore, of this issuer as far as `differences` tell, and no copy
// that is older than the last publish which the backup knew.
bool tells_of_before(bool has_keys, const std::optional<JournalHead>& there, const JournalFacts& journal,
                     std::span<const PublishedDifference> differences) noexcept;

// publish_other_history: the head is that of no line of this journal; or there is none, and the folder was restored
// from a backup and has not been held against what is published since.
std::vector<PublishedDifference> compare_head(const std::optional<JournalHead>& there, const JournalFacts& journal);

// publish_other_issuer, publish_unknown_key and publish_key_withdrawn, the latter two one for each key. `ours`: the
// folder's keys, whatever became of them.
std::vector<PublishedDifference> compare_keys(std::span<const ListedKey> there, std::span<const KeyRecord> ours,
                                              const std::optional<JournalHead>& head, const JournalFacts& journal);

struct ListComparison {
  std::int64_t counter_there = 0;
  std::int64_t counter_here = 0;  // 0: there is no list
  std::int64_t listed_there = 0;  // what the key set there says of the counter; 0: nothing
  std::size_t entries_there = 0;
  std::vector<Revocation> lost = {};  // are there, and not here or for fewer cards

  // The list that the key set names is gone: what it revoked is unknown.
  bool is_gone() const noexcept { return listed_there > counter_there && listed_there > counter_here; }
  bool is_behind() const noexcept { return counter_here < counter_there || !lost.empty() || is_gone(); }
};

// Fails with publish_unreadable when `there` is not a list of `kid` as make_site() writes it, and as
// RevocationList::parse() does for `here`.
Result<ListComparison> compare_lists(const KeyId& kid, std::optional<std::string_view> here, std::string_view there);

// publish_counter_ahead, for a counter there or here that is above any which a clock gives within ten years of `now`:
// above such a one there may be no room for revoking.
std::optional<PublishedDifference> counter_ahead(const KeyId& kid, const ListComparison& lists, UnixTime now);

// publish_counter_back and publish_unknown_rid.
std::vector<PublishedDifference> differences_of(const KeyId& kid, const ListComparison& lists);

// The gravest first: what makes a revoked card genuine before what makes a good one unknown.
void sort_by_weight(std::vector<PublishedDifference>& differences);

inline constexpr std::string_view published_keys_path = ".well-known/jwks.json";
inline constexpr std::string_view published_lists_folder = ".well-known/crl";
inline constexpr std::string_view published_head_name = "journal-head.txt";
std::string published_list_path(std::string_view kid);

}  // namespace vhc
