#include "vhc/sealed.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>
#include <utility>

#include <sodium.h>

#include "vhc/base64url.h"
#include "vhc/bytes.h"

namespace vhc {
namespace {

constexpr std::string_view sealed_line = "vhc-sealed v1\n";
constexpr std::string_view unsealed_line = "vhc-unsealed v1\n";
constexpr std::string_view sealed_any_version = "vhc-sealed v";
constexpr std::string_view unsealed_any_version = "vhc-unsealed v";
constexpr std::string_view warning_line =
    "warning: NOT SEALED, for tests and demos only; whoever reads this file has the secret\n";

constexpr std::size_t salt_bytes = crypto_pwhash_argon2id_SALTBYTES;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

constexpr std::array purposes{Purpose::card_signing, Purpose::note_signing, Purpose::rid_secret, Purpose::ledger_key,
                              Purpose::backup};

// A file taken apart. Views into its text.
struct File {
  SealedHeader header;
  std::array<std::uint8_t, salt_bytes> salt{};
  std::array<std::uint8_t, nonce_bytes> nonce{};
  std::string_view header_text;  // up to and including the empty line
  std::string_view body;         // without its end of line
};

tl::unexpected<Error> bad_form(std::string where) {
  return fail(Errc::key_file_form, std::move(where));
}

Result<void> library_ready() {
  if (sodium_init() < 0) return fail(Errc::internal, {}, "the cryptography library cannot start");
  return {};
}

bool is_subject(std::string_view text) {
  return !text.empty() && text.size() <= max_seal_subject_chars &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

bool is_cost(std::uint64_t opslimit, std::uint64_t memlimit_bytes) {
  return opslimit >= min_opslimit && opslimit <= max_opslimit && memlimit_bytes >= min_memlimit_bytes &&
         memlimit_bytes <= max_memlimit_bytes;
}

tl::unexpected<Error> bad_cost() {
  return fail(Errc::key_file_form, "opslimit or memlimit", "opslimit is 1 to 10, memlimit 64 MiB to 1 GiB");
}

// Characters, not bytes: continuation bytes do not count.
std::size_t num_characters(std::span<const std::uint8_t> utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](std::uint8_t byte) { return (byte & 0xc0U) != 0x80U; }));
}

std::optional<Purpose> find_purpose(std::string_view text) {
  const auto* const found =
      std::find_if(purposes.begin(), purposes.end(), [text](Purpose p) { return name(p) == text; });
  return found == purposes.end() ? std::nullopt : std::optional(*found);
}

// Digits as they are written: no sign, no leading zero.
std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || std::to_string(value) != text) return std::nullopt;
  return value;
}

// Reads a header line by line, in the one order there is.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view text) : text_(text) {}

  bool take(std::string_view literal) {
    if (text_.substr(at_, literal.size()) != literal) return false;
    at_ += literal.size();
    return true;
  }

  // The value of the line "name: value".
  Result<std::string_view> field(std::string_view field_name) {
    const std::size_t end = text_.find('\n', at_);
    if (end == std::string_view::npos || !take(field_name) || !take(": ")) return bad_form(std::string(field_name));
    const std::string_view value = text_.substr(at_, end - at_);
    at_ = end + 1;
    return value;
  }

  std::size_t offset() const { return at_; }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

Result<SealInfo> read_info(HeaderReader& reader) {
  VHC_TRY(const std::string_view purpose_text, reader.field("purpose"));
  const auto purpose = find_purpose(purpose_text);
  if (!purpose) return bad_form("purpose");
  VHC_TRY(const std::string_view subject, reader.field("subject"));
  if (!is_subject(subject)) return bad_form("subject");
  VHC_TRY(const std::string_view created_text, reader.field("created"));
  const auto created = parse_time(created_text);
  if (!created || to_rfc3339(*created) != created_text) return bad_form("created");
  return SealInfo{*purpose, std::string(subject), *created};
}

Result<SealCost> read_cost(HeaderReader& reader) {
  VHC_TRY(const std::string_view opslimit_text, reader.field("opslimit"));
  VHC_TRY(const std::string_view memlimit_text, reader.field("memlimit"));
  const auto opslimit = whole_number(opslimit_text);
  const auto memlimit = whole_number(memlimit_text);
  if (!opslimit || !memlimit) return bad_form("opslimit or memlimit");
  if (!is_cost(*opslimit, *memlimit)) return bad_cost();
  return SealCost{*opslimit, static_cast<std::size_t>(*memlimit)};
}

template <std::size_t size>
Result<void> read_bytes(HeaderReader& reader, std::string_view field_name, std::array<std::uint8_t, size>& out) {
  VHC_TRY(const std::string_view text, reader.field(field_name));
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != size) return bad_form(std::string(field_name));
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return {};
}

// Another version of ours is told apart from what was never such a file.
tl::unexpected<Error> refuse_first_line(std::string_view text) {
  for (const std::string_view start : {sealed_any_version, unsealed_any_version}) {
    if (text.substr(0, start.size()) != start) continue;
    const std::string_view line = text.substr(0, text.find('\n'));
    const auto version = whole_number(line.substr(start.size()));
    if (version && *version > 1) return fail(Errc::key_file_version, "line 1", "use the newer vhc");
  }
  return bad_form("line 1");
}

Result<File> read_file(std::string_view text, std::size_t max_bytes) {
  if (text.size() > max_bytes)
    return fail(Errc::key_file_form, {}, "a file of this kind has at most " + std::to_string(max_bytes) + " bytes");
  File file;
  HeaderReader reader(text);
  file.header.sealed = reader.take(sealed_line);
  if (!file.header.sealed && !reader.take(unsealed_line)) return refuse_first_line(text);
  if (!file.header.sealed && !reader.take(warning_line)) return bad_form("line 2");
  VHC_TRY(file.header.info, read_info(reader));
  if (file.header.sealed) {
    VHC_TRY(file.header.cost, read_cost(reader));
    VHC_CHECK_OK(read_bytes(reader, "salt", file.salt));
    VHC_CHECK_OK(read_bytes(reader, "nonce", file.nonce));
  }
  if (!reader.take("\n")) return bad_form("the empty line");
  file.header_text = text.substr(0, reader.offset());
  file.body = text.substr(reader.offset());
  if (file.body.empty() || file.body.find('\n') != file.body.size() - 1) return bad_form("the last line");
  file.body.remove_suffix(1);
  return file;
}

std::string info_lines(const SealInfo& info) {
  return "purpose: " + std::string(name(info.purpose)) + "\nsubject: " + info.subject +
         "\ncreated: " + to_rfc3339(info.created) + "\n";
}

Result<Secret> stretch(const Secret& passphrase, const SealCost& cost, std::span<const std::uint8_t, salt_bytes> salt) {
  Secret key(key_bytes);
  const int failed = crypto_pwhash_argon2id(
      key.expose().data(), key.size(), reinterpret_cast<const char*>(passphrase.expose().data()), passphrase.size(),
      salt.data(), cost.opslimit, cost.memlimit_bytes, crypto_pwhash_argon2id_ALG_ARGON2ID13);
  if (failed != 0)
    return fail(Errc::key_memory, {},
                std::to_string(cost.memlimit_bytes / (std::size_t{1024} * 1024)) + " MiB are needed");
  return key;
}

Result<Secret> decrypt(const File& file, const Secret& passphrase) {
  const auto ciphertext = from_base64url(file.body);
  if (!ciphertext || ciphertext->size() < tag_bytes) return bad_form("the last line");
  if (passphrase.empty()) return fail(Errc::passphrase_needed);
  VHC_TRY(const Secret key, stretch(passphrase, file.header.cost, file.salt));
  Secret content(ciphertext->size() - tag_bytes);
  const ByteView header = as_bytes(file.header_text);
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(content.expose().data(), nullptr, nullptr,
                                                                ciphertext->data(), ciphertext->size(), header.data(),
                                                                header.size(), file.nonce.data(), key.expose().data());
  if (failed != 0) return fail(Errc::passphrase_wrong);
  return content;
}

// Constant-time, unlike from_base64url().
Result<Secret> decode_in_clear(std::string_view body) {
  // The library takes some bytes above 0x7f for characters of the alphabet.
  const auto is_ascii = [](char c) { return c > 0x20 && c < 0x7f; };
  if (!std::all_of(body.begin(), body.end(), is_ascii)) return bad_form("the last line");
  Secret content(body.size() / 4 * 3 + 2);
  std::size_t size = 0;
  const char* end = nullptr;
  const int failed = sodium_base642bin(content.expose().data(), content.size(), body.data(), body.size(), nullptr,
                                       &size, &end, base64_variant);
  if (failed != 0 || end != body.data() + body.size()) return bad_form("the last line");
  content.shrink(size);
  return content;
}

}  // namespace

std::string_view name(Purpose purpose) noexcept {
  switch (purpose) {
    case Purpose::card_signing:
      return "card-signing";
    case Purpose::note_signing:
      return "note-signing";
    case Purpose::rid_secret:
      return "rid-secret";
    case Purpose::ledger_key:
      return "ledger-key";
    case Purpose::backup:
      return "backup";
  }
  return {};
}

Result<std::string> seal(const Secret& content, const SealInfo& info, const Secret& passphrase, const SealCost& cost) {
  VHC_CHECK_OK(library_ready());
  if (num_characters(passphrase.expose()) < min_passphrase_chars) return fail(Errc::passphrase_short);
  if (!is_subject(info.subject)) return bad_form("subject");
  if (!is_cost(cost.opslimit, cost.memlimit_bytes)) return bad_cost();
  std::array<std::uint8_t, salt_bytes> salt{};
  std::array<std::uint8_t, nonce_bytes> nonce{};
  randombytes_buf(salt.data(), salt.size());
  randombytes_buf(nonce.data(), nonce.size());
  VHC_TRY(const Secret key, stretch(passphrase, cost, salt));

  std::string text = std::string(sealed_line) + info_lines(info) + "opslimit: " + std::to_string(cost.opslimit) +
                     "\nmemlimit: " + std::to_string(cost.memlimit_bytes) + "\nsalt: " + to_base64url(salt) +
                     "\nnonce: " + to_base64url(nonce) + "\n\n";
  Bytes ciphertext(content.size() + tag_bytes);
  const ByteView header = as_bytes(text);
  crypto_aead_xchacha20poly1305_ietf_encrypt(ciphertext.data(), nullptr, content.expose().data(), content.size(),
                                             header.data(), header.size(), nullptr, nonce.data(), key.expose().data());
  return text + to_base64url(ciphertext) + "\n";
}

Result<std::string> without_seal(const Secret& content, const SealInfo& info) {
  if (!is_subject(info.subject)) return bad_form("subject");
  std::string text = std::string(unsealed_line) + std::string(warning_line) + info_lines(info) + "\n";
  const std::size_t start = text.size();
  text.resize(start + sodium_base64_encoded_len(content.size(), base64_variant));  // which counts the final NUL
  sodium_bin2base64(text.data() + start, text.size() - start, content.expose().data(), content.size(), base64_variant);
  text.back() = '\n';
  return text;
}

Result<SealedHeader> read_sealed_header(std::string_view text, std::size_t max_bytes) {
  VHC_TRY(File file, read_file(text, max_bytes));
  return std::move(file.header);
}

Result<Secret> unseal(std::string_view text, Purpose expected, const Secret& passphrase, std::size_t max_bytes) {
  VHC_CHECK_OK(library_ready());
  VHC_TRY(const File file, read_file(text, max_bytes));
  if (file.header.info.purpose != expected)
    return fail(Errc::key_purpose, {}, "a file for " + std::string(name(expected)) + " is needed");
  return file.header.sealed ? decrypt(file, passphrase) : decode_in_clear(file.body);
}

}  // namespace vhc
