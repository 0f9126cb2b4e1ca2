// The outer form of HL7 v2: messages, segments, fields (docs/rules/inputs.md 3.1). Nothing is decoded before it is
// split.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "input/byte_window.h"
#include "input/charset.h"
#include "vhc/errors.h"
#include "vhc/result.h"

namespace vhc {

struct Hl7Delimiters {
  char field = '|';
  char component = '^';
  char repetition = '~';
  char escape = '\\';
  char subcomponent = '&';
};

struct Hl7Segment {
  std::int64_t line = 0;
  std::string_view text;

  std::string_view name() const { return text.substr(0, 3); }
};

struct Hl7Message {
  std::uint64_t offset = 0;          // in the file
  std::vector<Hl7Segment> segments;  // MSH first
  Hl7Delimiters marks;
  Hl7Charset set = Hl7Charset::utf8;
  std::string text;  // what the segments point into

  std::int64_t line() const { return segments.front().line; }
};

struct Hl7Fault {
  std::int64_t line = 0;
  std::string_view field;
  Errc code{};
};

// Messages of a file, in any of its line ends, framed or not, in batches or not; each MSH begins one. A message with a
// fault is left out whole.
class Hl7Reader {
 public:
  using Note = std::function<void(const Hl7Fault& fault)>;
  // A batch did not arrive whole: the last message that next() gave is not to be used.
  using Withdraw = std::function<void()>;

  Hl7Reader(ByteWindow& bytes, Note note, Withdraw withdraw);

  // False at the end.
  bool next(Hl7Message& message);
  // To the MSH of a message.
  void seek(std::uint64_t offset, std::int64_t line);

 private:
  struct Line {
    std::int64_t line = 0;
    std::string_view text;
    std::size_t size = 0;  // with its end
  };

  bool peek(Line& line);
  void pass(const Line& line);
  std::size_t skip_long_line();
  void add(const Line& line, Hl7Message& message);
  void begin(const Line& line, Hl7Message& message);
  void add_segment(const Line& line, Hl7Message& message);
  void add_to_field(const Line& line, Hl7Message& message);
  void open_batch(const Line& line, bool batch);
  void close_batch(const Line& line, bool batch);
  bool end_message(Hl7Message& message);
  void fault(const Line& line, Errc code);
  void incomplete(std::int64_t line);

  ByteWindow& bytes_;
  Note note_;
  Withdraw withdraw_;
  std::string long_line_;
  std::vector<std::size_t> starts_;  // of the segments in the message's text
  std::int64_t line_ = 1;
  std::int64_t num_messages_ = 0;
  std::int64_t in_batch_ = 0;
  std::int64_t last_line_ = 1;
  int batches_open_ = 0;
  int files_open_ = 0;
  bool open_ = false;     // a message has begun
  bool broken_ = false;   // and has a fault
  bool ignored_ = false;  // too many messages: what follows is passed over
  bool can_withdraw_ = false;
};

// Field by its number as HL7 counts them: MSH-9 is the eighth part of that segment. Empty when it is not there.
std::string_view field(const Hl7Segment& segment, const Hl7Delimiters& marks, std::size_t number);
std::vector<std::string_view> repetitions(std::string_view field, const Hl7Delimiters& marks);
// The n-th component, from 1 on.
std::string_view component(std::string_view repetition, const Hl7Delimiters& marks, std::size_t number);
std::string_view subcomponent(std::string_view component, const Hl7Delimiters& marks, std::size_t number);

// Escapes undone, in UTF-8; "" (delete the value) is empty.
std::string decoded(std::string_view text, const Hl7Message& message);

}  // namespace vhc
