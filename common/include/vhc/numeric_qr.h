// The numeric form of a card in a QR code (SHC 1.4.0, "Encoding QRs"): "shc:/" and two decimal digits per
// character, each its ASCII value less 45.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "vhc/result.h"

namespace vhc {

// Longest JWS, in characters, that fits a single version 22 QR code at error correction level L.
inline constexpr std::size_t max_single_qr_jws = 1195;
// Longest card that is read, in characters (docs/rules/shc.md 4); written larger, it would be no card for a code.
inline constexpr std::size_t max_jws_chars = std::size_t{64} * 1024;
inline constexpr int max_chunks = 99;

// Returns the text of the QR code for `jws`. Fails with numeric_pair when a character cannot be in a compact JWS, with
// issue_too_long_for_qr above max_single_qr_jws: cards are never split.
Result<std::string> to_numeric(std::string_view jws);

// Returns the JWS text of one whole code. Fails with numeric_prefix, numeric_empty, numeric_not_a_digit,
// numeric_odd_length, numeric_pair, numeric_too_long; a part of a set with chunk_missing.
Result<std::string> from_numeric(std::string_view qr_text);

// One code: a whole card (1 of 1) or a part of one. Splitting is deprecated; parts are read and never written.
struct QrChunk {
  int ordinal = 1;  // 1..total
  int total = 1;
  bool numbered = false;  // the code says "shc:/C/N/"
  bool folded = false;    // the prefix was not in lower case
  std::string text;       // characters of the JWS
};

// Reads "shc:/…" or "shc:/C/N/…"; the scheme in any case. Fails as from_numeric, or with chunk_ordinal, chunk_total.
Result<QrChunk> parse_chunk(std::string_view qr_text);

// Joins the parts of one set, given in any order; equal repeats are harmless. Fails with chunk_missing (Error::where
// says "part 2 of 3 read; scan 1 and 3"), chunk_total, chunk_conflict, numeric_too_long.
Result<std::string> join_chunks(std::span<const QrChunk> chunks);

}  // namespace vhc
