// The private keys that sign notes of a trust network: Ed25519, by libsodium. A key is used for nothing else.
#pragma once

#include <string>
#include <string_view>

#include "vhc/result.h"
#include "vhc/sealed.h"
#include "vhc/secret.h"
#include "vhc/trust_note.h"

namespace vhc {

class NoteSigner {
 public:
  // `name` is the whole name, "vci.example/alice", or "alice", which join() completes: a person makes the key before
  // anybody knows of a network. Fails with note_key_form for a name that no root may list.
  static Result<NoteSigner> generate(std::string_view name);
  // From 32 bytes that are the seed of the key (RFC 8032 5.1.5): for test vectors and drills that must repeat.
  static Result<NoteSigner> from_seed(std::string_view name, ByteView seed);

  const NoteKey& public_key() const noexcept { return key_; }
  void join(const std::string& origin);  // nothing to do for a whole name

  // The signature line over a note's text. Fails with registry_signer when the text is a note of another origin or kind
  // of text: a key that signs anything is a key that can be tricked.
  Result<NoteSignature> sign(std::string_view text) const;

  // NAME.key: the seed, sealed for note-signing with the public key's text as subject. Fails as seal() does.
  Result<std::string> seal(UnixTime created, const Secret& passphrase, const SealCost& cost = {}) const;
  Result<std::string> without_seal(UnixTime created) const;
  // Fails as unseal() does, or with key_mismatch when the public key is not that of the seed.
  static Result<NoteSigner> open(std::string_view key_file, const Secret& passphrase);

 private:
  NoteSigner(NoteKey key, Secret secret) : key_(std::move(key)), secret_(std::move(secret)) {}
  NoteKey key_;
  Secret secret_;  // the library's 64 bytes: seed and public key
};

// Adds the line to the note, in the place of one by the same key.
void add_signature(SignedNote& note, NoteSignature signature);

// A signature made elsewhere, by a device that was given the text: fails with trust_note_signature when it does not
// hold under `key`.
Result<NoteSignature> outside_signature(const NoteKey& key, std::string_view text, ByteView signature);

}  // namespace vhc
