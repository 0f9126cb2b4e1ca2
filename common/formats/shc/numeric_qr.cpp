#include "vhc/numeric_qr.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/ascii.h"

namespace vhc {
namespace {

constexpr std::string_view prefix = "shc:/";
constexpr int smallest_character =
    '-';  // 45, the offset of the specification; also the first character of the alphabet
constexpr std::string_view jws_alphabet = "-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t num_pairs = 100;

// The character of each pair, or NUL: 00, 01, 03-12, 20-45, 50 and 52-77 are characters of a JWS, the others are not.
constexpr std::array<char, num_pairs> make_pairs() {
  std::array<char, num_pairs> pairs{};
  for (const char c : jws_alphabet) pairs.at(static_cast<std::size_t>(c - smallest_character)) = c;
  return pairs;
}

constexpr std::array<char, num_pairs> pairs = make_pairs();

std::string at_offset(std::size_t offset) {
  return "offset " + std::to_string(offset);
}

Result<std::string> decode(std::string_view digits, std::size_t offset) {
  if (digits.empty()) return fail(Errc::numeric_empty, at_offset(offset));
  if (digits.size() > max_jws_chars * 2) return fail(Errc::numeric_too_long, at_offset(offset));
  const auto other = std::find_if_not(digits.begin(), digits.end(), is_digit);
  if (other != digits.end()) {
    return fail(Errc::numeric_not_a_digit, at_offset(offset + static_cast<std::size_t>(other - digits.begin())));
  }
  if (digits.size() % 2 != 0) {
    return fail(Errc::numeric_odd_length, at_offset(offset + digits.size()), "scan the code again: a digit was lost");
  }
  std::string text(digits.size() / 2, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int pair = (digits[2 * i] - '0') * 10 + (digits[2 * i + 1] - '0');
    text[i] = pairs[static_cast<std::size_t>(pair)];
    if (text[i] == '\0') return fail(Errc::numeric_pair, at_offset(offset + 2 * i));
  }
  return text;
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// An ordinal or a total: decimal, one or two digits, no leading zero.
std::optional<int> small_number(std::string_view text) {
  if (text.empty() || text.size() > 2 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  if (text.front() == '0' && text.size() > 1) return std::nullopt;
  int value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

// "1, 2 and 4".
std::string listed(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (i > 0) text += i + 1 == numbers.size() ? " and " : ", ";
    text += std::to_string(numbers[i]);
  }
  return text;
}

// "part 2 of 3 read; scan 1 and 3".
std::string missing_parts(const std::vector<const QrChunk*>& parts) {
  std::vector<std::size_t> there;
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < parts.size(); ++i) (parts[i] == nullptr ? missing : there).push_back(i + 1);
  return (there.size() == 1 ? "part " : "parts ") + listed(there) + " of " + std::to_string(parts.size()) +
         " read; scan " + listed(missing);
}

}  // namespace

Result<std::string> to_numeric(std::string_view jws) {
  if (jws.size() > max_single_qr_jws) {
    return fail(Errc::issue_too_long_for_qr,
                std::to_string(jws.size()) + " characters, limit " + std::to_string(max_single_qr_jws),
                "issue fewer doses a card, or write a file with --card");
  }
  std::string text(prefix);
  text.reserve(prefix.size() + jws.size() * 2);
  for (std::size_t i = 0; i < jws.size(); ++i) {
    const int pair = jws[i] - smallest_character;
    if (pair < 0 || pair >= static_cast<int>(num_pairs) || pairs[static_cast<std::size_t>(pair)] == '\0') {
      return fail(Errc::numeric_pair, at_offset(i));
    }
    text += static_cast<char>('0' + pair / 10);
    text += static_cast<char>('0' + pair % 10);
  }
  return text;
}

Result<QrChunk> parse_chunk(std::string_view qr_text) {
  const std::string_view found = qr_text.substr(0, prefix.size());
  const bool is_ours = std::equal(found.begin(), found.end(), prefix.begin(), prefix.end(),
                                  [](char c, char wanted) { return lower(c) == wanted; });
  if (!is_ours) return fail(Errc::numeric_prefix, at_offset(0));

  QrChunk chunk;
  chunk.folded = found != prefix;
  std::size_t body = prefix.size();
  if (const std::size_t first = qr_text.find('/', body); first != std::string_view::npos) {
    const std::size_t second = qr_text.find('/', first + 1);
    if (second == std::string_view::npos) return fail(Errc::numeric_not_a_digit, at_offset(first));
    const auto ordinal = small_number(qr_text.substr(body, first - body));
    const auto total = small_number(qr_text.substr(first + 1, second - first - 1));
    if (!ordinal || !total) return fail(Errc::numeric_not_a_digit, at_offset(first));
    if (*ordinal < 1 || *ordinal > *total) return fail(Errc::chunk_ordinal, at_offset(body));
    chunk.ordinal = *ordinal;
    chunk.total = *total;
    chunk.numbered = true;
    body = second + 1;
  }
  VHC_TRY(chunk.text, decode(qr_text.substr(body), body));
  return chunk;
}

Result<std::string> from_numeric(std::string_view qr_text) {
  VHC_TRY(const QrChunk chunk, parse_chunk(qr_text));
  return join_chunks({&chunk, 1});
}

Result<std::string> join_chunks(std::span<const QrChunk> chunks) {
  if (chunks.empty()) return fail(Errc::numeric_empty);
  std::vector<const QrChunk*> parts(static_cast<std::size_t>(chunks.front().total), nullptr);
  for (const QrChunk& chunk : chunks) {
    if (static_cast<std::size_t>(chunk.total) != parts.size()) return fail(Errc::chunk_total);
    const QrChunk*& part = parts.at(static_cast<std::size_t>(chunk.ordinal) - 1);
    if (part != nullptr && part->text != chunk.text) {
      return fail(Errc::chunk_conflict, "part " + std::to_string(chunk.ordinal));
    }
    part = &chunk;
  }
  if (std::find(parts.begin(), parts.end(), nullptr) != parts.end()) {
    return fail(Errc::chunk_missing, missing_parts(parts), "give all parts of the card");
  }
  std::string jws;
  for (const QrChunk* part : parts) jws += part->text;
  if (jws.size() > max_jws_chars) return fail(Errc::numeric_too_long);
  return jws;
}

}  // namespace vhc
