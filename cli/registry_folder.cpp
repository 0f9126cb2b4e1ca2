#include "registry_folder.h"

#include <algorithm>

#include "io.h"
#include "signing_device.h"
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

// The numbers of N.note in a folder, ascending.
Result<std::vector<std::uint32_t>> numbers_in(const std::string& folder, Io& io) {
  std::vector<std::uint32_t> numbers;
  if (!io.exists(folder)) return numbers;
  VHC_TRY(const std::vector<std::string> names, io.list_folder(folder));
  for (const std::string& name : names) {
    if (name.size() <= note_suffix.size() || name.substr(name.size() - note_suffix.size()) != note_suffix) continue;
    const std::string digits = name.substr(0, name.size() - note_suffix.size());
    const bool is_number =
        digits.size() < 10 && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_number) numbers.push_back(static_cast<std::uint32_t>(std::stoul(digits)));
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

template <class Note>
Result<HeldNote<Note>> read_held(const std::string& file, std::size_t max_bytes,
                                 Result<Note> (*parse)(std::string_view), Io& io) {
  VHC_TRY(std::string bytes, io.read_file(file, max_bytes));
  auto parts = split_note(bytes, max_bytes);
  auto note = parts ? parse(parts->text) : tl::unexpected(parts.error());
  if (!note) return damaged(file, note.error().what + ": " + note.error().hint);
  const Sha256 hash = note_hash(*parts);
  return HeldNote<Note>{std::move(bytes), *std::move(note), hash};
}

Result<std::optional<PendingNote>> read_pending(const std::string& file, std::size_t max_bytes, Io& io) {
  if (!io.exists(file)) return std::optional<PendingNote>{};
  VHC_TRY(std::string bytes, io.read_file(file, max_bytes));
  if (bytes.find("\n\n") == std::string::npos) return std::optional<PendingNote>{PendingNote{{std::move(bytes), {}}}};
  auto parts = split_note(bytes, max_bytes);
  if (!parts) return damaged(file, parts.error().hint);
  return std::optional<PendingNote>{PendingNote{*std::move(parts)}};
}

}  // namespace

std::string PendingNote::bytes() const {
  return note.signatures.empty() ? note.text : to_text(note);
}

void add_list_flag(Verb& verb, RegistryFlags& flags) {
  verb.option("--list", flags.list, "DIR", "the operator's folder (default: VHC_LIST)");
}

void add_key_flags(Verb& verb, RegistryFlags& flags, const std::string& key_help) {
  verb.option("--key", flags.key, "FILE", key_help);
  verb.option("--with", flags.with, "CMD",
              "sign with a device: the program CMD, a path, gets the text on standard input and answers 64 bytes");
  verb.option("--passphrase-file", flags.passphrase_file, "FILE",
              "read the passphrase from the first line of FILE (mode 0600)");
}

void add_operator_flags(Verb& verb, RegistryFlags& flags) {
  verb.option("--actor", flags.actor, "NAME", "who acts, for the journal (default: the system's user name)");
  verb.option("--at", flags.at, "TIME", "act as of TIME (RFC 3339; default: now)");
}

void add_why(Verb& verb, RegistryFlags& flags) {
  verb.required_option("--why", flags.why, "TEXT", "one line of reason, for the journal");
}

Result<UnixTime> operator_time(const RegistryFlags& flags, const Io& io) {
  if (!flags.at) return io.now();
  const auto time = parse_time(*flags.at);
  if (!time) return fail(Errc::time_format, "--at", time.error().hint);
  return *time;
}

Result<std::string> RegistryFolder::path_of(const RegistryFlags& flags, const Io& io) {
  if (flags.list) return *flags.list;
  if (auto path = io.environment("VHC_LIST")) return *std::move(path);
  return fail(Errc::usage, "--list", "name the operator's folder: --list DIR");
}

Result<RegistryFolder> RegistryFolder::open(const RegistryFlags& flags, Io& io) {
  RegistryFolder folder;
  VHC_TRY(folder.path_, path_of(flags, io));
  const std::string settings = folder.file("registry.json");
  if (!io.exists(settings)) return damaged(folder.path_, "make one with vhc registry init");
  VHC_TRY(std::string text, io.read_file(settings, max_settings_bytes));
  const auto document = JsonDocument::parse(std::move(text), {max_settings_bytes, 4});
  const auto origin = document ? document->root().find_string("origin") : std::nullopt;
  if (!origin || !is_origin(*origin)) return damaged(settings, "it names no origin");
  folder.origin_ = *origin;
  VHC_TRY(const auto roots, numbers_in(folder.file("roots"), io));
  for (const std::uint32_t number : roots) {
    const std::string file = folder.file("roots/" + std::to_string(number) + ".note");
    VHC_TRY(auto note, read_held<RootNote>(file, max_root_note_bytes, parse_root, io));
    folder.roots_.push_back(std::move(note));
  }
  VHC_TRY(const auto lists, numbers_in(folder.file("lists"), io));
  for (const std::uint32_t number : lists) {
    const std::string file = folder.file("lists/" + std::to_string(number) + ".note");
    VHC_TRY(auto note, read_held<ListNote>(file, max_list_note_bytes, parse_list_note, io));
    folder.lists_.push_back(std::move(note));
  }
  VHC_TRY(const auto lives, numbers_in(folder.file("live"), io));
  if (!lives.empty()) {
    const std::string file = folder.file("live/" + std::to_string(lives.back()) + ".note");
    VHC_TRY(folder.live_, read_held<LiveNote>(file, max_live_note_bytes, parse_live, io));
  }
  VHC_TRY(folder.next_root_, read_pending(folder.file("next.root"), max_root_note_bytes, io));
  VHC_TRY(folder.next_list_, read_pending(folder.file("next.note"), max_list_note_bytes, io));
  return folder;
}

Result<RegistryFolder> RegistryFolder::open_locked(const RegistryFlags& flags, Io& io) {
  if (flags.why) VHC_CHECK_OK(check_reason(*flags.why, "--why"));
  if (flags.actor) VHC_CHECK_OK(check_reason(*flags.actor, "--actor"));
  VHC_TRY(const std::string path, path_of(flags, io));
  if (!io.exists(path + "/registry.json")) return damaged(path, "make one with vhc registry init");
  VHC_TRY(FolderLock lock, io.lock_folder(path));
  VHC_TRY(RegistryFolder folder, open(flags, io));
  folder.lock_.emplace(std::move(lock));
  return folder;
}

Result<std::string> RegistryFolder::published_list(Io& io) const {
  if (lists_.empty()) return std::string();
  const ListNote& note = lists_.back().note;
  const std::string name = file("lists/" + std::to_string(note.number) + ".list");
  VHC_TRY(std::string data, io.read_file(name, max_list_bytes));
  if (sha256(as_bytes(data)) != note.data) return damaged(name, "it is not the list that was signed");
  return data;
}

Result<void> RegistryFolder::remove_if_there(const std::string& name, Io& io) const {
  return io.exists(file(name)) ? io.remove_file(file(name)) : Result<void>{};
}

Result<std::string> RegistryFolder::next_data(Io& io) const {
  return io.read_file(file("next.list"), max_list_bytes);
}

Result<TrustLines> RegistryFolder::draft(Io& io) const {
  const std::string name = file("draft.list");
  if (!io.exists(name)) {
    VHC_TRY(const std::string text, published_list(io));
    return read_list(text);
  }
  VHC_TRY(const std::string text, io.read_file(name, max_list_bytes));
  auto lines = read_list(text);
  if (lines) return lines;
  return damaged(name, lines.error().where + ": " + lines.error().hint);
}

Result<void> RegistryFolder::save_draft(const TrustLines& lines, Io& io) const {
  VHC_TRY(const std::string text, write_list(lines));
  return io.write_file(file("draft.list"), text, {.overwrite = true});
}

const RootNote* RegistryFolder::governing() const {
  return roots_.empty() ? nullptr : &roots_.back().note;
}

std::vector<std::string> RegistryFolder::root_notes() const {
  std::vector<std::string> notes;
  notes.reserve(roots_.size());
  for (const auto& root : roots_) notes.push_back(root.bytes);
  return notes;
}

std::vector<std::string> RegistryFolder::list_notes() const {
  std::vector<std::string> notes;
  notes.reserve(lists_.size());
  for (const auto& list : lists_) notes.push_back(list.bytes);
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

Result<void> RegistryFolder::note_down(const RegistryFlags& flags, const std::string& action, const std::string& reason,
                                       Io& io) const {
  constexpr std::size_t longest_line = 8192;
  const std::string name = file("journal.log");
  VHC_TRY(const UnixTime time, operator_time(flags, io));
  VHC_TRY(const std::string tail, io.read_tail(name, longest_line));
  std::string_view last = tail;
  if (!last.empty() && last.back() == '\n') last.remove_suffix(1);
  last = last.substr(last.rfind('\n') == std::string_view::npos ? 0 : last.rfind('\n') + 1);
  JsonWriter json;
  json.begin_object().member("time", to_rfc3339(time)).member("actor", flags.actor ? *flags.actor : io.user_name());
  json.member("action", action).member("reason", reason);
  json.member("previous", hash_text(sha256(as_bytes(last)))).end_object();
  return io.append_line(name, std::string(json.text()) + "\n");
}

Result<JournalSeal> RegistryFolder::journal_end(const std::vector<SealedHead>& heads, Io& io) const {
  std::string text;
  if (io.exists(file("journal.log"))) {
    VHC_TRY(text, io.read_file(file("journal.log"), max_operator_journal_bytes));
  }
  return check_journal(text, heads);
}

namespace {

Result<NoteSigner> open_signer(const std::string& file, const RegistryFlags& flags, Io& io) {
  VHC_TRY(const Secret bytes, io.read_secret_file(file, max_key_file_bytes));
  const std::string_view text = as_text(bytes.expose());
  VHC_TRY(const SealedHeader header, read_sealed_header(text));
  Secret passphrase;
  if (header.sealed) {
    VHC_TRY(passphrase, flags.passphrase_file ? io.read_passphrase_file(*flags.passphrase_file)
                                              : io.ask_passphrase("Passphrase for " + file, false));
  }
  return NoteSigner::open(text, passphrase);
}

Result<void> check_listed(const NoteKey& key, const RootNote& root) {
  if (std::find(root.keys.begin(), root.keys.end(), key) != root.keys.end()) return {};
  return fail(Errc::registry_signer, key.name, "root " + std::to_string(root.number) + " does not list this key");
}

// The device says nothing but 64 bytes: whose they are is seen by trying the keys that the root lists.
Result<NoteSignature> sign_with_device(const std::string& command, const std::string& text, const RootNote& root) {
  VHC_TRY(const std::string answer, ask_signing_device(command, text));
  for (const NoteKey& key : root.keys) {
    if (auto line = outside_signature(key, text, as_bytes(answer))) return line;
  }
  return fail(Errc::registry_signer, "--with", "its answer is no signature by a key that the root lists");
}

}  // namespace

Result<NoteSignature> make_signature(const RegistryFlags& flags, const std::string& text, const RootNote& root,
                                     Io& io) {
  if (flags.with) return sign_with_device(*flags.with, text, root);
  if (!flags.key) return fail(Errc::usage, "--key", "name the key file to sign with: --key FILE");
  VHC_TRY(NoteSigner signer, open_signer(*flags.key, flags, io));
  signer.join(root.origin);
  VHC_CHECK_OK(check_listed(signer.public_key(), root));
  return signer.sign(text);
}

}  // namespace vhc
