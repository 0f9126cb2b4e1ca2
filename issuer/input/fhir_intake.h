// From FHIR to the form that all inputs share (inputs.md 5). What may be signed of it is for minimise() to say.
#pragma once

#include <string_view>
#include <vector>

#include "vhc/input.h"

namespace vhc {

// The line of each entry of the bundle; a text that is one bundle has one line for all.
class Lines {
 public:
  explicit Lines(std::int64_t first) : first_(first) {}
  void add(std::int64_t line) { lines_.push_back(line); }

  std::int64_t of(std::string_view pointer) const {
    constexpr std::string_view entry = "/entry/";
    if (pointer.substr(0, entry.size()) != entry || lines_.empty()) return first_;
    std::size_t index = 0;
    for (const char c : pointer.substr(entry.size())) {
      if (c < '0' || c > '9') break;
      index = index * 10 + static_cast<std::size_t>(c - '0');
      if (index >= lines_.size()) return first_;
    }
    return lines_[index];
  }

 private:
  std::int64_t first_;
  std::vector<std::int64_t> lines_;
};

// `bundle`: whatever minimise() takes.
Intake intake_of(std::string_view bundle, const InputRules& rules, const Lines& lines);

}  // namespace vhc
