#include "vhc/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "json/plain_text_run.h"
#include "vhc/json.h"

namespace vhc {
namespace {

// "\n", "\u001f".
std::string_view escaped(char c, std::array<char, 6>& buffer) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\b':
      return "\\b";
    case '\f':
      return "\\f";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default: {
      const auto byte = static_cast<unsigned char>(c);
      buffer = {'\\', 'u', '0', '0', hex[byte >> 4U], hex[byte & 0xfU]};
      return {buffer.data(), buffer.size()};
    }
  }
}

}  // namespace

void JsonWriter::grow(std::size_t count) {
  out_.resize(std::max(2 * out_.size(), size_ + count));
}

void JsonWriter::put(std::string_view text) {
  std::copy(text.begin(), text.end(), room_for(text.size()));
}

void JsonWriter::put_quoted(std::string_view text) {
  if (is_plain_run(text)) {  // as nearly always
    char* const room = room_for(text.size() + 2);
    *room = '"';
    *std::copy(text.begin(), text.end(), room + 1) = '"';
    return;
  }
  put('"');
  for (;;) {
    const std::size_t end = end_of_plain_run(text, 0);
    put(text.substr(0, end));
    if (end == text.size()) break;
    std::array<char, 6> buffer{};
    put(escaped(text[end], buffer));
    text.remove_prefix(end + 1);
  }
  put('"');
}

std::string JsonWriter::take() {
  out_.resize(size_);
  size_ = 0;
  return std::exchange(out_, {});
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  put('{');
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  put('}');
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  put('[');
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  put(']');
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  put_quoted(text);
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  separate();
  std::array<char, 24> buffer{};
  const char* const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  put({buffer.data(), static_cast<std::size_t>(end - buffer.data())});
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  return raw(value ? "true" : "false");
}

JsonWriter& JsonWriter::null() {
  return raw("null");
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  put(json);
  return *this;
}

JsonWriter& JsonWriter::value(const JsonValue& value) {
  switch (value.kind()) {
    case JsonKind::object:
      begin_object();
      for (auto member = value.first(); member; member = member->next()) name(member->name()).value(*member);
      return end_object();
    case JsonKind::array:
      begin_array();
      for (auto element = value.first(); element; element = element->next()) this->value(*element);
      return end_array();
    case JsonKind::string: {
      const std::string_view text = value.text();
      return text.find('\\') == std::string_view::npos ? raw(text) : string(value.string());
    }
    case JsonKind::null:
    case JsonKind::boolean:
    case JsonKind::number:
      break;
  }
  return raw(value.text());
}

std::string minify(const JsonValue& value) {
  return JsonWriter().value(value).take();
}

}  // namespace vhc
