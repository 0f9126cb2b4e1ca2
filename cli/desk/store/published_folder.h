// A public folder as it lies on disk, ours or not: read under ceilings, no link followed, and compared.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "desk/store/issuer_folder.h"
#include "vhc/published.h"

namespace vhc {

class Io;

struct PublishedFolder {
  std::string path;
  bool has_keys = false;  // a key set is there
  std::vector<ListedKey> keys;
  std::vector<std::string> lists;  // kids of crl/KID.json, sorted
  std::optional<JournalHead> head;

  bool is_empty() const noexcept { return !has_keys && lists.empty() && !head; }
};

// Nothing need be there. Fails with publish_unreadable for what stands in the place of a file or folder and is none,
// or has another form, and names it.
Result<PublishedFolder> read_published(const std::string& path, Io& io);
// The text of a list that is there. Fails likewise.
Result<std::string> read_published_list(const PublishedFolder& there, const std::string& kid, Io& io);

struct ListBehind {
  KeyId kid;
  ListComparison lists;
};

struct PublishedComparison {
  JournalFacts journal;
  std::vector<PublishedDifference> differences;  // the gravest first
  std::vector<ListBehind> behind;                // the lists of published keys that would go back

  std::size_t num_lost() const;  // revocations that stand there alone
};

Result<PublishedComparison> compare_published(const PublishedFolder& there, const IssuerFolder& folder, Io& io);

class JsonWriter;
// [{"code":"publish.counter_back","where":"…","what":"…"}]
void write_differences(JsonWriter& json, std::string_view member, const std::vector<PublishedDifference>& differences);

}  // namespace vhc
