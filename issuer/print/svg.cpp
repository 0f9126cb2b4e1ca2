#include <array>
#include <charconv>

#include "vhc/print.h"

namespace vhc {
namespace {

void append_number(std::string& out, int number) {
  std::array<char, 16> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), end);
}

void append_millimetres(std::string& out, double millimetres) {
  std::array<char, 32> digits{};
  const auto [end, error] =
      std::to_chars(digits.data(), digits.data() + digits.size(), millimetres, std::chars_format::fixed, 3);
  out.append(digits.data(), end).append("mm");
}

// "M x y h w v1 h-w z": a rectangle one module high.
void append_run(std::string& path, int row, int first, int width) {
  path += 'M';
  append_number(path, first + quiet_zone_modules);
  path += ' ';
  append_number(path, row + quiet_zone_modules);
  path += 'h';
  append_number(path, width);
  path += "v1h-";
  append_number(path, width);
  path += 'z';
}

void append_runs_of_row(std::string& path, const QrImage& image, int row) {
  for (int column = 0; column < image.modules;) {
    const int first = column;
    while (column < image.modules && image.is_dark(row, column)) ++column;
    if (column > first)
      append_run(path, row, first, column - first);
    else
      ++column;
  }
}

}  // namespace

Result<std::string> to_svg(const QrImage& image, double symbol_millimetres) {
  // Written so that "not a number" is refused too.
  if (!(symbol_millimetres >= 1.0 && symbol_millimetres <= 1000.0)) {
    return fail(Errc::usage, "width of the code", "1 to 1000 millimetres");
  }
  const int width = image.modules + 2 * quiet_zone_modules;
  std::string side;
  append_millimetres(side, symbol_millimetres * width / image.modules);
  const std::string units = std::to_string(width);

  std::string svg;
  svg.reserve(std::size_t{64} * 1024);  // a version 22 code takes about 45 KiB
  svg.append(R"(<svg xmlns="http://www.w3.org/2000/svg" width=")").append(side);
  svg.append(R"(" height=")").append(side);
  svg.append(R"(" viewBox="0 0 )").append(units).append(" ").append(units);
  svg.append(R"(" shape-rendering="crispEdges" role="img"><title>SMART Health Card QR code</title><rect width=")");
  svg.append(units).append(R"(" height=")").append(units);
  svg.append(R"(" fill="#fff"/><path fill="#000" d=")");
  for (int row = 0; row < image.modules; ++row) append_runs_of_row(svg, image, row);
  svg.append("\"/></svg>\n");
  return svg;
}

}  // namespace vhc
