#include "vhc/json.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "json/json_escape.h"
#include "json/json_index.h"
#include "json/json_syntax.h"

namespace vhc {

// Two libraries decide whether a text is JSON; the index only remembers where things stand.
struct JsonDocument::Index : JsonIndex {};

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

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
  VHC_CHECK_OK(check_json_syntax(text, limits));
  auto index = std::make_unique<Index>();
  index->text = std::move(text);
  VHC_CHECK_OK(build_json_index(*index, limits));
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
  const auto& node = document_->index_->nodes[node_];
  if (node.kind != JsonKind::string) return {};
  const std::string_view inside = document_->index_->slice(node.begin + 1, node.end - 1);
  return node.escaped ? unescape(inside) : std::string(inside);
}

bool JsonValue::equals(std::string_view wanted) const {
  const auto& node = document_->index_->nodes[node_];
  if (node.kind != JsonKind::string) return false;
  const std::string_view inside = document_->index_->slice(node.begin + 1, node.end - 1);
  if (node.escaped) return unescapes_to(inside, wanted);
  return inside.size() == wanted.size() && is_same(inside, wanted);
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
  return unescape(raw_name());
}

std::string_view JsonValue::raw_name() const noexcept {
  return document_->index_->raw_name(document_->index_->nodes[node_]);
}

bool JsonValue::name_is(std::string_view wanted) const {
  return document_->index_->is_named(document_->index_->nodes[node_], wanted);
}

std::optional<JsonValue> JsonValue::find(std::string_view name) const {
  const JsonDocument::Index& index = *document_->index_;
  const auto& self = index.nodes[node_];
  if (self.kind != JsonKind::object || self.children == 0) return std::nullopt;
  const std::uint32_t tag = name_tag(name);
  for (std::uint32_t member = node_ + 1; member != 0; member = index.nodes[member].next) {
    if (index.is_named(index.nodes[member], name, tag)) return JsonValue(document_, member);
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

void JsonValue::append_pointer(std::string& path) const {
  if (node_ == 0) return;
  const std::uint32_t parent = document_->index_->nodes[node_].parent;
  const JsonValue owner(document_, parent);
  owner.append_pointer(path);  // as deep as the document is, which has a limit
  path += '/';
  if (owner.is(JsonKind::object)) {
    path += printable_name(name());
    return;
  }
  std::size_t index = 0;
  for (std::uint32_t sibling = parent + 1; sibling != node_; sibling = document_->index_->nodes[sibling].next) ++index;
  path += std::to_string(index);
}

std::string JsonValue::pointer() const {
  std::string path;
  path.reserve(64);
  append_pointer(path);
  return path;
}

}  // namespace vhc
