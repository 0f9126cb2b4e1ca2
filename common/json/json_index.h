// Where each value of a JSON text stands: what a JsonDocument is made of.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "json/json_escape.h"
#include "json/plain_text_run.h"
#include "vhc/json.h"
#include "vhc/result.h"

namespace vhc {

// Equal for equal names and seldom for others: length and last bytes.
inline std::uint32_t name_tag(std::string_view name) {
  std::uint32_t last = 0;
  if (name.size() >= sizeof last) {
    std::memcpy(&last, name.data() + name.size() - sizeof last, sizeof last);
  } else {
    for (const char c : name) last = last << 8U | static_cast<unsigned char>(c);
  }
  return last + static_cast<std::uint32_t>(name.size());
}

// Of two texts of one size. Names are short: to call memcmp takes longer than to compare them.
inline bool is_same(std::string_view a, std::string_view b) {
  const std::size_t size = a.size();
  const auto differ = [&a, &b]<typename Word>(std::size_t at, Word) {
    return load<Word>(a.data() + at) != load<Word>(b.data() + at);
  };
  if (size >= sizeof(std::uint64_t)) {
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= size; at += sizeof(std::uint64_t)) {
      if (differ(at, std::uint64_t{})) return false;
    }
    return !differ(size - sizeof(std::uint64_t), std::uint64_t{});
  }
  if (size >= sizeof(std::uint32_t)) {
    return !differ(0, std::uint32_t{}) && !differ(size - sizeof(std::uint32_t), std::uint32_t{});
  }
  return std::equal(a.begin(), a.end(), b.begin());
}

struct JsonIndex {
  struct Node {
    std::uint32_t begin = 0;  // of the value's text
    std::uint32_t end = 0;
    std::uint32_t name_begin = 0;  // of the member's name, without its quotes
    std::uint32_t name_end = 0;
    std::uint32_t name_tag = 0;  // of the name as it stands
    std::uint32_t parent = 0;
    std::uint32_t next = 0;  // sibling; 0: none, since the root is nobody's sibling
    std::uint32_t children = 0;
    JsonKind kind = JsonKind::null;
    bool name_escaped = false;
    bool escaped = false;  // a string with a backslash in it

    std::uint32_t name_size() const { return name_end - name_begin; }
  };

  std::string text;
  std::vector<Node> nodes;
  bool minified = true;

  std::string_view slice(std::uint32_t begin, std::uint32_t end) const {
    return std::string_view(text).substr(begin, end - begin);
  }
  std::string_view raw_name(const Node& node) const { return slice(node.name_begin, node.name_end); }
  bool is_named(const Node& node, std::string_view wanted) const { return is_named(node, wanted, name_tag(wanted)); }
  // `tag` is that of `wanted`.
  bool is_named(const Node& node, std::string_view wanted, std::uint32_t tag) const {
    if (node.name_escaped) [[unlikely]]
      return unescape(raw_name(node)) == wanted;
    return node.name_tag == tag && node.name_size() == wanted.size() && is_same(raw_name(node), wanted);
  }
};

// Notes where each value of `index.text` stands, and refuses duplicate names, with their place.
Result<void> build_json_index(JsonIndex& index, const JsonLimits& limits);

}  // namespace vhc
