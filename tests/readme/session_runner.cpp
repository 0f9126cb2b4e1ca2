// session_runner PAGE ROOT PROGRAMS WORK [--update]: does what the sessions of a page say, line by line, on a terminal
// of its own, and compares what the terminal shows.
//
//   <!-- session: examples/pharmacy -->   a fresh folder with a copy of these files, for the blocks that follow
//   ```console                            a block of the session
//   $ vhc verify card.png                 a command, for sh
//   GENUINE - CHECK ID                    what it prints, whole: every line
//   ...                                   any lines
//
// What is new each time stands for itself: a key id, a number of a card, a fingerprint, a hash, a time or date. Where
// it stands again, also in a later command, the one that was really printed is put. Passphrases are typed unseen; other
// questions get the answer that the page shows behind them.
//
// With --update the page is written anew with what was printed, where that is something else.
#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <regex>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

Lines read_lines(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return lines_of({std::istreambuf_iterator<char>(file), {}});
}

std::string without_end(std::string line) {
  line.erase(line.find_last_not_of(" \t") + 1);
  return line;
}

// ---- what is new each time

struct Kind {
  const char* pattern;
  bool is_kept;  // where the page shows it again, it is the same one
};
constexpr std::array kinds{
    Kind{"[0-9a-f]{8}(?:-[0-9a-f]{8}){2,3}", true},                           // fingerprint
    Kind{"[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}", true},                            // public key of a signer
    Kind{"actors   [^ ]+", false},                                            // who runs the test
    Kind{"[A-Za-z0-9+/]{43}=", true},                                         // hash
    Kind{"[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])", true},                         // key id
    Kind{"[A-Za-z0-9_-]{7,8}…", true},                                        // the beginning of one
    Kind{"[A-Za-z0-9_-]{11}\\.[0-9]{10}", true},                              // revocation id
    Kind{"20[0-9]{2}-[0-9]{6}", true},                                        // number of a card
    Kind{"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z", false},  // time
    Kind{"20[0-9]{2}-[0-9]{2}-[0-9]{2}", false},                              // date
    Kind{"[0-9]+ characters", false},
    Kind{"QR version [0-9]+", false},
    Kind{"[0-9]+ bytes", false},
};

struct Token {
  std::string text;
  bool is_kept;
};

// A line of the page as an expression: its tokens are what the groups are to be compared with.
struct Pattern {
  std::regex expression;
  std::vector<Token> tokens;
};

std::string escaped(const std::string& text) {
  static const std::regex special(R"([.^$|()\[\]{}*+?\\])");
  return std::regex_replace(text, special, R"(\$&)");
}

const std::regex& any_kind() {
  static const std::regex all = [] {
    std::string text;
    for (const Kind& kind : kinds) text += std::string(text.empty() ? "(" : "|(") + kind.pattern + ")";
    return std::regex(text);
  }();
  return all;
}

Pattern pattern_of(const std::string& line) {
  std::string text;
  std::vector<Token> tokens;
  std::size_t done = 0;
  for (std::sregex_iterator found(line.begin(), line.end(), any_kind()), end; found != end; ++found) {
    std::size_t kind = 0;
    while (!(*found)[kind + 1].matched) ++kind;
    const auto at = static_cast<std::size_t>(found->position());
    text += escaped(line.substr(done, at - done)) + "(" + kinds.at(kind).pattern + ")";
    tokens.push_back({found->str(), kinds.at(kind).is_kept});
    done = at + static_cast<std::size_t>(found->length());
  }
  return {std::regex(text + escaped(line.substr(done))), tokens};
}

// What each name of the page stands for in this run.
class Names {
 public:
  bool matches(const std::string& line, const std::string& printed) {
    const Pattern pattern = pattern_of(without_end(line));
    const std::string text = without_end(printed);
    std::smatch found;
    if (!std::regex_match(text, found, pattern.expression)) return false;
    for (std::size_t i = 0; i < pattern.tokens.size(); ++i) {
      if (pattern.tokens[i].is_kept && !keep(pattern.tokens[i].text, found[i + 1].str())) return false;
    }
    return true;
  }

  std::string real(const std::string& text) const { return replaced(text, real_); }
  std::string as_on_the_page(const std::string& text) const { return replaced(text, shown_); }

 private:
  bool keep(const std::string& shown, const std::string& real) {
    shown_.emplace(real, shown);
    // Its beginning, as it is shown where there is little room.
    constexpr std::size_t key_id_chars = 43;
    constexpr std::size_t first_chars = 8;
    if (shown.size() == key_id_chars)
      static_cast<void>(keep(shown.substr(0, first_chars) + "…", real.substr(0, first_chars) + "…"));
    // The first three groups of a fingerprint, as people read them over the telephone.
    constexpr std::size_t four_groups = 35;
    constexpr std::size_t three_groups = 26;
    if (shown.size() == four_groups && shown[three_groups] == '-')
      static_cast<void>(keep(shown.substr(0, three_groups), real.substr(0, three_groups)));
    return real_.emplace(shown, real).first->second == real;
  }

  // In one pass, so that what was put in is not replaced again.
  static std::string replaced(const std::string& text, const std::map<std::string, std::string>& names) {
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
      const std::pair<const std::string, std::string>* longest = nullptr;
      for (const auto& name : names) {
        const bool is_here = text.compare(at, name.first.size(), name.first) == 0;
        if (is_here && (longest == nullptr || name.first.size() > longest->first.size())) longest = &name;
      }
      result += longest == nullptr ? text.substr(at, 1) : longest->second;
      at += longest == nullptr ? 1 : longest->first.size();
    }
    return result;
  }

  std::map<std::string, std::string> real_;
  std::map<std::string, std::string> shown_;
};

// ---- the terminal

[[noreturn]] void become(const std::string& command, const fs::path& programs, const fs::path& work) {
  if (::chdir(work.c_str()) != 0) ::_exit(126);
  const std::string path = "PATH=" + programs.string() + ":/usr/bin:/bin";
  const std::string home = "HOME=" + work.string();
  const std::array<const char*, 5> settings{path.c_str(), home.c_str(), "LC_ALL=C.UTF-8", "NO_COLOR=1", nullptr};
  ::execle("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr), settings.data());
  ::_exit(127);
}

// What a line that was drawn over itself shows in the end: progress is erased.
std::string shown_line(std::string line) {
  constexpr std::string_view redraw = "\r\x1B[K";
  const std::size_t last = line.rfind(redraw);
  if (last != std::string::npos) line.erase(0, last + redraw.size());
  line.erase(std::remove(line.begin(), line.end(), '\r'), line.end());
  return line;
}

class Terminal {
 public:
  Terminal(const std::string& command, const fs::path& programs, const fs::path& work) {
    winsize size{.ws_row = 50, .ws_col = 200, .ws_xpixel = 0, .ws_ypixel = 0};
    child_ = ::forkpty(&master_, nullptr, nullptr, &size);
    if (child_ < 0) throw std::runtime_error("no terminal");
    if (child_ == 0) become(command, programs, work);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() {
    ::close(master_);
    ::waitpid(child_, nullptr, 0);
  }

  // Everything that is shown until the command ends; `answer` is asked for what is to be typed behind a question.
  template <class Answer>
  Lines run(const Answer& answer) {
    constexpr int longest_ms = 120'000;
    std::string shown;
    std::size_t answered = 0;
    for (int waited = 0; waited < longest_ms;) {
      const std::string last = shown.substr(shown.rfind('\n') + 1);
      const bool is_question = shown.size() > answered && (last.ends_with(": ") || last.ends_with("[y/N] "));
      constexpr int pause_ms = 100;
      const int came = read_some(shown, pause_ms);
      if (came < 0) return ended(shown);
      waited = came > 0 ? 0 : waited + pause_ms;
      if (came > 0 || !is_question) continue;
      const std::string text = answer(last) + "\n";
      if (::write(master_, text.data(), text.size()) < 0) return ended(shown);
      answered = shown.size();
    }
    throw std::runtime_error("it does not end; shown: " + shown);
  }

 private:
  // How much came: 0 nothing for now, -1 never again.
  int read_some(std::string& shown, int pause_ms) const {
    pollfd state{.fd = master_, .events = POLLIN, .revents = 0};
    if (::poll(&state, 1, pause_ms) == 0) return 0;
    std::array<char, 4096> bytes{};
    const ssize_t size = ::read(master_, bytes.data(), bytes.size());
    if (size <= 0) return -1;
    shown.append(bytes.data(), static_cast<std::size_t>(size));
    return 1;
  }

  static Lines ended(const std::string& shown) {
    Lines lines = lines_of(shown);
    std::transform(lines.begin(), lines.end(), lines.begin(), shown_line);
    return lines;
  }

  pid_t child_ = -1;
  int master_ = -1;
};

// ---- the page

struct Command {
  std::size_t line = 0;  // where it stands, from 0
  std::string text;
  std::size_t first = 0;  // its lines on the page: from here
  std::size_t end = 0;    // to before here
  fs::path files;         // a fresh folder with these, when the session begins here
};

std::vector<Command> commands_of(const Lines& page) {
  constexpr std::string_view marker = "<!-- session: ";
  std::vector<Command> commands;
  std::string files;
  bool is_inside = false;
  for (std::size_t i = 0; i < page.size(); ++i) {
    const std::string& line = page[i];
    if (line.starts_with(marker)) files = line.substr(marker.size(), line.find(" -->") - marker.size());
    if (line.starts_with("```")) is_inside = !is_inside && line == "```console";
    if (!is_inside || line == "```console") continue;
    if (!line.starts_with("$ ")) {
      if (commands.empty()) throw std::runtime_error("a session without a command");
      commands.back().end = i + 1;
      continue;
    }
    commands.push_back({.line = i, .text = line.substr(2), .first = i + 1, .end = i + 1, .files = files});
    files.clear();
  }
  return commands;
}

// "..." is any lines.
bool agree(const Lines& page, std::size_t at, std::size_t end, const Lines& printed, std::size_t next, Names& names) {
  for (; at < end; ++at, ++next) {
    if (page[at] == "...") {
      for (std::size_t skipped = next; skipped <= printed.size(); ++skipped) {
        Names tried = names;
        if (!agree(page, at + 1, end, printed, skipped, tried)) continue;
        names = tried;
        return true;
      }
      return false;
    }
    if (next == printed.size() || !names.matches(page[at], printed[next])) return false;
  }
  return next == printed.size();
}

// What the page shows behind a question. A passphrase is not shown.
std::string answer_to(const std::string& question, const Lines& page, const Command& command, const Names& names) {
  if (question.find("assphrase") != std::string::npos || question == "Again: ") return "violet anchor 42 harvest";
  for (std::size_t i = command.first; i < command.end; ++i) {
    const std::string line = names.real(page[i]);
    if (line.starts_with(question)) return line.substr(question.size());
  }
  return {};
}

class Runner {
 public:
  Runner(Lines page, fs::path root, fs::path programs, fs::path work)
      : page_(std::move(page)), root_(std::move(root)), programs_(std::move(programs)), work_(std::move(work)) {}

  // How many commands printed something else than the page shows.
  std::size_t run() {
    const std::vector<Command> commands = commands_of(page_);
    if (commands.empty()) throw std::runtime_error("there is no session on this page");
    std::size_t num_other = 0;
    for (const Command& command : commands) num_other += run(command) ? 0U : 1U;
    copy_to(page_.size());
    std::cout << commands.size() - num_other << " of " << commands.size() << " commands printed what the page shows\n";
    return num_other;
  }
  const Lines& updated() const noexcept { return updated_; }

 private:
  bool run(const Command& command) {
    if (!command.files.empty()) begin(command.files);
    const Lines printed = Terminal(names_.real(command.text), programs_, work_).run([&](const std::string& question) {
      return answer_to(question, page_, command, names_);
    });
    Names tried = names_;
    copy_to(command.first);
    if (agree(page_, command.first, command.end, printed, 0, tried)) {
      names_ = tried;
      copy_to(command.end);
      return true;
    }
    tell(command, printed);
    for (const std::string& line : printed) updated_.push_back(without_end(names_.as_on_the_page(line)));
    copied_ = command.end;
    // What follows is to mean the same things, as far as they can be told.
    for (std::size_t i = 0; i < printed.size() && command.first + i < command.end; ++i)
      names_.matches(page_[command.first + i], printed[i]);
    return false;
  }

  void begin(const fs::path& files) const {
    fs::remove_all(work_);
    fs::create_directories(work_);
    fs::copy(root_ / files, work_, fs::copy_options::recursive);
  }

  void copy_to(std::size_t end) {
    for (; copied_ < end; ++copied_) updated_.push_back(page_[copied_]);
  }

  void tell(const Command& command, const Lines& printed) const {
    std::cout << "line " << command.line + 1 << ": $ " << command.text << '\n';
    for (std::size_t i = command.first; i < command.end; ++i) std::cout << "  - " << page_[i] << '\n';
    for (const std::string& line : printed) std::cout << "  + " << names_.as_on_the_page(line) << '\n';
  }

  Lines page_;
  fs::path root_;
  fs::path programs_;
  fs::path work_;
  Names names_;
  Lines updated_;
  std::size_t copied_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const bool is_update = argc == 6 && std::string_view(argv[5]) == "--update";
  if (argc != 5 && !is_update) {
    std::cerr << "usage: session_runner PAGE ROOT PROGRAMS WORK [--update]\n";
    return 2;
  }
  try {
    Runner runner(read_lines(argv[1]), argv[2], fs::absolute(argv[3]), fs::absolute(argv[4]));
    const std::size_t num_other = runner.run();
    if (!is_update) return num_other == 0 ? 0 : 1;
    std::ofstream page(argv[1], std::ios::binary);
    for (const std::string& line : runner.updated()) page << line << '\n';
    return page.flush() ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << argv[1] << ": " << error.what() << '\n';
    return 1;
  }
}
