#include "desk/card_outputs.h"

#include <charconv>
#include <ostream>

#include "shell/shell_word.h"
#include "shell/stop_request.h"
#include "venue/picture_module.h"
#include "vhc/card_file.h"
#include "vhc/display_text.h"
#include "vhc/numeric_qr.h"

namespace vhc {
namespace {

bool ends_with(const std::string& text, std::string_view end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

Result<DrawRequest> draw_request(const std::string& qr) {
  if (qr == "-") return DrawRequest{.terminal = true};
  if (ends_with(qr, ".svg")) return DrawRequest{.svg = true};
  if (ends_with(qr, ".png")) return DrawRequest{.png = true};
  return tl::unexpected(Error{Errc::usage, "a QR code is drawn as .svg or .png: use one of these endings", "--qr",
                              "--qr card.png, --qr card.svg, or --qr - for the terminal"});
}

Result<void> write_qr(const Drawing& drawing, const std::string& qr, WriteOptions how, std::vector<std::string>& files,
                      Io& io) {
  if (qr == "-") {
    io.out() << drawing.terminal;
    return {};
  }
  const std::string_view bytes =
      drawing.svg.empty() ? as_text(drawing.png) : std::string_view(drawing.svg);  // SVG only when asked for
  how.binary = drawing.svg.empty();
  VHC_CHECK_OK(io.write_file(qr, bytes, how));
  files.push_back(qr);
  return {};
}

}  // namespace

void add_card_outputs(Verb& verb, CardOutputs& outputs) {
  verb.option("--qr", outputs.qr, "FILE", "draw the QR code: .svg or .png by name; \"-\" draws it in the terminal");
  verb.option("--card", outputs.card, "FILE", "write a .smart-health-card file");
  verb.option("--mode", outputs.mode, "MODE", "mode of the files that hold a card, such as 0640 (default: 0600)");
  verb.flag("--link", outputs.link, "print the wallet link");
  verb.flag("-f,--force", outputs.force, "overwrite");
}

Result<WriteOptions> card_file_options(const std::optional<std::string>& mode) {
  if (!mode) return WriteOptions{.mode = 0600};
  constexpr unsigned owner = 0600;
  constexpr unsigned all = 0666;
  unsigned bits = 0;
  const char* const last = mode->data() + mode->size();
  const auto [end, error] = std::from_chars(mode->data(), last, bits, 8);
  const bool is_mode = error == std::errc{} && end == last && mode->size() <= 4;
  if (!is_mode || (bits & owner) != owner || (bits & ~all) != 0) {
    return fail(Errc::usage, "--mode", "three octal digits such as 640: the owner reads and writes, nobody executes");
  }
  return WriteOptions{.mode = bits, .exact_mode = true};
}

Result<void> check_outputs(const CardOutputs& outputs, const std::vector<std::string>& inputs, Io& io) {
  if (outputs.qr) VHC_CHECK_OK(draw_request(*outputs.qr));
  for (const auto* output : {&outputs.qr, &outputs.card}) {
    if (io.json() && *output && **output == "-") {
      return fail(Errc::usage, output == &outputs.qr ? "--qr" : "--card", "standard output has the JSON: name a file");
    }
  }
  VHC_CHECK_OK(card_file_options(outputs.mode));
  std::vector<std::string> files;
  if (outputs.qr && *outputs.qr != "-") files.push_back(*outputs.qr);
  if (outputs.card && *outputs.card != "-") files.push_back(*outputs.card);
  if (files.size() == 2 && (files[0] == files[1] || io.is_same_file(files[0], files[1]))) {
    return fail(Errc::same_file, files[0], "--qr and --card each need a file");
  }
  for (const std::string& file : files) {
    for (const std::string& input : inputs) {
      if (file == input || io.is_same_file(file, input)) return fail(Errc::same_file, file);
    }
    if (!outputs.force && io.exists(file)) return fail(Errc::exists, file, "use --force to overwrite it");
    VHC_CHECK_OK(io.probe_file(file));
  }
  return {};
}

Result<Drawing> draw_checked(const std::string& jws, const CardOutputs& outputs, const Io& io) {
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

Error not_written(Error error, const std::string& number, const std::string& issuer, const CardOutputs& outputs) {
  const bool is_picture = outputs.qr && error.where == *outputs.qr;
  const bool is_file = outputs.card && error.where == *outputs.card;
  const std::string what = is_picture ? "its picture was" : is_file ? "its file was" : "it was";
  // Of "the file cannot be written: No space left on device" the reason.
  const std::string_view sentence = info(Errc::unwritable).sentence;
  const bool has_reason = error.what.starts_with(sentence) && error.what.size() > sentence.size();
  error.what = "card " + number + " is issued; " + what +
               " not written: " + (has_reason ? error.what.substr(sentence.size() + 2) : error.what);
  std::string command = "vhc reprint --issuer " + shell_word(issuer) + " " + number;
  if (outputs.qr && !is_file) command += " --qr " + shell_word(*outputs.qr);  // the file is written after the picture
  if (outputs.card) command += " --card " + shell_word(*outputs.card);
  if (outputs.mode) command += " --mode " + shell_word(*outputs.mode);
  if (outputs.link) command += " --link";
  error.hint = command + " gives it" + (error.code == Errc::exists ? "; --force overwrites" : "");
  return error;
}

Result<void> check_stopped(const std::string& number, const std::string& rest) {
  if (!StopRequest::is_there()) return {};
  return fail(Errc::run_interrupted, "card " + number, "this card is written out, and is valid" + rest);
}

Result<std::vector<std::string>> write_card(const std::string& jws, const Drawing& drawing, const CardOutputs& outputs,
                                            Io& io) {
  std::vector<std::string> files;
  VHC_TRY(WriteOptions how, card_file_options(outputs.mode));
  how.overwrite = outputs.force;
  if (outputs.qr) VHC_CHECK_OK(write_qr(drawing, *outputs.qr, how, files, io));
  if (outputs.card) {
    VHC_CHECK_OK(io.write_file(*outputs.card, to_card_file({jws}), how));
    if (*outputs.card != "-") files.push_back(*outputs.card);
  }
  if (outputs.link) {
    VHC_CHECK_OK(to_numeric(jws).map([](const std::string&) {}));  // a card too long for a code has no link
    if (!io.json()) io.out() << wallet_link(jws) << '\n';
  }
  if (!outputs.is_file() && !outputs.link && !io.json()) io.out() << jws << '\n';
  VHC_CHECK_OK(io.flush_out());
  return files;
}

std::string card_facts(const std::string& jws, const Drawing& drawing, const CardOutputs& outputs) {
  std::string facts = std::to_string(jws.size()) + " characters";
  if (outputs.qr) facts += ", QR version " + std::to_string(drawing.qr_version) + "; read back from the drawn picture";
  return facts;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ", ") + printable(text);
  return all;
}

}  // namespace vhc
