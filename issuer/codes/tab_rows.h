// Lines of cells between tabs, under a line of column names.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vhc {

std::vector<std::string_view> parts_of(std::string_view text, char separator);

// Points into the text it was read from.
class TabRows {
 public:
  explicit TabRows(std::string_view text);

  // Of the line of column names; names are compared without regard to case.
  std::optional<std::size_t> column(std::string_view name) const;
  bool has(std::string_view name) const { return column(name).has_value(); }

  bool next();  // false at the end; passes over empty lines and those that begin with '#'
  std::size_t line() const noexcept { return line_; }
  std::string_view cell(std::string_view name) const;  // trimmed; empty when the row or the table does not have it

  // Lines before the column names that begin with '#'.
  const std::vector<std::string_view>& comments() const noexcept { return comments_; }

 private:
  std::optional<std::string_view> next_line();

  std::string_view rest_;
  std::size_t line_ = 0;
  std::vector<std::string_view> comments_;
  std::vector<std::string> columns_;
  std::vector<std::string_view> cells_;
};

}  // namespace vhc
