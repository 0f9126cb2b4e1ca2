// Every key that a snapshot lists is found under its issuer and no other, each name is fit to be shown, and what is
// counted is what is there.
#include <algorithm>

#include "input.h"
#include "vhc/display_text.h"
#include "vhc/vci_directory.h"

namespace {

std::optional<std::string> directory_of(std::string_view text, std::size_t split) {
  if (split == std::string_view::npos) return std::nullopt;
  return std::string(text.substr(split + 1));
}

}  // namespace

// The snapshot; behind a NUL, if there is one, vci-issuers.json.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const std::string_view text = text_of(data, size);
  const std::size_t split = text.find('\0');
  const auto read = read_vci_snapshot(std::string(text.substr(0, split)), directory_of(text, split));
  if (!read) {
    require(read.error().code == Errc::trust_damaged && !read.error().where.empty());
    return 0;
  }
  const VciCounts& counts = read->counts;
  require(counts.issuers == read->trust.num_issuers() && counts.keys == read->trust.num_keys());
  require(counts.issuers == counts.listed + counts.delisted);
  require(counts.issuers == counts.seen_today + counts.seen_in_30_days + counts.seen_in_a_year + counts.seen_before);
  for (const VciFinding& finding : read->findings) {
    const ListedIssuer* const issuer = read->trust.issuer(finding.iss);
    if (issuer == nullptr) continue;
    require(without_hidden_characters(issuer->name) == issuer->name);
    for (const TrustEntry* entry : read->trust.owners(finding.kid)) {
      require(read->trust.find(entry->iss, entry->kid) == entry);
      require(read->trust.find(entry->iss + "/", entry->kid) == nullptr);
      require(entry->issuer_status == read->trust.issuer(entry->iss)->status);
      const auto points = read->trust.candidates(entry->kid);
      require(std::find(points.begin(), points.end(), entry->key) != points.end());
    }
  }
  return 0;
}
