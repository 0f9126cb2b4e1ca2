// The outer form of HL7 v2: messages, segments, fields (inputs.md 3.1). Views into the bytes; nothing is decoded before
// it is split.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

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
  std::vector<Hl7Segment> segments;  // MSH first
  Hl7Delimiters marks;
  bool latin1 = false;
  bool in_batch = false;
};

struct Hl7Fault {
  std::int64_t line = 0;
  std::string_view field;
  Errc code{};
};

// Segments of a file, in any of its line ends, framed or not; then grouped: each MSH begins a message. `batch_fault` is
// set when a batch did not arrive whole; its last message is then left out.
struct Hl7File {
  std::vector<Hl7Message> messages;
  std::vector<Hl7Fault> faults;
};
Hl7File split_messages(std::string_view bytes);

// Field by its number as HL7 counts them: MSH-9 is the eighth part of that segment. Empty when it is not there.
std::string_view field(const Hl7Segment& segment, const Hl7Delimiters& marks, std::size_t number);
std::vector<std::string_view> repetitions(std::string_view field, const Hl7Delimiters& marks);
// The n-th component, from 1 on.
std::string_view component(std::string_view repetition, const Hl7Delimiters& marks, std::size_t number);
std::string_view subcomponent(std::string_view component, const Hl7Delimiters& marks, std::size_t number);

// Escapes undone, in UTF-8; "" (delete the value) is empty.
std::string decoded(std::string_view text, const Hl7Message& message);

}  // namespace vhc
