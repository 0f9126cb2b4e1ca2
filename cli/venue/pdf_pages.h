// The codes in a PDF document, page by page.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "vhc/bytes.h"
#include "vhc/finding.h"
#include "vhc/read_code.h"
#include "vhc/result.h"

namespace vhc {

inline constexpr int max_pdf_pages = 30;

// What draws a page (empty: there is no such page), and what reads the codes of one that was drawn.
struct PdfReader {
  std::function<Result<std::string>(int page)> draw;
  std::function<Result<std::vector<ReadCode>>(const std::string& drawn)> read;
};

// The codes of every page up to max_pdf_pages, each text once; both functions are called from several threads. Where it
// stopped is told: picture.pages_left, with the pages that were looked at, or what was wrong with a page. Fails with
// that, or with picture.no_code, when no page has a code.
Result<std::vector<ReadCode>> read_pages(const PdfReader& reader, std::vector<Finding>& findings);

}  // namespace vhc
