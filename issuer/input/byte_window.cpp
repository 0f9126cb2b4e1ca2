#include "input/byte_window.h"

#include <algorithm>
#include <cstring>

namespace vhc {

ByteWindow::ByteWindow(const InputFile& file, std::size_t chunk, ByteWatch watch)
    : file_(file), chunk_(chunk), watch_(std::move(watch)) {}

void ByteWindow::seek(std::uint64_t position) noexcept {
  const std::uint64_t first = loaded_ - end_;  // of the buffer
  if (position >= first && position <= loaded_) {
    begin_ = static_cast<std::size_t>(position - first);
    return;
  }
  begin_ = end_ = 0;
  loaded_ = position;
}

void ByteWindow::load(std::size_t wanted) {
  if (fault_ || loaded_ >= file_.size) return;
  if (begin_ > 0) std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const std::size_t room = std::max(wanted, end_ + chunk_);
  if (buffer_.size() < room) buffer_.resize(room);
  while (end_ < wanted && loaded_ < file_.size) {
    const std::uint64_t left = std::min<std::uint64_t>(file_.size - loaded_, buffer_.size() - end_);
    const std::span<char> into(buffer_.data() + end_, static_cast<std::size_t>(left));
    auto got = file_.read_at(loaded_, into);
    if (!got) {
      fault_ = std::move(got).error();
      return;
    }
    if (*got == 0) return;
    const std::size_t count = std::min(*got, into.size());
    if (watch_) watch_({into.data(), count});
    end_ += count;
    loaded_ += count;
  }
}

}  // namespace vhc
