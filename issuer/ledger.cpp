#include "vhc/ledger.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <sodium.h>

namespace vhc {
namespace {

constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t seal_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t number_bytes = 8;
constexpr std::size_t length_bytes = 4;
constexpr std::uint8_t row_version = 1;
constexpr std::string_view no_subject = "-";
constexpr const char* subkey_context = "vhcledgr";  // of crypto_kdf: 8 characters
constexpr std::uint64_t row_subkey = 1;
constexpr std::uint64_t tag_subkey = 2;

static_assert(crypto_kdf_KEYBYTES == ledger_key_bytes);
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == ledger_key_bytes);

SealInfo info_at(UnixTime created) {
  return {Purpose::ledger_key, std::string(no_subject), created};
}

Secret subkey(const Secret& key, std::uint64_t id) {
  Secret sub(ledger_key_bytes);
  crypto_kdf_derive_from_key(sub.expose().data(), sub.size(), id, subkey_context, key.expose().data());
  return sub;
}

template <std::size_t size>
std::array<std::uint8_t, size> little_endian(std::uint64_t value) {
  std::array<std::uint8_t, size> bytes{};
  for (std::uint8_t& byte : bytes) {
    byte = static_cast<std::uint8_t>(value & 0xffU);
    value >>= 8U;
  }
  return bytes;
}

// A row in clear: version; then texts, each with its length before it, lists with their count. Wiped when it goes.
class RowText {
 public:
  RowText() = default;
  explicit RowText(std::size_t size) : bytes_(size) {}
  RowText(const RowText&) = delete;
  RowText& operator=(const RowText&) = delete;
  ~RowText() { wipe(bytes_); }

  void reserve(std::size_t size) { bytes_.reserve(size); }
  Bytes& bytes() { return bytes_; }

  void put_count(std::size_t count) {
    const auto digits = little_endian<length_bytes>(count);
    bytes_.insert(bytes_.end(), digits.begin(), digits.end());
  }
  void put(std::string_view text) {
    put_count(text.size());
    bytes_.insert(bytes_.end(), text.begin(), text.end());
  }
  void put(const std::vector<std::string>& texts) {
    put_count(texts.size());
    for (const std::string& text : texts) put(text);
  }

 private:
  Bytes bytes_;
};

class RowReader {
 public:
  explicit RowReader(ByteView bytes) : rest_(bytes) {}

  std::optional<std::size_t> count() {
    if (rest_.size() < length_bytes) return std::nullopt;
    std::size_t value = 0;
    for (std::size_t i = length_bytes; i-- > 0;) value = value << 8U | rest_[i];
    rest_ = rest_.subspan(length_bytes);
    return value;
  }
  bool text(std::string& out) {
    const auto size = count();
    if (!size || *size > rest_.size()) return false;
    out = as_text(rest_.first(*size));
    rest_ = rest_.subspan(*size);
    return true;
  }
  bool texts(std::vector<std::string>& out) {
    const auto num = count();
    if (!num || *num > rest_.size()) return false;
    out.resize(*num);
    return std::all_of(out.begin(), out.end(), [this](std::string& one) { return text(one); });
  }
  bool is_version() {
    if (rest_.empty() || rest_.front() != row_version) return false;
    rest_ = rest_.subspan(1);
    return true;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  ByteView rest_;
};

std::size_t size_of(const LedgerSecrets& secrets) {
  std::size_t size = 1 + 4 * length_bytes + secrets.jws.size() + secrets.person_key.size();
  for (const auto* texts : {&secrets.lots, &secrets.events}) {
    for (const std::string& text : *texts) size += length_bytes + text.size();
  }
  return size;
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

}  // namespace

LedgerKey::LedgerKey(Secret key)
    : key_(std::move(key)), row_key_(subkey(key_, row_subkey)), tag_key_(subkey(key_, tag_subkey)) {}

LedgerKey LedgerKey::make() {
  Secret key(ledger_key_bytes);  // which has started the library, or ended the process
  randombytes_buf(key.expose().data(), key.size());
  return LedgerKey(std::move(key));
}

Result<std::string> LedgerKey::seal_file(UnixTime created, const Secret& passphrase, const SealCost& cost) const {
  return seal(key_, info_at(created), passphrase, cost);
}

Result<std::string> LedgerKey::file_without_seal(UnixTime created) const {
  return without_seal(key_, info_at(created));
}

Result<LedgerKey> LedgerKey::open(std::string_view file, const Secret& passphrase) {
  VHC_TRY(Secret key, unseal(file, Purpose::ledger_key, passphrase));
  if (key.size() != ledger_key_bytes) return fail(Errc::key_file_form, {}, "a ledger key is 32 bytes");
  return LedgerKey(std::move(key));
}

Bytes LedgerKey::seal_row(std::int64_t number, const LedgerSecrets& secrets) const {
  RowText row;
  row.reserve(size_of(secrets));
  row.bytes().push_back(row_version);
  row.put(secrets.jws);
  row.put(secrets.person_key);
  row.put(secrets.lots);
  row.put(secrets.events);

  Bytes sealed(nonce_bytes + row.bytes().size() + seal_bytes);
  randombytes_buf(sealed.data(), nonce_bytes);
  const auto about = little_endian<number_bytes>(static_cast<std::uint64_t>(number));
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_bytes, nullptr, row.bytes().data(),
                                             row.bytes().size(), about.data(), about.size(), nullptr, sealed.data(),
                                             row_key_.expose().data());
  return sealed;
}

Result<LedgerSecrets> LedgerKey::open_row(std::int64_t number, ByteView sealed) const {
  if (sealed.size() < nonce_bytes + seal_bytes) return fail(Errc::ledger_form);
  const ByteView body = sealed.subspan(nonce_bytes);
  RowText row(body.size() - seal_bytes);
  const auto about = little_endian<number_bytes>(static_cast<std::uint64_t>(number));
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(row.bytes().data(), nullptr, nullptr, body.data(),
                                                                body.size(), about.data(), about.size(), sealed.data(),
                                                                row_key_.expose().data());
  if (failed != 0) return fail(Errc::ledger_form, {}, "the row was altered, or ledger.key is of another folder");
  LedgerSecrets secrets;
  RowReader reader(row.bytes());
  const bool whole = reader.is_version() && reader.text(secrets.jws) && reader.text(secrets.person_key) &&
                     reader.texts(secrets.lots) && reader.texts(secrets.events) && reader.at_end();
  if (!whole) return fail(Errc::ledger_form, {}, "the row was written by another vhc");
  return secrets;
}

LedgerTag LedgerKey::tag(LedgerTagKind kind, std::string_view value) const {
  std::string message(1, static_cast<char>(kind));
  message += value;
  if (kind == LedgerTagKind::lot) std::transform(message.begin(), message.end(), message.begin(), upper);
  LedgerTag tag{};
  crypto_generichash(tag.data(), tag.size(), reinterpret_cast<const std::uint8_t*>(message.data()), message.size(),
                     tag_key_.expose().data(), tag_key_.size());
  wipe({reinterpret_cast<std::uint8_t*>(message.data()), message.size()});
  return tag;
}

}  // namespace vhc
