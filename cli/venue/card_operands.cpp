#include "venue/card_operands.h"

#include <algorithm>
#include <iterator>
#include <ostream>
#include <utility>

#include "shell/io.h"
#include "venue/judge_lines.h"
#include "venue/picture_module.h"
#include "vhc/bytes.h"
#include "vhc/picture_kind.h"

namespace vhc {
namespace {

constexpr std::size_t max_line_bytes = std::size_t{1024} * 1024;

// What a person can mend by taking the picture again is no error of the command.
bool is_read_again(Errc code) {
  return code == Errc::picture_no_code || code == Errc::picture_unreadable;
}

std::vector<FoundCard> unreadable_picture(const Error& error) {
  return {FoundCard{.recognised = false, .text = tl::unexpected(error)}};
}

Result<std::vector<FoundCard>> cards_in_picture(const std::string& bytes) {
  std::vector<Finding> findings;
  auto codes = read_codes_on_demand(as_bytes(bytes), module_folder(), &findings);
  if (!codes && is_read_again(codes.error().code)) return unreadable_picture(codes.error());
  if (!codes) return tl::unexpected(codes.error());
  VHC_TRY(std::vector<FoundCard> cards, find_cards_in_codes(texts_of(*std::move(codes))));
  std::move(findings.begin(), findings.end(), std::back_inserter(cards.front().findings));
  return cards;
}

Result<std::vector<FoundCard>> cards_in(const std::string& bytes) {
  return is_picture(bytes) ? cards_in_picture(bytes) : find_cards(bytes);
}

// The text of a card given in place of a file name must not come back in an error message.
bool looks_like_a_card(const std::string& operand) {
  constexpr std::size_t longest_name = 255;
  return operand.size() > longest_name || operand.compare(0, 5, "shc:/") == 0 || operand.compare(0, 3, "eyJ") == 0;
}

Result<std::string> read_part(const std::string& file) {
  VHC_TRY(InputStream stream, InputStream::open(file));
  return stream.rest(max_scanned_bytes);
}

// ---- what comes line by line

// Enough to tell a text from a picture.
bool is_enough(std::string_view head) {
  constexpr std::size_t longest_magic = 16;
  return head.size() >= longest_magic || head.find('\n') != std::string_view::npos;
}

// Not: pictures, what may become an SVG, UTF-16 and other bytes.
bool is_text_in_lines(std::string_view head) {
  const std::size_t first = head.find_first_not_of(" \t\r\n");
  return !is_picture(std::string(head)) && head.find('\0') == std::string_view::npos && !head.starts_with("\xFF\xFE") &&
         !head.starts_with("\xFE\xFF") && (first == std::string_view::npos || head[first] != '<');
}

class LiveCards {
 public:
  LiveCards(InputStream& stream, Io& io, const GiveCard& give) : stream_(stream), io_(io), give_(give) {}

  Result<void> run() {
    for (;;) {
      VHC_TRY(const auto line, stream_.line(max_line_bytes, [this] { give(reader_.pause()); }));
      if (!line) break;
      if (!is_beside_cards(*line)) give(reader_.line(*line));
    }
    VHC_TRY(std::vector<FoundCard> last, reader_.end());
    give(std::move(last));
    return {};
  }

 private:
  // Whoever scanned is waiting: what is known is written out.
  void give(std::vector<FoundCard> cards) {
    for (const FoundCard& card : cards) give_(card);
    if (!cards.empty()) io_.out().flush();
    if (const std::string missing = reader_.missing(); missing != told_) {
      told_ = missing;
      if (!missing.empty()) io_.say(missing);
    }
  }

  InputStream& stream_;
  Io& io_;
  const GiveCard& give_;
  CardReader reader_;
  std::string told_;
};

}  // namespace

bool is_picture(const std::string& bytes) {
  return picture_kind(as_bytes(bytes)) != PictureKind::none;
}

Result<std::vector<std::string>> files_of_operand(const std::string& operand, const Io& io) {
  if (io.exists(operand)) return std::vector<std::string>{operand};
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t plus = operand.find('+'); plus != std::string::npos; plus = operand.find('+', start)) {
    parts.push_back(operand.substr(start, plus - start));
    start = plus + 1;
  }
  parts.push_back(operand.substr(start));
  if (std::any_of(parts.begin(), parts.end(), looks_like_a_card)) {
    return fail(Errc::not_found, {}, "this is the text of a card; pass it on standard input or in a file");
  }
  return parts;
}

Result<CardOperand> CardOperand::open(const std::string& operand, const Io& io) {
  VHC_TRY(std::vector<std::string> files, files_of_operand(operand, io));
  if (files.size() > 1) return CardOperand(std::move(files), std::nullopt);
  VHC_TRY(InputStream stream, InputStream::open(operand));
  return CardOperand({}, std::move(stream));
}

Result<std::vector<FoundCard>> CardOperand::cards_in_parts() const {
  std::vector<std::string> codes;
  for (const std::string& file : parts_) {
    VHC_TRY(const std::string bytes, read_part(file));
    if (!is_picture(bytes)) {
      std::vector<std::string> texts = codes_in_text(bytes);
      std::move(texts.begin(), texts.end(), std::back_inserter(codes));
      continue;
    }
    auto found = read_codes_on_demand(as_bytes(bytes));
    if (!found && is_read_again(found.error().code)) return unreadable_picture(found.error());
    if (!found) return tl::unexpected(found.error());
    for (ReadCode& code : *found) codes.push_back(std::move(code.text));
  }
  return find_cards_in_codes(codes);
}

Result<std::vector<FoundCard>> CardOperand::all_cards() {
  if (!stream_) return cards_in_parts();
  VHC_TRY(const std::string bytes, stream_->rest(max_scanned_bytes));
  return cards_in(bytes);
}

Result<void> CardOperand::each_card(Io& io, const GiveCard& give) {
  if (stream_ && !stream_->is_file()) {
    constexpr std::size_t head_bytes = 1024;
    VHC_TRY(const std::string_view head, stream_->head(head_bytes, is_enough));
    if (is_text_in_lines(head)) return LiveCards(*stream_, io, give).run();
  }
  VHC_TRY(const std::vector<FoundCard> cards, all_cards());
  for (const FoundCard& card : cards) give(card);
  return {};
}

Result<std::vector<FoundCard>> read_cards(const std::string& operand, Io& io) {
  VHC_TRY(CardOperand opened, CardOperand::open(operand, io));
  return opened.all_cards();
}

std::string how_far_read(const FoundCard& card) {
  if (card.text) return {};
  const Error& error = card.text.error();
  if (error.code != Errc::picture_no_code || error.where.empty()) return {};
  std::string text = error.where + ": no code can be read.";
  if (text.front() >= 'a' && text.front() <= 'z') text.front() = static_cast<char>(text.front() - 'a' + 'A');
  return text;
}

}  // namespace vhc
