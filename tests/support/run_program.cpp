#include "run_program.h"

#include <fstream>
#include <iterator>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vhc::test {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[noreturn]] void become(const std::vector<std::string>& command, const fs::path& work, int seconds) {
  ::setsid();
  const int in = ::open((work / ".in").c_str(), O_RDONLY);
  const int out = ::open((work / ".out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err = ::open((work / ".err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (in < 0 || out < 0 || err < 0 || ::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(err, 2) < 0) ::_exit(126);
  ::alarm(static_cast<unsigned>(seconds));  // ends it, and shows as a signal
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

ProgramRun run_program(const std::vector<std::string>& command, const fs::path& work, const std::string& input,
                       int seconds) {
  std::ofstream(work / ".in", std::ios::binary) << input;
  const ::pid_t child = ::fork();
  if (child == 0) become(command, work, seconds);
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return {};
  ProgramRun run;
  run.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  run.out = contents(work / ".out");
  run.err = contents(work / ".err");
  return run;
}

}  // namespace vhc::test
