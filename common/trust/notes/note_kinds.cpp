// The texts of root, list and live notes. A reader takes the lines in their order and then compares what it understood,
// written again, with what it was given: so there is no second way to say the same.
#include <algorithm>
#include <utility>

#include "trust/lists/list_text.h"
#include "trust/notes/note_text.h"
#include "vhc/checked.h"
#include "vhc/trust_note.h"

namespace vhc {
namespace {

constexpr std::size_t any_number =
    100;  // of values; a note is too small for more signers than fit in max_root_note_bytes
constexpr std::size_t max_denied_text = 2304;

Result<void> check_lifetime(UnixTime issued, UnixTime expires, std::chrono::seconds most) {
  if (expires > issued && expires - issued <= most) return {};
  const auto days = std::chrono::duration_cast<std::chrono::days>(most).count();
  return fail(Errc::trust_lifetime, "line \"expires\"",
              "it must be valid for a positive time of at most " + std::to_string(days) + " days");
}

template <class Note>
Result<Note> check_rewritten(Note note, std::string_view text) {
  if (to_text(note) != text) return fail(Errc::trust_note_form, {}, "lines of one kind must be in increasing order");
  return note;
}

template <class Values>
bool increases(const Values& values) {
  return std::adjacent_find(values.begin(), values.end(), [](const auto& a, const auto& b) { return !(a < b); }) ==
         values.end();
}

Result<NoteSigners> take_signers(NoteLines& lines, std::string_view word) {
  VHC_TRY(const auto values, lines.take(word, 2, any_number));
  const auto need = read_note_number(values.front(), 1);
  if (!need) return lines.bad("its first value is not a number above 0");
  NoteSigners signers{.need = *need, .names = {values.begin() + 1, values.end()}};
  if (!increases(signers.names)) return lines.bad("its names are not in increasing order");
  if (signers.need > signers.names.size()) return lines.bad("it needs more keys than it names");
  return signers;
}

Result<void> take_keys(NoteLines& lines, RootNote& root) {
  std::vector<std::string> texts;
  while (lines.next_is("key")) {
    VHC_TRY(const std::string_view value, lines.take_one("key"));
    auto key = parse_note_key(value);
    if (!key) return lines.bad(std::move(key).error().hint);
    const std::string prefix = root.origin + "/";
    const bool is_ours = key->name.size() > prefix.size() && key->name.substr(0, prefix.size()) == prefix;
    if (!is_ours || !is_signer_name(std::string_view(key->name).substr(prefix.size()))) {
      return lines.bad("its name is not the origin, a slash and a name");
    }
    const auto repeats = [&](const NoteKey& other) { return other.name == key->name || other.bytes == key->bytes; };
    if (std::any_of(root.keys.begin(), root.keys.end(), repeats)) return lines.bad("the name or key appears twice");
    texts.emplace_back(value);
    root.keys.push_back(*std::move(key));
  }
  if (!increases(texts)) return lines.bad("key lines are not in increasing order");
  return {};
}

Result<void> check_names(const NoteLines& lines, const RootNote& root, const NoteSigners& signers) {
  const auto is_listed = [&root](const std::string& signer) { return root.find(signer) != nullptr; };
  if (std::all_of(signers.names.begin(), signers.names.end(), is_listed)) return {};
  return lines.bad("it names a key that is not listed");
}

// The live key may be kept on a machine that is online: stolen, it must not be able to add trust.
Result<void> check_live_apart(const NoteLines& lines, const RootNote& root) {
  for (const std::string& signer : root.may_live->names) {
    for (const NoteSigners* other : {&root.may_root, &root.may_list}) {
      if (std::binary_search(other->names.begin(), other->names.end(), signer)) {
        return lines.bad("a live key also has another role");
      }
    }
  }
  return {};
}

std::string signers_text(std::string_view word, NoteSigners signers) {
  std::sort(signers.names.begin(), signers.names.end());
  std::string text = std::string(word) + " " + std::to_string(signers.need);
  for (const std::string& signer : signers.names) text.append(" ").append(signer);
  return text + "\n";
}

std::string head(std::string_view kind, const std::string& origin) {
  return "vhc-trust " + std::string(kind) + " v1\norigin " + origin + "\n";
}

std::string dates(UnixTime issued, UnixTime expires) {
  return "issued " + to_rfc3339(issued) + "\nexpires " + to_rfc3339(expires) + "\n";
}

std::string number_line(std::string_view word, std::uint32_t number) {
  return std::string(word) + " " + std::to_string(number) + "\n";
}

// A revocation id, with or without a stamp.
bool is_denied_rid(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (!RevocationId::parse(text.substr(0, dot))) return false;
  if (dot == std::string_view::npos) return true;
  const std::string_view stamp = text.substr(dot + 1);
  const bool is_digits =
      !stamp.empty() && std::all_of(stamp.begin(), stamp.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_digits && (stamp == "0" || stamp.front() != '0') && parse_numeric_date(stamp).has_value();
}

Result<CardDenial> to_card_denial(const std::vector<std::string_view>& values) {
  const auto refuse = [](std::string hint) { return fail(Errc::trust_note_form, {}, std::move(hint)); };
  if (values.size() < 3 || values.size() > 4) return refuse("it is written deny NET ISS * or deny NET ISS KID RID");
  CardDenial denial{std::string(values[0]), std::string(values[1]), std::string(values[2]), {}};
  const bool whole_issuer = values.size() == 3;
  if (whole_issuer != (denial.kid == "*")) return refuse("only a whole issuer is denied with *");
  if (!whole_issuer) denial.rid = values[3];
  if (!is_network_name(denial.net)) return refuse("its network is none");
  if (denial.iss.size() > max_denied_text || denial.kid.size() > 256) return refuse("a value is too long");
  if (!whole_issuer && !is_denied_rid(denial.rid)) return refuse("its last value is not a revocation id");
  return denial;
}

bool is_denied_kid(std::string_view text) {
  return !text.empty() && text.size() <= 256 && text != "*";
}

Result<void> take_denials(NoteLines& lines, LiveNote& live) {
  while (lines.next_is("deny-key")) {
    VHC_TRY(const std::string_view kid, lines.take_one("deny-key"));
    if (!is_denied_kid(kid)) return lines.bad("its value is no key id");
    live.keys.emplace_back(kid);
  }
  while (lines.next_is("deny")) {
    VHC_TRY(const auto values, lines.take("deny", 3, 4));
    auto denial = to_card_denial(values);
    if (!denial) return lines.bad(std::move(denial).error().hint);
    live.cards.push_back(*std::move(denial));
  }
  return {};
}

// A line that names something by its number and seals it by its hash.
template <class Sealed>
Result<Sealed> take_number_and_hash(NoteLines& lines, std::string_view word) {
  VHC_TRY(const auto values, lines.take(word, 2, 2));
  const auto number = read_note_number(values[0], 1);
  const auto hash = parse_hash(values[1]);
  if (!number || !hash) return lines.bad("its values are not a number and a hash");
  return Sealed{*number, *hash};
}

}  // namespace

const NoteKey* RootNote::find(std::string_view signer) const {
  const auto is_it = [&](const NoteKey& key) {
    return std::string_view(key.name).substr(std::min(origin.size() + 1, key.name.size())) == signer;
  };
  const auto found = std::find_if(keys.begin(), keys.end(), is_it);
  return found == keys.end() ? nullptr : &*found;
}

const NoteSigners* RootNote::signers(NoteRole role) const {
  switch (role) {
    case NoteRole::root:
      return &may_root;
    case NoteRole::list:
      return &may_list;
    case NoteRole::live:
      break;
  }
  return may_live ? &*may_live : nullptr;
}

bool burns(const RootNote& root, const ListNote& list) noexcept {
  return root.list_from && list.number > root.list_from->number && list.issued < root.issued;
}

std::vector<Finding> weaknesses(const RootNote& root) {
  std::vector<Finding> findings;
  const auto& root_names = root.may_root.names;
  const auto is_root_key = [&](const std::string& signer) {
    return std::binary_search(root_names.begin(), root_names.end(), signer);
  };
  const auto& list_names = root.may_list.names;
  const auto shared = std::count_if(list_names.begin(), list_names.end(), is_root_key);
  // Roots undo the theft of list keys only while enough of them are other keys.
  if (shared != 0) {
    findings.push_back({Errc::trust_shared_keys,
                        Severity::warning,
                        {},
                        "theft of " + std::to_string(root.may_list.need) + " list keys cannot be undone"});
  }
  if (root.may_list.need == 1) findings.push_back({Errc::trust_single_key, Severity::warning, {}, {}});
  return findings;
}

Result<RootNote> parse_root(std::string_view text) {
  VHC_TRY(NoteLines lines, NoteLines::read(text));
  RootNote root;
  VHC_CHECK_OK(lines.take_header("root"));
  VHC_TRY(root.origin, lines.take_origin());
  VHC_TRY(root.number, lines.take_number("root", 1));
  VHC_TRY(root.issued, lines.take_time("issued"));
  VHC_TRY(root.expires, lines.take_time("expires"));
  VHC_CHECK_OK(take_keys(lines, root));
  VHC_TRY(root.may_root, take_signers(lines, "may-root"));
  VHC_CHECK_OK(check_names(lines, root, root.may_root));
  VHC_TRY(root.may_list, take_signers(lines, "may-list"));
  VHC_CHECK_OK(check_names(lines, root, root.may_list));
  if (lines.next_is("may-live")) {
    VHC_TRY(root.may_live, take_signers(lines, "may-live"));
    VHC_CHECK_OK(check_names(lines, root, *root.may_live));
    VHC_CHECK_OK(check_live_apart(lines, root));
  }
  if (lines.next_is("list-from")) {
    VHC_TRY(root.list_from, take_number_and_hash<ListFrom>(lines, "list-from"));
  }
  VHC_CHECK_OK(lines.take_end());
  VHC_CHECK_OK(check_lifetime(root.issued, root.expires, max_root_lifetime));
  return check_rewritten(std::move(root), text);
}

Result<ListNote> parse_list_note(std::string_view text) {
  VHC_TRY(NoteLines lines, NoteLines::read(text));
  ListNote list;
  VHC_CHECK_OK(lines.take_header("list"));
  VHC_TRY(list.origin, lines.take_origin());
  VHC_TRY(list.number, lines.take_number("list", 1));
  VHC_TRY(list.issued, lines.take_time("issued"));
  VHC_TRY(list.expires, lines.take_time("expires"));
  VHC_TRY(list.previous, lines.take_hash("previous"));
  VHC_TRY(list.settles, lines.take_number("settles", 0));
  if (lines.next_is("journal")) {
    VHC_TRY(list.journal, take_number_and_hash<JournalSeal>(lines, "journal"));
  }
  VHC_TRY(list.lines, lines.take_number("lines", 0));
  VHC_TRY(list.size, lines.take_number("size", 0));
  VHC_TRY(list.data, lines.take_hash("sha256"));
  VHC_CHECK_OK(lines.take_end());
  VHC_CHECK_OK(check_lifetime(list.issued, list.expires, max_list_lifetime));
  return check_rewritten(std::move(list), text);
}

Result<LiveNote> parse_live(std::string_view text) {
  VHC_TRY(NoteLines lines, NoteLines::read(text));
  LiveNote live;
  VHC_CHECK_OK(lines.take_header("live"));
  VHC_TRY(live.origin, lines.take_origin());
  VHC_TRY(live.list, lines.take_number("list", 1));
  VHC_TRY(live.number, lines.take_number("live", 1));
  VHC_TRY(live.issued, lines.take_time("issued"));
  VHC_TRY(live.expires, lines.take_time("expires"));
  VHC_TRY(live.of, lines.take_hash("of"));
  VHC_CHECK_OK(take_denials(lines, live));
  VHC_CHECK_OK(lines.take_end());
  VHC_CHECK_OK(check_lifetime(live.issued, live.expires, max_live_lifetime));
  if (!increases(live.keys)) return fail(Errc::trust_note_form, {}, "a key is denied twice");
  return check_rewritten(std::move(live), text);
}

std::string to_text(const RootNote& note) {
  std::string text = head("root", note.origin) + number_line("root", note.number) + dates(note.issued, note.expires);
  std::vector<std::string> keys;
  keys.reserve(note.keys.size());
  for (const NoteKey& key : note.keys) keys.push_back("key " + to_text(key) + "\n");
  std::sort(keys.begin(), keys.end());
  for (const std::string& key : keys) text += key;
  text += signers_text("may-root", note.may_root) + signers_text("may-list", note.may_list);
  if (note.may_live) text += signers_text("may-live", *note.may_live);
  if (note.list_from) {
    text += "list-from " + std::to_string(note.list_from->number) + " " + hash_text(note.list_from->hash) + "\n";
  }
  return text;
}

std::string to_text(const ListNote& note) {
  std::string text = head("list", note.origin) + number_line("list", note.number) + dates(note.issued, note.expires) +
                     "previous " + hash_text(note.previous) + "\n" + number_line("settles", note.settles);
  if (note.journal) {
    text += "journal " + std::to_string(note.journal->count) + " " + hash_text(note.journal->head) + "\n";
  }
  return text + number_line("lines", note.lines) + number_line("size", note.size) + "sha256 " + hash_text(note.data) +
         "\n";
}

std::string to_text(const LiveNote& note) {
  std::string text = head("live", note.origin) + number_line("list", note.list) + number_line("live", note.number) +
                     dates(note.issued, note.expires) + "of " + hash_text(note.of) + "\n";
  std::vector<std::string> keys = note.keys;
  std::sort(keys.begin(), keys.end());
  for (const std::string& kid : keys) text += "deny-key " + kid + "\n";
  std::vector<std::string> cards;
  cards.reserve(note.cards.size());
  for (const CardDenial& denial : note.cards) cards.push_back(to_text(denial) + "\n");
  std::sort(cards.begin(), cards.end());
  cards.erase(std::unique(cards.begin(), cards.end()), cards.end());
  for (const std::string& line : cards) text += line;
  return text;
}

std::string to_text(const CardDenial& denial) {
  std::string text = "deny " + denial.net + " " + denial.iss + " " + denial.kid;
  if (denial.kid != "*") text += " " + denial.rid;
  return text;
}

Result<CardDenial> parse_card_denial(std::string_view line) {
  std::vector<std::string_view> values = split(line, ' ');
  if (values.front() != "deny") return fail(Errc::trust_note_form, {}, "it does not begin with deny");
  values.erase(values.begin());
  VHC_TRY(CardDenial denial, to_card_denial(values));
  const auto is_visible = [](char c) { return c > 0x20 && c < 0x7f; };
  for (const std::string* value : {&denial.iss, &denial.kid}) {
    if (value->empty() || !std::all_of(value->begin(), value->end(), is_visible)) {
      return fail(Errc::trust_note_form, {}, "a value is none");
    }
  }
  return denial;
}

bool is_key_denial(std::string_view line) noexcept {
  constexpr std::string_view start = "deny-key ";
  if (line.substr(0, start.size()) != start || !is_denied_kid(line.substr(start.size()))) return false;
  line.remove_prefix(start.size());
  return std::all_of(line.begin(), line.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace vhc
