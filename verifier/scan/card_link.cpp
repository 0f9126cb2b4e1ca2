#include "scan/card_link.h"

#include <algorithm>

#include "scan/pasted_text.h"

namespace vhc {
namespace {

constexpr std::string_view folder = "/smarthealthcard/";  // LINK-3

bool is_scheme_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

bool has_scheme(std::string_view text) {
  const std::size_t end = text.find("://");
  return end != std::string_view::npos && end > 0 && end <= 16 &&
         std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), is_scheme_character);
}

std::size_t find_folded(std::string_view text, std::string_view wanted) {
  const auto same = [](char c, char lower) { return folded(c) == lower; };
  const auto found = std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same);
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  const char lower = folded(c);
  if (lower >= 'a' && lower <= 'f') return static_cast<unsigned>(lower - 'a') + 10;
  return std::nullopt;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain += text[i];
      continue;
    }
    if (i + 2 >= text.size()) return std::nullopt;
    const auto high = hex_digit(text[i + 1]);
    const auto low = hex_digit(text[i + 2]);
    if (!high || !low) return std::nullopt;
    plain += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  return plain;
}

// What a wallet or a viewer gets: behind the "#", where no server sees it, or the end of the path.
std::string_view carried_by(std::string_view link) {
  const std::size_t hash = link.find('#');
  if (hash != std::string_view::npos) return link.substr(hash + 1);
  const std::size_t at = find_folded(link, folder);
  return at == std::string_view::npos ? std::string_view{} : link.substr(at + folder.size());
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

constexpr std::string_view encoded_scheme = "shc%3a";

bool begins_json(std::string_view text) {
  return begins_folded(text, "%7b") || text.starts_with('{');
}

}  // namespace

std::optional<std::string> card_in_link(std::string_view link) {
  if (begins_folded(link, encoded_scheme)) return percent_decoded(link);
  if (!has_scheme(link)) return std::nullopt;
  const std::string_view carried = carried_by(link);
  if (carried.empty()) return std::nullopt;
  if (begins_folded(carried, code_scheme)) return std::string(carried);
  if (begins_folded(carried, encoded_scheme)) return percent_decoded(carried);
  if (is_digit(carried.front()) && find_folded(link, folder) != std::string_view::npos) {
    return std::string(code_scheme) + std::string(carried);
  }
  if (!begins_json(carried)) return std::nullopt;
  auto json = percent_decoded(carried);
  if (!json || json->find("\"verifiableCredential\"") == std::string::npos) return std::nullopt;
  return json;
}

bool begins_card_link(std::string_view text) noexcept {
  if (begins_folded(text, encoded_scheme)) return true;
  if (!has_scheme(text)) return false;
  const std::string_view carried = carried_by(text);
  if (begins_folded(carried, code_scheme) || begins_json(carried)) return true;
  return !carried.empty() && is_digit(carried.front()) && find_folded(text, folder) != std::string_view::npos;
}

}  // namespace vhc
