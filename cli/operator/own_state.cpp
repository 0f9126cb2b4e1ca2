#include "operator/own_state.h"

#include <algorithm>
#include <filesystem>

#include "venue/store/venue_folder.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;

// By the real places, so that no link leads into the folder.
bool is_inside(const std::string& path, const std::string& folder) {
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(fs::absolute(path, error), error);
  fs::path outer = fs::weakly_canonical(fs::absolute(folder, error), error);
  if (error) return true;
  if (!outer.has_filename()) outer = outer.parent_path();
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

Result<void> check_outside(const std::string& path, const RegistryFolder& folder) {
  for (const std::string& file : {path, path + "/" + folder.origin() + ".state"}) {
    if (!is_inside(file, folder.path())) continue;
    return fail(Errc::registry_own_inside, file,
                "keep it elsewhere: vhc trust pin --venue DIR, then vhc trust update --venue DIR");
  }
  return {};
}

std::string root_place(const HeldNote<RootNote>& root) {
  return "root " + std::to_string(root.note.number) + " " + fingerprint(root.hash);
}

bool has_root(const RegistryFolder& folder, const HeldNote<RootNote>& mine) {
  const auto is_mine = [&mine](const auto& root) { return root.hash == mine.hash; };
  return std::any_of(folder.roots().begin(), folder.roots().end(), is_mine);
}

tl::unexpected<Error> other_root(const HeldNote<RootNote>& mine, const RegistryFolder& folder, std::string hint) {
  const std::string theirs = folder.roots().empty() ? "no root" : root_place(folder.roots().back());
  return fail(Errc::registry_own_root, "yours: " + root_place(mine) + "; " + folder.path() + ": " + theirs,
              std::move(hint));
}

Result<void> check_known_root(const HeldNote<RootNote>& mine, const RegistryFolder& folder) {
  if (has_root(folder, mine)) return {};
  return other_root(mine, folder, "files of the list folder were exchanged or are missing; nothing was signed");
}

Result<void> check_newest_root(const OwnState& own, const RegistryFolder& folder) {
  const HeldNote<RootNote>& mine = own.state->root();
  VHC_CHECK_OK(check_known_root(mine, folder));
  if (folder.roots().back().hash == mine.hash) return {};
  return other_root(mine, folder,
                    "take the newer root first: vhc trust update --venue " + own.path + " " +
                        folder.file("packs/" + folder.origin() + ".pack"));
}

// A root after `number` may say from which list on the lists count: those that it burns are gone for good reason.
bool burns_lists(const RegistryFolder& folder, std::uint32_t number) {
  const auto& roots = folder.roots();
  return std::any_of(roots.begin(), roots.end(),
                     [number](const auto& root) { return root.note.number > number && root.note.list_from; });
}

Result<OwnState> read_own_state(const std::optional<std::string>& venue, const RegistryFolder& folder, Io& io) {
  OwnState own;
  const std::optional<std::string> path = venue ? venue : io.environment("VHC_VENUE");
  if (!path) return own;
  own.path = *path;
  VHC_CHECK_OK(check_outside(own.path, folder));
  VHC_TRY(const VenueFolder held, VenueFolder::open(own.path, io));
  const TrustState* const state = held.find(folder.origin());
  if (state != nullptr) own.state = *state;
  return own;
}

}  // namespace

void add_own_state_flag(Verb& verb, std::optional<std::string>& venue, const std::string& help) {
  verb.option("--venue", venue, "DIR", help);
}

Result<void> check_not_rolled_back(const OwnState& own, const RegistryFolder& folder) {
  const HeldNote<ListNote>* const mine = own.list();
  if (mine == nullptr || burns_lists(folder, own.state->root().note.number)) return {};
  const auto& lists = folder.lists();
  const auto is_mine = [mine](const auto& list) { return list.hash == mine->hash; };
  if (std::any_of(lists.begin(), lists.end(), is_mine)) return {};
  const std::string theirs = lists.empty() ? "no list" : "list " + std::to_string(lists.back().note.number);
  return fail(
      Errc::registry_rolled_back,
      "you hold list " + std::to_string(mine->note.number) + "; " + folder.path() + ": " + theirs,
      "get the newest copy of the folder; if this is the newest, find out who put it back, and make it again with "
      "vhc registry restore PACK");
}

Result<OwnState> open_own_state(const std::optional<std::string>& venue, const RegistryFolder& folder, Io& io) {
  VHC_TRY(OwnState own, read_own_state(venue, folder, io));
  if (!own.state) return own;
  if (own.state->fork) return fail(Errc::trust_fork, own.path, "nothing is signed before this is settled");
  VHC_CHECK_OK(check_newest_root(own, folder));
  VHC_CHECK_OK(check_not_rolled_back(own, folder));
  return own;
}

Result<OwnState> open_older_state(const std::optional<std::string>& venue, const RegistryFolder& folder, Io& io) {
  VHC_TRY(OwnState own, read_own_state(venue, folder, io));
  if (own.state) VHC_CHECK_OK(check_known_root(own.state->root(), folder));
  return own;
}

}  // namespace vhc
