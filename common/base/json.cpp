#include "vhc/json.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <simdjson.h>

namespace vhc {

// Two libraries decide whether a text is JSON; the index below only remembers where things stand. simdjson is fast, but
// says neither where an error is nor what digits a number had, and knows no number beyond 64 bits; so what it refuses
// goes to nlohmann, which decides and names the place. Neither minds duplicate names: the index does.
struct JsonDocument::Index {
  struct Node {
    std::uint32_t begin = 0;  // of the value's text
    std::uint32_t end = 0;
    std::uint32_t name_begin = 0;  // of the member's name, without its quotes
    std::uint32_t name_end = 0;
    std::uint32_t parent = 0;
    std::uint32_t next = 0;  // sibling; 0: none, since the root is nobody's sibling
    std::uint32_t children = 0;
    JsonKind kind = JsonKind::null;
  };

  std::string text;
  std::vector<Node> nodes;
  bool minified = true;

  std::string_view slice(std::uint32_t begin, std::uint32_t end) const {
    return std::string_view(text).substr(begin, end - begin);
  }
  std::string_view raw_name(const Node& node) const { return slice(node.name_begin, node.name_end); }
};

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string place(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return "offset " + std::to_string(before.size()) + ", line " + std::to_string(line) + ", column " +
         std::to_string(before.size() - line_start + 1);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The code unit of the four hexadecimal digits at `offset`, or -1.
int code_unit(std::string_view text, std::size_t offset) {
  if (offset + 4 > text.size()) return -1;
  int unit = 0;
  for (const char c : text.substr(offset, 4)) {
    const int digit = hex_digit(c);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

bool is_high_surrogate(int unit) {
  return unit >= 0xd800 && unit <= 0xdbff;
}
bool is_low_surrogate(int unit) {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out.push_back(static_cast<char>(static_cast<unsigned char>(byte))); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0U | (c >> 6U));
    put(0x80U | (c & 0x3fU));
  } else if (c < 0x10000) {
    put(0xe0U | (c >> 12U));
    put(0x80U | ((c >> 6U) & 0x3fU));
    put(0x80U | (c & 0x3fU));
  } else {
    put(0xf0U | (c >> 18U));
    put(0x80U | ((c >> 12U) & 0x3fU));
    put(0x80U | ((c >> 6U) & 0x3fU));
    put(0x80U | (c & 0x3fU));
  }
}

char simple_escape(char c) {
  switch (c) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return c;  // '"', '\\' and '/'
  }
}

// `inside`: what stands between the quotes of a string that the index accepted.
std::string unescape(std::string_view inside) {
  std::size_t escape = inside.find('\\');
  if (escape == std::string_view::npos) return std::string(inside);
  std::string out;
  out.reserve(inside.size());
  std::size_t done = 0;
  for (; escape != std::string_view::npos; escape = inside.find('\\', done)) {
    out += inside.substr(done, escape - done);
    done = escape + 2;
    if (inside[escape + 1] != 'u') {
      out += simple_escape(inside[escape + 1]);
      continue;
    }
    const int unit = code_unit(inside, escape + 2);
    done = escape + 6;
    auto character = static_cast<char32_t>(unit);
    if (is_high_surrogate(unit)) {
      character = 0x10000U + ((static_cast<char32_t>(unit) & 0x3ffU) << 10U) +
                  (static_cast<char32_t>(code_unit(inside, escape + 8)) & 0x3ffU);
      done = escape + 12;
    }
    append_utf8(out, character);
  }
  return out += inside.substr(done);
}

bool unescapes_to(std::string_view inside, std::string_view wanted) {
  if (inside.find('\\') == std::string_view::npos) return inside == wanted;
  return unescape(inside) == wanted;
}

// Finds the place of a syntax error, and whether there is one at all.
class PlaceFinder final : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit PlaceFinder(std::size_t max_depth) : max_depth_(max_depth) {}

  bool null() override { return true; }
  bool boolean(bool /*value*/) override { return true; }
  bool number_integer(number_integer_t /*value*/) override { return true; }
  bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
  bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
  bool string(string_t& /*value*/) override { return true; }
  bool binary(binary_t& /*value*/) override { return true; }
  bool key(string_t& /*name*/) override { return true; }
  bool start_object(std::size_t /*size*/) override { return enter(); }
  bool start_array(std::size_t /*size*/) override { return enter(); }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& /*error*/) override {
    position_ = position == 0 ? 0 : position - 1;
    return false;
  }

  bool too_deep() const { return depth_ > max_depth_; }
  std::size_t position() const { return position_; }

 private:
  bool enter() { return ++depth_ <= max_depth_; }
  bool leave() {
    --depth_;
    return true;
  }
  std::size_t max_depth_;
  std::size_t depth_ = 0;
  std::size_t position_ = 0;
};

// A text whose numbers fit a double and which is JSON exactly when the original is: of each run of digits outside
// strings the first two are kept, which changes neither a leading zero nor where a digit must stand. `origin` gives the
// offset in the original.
struct Shortened {
  std::string text;
  std::vector<std::uint32_t> origin;
};

Shortened with_short_numbers(std::string_view text) {
  constexpr std::size_t kept_digits = 2;
  Shortened out;
  bool in_string = false;
  std::size_t digits = 0;
  for (std::uint32_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (!in_string && digits > kept_digits) continue;
    out.text += c;
    out.origin.push_back(i);
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\' && i + 1 < text.size()) {
      out.text += text[++i];  // whatever is escaped, it ends no string
      out.origin.push_back(i);
    }
  }
  out.origin.push_back(static_cast<std::uint32_t>(text.size()));
  return out;
}

// What simdjson refused: nlohmann says where, or that it is JSON after all (a number beyond 64 bits).
Result<void> second_opinion(std::string_view text, simdjson::error_code refusal, const JsonLimits& limits) {
  const std::size_t nul = text.find('\0');  // which nlohmann takes for the end
  const Shortened seen = with_short_numbers(text.substr(0, nul));
  PlaceFinder finder(limits.max_depth);
  const bool accepted = nlohmann::json::sax_parse(seen.text.begin(), seen.text.end(), &finder);
  const std::size_t stopped = seen.origin[std::min(accepted ? seen.text.size() : finder.position(), seen.text.size())];
  if (finder.too_deep())
    return fail(Errc::json_too_deep, {}, "at most " + std::to_string(limits.max_depth) + " levels");
  if (refusal == simdjson::UTF8_ERROR) return fail(Errc::json_utf8, place(text, stopped));
  if (!accepted || nul != std::string_view::npos) return fail(Errc::json_syntax, place(text, stopped));
  return {};
}

Result<void> check_syntax(const std::string& text, const JsonLimits& limits) {
  simdjson::dom::parser parser;
  simdjson::error_code refusal = parser.allocate(text.size(), limits.max_depth + 1);
  if (refusal == simdjson::SUCCESS) refusal = parser.parse(text.data(), text.size()).error();
  if (refusal == simdjson::SUCCESS) return {};
  if (refusal == simdjson::MEMALLOC) return fail(Errc::json_too_large);
  return second_opinion(text, refusal, limits);
}

// Walks a text and notes where each value stands. It looks at every byte it steps on, so that a text which the
// libraries let pass by mistake is refused and never misread.
template <class DocumentIndex>
class IndexBuilder {
  using Node = typename DocumentIndex::Node;

 public:
  IndexBuilder(DocumentIndex& index, const JsonLimits& limits)
      : index_(index), text_(index.text), max_depth_(limits.max_depth) {}

  Result<void> build() {
    index_.nodes.reserve(text_.size() / 16 + 4);
    skip_space();
    VHC_CHECK_OK(value(0, {0, 0}, 0));
    skip_space();
    if (at_ != text_.size()) return bad_syntax();
    return {};
  }

 private:
  struct Span {
    std::uint32_t begin;
    std::uint32_t end;
  };

  tl::unexpected<Error> bad_syntax() const { return fail(Errc::json_syntax, place(text_, at_)); }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void skip_space() {
    const std::uint32_t start = at_;
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t'))
      ++at_;
    if (at_ != start) index_.minified = false;
  }

  bool take(char wanted) {
    if (peek() != wanted) return false;
    ++at_;
    return true;
  }

  Result<void> value(std::uint32_t parent, Span name, std::size_t depth) {
    const auto self = static_cast<std::uint32_t>(index_.nodes.size());
    index_.nodes.push_back(Node{.begin = at_, .name_begin = name.begin, .name_end = name.end, .parent = parent});
    JsonKind kind = JsonKind::number;
    switch (peek()) {
      case '{':
        kind = JsonKind::object;
        VHC_CHECK_OK(object(self, depth + 1));
        break;
      case '[':
        kind = JsonKind::array;
        VHC_CHECK_OK(array(self, depth + 1));
        break;
      case '"': {
        kind = JsonKind::string;
        VHC_TRY([[maybe_unused]] const Span inside, string());
        break;
      }
      default: {
        const std::string_view word = scalar();
        if (word.empty()) return bad_syntax();
        if (word == "true" || word == "false") kind = JsonKind::boolean;
        if (word == "null") kind = JsonKind::null;
      }
    }
    index_.nodes[self].kind = kind;
    index_.nodes[self].end = at_;
    return {};
  }

  std::string_view scalar() {
    const std::uint32_t start = at_;
    const auto belongs = [](char c) {
      return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == 'E' || c == '+' || c == '-' || c == '.';
    };
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }

  Result<Span> string() {
    if (!take('"')) return bad_syntax();
    const std::uint32_t begin = at_;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        VHC_CHECK_OK(escape());
      } else if (static_cast<unsigned char>(text_[at_]) < 0x20) {
        return bad_syntax();
      } else {
        ++at_;
      }
    }
    const Span inside{begin, at_};
    if (!take('"')) return bad_syntax();
    return inside;
  }

  // A surrogate that stands alone is no character, and no UTF-8 could carry it.
  Result<void> escape() {
    const int unit = at_ + 1 < text_.size() && text_[at_ + 1] == 'u' ? code_unit(text_, at_ + 2) : 0;
    const bool pair =
        is_high_surrogate(unit) && text_.substr(at_ + 6, 2) == "\\u" && is_low_surrogate(code_unit(text_, at_ + 8));
    if (unit < 0 || at_ + 1 >= text_.size()) return bad_syntax();
    if (!pair && (is_high_surrogate(unit) || is_low_surrogate(unit))) return fail(Errc::json_utf8, place(text_, at_));
    at_ += pair ? 12U : text_[at_ + 1] == 'u' ? 6U : 2U;
    return {};
  }

  Result<void> object(std::uint32_t self, std::size_t depth) {
    VHC_CHECK_OK(enter(depth));
    std::uint32_t last = 0;
    for (bool more = !take('}'); more;) {
      skip_space();
      VHC_TRY(const Span name, string());
      skip_space();
      if (!take(':')) return bad_syntax();
      VHC_CHECK_OK(child(self, name, last, depth));
      more = take(',');
      if (!more && !take('}')) return bad_syntax();
    }
    return refuse_duplicates(self);
  }

  Result<void> array(std::uint32_t self, std::size_t depth) {
    VHC_CHECK_OK(enter(depth));
    std::uint32_t last = 0;
    for (bool more = !take(']'); more;) {
      VHC_CHECK_OK(child(self, {0, 0}, last, depth));
      more = take(',');
      if (!more && !take(']')) return bad_syntax();
    }
    return {};
  }

  Result<void> enter(std::size_t depth) {
    if (depth > max_depth_)
      return fail(Errc::json_too_deep, place(text_, at_), "at most " + std::to_string(max_depth_) + " levels");
    ++at_;
    skip_space();
    return {};
  }

  Result<void> child(std::uint32_t parent, Span name, std::uint32_t& last, std::size_t depth) {
    skip_space();
    const auto self = static_cast<std::uint32_t>(index_.nodes.size());
    VHC_CHECK_OK(value(parent, name, depth));
    skip_space();
    if (last != 0) index_.nodes[last].next = self;
    last = self;
    ++index_.nodes[parent].children;
    return {};
  }

  // Names are compared after unescaping: "alg" and "\u0061lg" are one. Few members, as nearly always: each with each,
  // mostly settled by length. Many: sorted, so that a hostile object costs no square.
  Result<void> refuse_duplicates(std::uint32_t object) {
    constexpr std::uint32_t few = 24;
    const std::uint32_t count = index_.nodes[object].children;
    if (count < 2) return {};
    names_.clear();
    for (std::uint32_t child = object + 1; child != 0; child = index_.nodes[child].next) names_.push_back(child);
    if (count > few) {
      return refuse_duplicates_among_many();
    }
    for (std::size_t i = 1; i < names_.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if (same_name(names_[i], names_[j])) return duplicate(names_[i]);
      }
    }
    return {};
  }

  Result<void> refuse_duplicates_among_many() {
    std::vector<std::pair<std::string, std::uint32_t>> sorted;
    sorted.reserve(names_.size());
    for (const std::uint32_t node : names_) sorted.emplace_back(unescape(index_.raw_name(index_.nodes[node])), node);
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end(),
                                          [](const auto& a, const auto& b) { return a.first == b.first; });
    if (twice != sorted.end()) return duplicate((twice + 1)->second);
    return {};
  }

  bool same_name(std::uint32_t a, std::uint32_t b) const {
    const std::string_view x = index_.raw_name(index_.nodes[a]);
    const std::string_view y = index_.raw_name(index_.nodes[b]);
    if (x == y) return true;
    const bool escaped = x.find('\\') != std::string_view::npos || y.find('\\') != std::string_view::npos;
    return escaped && unescape(x) == unescape(y);
  }

  tl::unexpected<Error> duplicate(std::uint32_t node) const {
    return fail(Errc::json_duplicate_name, place(text_, index_.nodes[node].name_begin));
  }

  DocumentIndex& index_;
  std::string_view text_;
  std::size_t max_depth_;
  std::uint32_t at_ = 0;
  std::vector<std::uint32_t> names_;  // scratch of refuse_duplicates
};

}  // namespace

JsonDocument::JsonDocument(std::unique_ptr<Index> index) noexcept : index_(std::move(index)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Result<JsonDocument> JsonDocument::parse(std::string text, const JsonLimits& limits) {
  const std::size_t most = std::min<std::size_t>(limits.max_bytes, std::numeric_limits<std::uint32_t>::max() / 2);
  if (text.size() > most) return fail(Errc::json_too_large, {}, "at most " + std::to_string(most) + " bytes");
  if (text.compare(0, byte_order_mark.size(), byte_order_mark) == 0)
    return fail(Errc::json_byte_order_mark, "offset 0");
  VHC_CHECK_OK(check_syntax(text, limits));
  auto index = std::make_unique<Index>();
  index->text = std::move(text);
  VHC_CHECK_OK(IndexBuilder<Index>(*index, limits).build());
  return JsonDocument(std::move(index));
}

const std::string& JsonDocument::text() const noexcept {
  return index_->text;
}
bool JsonDocument::minified() const noexcept {
  return index_->minified;
}

JsonKind JsonValue::kind() const noexcept {
  return document_->index_->nodes[node_].kind;
}

std::string_view JsonValue::text() const noexcept {
  const auto& node = document_->index_->nodes[node_];
  return document_->index_->slice(node.begin, node.end);
}

std::size_t JsonValue::offset() const noexcept {
  return document_->index_->nodes[node_].begin;
}

std::string JsonValue::string() const {
  if (!is(JsonKind::string)) return {};
  const std::string_view quoted = text();
  return unescape(quoted.substr(1, quoted.size() - 2));
}

bool JsonValue::equals(std::string_view wanted) const {
  if (!is(JsonKind::string)) return false;
  const std::string_view quoted = text();
  return unescapes_to(quoted.substr(1, quoted.size() - 2), wanted);
}

bool JsonValue::boolean() const noexcept {
  return is(JsonKind::boolean) && text() == "true";
}

std::size_t JsonValue::size() const noexcept {
  return document_->index_->nodes[node_].children;
}

std::optional<JsonValue> JsonValue::first() const noexcept {
  if (size() == 0) return std::nullopt;
  return JsonValue(document_, node_ + 1);
}

std::optional<JsonValue> JsonValue::next() const noexcept {
  const std::uint32_t next = document_->index_->nodes[node_].next;
  if (next == 0) return std::nullopt;
  return JsonValue(document_, next);
}

std::string JsonValue::name() const {
  return unescape(document_->index_->raw_name(document_->index_->nodes[node_]));
}

bool JsonValue::name_is(std::string_view wanted) const {
  return unescapes_to(document_->index_->raw_name(document_->index_->nodes[node_]), wanted);
}

std::optional<JsonValue> JsonValue::find(std::string_view name) const {
  if (!is(JsonKind::object)) return std::nullopt;
  for (auto member = first(); member; member = member->next()) {
    if (member->name_is(name)) return member;
  }
  return std::nullopt;
}

std::optional<JsonValue> JsonValue::at(std::size_t index) const {
  if (!is(JsonKind::array) || index >= size()) return std::nullopt;
  auto element = first();
  for (; index > 0; --index) element = element->next();
  return element;
}

std::optional<std::string> JsonValue::find_string(std::string_view name) const {
  const auto member = find(name);
  if (!member || !member->is(JsonKind::string)) return std::nullopt;
  return member->string();
}

namespace {

std::string printable_name(const std::string& name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '@' ||
           c == '-';
  };
  constexpr std::size_t longest = 40;
  const bool shown = !name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), plain);
  return shown ? name : "?";
}

}  // namespace

std::string JsonValue::pointer() const {
  std::string path;
  for (std::uint32_t node = node_; node != 0;) {
    const std::uint32_t parent = document_->index_->nodes[node].parent;
    const JsonValue owner(document_, parent);
    std::string step;
    if (owner.is(JsonKind::object)) {
      step = printable_name(JsonValue(document_, node).name());
    } else {
      std::size_t index = 0;
      for (std::uint32_t sibling = parent + 1; sibling != node; sibling = document_->index_->nodes[sibling].next)
        ++index;
      step = std::to_string(index);
    }
    path.insert(0, "/" + step);
    node = parent;
  }
  return path;
}

}  // namespace vhc
