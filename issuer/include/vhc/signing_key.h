// The pharmacy's private keys: P-256 for ES256 (SHC 1.4.0 "Signing Health Cards").
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "vhc/bytes.h"
#include "vhc/checked.h"
#include "vhc/public_key.h"
#include "vhc/result.h"
#include "vhc/sealed.h"
#include "vhc/secret.h"
#include "vhc/time.h"

namespace vhc {

inline constexpr std::size_t max_key_import_bytes = std::size_t{64} * 1024;

// r and s, 32 bytes each (RFC 7518 3.4).
using Es256Signature = std::array<std::uint8_t, 64>;

// A private key. Moves, never copies. sign() may be called from many threads at once. The private number lives in the
// cryptographic library's own memory, which wipes it on release; what passes through our hands is a Secret.
class SigningKey {
 public:
  static Result<SigningKey> generate();

  // Reads unencrypted PKCS#8 (RFC 5208), PEM or DER. Fails with key_import_form (SEC1 and encrypted files too, with a
  // hint), or key_mismatch when the public key in it is not that of the private one.
  static Result<SigningKey> from_pkcs8(const Secret& pem_or_der);

  // Reads one private JWK (RFC 7518 6.2.2): kty EC, crv P-256, x, y, d. Short coordinates are padded (V8). A kid must
  // be the thumbprint in one of its two forms (V9) and stays the key's kid. Fails with key_import_form, key_mismatch
  // when d does not give x and y, rule_v9, or an error of JsonDocument.
  static Result<SigningKey> from_jwk(const Secret& json);

  // A key that somebody else holds and signs with; its answers are checked, and one that does not verify is
  // signer_failed. to_pkcs8_pem() and to_pkcs8_der() fail with key_purpose.
  using OutsideSigner = std::function<Result<Es256Signature>(ByteView message)>;
  static SigningKey outside(PublicKey key, KeyId kid, OutsideSigner signer);

  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  Result<Secret> to_pkcs8_pem() const;
  Result<Secret> to_pkcs8_der() const;

  const PublicKey& public_key() const noexcept;
  const KeyId& kid() const noexcept;

  // ES256 over `message`; randomised, so never compare two signatures. Fails with `internal` when the library does.
  Result<Es256Signature> sign(ByteView message) const;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state) noexcept;
  friend Result<SigningKey> with_kid(SigningKey key, std::string_view kid);
  std::unique_ptr<State> state_;
};

// The same key under the kid that it is published with. Fails with rule_v9 when that is not a thumbprint of the key in
// either form: padded, or with the leading zero bytes of both coordinates dropped.
Result<SigningKey> with_kid(SigningKey key, std::string_view kid);

// A file to import: a JWK when it begins with '{', otherwise PKCS#8. Fails as from_jwk() and from_pkcs8() do.
Result<SigningKey> import_signing_key(const Secret& file);

// keys/KID.key: the PKCS#8 DER, sealed for card-signing with the kid as subject. Fails as seal() does.
Result<std::string> seal_signing_key(const SigningKey& key, UnixTime created, const Secret& passphrase,
                                     const SealCost& cost = {});
// The same without a seal, for tests and demos.
Result<std::string> signing_key_without_seal(const SigningKey& key, UnixTime created);

// Opens keys/KID.key. The public key is computed again and must be that of `kid`, which must be the subject: otherwise
// key_mismatch. Fails as unseal() and from_pkcs8() do.
Result<SigningKey> open_signing_key(std::string_view key_file, const KeyId& kid, const Secret& passphrase);

}  // namespace vhc
