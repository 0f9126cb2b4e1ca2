#include "vhc/internal/private_half.h"

#include <algorithm>
#include <array>

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <sodium.h>

#include "vhc/internal/openssl.h"
#include "vhc/secret.h"

namespace vhc {
namespace {

constexpr std::size_t longest_number_chars = 256;
using EncodedPoint = std::array<std::uint8_t, 1 + 2 * std::tuple_size_v<P256Coordinate>>;

// Empty when the text is no base64 of any kind.
Secret decode(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.empty() || text.size() > longest_number_chars) return {};
  for (const int alphabet : {sodium_base64_VARIANT_URLSAFE_NO_PADDING, sodium_base64_VARIANT_ORIGINAL_NO_PADDING}) {
    Secret number(text.size());
    std::size_t size = 0;
    const auto bytes = number.expose();
    if (sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), " \t\r\n", &size, nullptr, alphabet) ==
        0) {
      number.shrink(size);
      return number;
    }
  }
  return {};
}

// `number` times the base point; false also for infinity.
bool multiply(const Secret& number, EncodedPoint& product) {
  const EcGroup group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  const SecretBigNum scalar(BN_secure_new());
  const EcPoint point(group ? EC_POINT_new(group.get()) : nullptr);
  if (!group || !scalar || !point) return false;
  const auto bytes = number.expose();
  if (BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), scalar.get()) == nullptr) return false;
  BN_set_flags(scalar.get(), BN_FLG_CONSTTIME);
  if (EC_POINT_mul(group.get(), point.get(), scalar.get(), nullptr, nullptr, nullptr) != 1) return false;
  return EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, product.data(), product.size(),
                            nullptr) == product.size();
}

}  // namespace

bool is_private_half(std::string_view d, const PublicKey& key) {
  const Secret number = decode(d);
  EncodedPoint product{};
  const bool made = !number.empty() && multiply(number, product);
  ERR_clear_error();
  return made && std::equal(key.x().begin(), key.x().end(), product.begin() + 1) &&
         std::equal(key.y().begin(), key.y().end(), product.begin() + 1 + static_cast<std::ptrdiff_t>(key.x().size()));
}

}  // namespace vhc
