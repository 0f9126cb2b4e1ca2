#include "vhc/jws.h"

#include <array>
#include <functional>
#include <utility>

#include "vhc/base64url.h"
#include "vhc/json.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

struct Parts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view signed_text;  // header, dot, payload
};

Result<Parts> split(std::string_view compact) {
  const std::size_t first = compact.find('.');
  const std::size_t second = compact.find('.', first == std::string_view::npos ? first : first + 1);
  if (first == std::string_view::npos || second == std::string_view::npos) return fail(Errc::jws_parts);
  if (compact.find('.', second + 1) != std::string_view::npos) return fail(Errc::jws_parts);
  return Parts{compact.substr(0, first), compact.substr(first + 1, second - first - 1), compact.substr(second + 1),
               compact.substr(0, second)};
}

Result<Bytes> decode(std::string_view part, std::string_view name) {
  auto bytes = from_base64url(part);
  if (!bytes) return fail(bytes.error().code, std::string(name) + ", " + bytes.error().where);
  return bytes;
}

// alg, zip and kid are strings, compared exactly. The key decides the algorithm; alg only has to agree.
Result<std::string> key_id_of(const JsonValue& header) {
  if (!header.is(JsonKind::object)) return fail(Errc::jws_header_json);
  const auto is_text = [&header](std::string_view name, std::string_view wanted) {
    const auto member = header.find(name);
    return member && member->equals(wanted);
  };
  if (!is_text("alg", "ES256")) return fail(Errc::jws_alg);
  if (!is_text("zip", "DEF")) return fail(Errc::jws_zip);
  if (header.find("crit")) return fail(Errc::jws_crit);
  if (const auto b64 = header.find("b64"); b64 && !b64->boolean()) return fail(Errc::jws_b64);
  auto kid = header.find_string("kid");
  if (!kid || kid->empty() || kid->size() > max_kid_bytes) return fail(Errc::jws_kid);
  return *std::move(kid);
}

Result<std::string> read_header(ByteView header) {
  VHC_TRY(const JsonDocument json,
          JsonDocument::parse(std::string(as_text(header)), {.max_bytes = max_header_bytes, .max_depth = 8}));
  return key_id_of(json.root());
}

// An issuer's header is the same on all of its cards. Each thread keeps some good ones, as they stand, with the kid
// that was read of them.
class KnownHeaders {
 public:
  const std::string* find(std::string_view coded) const noexcept {
    const Known& known = known_[place(coded)];
    return !coded.empty() && known.coded == coded ? &known.key_id : nullptr;
  }
  void keep(std::string_view coded, const std::string& key_id) {
    constexpr std::size_t usual_chars = 256;
    if (coded.size() <= usual_chars) known_[place(coded)] = {std::string(coded), key_id};
  }

 private:
  struct Known {
    std::string coded;
    std::string key_id;
  };
  static constexpr std::size_t num_kept = 64;
  static std::size_t place(std::string_view coded) noexcept { return std::hash<std::string_view>{}(coded) % num_kept; }
  std::array<Known, num_kept> known_;
};

}  // namespace

Result<Envelope> parse_jws(std::string_view compact) {
  if (compact.size() > max_jws_chars) return fail(Errc::jws_too_long, std::to_string(compact.size()) + " characters");
  VHC_TRY(const Parts parts, split(compact));
  thread_local KnownHeaders known;
  const std::string* const known_key_id = known.find(parts.header);
  Bytes header;
  if (known_key_id == nullptr) {
    VHC_TRY(header, decode(parts.header, "header"));
  }
  Envelope envelope;
  VHC_TRY(envelope.payload, decode(parts.payload, "payload"));
  VHC_TRY(envelope.signature, decode(parts.signature, "signature"));
  if (known_key_id != nullptr) {
    envelope.kid = *known_key_id;
  } else {
    VHC_TRY(envelope.kid, read_header(header));
    known.keep(parts.header, envelope.kid);
  }
  if (envelope.payload.empty()) return fail(Errc::jws_empty_payload);
  if (envelope.signature.size() != signature_bytes) {
    return fail(Errc::jws_signature_length, std::to_string(envelope.signature.size()) + " bytes");
  }
  envelope.message = parts.signed_text;
  return envelope;
}

EnvelopeFault fault_of(Errc code) noexcept {
  switch (code) {
    case Errc::jws_alg:
    case Errc::jws_zip:
    case Errc::jws_kid:
    case Errc::jws_crit:
    case Errc::jws_b64:
    case Errc::jws_empty_payload:
    case Errc::jws_signature_length:
      return EnvelopeFault::forbidden;
    default:
      return EnvelopeFault::unreadable;
  }
}

}  // namespace vhc
