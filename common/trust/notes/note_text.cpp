#include "trust/notes/note_text.h"

#include <algorithm>
#include <charconv>

#include <sodium.h>

#include "vhc/trust_note.h"

namespace vhc {
namespace {

constexpr std::string_view line_end_hint =
    "copy the file byte for byte: its line ends were changed on the way (text mode, autocrlf)";

tl::unexpected<Error> at_line(std::size_t number, std::string hint, Errc code = Errc::trust_note_form) {
  return fail(code, "line " + std::to_string(number), std::move(hint));
}

Result<void> check_line(std::string_view line, std::size_t number) {
  if (line.find('\r') != std::string_view::npos) return at_line(number, std::string(line_end_hint));
  const auto is_plain = [](char c) { return c >= 0x20 && c <= 0x7e; };
  if (!std::all_of(line.begin(), line.end(), is_plain)) return at_line(number, "it has a character outside ASCII");
  if (line.empty()) return at_line(number, "it is empty");
  if (line.front() == ' ' || line.back() == ' ' || line.find("  ") != std::string_view::npos) {
    return at_line(number, "it has a space too many");
  }
  return {};
}

}  // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  parts.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), separator)) + 1);
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

Result<NoteLines> NoteLines::read(std::string_view text) {
  if (text.empty() || text.back() != '\n') return fail(Errc::trust_note_form, {}, "its last line has no end");
  NoteLines lines;
  lines.lines_ = split(text.substr(0, text.size() - 1), '\n');
  std::size_t number = 0;
  for (const std::string_view line : lines.lines_) VHC_CHECK_OK(check_line(line, ++number));
  return lines;
}

tl::unexpected<Error> NoteLines::bad(std::string hint, Errc code) const {
  return at_line(next_, std::move(hint), code);
}

bool NoteLines::next_is(std::string_view word) const {
  if (at_end()) return false;
  const std::string_view line = lines_[next_];
  return line.substr(0, line.find(' ')) == word;
}

Result<std::vector<std::string_view>> NoteLines::take(std::string_view word, std::size_t min_values,
                                                      std::size_t max_values) {
  if (!next_is(word)) return at_line(next_ + 1, "\"" + std::string(word) + "\" must stand here");
  std::vector<std::string_view> values = split(lines_[next_++], ' ');
  values.erase(values.begin());
  if (values.size() < min_values || values.size() > max_values) return bad("it has another number of values");
  return values;
}

Result<std::string_view> NoteLines::take_one(std::string_view word) {
  VHC_TRY(const auto values, take(word, 1, 1));
  return values.front();
}

Result<void> NoteLines::take_header(std::string_view kind) {
  VHC_TRY(const auto values, take("vhc-trust", 2, 2));
  if (values[0] != kind) return bad("it is a note of another kind");
  if (values[1] == "v1") return {};
  const bool is_version = values[1].size() >= 2 && values[1].front() == 'v' && values[1] != "v0" &&
                          read_note_number(values[1].substr(1), 2).has_value();
  if (is_version) return bad("install a newer vhc; the list in use was kept", Errc::trust_newer_format);
  return bad("it does not end in v1");
}

Result<std::uint32_t> NoteLines::take_number(std::string_view word, std::uint32_t min) {
  VHC_TRY(const std::string_view value, take_one(word));
  const auto number = read_note_number(value, min);
  if (!number) return bad("its value is not a number in the form that notes use");
  return *number;
}

Result<UnixTime> NoteLines::take_time(std::string_view word) {
  VHC_TRY(const std::string_view value, take_one(word));
  const auto time = read_note_time(value);
  if (!time) return bad("its value is not a time in the form that notes use");
  return *time;
}

Result<Sha256> NoteLines::take_hash(std::string_view word) {
  VHC_TRY(const std::string_view value, take_one(word));
  auto hash = parse_hash(value);
  if (!hash) return bad(std::move(hash).error().hint);
  return *hash;
}

Result<std::string> NoteLines::take_origin() {
  VHC_TRY(const std::string_view value, take_one("origin"));
  if (!is_origin(value)) return bad("its value is no origin");
  return std::string(value);
}

Result<void> NoteLines::take_end() {
  if (at_end()) return {};
  ++next_;
  return bad("nothing may stand here");
}

std::optional<std::uint32_t> read_note_number(std::string_view text, std::uint32_t min) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < min) return std::nullopt;
  if (text.front() == '0' && text.size() > 1) return std::nullopt;
  return number;
}

std::optional<UnixTime> read_note_time(std::string_view text) {
  const auto time = parse_time(text);
  if (!time || to_rfc3339(*time) != text) return std::nullopt;
  return text >= "2020" && text < "2100" ? std::optional(*time) : std::nullopt;
}

std::optional<std::string> from_base64(std::string_view text, std::size_t max_bytes) {
  if (text.size() / 4 * 3 > max_bytes + 2) return std::nullopt;
  // The library takes some bytes above 0x7f for characters of the alphabet.
  if (!std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; })) return std::nullopt;
  std::string bytes(text.size() / 4 * 3, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  const int status = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                       text.size(), nullptr, &size, &end, sodium_base64_VARIANT_ORIGINAL);
  if (status != 0 || end != text.data() + text.size() || size > max_bytes) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // the zero that ends it
  return text;
}

}  // namespace vhc
