#include <algorithm>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/file_error.h"
#include "shell/input_stream.h"

namespace vhc {

Result<InputStream> InputStream::open(const std::string& path) {
  const bool is_input = path == "-";
  Descriptor file(is_input ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!is_input && !file.ok()) {
    return fail_open(path);
  }
  struct stat facts {};
  const bool known = ::fstat(is_input ? STDIN_FILENO : file.get(), &facts) == 0;
  if (known && S_ISDIR(facts.st_mode)) {
    errno = EISDIR;
    return file_error(Errc::unreadable, path);
  }
  return InputStream(is_input ? "standard input" : path, std::move(file), is_input, known && S_ISREG(facts.st_mode));
}

int InputStream::descriptor() const noexcept {
  return is_input_ ? STDIN_FILENO : file_.get();
}

Result<bool> InputStream::read_more() {
  constexpr std::size_t block = std::size_t{64} * 1024;
  if (ended_) return false;
  held_.erase(0, std::exchange(used_, 0));
  const std::size_t before = held_.size();
  held_.resize(before + block);
  ssize_t got = 0;
  do got = ::read(descriptor(), held_.data() + before, block);
  while (got < 0 && errno == EINTR);
  held_.resize(before + (got > 0 ? static_cast<std::size_t>(got) : 0));
  if (got < 0) return file_error(Errc::unreadable, place_);
  ended_ = got == 0;
  return !ended_;
}

// Whether there is something to read, or the end, within a moment.
bool InputStream::comes_soon() const {
  constexpr int moment = 300;  // milliseconds: a scanner sends a code in less, a person takes longer
  pollfd waiting{.fd = descriptor(), .events = POLLIN, .revents = 0};
  int ready = 0;
  do ready = ::poll(&waiting, 1, moment);
  while (ready < 0 && errno == EINTR);
  return ready != 0;
}

Result<std::string_view> InputStream::head(std::size_t want, const std::function<bool(std::string_view)>& enough) {
  const auto there = [this] { return std::string_view(held_).substr(used_); };
  while (there().size() < want && !(enough && !is_file_ && enough(there()))) {
    VHC_TRY(const bool more, read_more());
    if (!more) break;
  }
  return there().substr(0, want);
}

Result<std::string> InputStream::rest(std::size_t max_bytes) {
  const auto size = [this] { return held_.size() - used_; };
  while (size() <= max_bytes) {
    VHC_TRY(const bool more, read_more());
    if (!more) break;
  }
  if (size() > max_bytes) {
    return fail(Errc::input_too_large, place_, "at most " + std::to_string(max_bytes) + " bytes");
  }
  std::string all = std::move(held_);
  all.erase(0, std::exchange(used_, 0));
  held_.clear();
  return all;
}

Result<std::optional<std::string>> InputStream::line(std::size_t max_bytes, const std::function<void()>& pause) {
  std::size_t searched = 0;
  bool told = false;
  for (;;) {
    const std::string_view there = std::string_view(held_).substr(used_);
    // A CR that may be the first half of CR LF is not the end of a line yet; it is white space, and trimmed later.
    const std::size_t end = there.find_first_of("\n\r", searched);
    const bool is_split = end != std::string_view::npos && there[end] == '\r' && end + 1 == there.size() && !ended_;
    if (end != std::string_view::npos && !is_split && end <= max_bytes) {
      std::string line(there.substr(0, end));
      used_ += end + (there.substr(end, 2) == "\r\n" ? 2 : 1);
      return line;
    }
    searched = end == std::string_view::npos ? there.size() : end;
    if (there.size() > max_bytes) {
      return fail(Errc::input_too_large, place_, "a line has at most " + std::to_string(max_bytes) + " bytes");
    }
    if (!ended_ && !told && pause && !is_file_ && !comes_soon()) {
      told = true;
      if (is_split) {  // a scanner that ends a code with CR alone
        std::string line(there.substr(0, end));
        used_ += end + 1;
        return line;
      }
      pause();
    }
    VHC_TRY(const bool more, read_more());
    if (more || is_split) continue;
    if (used_ == held_.size()) return std::nullopt;
    std::string line = held_.substr(used_);
    used_ = held_.size();
    return line;
  }
}

}  // namespace vhc
