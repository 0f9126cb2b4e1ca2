// Signatures of operators: by a key file, or by a device that a program speaks to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shell/io.h"
#include "vhc/note_signer.h"
#include "vhc/result.h"

namespace vhc {

// Who signs. One of `key` and `with` is needed.
struct SignerSetup {
  std::optional<std::string> key;              // a file
  std::optional<std::string> with;             // a program that signs
  std::optional<std::string> passphrase_file;  // else it is asked for
};

// A signature over the text, whose key must be one of `allowed`. `what` says of whom that is asked: "root 1 for lists".
// Fails with registry_signer, usage without a signer, and as the key file or the program does.
Result<NoteSignature> make_signature(const SignerSetup& signer, const std::string& text,
                                     const std::vector<NoteKey>& allowed, const std::string& what, Io& io);

}  // namespace vhc
