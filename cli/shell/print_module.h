// Drawing QR codes, by a module that is opened when the first one is drawn.
#pragma once

#include <string>
#include <string_view>

#include "shell/modules.h"
#include "vhc/bytes.h"
#include "vhc/result.h"

namespace vhc {

struct DrawRequest {
  bool svg = false;
  bool png = false;
  bool terminal = false;
  int pixels_per_module = 4;        // of the PNG, 1 to 40
  double symbol_millimetres = 0.0;  // of the SVG, without quiet zone, 1 to 1000; 0 for the default, 45 to 50
  bool half_blocks = true;          // of the terminal: UTF-8
  bool colour = true;               // of the terminal
};

struct Drawing {
  int qr_version{};
  double symbol_millimetres{};
  std::string svg;  // each empty unless asked for
  Bytes png;
  std::string terminal;
};

// The QR code of a compact JWS, in each of the forms asked for. As draw_qr() and to_...() of vhc/print.h, with their
// errors; or module.missing.
Result<Drawing> draw_on_demand(std::string_view jws, const DrawRequest& request,
                               const std::string& folder = module_folder());

}  // namespace vhc
