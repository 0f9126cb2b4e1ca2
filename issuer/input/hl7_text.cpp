#include "input/hl7_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "card/card_text.h"
#include "vhc/input.h"

namespace vhc {
namespace {

constexpr char mllp_start = '\x0B';
constexpr char mllp_end = '\x1C';

std::string_view part(std::string_view text, char separator, std::size_t index) {
  for (; index > 0; --index) {
    const std::size_t end = text.find(separator);
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  return text.substr(0, text.find(separator));
}

std::string_view unframed(std::string_view line) {
  while (!line.empty() && line.front() == mllp_start) line.remove_prefix(1);
  while (!line.empty() && (line.back() == mllp_end || line.back() == ' ')) line.remove_suffix(1);
  return line;
}

bool is_segment_name(std::string_view text) {
  const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  return text.size() >= 3 && std::all_of(text.begin(), text.begin() + 3, fits);
}

// Segments whose loss would change who was given what.
constexpr std::array<std::string_view, 9> needed_segments{"MSH", "PID", "ORC", "RXA", "OBR",
                                                          "OBX", "SPM", "MSA", "QAK"};

// "rxa|", " PID|" and "RXA^0^1" are segments gone wrong; "second line" is the rest of a field.
bool is_broken_segment(std::string_view line, const Hl7Delimiters& marks) {
  constexpr std::size_t name_size = 3;
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  const std::string head = upper(line.substr(0, line.find(marks.field)));
  const bool has_marks = head.size() < line.size();
  if (has_marks && head.size() == name_size) return true;
  std::string name;
  std::copy_if(head.begin(), head.end(), std::back_inserter(name), is_letter);
  const auto is_it = [&](std::string_view needed) {
    return has_marks ? name == needed : line.substr(0, name_size) == needed && !is_letter(line[name_size]);
  };
  return line.size() > name_size && std::any_of(needed_segments.begin(), needed_segments.end(), is_it);
}

// The fourth byte divides fields; MSH-2 holds the others.
bool read_marks(std::string_view msh, Hl7Delimiters& marks) {
  constexpr std::size_t with_marks = 8;
  if (msh.size() < with_marks) return false;
  marks = {msh[3], msh[4], msh[5], msh[6], msh[7]};
  if (marks.subcomponent == marks.field) marks.subcomponent = '&';
  const std::string all{marks.field, marks.component, marks.repetition, marks.escape, marks.subcomponent};
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_segment_name(std::string(3, all[i])) || all.find(all[i], i + 1) != std::string::npos) return false;
  }
  return true;
}

std::int64_t stated_count(std::string_view trailer, char mark) {
  const std::string_view text = part(trailer, mark, 1);
  std::int64_t count = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  return error == std::errc{} && end == text.data() + text.size() ? count : -1;
}

// \Xhh..\ : bytes in the message's own character set.
bool append_hex(std::string& out, std::string_view digits) {
  if (digits.size() % 2 != 0) return false;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(digits.data() + i, digits.data() + i + 2, byte, 16);
    if (error != std::errc{} || end != digits.data() + i + 2) return false;
    out += static_cast<char>(byte);
  }
  return true;
}

bool append_escape(std::string& out, std::string_view escape, const Hl7Delimiters& marks) {
  if (escape == "F") return out += marks.field, true;
  if (escape == "S") return out += marks.component, true;
  if (escape == "T") return out += marks.subcomponent, true;
  if (escape == "R") return out += marks.repetition, true;
  if (escape == "E") return out += marks.escape, true;
  if (escape == ".br" || escape == ".sp") return out += ' ', true;
  if (escape == "H" || escape == "N") return true;  // highlighting
  if (!escape.empty() && escape.front() == 'X') return append_hex(out, escape.substr(1));
  return false;
}

}  // namespace

Hl7Reader::Hl7Reader(ByteWindow& bytes, Note note, Withdraw withdraw)
    : bytes_(bytes), note_(std::move(note)), withdraw_(std::move(withdraw)) {
  if (bytes_.position() == 0 && bytes_.ahead(3).substr(0, 3) == "\xEF\xBB\xBF") bytes_.skip(3);
}

void Hl7Reader::seek(std::uint64_t offset, std::int64_t line) {
  bytes_.seek(offset);
  line_ = line;
  open_ = false;
  ignored_ = false;
}

// Keeps what shows that it is too long.
std::size_t Hl7Reader::skip_long_line() {
  long_line_ = bytes_.ahead(1).substr(0, max_segment_bytes + 1);
  while (true) {
    const std::string_view text = bytes_.ahead(1);
    const std::size_t end = text.find_first_of("\r\n");
    if (end != std::string_view::npos || text.empty()) return end == std::string_view::npos ? 0 : end;
    bytes_.skip(text.size());
  }
}

// The line that comes next; it stays until pass().
bool Hl7Reader::peek(Line& line) {
  std::string_view text = bytes_.ahead(1);
  if (text.empty()) return false;
  std::size_t end = text.find_first_of("\r\n");
  while (end == std::string_view::npos && text.size() <= max_segment_bytes) {
    const std::size_t known = text.size();
    text = bytes_.ahead(known + 1);
    if (text.size() == known) break;
    end = text.find_first_of("\r\n", known);
  }
  const bool is_long = end == std::string_view::npos && text.size() > max_segment_bytes;
  if (is_long) end = skip_long_line();
  end = std::min(end, text.size());
  text = bytes_.ahead(end + 2);
  const std::string_view mark = text.substr(end, 2);
  line = {line_, unframed(is_long ? std::string_view(long_line_) : text.substr(0, end)),
          end + (mark == "\r\n" ? 2U : std::min<std::size_t>(mark.size(), 1U))};
  return true;
}

void Hl7Reader::pass(const Line& line) {
  bytes_.skip(line.size);
  ++line_;
}

bool Hl7Reader::next(Hl7Message& message) {
  Line line;
  while (peek(line)) {
    const std::string_view name = line.text.substr(0, 3);
    const bool ends = name == "MSH" || name == "FHS" || name == "BHS" || name == "BTS" || name == "FTS";
    if (open_ && ends) {
      if (end_message(message)) return true;
      continue;
    }
    if (!line.text.empty()) add(line, message);
    pass(line);
  }
  if (open_ && end_message(message)) return true;
  if (batches_open_ > 0 || files_open_ > 0) incomplete(last_line_);
  return false;
}

void Hl7Reader::add(const Line& line, Hl7Message& message) {
  const std::string_view name = line.text.substr(0, 3);
  if (name == "MSH") return begin(line, message);
  if (name == "FHS" || name == "BHS") return open_batch(line, name == "BHS");
  if (name == "BTS" || name == "FTS") return close_batch(line, name == "BTS");
  if (open_) return add_segment(line, message);
  if (!ignored_) note_({line.line, "", Errc::in_bad_structure});
}

void Hl7Reader::begin(const Line& line, Hl7Message& message) {
  if (++num_messages_ > static_cast<std::int64_t>(max_messages)) {
    if (!ignored_) note_({line.line, "", Errc::in_too_long});
    ignored_ = true;
    return;
  }
  ++in_batch_;
  open_ = true;
  broken_ = false;
  last_line_ = line.line;
  message.offset = bytes_.position();
  message.segments.clear();
  message.text.clear();
  starts_.clear();
  if (!read_marks(line.text, message.marks)) return fault(line, Errc::in_bad_structure);
  add_segment(line, message);
}

void Hl7Reader::add_segment(const Line& line, Hl7Message& message) {
  if (broken_) return;
  const bool is_first = message.segments.empty();
  const bool ends_name = line.text.size() == 3 || (line.text.size() > 3 && line.text[3] == message.marks.field);
  if (!is_first && !(is_segment_name(line.text) && ends_name)) return add_to_field(line, message);
  if (line.text.size() > max_segment_bytes) return fault(line, Errc::in_too_long);
  if (message.text.size() + line.text.size() > max_message_bytes) return fault(line, Errc::in_too_long);
  message.segments.push_back({line.line, {}});
  starts_.push_back(message.text.size());
  message.text += line.text;
}

// A line feed inside a field: what follows belongs to the field before it, as an escape .br would. Behind MSH it is
// none.
void Hl7Reader::add_to_field(const Line& line, Hl7Message& message) {
  if (message.segments.size() == 1 || is_broken_segment(line.text, message.marks)) {
    return fault(line, Errc::in_bad_structure);
  }
  const std::size_t with_space = line.text.size() + 1;
  const bool fits = message.text.size() - starts_.back() + with_space <= max_segment_bytes;
  if (!fits || message.text.size() + with_space > max_message_bytes) return fault(line, Errc::in_too_long);
  message.text += ' ';
  message.text += line.text;
}

void Hl7Reader::fault(const Line& line, Errc code) {
  note_({line.line, "", code});
  broken_ = true;
}

// A message with a fault is dropped whole; a good one is kept when its text is in a character set we know.
bool Hl7Reader::end_message(Hl7Message& message) {
  open_ = false;
  can_withdraw_ = false;
  if (broken_) return false;
  const std::string_view text = message.text;
  for (std::size_t i = 0; i < starts_.size(); ++i) {
    const std::size_t end = i + 1 < starts_.size() ? starts_[i + 1] : text.size();
    message.segments[i].text = text.substr(starts_[i], end - starts_[i]);
  }
  const std::string_view stated = field(message.segments.front(), message.marks, 18);
  const auto set = charset_of(stated.substr(0, stated.find(message.marks.repetition)));
  if (!set || !is_in(*set, text)) {
    note_({message.line(), "MSH-18", Errc::in_not_utf8});
    return false;
  }
  message.set = *set;
  can_withdraw_ = true;
  return true;
}

void Hl7Reader::open_batch(const Line& line, bool batch) {
  last_line_ = line.line;
  if (!batch) {
    ++files_open_;
    return;
  }
  if (batches_open_ > 0) incomplete(line.line);
  batches_open_ = 1;
  in_batch_ = 0;
}

void Hl7Reader::close_batch(const Line& line, bool batch) {
  int& open = batch ? batches_open_ : files_open_;
  const char mark = line.text.size() > 3 ? line.text[3] : '|';
  const std::int64_t stated = batch ? stated_count(line.text, mark) : -1;
  if (stated >= 0 && stated != in_batch_) incomplete(line.line);
  if (open > 0) --open;
  if (batch) in_batch_ = 0;
}

void Hl7Reader::incomplete(std::int64_t line) {
  note_({line, "", Errc::in_batch_incomplete});
  if (can_withdraw_ && in_batch_ > 0) withdraw_();
  can_withdraw_ = false;
  batches_open_ = 0;
  files_open_ = 0;
}

std::string_view field(const Hl7Segment& segment, const Hl7Delimiters& marks, std::size_t number) {
  if (segment.name() == "MSH") --number;  // MSH-1 is the separator itself
  return part(segment.text, marks.field, number);
}

std::vector<std::string_view> repetitions(std::string_view field, const Hl7Delimiters& marks) {
  std::vector<std::string_view> all;
  while (!field.empty()) {
    const std::size_t end = field.find(marks.repetition);
    all.push_back(field.substr(0, end));
    if (end == std::string_view::npos) break;
    field.remove_prefix(end + 1);
  }
  return all;
}

std::string_view component(std::string_view repetition, const Hl7Delimiters& marks, std::size_t number) {
  return part(repetition, marks.component, number - 1);
}

std::string_view subcomponent(std::string_view component, const Hl7Delimiters& marks, std::size_t number) {
  return part(component, marks.subcomponent, number - 1);
}

std::string decoded(std::string_view text, const Hl7Message& message) {
  if (text == "\"\"") return {};
  std::string bytes;
  while (!text.empty()) {
    const std::size_t start = text.find(message.marks.escape);
    bytes += text.substr(0, start);
    if (start == std::string_view::npos) break;
    const std::size_t end = text.find(message.marks.escape, start + 1);
    const bool is_escape =
        end != std::string_view::npos && append_escape(bytes, text.substr(start + 1, end - start - 1), message.marks);
    if (!is_escape) bytes += message.marks.escape;
    text.remove_prefix(is_escape ? end + 1 : start + 1);
  }
  // Escaped bytes that are no character of the set are as good as a control character.
  const auto utf8 = to_utf8(message.set, bytes);
  return utf8 ? std::string(trimmed(*utf8)) : std::string("\x7F");
}

}  // namespace vhc
