// Writes minified JSON, member by member.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace vhc {

class JsonValue;

// The name of a member: a literal, of which the compiler sees that nothing in it must be escaped, or any text.
class JsonName {
 public:
  template <std::size_t size>
  consteval JsonName(const char (&literal)[size]) : text_(literal, size - 1), plain_(true) {
    for (const char c : text_) {
      if (c < ' ' || c > '~' || c == '"' || c == '\\') throw "not a plain name";
    }
  }
  JsonName(std::string_view text) noexcept : text_(text) {}
  JsonName(const std::string& text) noexcept : text_(text) {}

  std::string_view text() const noexcept { return text_; }
  bool is_plain() const noexcept { return plain_; }

 private:
  std::string_view text_;
  bool plain_ = false;  // known to be
};

// Commas are set by the writer. Strings must be UTF-8; what JSON must escape is escaped, everything else is written as
// it is. A call out of order (a member without a name in an object) is a programmer's mistake.
class JsonWriter {
 public:
  // `expected`: bytes of the whole text, to save growing; need not be right.
  explicit JsonWriter(std::size_t expected = 256) : out_(expected, '\0') {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& name(JsonName name) {
    separate();
    if (name.is_plain()) {
      const std::string_view text = name.text();
      char* const room = room_for(text.size() + 3);
      room[0] = '"';
      std::memcpy(room + 1, text.data(), text.size());
      room[text.size() + 1] = '"';
      room[text.size() + 2] = ':';
    } else {
      put_quoted(name.text());
      put(':');
    }
    needs_comma_ = false;
    return *this;
  }

  JsonWriter& string(std::string_view text);
  JsonWriter& number(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  // A value of another document, minified; numbers keep every digit, strings are written with no escape they do not
  // need.
  JsonWriter& value(const JsonValue& value);
  // JSON text that is known to be good.
  JsonWriter& raw(std::string_view json);

  JsonWriter& member(JsonName member_name, std::string_view text) { return name(member_name).string(text); }
  JsonWriter& member(JsonName member_name, const char* text) { return name(member_name).string(text); }
  JsonWriter& member(JsonName member_name, std::int64_t value) { return name(member_name).number(value); }
  JsonWriter& member(JsonName member_name, bool value) { return name(member_name).boolean(value); }

  std::string_view text() const noexcept { return std::string_view(out_).substr(0, size_); }
  std::string take();

 private:
  // Where the next `count` characters go.
  char* room_for(std::size_t count) {
    if (out_.size() - size_ < count) [[unlikely]]
      grow(count);
    char* const room = out_.data() + size_;
    size_ += count;
    return room;
  }
  void grow(std::size_t count);
  void put(char c) { *room_for(1) = c; }
  void put(std::string_view text);
  void put_quoted(std::string_view text);
  void separate() {
    if (needs_comma_) put(',');
    needs_comma_ = true;
  }

  std::string out_;  // with room at its end, so that a piece of text costs no more than its bytes
  std::size_t size_ = 0;
  bool needs_comma_ = false;
};

// The same JSON with no white space and every number as it was written (2.50 stays 2.50).
std::string minify(const JsonValue& value);

}  // namespace vhc
