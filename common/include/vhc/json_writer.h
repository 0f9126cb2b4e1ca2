// Writes minified JSON, member by member.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace vhc {

class JsonValue;

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
  JsonWriter& name(std::string_view name);

  JsonWriter& string(std::string_view text);
  JsonWriter& number(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  // A value of another document, minified; numbers keep every digit, strings are written with no escape they do not
  // need.
  JsonWriter& value(const JsonValue& value);
  // JSON text that is known to be good.
  JsonWriter& raw(std::string_view json);

  JsonWriter& member(std::string_view member_name, std::string_view text) { return name(member_name).string(text); }
  JsonWriter& member(std::string_view member_name, const char* text) { return name(member_name).string(text); }
  JsonWriter& member(std::string_view member_name, std::int64_t value) { return name(member_name).number(value); }
  JsonWriter& member(std::string_view member_name, bool value) { return name(member_name).boolean(value); }

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
  void separate();

  std::string out_;  // with room at its end, so that a piece of text costs no more than its bytes
  std::size_t size_ = 0;
  bool needs_comma_ = false;
};

// The same JSON with no white space and every number as it was written (2.50 stays 2.50).
std::string minify(const JsonValue& value);

}  // namespace vhc
