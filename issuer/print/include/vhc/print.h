// A card as a QR code, and the code as SVG, PNG or terminal text. All functions are pure and safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/bytes.h"
#include "vhc/result.h"

namespace vhc {

inline constexpr int max_single_qr_version = 22;  // of a card (SHC 11)
inline constexpr int quiet_zone_modules = 4;      // white, on all four sides (docs/rules/inputs.md 7)

// A QR code without its quiet zone.
struct QrImage {
  int version{};
  int modules{};                   // on a side: 17 + 4 * version
  std::vector<std::uint8_t> dark;  // modules * modules, row by row; 1 is dark, 0 is light

  bool is_dark(int row, int column) const noexcept {
    return dark[static_cast<std::size_t>(row) * static_cast<std::size_t>(modules) + static_cast<std::size_t>(column)] !=
           0;
  }
};

// The QR code of a compact JWS as SHC 11 wants it: a byte segment "shc:/", a numeric segment, error correction level L,
// the smallest version. Fails with issue.too_long_for_qr above max_single_qr_jws characters (version 22), and with
// to_numeric()'s errors. Reading the picture gives exactly the text of to_numeric().
Result<QrImage> draw_qr(std::string_view jws);

// The width in millimeters, without the quiet zone, at which a code is printed unless told otherwise: 45 to 50 mm, at
// least 0.42 mm a module, each module a whole number of dots at 600 dpi (docs/rules/inputs.md 7).
double default_symbol_millimetres(const QrImage& image) noexcept;

// An SVG document: white ground, quiet zone, and one path with a rectangle for each horizontal run of dark modules.
// The symbol is `symbol_millimetres` wide, the picture 8 modules wider. Fails with cli.usage outside 1 to 1000 mm.
Result<std::string> to_svg(const QrImage& image, double symbol_millimetres);

inline constexpr int max_pixels_per_module = 40;
inline constexpr int default_pixels_per_module = 4;

// A PNG of 1 bit grey with quiet zone. Fails with cli.usage when `pixels_per_module` is not 1 to max_pixels_per_module.
Result<Bytes> to_png(const QrImage& image, int pixels_per_module);

struct TerminalStyle {
  bool half_blocks = true;  // two modules a character, in UTF-8; else two ASCII characters a module
  bool colour = true;       // black on bright white by ANSI sequences, which scans on any background
};

// The code as lines of text, with quiet zone and a final line end. Without colour the light modules are drawn, as a
// terminal with light letters on a dark background needs it.
std::string to_terminal(const QrImage& image, TerminalStyle style);

}  // namespace vhc
