#include "vhc/public_key.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <unordered_map>
#include <utility>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include "crypto/other_keys.h"
#include "vhc/internal/digest.h"
#include "vhc/internal/ecdsa_der.h"
#include "vhc/internal/openssl.h"

namespace vhc {
namespace {

// An uncompressed point (SEC 1, 2.3.3): 4, x, y. Infinity is another encoding, so x and y cannot mean it.
using EncodedPoint = std::array<std::uint8_t, 1 + 2 * std::tuple_size_v<P256Coordinate>>;

EncodedPoint encode(const P256Coordinate& x, const P256Coordinate& y) noexcept {
  EncodedPoint point{POINT_CONVERSION_UNCOMPRESSED};
  std::copy(y.begin(), y.end(), std::copy(x.begin(), x.end(), point.begin() + 1));
  return point;
}

// The curve, for the check of a point. Making a library key checks too, and takes seven times as long.
struct Curve {
  EcGroup group;
  EcPoint point;
  BigNumCtx scratch;

  bool ready() noexcept {
    if (!group) group.reset(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    if (group && !point) point.reset(EC_POINT_new(group.get()));
    if (!scratch) scratch.reset(BN_CTX_new());
    return point != nullptr && scratch != nullptr;
  }

  // Refuses coordinates of p or more and points off the curve. Every other point is in the group: its cofactor is 1.
  bool holds(const EncodedPoint& encoded) noexcept {
    return ready() && EC_POINT_oct2point(group.get(), point.get(), encoded.data(), encoded.size(), scratch.get()) == 1;
  }
};

bool is_on_curve(const EncodedPoint& encoded) noexcept {
  thread_local Curve curve;
  if (curve.holds(encoded)) return true;
  ERR_clear_error();
  return false;
}

// A key with a curve and no point.
Pkey make_template() noexcept {
  char group[] = "P-256";
  const std::array params = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
                             OSSL_PARAM_construct_end()};
  const PkeyCtx context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  EVP_PKEY* made = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1) return {};
  if (EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_KEY_PARAMETERS, const_cast<OSSL_PARAM*>(params.data())) != 1) {
    return {};
  }
  return Pkey(made);
}

// A copy of a template with the point put in: a quarter of the time of EVP_PKEY_fromdata.
Pkey make_library_key(const EncodedPoint& point) noexcept {
  thread_local Pkey blank;
  if (!blank) blank = make_template();
  Pkey key(blank ? EVP_PKEY_dup(blank.get()) : nullptr);
  if (key && EVP_PKEY_set1_encoded_public_key(key.get(), point.data(), point.size()) == 1) return key;
  ERR_clear_error();
  return {};
}

// The keys that a thread has verified with, each with a context that is ready for the next signature.
class VerifyContexts {
 public:
  // Null when the library fails.
  EVP_PKEY_CTX* find_or_make(EVP_PKEY* key) {
    if (const auto known = contexts_.find(key); known != contexts_.end()) return known->second.context.get();
    Entry entry;
    entry.context.reset(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    if (!entry.context || EVP_PKEY_verify_init(entry.context.get()) != 1 || EVP_PKEY_up_ref(key) != 1) return nullptr;
    entry.key.reset(key);
    if (contexts_.size() >= max_contexts) contexts_.clear();
    return contexts_.emplace(key, std::move(entry)).first->second.context.get();
  }

  void forget(EVP_PKEY* key) noexcept { contexts_.erase(key); }

 private:
  static constexpr std::size_t max_contexts = 256;  // 3 KB each with its key; a new one takes 2 us
  struct Entry {
    Pkey key;  // held, so that no other key can come to the same address
    PkeyCtx context;
  };
  std::unordered_map<EVP_PKEY*, Entry> contexts_;
};

bool verifies_with(EVP_PKEY* key, ByteView message, std::span<const std::uint8_t, p1363_signature_bytes> signature) {
  thread_local VerifyContexts contexts;
  Sha256 digest{};
  EVP_PKEY_CTX* context = contexts.find_or_make(key);
  if (context == nullptr || !try_sha256(message, digest)) return false;
  const EcdsaDer der(signature);
  const int answer = EVP_PKEY_verify(context, der.bytes().data(), der.bytes().size(), digest.data(), digest.size());
  if (answer < 0) contexts.forget(key);  // the library failed: such a context is not used again
  return answer == 1;
}

}  // namespace

struct PublicKey::State {
  KeyKind kind = KeyKind::p256;
  P256Coordinate x{};
  P256Coordinate y{};
  Bytes material;  // of the other kinds
  Bytes exponent;
  // Made at first use. Not under std::call_once, which can try again after a failure only by throwing; two threads
  // that come at once may both make one, and one of them is dropped.
  mutable std::atomic<EVP_PKEY*> made{nullptr};

  State(const P256Coordinate& point_x, const P256Coordinate& point_y) noexcept : x(point_x), y(point_y) {}
  State(KeyKind of, ByteView bytes, ByteView e, Pkey key)
      : kind(of), material(bytes.begin(), bytes.end()), exponent(e.begin(), e.end()), made(key.release()) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { const Pkey last(made.load()); }

  // Null when the library fails.
  EVP_PKEY* library_key() const noexcept {
    if (EVP_PKEY* key = made.load(std::memory_order_acquire); key != nullptr) return key;
    Pkey key = make_library_key(encode(x, y));
    EVP_PKEY* other = nullptr;
    if (key && made.compare_exchange_strong(other, key.get(), std::memory_order_acq_rel)) return key.release();
    return other;
  }
};

PublicKey::PublicKey(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

Result<PublicKey> PublicKey::from_point(const P256Coordinate& x, const P256Coordinate& y) {
  if (!is_on_curve(encode(x, y))) return fail(Errc::rule_v7);
  return PublicKey(std::make_shared<const State>(x, y));
}

PublicKey PublicKey::unchecked(const P256Coordinate& x, const P256Coordinate& y) {
  return PublicKey(std::make_shared<const State>(x, y));
}

Result<PublicKey> PublicKey::from_material(KeyKind kind, ByteView material, ByteView exponent) {
  if (kind == KeyKind::p256) {
    P256Coordinate x{};
    P256Coordinate y{};
    if (material.size() != x.size() + y.size()) return fail(Errc::rule_v7);
    std::copy_n(material.begin(), x.size(), x.begin());
    std::copy_n(material.begin() + x.size(), y.size(), y.begin());
    return from_point(x, y);
  }
  Pkey key = make_other_key(kind, material, exponent);
  if (!key) return fail(Errc::rule_v7);
  return PublicKey(std::make_shared<const State>(kind, material, exponent, std::move(key)));
}

KeyKind PublicKey::kind() const noexcept {
  return state_->kind;
}

Bytes PublicKey::material() const {
  if (kind() != KeyKind::p256) return state_->material;
  Bytes both(x().begin(), x().end());
  both.insert(both.end(), y().begin(), y().end());
  return both;
}

Bytes PublicKey::exponent() const {
  return state_->exponent;
}

bool operator==(const PublicKey& a, const PublicKey& b) noexcept {
  return a.kind() == b.kind() && a.x() == b.x() && a.y() == b.y() && a.state_->material == b.state_->material &&
         a.state_->exponent == b.state_->exponent;
}

const P256Coordinate& PublicKey::x() const noexcept {
  return state_->x;
}

const P256Coordinate& PublicKey::y() const noexcept {
  return state_->y;
}

bool PublicKey::fits(Algorithm claimed) const noexcept {
  return vhc::fits(kind(), claimed);
}

bool PublicKey::verifies(Algorithm claimed, ByteView message, ByteView signature) const noexcept {
  if (!fits(claimed)) return false;
  const bool is_p256 = kind() == KeyKind::p256;
  if (is_p256 && signature.size() != p1363_signature_bytes) return false;
  bool good = false;
  try {
    EVP_PKEY* key = state_->library_key();
    good = key != nullptr && (is_p256 ? verifies_with(key, message, signature.first<p1363_signature_bytes>())
                                      : verifies_with_other_key(key, claimed, message, signature));
  } catch (...) {
    good = false;  // no memory for the context
  }
  if (!good) ERR_clear_error();
  return good;
}

}  // namespace vhc
