#include "hl7_text.h"

#include <algorithm>
#include <charconv>

#include "../card_text.h"
#include "vhc/input.h"
#include "vhc/utf8.h"

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

std::vector<Hl7Segment> lines_of(std::string_view bytes) {
  std::vector<Hl7Segment> lines;
  std::int64_t number = 0;
  while (!bytes.empty()) {
    ++number;
    const std::size_t end = bytes.find_first_of("\r\n");
    const std::string_view text = unframed(bytes.substr(0, end));
    if (!text.empty()) lines.push_back({number, text});
    if (end == std::string_view::npos) break;
    const bool pair = bytes[end] == '\r' && end + 1 < bytes.size() && bytes[end + 1] == '\n';
    bytes.remove_prefix(end + (pair ? 2 : 1));
  }
  return lines;
}

bool is_segment_name(std::string_view text) {
  const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
  return text.size() >= 3 && std::all_of(text.begin(), text.begin() + 3, fits);
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

class Grouping {
 public:
  void add(const Hl7Segment& line) {
    const std::string_view name = line.name();
    if (name == "MSH") return begin(line);
    if (name == "FHS" || name == "BHS") return open(line, name == "BHS");
    if (name == "BTS" || name == "FTS") return close(line, name == "BTS");
    if (file_.messages.empty() || closed_) {
      file_.faults.push_back({line.line, "", Errc::in_bad_structure});
      return;
    }
    if (!broken_ && !is_segment_name(line.text)) fault(line, Errc::in_bad_structure);
    if (!broken_ && line.text.size() > max_segment_bytes) fault(line, Errc::in_too_long);
    size_ += line.text.size();
    if (!broken_ && size_ > max_message_bytes) fault(line, Errc::in_too_long);
    if (!broken_) file_.messages.back().segments.push_back(line);
  }

  Hl7File take() && {
    end_message();
    if (batches_open_ > 0 || files_open_ > 0) incomplete(last_line_);
    return std::move(file_);
  }

 private:
  void begin(const Hl7Segment& line) {
    end_message();
    if (++num_messages_ > static_cast<std::int64_t>(max_messages)) {
      if (num_messages_ == static_cast<std::int64_t>(max_messages) + 1)
        file_.faults.push_back({line.line, "", Errc::in_too_long});
      closed_ = true;
      return;
    }
    ++in_batch_;
    closed_ = false;
    Hl7Message message;
    const bool has_marks = read_marks(line.text, message.marks);
    message.segments.push_back(line);
    file_.messages.push_back(std::move(message));
    size_ = line.text.size();
    broken_ = false;
    last_line_ = line.line;
    if (!has_marks) fault(line, Errc::in_bad_structure);
  }

  void fault(const Hl7Segment& line, Errc code) {
    file_.faults.push_back({line.line, "", code});
    broken_ = true;
  }

  // A message with a fault is dropped whole; a good one is kept when its text is in a character set we know.
  void end_message() {
    if (file_.messages.empty() || closed_) return;
    closed_ = true;
    if (broken_) {
      file_.messages.pop_back();
      dropped_last_ = true;
      return;
    }
    dropped_last_ = false;
    Hl7Message& message = file_.messages.back();
    const std::string_view set = trimmed(field(message.segments.front(), message.marks, 18));
    message.latin1 = set.substr(0, 6) == "8859/1" || set.substr(0, 10) == "ISO-8859-1";
    const auto is_text = [](const Hl7Segment& line) { return is_utf8(line.text); };
    if (message.latin1 || std::all_of(message.segments.begin(), message.segments.end(), is_text)) return;
    file_.faults.push_back({message.segments.front().line, "MSH-18", Errc::in_not_utf8});
    file_.messages.pop_back();
    dropped_last_ = true;
  }

  void open(const Hl7Segment& line, bool batch) {
    end_message();
    last_line_ = line.line;
    if (!batch) {
      ++files_open_;
      return;
    }
    if (batches_open_ > 0) incomplete(line.line);
    batches_open_ = 1;
    in_batch_ = 0;
  }

  void close(const Hl7Segment& line, bool batch) {
    end_message();
    int& open = batch ? batches_open_ : files_open_;
    const char mark = line.text.size() > 3 ? line.text[3] : '|';
    const std::int64_t stated = batch ? stated_count(line.text, mark) : -1;
    if (stated >= 0 && stated != in_batch_) incomplete(line.line);
    if (open > 0) --open;
    if (batch) in_batch_ = 0;
  }

  void incomplete(std::int64_t line) {
    file_.faults.push_back({line, "", Errc::in_batch_incomplete});
    if (!file_.messages.empty() && in_batch_ > 0 && !dropped_last_) file_.messages.pop_back();
    dropped_last_ = true;
    batches_open_ = 0;
    files_open_ = 0;
  }

  Hl7File file_;
  std::size_t size_ = 0;
  std::int64_t num_messages_ = 0;
  std::int64_t in_batch_ = 0;
  std::int64_t last_line_ = 1;
  int batches_open_ = 0;
  int files_open_ = 0;
  bool broken_ = false;
  bool closed_ = true;
  bool dropped_last_ = false;
};

void append_utf8_of_latin1(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x80) {
    out += c;
    return;
  }
  out += static_cast<char>(0xC0U | (byte >> 6U));
  out += static_cast<char>(0x80U | (byte & 0x3FU));
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

Hl7File split_messages(std::string_view bytes) {
  if (bytes.substr(0, 3) == "\xEF\xBB\xBF") bytes.remove_prefix(3);
  Grouping grouping;
  for (const Hl7Segment& line : lines_of(bytes)) grouping.add(line);
  return std::move(grouping).take();
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
  if (!message.latin1) return is_utf8(bytes) ? std::string(trimmed(bytes)) : std::string("\x7F");
  std::string utf8;
  for (const char c : bytes) append_utf8_of_latin1(utf8, c);
  return std::string(trimmed(utf8));
}

}  // namespace vhc
