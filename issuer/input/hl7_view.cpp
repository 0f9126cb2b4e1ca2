#include "input/hl7_view.h"

#include <algorithm>

namespace vhc {

std::vector<Hl7Coding> Hl7View::codings(const Hl7Segment& segment, std::size_t number) const {
  std::vector<Hl7Coding> all;
  for (const std::string_view repetition : repeated(segment, number)) {
    for (const std::size_t first : {1U, 4U}) {
      Hl7Coding coding{decode(part(repetition, first)), decode(part(repetition, first + 1)),
                       upper(decode(part(repetition, first + 2)))};
      if (!coding.code.empty()) all.push_back(std::move(coding));
    }
  }
  return all;
}

bool Hl7View::is_valued(const Hl7Segment& segment, std::size_t number) const {
  std::string_view rest = raw(segment, number);
  const Hl7Delimiters& marks = message_.marks;
  const char ends[]{marks.repetition, marks.component, marks.subcomponent};
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(std::string_view(ends, std::size(ends))), rest.size());
    if (!decode(rest.substr(0, end)).empty()) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

const Hl7Segment* Hl7View::find(std::string_view name) const {
  const auto is_it = [name](const Hl7Segment& segment) { return segment.name() == name; };
  const auto found = std::find_if(message_.segments.begin(), message_.segments.end(), is_it);
  return found == message_.segments.end() ? nullptr : &*found;
}

std::size_t Hl7View::end_of(std::size_t pid) const {
  std::size_t end = pid + 1;
  while (end < message_.segments.size() && message_.segments[end].name() != "PID") ++end;
  return end;
}

std::vector<Hl7Section> Hl7View::sections() const {
  std::vector<Hl7Section> all;
  for (std::size_t i = 0; i < message_.segments.size();) {
    if (message_.segments[i].name() != "PID") {
      ++i;
      continue;
    }
    all.push_back({i, end_of(i)});
    i = all.back().end;
  }
  return all;
}

}  // namespace vhc
