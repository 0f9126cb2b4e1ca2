#include "keys/pkcs8.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "vhc/signing_key.h"

namespace vhc {
namespace {

using Bio = Owned<BIO, BIO_free_all>;

tl::unexpected<Error> refuse() {
  ERR_clear_error();
  return fail(Errc::key_import_form, {}, import_hint);
}

tl::unexpected<Error> library_failed() {
  ERR_clear_error();
  return fail(Errc::internal, {}, "the cryptography library could not write the key");
}

// The PEM block's bytes, in memory that OpenSSL wipes on release.
struct PemBytes {
  PemBytes() = default;
  PemBytes(const PemBytes&) = delete;
  PemBytes& operator=(const PemBytes&) = delete;
  ~PemBytes() { OPENSSL_secure_clear_free(data, static_cast<std::size_t>(size)); }

  unsigned char* data = nullptr;
  long size = 0;
};

Pkcs8Info info_from_der(const unsigned char* der, std::size_t size) {
  const unsigned char* end = der;
  Pkcs8Info info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &end, static_cast<long>(size)));
  if (end != der + size) info.reset();
  return info;
}

// Called for a passphrase: there is none to give.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) {
  return -1;
}

Pkcs8Info info_from_pem(const Secret& pem) {
  const Bio bio(BIO_new_mem_buf(pem.expose().data(), static_cast<int>(pem.size())));
  PemBytes bytes;
  if (bio == nullptr || PEM_bytes_read_bio_secmem(&bytes.data, &bytes.size, nullptr, PEM_STRING_PKCS8INF, bio.get(),
                                                  no_passphrase, nullptr) != 1) {
    return nullptr;
  }
  return info_from_der(bytes.data, static_cast<std::size_t>(bytes.size));
}

bool is_p256(const EVP_PKEY* key) {
  std::array<char, 32> group{};
  std::size_t size = 0;
  return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) == 1 &&
         std::string_view(group.data(), size) == SN_X9_62_prime256v1;
}

// One number of the key, padded on the left to 32 bytes.
bool get_number(const EVP_PKEY* key, const char* parameter, std::span<std::uint8_t, p256_scalar_bytes> out) {
  BIGNUM* raw = nullptr;
  const int got = EVP_PKEY_get_bn_param(key, parameter, &raw);
  const SecretBigNum number(raw);
  return got == 1 &&
         BN_bn2binpad(number.get(), out.data(), static_cast<int>(out.size())) == static_cast<int>(out.size());
}

}  // namespace

Result<PrivateParts> read_pkcs8(const Secret& pem_or_der) {
  if (pem_or_der.empty() || pem_or_der.size() > max_key_import_bytes) return refuse();
  constexpr std::uint8_t der_sequence = 0x30;  // no character that PEM begins with
  const bool is_der = pem_or_der.expose().front() == der_sequence;
  const Pkcs8Info info =
      is_der ? info_from_der(pem_or_der.expose().data(), pem_or_der.size()) : info_from_pem(pem_or_der);
  if (info == nullptr) return refuse();
  const Pkey key(EVP_PKCS82PKEY(info.get()));
  if (key == nullptr || !is_p256(key.get())) return refuse();

  Secret d(p256_scalar_bytes);
  P256Coordinate x{};
  P256Coordinate y{};
  if (!get_number(key.get(), OSSL_PKEY_PARAM_PRIV_KEY, d.expose().first<p256_scalar_bytes>()) ||
      !get_number(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, x) || !get_number(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, y)) {
    return refuse();
  }
  auto claimed = PublicKey::from_point(x, y);
  if (!claimed) return refuse();
  return PrivateParts{std::move(d), *std::move(claimed), std::nullopt};
}

Result<Secret> to_pkcs8_der(const EVP_PKEY& key) {
  const Pkcs8Info info(EVP_PKEY2PKCS8(&key));
  const int size = info == nullptr ? 0 : i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr);
  if (size <= 0) return library_failed();
  Secret der(static_cast<std::size_t>(size));
  unsigned char* at = der.expose().data();
  if (i2d_PKCS8_PRIV_KEY_INFO(info.get(), &at) != size) return library_failed();
  return der;
}

Result<Secret> to_pkcs8_pem(const EVP_PKEY& key) {
  const Pkcs8Info info(EVP_PKEY2PKCS8(&key));
  const Bio bio(BIO_new(BIO_s_secmem()));
  if (info == nullptr || bio == nullptr || PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio.get(), info.get()) != 1)
    return library_failed();
  Secret pem(BIO_ctrl_pending(bio.get()));
  if (BIO_read(bio.get(), pem.expose().data(), static_cast<int>(pem.size())) != static_cast<int>(pem.size()))
    return library_failed();
  return pem;
}

}  // namespace vhc
