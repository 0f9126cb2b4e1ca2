#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <optional>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell/confinement.h"
#include "shell/descriptor.h"
#include "shell/filter.h"

namespace vhc {
namespace {

using Clock = std::chrono::steady_clock;

struct Pipe {
  Descriptor out;
  Descriptor in;
};

std::optional<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return std::nullopt;
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

void set_limit(__rlimit_resource what, rlim_t most) {
  const rlimit limit{most, most};
  ::setrlimit(what, &limit);
}

// The child's side: between fork() and execve() nothing may be called that takes a lock or memory.
[[noreturn]] void become(const char* program, char* const* arguments, int in, int out, const FilterLimits& limits,
                         pid_t parent) {
  constexpr int cannot_run = 127;
  char* const no_environment = nullptr;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(cannot_run);
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  const int nowhere = ::open("/dev/null", O_WRONLY);
  if (nowhere < 0 || ::dup2(in, STDIN_FILENO) < 0 || ::dup2(out, STDOUT_FILENO) < 0 ||
      ::dup2(nowhere, STDERR_FILENO) < 0) {
    ::_exit(cannot_run);
  }
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  set_limit(RLIMIT_CORE, 0);
  set_limit(RLIMIT_FSIZE, 0);
  set_limit(RLIMIT_CPU, limits.processor_seconds);
  if (limits.memory_bytes > 0) set_limit(RLIMIT_DATA, limits.memory_bytes);
  if (limits.confined && !confine_to_program(program)) ::_exit(cannot_run);
  ::execve(program, arguments, &no_environment);
  ::_exit(cannot_run);
}

// A running child, and its pipes; it is gone when this goes.
class Child {
 public:
  Child(pid_t process, Descriptor to, Descriptor from) : process_(process), to_(std::move(to)), from_(std::move(from)) {
    ::fcntl(to_.get(), F_SETFL, O_NONBLOCK);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() { wait(); }

  // Moves bytes until the child closes its output. False when it takes longer than `patience` or writes too much.
  bool talk(std::string_view input, std::string& output, const FilterLimits& limits) {
    const auto end = Clock::now() + limits.patience;
    while (from_.ok()) {
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
      std::array<pollfd, 2> waiting{pollfd{.fd = from_.get(), .events = POLLIN, .revents = 0},
                                    pollfd{.fd = to_.get(), .events = POLLOUT, .revents = 0}};
      if (left <= 0 || ::poll(waiting.data(), waiting.size(), static_cast<int>(left)) == 0) return stop();
      if (waiting[1].revents != 0) give(input);
      if (waiting[0].revents != 0 && !take(output, limits.max_output_bytes)) return stop();
    }
    return true;
  }

  // Its status as waitpid() gives it.
  int wait() {
    if (process_ < 0) return status_;
    if (to_.ok()) close(to_);
    while (::waitpid(process_, &status_, 0) < 0 && errno == EINTR) continue;
    process_ = -1;
    return status_;
  }

 private:
  static void close(Descriptor& pipe) { ::close(pipe.release()); }

  bool stop() {
    ::kill(process_, SIGKILL);
    wait();
    return false;
  }
  void give(std::string_view& input) {
    const ssize_t put = ::write(to_.get(), input.data(), input.size());
    if (put < 0 && (errno == EINTR || errno == EAGAIN)) return;
    input.remove_prefix(put > 0 ? static_cast<std::size_t>(put) : 0);
    if (put < 0 || input.empty()) close(to_);
  }
  bool take(std::string& output, std::size_t most) {
    std::array<char, 65536> block;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read()
    const ssize_t got = ::read(from_.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) return true;
    if (got <= 0) {
      close(from_);
    } else {
      output.append(block.data(), static_cast<std::size_t>(got));
    }
    return output.size() <= most;
  }

  pid_t process_;
  Descriptor to_;
  Descriptor from_;
  int status_ = 0;
};

tl::unexpected<Error> cannot_run(const std::string& program) {
  return fail(Errc::module_missing, program, "it could not be started");
}

FilterAnswer::End end_of(int status) {
  if (WIFEXITED(status)) return FilterAnswer::End::exited;
  return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL ? FilterAnswer::End::too_slow
                                                                    : FilterAnswer::End::crashed;
}

}  // namespace

Result<FilterAnswer> run_filter(const std::string& program, const std::vector<std::string>& arguments,
                                std::string_view input, const FilterLimits& limits) {
  if (::access(program.c_str(), X_OK) != 0) return cannot_run(program);
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers(words.size() + 1, nullptr);
  std::transform(words.begin(), words.end(), pointers.begin(), [](std::string& word) { return word.data(); });
  auto to = make_pipe();
  auto from = make_pipe();
  if (!to || !from) return cannot_run(program);
  const pid_t parent = ::getpid();
  const pid_t process = ::fork();
  if (process < 0) return cannot_run(program);
  if (process == 0) become(program.c_str(), pointers.data(), to->out.get(), from->in.get(), limits, parent);
  ::close(to->out.release());
  ::close(from->in.release());
  Child child(process, std::move(to->in), std::move(from->out));
  FilterAnswer answer;
  const bool done = child.talk(input, answer.output, limits);
  if (answer.output.size() > limits.max_output_bytes) {
    return fail(Errc::picture_too_large, program, "the drawing is larger than the limit");
  }
  const int status = child.wait();
  answer.end = done ? end_of(status) : FilterAnswer::End::too_slow;
  answer.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return answer;
}

std::string first_program(const std::vector<std::string>& paths) {
  const auto found = std::find_if(paths.begin(), paths.end(),
                                  [](const std::string& path) { return ::access(path.c_str(), X_OK) == 0; });
  return found == paths.end() ? std::string() : *found;
}

}  // namespace vhc
