// A message by what its fields say: decoded, part by part.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "card/card_text.h"
#include "input/hl7_text.h"

namespace vhc {

// A coded field has a code and its system twice: 1 to 3, and 4 to 6.
struct Hl7Coding {
  std::string code;
  std::string text;
  std::string system;  // upper case
};

// What belongs to one PID: the segments up to the next one.
struct Hl7Section {
  std::size_t pid = 0;  // its place in the message
  std::size_t end = 0;
};

class Hl7View {
 public:
  explicit Hl7View(const Hl7Message& message) : message_(message) {}

  const Hl7Message& message() const { return message_; }
  const Hl7Segment& head() const { return message_.segments.front(); }
  const Hl7Segment& segment(std::size_t index) const { return message_.segments[index]; }

  // A component of the first repetition, from 1 on.
  std::string text(const Hl7Segment& segment, std::size_t number, std::size_t part) const {
    const std::string_view whole = field(segment, message_.marks, number);
    return decoded(component(whole.substr(0, whole.find(message_.marks.repetition)), message_.marks, part), message_);
  }
  // The same of a field that does not repeat; where it does, what it says is nothing that can be read.
  std::string single(const Hl7Segment& segment, std::size_t number) const {
    const bool repeats = raw(segment, number).find(message_.marks.repetition) != std::string_view::npos;
    return repeats ? "~" : text(segment, number, 1);
  }
  std::string_view raw(const Hl7Segment& segment, std::size_t number) const {
    return field(segment, message_.marks, number);
  }
  std::vector<std::string_view> repeated(const Hl7Segment& segment, std::size_t number) const {
    return repetitions(raw(segment, number), message_.marks);
  }
  std::string_view part(std::string_view repetition, std::size_t number) const {
    return component(repetition, message_.marks, number);
  }
  // The first subcomponent of a component.
  std::string first(std::string_view repetition, std::size_t number) const {
    return decoded(subcomponent(part(repetition, number), message_.marks, 1), message_);
  }
  std::string decode(std::string_view text) const { return decoded(text, message_); }

  // All repetitions, both triplets.
  std::vector<Hl7Coding> codings(const Hl7Segment& segment, std::size_t number) const;
  // Whether anything stands in the field; "" says that nothing does.
  bool is_valued(const Hl7Segment& segment, std::size_t number) const;

  const Hl7Segment* find(std::string_view name) const;
  std::vector<Hl7Section> sections() const;

 private:
  std::size_t end_of(std::size_t pid) const;

  const Hl7Message& message_;
};

}  // namespace vhc
