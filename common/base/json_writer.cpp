#include "vhc/json_writer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "plain_text_run.h"
#include "vhc/json.h"

namespace vhc {
namespace {

void append_escaped(std::string& out, char c) {
  constexpr std::string_view hex = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default: {
      const auto byte = static_cast<unsigned char>(c);
      out += "\\u00";
      out += hex[byte >> 4U];
      out += hex[byte & 0xfU];
    }
  }
}

void append_quoted(std::string& out, std::string_view text) {
  std::size_t end = end_of_plain_run(text, 0);
  if (end == text.size()) {  // as nearly always: the quotes are laid down first, and the text between them
    const std::size_t start = out.size();
    out.append(text.size() + 2, '"');
    std::copy(text.begin(), text.end(), out.data() + start + 1);
    return;
  }
  out += '"';
  std::size_t done = 0;
  for (; end < text.size(); end = end_of_plain_run(text, done)) {
    out += text.substr(done, end - done);
    append_escaped(out, text[end]);
    done = end + 1;
  }
  out += text.substr(done);
  out += '"';
}

}  // namespace

void JsonWriter::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::begin_object() {
  separate();
  out_ += '{';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  out_ += '}';
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  separate();
  out_ += '[';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  out_ += ']';
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::name(std::string_view name) {
  separate();
  append_quoted(out_, name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  append_quoted(out_, text);
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  separate();
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out_.append(buffer.data(), end);
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
  out_ += json;
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
