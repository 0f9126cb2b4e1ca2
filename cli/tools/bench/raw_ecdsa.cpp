#include "tools/bench/raw_ecdsa.h"

#include <array>
#include <utility>

#include "vhc/internal/openssl.h"
#include "vhc/sha256.h"

namespace vhc {

struct RawEcdsa::State {
  Pkey key;
  PkeyCtx signer;
  PkeyCtx verifier;
  Sha256 digest = sha256(as_bytes("a digest"));
  std::array<unsigned char, 80> signature{};
  std::size_t size = 0;
};

std::unique_ptr<RawEcdsa> RawEcdsa::make() {
  auto state = std::make_unique<State>();
  state->key.reset(EVP_EC_gen("P-256"));
  if (!state->key) return nullptr;
  state->signer.reset(EVP_PKEY_CTX_new(state->key.get(), nullptr));
  state->verifier.reset(EVP_PKEY_CTX_new(state->key.get(), nullptr));
  if (!state->signer || !state->verifier || EVP_PKEY_sign_init(state->signer.get()) != 1 ||
      EVP_PKEY_verify_init(state->verifier.get()) != 1) {
    return nullptr;
  }
  std::unique_ptr<RawEcdsa> raw(new RawEcdsa(std::move(state)));
  return raw->sign() && raw->verify() ? std::move(raw) : nullptr;
}

RawEcdsa::RawEcdsa(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
RawEcdsa::~RawEcdsa() = default;

bool RawEcdsa::sign() {
  State& s = *state_;
  s.size = s.signature.size();
  return EVP_PKEY_sign(s.signer.get(), s.signature.data(), &s.size, s.digest.data(), s.digest.size()) == 1;
}

bool RawEcdsa::verify() {
  State& s = *state_;
  return EVP_PKEY_verify(s.verifier.get(), s.signature.data(), s.size, s.digest.data(), s.digest.size()) == 1;
}

}  // namespace vhc
