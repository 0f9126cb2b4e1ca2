// The draft of an operator's folder: what it holds, what is proposed beside it, and the way back of the last change.
#include <array>

#include "operator/store/registry_folder.h"
#include "vhc/trust_pack.h"

namespace vhc {
namespace {

constexpr std::string_view action_section = "action";
constexpr std::array<const char*, 3> draft_files = {"draft.list", "proposed.list", "refused.list"};

tl::unexpected<Error> damaged(const std::string& file, const Error& error) {
  return fail(Errc::registry_form, file, error.where + ": " + error.hint);
}

// Of the ways back, the newest first. A gap, which a crash may leave, means nothing.
constexpr std::size_t most_ways_back = 16;

std::string way_back(std::size_t at) {
  return at == 0 ? "draft.undo" : "draft.undo." + std::to_string(at);
}

// Makes room for the newest: those before it move on, and of too many the oldest goes.
Result<void> shift_ways_back(const RegistryFolder& folder, Io& io) {
  std::size_t room = 0;
  while (room + 1 < most_ways_back && io.exists(folder.file(way_back(room)))) ++room;
  for (; room > 0; --room) {
    VHC_CHECK_OK(io.rename_file(folder.file(way_back(room - 1)), folder.file(way_back(room)), true));
  }
  return {};
}

// The files as they are, for the way back.
Result<std::string> kept(const RegistryFolder& folder, const std::string& action, Io& io) {
  std::string text = write_section(action_section, action);
  for (const char* name : draft_files) {
    if (!io.exists(folder.file(name))) continue;
    VHC_TRY(const std::string bytes, folder.read(name, max_list_bytes, io));
    text += write_section(name, bytes);
  }
  return text;
}

}  // namespace

Result<Proposals> RegistryFolder::proposals(Io& io) const {
  Proposals all;
  const std::string waiting = file("proposed.list");
  if (io.exists(waiting)) {
    VHC_TRY(const std::string text, read("proposed.list", max_list_bytes, io));
    auto lines = read_list(text);
    if (!lines) return damaged(waiting, lines.error());
    all.waiting = *std::move(lines);
  }
  const std::string refused = file("refused.list");
  if (!io.exists(refused)) return all;
  VHC_TRY(const std::string text, read("refused.list", max_list_bytes, io));
  auto lines = read_refused(text);
  if (!lines) return damaged(refused, lines.error());
  all.refused = *std::move(lines);
  return all;
}

Result<void> RegistryFolder::change_draft(const std::string& action, const TrustLines& lines,
                                          const Proposals* proposals, Io& io) const {
  const WriteOptions over{.overwrite = true};
  VHC_TRY(const std::string text, write_list(lines));
  VHC_TRY(const std::string before, kept(*this, action, io));
  VHC_CHECK_OK(shift_ways_back(*this, io));
  VHC_CHECK_OK(io.write_file(file(way_back(0)), before, over));
  if (proposals != nullptr) {
    VHC_TRY(const std::string waiting, write_list(proposals->waiting));
    VHC_CHECK_OK(io.write_file(file("proposed.list"), waiting, over));
    VHC_CHECK_OK(io.write_file(file("refused.list"), write_refused(proposals->refused), over));
  }
  return io.write_file(file("draft.list"), text, over);
}

Result<std::string> RegistryFolder::undo(Io& io) const {
  std::size_t at = 0;
  while (at < most_ways_back && !io.exists(file(way_back(at)))) ++at;
  if (at == most_ways_back) {
    return fail(Errc::registry_no_undo, path_, "vhc registry undo --all makes the draft the list that was published");
  }
  VHC_TRY(const std::string text, read(way_back(at), max_pack_bytes, io));
  SectionReader reader(text);
  const auto action = reader.take();
  if (!action || action->kind != action_section)
    return fail(Errc::registry_form, file(way_back(at)), "remove the file");
  auto next = reader.rest().empty() ? Result<SectionReader::Section>(tl::unexpected(Error{})) : reader.take();
  for (const char* name : draft_files) {
    if (!next || next->kind != name) {
      VHC_CHECK_OK(remove_if_there(name, io));
      continue;
    }
    VHC_CHECK_OK(io.write_file(file(name), next->bytes, {.overwrite = true}));
    next = reader.rest().empty() ? Result<SectionReader::Section>(tl::unexpected(Error{})) : reader.take();
  }
  VHC_CHECK_OK(io.remove_file(file(way_back(at))));
  return std::string(action->bytes);
}

Result<void> RegistryFolder::forget_undo(Io& io) const {
  for (std::size_t at = 0; at < most_ways_back; ++at) VHC_CHECK_OK(remove_if_there(way_back(at), io));
  return {};
}

}  // namespace vhc
