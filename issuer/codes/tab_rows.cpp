#include "codes/tab_rows.h"

#include <algorithm>

#include "card/card_text.h"

namespace vhc {

std::vector<std::string_view> parts_of(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

TabRows::TabRows(std::string_view text) : rest_(text) {
  if (rest_.substr(0, 3) == "\xEF\xBB\xBF") rest_.remove_prefix(3);
  while (const auto line = next_line()) {
    if (line->front() == '#') {
      comments_.push_back(*line);
      continue;
    }
    for (const std::string_view name : parts_of(*line, '\t')) columns_.push_back(upper(trimmed(name)));
    return;
  }
}

std::optional<std::string_view> TabRows::next_line() {
  while (!rest_.empty()) {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    ++line_;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!trimmed(line).empty()) return line;
  }
  return std::nullopt;
}

bool TabRows::next() {
  while (const auto line = next_line()) {
    if (line->front() == '#') continue;
    cells_ = parts_of(*line, '\t');
    return true;
  }
  return false;
}

std::optional<std::size_t> TabRows::column(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), upper(name));
  if (found == columns_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns_.begin());
}

std::string_view TabRows::cell(std::string_view name) const {
  const auto place = column(name);
  return place && *place < cells_.size() ? trimmed(cells_[*place]) : std::string_view{};
}

}  // namespace vhc
