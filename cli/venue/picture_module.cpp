#include "venue/picture_module.h"

#include <algorithm>
#include <utility>

#include "venue/drawn_picture.h"
#include "venue/pdf_pages.h"
#include "vhc/picture_abi.h"

namespace vhc {
namespace {

struct Sink {
  std::vector<ReadCode> codes;
  Error error;
};

void keep_code(void* sink, const VhcPictureCode* code) {
  static_cast<Sink*>(sink)->codes.push_back({std::string(code->text, code->text_size),
                                             std::string(code->data_codewords, code->data_codewords_size),
                                             code->level});
}

void keep_error(void* sink, const char* name, const char* where, const char* hint) {
  static_cast<Sink*>(sink)->error = module_error(name, where, hint);
}

Result<std::vector<ReadCode>> read_by_module(ByteView picture, const std::string& folder) {
  VHC_TRY(void* const entry, open_module(folder, "vhc-picture", "vhc_picture_read_v2"));
  auto* const read = reinterpret_cast<VhcPictureRead*>(entry);
  Sink sink;
  const VhcPictureAnswer answer{&sink, keep_code, keep_error};
  if (read(picture.data(), picture.size(), &answer) != 0) return tl::unexpected(std::move(sink.error));
  return std::move(sink.codes);
}

// The module sees only what was drawn; the person wants to hear of the file.
Result<std::vector<ReadCode>> read_drawn(const std::string& drawn, std::string what, const std::string& folder) {
  auto codes = read_by_module(as_bytes(drawn), folder);
  if (!codes && codes.error().code != Errc::module_missing) codes.error().where = std::move(what);
  return codes;
}

// What its lines draw, and what stands in it as pictures of pixels. When there is no code, what was wrong with one of
// them says more than that.
Result<std::vector<ReadCode>> read_svg(ByteView svg, const std::string& folder) {
  VHC_TRY(const std::string drawn, draw_svg_aside(svg, folder));
  auto codes = read_drawn(drawn, "SVG picture", folder);
  if (as_text(svg).find("data:image/") == std::string_view::npos) return codes;
  auto inside = read_by_module(svg, folder);
  if (!inside) return codes || inside.error().code == Errc::picture_no_code ? codes : inside;
  if (!codes) return inside;
  for (ReadCode& code : *inside) {
    const auto is_same = [&code](const ReadCode& known) { return known.text == code.text; };
    if (std::none_of(codes->begin(), codes->end(), is_same)) codes->push_back(std::move(code));
  }
  return codes;
}

Result<std::vector<ReadCode>> read_pdf(ByteView pdf, const std::string& folder, std::vector<Finding>& findings) {
  return read_pages({.draw = [pdf](int page) { return draw_pdf_page(pdf, page); },
                     .read = [&folder](const std::string& drawn) { return read_drawn(drawn, "PDF document", folder); }},
                    findings);
}

}  // namespace

Result<std::vector<ReadCode>> read_codes_on_demand(ByteView picture, const std::string& folder,
                                                   std::vector<Finding>* findings) {
  constexpr std::size_t max_bytes = std::size_t{16} * 1024 * 1024;
  if (picture.size() > max_bytes) {
    return fail(Errc::picture_too_large, std::to_string(picture.size()) + " bytes",
                "the limit is " + std::to_string(max_bytes) + " bytes");
  }
  const PictureKind kind = picture_kind(picture);
  if (kind == PictureKind::svg) return read_svg(picture, folder);
  std::vector<Finding> unheard;
  if (kind == PictureKind::pdf) return read_pdf(picture, folder, findings == nullptr ? unheard : *findings);
  return read_by_module(picture, folder);
}

}  // namespace vhc
