// An operand that is read once, from its beginning: a file, standard input, a named pipe, what a shell gives as <(…).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "shell/descriptor.h"
#include "vhc/result.h"

namespace vhc {

class InputStream {
 public:
  // "-" is standard input. Fails with io.not_found, io.unreadable.
  static Result<InputStream> open(const std::string& path);

  // "standard input", or the path.
  const std::string& place() const noexcept { return place_; }
  // Whether all of it is there already; else somebody may be writing, and an answer is waited for.
  bool is_file() const noexcept { return is_file_; }

  // The beginning of what is left, which stays to be read: `want` bytes, or all there is. Of what is no file, what has
  // come when `enough` says so. Fails with io.unreadable.
  Result<std::string_view> head(std::size_t want, const std::function<bool(std::string_view head)>& enough = {});
  // All that is left. Fails with io.unreadable, input.too_large.
  Result<std::string> rest(std::size_t max_bytes);
  // The next line, without its end (LF, CR LF or CR alone before more text); none at the end of the input. `pause` is
  // called once when nothing comes for a moment. Fails with io.unreadable, input.too_large for a line above the limit.
  Result<std::optional<std::string>> line(std::size_t max_bytes, const std::function<void()>& pause = {});

 private:
  InputStream(std::string place, Descriptor file, bool is_input, bool is_file)
      : place_(std::move(place)), file_(std::move(file)), is_input_(is_input), is_file_(is_file) {}

  int descriptor() const noexcept;
  Result<bool> read_more();  // false at the end
  bool comes_soon() const;

  std::string place_;
  Descriptor file_;
  bool is_input_;
  bool is_file_;
  std::string held_;  // read, and not given yet from `used_` on
  std::size_t used_ = 0;
  bool ended_ = false;
};

}  // namespace vhc
