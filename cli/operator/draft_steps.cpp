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
  VHC_CHECK_OK(io.write_file(file("draft.undo"), before, over));
  if (proposals != nullptr) {
    VHC_TRY(const std::string waiting, write_list(proposals->waiting));
    VHC_CHECK_OK(io.write_file(file("proposed.list"), waiting, over));
    VHC_CHECK_OK(io.write_file(file("refused.list"), write_refused(proposals->refused), over));
  }
  return io.write_file(file("draft.list"), text, over);
}

Result<std::string> RegistryFolder::undo(Io& io) const {
  const std::string way_back = file("draft.undo");
  if (!io.exists(way_back)) return fail(Errc::registry_no_undo, path_);
  VHC_TRY(const std::string text, read("draft.undo", max_pack_bytes, io));
  SectionReader reader(text);
  const auto action = reader.take();
  if (!action || action->kind != action_section) return fail(Errc::registry_form, way_back, "remove the file");
  auto next = reader.rest().empty() ? Result<SectionReader::Section>(tl::unexpected(Error{})) : reader.take();
  for (const char* name : draft_files) {
    if (!next || next->kind != name) {
      VHC_CHECK_OK(remove_if_there(name, io));
      continue;
    }
    VHC_CHECK_OK(io.write_file(file(name), next->bytes, {.overwrite = true}));
    next = reader.rest().empty() ? Result<SectionReader::Section>(tl::unexpected(Error{})) : reader.take();
  }
  VHC_CHECK_OK(io.remove_file(way_back));
  return std::string(action->bytes);
}

}  // namespace vhc
