#include "trust/vci/bad_entries.h"

#include <algorithm>
#include <string_view>

namespace vhc {
namespace {

// Walks over brackets outside of strings. It need not know whether the rest is JSON: what it cuts out is read again.
class EntryWalk {
 public:
  explicit EntryWalk(std::string_view text) : text_(text) {}

  // The next object in an array of the outermost object, or nothing.
  std::optional<std::pair<std::size_t, std::size_t>> next() {
    std::size_t start = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        skip_string();
      } else if (c == '{' || c == '[') {
        if (++depth_ == entry_depth && c == '{' && in_array_) start = at_;
        if (depth_ == entry_depth - 1) in_array_ = c == '[';
      } else if (c == '}' || c == ']') {
        if (depth_-- == entry_depth && start != 0) return std::pair(start, ++at_ - start);
      }
    }
    return std::nullopt;
  }

 private:
  static constexpr int entry_depth = 3;

  void skip_string() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::int64_t depth_ = 0;
  bool in_array_ = false;
};

// Nothing else is moved: places that are reported stay true.
void blank(std::string& text, std::size_t start, std::size_t size) {
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(start);
  const auto end = begin + static_cast<std::ptrdiff_t>(size);
  std::replace_if(
      begin, end, [](char c) { return c != '\n'; }, ' ');
  *begin = '0';
}

}  // namespace

std::optional<std::string> without_bad_entries(const std::string& text, const JsonLimits& limits) {
  std::optional<std::string> rest;
  EntryWalk walk(text);
  const JsonLimits inner{.max_bytes = limits.max_bytes, .max_depth = limits.max_depth - 2};
  while (const auto entry = walk.next()) {
    const auto [start, size] = *entry;
    if (JsonDocument::parse(text.substr(start, size), inner)) continue;
    if (!rest) rest = text;
    blank(*rest, start, size);
  }
  return rest;
}

}  // namespace vhc
