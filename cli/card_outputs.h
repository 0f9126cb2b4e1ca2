// What a pharmacy's verbs write of one card: QR code, file, wallet link, or the compact JWS on standard output.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "args.h"
#include "print_module.h"

namespace vhc {

class Io;

struct CardOutputs {
  std::optional<std::string> qr;
  std::optional<std::string> card;
  bool link = false;
  bool force = false;
};

void add_card_outputs(Verb& verb, CardOutputs& outputs);

// By the name that --qr has. Fails with usage.
Result<DrawRequest> draw_request(const std::string& qr);

// Nothing may be in the way of the output before a number is taken and a card is signed. Fails with usage, exists,
// same_file.
Result<void> check_outputs(const CardOutputs& outputs, const std::vector<std::string>& inputs, Io& io);

// What --qr asks for, and nothing without it; the same modules are read back from a picture, as a venue's camera would.
Result<Drawing> draw_card(const CardOutputs& outputs, const std::string& jws, const Io& io);

// Writes what was asked for; the compact JWS when nothing was, and never with --json. Gives the names of the files.
Result<std::vector<std::string>> write_card(const CardOutputs& outputs, const std::string& jws, const Drawing& drawing,
                                            Io& io);

std::string wallet_link(const std::string& jws);

}  // namespace vhc
