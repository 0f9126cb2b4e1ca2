#include "venue/drawn_picture.h"

#include <sstream>
#include <utility>

#include "shell/filter.h"

namespace vhc {
namespace {

constexpr int pixels_of_page = 2400;  // the longer side: A4 at 200 dots an inch

FilterLimits limits() {
#ifdef VHC_SANITIZED
  return {
      .max_output_bytes = std::size_t{8} * 1024 * 1024, .processor_seconds = 20, .memory_bytes = 0, .confined = true};
#else
  return {.max_output_bytes = std::size_t{8} * 1024 * 1024,
          .memory_bytes = std::size_t{150} * 1024 * 1024,
          .confined = true};
#endif
}

tl::unexpected<Error> too_slow(std::string what) {
  return fail(Errc::picture_too_slow, std::move(what), "convert it to PNG, or take a picture of only the code");
}

// The three lines that vhc-draw-svg writes when it cannot draw.
tl::unexpected<Error> told(const std::string& lines) {
  std::istringstream stream(lines);
  std::string name;
  std::string where;
  std::string hint;
  std::getline(stream, name);
  std::getline(stream, where);
  std::getline(stream, hint);
  return tl::unexpected(module_error(name.c_str(), where.c_str(), hint.c_str()));
}

}  // namespace

Result<std::string> draw_svg_aside(ByteView svg, const std::string& folder) {
  VHC_TRY(FilterAnswer answer, run_filter(folder + "/vhc-draw-svg", {}, as_text(svg), limits()));
  if (answer.end == FilterAnswer::End::too_slow) return too_slow("SVG picture");
  if (answer.end == FilterAnswer::End::crashed) {
    return fail(Errc::picture_too_complex, "SVG picture", "convert it to PNG");
  }
  if (answer.exit_code != 0) return told(answer.output);
  return std::move(answer.output);
}

std::vector<std::string> places_of_pdftoppm() {
  return {"/usr/bin/pdftoppm", "/usr/local/bin/pdftoppm", "/opt/homebrew/bin/pdftoppm"};
}

Result<std::string> draw_pdf_page(ByteView pdf, int page, const std::vector<std::string>& places) {
  constexpr int no_such_page = 99;
  const std::string program = first_program(places);
  if (program.empty()) {
    return fail(Errc::picture_no_drawer, "PDF document",
                "install pdftoppm (package poppler-utils), or give a picture: a screenshot of the page, or "
                "pdftoppm -png -r 200 FILE page");
  }
  const std::string number = std::to_string(page);
  VHC_TRY(FilterAnswer answer,
          run_filter(program, {"-gray", "-scale-to", std::to_string(pixels_of_page), "-f", number, "-l", number, "-"},
                     as_text(pdf), limits()));
  if (answer.end == FilterAnswer::End::too_slow) return too_slow("PDF document, page " + number);
  if (answer.exit_code == no_such_page) return std::string();
  if (answer.exit_code != 0 || answer.output.empty()) {
    return fail(Errc::picture_unreadable, "PDF document, page " + number,
                "the file is damaged, ends early or is locked; save or send it again");
  }
  return std::move(answer.output);
}

}  // namespace vhc
