#include "venue/judge_lines.h"

#include <array>
#include <ostream>

#include "shell/input_stream.h"
#include "shell/io.h"
#include "shell/worker_pool.h"

namespace vhc {
namespace {

constexpr std::size_t lines_at_once = 1024;
constexpr std::size_t max_line_bytes = std::size_t{1024} * 1024;
constexpr std::size_t head_bytes = std::size_t{64} * 1024;

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

class LineJudge {
 public:
  LineJudge(std::size_t jobs, Io& io, const JudgeLine& judge) : io_(io), judge_(judge), pool_(jobs) {}

  void add(std::int64_t number, std::string_view line) {
    lines_.push_back({number, std::string(line), {}});
    if (lines_.size() == lines_at_once) flush();
  }

  void flush() {
    pool_.for_each(lines_.size(), [this](std::size_t i) {
      Line& line = lines_[i];
      line.judged = judge_(line.number, find_card_in_line(line.text));
    });
    for (const Line& line : lines_) {
      ++counts_.at(static_cast<std::size_t>(line.judged.verdict));
      io_.out() << line.judged.text;
    }
    total_ += lines_.size();
    lines_.clear();
  }

  Exit finish() {
    flush();
    std::string counts = std::to_string(total_) + (total_ == 1 ? " card: " : " cards: ");
    const char* between = "";
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      if (counts_[i] == 0) continue;
      counts += between + std::to_string(counts_[i]) + " " + std::string(name(static_cast<Verdict>(i)));
      between = ", ";
    }
    io_.say(counts);
    return findings_if(counts_.at(static_cast<std::size_t>(Verdict::genuine)) != total_);
  }

 private:
  struct Line {
    std::int64_t number;
    std::string text;
    JudgedLine judged;
  };
  Io& io_;
  const JudgeLine& judge_;
  WorkerPool pool_;
  std::vector<Line> lines_;
  std::array<std::size_t, num_verdicts> counts_{};
  std::size_t total_ = 0;
};

}  // namespace

bool is_card_lines(InputStream& stream) {
  if (!stream.is_file()) return false;
  const auto head = stream.head(head_bytes);
  return head && has_card_lines(*head);
}

Exit judge_lines(InputStream& stream, std::size_t jobs, Io& io, const JudgeLine& judge) {
  LineJudge lines(jobs, io, judge);
  for (std::int64_t number = 1;; ++number) {
    const auto line = stream.line(max_line_bytes);
    if (line && *line && !is_blank(**line) && !is_beside_cards(**line)) lines.add(number, **line);
    if (line && *line) continue;
    const Exit exit = lines.finish();
    return line ? exit : io.tell(line.error());
  }
}

}  // namespace vhc
