// Codes: their text, the parts of a set, and of those from pictures the form.
#include <algorithm>
#include <charconv>

#include "lint/checks.h"
#include "lint/qr_symbol.h"
#include "lint/text_form.h"
#include "vhc/found_cards.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

constexpr std::string_view prefix = "shc:/";
constexpr std::size_t max_part_jws = 1191;  // SHC Chunking: characters of a card in one part

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_jws_character(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_' || c == '.';
}

std::string at_offset(std::size_t offset) {
  return "offset " + std::to_string(offset);
}

// A code whose text was looked at: a whole card, or a part of one.
struct Part {
  Scope scope;
  std::optional<int> ordinal;  // as it is numbered
  std::optional<int> total;
  std::size_t prefix_chars = prefix.size();
  std::optional<std::string> jws;  // none when the digits say nothing
};

// "shc:/" in any case, also with the slash left out: what was meant to be a code.
bool is_code_text(std::string_view text) {
  constexpr std::string_view scheme = "shc:";
  const std::string_view found = text.substr(0, scheme.size());
  return std::equal(found.begin(), found.end(), scheme.begin(), scheme.end(), [](char c, char wanted) {
    return c == wanted || (c >= 'A' && c <= 'Z' && c - 'A' + 'a' == wanted);
  });
}

bool lint_prefix(std::string_view text, const Scope& scope) {
  if (text.substr(0, prefix.size()) == prefix) return true;
  const bool folded = is_code_text(text) && text.size() >= prefix.size() && text[prefix.size() - 1] == '/';
  scope.add_at(folded ? LintRule::numeric_prefix_case : LintRule::numeric_prefix, at_offset(0));
  return folded;
}

// 1 to 99, with no leading zero.
std::optional<int> small_number(std::string_view text) {
  const bool digits = !text.empty() && text.size() <= 2 && std::all_of(text.begin(), text.end(), is_digit);
  if (!digits || text.front() == '0') return std::nullopt;
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// Reads "C/N/" and gives the offset of what follows.
std::size_t lint_numbering(std::string_view text, Part& part) {
  const std::size_t first = text.find('/', prefix.size());
  const std::size_t second = first == std::string_view::npos ? first : text.find('/', first + 1);
  if (second == std::string_view::npos) return prefix.size();
  part.ordinal = small_number(text.substr(prefix.size(), first - prefix.size()));
  part.total = small_number(text.substr(first + 1, second - first - 1));
  const bool in_order = part.ordinal && part.total && *part.ordinal <= *part.total;
  if (!in_order) {
    part.scope.add_at(LintRule::chunk_ordinal, at_offset(prefix.size()));
    part.ordinal.reset();
  } else if (*part.total == 1) {
    part.scope.add_at(LintRule::chunk_single, at_offset(prefix.size()));
  }
  part.prefix_chars = second + 1;
  return second + 1;
}

bool lint_digits(std::string_view text, std::size_t body, const Scope& scope) {
  const std::string_view digits = text.substr(body);
  if (digits.empty()) {
    scope.add_at(LintRule::numeric_empty, at_offset(body));
    return false;
  }
  const auto* const stranger = std::find_if_not(digits.begin(), digits.end(), is_digit);
  if (stranger != digits.end()) {
    scope.add_at(LintRule::numeric_not_a_digit, at_offset(body + static_cast<std::size_t>(stranger - digits.begin())));
    return false;
  }
  const bool odd = digits.size() % 2 != 0;
  if (odd) scope.add_at(LintRule::numeric_odd_length, at_offset(body), std::to_string(digits.size()) + " digits");
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    if (is_jws_character(static_cast<char>((digits[i] - '0') * 10 + (digits[i + 1] - '0') + '-'))) continue;
    scope.add_at(LintRule::numeric_pair, at_offset(body + i));
    return false;
  }
  return !odd;
}

std::string decode(std::string_view digits) {
  std::string jws;
  jws.reserve(digits.size() / 2);
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    jws += static_cast<char>((digits[i] - '0') * 10 + (digits[i + 1] - '0') + '-');
  }
  return jws;
}

// The text of one code.
Part lint_text(std::string_view text, const Scope& scope) {
  Part part{.scope = scope, .ordinal = {}, .total = {}, .jws = {}};
  if (text.size() > 2 * max_jws_chars + 16) {
    scope.add(LintRule::jws_too_long);
    return part;
  }
  if (!lint_prefix(text, scope)) return part;
  const std::size_t body = lint_numbering(text, part);
  if (lint_digits(text, body, scope)) part.jws = decode(text.substr(body));
  return part;
}

bool is_of_a_set(const Part& part) {
  return part.total && *part.total > 1;
}

void lint_single(const Part& part, const LintOptions& options) {
  if (!part.jws) return;
  const std::string length = std::to_string(part.jws->size()) + " characters";
  if (part.jws->size() > max_single_qr_jws) part.scope.add(LintRule::numeric_too_long, length);
  lint_jws(*part.jws, options, part.scope);
}

void lint_balance(const std::vector<const Part*>& parts, std::size_t whole, const Scope& scope) {
  const std::size_t mean = whole / parts.size();
  const std::size_t allowed = std::max(parts.size(), mean / 200);  // half a percent, and what does not divide evenly
  const auto off = [&](const Part* part) {
    const std::size_t size = part->jws->size();
    return size > mean + allowed || size + allowed < mean;
  };
  if (std::any_of(parts.begin(), parts.end(), off)) scope.add(LintRule::chunk_unbalanced);
}

// The parts in their order; nothing when one is missing, or cannot be told from another.
std::optional<std::vector<const Part*>> in_order(const std::vector<Part>& set, const Scope& scope) {
  const auto total = static_cast<std::size_t>(*set.front().total);
  std::vector<const Part*> parts(total, nullptr);
  bool whole = true;
  for (const Part& part : set) {
    if (static_cast<std::size_t>(*part.total) != total) {
      part.scope.add(LintRule::chunk_total);
      return std::nullopt;
    }
    if (!part.ordinal) continue;
    const Part*& place = parts[static_cast<std::size_t>(*part.ordinal) - 1];
    if (place != nullptr) {
      const bool same = place->jws == part.jws;
      part.scope.add(same ? LintRule::chunk_repeated : LintRule::chunk_conflict,
                     "part " + std::to_string(*part.ordinal));
      whole = whole && same;
    }
    place = &part;
  }
  for (std::size_t i = 0; i < total; ++i) {
    if (parts[i] == nullptr) scope.add(LintRule::chunk_missing, "part " + std::to_string(i + 1));
    whole = whole && parts[i] != nullptr && parts[i]->jws;
  }
  if (!whole) return std::nullopt;
  return parts;
}

void lint_set(const std::vector<Part>& set, const LintOptions& options, const Scope& scope) {
  scope.add(LintRule::chunk_deprecated);
  for (const Part& part : set) {
    if (part.jws && part.jws->size() > max_part_jws) {
      part.scope.add(LintRule::chunk_too_long, std::to_string(part.jws->size()) + " characters");
    }
  }
  const auto parts = in_order(set, scope);
  if (!parts) return;
  std::string jws;
  for (const Part* part : *parts) jws += *part->jws;
  lint_balance(*parts, jws.size(), scope);
  if (jws.size() <= max_single_qr_jws) scope.add(LintRule::chunk_not_needed);
  lint_jws(jws, options, scope);
}

// The form of a code that was read from a picture.
void lint_form(const ReadCode& code, const Part& part) {
  const auto version = qr_version(code.data_codewords.size(), code.level);
  if (!version) {
    part.scope.add(LintRule::qr_form_unknown);
    return;
  }
  constexpr int largest = 22;
  const std::string of_version = "version " + std::to_string(*version) + ", level " + code.level;
  if (*version > largest) part.scope.add(LintRule::qr_version, of_version);
  const auto segments = read_segments(code.data_codewords, *version);
  if (!segments) {
    part.scope.add(LintRule::qr_codewords);
    return;
  }
  if (segments->size() != 2) {
    part.scope.add(LintRule::qr_segments, std::to_string(segments->size()) + " segments");
  } else {
    const QrSegment& first = segments->front();
    const bool is_prefix = first.mode == QrMode::byte && first.bytes.size() == part.prefix_chars;
    if (!is_prefix) part.scope.add(LintRule::qr_first_segment);
    if (segments->back().mode != QrMode::numeric) part.scope.add(LintRule::qr_second_segment);
  }
  const auto smallest = part.jws ? smallest_version(part.prefix_chars, part.jws->size()) : std::nullopt;
  if (smallest && *smallest < *version) {
    part.scope.add(LintRule::qr_smaller_version, of_version + " instead of " + std::to_string(*smallest));
  }
}

bool holds_card(const ReadCode& code) {
  const std::size_t start = std::min(code.text.find_first_not_of(" \t\r\n"), code.text.size());
  return is_code_text(std::string_view(code.text).substr(start));
}

// Codes that are none of a card's. Beside those of a card they are only noted.
void lint_other_code(const ReadCode& code, bool beside_a_card, const Scope& scope) {
  const bool is_link = code.text.find("shlink:/") != std::string::npos;
  if (beside_a_card) {
    scope.add(LintRule::qr_other_code);
  } else {
    scope.add(is_link ? LintRule::qr_link : LintRule::qr_no_card);
  }
}

}  // namespace

LintReport lint_codes(LintKind kind, std::span<const ReadCode> codes, const LintOptions& options) {
  Findings findings;
  const Scope whole(findings, "");
  if (codes.empty()) whole.add(kind == LintKind::qr ? LintRule::picture_no_code : LintRule::input_empty);
  const bool has_card = std::any_of(codes.begin(), codes.end(), holds_card);
  std::vector<Part> set;
  for (std::size_t i = 0; i < std::min(codes.size(), max_codes); ++i) {
    const Scope scope = codes.size() == 1 ? whole : whole.inner(std::to_string(i));
    if (kind == LintKind::qr && !holds_card(codes[i])) {
      lint_other_code(codes[i], has_card, scope);
      continue;
    }
    const std::string_view text = without_surroundings(codes[i].text, Around::strict, scope);
    if (text.empty()) continue;
    Part part = lint_text(text, scope);
    if (kind == LintKind::qr) lint_form(codes[i], part);
    if (is_of_a_set(part)) {
      set.push_back(std::move(part));
    } else {
      lint_single(part, options);
    }
  }
  if (!set.empty()) lint_set(set, options, whole);
  if (has_card && options.profile == LintProfile::none) whole.add(LintRule::profile_none);
  return {.kind = kind, .findings = findings.take()};
}

}  // namespace vhc
