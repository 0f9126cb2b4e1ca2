// Where one card goes: QR code, file, wallet link, or standard output. The same for issue, correct and reprint.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shell/args.h"
#include "shell/io.h"
#include "shell/print_module.h"

namespace vhc {

struct CardOutputs {
  std::optional<std::string> qr;
  std::optional<std::string> card;
  std::optional<std::string> mode;  // of the files, octal; 0600 when it is not given
  bool link = false;
  bool force = false;

  bool is_file() const noexcept { return qr.has_value() || card.has_value(); }
};

void add_card_outputs(Verb& verb, CardOutputs& outputs);

// How a file that holds a card is written: for its owner alone, unless --mode says otherwise; then exactly so, whatever
// the umask is. Fails with usage.
Result<WriteOptions> card_file_options(const std::optional<std::string>& mode);

// Nothing may be in the way before a number is taken and a card is signed. `inputs` are files that may not be
// overwritten. Every file is written to for a try. Fails with usage, same_file, exists, unwritable.
Result<void> check_outputs(const CardOutputs& outputs, const std::vector<std::string>& inputs, Io& io);

// Draws what was asked for, and reads the same modules back from a picture, as a venue's camera would. Nothing is drawn
// without --qr. Fails with issue_read_back, or as drawing does.
Result<Drawing> draw_checked(const std::string& jws, const CardOutputs& outputs, const Io& io);

// Of a card that is recorded and did not reach an output: names the card and the command that gives it again.
// `issuer`: the folder.
Error not_written(Error error, const std::string& number, const std::string& issuer, const CardOutputs& outputs);

// For whoever held a StopRequest since before the card was recorded: what was asked to stop in between says so when the
// card is out. `rest`: what was not done. Fails with run_interrupted.
Result<void> check_stopped(const std::string& number, const std::string& rest);

// Gives the files that were written. With --json the card's text and link are the caller's to print.
Result<std::vector<std::string>> write_card(const std::string& jws, const Drawing& drawing, const CardOutputs& outputs,
                                            Io& io);

// Empty for a card that is too long for one code.
std::string wallet_link(const std::string& jws);

// "838 characters, QR version 18; read back from the drawn picture"
std::string card_facts(const std::string& jws, const Drawing& drawing, const CardOutputs& outputs);

// "card.png, card.smart-health-card"
std::string joined(const std::vector<std::string>& texts);

}  // namespace vhc
