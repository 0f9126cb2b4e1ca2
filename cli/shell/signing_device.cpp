#include "shell/signing_device.h"

#include <algorithm>
#include <vector>

#include "shell/filter.h"

namespace vhc {

Result<std::string> ask_signing_device(const std::string& command, std::string_view text) {
  constexpr std::size_t most_answered = 4096;
  std::vector<std::string> words;
  for (std::size_t at = 0; at < command.size();) {
    const std::size_t end = std::min(command.find(' ', at), command.size());
    if (end > at) words.push_back(command.substr(at, end - at));
    at = end + 1;
  }
  if (words.empty()) return fail(Errc::usage, "--with", "name the program of the signing device");
  const std::string program = words.front();
  words.erase(words.begin());
  if (program.find('/') == std::string::npos) {
    return fail(Errc::usage, "--with",
                "give the whole path of the program, such as /usr/local/bin/sign: PATH is not searched");
  }
  auto ran =
      run_filter(program, words, text,
                 {.max_output_bytes = most_answered, .processor_seconds = 60, .patience = std::chrono::minutes{5}});
  if (!ran && ran.error().code == Errc::module_missing) return tl::unexpected(std::move(ran).error());
  if (!ran) return fail(Errc::signer_failed, "--with", "it answered more than a signature");
  FilterAnswer answer = *std::move(ran);
  if (answer.end != FilterAnswer::End::exited || answer.exit_code != 0) {
    return fail(Errc::signer_failed, "--with", "its program failed");
  }
  return std::move(answer.output);
}

}  // namespace vhc
