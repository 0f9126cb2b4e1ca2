#include "operator/store/operator_signature.h"

#include <algorithm>

#include "shell/signing_device.h"
#include "vhc/sealed.h"

namespace vhc {
namespace {

Result<NoteSigner> open_signer(const std::string& file, const SignerSetup& setup, Io& io) {
  VHC_TRY(const Secret bytes, io.read_secret_file(file, max_key_file_bytes));
  const std::string_view text = as_text(bytes.expose());
  VHC_TRY(const SealedHeader header, read_sealed_header(text));
  Secret passphrase;
  if (header.sealed) {
    VHC_TRY(passphrase, setup.passphrase_file ? io.read_passphrase_file(*setup.passphrase_file)
                                              : io.ask_passphrase("Passphrase for " + file, false));
  }
  return NoteSigner::open(text, passphrase);
}

Result<void> check_listed(const NoteKey& key, const std::vector<NoteKey>& allowed, const std::string& what) {
  if (std::find(allowed.begin(), allowed.end(), key) != allowed.end()) return {};
  std::string names;
  for (const NoteKey& one : allowed) {
    names += (names.empty() ? "" : ", ") + one.name.substr(one.name.rfind('/') + 1);
  }
  return fail(Errc::registry_signer, key.name,
              what + (names.empty() ? " names no key" : " names " + names) + "; nothing was signed");
}

// The device says nothing but 64 bytes: whose they are is seen by trying the keys that may sign.
Result<NoteSignature> sign_with_device(const std::string& command, const std::string& text,
                                       const std::vector<NoteKey>& allowed, const std::string& what) {
  VHC_TRY(const std::string answer, ask_signing_device(command, text));
  for (const NoteKey& key : allowed) {
    if (auto line = outside_signature(key, text, as_bytes(answer))) return line;
  }
  return fail(Errc::registry_signer, "--with", "its answer is no signature by a key that " + what + " names");
}

}  // namespace

Result<NoteSignature> make_signature(const SignerSetup& setup, const std::string& text,
                                     const std::vector<NoteKey>& allowed, const std::string& what, Io& io) {
  if (setup.with) return sign_with_device(*setup.with, text, allowed, what);
  if (!setup.key) return fail(Errc::usage, "--key", "name the key file to sign with: --key FILE");
  VHC_TRY(NoteSigner signer, open_signer(*setup.key, setup, io));
  if (!allowed.empty()) signer.join(allowed.front().name.substr(0, allowed.front().name.find('/')));
  VHC_CHECK_OK(check_listed(signer.public_key(), allowed, what));
  return signer.sign(text);
}

}  // namespace vhc
