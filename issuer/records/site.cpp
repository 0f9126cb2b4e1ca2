#include "vhc/site.h"

#include <algorithm>
#include <utility>

#include "vhc/crl.h"
#include "vhc/json_writer.h"
#include "vhc/key_set.h"

namespace vhc {
namespace {

constexpr std::string_view key_set_path = ".well-known/jwks.json";
constexpr std::string_view crl_folder = ".well-known/crl/";

std::vector<const SiteKey*> published(std::span<const SiteKey> keys) {
  std::vector<const SiteKey*> chosen;
  for (const SiteKey& key : keys)
    if (key.record.is_published()) chosen.push_back(&key);
  std::sort(chosen.begin(), chosen.end(), [](const SiteKey* a, const SiteKey* b) {
    return std::pair(a->record.created, a->record.kid) < std::pair(b->record.created, b->record.kid);
  });
  return chosen;
}

Result<void> check_unique(std::span<const SiteKey> keys) {
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t j = i + 1; j < keys.size(); ++j)
      if (keys[i].record.kid == keys[j].record.kid) return fail(Errc::rule_v11, keys[i].record.kid.str());
  return {};
}

}  // namespace

Result<std::vector<SiteFile>> make_site(std::span<const SiteKey> keys) {
  VHC_CHECK_OK(check_unique(keys));
  std::vector<SiteFile> files;
  JsonWriter key_set;
  key_set.begin_object().name("keys").begin_array();
  for (const SiteKey* key : published(keys)) {
    ListedKey listed{key->record.kid.str(), key->record.key, std::nullopt};
    if (key->crl) {
      VHC_TRY(CrlUpdate list, add_revocations(*key->crl, key->record.kid, {}));
      listed.crl_version = list.ctr;
      files.push_back({std::string(crl_folder) + listed.kid + ".json", std::move(list.json)});
    }
    key_set.raw(to_jwk(listed));
  }
  files.push_back({std::string(key_set_path), key_set.end_array().end_object().take()});
  return files;
}

}  // namespace vhc
