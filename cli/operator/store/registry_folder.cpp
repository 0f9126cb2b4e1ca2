#include "operator/store/registry_folder.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <sstream>

#include "shell/io.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/key_record.h"

namespace vhc {
namespace {

constexpr std::size_t max_settings_bytes = 65536;
constexpr std::string_view note_suffix = ".note";

tl::unexpected<Error> damaged(const std::string& where, std::string hint) {
  return fail(Errc::registry_form, where, std::move(hint));
}

// A folder may hold anything; of more notes than a pack can carry the newest are read.
constexpr std::size_t max_note_files = max_pack_lists;

std::optional<std::uint32_t> number_of(const std::string& name) {
  if (!name.ends_with(note_suffix)) return std::nullopt;
  const std::string digits = name.substr(0, name.size() - note_suffix.size());
  const bool is_number = !digits.empty() && digits.size() < 11 && digits.front() != '0' &&
                         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  const std::uint64_t number = is_number ? std::stoull(digits) : 0;
  if (number == 0 || number > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(number);
}

// The notes N.note of a folder, ascending. One that cannot be read is an empty one, which verifies nowhere.
Result<std::vector<NoteFile>> read_notes(const std::string& path, const std::string& sub, std::size_t max_bytes,
                                         Io& io) {
  std::vector<NoteFile> files;
  if (!io.exists(path + "/" + sub)) return files;
  VHC_TRY(const std::vector<std::string> names, io.list_folder(path + "/" + sub));
  for (const std::string& name : names) {
    if (const auto number = number_of(name)) files.push_back({sub + "/" + name, *number, {}});
  }
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
  if (files.size() > max_note_files) files.erase(files.begin(), files.end() - max_note_files);
  for (NoteFile& file : files) file.bytes = io.read_plain_file(path + "/" + file.name, max_bytes).value_or("");
  return files;
}

void warn_unverified(const std::string& file, const std::string& why, Io& io) {
  io.warn({Errc::registry_unverified, Severity::warning, file + ": " + why, {}});
}

// What cannot be read is as if nothing waited: somebody who may only write the folder stops nobody's deny.
std::optional<PendingNote> read_pending(const std::string& file, std::size_t max_bytes, Io& io) {
  if (!io.exists(file)) return std::nullopt;
  auto bytes = io.read_plain_file(file, max_bytes);
  if (bytes && bytes->find("\n\n") == std::string::npos) return PendingNote{{*std::move(bytes), {}}};
  auto parts = bytes ? split_note(*bytes, max_bytes) : tl::unexpected(bytes.error());
  if (parts) return PendingNote{*std::move(parts)};
  warn_unverified(file, parts.error().hint, io);
  return std::nullopt;
}

Result<std::string> read_origin(const std::string& settings, Io& io) {
  VHC_TRY(std::string text, io.read_plain_file(settings, max_settings_bytes));
  const auto document = JsonDocument::parse(std::move(text), {max_settings_bytes, 4});
  const auto origin = document ? document->root().find_string("origin") : std::nullopt;
  if (!origin || !is_origin(*origin)) return damaged(settings, "it names no origin");
  return *origin;
}

}  // namespace

std::string PendingNote::bytes() const {
  return note.signatures.empty() ? note.text : to_text(note);
}

Result<RegistryFolder> RegistryFolder::open(const std::string& path, Io& io) {
  RegistryFolder folder;
  folder.path_ = path;
  const std::string settings = folder.file("registry.json");
  if (!io.exists(settings)) {
    return damaged(folder.path_,
                   "yours has registry.json in it; vhc registry init makes a new one, vhc registry restore PACK "
                   "makes yours again");
  }
  VHC_TRY(folder.origin_, read_origin(settings, io));
  NoteFiles files;
  VHC_TRY(files.roots, read_notes(folder.path_, "roots", max_root_note_bytes, io));
  VHC_TRY(files.lists, read_notes(folder.path_, "lists", max_list_note_bytes, io));
  VHC_TRY(files.lives, read_notes(folder.path_, "live", max_live_note_bytes, io));
  folder.notes_ = verify_notes(folder.origin_, files);
  for (const UnusedNote& note : folder.notes_.unused) warn_unverified(folder.file(note.name), note.why, io);
  folder.next_root_ = read_pending(folder.file("next.root"), max_root_note_bytes, io);
  folder.next_list_ = read_pending(folder.file("next.note"), max_list_note_bytes, io);
  folder.next_again_ = read_pending(folder.file("next.again"), max_list_note_bytes, io);
  return folder;
}

Result<RegistryFolder> RegistryFolder::open_locked(const std::string& path, Io& io) {
  if (!io.exists(path + "/registry.json"))
    return damaged(path, "yours has registry.json in it; vhc registry init makes a new one");
  VHC_TRY(FolderLock lock, io.lock_folder(path));
  VHC_TRY(RegistryFolder folder, open(path, io));
  folder.lock_.emplace(std::move(lock));
  return folder;
}

Result<std::string> RegistryFolder::published_list(Io& io) const {
  return lists().empty() ? std::string() : data_of(lists().back().note, io);
}

Result<std::string> RegistryFolder::data_of(const ListNote& list, Io& io) const {
  const std::string name = file("lists/" + std::to_string(list.number) + ".list");
  VHC_TRY(std::string data, io.read_plain_file(name, max_list_bytes));
  if (sha256(as_bytes(data)) != list.data) return damaged(name, "it is not the list that was signed");
  return data;
}

Result<std::string> RegistryFolder::read(const std::string& name, std::size_t max_bytes, const Io& io) const {
  return io.read_plain_file(file(name), max_bytes);
}

Result<void> RegistryFolder::remove_if_there(const std::string& name, Io& io) const {
  return io.exists(file(name)) ? io.remove_file(file(name)) : Result<void>{};
}

OpenDenials RegistryFolder::open_denials() const {
  OpenDenials denials(notes_.settled());
  for (const auto& live : lives()) denials.add(live.note);
  return denials;
}

Result<std::vector<std::string>> RegistryFolder::next_lift(Io& io) const {
  std::vector<std::string> lines;
  if (!io.exists(file("next.lift"))) return lines;
  VHC_TRY(const std::string text, io.read_plain_file(file("next.lift"), max_live_note_bytes));
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (is_key_denial(line) || parse_card_denial(line)) lines.push_back(line);
  }
  return lines;
}

Result<void> RegistryFolder::withdraw_list(Io& io) const {
  for (const char* name : {"next.note", "next.list", "next.lift"}) VHC_CHECK_OK(remove_if_there(name, io));
  return {};
}

Result<void> RegistryFolder::withdraw_root(Io& io) const {
  for (const char* name : {"next.root", "next.again", "next.live"}) VHC_CHECK_OK(remove_if_there(name, io));
  return {};
}

Result<void> RegistryFolder::begin_draft_again(Io& io) const {
  VHC_CHECK_OK(withdraw_list(io));
  VHC_CHECK_OK(forget_undo(io));
  if (!io.exists(file("draft.list"))) return {};
  return io.rename_file(file("draft.list"), file("draft.burnt"), true);
}

Result<std::string> RegistryFolder::next_data(Io& io) const {
  return io.read_plain_file(file("next.list"), max_list_bytes);
}

Result<TrustLines> RegistryFolder::draft(Io& io) const {
  const std::string name = file("draft.list");
  if (!io.exists(name)) {
    VHC_TRY(const std::string text, published_list(io));
    return read_list(text);
  }
  VHC_TRY(const std::string text, io.read_plain_file(name, max_list_bytes));
  auto lines = read_list(text);
  if (lines) return lines;
  return damaged(name, lines.error().where + ": " + lines.error().hint);
}

const RootNote* RegistryFolder::governing() const {
  return roots().empty() ? nullptr : &roots().back().note;
}

const HeldNote<ListNote>* RegistryFolder::list_under(const RootNote& root) const {
  const bool is_to_come = governing() == nullptr || root.number > governing()->number;
  if (!is_to_come || !root.list_from) return lists().empty() ? nullptr : &lists().back();
  const auto is_it = [&root](const auto& list) { return *root.list_from == ListFrom{list.note.number, list.hash}; };
  const auto found = std::find_if(lists().begin(), lists().end(), is_it);
  return found == lists().end() ? nullptr : &*found;
}

std::vector<std::string> RegistryFolder::root_notes() const {
  std::vector<std::string> notes;
  notes.reserve(roots().size());
  for (const auto& root : roots()) notes.push_back(root.bytes);
  return notes;
}

std::vector<std::string> RegistryFolder::list_notes() const {
  std::vector<std::string> notes;
  notes.reserve(lists().size());
  for (const auto& list : lists()) notes.push_back(list.bytes);
  return notes;
}

std::string RegistryFolder::pack(const std::vector<std::string>& roots, const std::vector<std::string>& lists,
                                 const std::optional<std::string>& live, std::string_view data) const {
  PackSections sections;
  sections.roots.assign(roots.begin(), roots.end());
  sections.lists.assign(lists.begin(), lists.end());
  if (live) sections.live = *live;
  if (!lists.empty()) sections.data = data;
  return write_pack(sections);
}

std::string RegistryFolder::pack_name(std::uint32_t number) const {
  return "packs/" + origin_ + "-" + std::to_string(number) + ".pack";
}

Result<void> RegistryFolder::write_packs(const std::string& name, const std::string& pack, Io& io) const {
  VHC_CHECK_OK(io.make_folder(file("packs")));
  VHC_CHECK_OK(io.write_file(file(name), pack, {.overwrite = true}));
  return io.write_file(file("packs/" + origin_ + ".pack"), pack, {.overwrite = true});
}

Result<void> RegistryFolder::note_down(const OperatorAct& act, const std::string& action, const std::string& reason,
                                       Io& io) const {
  constexpr std::size_t longest_line = 8192;
  const std::string name = file("journal.log");
  VHC_TRY(const std::string tail, io.read_tail(name, longest_line));
  std::string_view last = tail;
  if (!last.empty() && last.back() == '\n') last.remove_suffix(1);
  last = last.substr(last.rfind('\n') == std::string_view::npos ? 0 : last.rfind('\n') + 1);
  JsonWriter json;
  json.begin_object().member("time", to_rfc3339(act.time)).member("actor", act.actor);
  json.member("action", action).member("reason", reason);
  json.member("previous", hash_text(sha256(as_bytes(last)))).end_object();
  return io.append_line(name, std::string(json.text()) + "\n");
}

Result<void> RegistryFolder::begin_journal(const OperatorAct& act, const std::string& reason, Io& io) const {
  const auto is_sealed = [](const auto& list) { return list.note.journal.has_value(); };
  const auto sealed = std::find_if(lists().rbegin(), lists().rend(), is_sealed);
  if (sealed == lists().rend()) return note_down(act, "restore", reason, io);
  const JournalSeal& seal = *sealed->note.journal;
  JsonWriter json;
  json.begin_object().member("time", to_rfc3339(act.time)).member("actor", act.actor);
  json.member("action", "restore").member("reason", reason).member("after", std::int64_t{seal.count});
  json.member("previous", hash_text(seal.head)).end_object();
  return io.append_line(file("journal.log"), std::string(json.text()) + "\n");
}

Result<JournalSeal> RegistryFolder::journal_end(Io& io) const {
  std::vector<SealedHead> heads;
  for (const auto& list : lists()) {
    if (list.note.journal) heads.push_back({list.note.number, *list.note.journal});
  }
  std::string text;
  if (io.exists(file("journal.log"))) {
    VHC_TRY(text, io.read_plain_file(file("journal.log"), max_operator_journal_bytes));
  }
  return check_journal(text, heads);
}

std::string registry_settings(const std::string& origin) {
  return JsonWriter().begin_object().member("schema", "vhc.registry/1").member("origin", origin).end_object().take() +
         "\n";
}

std::string day(UnixTime time) {
  return to_rfc3339(time).substr(0, 10);
}

}  // namespace vhc
