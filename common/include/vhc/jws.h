// The compact JWS of a card: split and checked in form, with nothing trusted (RFC 7515, SHC 1.4.0 "Health Cards are
// Encoded as Compact Serialization JSON Web Signatures").
#pragma once

#include <cstddef>
#include <string_view>

#include "vhc/format.h"
#include "vhc/result.h"

namespace vhc {

inline constexpr std::size_t max_header_bytes = std::size_t{4} * 1024;
inline constexpr std::size_t max_kid_bytes = 256;
inline constexpr std::size_t signature_bytes = 64;

// Reads a compact JWS exactly: three parts of strict base64url; header a JSON object with alg ES256, zip DEF, kid a
// string of up to 256 bytes, no crit, b64 absent or true; a payload; a signature of 64 bytes. Other header members are
// ignored and never a source of keys. Fails with jws_too_long, jws_parts, base64url_*, jws_header_json, json_*
// (unreadable) or jws_alg, jws_zip, jws_kid, jws_crit, jws_b64, jws_empty_payload, jws_signature_length (forbidden).
Result<Envelope> parse_jws(std::string_view compact);

EnvelopeFault fault_of(Errc code) noexcept;

}  // namespace vhc
