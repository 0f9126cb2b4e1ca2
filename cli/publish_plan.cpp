#include "publish_plan.h"

#include <algorithm>
#include <utility>

#include "io.h"

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

}  // namespace

Result<PublishPlan> make_publish_plan(const std::string& issuer, const std::string& to, Io& io) {
  VHC_TRY(IssuerFolder folder, IssuerFolder::open(issuer, io));
  VHC_TRY(const PublishedFolder there, read_published(to, io));
  VHC_TRY(PublishedComparison compared, compare_published(there, folder, io));
  VHC_TRY(std::vector<SiteFile> files, make_files(folder, io));
  std::vector<std::string> removed = stale_lists(there, files);
  PublishPlan plan{std::move(folder), std::move(compared), {}, std::move(removed)};
  for (SiteFile& file : files) {
    const char* const change = change_of(to + "/" + file.path, file.text, io);
    plan.files.push_back({std::move(file), change});
  }
  return plan;
}

}  // namespace vhc
