#include "input/converted_file.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <utility>

namespace vhc {
namespace {

constexpr std::uint64_t block_bytes = std::uint64_t{4} * 1024;  // even
constexpr std::uint64_t unit_bytes = 2;                         // of UTF-16

// 0x80 to 0x9F; 0: not in the set.
constexpr std::array<char16_t, 32> windows1252_signs{0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                     0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                     0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                     0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append(std::string& to, char32_t c) {
  const auto tail = [&](unsigned shift) { to += static_cast<char>(0x80U | ((c >> shift) & 0x3FU)); };
  if (c < 0x80) {
    to += static_cast<char>(c);
  } else if (c < 0x800) {
    to += static_cast<char>(0xC0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    to += static_cast<char>(0xE0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    to += static_cast<char>(0xF0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

bool is_high(char32_t unit) {
  return unit >= 0xD800 && unit <= 0xDBFF;
}

bool is_low(char32_t unit) {
  return unit >= 0xDC00 && unit <= 0xDFFF;
}

bool is_utf16(Encoding encoding) {
  return encoding == Encoding::utf16_little || encoding == Encoding::utf16_big;
}

class ConvertedFile {
 public:
  ConvertedFile(InputFile file, Encoding encoding) : file_(std::move(file)), encoding_(encoding) {}

  Result<void> survey(const ByteWatch& watch);
  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into);
  std::uint64_t size() const { return starts_.back(); }

 private:
  // One reader goes through the file while another one looks ahead.
  struct Block {
    std::optional<std::uint64_t> number;
    std::string text;
  };

  Result<const std::string*> load(std::uint64_t number);
  Result<std::string> convert(std::string_view bytes, std::size_t first, std::size_t end) const;
  Result<std::string> convert_units(std::string_view bytes, std::size_t first, std::size_t end) const;
  Result<std::string> convert_bytes(std::string_view bytes) const;
  char32_t unit(std::string_view bytes, std::size_t at) const;
  Result<std::string> bytes_of(std::uint64_t from, std::uint64_t to) const;
  std::uint64_t begin_of(std::uint64_t block) const { return begin_ + block * block_bytes; }

  InputFile file_;
  Encoding encoding_;
  std::uint64_t begin_ = 0;               // behind the byte order mark
  std::vector<std::uint64_t> starts_{0};  // in UTF-8 of each block, and the end
  std::array<Block, 2> blocks_;
  std::size_t oldest_ = 0;  // of them
};

tl::unexpected<Error> not_in_set() {
  return fail(Errc::in_not_utf8, {}, "the file is not in the character set that it states, or that was stated for it");
}

char32_t ConvertedFile::unit(std::string_view bytes, std::size_t at) const {
  const auto first = static_cast<unsigned char>(bytes[at]);
  const auto second = static_cast<unsigned char>(bytes[at + 1]);
  return encoding_ == Encoding::utf16_little ? first | static_cast<char32_t>(second) << 8U
                                             : second | static_cast<char32_t>(first) << 8U;
}

Result<std::string> ConvertedFile::bytes_of(std::uint64_t from, std::uint64_t to) const {
  std::string bytes(static_cast<std::size_t>(std::min(to, file_.size) - from), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    VHC_TRY(const std::size_t got, file_.read_at(from + have, {bytes.data() + have, bytes.size() - have}));
    if (got == 0) break;
    have += std::min(got, bytes.size() - have);
  }
  bytes.resize(have);
  return bytes;
}

// A pair that stands across two blocks belongs to the first: one unit before and behind is looked at.
Result<std::string> ConvertedFile::convert_units(std::string_view bytes, std::size_t first, std::size_t end) const {
  std::string text;
  std::size_t at = first;
  const bool is_second_half =
      at < end && first >= unit_bytes && is_low(unit(bytes, at)) && is_high(unit(bytes, at - unit_bytes));
  if (is_second_half) at += unit_bytes;
  while (at < end) {
    if (end - at < unit_bytes) return not_in_set();
    char32_t c = unit(bytes, at);
    at += unit_bytes;
    if (is_low(c)) return not_in_set();
    if (is_high(c)) {
      if (bytes.size() < at + unit_bytes || !is_low(unit(bytes, at))) return not_in_set();
      c = 0x10000U + ((c - 0xD800U) << 10U) + (unit(bytes, at) - 0xDC00U);
      at += unit_bytes;
    }
    append(text, c);
  }
  return text;
}

Result<std::string> ConvertedFile::convert_bytes(std::string_view bytes) const {
  std::string text;
  for (const char byte : bytes) {
    auto c = static_cast<char32_t>(static_cast<unsigned char>(byte));
    const bool is_sign = encoding_ == Encoding::windows1252 && c >= 0x80 && c <= 0x9F;
    if (is_sign) c = windows1252_signs.at(c - 0x80U);
    if (is_sign && c == 0) return not_in_set();
    append(text, c);
  }
  return text;
}

Result<std::string> ConvertedFile::convert(std::string_view bytes, std::size_t first, std::size_t end) const {
  return is_utf16(encoding_) ? convert_units(bytes, first, end) : convert_bytes(bytes);
}

Result<const std::string*> ConvertedFile::load(std::uint64_t number) {
  for (const Block& block : blocks_) {
    if (block.number == number) return &block.text;
  }
  Block& block = blocks_.at(std::exchange(oldest_, 1 - oldest_));
  block.number.reset();
  const std::uint64_t from = begin_of(number);
  const std::uint64_t before = is_utf16(encoding_) && number > 0 ? unit_bytes : 0;
  const std::uint64_t behind = is_utf16(encoding_) ? unit_bytes : 0;
  VHC_TRY(const std::string bytes, bytes_of(from - before, from + block_bytes + behind));
  const std::size_t end = std::min<std::size_t>(static_cast<std::size_t>(before + block_bytes), bytes.size());
  VHC_TRY(block.text, convert(bytes, static_cast<std::size_t>(before), end));
  block.number = number;
  return &block.text;
}

Result<void> ConvertedFile::survey(const ByteWatch& watch) {
  VHC_TRY(const std::string beginning, bytes_of(0, unit_bytes));
  begin_ = is_utf16(encoding_) && marked_encoding(beginning) ? unit_bytes : 0;
  for (std::uint64_t seen = 0; watch && seen < file_.size;) {
    VHC_TRY(const std::string bytes, bytes_of(seen, seen + block_bytes));
    if (bytes.empty()) break;
    watch(bytes);
    seen += bytes.size();
  }
  for (std::uint64_t block = 0; begin_of(block) < file_.size; ++block) {
    VHC_TRY(const std::string* const text, load(block));
    starts_.push_back(starts_.back() + text->size());
  }
  return {};
}

Result<std::size_t> ConvertedFile::read_at(std::uint64_t offset, std::span<char> into) {
  if (offset >= size()) return std::size_t{0};
  const auto behind = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto block = static_cast<std::uint64_t>(behind - starts_.begin()) - 1;
  VHC_TRY(const std::string* const text, load(block));
  const auto at = static_cast<std::size_t>(offset - starts_[block]);
  if (at >= text->size()) return std::size_t{0};  // the file has changed
  return text->copy(into.data(), into.size(), at);
}

}  // namespace

std::optional<Encoding> marked_encoding(std::string_view beginning) {
  const std::string_view mark = beginning.substr(0, 2);
  if (mark == "\xFF\xFE") return Encoding::utf16_little;
  return mark == "\xFE\xFF" ? std::optional(Encoding::utf16_big) : std::nullopt;
}

std::optional<Encoding> unmarked_utf16(std::string_view beginning) {
  if (beginning.size() < 2 * unit_bytes) return std::nullopt;
  const auto is_zero = [&](std::size_t at) { return beginning[at] == '\0'; };
  if (!is_zero(0) && is_zero(1) && !is_zero(2) && is_zero(3)) return Encoding::utf16_little;
  if (is_zero(0) && !is_zero(1) && is_zero(2) && !is_zero(3)) return Encoding::utf16_big;
  return std::nullopt;
}

bool looks_like_windows1252(std::string_view bytes) noexcept {
  constexpr std::size_t longest_run = 2;
  std::size_t run = 0;
  for (const char byte : bytes) {
    const auto c = static_cast<unsigned char>(byte);
    run = c >= 0x80 ? run + 1 : 0;
    const bool is_nothing = c >= 0x80 && c <= 0x9F && windows1252_signs.at(c - 0x80U) == 0;
    if (run > longest_run || is_nothing || c == 0) return false;
  }
  return true;
}

Result<InputFile> as_utf8(InputFile file, Encoding encoding, const ByteWatch& watch) {
  const auto converted = std::make_shared<ConvertedFile>(std::move(file), encoding);
  VHC_CHECK_OK(converted->survey(watch));
  return InputFile{converted->size(), [converted](std::uint64_t offset, std::span<char> into) {
                     return converted->read_at(offset, into);
                   }};
}

}  // namespace vhc
