#include "vhc/found_cards.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "scan/pasted_text.h"
#include "vhc/card_file.h"
#include "vhc/json.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view white_space = " \t\r\n\f\v";

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}

bool is_code_text(std::string_view text) {
  return begins_folded(text, code_scheme);
}

bool looks_like_jws(std::string_view text) {
  return starts_with(text, "ey") && text.find('.') != std::string_view::npos;
}

FoundCard nothing(const Error& error, bool recognised) {
  return {.recognised = recognised, .text = tl::unexpected(error)};
}

FoundCard card(std::string_view text, const Format& family = shc_format()) {
  return {.format = &family, .text = std::string(without_white_space(text))};
}

// What was read well is named; the rest has to be read again.
FoundCard not_a_card(std::string_view text) {
  const OtherCode* const other = recognise_other_code(text);
  FoundCard found = nothing(fail(other == nullptr ? Errc::card_unrecognised : Errc::card_other_kind).value(), false);
  found.other = other;
  return found;
}

// A JWT that says of itself that it is something else is no card.
FoundCard bare_card(std::string_view text, Formats families) {
  const auto family =
      std::find_if(families.begin(), families.end(), [text](const Format& one) { return one.recognises(text); });
  return family == families.end() || is_token(text) ? not_a_card(text) : card(text, *family);
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
  FoundCard found{.text = join_chunks(chunks)};
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
  if (found.other == nullptr) found.text = tl::unexpected(items.error());
  return std::vector<FoundCard>{std::move(found)};
}

bool is_whole_set(std::span<const QrChunk> parts) {
  const auto joined = join_chunks(parts);
  return joined || joined.error().code != Errc::chunk_missing;
}

// What is no JSON by its form may be wrapped in lines.
bool is_json(std::string_view text) {
  if (!text.starts_with('{')) return false;
  const auto document = JsonDocument::parse(std::string(text), {.max_bytes = max_card_file_bytes, .max_depth = 64});
  return document || document.error().code != Errc::json_syntax;
}

bool is_card_text(std::string_view piece) {
  return is_code_text(piece) || looks_like_jws(piece);
}

// The pieces of a whole text. Prose, the lines of one foreign code, and what of a file that is no text is no card, are
// one answer and not one a line.
std::vector<std::string> pieces_of(std::string_view text) {
  CodeLines lines;
  std::vector<std::string> pieces;
  bool has_code = false;
  const auto keep = [&](CodeLines::Pieces more) { std::move(more.begin(), more.end(), std::back_inserter(pieces)); };
  for (std::string_view rest = text; !rest.empty() && pieces.size() <= max_codes;) {
    const std::size_t end = std::min(rest.find_first_of("\r\n\f\v"), rest.size());
    keep(lines.line(rest.substr(0, end)));
    has_code = has_code || lines.waits();
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  keep(lines.end());
  if (text.find('\0') != std::string_view::npos) {
    std::erase_if(pieces, [](const std::string& piece) { return !is_card_text(piece); });
    return pieces.empty() ? std::vector{std::string(text)} : pieces;
  }
  const auto is_code = [](const std::string& piece) { return is_card_text(piece) || piece.starts_with('{'); };
  const auto is_prose = [](const std::string& piece) { return piece.find_first_of(white_space) != std::string::npos; };
  has_code = has_code || std::any_of(pieces.begin(), pieces.end(), is_code);
  if (!has_code && std::any_of(pieces.begin(), pieces.end(), is_prose)) return {std::string(text)};
  return pieces;
}

}  // namespace

std::vector<FoundCard> CardReader::add(std::string_view piece) {
  std::vector<FoundCard> cards;
  if (is_code_text(piece)) {
    add_code(piece, cards);
  } else if (piece.starts_with('{')) {
    add_json(piece, cards);
  } else {
    cards.push_back(bare_card(piece, families_));
  }
  give_number(cards);
  return cards;
}

void CardReader::add_code(std::string_view piece, std::vector<FoundCard>& cards) {
  auto chunk = parse_chunk(piece);
  if (!chunk) {
    cards.push_back(nothing(chunk.error(), true));
    return;
  }
  if (chunk->total == 1) {
    end_set(cards);
    cards.push_back(joined({&*chunk, 1}));
    return;
  }
  const auto is_same = [&chunk](const QrChunk& part) {
    return part.ordinal == chunk->ordinal && part.total == chunk->total && part.text == chunk->text;
  };
  if (std::any_of(parts_.begin(), parts_.end(), is_same)) return;
  parts_.push_back(*std::move(chunk));
  if (is_whole_set(parts_)) end_set(cards);
}

void CardReader::add_json(std::string_view piece, std::vector<FoundCard>& cards) {
  auto found = find_in_json(piece);
  if (found) {
    std::move(found->begin(), found->end(), std::back_inserter(cards));
  } else if (given_ == 0 && !empty_) {
    empty_ = found.error();
  } else {
    cards.push_back(nothing(found.error(), false));
  }
}

void CardReader::end_set(std::vector<FoundCard>& cards) {
  if (parts_.empty()) return;
  cards.push_back(joined(parts_));
  parts_.clear();
}

// A file without a card is an error when nothing else is there, and an answer among others.
void CardReader::give_number(std::vector<FoundCard>& cards) {
  if (cards.empty()) return;
  if (empty_) cards.insert(cards.begin(), nothing(*std::exchange(empty_, std::nullopt), false));
  given_ += cards.size();
}

std::string CardReader::missing() const {
  if (parts_.empty()) return {};
  const auto jws = join_chunks(parts_);
  return jws ? std::string() : jws.error().where;
}

std::vector<FoundCard> CardReader::line(std::string_view text) {
  std::vector<FoundCard> cards;
  for (const std::string& piece : lines_->line(text)) append(add(piece), cards);
  return cards;
}

std::vector<FoundCard> CardReader::pause() {
  std::vector<FoundCard> cards;
  for (const std::string& piece : lines_->pause()) append(add(piece), cards);
  return cards;
}

Result<std::vector<FoundCard>> CardReader::end() {
  std::vector<FoundCard> cards;
  for (const std::string& piece : lines_->end()) append(add(piece), cards);
  std::vector<FoundCard> last;
  end_set(last);
  give_number(last);
  append(std::move(last), cards);
  if (empty_) return tl::unexpected(*empty_);
  if (given_ == 0) return fail(Errc::card_none, {}, "the input is empty");
  return cards;
}

void CardReader::append(std::vector<FoundCard> more, std::vector<FoundCard>& cards) {
  std::move(more.begin(), more.end(), std::back_inserter(cards));
}

CardReader::CardReader(Formats families) : families_(families), lines_(std::make_unique<CodeLines>()) {}
CardReader::~CardReader() = default;

std::vector<std::string> codes_in_text(std::string_view bytes) {
  const std::string plain = plain_text(bytes);
  return pieces_of(without_white_space(plain));
}

Result<std::vector<FoundCard>> find_cards_in_codes(std::span<const std::string> codes, Formats families) {
  if (codes.size() > max_codes)
    return fail(Errc::input_too_large, {}, "at most " + std::to_string(max_codes) + " codes");
  std::vector<FoundCard> cards;
  std::vector<FoundCard> others;
  std::vector<QrChunk> parts;
  std::size_t place_of_set = 0;
  for (const std::string& code : codes) {
    const std::string text = unwrapped_code(code);
    if (text.starts_with('{')) {
      auto found = find_in_json(text);
      const bool is_card = found && found->front().recognised;
      if (is_card) std::move(found->begin(), found->end(), std::back_inserter(cards));
      if (!is_card) others.push_back(found ? std::move(found->front()) : nothing(found.error(), false));
      continue;
    }
    if (!is_code_text(text)) {
      FoundCard found = bare_card(text, families);
      (found.recognised ? cards : others).push_back(std::move(found));
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
  if (cards.empty() && others.empty()) return fail(Errc::card_none);
  if (cards.empty()) return others;
  if (!others.empty()) cards.front().findings.push_back({Errc::card_other_code_beside, Severity::note, {}, {}});
  return cards;
}

Result<std::vector<FoundCard>> find_cards(std::string_view bytes, Formats families) {
  if (bytes.size() > max_scanned_bytes) {
    return fail(Errc::input_too_large, {}, "at most " + std::to_string(max_scanned_bytes) + " bytes");
  }
  const std::string plain = plain_text(bytes);
  const std::string_view text = without_white_space(plain);
  if (text.empty()) return fail(Errc::card_none, {}, "the input is empty");
  if (is_json(text)) return find_in_json(text);
  const std::vector<std::string> pieces = pieces_of(text);
  if (pieces.size() > max_codes) {
    return fail(Errc::input_too_large, {}, "at most " + std::to_string(max_codes) + " codes");
  }
  CardReader reader(families);
  std::vector<FoundCard> cards;
  for (const std::string& piece : pieces) {
    std::vector<FoundCard> more = reader.add(piece);
    std::move(more.begin(), more.end(), std::back_inserter(cards));
  }
  VHC_TRY(std::vector<FoundCard> last, reader.end());
  std::move(last.begin(), last.end(), std::back_inserter(cards));
  return cards;
}

bool has_card_lines(std::string_view head) noexcept {
  if (starts_with(head, byte_order_mark)) head.remove_prefix(byte_order_mark.size());
  const std::size_t start = head.find_first_not_of(white_space);
  if (start == std::string_view::npos) return false;
  head.remove_prefix(start);
  const std::size_t end = head.find('\n');
  if (end == std::string_view::npos) return false;
  const std::string_view first = without_white_space(head.substr(0, end));
  const std::string_view rest = without_white_space(head.substr(end));
  if (rest.empty()) return false;
  if (looks_like_jws(first)) return starts_with(rest, "ey");
  return starts_with(first, "{") && first.back() == '}' && starts_with(rest, "{");
}

FoundCard find_card_in_line(std::string_view line, Formats families) {
  const auto cards = find_cards(line, families);
  if (!cards) return nothing(cards.error(), false);
  return cards->size() == 1 ? cards->front() : not_a_card(line);
}

}  // namespace vhc
