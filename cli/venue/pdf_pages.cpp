#include "venue/pdf_pages.h"

#include <algorithm>
#include <optional>
#include <thread>
#include <utility>

#include "shell/worker_pool.h"

namespace vhc {
namespace {

std::string pages_to(int last) {
  return "PDF document, " + (last == 1 ? std::string("page 1") : "pages 1 to " + std::to_string(last));
}

struct Page {
  bool there = false;
  Result<std::vector<ReadCode>> codes = fail(Errc::picture_no_code);
};

Page look_at(const PdfReader& reader, int number) {
  const auto drawn = reader.draw(number);
  if (!drawn) return {.there = true, .codes = tl::unexpected(drawn.error())};
  if (drawn->empty()) return {};
  return {.there = true, .codes = reader.read(*drawn)};
}

class Document {
 public:
  explicit Document(const PdfReader& reader)
      : reader_(reader), pool_(std::clamp(std::thread::hardware_concurrency(), 1U, 4U)) {}

  // Most documents have one page or two: only then several are looked at together.
  void read() {
    while (!ended_ && read_ < max_pdf_pages) look(read_ < 2 ? 1 : std::min(4, max_pdf_pages - read_));
    if (ended_) return;
    const auto next = reader_.draw(max_pdf_pages + 1);
    pages_left_ = next && !next->empty();
  }

  Result<std::vector<ReadCode>> answer(std::vector<Finding>& findings) {
    const std::string where = pages_to(std::max(read_, 1));
    if (pages_left_) findings.push_back({Errc::picture_pages_left, Severity::note, where, {}});
    if (codes_.empty() && trouble_) return tl::unexpected(*std::move(trouble_));
    if (codes_.empty()) {
      return fail(
          Errc::picture_no_code, where + (pages_left_ ? " were looked at, and it has more" : ""),
          pages_left_ ? "give only the page with the code" : "the whole code must be visible, sharp and evenly lit");
    }
    if (trouble_) findings.push_back({trouble_->code, Severity::warning, trouble_->where, trouble_->hint});
    return std::move(codes_);
  }

 private:
  void look(int count) {
    std::vector<Page> pages(static_cast<std::size_t>(count));
    pool_.for_each(pages.size(), [&](std::size_t i) { pages[i] = look_at(reader_, read_ + 1 + static_cast<int>(i)); });
    for (Page& page : pages) take(std::move(page));
  }

  // Behind the end, or behind a page that cannot be drawn, nothing is taken any more.
  void take(Page page) {
    ended_ = ended_ || !page.there;
    if (ended_) return;
    ++read_;
    if (page.codes) {
      for (ReadCode& code : *page.codes) keep(std::move(code));
    } else if (page.codes.error().code != Errc::picture_no_code) {
      trouble_ = std::move(page.codes).error();
      ended_ = true;
    }
  }

  void keep(ReadCode code) {
    const auto is_same = [&code](const ReadCode& known) { return known.text == code.text; };
    if (std::none_of(codes_.begin(), codes_.end(), is_same)) codes_.push_back(std::move(code));
  }

  const PdfReader& reader_;
  WorkerPool pool_;
  std::vector<ReadCode> codes_;
  std::optional<Error> trouble_;
  int read_ = 0;
  bool ended_ = false;
  bool pages_left_ = false;
};

}  // namespace

Result<std::vector<ReadCode>> read_pages(const PdfReader& reader, std::vector<Finding>& findings) {
  Document document(reader);
  document.read();
  return document.answer(findings);
}

}  // namespace vhc
