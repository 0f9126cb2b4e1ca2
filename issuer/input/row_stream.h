// The rows of a delimited file of any size, through a window of some hundred kilobytes.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "delimited_text.h"
#include "vhc/input.h"

namespace vhc {

struct RowPlace {
  std::uint64_t offset = 0;
  std::int64_t line = 1;
};

class RowStream {
 public:
  // `block`: how much is read at a time.
  explicit RowStream(const InputFile& file, std::size_t block = std::size_t{256} * 1024)
      : file_(&file), block_(block) {}

  // To the start of the file: past a byte order mark, with the separator that the first line has.
  Result<void> rewind();
  // To a row that starts there.
  void seek(std::uint64_t offset, std::int64_t line);
  RowPlace place() const noexcept { return {begin_ + used_, line_}; }  // of the next row
  void set_separator(char separator) noexcept { separator_ = separator; }
  char separator() const noexcept { return separator_; }

  // False at the end. A row above the ceiling is passed over, with in_too_long. Fails as the file does.
  Result<bool> next(DelimitedRow& row);

  // What is read from now on is also given here, each byte once and in order, as long as nobody seeks.
  void listen(std::function<void(std::string_view)> listener) { listener_ = std::move(listener); }

 private:
  Result<bool> fill();  // false: there is no more
  Result<void> pass_over(DelimitedRow& row);
  bool holds_all() const noexcept { return begin_ + window_.size() >= file_->size; }

  const InputFile* file_;
  std::size_t block_;
  std::string window_;
  std::uint64_t begin_ = 0;  // of the window, in the file
  std::size_t used_ = 0;     // of the window
  std::int64_t line_ = 1;
  char separator_ = ',';
  std::function<void(std::string_view)> listener_;
};

}  // namespace vhc
