#include "vhc/found_cards.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "vhc/card_file.h"
#include "vhc/json.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view white_space = " \t\r\n\f\v";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool is_code_text(std::string_view text) {
  constexpr std::string_view scheme = "shc:/";
  const std::string_view found = text.substr(0, scheme.size());
  return std::equal(found.begin(), found.end(), scheme.begin(), scheme.end(), [](char c, char wanted) {
    return c == wanted || (c >= 'A' && c <= 'Z' && c - 'A' + 'a' == wanted);
  });
}

// Only a first look: three parts, of which the first is a JSON object in base64url ("ey").
bool looks_like_jws(std::string_view text) {
  return starts_with(text, "ey") && text.find('.') != std::string_view::npos;
}

FoundCard nothing(const Error& error, bool recognised) {
  return {.recognised = recognised, .jws = tl::unexpected(error)};
}

FoundCard card(std::string_view jws) {
  return {.jws = std::string(trimmed(jws))};
}

// What was read well is named; the rest has to be read again.
FoundCard not_a_card(std::string_view text) {
  const OtherCode* const other = recognise_other_code(text);
  FoundCard found = nothing(fail(other == nullptr ? Errc::card_unrecognised : Errc::card_other_kind).value(), false);
  found.other = other;
  return found;
}

FoundCard bare_card(std::string_view text) {
  const bool is_card = looks_like_jws(text) && text.find('~') == std::string_view::npos && !is_token(text);
  return is_card ? card(text) : not_a_card(text);
}

std::vector<FoundCard> cards_of(const std::vector<CardItem>& items) {
  std::vector<FoundCard> cards;
  cards.reserve(items.size());
  for (const CardItem& item : items) cards.push_back(item ? card(*item) : nothing(item.error(), true));
  return cards;
}

Finding wrapping(Errc code) {
  return {code, Severity::warning, {}, {}};
}

FoundCard joined(std::span<const QrChunk> chunks) {
  FoundCard found{.jws = join_chunks(chunks)};
  if (chunks.front().numbered) found.findings.push_back(wrapping(Errc::numeric_chunked));
  if (std::any_of(chunks.begin(), chunks.end(), [](const QrChunk& chunk) { return chunk.folded; })) {
    found.findings.push_back(wrapping(Errc::numeric_prefix_case));
  }
  return found;
}

// A card file, else an operation's answer. JSON that is neither is no card.
Result<std::vector<CardItem>> items_in(std::string_view json) {
  auto items = parse_card_file(json);
  if (items || items.error().code != Errc::card_file_form) return items;
  auto answer = parse_operation_answer(json);
  if (!answer && answer.error().code == Errc::operation_answer_form) return items;
  if (answer && answer->empty()) return fail(Errc::card_none, {}, "the answer says that there is no card");
  return answer;
}

// A line of vhc issue --ndjson: the card beside what was noted of it.
std::optional<std::string> jws_member(std::string_view json) {
  const auto document = JsonDocument::parse(std::string(json), {.max_bytes = max_card_file_bytes});
  if (!document || !document->root().is(JsonKind::object)) return std::nullopt;
  return document->root().find_string("jws");
}

Result<std::vector<FoundCard>> find_in_json(std::string_view text) {
  auto items = items_in(text);
  if (!items && items.error().code == Errc::card_file_form) {
    if (const auto jws = jws_member(text)) return std::vector<FoundCard>{card(*jws)};
  }
  if (items) return cards_of(*items);
  if (items.error().code == Errc::card_none || items.error().code == Errc::input_too_large)
    return tl::unexpected(items.error());
  FoundCard found = not_a_card(text);
  if (found.other == nullptr) found.jws = tl::unexpected(items.error());
  return std::vector<FoundCard>{std::move(found)};
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() <= max_codes) {
    const std::size_t end = text.find_first_of("\r\n");
    if (const std::string_view line = trimmed(text.substr(0, end)); !line.empty()) lines.emplace_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

}  // namespace

std::string_view name(FormatId format) noexcept {
  switch (format) {
    case FormatId::shc:
      return "shc";
  }
  return "";
}

Result<std::vector<FoundCard>> find_cards_in_codes(std::span<const std::string> codes) {
  if (codes.size() > max_codes)
    return fail(Errc::input_too_large, {}, "at most " + std::to_string(max_codes) + " codes");
  std::vector<FoundCard> cards;
  std::vector<QrChunk> parts;
  std::size_t place_of_set = 0;
  for (const std::string& code : codes) {
    const std::string_view text = trimmed(code);
    if (!is_code_text(text)) {
      cards.push_back(bare_card(text));
      continue;
    }
    auto chunk = parse_chunk(text);
    if (!chunk) {
      cards.push_back(nothing(chunk.error(), true));
    } else if (chunk->total == 1) {
      cards.push_back(joined({&*chunk, 1}));
    } else {
      if (parts.empty()) place_of_set = cards.size();
      parts.push_back(*std::move(chunk));
    }
  }
  if (!parts.empty()) cards.insert(cards.begin() + static_cast<std::ptrdiff_t>(place_of_set), joined(parts));
  if (cards.empty()) return fail(Errc::card_none);
  return cards;
}

Result<std::vector<FoundCard>> find_cards(std::string_view text) {
  if (text.size() > max_scanned_bytes) {
    return fail(Errc::input_too_large, {}, "at most " + std::to_string(max_scanned_bytes) + " bytes");
  }
  if (starts_with(text, byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  text = trimmed(text);
  if (text.empty()) return fail(Errc::card_none, {}, "the input is empty");
  if (text.front() == '{') return find_in_json(text);
  if (is_code_text(text)) return find_cards_in_codes(lines_of(text));
  std::vector<FoundCard> cards;
  cards.push_back(bare_card(text));
  return cards;
}

bool has_card_lines(std::string_view head) noexcept {
  if (starts_with(head, byte_order_mark)) head.remove_prefix(byte_order_mark.size());
  const std::size_t start = head.find_first_not_of(white_space);
  if (start == std::string_view::npos) return false;
  head.remove_prefix(start);
  const std::size_t end = head.find('\n');
  if (end == std::string_view::npos) return false;
  const std::string_view first = trimmed(head.substr(0, end));
  const std::string_view rest = trimmed(head.substr(end));
  if (rest.empty()) return false;
  if (looks_like_jws(first)) return starts_with(rest, "ey");
  return starts_with(first, "{") && first.back() == '}' && starts_with(rest, "{");
}

FoundCard find_card_in_line(std::string_view line) {
  const auto cards = find_cards(line);
  if (!cards) return nothing(cards.error(), false);
  return cards->size() == 1 ? cards->front() : nothing(fail(Errc::card_unrecognised).value(), false);
}

}  // namespace vhc
