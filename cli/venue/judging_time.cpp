#include "venue/judging_time.h"

#include "shell/io.h"

namespace vhc {

Result<JudgingTime> judging_time(const std::optional<std::string>& at, const TrustFacts& trust, const Io& io) {
  if (!at) return JudgingTime{judge_time(io.now(), trust), {}};
  const auto time = parse_time(*at);
  if (!time) return fail(Errc::time_format, "--at", time.error().hint);
  return JudgingTime{{*time}, {.at_given = true}};
}

}  // namespace vhc
