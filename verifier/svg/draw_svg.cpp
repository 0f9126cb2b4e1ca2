#include <algorithm>
#include <memory>
#include <string>

#include <librsvg/rsvg.h>

#include "svg/svg_check.h"
#include "vhc/svg.h"

namespace vhc {
namespace {

// No font is looked for, no picture in the picture is decoded, nothing is drawn aside and blended.
constexpr std::string_view leave_out =
    "text, image, foreignObject { display: none !important }"
    "* { filter: none !important; mask: none !important; marker: none !important }";

struct Unref {
  void operator()(RsvgHandle* handle) const noexcept { g_object_unref(handle); }
  void operator()(cairo_surface_t* surface) const noexcept { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const noexcept { cairo_destroy(context); }
};
using Handle = std::unique_ptr<RsvgHandle, Unref>;
using Surface = std::unique_ptr<cairo_surface_t, Unref>;
using Context = std::unique_ptr<cairo_t, Unref>;

tl::unexpected<Error> unreadable() {
  return fail(Errc::picture_unreadable, "SVG picture", "not well-formed SVG; save or send it again");
}

// What a library says in its errors may be text of the picture: it is dropped.
class IgnoredError {
 public:
  IgnoredError() = default;
  IgnoredError(const IgnoredError&) = delete;
  IgnoredError& operator=(const IgnoredError&) = delete;
  ~IgnoredError() { g_clear_error(&error_); }
  GError** place() noexcept { return &error_; }

 private:
  GError* error_ = nullptr;
};

Handle open(ByteView svg) {
  IgnoredError error;
  // Without a base address nothing outside of the text can be named.
  Handle handle(rsvg_handle_new_from_data(svg.data(), svg.size(), error.place()));
  if (!handle) return nullptr;
  IgnoredError style_error;
  const auto* const style = reinterpret_cast<const guint8*>(leave_out.data());
  if (rsvg_handle_set_stylesheet(handle.get(), style, leave_out.size(), style_error.place()) == FALSE) return nullptr;
  return handle;
}

struct Box {
  int width;
  int height;
};

// The longer side as asked for; the shorter by the picture's own proportions, where it says them.
Box box_of(RsvgHandle* handle, int side) {
  double wide = 0.0;
  double high = 0.0;
  if (rsvg_handle_get_intrinsic_size_in_pixels(handle, &wide, &high) == FALSE) {
    gboolean has_view = FALSE;
    RsvgRectangle view{};
    rsvg_handle_get_intrinsic_dimensions(handle, nullptr, nullptr, nullptr, nullptr, &has_view, &view);
    wide = has_view != FALSE ? view.width : 0.0;
    high = has_view != FALSE ? view.height : 0.0;
  }
  // Written so that "not a number" is taken for a square too.
  if (!(wide > 0.0 && high > 0.0)) return {side, side};
  const auto part = [side](double share) { return std::clamp(static_cast<int>(side * std::min(share, 1.0)), 1, side); };
  return {part(wide / high), part(high / wide)};
}

// Opaque pixels, since all is drawn on white.
Bytes to_pgm(cairo_surface_t* surface, Box box) {
  const std::string header = "P5\n" + std::to_string(box.width) + " " + std::to_string(box.height) + "\n255\n";
  Bytes pgm(header.begin(), header.end());
  pgm.reserve(header.size() + static_cast<std::size_t>(box.width) * static_cast<std::size_t>(box.height));
  cairo_surface_flush(surface);
  const unsigned char* const pixels = cairo_image_surface_get_data(surface);
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
  for (int y = 0; y < box.height; ++y) {
    const auto* row = reinterpret_cast<const std::uint32_t*>(pixels + static_cast<std::size_t>(y) * stride);
    for (int x = 0; x < box.width; ++x) {
      const std::uint32_t pixel = row[x];
      const std::uint32_t light = 77 * (pixel >> 16U & 0xFFU) + 150 * (pixel >> 8U & 0xFFU) + 29 * (pixel & 0xFFU);
      pgm.push_back(static_cast<std::uint8_t>(light >> 8U));
    }
  }
  return pgm;
}

}  // namespace

Result<Bytes> draw_svg(ByteView svg, const SvgLimits& limits) {
  VHC_CHECK_OK(check_svg(as_text(svg), limits));
  const Handle handle = open(svg);
  if (!handle) return unreadable();
  const Box box = box_of(handle.get(), limits.side);
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, box.width, box.height));
  const Context context(cairo_create(surface.get()));
  cairo_set_source_rgb(context.get(), 1.0, 1.0, 1.0);
  cairo_paint(context.get());
  const RsvgRectangle viewport = {0.0, 0.0, static_cast<double>(box.width), static_cast<double>(box.height)};
  IgnoredError error;
  if (rsvg_handle_render_document(handle.get(), context.get(), &viewport, error.place()) == FALSE ||
      cairo_status(context.get()) != CAIRO_STATUS_SUCCESS) {
    return unreadable();
  }
  return to_pgm(surface.get(), box);
}

}  // namespace vhc
