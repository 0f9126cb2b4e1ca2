#include <algorithm>
#include <cmath>
#include <memory>

#include <qrencode.h>

#include "vhc/numeric_qr.h"
#include "vhc/print.h"

namespace vhc {
namespace {

constexpr std::string_view prefix = "shc:/";

struct FreeInput {
  void operator()(QRinput* input) const noexcept { QRinput_free(input); }
};
struct FreeCode {
  void operator()(QRcode* code) const noexcept { QRcode_free(code); }
};
using Input = std::unique_ptr<QRinput, FreeInput>;
using Code = std::unique_ptr<QRcode, FreeCode>;

tl::unexpected<Error> too_long(std::size_t num_characters) {
  return fail(Errc::issue_too_long_for_qr,
              std::to_string(num_characters) + " characters, limit " + std::to_string(max_single_qr_jws),
              "issue fewer doses a card, or write a file with --card");
}

bool append(QRinput* input, QRencodeMode mode, std::string_view text) {
  return QRinput_append(input, mode, static_cast<int>(text.size()), as_bytes(text).data()) == 0;
}

// libqrencode's own split of a string takes version 23 where 22 is enough, so the two segments are given to it.
// It guards its tables with a mutex, so several threads may draw at once.
Code encode(std::string_view numeric) {
  const Input input(QRinput_new2(0, QR_ECLEVEL_L));
  if (!input || !append(input.get(), QR_MODE_8, numeric.substr(0, prefix.size())) ||
      !append(input.get(), QR_MODE_NUM, numeric.substr(prefix.size()))) {
    return nullptr;
  }
  return Code(QRcode_encodeInput(input.get()));
}

}  // namespace

Result<QrImage> draw_qr(std::string_view jws) {
  if (jws.size() > max_single_qr_jws) return too_long(jws.size());
  VHC_TRY(const std::string numeric, to_numeric(jws));
  const Code code = encode(numeric);
  if (!code) return fail(Errc::internal, "drawing a QR code");
  if (code->version > max_single_qr_version) return too_long(jws.size());

  QrImage image{code->version, code->width, {}};
  const auto num_modules = static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width);
  image.dark.resize(num_modules);
  // The other bits of a byte say what kind of module it is.
  std::transform(code->data, code->data + num_modules, image.dark.begin(),
                 [](unsigned char module) { return static_cast<std::uint8_t>(module & 1U); });
  return image;
}

double default_symbol_millimetres(const QrImage& image) noexcept {
  constexpr double target_millimetres = 45.0;
  constexpr double dot_millimetres = 25.4 / 600.0;
  constexpr double min_dots = 10.0;  // 0.423 mm
  const double dots = std::ceil(target_millimetres / (image.modules * dot_millimetres));
  return std::max(dots, min_dots) * dot_millimetres * image.modules;
}

}  // namespace vhc
