// transcript_runner TRANSCRIPT PROGRAMS WORK: runs the commands of a transcript in the empty folder WORK, with the
// programs of the folder PROGRAMS first in the path, no terminal and a clean environment, and compares what they print.
//
//   # why                    a comment
//   needs vectors            skipped (exit 77) when ${VHC_VECTORS} is no folder
//   $ vhc verify card.txt    a command, for sh
//   > and its next line      as the shell's second prompt
//   exit 12                  its exit code; 0 when nothing is said
//   stdout NOT GENUINE       one of the lines on standard output
//   stdout~ ^[a-z]+          a line that this expression (ECMAScript) finds something in
//   stdout! Rivera           a text that is nowhere on it
//   stdout=                  all of it: the lines that follow, each behind "| "
//   stderr                   the same four for standard error
//   file card.png            a file that is there; nofile: one that is not
//
// What the commands said on standard error, and every log and journal they left, is kept in the folder WORK.logs, for
// names_in_no_log, which searches it after all transcripts.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

constexpr int skipped = 77;

struct Line {
  std::size_t number;
  std::string text;
};

struct Step {
  std::size_t number = 0;
  std::string command;
  int exit_code = 0;
  std::vector<Line> expectations;
};

struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// What follows the word, when the line begins with it.
std::optional<std::string> after(const std::string& line, std::string_view word) {
  if (line.compare(0, word.size(), word) != 0) return std::nullopt;
  return line.substr(word.size());
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<Step> parse(const fs::path& transcript, bool& needs_vectors) {
  std::vector<Step> steps;
  std::size_t number = 0;
  for (const std::string& line : lines_of(read_file(transcript))) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    if (line == "needs vectors") {
      needs_vectors = true;
    } else if (const auto command = after(line, "$ ")) {
      steps.push_back({.number = number, .command = *command});
    } else if (steps.empty()) {
      throw std::runtime_error("line " + std::to_string(number) + ": no command stands above it");
    } else if (const auto more = after(line, "> ")) {
      steps.back().command += "\n" + *more;
    } else if (const auto code = after(line, "exit ")) {
      steps.back().exit_code = std::stoi(*code);
    } else {
      steps.back().expectations.push_back({number, line});
    }
  }
  return steps;
}

// The child's side: nothing of ours but the path and the two folders with vectors.
[[noreturn]] void become(const std::string& command, const fs::path& programs, const fs::path& work) {
  const fs::path outputs = work.string() + ".output";
  ::setsid();  // no terminal
  const int in = ::open("/dev/null", O_RDONLY);
  const int out = ::open((outputs / "out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int err = ::open((outputs / "err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (in < 0 || out < 0 || err < 0 || ::chdir(work.c_str()) != 0) ::_exit(126);
  if (::dup2(in, 0) < 0 || ::dup2(out, 1) < 0 || ::dup2(err, 2) < 0) ::_exit(126);
  const std::string path = "PATH=" + programs.string() + ":" VHC_TEST_TOOLS ":/usr/bin:/bin";
  const std::string home = "HOME=" + work.string();
  std::string language = "LC_ALL=C.UTF-8";
  std::string ours = "VHC_TEST_VECTORS=" VHC_TEST_VECTORS;
  std::string others = "VHC_VECTORS=" VHC_VECTORS;
  std::vector<std::string> words{"sh", "-c", command};
  std::vector<std::string> settings{path, home, language, ours, others};
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> result(texts.size() + 1, nullptr);
    std::transform(texts.begin(), texts.end(), result.begin(), [](std::string& text) { return text.data(); });
    return result;
  };
  ::execve("/bin/sh", pointers(words).data(), pointers(settings).data());
  ::_exit(127);
}

Outcome run(const std::string& command, const fs::path& programs, const fs::path& work) {
  const pid_t child = ::fork();
  if (child == 0) become(command, programs, work);
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) throw std::runtime_error("no process could be started");
  const fs::path outputs = work.string() + ".output";
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), read_file(outputs / "out"),
          read_file(outputs / "err")};
}

// What stands on a line after "stdout" or "stderr", against what was printed there.
bool holds(const std::string& wanted, const std::string& printed) {
  const std::vector<std::string> lines = lines_of(printed);
  if (const auto expression = after(wanted, "~ ")) {
    const std::regex pattern(*expression);
    return std::any_of(lines.begin(), lines.end(),
                       [&pattern](const std::string& line) { return std::regex_search(line, pattern); });
  }
  if (const auto text = after(wanted, "! ")) return printed.find(*text) == std::string::npos;
  if (const auto line = after(wanted, " ")) return std::find(lines.begin(), lines.end(), *line) != lines.end();
  throw std::runtime_error("no such expectation: " + wanted);
}

// The lines behind "| " that follow place `i`; it is left at the last of them.
std::string block(const std::vector<Line>& expectations, std::size_t& i) {
  std::string text;
  while (i + 1 < expectations.size() && expectations[i + 1].text.compare(0, 1, "|") == 0) {
    const std::string& line = expectations[++i].text;
    text += (line.size() > 2 ? line.substr(2) : "") + "\n";
  }
  return text;
}

bool is_met(const std::vector<Line>& expectations, std::size_t& i, const Outcome& outcome, const fs::path& work) {
  const std::string& text = expectations[i].text;
  if (text == "stdout=") return outcome.out == block(expectations, i);
  if (text == "stderr=") return outcome.err == block(expectations, i);
  if (const auto wanted = after(text, "stdout")) return holds(*wanted, outcome.out);
  if (const auto wanted = after(text, "stderr")) return holds(*wanted, outcome.err);
  if (const auto name = after(text, "file ")) return fs::exists(work / *name);
  if (const auto name = after(text, "nofile ")) return !fs::exists(work / *name);
  throw std::runtime_error("no such expectation: " + text);
}

bool passes(const Step& step, const Outcome& outcome, const fs::path& work) {
  std::vector<Line> failed;
  for (std::size_t i = 0; i < step.expectations.size(); ++i) {
    const Line expectation = step.expectations[i];
    if (!is_met(step.expectations, i, outcome, work)) failed.push_back(expectation);
  }
  if (outcome.exit_code != step.exit_code) failed.push_back({step.number, "exit " + std::to_string(step.exit_code)});
  if (failed.empty()) return true;
  std::cout << "line " << step.number << ": $ " << step.command << '\n';
  for (const Line& line : failed) std::cout << "  line " << line.number << " is not so: " << line.text << '\n';
  std::cout << "--- exit " << outcome.exit_code << "\n--- standard output\n"
            << outcome.out << "--- standard error\n"
            << outcome.err << "---\n";
  return false;
}

bool is_log(const fs::path& file) {
  const std::string name = file.filename().string();
  return file.extension() == ".log" || name.find("journal") != std::string::npos || name == "counts.tsv";
}

void keep_logs(const fs::path& work, const fs::path& logs) {
  std::size_t number = 0;
  for (const auto& entry : fs::recursive_directory_iterator(work)) {
    if (!entry.is_regular_file() || !is_log(entry.path())) continue;
    fs::copy_file(entry.path(), logs / (std::to_string(++number) + "-" + entry.path().filename().string()));
  }
}

int run_transcript(const fs::path& transcript, const fs::path& programs, const fs::path& work) {
  bool needs_vectors = false;
  const std::vector<Step> steps = parse(transcript, needs_vectors);
  if (needs_vectors && !fs::is_directory(VHC_VECTORS)) {
    std::cout << "skipped: there are no vectors in " VHC_VECTORS "\n";
    return skipped;
  }
  const fs::path outputs = work.string() + ".output";
  const fs::path logs = work.string() + ".logs";
  for (const fs::path& folder : {work, outputs, logs}) {
    fs::remove_all(folder);
    fs::create_directories(folder);
  }
  std::ofstream said(logs / "stderr", std::ios::binary);
  for (const Step& step : steps) {
    const Outcome outcome = run(step.command, programs, work);
    said << outcome.err;
    if (!passes(step, outcome, work)) return 1;  // the rest would only follow from it
  }
  keep_logs(work, logs);
  std::cout << steps.size() << " of " << steps.size() << " commands did as written\n";
  fs::remove_all(work);
  fs::remove_all(outputs);
  return steps.empty() ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::cerr << "usage: transcript_runner TRANSCRIPT PROGRAMS WORK\n";
    return 2;
  }
  try {
    return run_transcript(argv[1], fs::absolute(argv[2]), fs::absolute(argv[3]));
  } catch (const std::exception& error) {
    std::cerr << argv[1] << ": " << error.what() << '\n';
    return 1;
  }
}
