#include "shell/exit.h"

namespace vhc {

Exit exit_of(Errc code) noexcept {
  return static_cast<Exit>(info(code).exit_code);
}

void ExitOfSeveral::add(Exit answer) noexcept {
  if (count_++ == 0) first_ = answer;
  all_same_ = all_same_ && answer == first_;
}

Exit ExitOfSeveral::joined() const noexcept {
  if (trouble_ != Exit::done) return trouble_;
  const bool is_of_all = first_ == Exit::done || first_ == Exit::refused;
  return count_ <= 1 || (all_same_ && is_of_all) ? first_ : Exit::findings;
}

}  // namespace vhc
