#include "shell/io.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <system_error>

#include <poll.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "shell/file_error.h"
#include "shell/paths.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

std::optional<std::string> environment_value(const char* name) {
  const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): read before any thread is started
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

// Lines as a terminal may have them, whatever names stand in them.
std::string fit_lines(std::string_view text) {
  std::string fit;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    fit += printable(text.substr(0, end)) + '\n';
    text.remove_prefix(end + 1);
  }
  return fit + printable(text);
}

// Nobody reads any more what this process writes.
bool is_broken_pipe(int descriptor) {
  pollfd state{.fd = descriptor, .events = POLLOUT, .revents = 0};
  return ::poll(&state, 1, 0) == 1 && (state.revents & POLLERR) != 0;
}

// How long the machine has run, and which of its runs this is.
std::optional<Uptime> real_uptime() {
  std::string boot;
  std::getline(std::ifstream("/proc/sys/kernel/random/boot_id"), boot);
  timespec time{};
  const bool is_known = !boot.empty() && boot.size() <= max_boot_chars &&
                        boot.find_first_not_of("0123456789abcdef-") == std::string::npos &&
                        ::clock_gettime(CLOCK_BOOTTIME, &time) == 0;
  if (!is_known) return std::nullopt;
  return Uptime{std::move(boot), std::chrono::seconds{time.tv_sec}};
}

std::string error_json(const Error& error) {
  return JsonWriter()
      .begin_object()
      .member("schema", "vhc.error/1")
      .member("code", name(error.code))
      .member("exit", std::int64_t{info(error.code).exit_code})
      .member("what", name_in_json(error.what))
      .member("where", name_in_json(error.where))
      .member("hint", name_in_json(error.hint))
      .end_object()
      .take();
}

// Where a verb names a flag or itself, and what it takes instead, the sentence says what that is about.
Error in_plain_words(Error error) {
  const bool is_general = error.code == Errc::usage && error.what == info(Errc::usage).sentence;
  if (!is_general || error.where.empty() || error.hint.empty()) return error;
  if (error.where.compare(0, 2, "--") == 0) {
    error.what = error.where + " is missing, or cannot be used this way";
  } else {
    error.what = "this command is incomplete, or combines options that exclude each other";
  }
  return error;
}

}  // namespace

std::string name_in_json(const std::string& text) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  return std::all_of(text.begin(), text.end(), is_ascii) ? text : printable(text);
}

World real_world() {
  return {.out = &std::cout,
          .err = &std::cerr,
          .now = [] { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); },
          .uptime = real_uptime,
          .in_is_terminal = isatty(STDIN_FILENO) == 1,
          .out_is_terminal = isatty(STDOUT_FILENO) == 1,
          .err_is_terminal = isatty(STDERR_FILENO) == 1,
          .no_colour = environment_value("NO_COLOR").has_value(),
          .environment = environment_value};
}

Exit Io::tell(const Error& raw) const {
  const Error error = in_plain_words(raw);
  if (json_ && out()) {
    out() << error_json(error) << '\n';
  } else if (json_) {
    err() << error_json(error) << '\n';
  } else {
    out().flush();
    err() << program_ << ": error: " << fit_lines(error.what) << '\n';
    if (!error.where.empty()) err() << program_ << ": where: " << displayed(error.where) << '\n';
    if (!error.hint.empty()) err() << program_ << ": hint: " << fit_lines(error.hint) << '\n';
  }
  return exit_of(error.code);
}

Exit Io::finish(Exit exit) const {
  errno = 0;
  out().flush();
  if (out()) return exit;
  if (out_told_) return Exit::no_access;
  // What the stream met earlier is not kept; a device that is full says so again.
  if (errno == 0 && ::write(STDOUT_FILENO, "", 0) >= 0) errno = 0;
  const Error error = file_error(Errc::unwritable, "standard output").value();
  if (!is_broken_pipe(STDOUT_FILENO)) {
    err() << program_ << ": error: " << error.what << '\n' << program_ << ": where: " << error.where << '\n';
  }
  return Exit::no_access;
}

Result<void> Io::flush_out() const {
  out().flush();
  if (out()) return {};
  const int reason = errno;
  constexpr std::array reasons{ENOSPC, EPIPE, EFBIG, EIO, EDQUOT, EBADF};
  out_told_ = true;
  auto failed = vhc::fail(Errc::unwritable, "standard output");
  if (std::find(reasons.begin(), reasons.end(), reason) != reasons.end())
    failed.value().what += ": " + std::generic_category().message(reason);
  return failed;
}

void Io::warn(const Finding& finding) const {
  if (quiet_) return;
  err() << program_ << ": warning: " << info(finding.code).sentence << " (" << name(finding.code) << ")\n";
  if (!finding.where.empty()) err() << program_ << ": where: " << displayed(finding.where) << '\n';
}

void Io::say(std::string_view line) const {
  if (!quiet_) err() << fit_lines(line) << '\n';
}

void Io::say_always(std::string_view line) const {
  err() << fit_lines(line) << '\n';
}

void Io::show_progress(std::string_view line) const {
  if (quiet_ || !world_.err_is_terminal) return;
  err() << "\r\x1B[K" << printable(line) << std::flush;
}

std::string Io::user_name() const {
  const passwd* user = getpwuid(getuid());  // NOLINT(concurrency-mt-unsafe): one thread
  return user == nullptr ? "uid " + std::to_string(getuid()) : user->pw_name;
}

void harden_process() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
}

std::string program_folder() {
  constexpr std::size_t longest_path = 4096;
  std::string path(longest_path, '\0');
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size());
  path.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return folder_of(path);
}

}  // namespace vhc
