// The envelope of signed notes: keys, signature lines, who signed.
#include <algorithm>

#include <sodium.h>

#include "trust/notes/note_text.h"
#include "vhc/trust_note.h"

namespace vhc {
namespace {

constexpr std::string_view dash = "\xe2\x80\x94 ";  // EM DASH and a space begin a signature line
constexpr char ed25519_type = 1;
constexpr std::size_t max_signature_bytes = 1024;  // of types that are not ours
constexpr std::string_view hex_digits = "0123456789abcdef";

std::string to_hex(const NoteKeyId& id) {
  std::string text;
  text.reserve(2 * id.size());
  for (const std::uint8_t byte : id) {
    text += hex_digits[byte >> 4U];
    text += hex_digits[byte & 15U];
  }
  return text;
}

bool is_lower_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool is_key_name(std::string_view text) noexcept {
  const auto is_plain = [](char c) { return c > 0x20 && c != '+' && c != 0x7f; };
  return !text.empty() && text.size() <= 512 && std::all_of(text.begin(), text.end(), is_plain);
}

tl::unexpected<Error> bad_line(std::size_t number, std::string hint) {
  return fail(Errc::trust_note_form, "signature line " + std::to_string(number), std::move(hint));
}

Result<NoteSignature> read_signature(std::string_view line, std::size_t number) {
  if (line.substr(0, dash.size()) != dash) return bad_line(number, "it does not begin with a long dash and a space");
  line.remove_prefix(dash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return bad_line(number, "it has no signature");
  NoteSignature signature{.name = std::string(line.substr(0, space))};
  // Bytes above 0x7e are legal in names of other people's keys; a name of ours never matches them.
  const auto is_visible = [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != 0x7f && c != '+'; };
  if (signature.name.empty() || !std::all_of(signature.name.begin(), signature.name.end(), is_visible)) {
    return bad_line(number, "its name is none");
  }
  const auto bytes = from_base64(line.substr(space + 1), max_signature_bytes);
  if (!bytes || bytes->size() <= signature.id.size()) return bad_line(number, "its signature is not base64");
  std::copy_n(bytes->begin(), signature.id.size(), signature.id.begin());
  signature.signature.assign(bytes->begin() + static_cast<std::ptrdiff_t>(signature.id.size()), bytes->end());
  return signature;
}

}  // namespace

bool is_origin(std::string_view text) noexcept {
  const auto is_legal = [](char c) { return is_lower_or_digit(c) || c == '.' || c == '-'; };
  return text.size() >= 2 && text.size() <= 253 && is_lower_or_digit(text.front()) && is_lower_or_digit(text.back()) &&
         std::all_of(text.begin(), text.end(), is_legal);
}

bool is_signer_name(std::string_view text) noexcept {
  const auto is_legal = [](char c) { return is_lower_or_digit(c) || c == '.' || c == '_' || c == '-'; };
  return !text.empty() && text.size() <= 64 && is_lower_or_digit(text.front()) &&
         std::all_of(text.begin(), text.end(), is_legal);
}

Result<NoteKey> parse_note_key(std::string_view text) {
  const auto refuse = [](std::string hint) { return fail(Errc::note_key_form, {}, std::move(hint)); };
  const std::size_t first = text.find('+');
  if (first == std::string_view::npos || text.size() < first + 10 || text[first + 9] != '+') {
    return refuse("it is written NAME+8 hexadecimal digits+base64");
  }
  NoteKey key{.name = std::string(text.substr(0, first))};
  if (!is_key_name(key.name)) return refuse("its name is none");
  const auto bytes = from_base64(text.substr(first + 10), 33);
  if (!bytes || bytes->size() != 33 || bytes->front() != ed25519_type) return refuse("it is no Ed25519 key");
  std::copy_n(bytes->begin() + 1, key.bytes.size(), key.bytes.begin());
  if (to_hex(note_key_id(key)) != text.substr(first + 1, 8)) return refuse("its id does not match its name and key");
  return key;
}

std::string to_text(const NoteKey& key) {
  std::string bytes(1, ed25519_type);
  bytes.append(key.bytes.begin(), key.bytes.end());
  return key.name + "+" + to_hex(note_key_id(key)) + "+" + to_base64(bytes);
}

NoteKeyId note_key_id(const NoteKey& key) {
  std::string text = key.name;
  text += '\n';
  text += ed25519_type;
  text.append(key.bytes.begin(), key.bytes.end());
  const Sha256 digest = sha256(as_bytes(text));
  NoteKeyId id{};
  std::copy_n(digest.begin(), id.size(), id.begin());
  return id;
}

Result<SignedNote> split_note(std::string_view note, std::size_t max_bytes) {
  if (note.size() > max_bytes) {
    return fail(Errc::trust_note_form, {}, "it is longer than " + std::to_string(max_bytes) + " bytes");
  }
  if (note.find('\r') != std::string_view::npos) {
    return fail(Errc::trust_note_form, {},
                "copy the file byte for byte: its line ends were changed on the way (text mode, autocrlf)");
  }
  const std::size_t end = note.rfind("\n\n");
  if (end == std::string_view::npos) return fail(Errc::trust_note_form, {}, "it has no signatures");
  SignedNote parts{.text = std::string(note.substr(0, end + 1)), .signatures = {}};
  std::string_view rest = note.substr(end + 2);
  if (rest.empty() || rest.back() != '\n') return fail(Errc::trust_note_form, {}, "its last line has no end");
  rest.remove_suffix(1);
  std::size_t number = 0;
  for (const std::string_view line : split(rest, '\n')) {
    if (++number > max_note_signatures) return bad_line(number, "there are too many");
    VHC_TRY(NoteSignature signature, read_signature(line, number));
    parts.signatures.push_back(std::move(signature));
  }
  return parts;
}

std::string to_text(const SignedNote& note) {
  std::string text = note.text + "\n";
  for (const NoteSignature& signature : note.signatures) {
    std::string bytes(signature.id.begin(), signature.id.end());
    bytes.append(signature.signature.begin(), signature.signature.end());
    text.append(dash).append(signature.name).append(" ").append(to_base64(bytes)).append("\n");
  }
  return text;
}

bool is_signed_by(const SignedNote& note, const NoteSignature& signature, const NoteKey& key) {
  if (signature.name != key.name || signature.id != note_key_id(key)) return false;
  if (signature.signature.size() != crypto_sign_BYTES || sodium_init() < 0) return false;
  return crypto_sign_verify_detached(signature.signature.data(),
                                     reinterpret_cast<const unsigned char*>(note.text.data()), note.text.size(),
                                     key.bytes.data()) == 0;
}

Sha256 note_hash(const SignedNote& note) {
  return sha256(as_bytes(note.text));
}

std::string hash_text(const Sha256& hash) {
  return to_base64({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

Result<Sha256> parse_hash(std::string_view text) {
  const auto bytes = text.size() == 44 ? from_base64(text, 32) : std::nullopt;
  if (!bytes || bytes->size() != 32) return fail(Errc::trust_note_form, {}, "a hash is 44 characters of base64");
  Sha256 hash{};
  std::copy(bytes->begin(), bytes->end(), hash.begin());
  return hash;
}

std::string_view name(NoteRole role) noexcept {
  switch (role) {
    case NoteRole::root:
      return "root";
    case NoteRole::list:
      return "list";
    case NoteRole::live:
      return "live";
  }
  return "";
}

namespace {

// The lines that name this key. More than one condemns the note, and so does one that does not hold.
Result<bool> has_signed(const SignedNote& note, const NoteKey& key) {
  const NoteKeyId id = note_key_id(key);
  std::size_t lines = 0;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name != key.name || signature.id != id) continue;
    if (++lines > 1) return fail(Errc::trust_note_signature, key.name, "the key has two signature lines");
    if (!is_signed_by(note, signature, key)) {
      return fail(Errc::trust_note_signature, key.name, "get the note again, byte for byte");
    }
  }
  return lines == 1;
}

}  // namespace

Result<std::size_t> count_signers(const SignedNote& note, const RootNote& root, NoteRole role) {
  const NoteSigners* const allowed = root.signers(role);
  std::vector<std::array<std::uint8_t, 32>> counted;
  for (const NoteKey& key : root.keys) {
    VHC_TRY(const bool holds, has_signed(note, key));
    if (!holds || allowed == nullptr) continue;
    const std::string signer = key.name.substr(root.origin.size() + 1);
    const bool may = std::binary_search(allowed->names.begin(), allowed->names.end(), signer);
    if (may && std::find(counted.begin(), counted.end(), key.bytes) == counted.end()) counted.push_back(key.bytes);
  }
  return counted.size();
}

Result<void> check_signers(const SignedNote& note, const RootNote& root, NoteRole role) {
  const NoteSigners* const allowed = root.signers(role);
  VHC_TRY(const std::size_t count, count_signers(note, root, role));
  if (allowed != nullptr && count >= allowed->need) return {};
  const std::string need = allowed == nullptr ? "no key may sign it" : std::to_string(allowed->need) + " are needed";
  return fail(Errc::trust_below_threshold, std::to_string(count) + " counted under root " + std::to_string(root.number),
              need);
}

}  // namespace vhc
