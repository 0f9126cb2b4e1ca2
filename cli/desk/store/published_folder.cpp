#include "desk/store/published_folder.h"

#include <algorithm>
#include <utility>

#include "desk/store/own_journal.h"
#include "shell/io.h"
#include "vhc/json_writer.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

// Whatever is wrong with a file there, it is not one that publish wrote.
tl::unexpected<Error> unreadable(const std::string& path, const Error& error) {
  const std::string place =
      error.where.starts_with('/') && error.code == Errc::publish_unreadable ? ", " + error.where : "";
  std::string why = error.hint.empty() ? std::string(info(error.code).sentence) : error.hint;
  return fail(Errc::publish_unreadable, path + place,
              why + "; nothing was written: look at it, and remove it if it is not needed");
}

Result<std::optional<std::string>> read_if_there(const std::string& path, std::size_t max_bytes, Io& io) {
  auto text = io.read_plain_file(path, max_bytes);
  if (text) return std::optional(*std::move(text));
  if (text.error().code == Errc::not_found && !io.exists(path)) return std::optional<std::string>{};
  return unreadable(path, text.error());
}

// False when there is none.
Result<bool> is_folder(const std::string& path, Io& io) {
  switch (io.kind_of(path)) {
    case Io::PathKind::none:
      return false;
    case Io::PathKind::folder:
      return true;
    case Io::PathKind::link:
      return unreadable(path, fail(Errc::publish_unreadable, {}, "it is a link").value());
    default:
      return unreadable(path, fail(Errc::publish_unreadable, {}, "it is no folder").value());
  }
}

Result<std::vector<std::string>> read_lists(const std::string& folder, Io& io) {
  VHC_TRY(const std::vector<std::string> names, io.list_folder(folder));
  std::vector<std::string> kids;
  constexpr std::string_view end = ".json";
  for (const std::string& name : names) {
    if (name.size() <= end.size() || !name.ends_with(end)) continue;
    const std::string kid = name.substr(0, name.size() - end.size());
    if (KeyId::parse(kid)) kids.push_back(kid);
  }
  return kids;
}

const KeyRecord* find(const IssuerFolder& folder, const std::string& kid) {
  for (const KeyRecord& record : folder.keys()) {
    if (record.kid.str() == kid) return &record;
  }
  return nullptr;
}

std::int64_t listed_version(const PublishedFolder& there, const std::string& kid) {
  for (const ListedKey& key : there.keys) {
    if (key.kid == kid) return key.crl_version.value_or(0);
  }
  return 0;
}

// The list of one of our keys there, and what the key set there says of its counter.
Result<ListComparison> compare_list(const PublishedFolder& there, const IssuerFolder& folder, const KeyId& kid,
                                    Io& io) {
  VHC_TRY(const std::optional<std::string> own, folder.crl(kid, io));
  ListComparison compared;
  if (std::binary_search(there.lists.begin(), there.lists.end(), kid.str())) {
    VHC_TRY(const std::string text, read_published_list(there, kid.str(), io));
    auto lists = compare_lists(kid, own, text);
    if (!lists && lists.error().code == Errc::publish_unreadable) {
      return unreadable(there.path + "/" + published_list_path(kid.str()), lists.error());
    }
    VHC_TRY(compared, std::move(lists));
  } else if (own) {
    VHC_TRY(const RevocationList list, RevocationList::parse(*own));
    compared.counter_here = list.counter();
  }
  compared.listed_there = listed_version(there, kid.str());
  return compared;
}

}  // namespace

Result<PublishedFolder> read_published(const std::string& path, Io& io) {
  PublishedFolder there{.path = path, .has_keys = false, .keys = {}, .lists = {}, .head = {}};
  if (io.kind_of(path) == Io::PathKind::none) return there;
  VHC_TRY(const auto head, read_if_there(path + "/" + std::string(published_head_name), max_journal_head_bytes, io));
  if (head) {
    auto parsed = parse_journal_head(*head);
    if (!parsed) return unreadable(path + "/" + std::string(published_head_name), parsed.error());
    there.head = *std::move(parsed);
  }
  VHC_TRY(const bool has_known, is_folder(path + "/.well-known", io));
  if (!has_known) return there;
  const std::string key_set = path + "/" + std::string(published_keys_path);
  VHC_TRY(const auto text, read_if_there(key_set, max_key_set_bytes, io));
  if (text) {
    auto keys = read_published_keys(*text);
    if (!keys) return unreadable(key_set, keys.error());
    there.has_keys = true;
    there.keys = *std::move(keys);
  }
  const std::string lists = path + "/" + std::string(published_lists_folder);
  VHC_TRY(const bool has_lists, is_folder(lists, io));
  if (has_lists) {
    VHC_TRY(there.lists, read_lists(lists, io));
  }
  return there;
}

Result<std::string> read_published_list(const PublishedFolder& there, const std::string& kid, Io& io) {
  const std::string path = there.path + "/" + published_list_path(kid);
  auto text = io.read_plain_file(path, max_crl_bytes);
  if (!text) return unreadable(path, text.error());
  return text;
}

std::size_t PublishedComparison::num_lost() const {
  std::size_t count = 0;
  for (const ListBehind& list : behind) count += list.lists.lost.size();
  return count;
}

Result<PublishedComparison> compare_published(const PublishedFolder& there, const IssuerFolder& folder, Io& io) {
  PublishedComparison compared;
  VHC_TRY(compared.journal, read_journal_facts(folder, there.head ? there.head->count : 0, io));
  compared.differences = compare_head(there.head, compared.journal);
  const auto add = [&compared](std::vector<PublishedDifference> more) {
    compared.differences.insert(compared.differences.end(), std::make_move_iterator(more.begin()),
                                std::make_move_iterator(more.end()));
  };
  if (there.has_keys) add(compare_keys(there.keys, folder.keys(), there.head, compared.journal));
  for (const std::string& kid : there.lists) {
    if (find(folder, kid) != nullptr) continue;
    add({{Errc::publish_unknown_key, published_list_path(kid), "the list of a key that this folder does not know"}});
  }
  for (const KeyRecord& record : folder.keys()) {
    if (!record.is_published()) continue;
    VHC_TRY(ListComparison lists, compare_list(there, folder, record.kid, io));
    if (auto ahead = counter_ahead(record.kid, lists, io.now())) {
      add({*std::move(ahead)});
      continue;
    }
    if (!lists.is_behind()) continue;
    add(differences_of(record.kid, lists));
    compared.behind.push_back({record.kid, std::move(lists)});
  }
  sort_by_weight(compared.differences);
  return compared;
}

void write_differences(JsonWriter& json, std::string_view member, const std::vector<PublishedDifference>& differences) {
  json.name(member).begin_array();
  for (const PublishedDifference& one : differences) {
    json.begin_object().member("code", name(one.code)).member("where", one.where).member("what", one.what).end_object();
  }
  json.end_array();
}

}  // namespace vhc
