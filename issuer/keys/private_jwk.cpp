#include "keys/private_jwk.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <sodium.h>

#include "vhc/base64url.h"
#include "vhc/bytes.h"
#include "vhc/json.h"
#include "vhc/signing_key.h"

namespace vhc {
namespace {

constexpr std::string_view private_member = "d";
constexpr std::array<std::string_view, 7> public_members{"kty", "crv", "x", "y", "kid", "use", "alg"};

tl::unexpected<Error> refuse(std::string where = {}) {
  return fail(Errc::key_import_form, std::move(where), import_hint);
}

// The JSON reader keeps its text in ordinary memory, so it never sees the private number: a scanner over the guarded
// text copies out the string of "d" and hands on a text in which every string is blanked out that is not a name or the
// value of a public member. What is not JSON, the reader refuses.
class Blanker {
 public:
  explicit Blanker(std::string_view json) : json_(json) { public_text_.reserve(json.size()); }

  bool run() {
    while (at_ < json_.size()) {
      if (json_[at_] != '"') {
        public_text_ += json_[at_++];
      } else if (!string()) {
        return false;
      }
    }
    return true;
  }

  std::string take_public_text() { return std::move(public_text_); }
  std::optional<std::string_view> d() const { return d_; }

 private:
  bool string() {
    const std::size_t begin = ++at_;
    while (at_ < json_.size() && json_[at_] != '"') at_ += json_[at_] == '\\' ? 2U : 1U;
    if (at_ >= json_.size()) return false;
    const std::string_view inside = json_.substr(begin, at_++ - begin);
    const bool is_name = next_is_colon();
    // An escape in a name could hide a "d".
    if (is_name && inside.find('\\') != std::string_view::npos) return false;
    if (!is_name && name_ == private_member && std::exchange(d_, inside)) return false;  // a second one
    const bool shown =
        is_name || std::find(public_members.begin(), public_members.end(), name_) != public_members.end();
    public_text_ += '"';
    public_text_ += shown ? std::string(inside) : std::string(inside.size(), '-');
    public_text_ += '"';
    if (is_name) name_ = inside;
    return true;
  }

  bool next_is_colon() const {
    const std::size_t next = json_.find_first_not_of(" \t\r\n", at_);
    return next != std::string_view::npos && json_[next] == ':';
  }

  std::string_view json_;
  std::size_t at_ = 0;
  std::string_view name_;  // of the member that is being read
  std::optional<std::string_view> d_;
  std::string public_text_;
};

// The bytes of `text`, padded on the left to the size of `out`, in constant time.
bool decode_padded(std::string_view text, std::span<std::uint8_t, p256_scalar_bytes> out) {
  // The library takes some bytes above 0x7f for characters of the alphabet.
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; })) return false;
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &size, &end,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
      end != text.data() + text.size() || size == 0) {
    return false;
  }
  std::move_backward(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(size), out.end());
  std::fill(out.begin(), out.end() - static_cast<std::ptrdiff_t>(size), std::uint8_t{0});
  return true;
}

bool is_or_absent(const JsonValue& jwk, std::string_view member, std::string_view wanted) {
  const auto value = jwk.find(member);
  return !value || value->equals(wanted);
}

Result<PublicKey> read_point(const JsonValue& jwk) {
  P256Coordinate x{};
  P256Coordinate y{};
  const auto x_text = jwk.find_string("x");
  const auto y_text = jwk.find_string("y");
  if (!x_text || !decode_padded(*x_text, x)) return refuse("/x");
  if (!y_text || !decode_padded(*y_text, y)) return refuse("/y");
  auto key = PublicKey::from_point(x, y);
  if (!key) return refuse("/x");
  return *std::move(key);
}

}  // namespace

Result<PrivateParts> read_private_jwk(const Secret& json) {
  if (json.size() > max_key_import_bytes) return refuse();
  Blanker blanker(as_text(json.expose()));
  if (!blanker.run()) return refuse();
  VHC_TRY(const JsonDocument document, JsonDocument::parse(blanker.take_public_text(), {.max_depth = 4}));
  const JsonValue jwk = document.root();
  const auto kty = jwk.find("kty");
  const auto crv = jwk.find("crv");
  if (!kty || !kty->equals("EC")) return refuse("/kty");
  if (!crv || !crv->equals("P-256")) return refuse("/crv");
  if (!is_or_absent(jwk, "use", "sig")) return refuse("/use");
  if (!is_or_absent(jwk, "alg", "ES256")) return refuse("/alg");
  const auto kid = jwk.find("kid");
  if (kid && !kid->is(JsonKind::string)) return refuse("/kid");
  VHC_TRY(PublicKey claimed, read_point(jwk));

  // The scanner saw one string named "d" at whatever depth; the reader says that the key itself has it.
  Secret d(p256_scalar_bytes);
  const auto at_top = jwk.find(private_member);
  if (!at_top || !at_top->is(JsonKind::string) || !blanker.d() ||
      !decode_padded(*blanker.d(), d.expose().first<p256_scalar_bytes>())) {
    return refuse("/d");
  }
  return PrivateParts{std::move(d), std::move(claimed), kid ? std::optional(kid->string()) : std::nullopt};
}

}  // namespace vhc
