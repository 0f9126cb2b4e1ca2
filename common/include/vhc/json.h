// Strict JSON: read once into an index over the text, every scalar kept as it was written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "vhc/result.h"

namespace vhc {

struct JsonLimits {
  std::size_t max_bytes = std::size_t{256} * 1024;
  std::size_t max_depth = 64;  // nested arrays and objects
};

enum class JsonKind : std::uint8_t { null, boolean, number, string, array, object };

class JsonDocument;

// A value inside a JsonDocument, which must outlive it. Two words, copied freely.
class JsonValue {
 public:
  JsonKind kind() const noexcept;
  bool is(JsonKind wanted) const noexcept { return kind() == wanted; }

  // The text of the value as it stands: a number with all its digits, a string with its quotes and escapes.
  std::string_view text() const noexcept;
  // Offset of text() in the document, in bytes.
  std::size_t offset() const noexcept;

  // The string without quotes and escapes; empty for every other kind.
  std::string string() const;
  // True when this is a string and equals `wanted` after unescaping.
  bool equals(std::string_view wanted) const;
  bool boolean() const noexcept;  // false for every other kind

  // Members of an object or elements of an array; 0 for scalars.
  std::size_t size() const noexcept;
  // First child, next sibling: for (auto v = a.first(); v; v = v->next()).
  std::optional<JsonValue> first() const noexcept;
  std::optional<JsonValue> next() const noexcept;
  // The name of an object's member, unescaped; empty for elements and the root.
  std::string name() const;
  // The same as written in the text, without its quotes but with any escapes.
  std::string_view raw_name() const noexcept;
  bool name_is(std::string_view wanted) const;

  // The member of an object with this name, or the element of an array at this place.
  std::optional<JsonValue> find(std::string_view name) const;
  std::optional<JsonValue> at(std::size_t index) const;
  // find() for strings: nothing when it is missing or of another kind.
  std::optional<std::string> find_string(std::string_view name) const;

  // RFC 6901 pointer from the root. Names outside a short list of plain letters are replaced by '?', since a pointer is
  // printed and a name is input.
  std::string pointer() const;

 private:
  friend class JsonDocument;
  JsonValue(const JsonDocument* document, std::uint32_t node) noexcept : document_(document), node_(node) {}
  void append_pointer(std::string& path) const;
  const JsonDocument* document_;
  std::uint32_t node_;
};

// A parsed text. Accepts RFC 8259 and nothing else, and refuses, with the offset, line and column in Error::where:
// json_too_large, json_byte_order_mark, json_utf8, json_syntax, json_too_deep, json_duplicate_name (names compared
// after unescaping). Numbers may have any size: they are text. Moves, does not copy.
class JsonDocument {
 public:
  static Result<JsonDocument> parse(std::string text, const JsonLimits& limits = {});

  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  // Values point to the document, so it must stay where it is while they are used.
  JsonValue root() const noexcept { return {this, 0}; }
  const std::string& text() const noexcept;
  // True when the text has no white space outside strings.
  bool minified() const noexcept;

 private:
  friend class JsonValue;
  struct Index;
  explicit JsonDocument(std::unique_ptr<Index> index) noexcept;
  std::unique_ptr<Index> index_;
};

}  // namespace vhc
