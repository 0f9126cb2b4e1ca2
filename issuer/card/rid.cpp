#include "vhc/rid.h"

#include <algorithm>
#include <array>
#include <span>

#include <sodium.h>

#include "vhc/base64url.h"
#include "vhc/bytes.h"

namespace vhc {
namespace {

constexpr std::size_t rid_secret_bytes = 32;
constexpr std::size_t rid_bytes = 8;
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
constexpr std::string_view no_subject = "-";

// What a card needs for some microseconds stands on the stack and is wiped there: guarded memory takes thirteen calls
// of the system, which cost as much as signing the card.
template <std::size_t size>
struct Wiped {
  std::array<std::uint8_t, size> bytes{};
  Wiped() = default;
  Wiped(const Wiped&) = delete;
  Wiped& operator=(const Wiped&) = delete;
  ~Wiped() { sodium_memzero(bytes.data(), bytes.size()); }
};

bool is_rid_secret(const Secret& text) {
  Wiped<rid_secret_bytes> secret;
  std::size_t size = 0;
  return sodium_base642bin(secret.bytes.data(), secret.bytes.size(), as_text(text.expose()).data(), text.size(),
                           nullptr, &size, nullptr, base64_variant) == 0 &&
         size == secret.bytes.size();
}

SealInfo info_at(UnixTime created) {
  return {Purpose::rid_secret, std::string(no_subject), created};
}

}  // namespace

Secret make_rid_secret() {
  Secret bytes(rid_secret_bytes);  // which has started the library, or ended the process
  randombytes_buf(bytes.expose().data(), bytes.size());
  Secret text(rid_secret_chars + 1);  // and the final NUL
  sodium_bin2base64(reinterpret_cast<char*>(text.expose().data()), text.size(), bytes.expose().data(), bytes.size(),
                    base64_variant);
  text.shrink(rid_secret_chars);
  return text;
}

Result<RevocationId> derive_rid(const Secret& secret_text, const KeyId& kid, std::string_view user_id) {
  if (!is_rid_secret(secret_text)) return fail(Errc::key_file_form, {}, "a rid secret is 43 characters of base64url");
  Wiped<rid_secret_chars + thumbprint_chars> key;
  const auto key_bytes = std::span(key.bytes);
  std::copy(secret_text.expose().begin(), secret_text.expose().end(), key_bytes.begin());
  std::copy(kid.str().begin(), kid.str().end(), key_bytes.begin() + rid_secret_chars);

  crypto_auth_hmacsha256_state state;
  std::array<std::uint8_t, crypto_auth_hmacsha256_BYTES> mac{};
  const ByteView message = as_bytes(user_id);
  crypto_auth_hmacsha256_init(&state, key_bytes.data(), key_bytes.size());
  crypto_auth_hmacsha256_update(&state, message.data(), message.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  sodium_memzero(&state, sizeof state);
  return RevocationId::parse(to_base64url(ByteView(mac).first(rid_bytes)));
}

std::string card_user_id(std::string_view person_key, std::string_view journal_number) {
  std::string user_id;
  user_id.reserve(person_key.size() + 1 + journal_number.size());
  user_id += person_key;
  user_id += '\0';
  user_id += journal_number;
  return user_id;
}

Result<std::string> seal_rid_secret(const Secret& secret_text, UnixTime created, const Secret& passphrase,
                                    const SealCost& cost) {
  return seal(secret_text, info_at(created), passphrase, cost);
}

Result<std::string> rid_secret_without_seal(const Secret& secret_text, UnixTime created) {
  return without_seal(secret_text, info_at(created));
}

Result<Secret> open_rid_secret(std::string_view file, const Secret& passphrase) {
  VHC_TRY(Secret text, unseal(file, Purpose::rid_secret, passphrase));
  if (!is_rid_secret(text)) return fail(Errc::key_file_form, {}, "a rid secret is 43 characters of base64url");
  return text;
}

}  // namespace vhc
