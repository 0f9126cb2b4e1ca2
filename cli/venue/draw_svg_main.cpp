// vhc-draw-svg: an SVG on standard input, a PGM on standard output. Run by vhc on private pipes, as a process of its
// own that can be stopped; what it fails with goes to standard output as three lines: name, place, hint.
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <string>

#include "shell/confinement.h"
#include "vhc/svg.h"

int main() {
  if (!vhc::confine_to_open_files()) return EXIT_FAILURE;
  const std::string svg{std::istreambuf_iterator<char>(std::cin), {}};
  const auto pgm = vhc::draw_svg(vhc::as_bytes(svg));
  if (pgm) {
    std::cout << vhc::as_text(*pgm) << std::flush;
    return std::cout ? EXIT_SUCCESS : EXIT_FAILURE;
  }
  const vhc::Error& error = pgm.error();
  std::cout << vhc::name(error.code) << '\n' << error.where << '\n' << error.hint << '\n';
  return EXIT_FAILURE;
}
