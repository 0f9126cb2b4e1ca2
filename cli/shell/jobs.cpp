#include "shell/jobs.h"

#include <algorithm>
#include <thread>

namespace vhc {

Result<std::size_t> jobs_of(const std::optional<std::string>& flag) {
  constexpr std::size_t max_jobs = 256;
  if (!flag) return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, max_jobs);
  const bool is_number =
      !flag->empty() && flag->size() <= 3 && flag->find_first_not_of("0123456789") == std::string::npos;
  const std::size_t jobs = is_number ? std::stoul(*flag) : 0;
  if (jobs < 1 || jobs > max_jobs) return fail(Errc::usage, "--jobs", "1 to " + std::to_string(max_jobs));
  return jobs;
}

}  // namespace vhc
