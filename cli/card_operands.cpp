#include "card_operands.h"

#include <algorithm>
#include <utility>

#include "io.h"
#include "picture_module.h"
#include "vhc/bytes.h"
#include "vhc/picture_kind.h"

namespace vhc {
namespace {

// What a person can mend by taking the picture again is no error of the command.
bool is_read_again(Errc code) {
  return code == Errc::picture_no_code || code == Errc::picture_unreadable;
}

std::vector<FoundCard> unreadable_picture(const Error& error) {
  return {FoundCard{.recognised = false, .jws = tl::unexpected(error)}};
}

Result<std::vector<FoundCard>> cards_in(const std::string& bytes) {
  if (!is_picture(bytes)) return find_cards(bytes);
  auto codes = read_codes_on_demand(as_bytes(bytes));
  if (codes) return find_cards_in_codes(texts_of(*std::move(codes)));
  if (is_read_again(codes.error().code)) return unreadable_picture(codes.error());
  return tl::unexpected(codes.error());
}

Result<std::vector<FoundCard>> cards_in_parts(const std::vector<std::string>& files, Io& io) {
  std::vector<std::string> codes;
  for (const std::string& file : files) {
    VHC_TRY(std::string bytes, io.read_file(file, max_scanned_bytes));
    if (!is_picture(bytes)) {
      codes.push_back(std::move(bytes));
      continue;
    }
    auto found = read_codes_on_demand(as_bytes(bytes));
    if (!found && is_read_again(found.error().code)) return unreadable_picture(found.error());
    if (!found) return tl::unexpected(found.error());
    for (ReadCode& code : *found) codes.push_back(std::move(code.text));
  }
  return find_cards_in_codes(codes);
}

// The text of a card given in place of a file name must not come back in an error message.
bool looks_like_a_card(const std::string& operand) {
  constexpr std::size_t longest_name = 255;
  return operand.size() > longest_name || operand.compare(0, 5, "shc:/") == 0 || operand.compare(0, 3, "eyJ") == 0;
}

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
    return fail(Errc::not_found, {}, "this is the text of a card; pass it on standard input or put it into a file");
  }
  return parts;
}

Result<std::vector<FoundCard>> read_cards(const std::string& operand, Io& io) {
  VHC_TRY(const std::vector<std::string> files, files_of_operand(operand, io));
  if (files.size() > 1) return cards_in_parts(files, io);
  VHC_TRY(const std::string bytes, io.read_file(operand, max_scanned_bytes));
  return cards_in(bytes);
}

}  // namespace vhc
