// libvhc-print.so: drawing behind one C function.
#include <exception>

#include "vhc/print.h"
#include "vhc/print_abi.h"

namespace vhc {
namespace {

void give(const VhcPrintAnswer& answer, VhcPrintOutput output, std::string_view data) {
  answer.drawing(answer.sink, output, data.data(), data.size());
}

Result<void> draw(const VhcPrintRequest& request, const VhcPrintAnswer& answer) {
  VHC_TRY(const QrImage image, draw_qr({request.jws, request.jws_size}));
  const double millimetres =
      request.symbol_millimetres == 0.0 ? default_symbol_millimetres(image) : request.symbol_millimetres;
  answer.code(answer.sink, image.version, millimetres);
  if ((request.outputs & vhc_print_svg) != 0) {
    VHC_TRY(const std::string svg, to_svg(image, millimetres));
    give(answer, vhc_print_svg, svg);
  }
  if ((request.outputs & vhc_print_png) != 0) {
    VHC_TRY(const Bytes png, to_png(image, request.pixels_per_module));
    give(answer, vhc_print_png, as_text(png));
  }
  if ((request.outputs & vhc_print_terminal) != 0) {
    give(answer, vhc_print_terminal,
         to_terminal(image, {.half_blocks = request.half_blocks != 0, .colour = request.colour != 0}));
  }
  return {};
}

}  // namespace
}  // namespace vhc

extern "C" __attribute__((visibility("default"))) int vhc_print_draw_v1(const VhcPrintRequest* request,
                                                                        const VhcPrintAnswer* answer) {
  try {
    const auto drawn = vhc::draw(*request, *answer);
    if (drawn) return 0;
    const vhc::Error& error = drawn.error();
    answer->error(answer->sink, vhc::name(error.code).data(), error.where.c_str(), error.hint.c_str());
  } catch (const std::exception&) {
    answer->error(answer->sink, vhc::name(vhc::Errc::internal).data(), "drawing", "");
  }
  return 1;
}
