#include "venue/store/published_keys.h"

#include "shell/io.h"
#include "shell/paths.h"

namespace vhc {
namespace {

PromisedList read_promised(const std::string& kid, const std::string& file, const Io& io) {
  PromisedList promised{.kid = kid, .file = file, .text = {}};
  auto text = io.read_file(file, max_crl_bytes);
  if (!text) {
    if (text.error().code != Errc::not_found) promised.list = tl::unexpected(std::move(text).error());
    return promised;
  }
  promised.text = *std::move(text);
  promised.list = RevocationList::parse(promised.text);
  if (promised.list && promised.list->kid() != kid) promised.list = fail(Errc::crl_kid, file);
  return promised;
}

}  // namespace

Result<PublishedKeys> read_published_keys(const std::string& file, const Io& io) {
  VHC_TRY(const std::string text, io.read_file(file, max_key_set_bytes));
  PublishedKeys published;
  VHC_TRY(published.keys, parse_key_set(text));
  for (const ListedKey& key : published.keys.keys) {
    if (!key.crl_version) continue;
    published.lists.push_back(read_promised(key.kid, folder_of(file) + "/crl/" + key.kid + ".json", io));
  }
  return published;
}

}  // namespace vhc
