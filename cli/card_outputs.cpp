#include "card_outputs.h"

#include <ostream>

#include "io.h"
#include "picture_module.h"
#include "vhc/card_file.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

Result<void> write_qr(const CardOutputs& outputs, const Drawing& drawing, std::vector<std::string>& files, Io& io) {
  if (!outputs.qr) return {};
  if (*outputs.qr == "-") {
    io.out() << drawing.terminal;
    return {};
  }
  const std::string_view bytes =
      drawing.svg.empty() ? as_text(drawing.png) : std::string_view(drawing.svg);  // SVG only when asked for
  VHC_CHECK_OK(io.write_file(*outputs.qr, bytes, {.overwrite = outputs.force, .binary = drawing.svg.empty()}));
  files.push_back(*outputs.qr);
  return {};
}

}  // namespace

void add_card_outputs(Verb& verb, CardOutputs& outputs) {
  verb.option("--qr", outputs.qr, "FILE", "draw the QR code: .svg or .png by name; \"-\" draws it in the terminal");
  verb.option("--card", outputs.card, "FILE", "write a .smart-health-card file");
  verb.flag("--link", outputs.link, "print the wallet link");
  verb.flag("-f,--force", outputs.force, "overwrite");
}

Result<DrawRequest> draw_request(const std::string& qr) {
  if (qr == "-") return DrawRequest{.terminal = true};
  if (ends_with(qr, ".svg")) return DrawRequest{.svg = true};
  if (ends_with(qr, ".png")) return DrawRequest{.png = true};
  return fail(Errc::usage, "--qr", "name a file that ends in .svg or .png, or \"-\" for the terminal");
}

Result<void> check_outputs(const CardOutputs& outputs, const std::vector<std::string>& inputs, Io& io) {
  std::vector<std::string> files;
  if (outputs.qr) VHC_CHECK_OK(draw_request(*outputs.qr));
  if (outputs.qr && *outputs.qr != "-") files.push_back(*outputs.qr);
  if (outputs.card && *outputs.card != "-") files.push_back(*outputs.card);
  if (files.size() == 2 && (files[0] == files[1] || io.is_same_file(files[0], files[1]))) {
    return fail(Errc::same_file, files[0], "--qr and --card need a file each");
  }
  for (const std::string& file : files) {
    for (const std::string& input : inputs) {
      if (file == input || io.is_same_file(file, input)) return fail(Errc::same_file, file);
    }
    if (!outputs.force && io.exists(file)) return fail(Errc::exists, file, "use --force to overwrite it");
  }
  return {};
}

Result<Drawing> draw_card(const CardOutputs& outputs, const std::string& jws, const Io& io) {
  if (!outputs.qr) return Drawing{};
  VHC_TRY(DrawRequest request, draw_request(*outputs.qr));
  request.colour = io.colour();
  request.png = true;
  VHC_TRY(Drawing drawing, draw_on_demand(jws, request));
  VHC_TRY(const std::string wanted, to_numeric(jws));
  const auto read = read_codes_on_demand(drawing.png);
  if (!read || read->size() != 1 || read->front().text != wanted)
    return fail(Errc::issue_read_back, {}, "nothing was issued; please report it");
  return drawing;
}

std::string wallet_link(const std::string& jws) {
  constexpr std::string_view base = "https://redirect.health.apple.com/SMARTHealthCard/";
  constexpr std::string_view prefix = "shc:/";
  const auto numeric = to_numeric(jws);
  return numeric ? std::string(base) + numeric->substr(prefix.size()) : std::string{};
}

Result<std::vector<std::string>> write_card(const CardOutputs& outputs, const std::string& jws, const Drawing& drawing,
                                            Io& io) {
  std::vector<std::string> files;
  VHC_CHECK_OK(write_qr(outputs, drawing, files, io));
  if (outputs.card) {
    VHC_CHECK_OK(io.write_file(*outputs.card, to_card_file({jws}), {.overwrite = outputs.force}));
    if (*outputs.card != "-") files.push_back(*outputs.card);
  }
  if (outputs.link) {
    VHC_CHECK_OK(to_numeric(jws).map([](const std::string&) {}));
    if (!io.json()) io.out() << wallet_link(jws) << '\n';
  }
  if (!outputs.qr && !outputs.card && !outputs.link && !io.json()) io.out() << jws << '\n';
  return files;
}

}  // namespace vhc
