#include <array>

#include "vhc/print.h"

namespace vhc {
namespace {

// The modules with their quiet zone; whatever lies outside is light.
class Framed {
 public:
  explicit Framed(const QrImage& image) : image_(image) {}
  int side() const noexcept { return image_.modules + 2 * quiet_zone_modules; }
  bool is_dark(int row, int column) const noexcept {
    const int r = row - quiet_zone_modules;
    const int c = column - quiet_zone_modules;
    return r >= 0 && c >= 0 && r < image_.modules && c < image_.modules && image_.is_dark(r, c);
  }

 private:
  const QrImage& image_;
};

constexpr std::string_view black_on_white = "\033[30;107m";
constexpr std::string_view end_of_colour = "\033[0m";

// What is inked: the dark modules where the ground is white, else the light ones.
std::string half_block_lines(const Framed& framed, bool colour) {
  // By whether the upper and the lower module are inked.
  constexpr std::array<std::string_view, 4> glyphs = {" ", "▄", "▀", "█"};
  std::string out;
  for (int row = 0; row < framed.side(); row += 2) {
    if (colour) out += black_on_white;
    for (int column = 0; column < framed.side(); ++column) {
      const bool upper = framed.is_dark(row, column) == colour;
      const bool lower = framed.is_dark(row + 1, column) == colour;
      out += glyphs[(upper ? 2U : 0U) + (lower ? 1U : 0U)];
    }
    if (colour) out += end_of_colour;
    out += '\n';
  }
  return out;
}

std::string ascii_lines(const Framed& framed) {
  std::string out;
  for (int row = 0; row < framed.side(); ++row) {
    for (int column = 0; column < framed.side(); ++column) out += framed.is_dark(row, column) ? "  " : "##";
    out += '\n';
  }
  return out;
}

// Spaces on a coloured ground, the colour said once a run.
std::string coloured_space_lines(const Framed& framed) {
  std::string out;
  for (int row = 0; row < framed.side(); ++row) {
    bool ink = false;
    out += "\033[107m";
    for (int column = 0; column < framed.side(); ++column) {
      if (framed.is_dark(row, column) != ink) {
        ink = !ink;
        out += ink ? "\033[40m" : "\033[107m";
      }
      out += "  ";
    }
    out.append(end_of_colour) += '\n';
  }
  return out;
}

}  // namespace

std::string to_terminal(const QrImage& image, TerminalStyle style) {
  const Framed framed(image);
  if (style.half_blocks) return half_block_lines(framed, style.colour);
  return style.colour ? coloured_space_lines(framed) : ascii_lines(framed);
}

}  // namespace vhc
