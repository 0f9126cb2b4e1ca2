#include "json/json_index.h"

#include <algorithm>
#include <array>
#include <utility>

#include "json/json_syntax.h"
#include "json/plain_text_run.h"

namespace vhc {
namespace {

constexpr bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// Walks a text and notes where each value stands. It looks at every byte it steps on, so that a text which the
// libraries let pass by mistake is refused and never misread. Each step says whether it went well; what went wrong is
// kept aside, since it is the rare case and this the hottest loop of a verification.
class IndexBuilder {
  using Node = JsonIndex::Node;

 public:
  IndexBuilder(JsonIndex& index, const JsonLimits& limits)
      : index_(index), text_(index.text), max_depth_(limits.max_depth) {}

  Result<void> build() {
    index_.nodes.reserve(text_.size() / 16 + 4);
    skip_space();
    if (!value(0, {}, 0)) return tl::unexpected(std::move(failure_));
    skip_space();
    if (at_ != text_.size()) return fail(Errc::json_syntax, json_place(text_, at_));
    return {};
  }

 private:
  struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    bool escaped = false;
  };
  struct Name {
    std::uint32_t tag;
    std::uint32_t node;
  };
  static constexpr std::uint32_t few = 24;

  bool refuse(Errc code, std::size_t offset, std::string hint = {}) {
    failure_ = fail(code, json_place(text_, offset), std::move(hint)).value();
    return false;
  }
  bool bad_syntax() { return refuse(Errc::json_syntax, at_); }

  // At the end this is the NUL that every std::string has there; no rule of JSON begins with one.
  char peek() const { return text_.data()[at_]; }

  void skip_space() {
    const char* at = text_.data() + at_;
    if (!is_space(*at)) return;
    do ++at;
    while (is_space(*at));
    at_ = static_cast<std::uint32_t>(at - text_.data());
    index_.minified = false;
  }

  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  bool value(std::uint32_t parent, const Span& name, std::size_t depth) {
    const auto self = static_cast<std::uint32_t>(index_.nodes.size());
    index_.nodes.push_back(Node{.begin = at_,
                                .name_begin = name.begin,
                                .name_end = name.end,
                                .name_tag = name_tag(text_.substr(name.begin, name.end - name.begin)),
                                .parent = parent,
                                .name_escaped = name.escaped});
    JsonKind kind = JsonKind::null;
    bool escaped = false;
    if (!value_inside(self, depth, kind, escaped)) return false;
    Node& node = index_.nodes[self];
    node.end = at_;
    node.kind = kind;
    node.escaped = escaped;
    return true;
  }

  bool value_inside(std::uint32_t self, std::size_t depth, JsonKind& kind, bool& escaped) {
    switch (peek()) {
      case '{':
        kind = JsonKind::object;
        return object(self, depth + 1);
      case '[':
        kind = JsonKind::array;
        return array(self, depth + 1);
      case '"': {
        kind = JsonKind::string;
        Span inside;
        const bool good = string(inside);
        escaped = inside.escaped;
        return good;
      }
      default:
        return scalar(kind);
    }
  }

  bool scalar(JsonKind& kind) {
    const std::uint32_t start = at_;
    const auto belongs = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == 'E' || c == '+' || c == '-' || c == '.';
    };
    while (belongs(peek())) ++at_;
    const std::string_view word = text_.substr(start, at_ - start);
    kind = word == "null" ? JsonKind::null : word == "true" || word == "false" ? JsonKind::boolean : JsonKind::number;
    return !word.empty() || bad_syntax();
  }

  bool string(Span& inside) {
    if (!take('"')) return bad_syntax();
    inside.begin = at_;
    for (;;) {
      at_ = static_cast<std::uint32_t>(end_of_plain_run(text_, at_));
      if (peek() != '\\') break;
      if (!escape()) return false;
      inside.escaped = true;
    }
    inside.end = at_;
    return take('"') || bad_syntax();
  }

  // A surrogate that stands alone is no character, and no UTF-8 could carry it.
  bool escape() {
    const int unit = at_ + 1 < text_.size() && text_[at_ + 1] == 'u' ? code_unit(text_, at_ + 2) : 0;
    const bool pair =
        is_high_surrogate(unit) && text_.substr(at_ + 6, 2) == "\\u" && is_low_surrogate(code_unit(text_, at_ + 8));
    if (unit < 0 || at_ + 1 >= text_.size()) return bad_syntax();
    if (!pair && (is_high_surrogate(unit) || is_low_surrogate(unit))) return refuse(Errc::json_utf8, at_);
    at_ += pair ? 12U : text_[at_ + 1] == 'u' ? 6U : 2U;
    return true;
  }

  bool object(std::uint32_t self, std::size_t depth) {
    if (!enter(depth)) return false;
    std::uint32_t last = 0;
    for (bool more = !take('}'); more;) {
      skip_space();
      Span name;
      if (!string(name)) return false;
      skip_space();
      if (!take(':')) return bad_syntax();
      if (!child(self, name, last, depth)) return false;
      more = take(',');
      if (!more && !take('}')) return bad_syntax();
    }
    return has_no_duplicates(self);
  }

  bool array(std::uint32_t self, std::size_t depth) {
    if (!enter(depth)) return false;
    std::uint32_t last = 0;
    for (bool more = !take(']'); more;) {
      if (!child(self, {}, last, depth)) return false;
      more = take(',');
      if (!more && !take(']')) return bad_syntax();
    }
    return true;
  }

  bool enter(std::size_t depth) {
    if (depth > max_depth_)
      return refuse(Errc::json_too_deep, at_, "at most " + std::to_string(max_depth_) + " levels");
    ++at_;
    skip_space();
    return true;
  }

  bool child(std::uint32_t parent, const Span& name, std::uint32_t& last, std::size_t depth) {
    skip_space();
    const auto self = static_cast<std::uint32_t>(index_.nodes.size());
    if (!value(parent, name, depth)) return false;
    skip_space();
    if (last != 0) index_.nodes[last].next = self;
    last = self;
    ++index_.nodes[parent].children;
    return true;
  }

  // Names are compared after unescaping: "alg" and "\u0061lg" are one. Few members, as nearly always: each with each,
  // settled by their tags. Many, or one with an escape: sorted, so that a hostile object costs no square.
  bool has_no_duplicates(std::uint32_t object) {
    const std::uint32_t count = index_.nodes[object].children;
    if (count < 2) return true;
    if (count > few) return has_no_duplicates_among_many(object);
    std::array<Name, few> names;
    std::size_t num_names = 0;
    for (std::uint32_t child = object + 1; child != 0; child = index_.nodes[child].next) {
      const Node& node = index_.nodes[child];
      if (node.name_escaped) return has_no_duplicates_among_many(object);
      const Name name{node.name_tag, child};
      for (std::size_t i = 0; i < num_names; ++i) {
        if (names[i].tag == name.tag && raw_name(names[i]) == raw_name(name)) {
          return refuse_duplicate(child);
        }
      }
      names[num_names++] = name;
    }
    return true;
  }

  bool has_no_duplicates_among_many(std::uint32_t object) {
    std::vector<std::pair<std::string, std::uint32_t>> sorted;
    sorted.reserve(index_.nodes[object].children);
    for (std::uint32_t child = object + 1; child != 0; child = index_.nodes[child].next) {
      sorted.emplace_back(unescape(index_.raw_name(index_.nodes[child])), child);
    }
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end(),
                                          [](const auto& a, const auto& b) { return a.first == b.first; });
    return twice == sorted.end() || refuse_duplicate((twice + 1)->second);
  }

  std::string_view raw_name(const Name& name) const { return index_.raw_name(index_.nodes[name.node]); }

  bool refuse_duplicate(std::uint32_t node) { return refuse(Errc::json_duplicate_name, index_.nodes[node].name_begin); }

  JsonIndex& index_;
  std::string_view text_;
  std::size_t max_depth_;
  std::uint32_t at_ = 0;
  Error failure_{};
};

}  // namespace

Result<void> build_json_index(JsonIndex& index, const JsonLimits& limits) {
  return IndexBuilder(index, limits).build();
}

}  // namespace vhc
