// A compact JWS, part by part: a fault of one part does not keep the others from being looked at.
#include "vhc/jws.h"

#include <array>
#include <vector>

#include "lint/checks.h"
#include "lint/text_form.h"
#include "vhc/base64url.h"
#include "vhc/checked.h"
#include "vhc/deflate.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

struct Parts {
  std::string_view header;
  std::string_view payload;
  std::string_view signature;
  std::string_view signed_text;
};

// The first three parts, or nothing when there are fewer than two.
std::optional<Parts> split(std::string_view compact, const Scope& scope) {
  std::vector<std::string_view> parts;
  std::string_view rest = compact;
  for (std::size_t dot = rest.find('.'); dot != std::string_view::npos && parts.size() < 3; dot = rest.find('.')) {
    parts.push_back(rest.substr(0, dot));
    rest.remove_prefix(dot + 1);
  }
  if (parts.size() < 3) parts.push_back(rest);
  const bool exact = parts.size() == 3 && parts.back().data() == rest.data();
  if (!exact) scope.add(LintRule::jws_parts);
  if (parts.size() < 2) return std::nullopt;
  const std::size_t signed_size = parts[0].size() + 1 + parts[1].size();
  return Parts{parts[0], parts[1], parts.size() > 2 ? parts[2] : std::string_view{}, compact.substr(0, signed_size)};
}

LintRule base64url_rule(Errc code) {
  switch (code) {
    case Errc::base64url_padding:
      return LintRule::base64url_padding;
    case Errc::base64url_length:
      return LintRule::base64url_length;
    case Errc::base64url_stray_bits:
      return LintRule::base64url_stray_bits;
    default:
      return LintRule::base64url_alphabet;
  }
}

// Padding is reported and taken away, so that what it pads is still looked at.
std::optional<Bytes> decode(std::string_view part, const Scope& scope) {
  auto bytes = from_base64url(part);
  if (bytes) return *std::move(bytes);
  scope.add_at(base64url_rule(bytes.error().code), bytes.error().where);
  if (bytes.error().code != Errc::base64url_padding) return std::nullopt;
  bytes = from_base64url(part.substr(0, part.find('=')));
  if (!bytes) return std::nullopt;
  return *std::move(bytes);
}

void check_text(const JsonValue& header, std::string_view member, std::string_view wanted, LintRule rule,
                const Scope& scope) {
  const auto value = header.find(member);
  if (!value || !value->equals(wanted)) scope.add_member(rule, header, member, value ? "" : "missing");
}

std::optional<std::string> check_kid(const JsonValue& header, const Scope& scope) {
  auto kid = header.find_string("kid");
  if (!kid || kid->empty() || kid->size() > max_kid_bytes) {
    scope.add_member(LintRule::jws_kid, header, "kid");
    return std::nullopt;
  }
  if (!KeyIdRule::check(*kid)) scope.add_member(LintRule::jws_kid_form, header, "kid");
  return kid;
}

std::optional<std::string> lint_header(std::string_view part, const Scope& scope) {
  const auto bytes = decode(part, scope);
  if (!bytes) return std::nullopt;
  const auto document = read_json(as_text(*bytes), {.max_bytes = max_header_bytes, .max_depth = 8}, scope);
  if (!document) return std::nullopt;
  const JsonValue header = document->root();
  if (!header.is(JsonKind::object)) {
    scope.add(LintRule::jws_header_json);
    return std::nullopt;
  }
  check_text(header, "alg", "ES256", LintRule::jws_alg, scope);
  check_text(header, "zip", "DEF", LintRule::jws_zip, scope);
  if (header.find("crit")) scope.add_member(LintRule::jws_crit, header, "crit");
  if (const auto b64 = header.find("b64"); b64 && !b64->boolean()) scope.add_member(LintRule::jws_b64, header, "b64");
  note_unknown_members(header, {"alg", "zip", "kid", "crit", "b64"}, LintRule::jws_header_member, scope);
  return check_kid(header, scope);
}

// RFC 1950: deflate with a window of up to 32 KiB, and two bytes that are a multiple of 31.
bool has_zlib_wrapper(ByteView bytes) {
  constexpr std::size_t header_and_check = 6;
  constexpr unsigned method_deflate = 8;
  return bytes.size() > header_and_check && (bytes[0] & 0x0fU) == method_deflate && bytes[0] >> 4U <= 7 &&
         (bytes[0] * 256U + bytes[1]) % 31U == 0;
}

LintRule deflate_rule(Errc code) {
  switch (code) {
    case Errc::deflate_truncated:
      return LintRule::deflate_truncated;
    case Errc::deflate_trailing:
      return LintRule::deflate_trailing;
    case Errc::deflate_too_large:
      return LintRule::deflate_too_large;
    default:
      return LintRule::deflate_broken;
  }
}

// The JSON of a payload, also when it is compressed in a wrong way, or not at all.
std::optional<std::string> inflate(ByteView bytes, const Scope& scope) {
  auto json = inflate_raw(bytes);
  if (json) return *std::move(json);
  if (has_zlib_wrapper(bytes)) {
    auto inner = inflate_raw(bytes.subspan(2, bytes.size() - 6));
    if (inner) {
      scope.add(LintRule::deflate_wrapper);
      return *std::move(inner);
    }
  }
  if (bytes.front() == '{' && bytes.size() <= max_payload_bytes) {
    scope.add(LintRule::deflate_none);
    return std::string(as_text(bytes));
  }
  scope.add(deflate_rule(json.error().code));
  return std::nullopt;
}

PayloadFacts lint_compressed_payload(std::string_view part, const LintOptions& options, const Scope& scope) {
  if (part.empty()) {
    scope.add(LintRule::jws_empty_payload);
    return {};
  }
  const auto bytes = decode(part, scope);
  if (!bytes || bytes->empty()) return {};
  const auto json = inflate(*bytes, scope);
  return json ? lint_payload(*json, PayloadForm::of_a_card, options, scope) : PayloadFacts{};
}

bool is_der_signature(ByteView bytes) {
  constexpr std::uint8_t sequence = 0x30;
  constexpr std::uint8_t integer = 0x02;
  return bytes.size() > 8 && bytes[0] == sequence && bytes[1] == bytes.size() - 2 && bytes[2] == integer;
}

std::optional<Bytes> lint_signature(std::string_view part, const Scope& scope) {
  auto bytes = decode(part, scope);
  if (!bytes) return std::nullopt;
  if (bytes->size() == signature_bytes) return bytes;
  if (is_der_signature(*bytes)) {
    scope.add(LintRule::jws_signature_der);
  } else {
    scope.add(LintRule::jws_signature_length, std::to_string(bytes->size()) + " bytes");
  }
  return std::nullopt;
}

}  // namespace

void lint_jws(std::string_view compact, const LintOptions& options, const Scope& scope) {
  const std::string length = std::to_string(compact.size()) + " characters";
  if (compact.size() > max_jws_chars) {
    scope.add(LintRule::jws_too_long, length);
    return;
  }
  if (compact.size() > max_single_qr_jws) scope.add(LintRule::jws_long, length);
  const auto parts = split(compact, scope);
  if (!parts) return;
  SignedCard card;
  card.kid = lint_header(parts->header, scope.inner("header"));
  card.payload = lint_compressed_payload(parts->payload, options, scope.inner("payload"));
  card.signature = lint_signature(parts->signature, scope.inner("signature"));
  card.signed_text = parts->signed_text;
  lint_trust(card, options, scope);
}

}  // namespace vhc
