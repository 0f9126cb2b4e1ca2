#include "shell/print_module.h"

#include "vhc/print_abi.h"

namespace vhc {
namespace {

struct Sink {
  Drawing drawing;
  Error error;
};

void keep_code(void* sink, std::int32_t version, double symbol_millimetres) {
  Drawing& drawing = static_cast<Sink*>(sink)->drawing;
  drawing.qr_version = version;
  drawing.symbol_millimetres = symbol_millimetres;
}

void keep_drawing(void* sink, std::int32_t output, const void* data, std::size_t size) {
  Drawing& drawing = static_cast<Sink*>(sink)->drawing;
  const std::string_view text(static_cast<const char*>(data), size);
  if (output == vhc_print_svg) drawing.svg = text;
  if (output == vhc_print_png) drawing.png.assign(text.begin(), text.end());
  if (output == vhc_print_terminal) drawing.terminal = text;
}

void keep_error(void* sink, const char* name, const char* where, const char* hint) {
  static_cast<Sink*>(sink)->error = module_error(name, where, hint);
}

std::int32_t outputs(const DrawRequest& request) {
  return (request.svg ? vhc_print_svg : 0) | (request.png ? vhc_print_png : 0) |
         (request.terminal ? vhc_print_terminal : 0);
}

}  // namespace

Result<Drawing> draw_on_demand(std::string_view jws, const DrawRequest& request, const std::string& folder) {
  VHC_TRY(void* const entry, open_module(folder, "vhc-print", "vhc_print_draw_v1"));
  auto* const draw = reinterpret_cast<VhcPrintDraw*>(entry);
  const VhcPrintRequest asked{jws.data(),
                              jws.size(),
                              outputs(request),
                              request.pixels_per_module,
                              request.symbol_millimetres,
                              request.half_blocks ? 1 : 0,
                              request.colour ? 1 : 0};
  Sink sink;
  const VhcPrintAnswer answer{&sink, keep_code, keep_drawing, keep_error};
  if (draw(&asked, &answer) != 0) return tl::unexpected(std::move(sink.error));
  return std::move(sink.drawing);
}

}  // namespace vhc
