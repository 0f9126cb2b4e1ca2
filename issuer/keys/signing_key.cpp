#include "vhc/signing_key.h"

#include <algorithm>
#include <string>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>

#include "keys/pkcs8.h"
#include "keys/private_jwk.h"
#include "vhc/base64url.h"
#include "vhc/internal/digest.h"
#include "vhc/internal/ecdsa_der.h"
#include "vhc/internal/openssl.h"

namespace vhc {

namespace {

constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t point_bytes = 1 + 2 * coordinate_bytes;  // 04, x, y (SEC 1, 2.3.3)
constexpr std::size_t max_der_signature_bytes = 72;

using EncodedPoint = std::array<std::uint8_t, point_bytes>;

struct KeyPair {
  Pkey key;
  PublicKey public_key;
};

tl::unexpected<Error> library_failed(const char* what) {
  ERR_clear_error();
  return fail(Errc::internal, {}, what);
}

Result<PublicKey> decode(const EncodedPoint& point) {
  P256Coordinate x{};
  P256Coordinate y{};
  std::copy_n(point.begin() + 1, coordinate_bytes, x.begin());
  std::copy_n(point.begin() + 1 + coordinate_bytes, coordinate_bytes, y.begin());
  return PublicKey::from_point(x, y);
}

// OpenSSL keeps private numbers in memory of its own: this makes it locked, guarded memory that no core file holds.
// Large enough for the numbers of many threads, small enough for what may be locked. Where another part of the process
// has made it, or the system has none, OpenSSL goes on as it is.
void guard_private_numbers() {
  constexpr std::size_t heap_bytes = std::size_t{256} * 1024;
  constexpr std::size_t least_bytes = 16;
  static const int made = CRYPTO_secure_malloc_init(heap_bytes, least_bytes);
  static_cast<void>(made);
}

Result<KeyPair> new_pair() {
  guard_private_numbers();
  Pkey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", SN_X9_62_prime256v1));
  EncodedPoint point{};
  std::size_t size = 0;
  if (key == nullptr ||
      EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size) != 1 ||
      size != point.size()) {
    return library_failed("the cryptography library could not make a key");
  }
  VHC_TRY(PublicKey public_key, decode(point));
  return KeyPair{std::move(key), std::move(public_key)};
}

// The key whose private number is `d` and whose public point is `point`.
Pkey make_pkey(const BIGNUM* d, EncodedPoint& point) {
  Secret native(p256_scalar_bytes);  // least significant byte first on this machine, as OSSL_PARAM wants it
  if (BN_bn2nativepad(d, native.expose().data(), static_cast<int>(native.size())) < 0) return nullptr;
  std::string group = SN_X9_62_prime256v1;
  std::array params{OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size()),
                    OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
                    OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native.expose().data(), native.size()),
                    OSSL_PARAM_construct_end()};
  const PkeyCtx context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* key = nullptr;
  if (context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, params.data()) != 1) {
    return nullptr;
  }
  return Pkey(key);
}

// Computes the public key from the private number, whatever the file says.
Result<KeyPair> pair_of(const Secret& d) {
  guard_private_numbers();
  const EcGroup group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const SecretBigNum number(BN_secure_new());
  if (group == nullptr || number == nullptr ||
      BN_bin2bn(d.expose().data(), static_cast<int>(d.size()), number.get()) == nullptr) {
    return library_failed("the cryptography library could not read the key");
  }
  BN_set_flags(number.get(), BN_FLG_CONSTTIME);
  if (BN_is_zero(number.get()) || BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) >= 0)
    return fail(Errc::key_import_form, {}, import_hint);

  const EcPoint product(EC_POINT_new(group.get()));
  EncodedPoint point{};
  if (product == nullptr || EC_POINT_mul(group.get(), product.get(), number.get(), nullptr, nullptr, nullptr) != 1 ||
      EC_POINT_point2oct(group.get(), product.get(), POINT_CONVERSION_UNCOMPRESSED, point.data(), point.size(),
                         nullptr) != point.size()) {
    return library_failed("the cryptography library could not compute the public key");
  }
  VHC_TRY(PublicKey public_key, decode(point));
  Pkey key = make_pkey(number.get(), point);
  if (key == nullptr) return library_failed("the cryptography library could not read the key");
  return KeyPair{std::move(key), std::move(public_key)};
}

Result<PkeyCtx> ready_to_sign(EVP_PKEY* key) {
  PkeyCtx context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  if (context == nullptr || EVP_PKEY_sign_init(context.get()) != 1 ||
      EVP_PKEY_CTX_set_signature_md(context.get(), EVP_sha256()) != 1) {
    return library_failed("the cryptography library could not prepare the key");
  }
  return context;
}

// The other thumbprint that a published key may have (V9): of coordinates without their leading zero bytes.
std::string short_thumbprint(const PublicKey& key) {
  const auto shorten = [](const P256Coordinate& coordinate) {
    const auto first = std::find_if(coordinate.begin(), coordinate.end(), [](std::uint8_t byte) { return byte != 0; });
    return to_base64url({first, coordinate.end()});
  };
  return jwk_thumbprint(shorten(key.x()), shorten(key.y()));
}

}  // namespace

// `signer` has been made ready and is never used itself: each signature takes a copy of it. That costs a hundredth of a
// signature, keeps no state in a thread and leaves this object unchanged, so that many threads may sign at once.
struct SigningKey::State {
  Pkey key;
  PkeyCtx signer;
  PublicKey public_key;
  KeyId kid;
  OutsideSigner outside = {};  // in place of `key` and `signer`

  static Result<SigningKey> make(KeyPair pair) {
    VHC_TRY(PkeyCtx signer, ready_to_sign(pair.key.get()));
    KeyId kid = key_id(pair.public_key);
    return SigningKey(std::make_unique<State>(
        State{std::move(pair.key), std::move(signer), std::move(pair.public_key), std::move(kid), {}}));
  }

  static Result<SigningKey> make(const PrivateParts& parts) {
    VHC_TRY(KeyPair pair, pair_of(parts.d));
    if (pair.public_key != parts.claimed) return fail(Errc::key_mismatch);
    VHC_TRY(SigningKey key, make(std::move(pair)));
    if (parts.kid) return with_kid(std::move(key), *parts.kid);
    return key;
  }
};

SigningKey::SigningKey(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

Result<SigningKey> SigningKey::generate() {
  VHC_TRY(KeyPair pair, new_pair());
  return State::make(std::move(pair));
}

Result<SigningKey> SigningKey::from_pkcs8(const Secret& pem_or_der) {
  VHC_TRY(const PrivateParts parts, read_pkcs8(pem_or_der));
  return State::make(parts);
}

Result<SigningKey> SigningKey::from_jwk(const Secret& json) {
  VHC_TRY(const PrivateParts parts, read_private_jwk(json));
  return State::make(parts);
}

SigningKey SigningKey::outside(PublicKey key, KeyId kid, OutsideSigner signer) {
  return SigningKey(
      std::make_unique<State>(State{nullptr, nullptr, std::move(key), std::move(kid), std::move(signer)}));
}

Result<Secret> SigningKey::to_pkcs8_pem() const {
  if (state_->outside) return fail(Errc::key_purpose);
  return vhc::to_pkcs8_pem(*state_->key);
}

Result<Secret> SigningKey::to_pkcs8_der() const {
  if (state_->outside) return fail(Errc::key_purpose);
  return vhc::to_pkcs8_der(*state_->key);
}

const PublicKey& SigningKey::public_key() const noexcept {
  return state_->public_key;
}

const KeyId& SigningKey::kid() const noexcept {
  return state_->kid;
}

Result<Es256Signature> SigningKey::sign(ByteView message) const {
  if (state_->outside) {
    VHC_TRY(const Es256Signature answer, state_->outside(message));
    if (!state_->public_key.verifies(message, answer)) {
      return fail(Errc::signer_failed, state_->kid.str(), "its answer is not a signature by this key");
    }
    return answer;
  }
  Sha256 digest{};
  if (!try_sha256(message, digest)) return library_failed("the cryptography library could not hash");
  const PkeyCtx context(EVP_PKEY_CTX_dup(state_->signer.get()));
  std::array<std::uint8_t, max_der_signature_bytes> der{};
  std::size_t size = der.size();
  Es256Signature signature{};
  if (context == nullptr || EVP_PKEY_sign(context.get(), der.data(), &size, digest.data(), digest.size()) != 1 ||
      !read_ecdsa_der(ByteView(der).first(size), signature)) {
    return library_failed("the cryptography library could not sign");
  }
  return signature;
}

Result<SigningKey> with_kid(SigningKey key, std::string_view kid) {
  const bool fits = kid == key_id(key.public_key()).str() || kid == short_thumbprint(key.public_key());
  if (!fits) return fail(Errc::rule_v9);
  VHC_TRY(key.state_->kid, KeyId::parse(kid));
  return key;
}

Result<SigningKey> import_signing_key(const Secret& file) {
  const std::string_view text = as_text(file.expose());
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  const bool is_json = first != std::string_view::npos && text[first] == '{';
  return is_json ? SigningKey::from_jwk(file) : SigningKey::from_pkcs8(file);
}

Result<std::string> seal_signing_key(const SigningKey& key, UnixTime created, const Secret& passphrase,
                                     const SealCost& cost) {
  VHC_TRY(const Secret der, key.to_pkcs8_der());
  return seal(der, {Purpose::card_signing, key.kid().str(), created}, passphrase, cost);
}

Result<std::string> signing_key_without_seal(const SigningKey& key, UnixTime created) {
  VHC_TRY(const Secret der, key.to_pkcs8_der());
  return without_seal(der, {Purpose::card_signing, key.kid().str(), created});
}

Result<SigningKey> open_signing_key(std::string_view key_file, const KeyId& kid, const Secret& passphrase) {
  VHC_TRY(const Secret der, unseal(key_file, Purpose::card_signing, passphrase));
  VHC_TRY(const SealedHeader header, read_sealed_header(key_file));
  if (header.info.subject != kid.str()) return fail(Errc::key_mismatch);
  VHC_TRY(SigningKey key, SigningKey::from_pkcs8(der));
  auto known = with_kid(std::move(key), kid.str());
  if (!known) return fail(Errc::key_mismatch);
  return known;
}

}  // namespace vhc
