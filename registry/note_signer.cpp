#include "vhc/note_signer.h"

#include <algorithm>

#include <sodium.h>

namespace vhc {
namespace {

// "vci.example" of "vci.example/alice"; empty when it is no name of a signer.
std::string_view origin_of(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) return {};
  const bool is_name = is_origin(name.substr(0, slash)) && is_signer_name(name.substr(slash + 1));
  return is_name ? name.substr(0, slash) : std::string_view{};
}

// Whether the text is a note, and whose.
std::string origin_in(std::string_view text) {
  if (const auto root = parse_root(text)) return root->origin;
  if (const auto list = parse_list_note(text)) return list->origin;
  if (const auto live = parse_live(text)) return live->origin;
  return {};
}

Secret seed_of(const Secret& secret) {
  Secret seed(crypto_sign_SEEDBYTES);
  crypto_sign_ed25519_sk_to_seed(seed.expose().data(), secret.expose().data());
  return seed;
}

}  // namespace

Result<NoteSigner> NoteSigner::generate(std::string_view name) {
  if (sodium_init() < 0) return fail(Errc::internal);
  Secret seed(crypto_sign_SEEDBYTES);
  randombytes_buf(seed.expose().data(), seed.size());
  return from_seed(name, seed.expose());
}

Result<NoteSigner> NoteSigner::from_seed(std::string_view name, ByteView seed) {
  if (origin_of(name).empty() && !is_signer_name(name)) {
    return fail(Errc::note_key_form, {}, "a signer's name has small letters, digits, '.', '_' and '-'");
  }
  if (seed.size() != crypto_sign_SEEDBYTES || sodium_init() < 0) return fail(Errc::internal);
  NoteKey key{.name = std::string(name)};
  Secret secret(crypto_sign_SECRETKEYBYTES);
  crypto_sign_seed_keypair(key.bytes.data(), secret.expose().data(), seed.data());
  return NoteSigner(std::move(key), std::move(secret));
}

void NoteSigner::join(const std::string& origin) {
  if (key_.name.find('/') == std::string::npos) key_.name = origin + "/" + key_.name;
}

Result<NoteSignature> NoteSigner::sign(std::string_view text) const {
  if (origin_of(key_.name).empty() || origin_in(text) != origin_of(key_.name)) {
    return fail(Errc::registry_signer, key_.name, "it signs notes of its own network only");
  }
  NoteSignature signature{.name = key_.name, .id = note_key_id(key_), .signature = Bytes(crypto_sign_BYTES)};
  crypto_sign_detached(signature.signature.data(), nullptr, reinterpret_cast<const unsigned char*>(text.data()),
                       text.size(), secret_.expose().data());
  return signature;
}

Result<std::string> NoteSigner::seal(UnixTime created, const Secret& passphrase, const SealCost& cost) const {
  return vhc::seal(seed_of(secret_), {Purpose::note_signing, to_text(key_), created}, passphrase, cost);
}

Result<std::string> NoteSigner::without_seal(UnixTime created) const {
  return vhc::without_seal(seed_of(secret_), {Purpose::note_signing, to_text(key_), created});
}

Result<NoteSigner> NoteSigner::open(std::string_view key_file, const Secret& passphrase) {
  VHC_TRY(const SealedHeader header, read_sealed_header(key_file));
  VHC_TRY(const Secret seed, unseal(key_file, Purpose::note_signing, passphrase));
  auto key = parse_note_key(header.info.subject);
  if (!key || seed.size() != crypto_sign_SEEDBYTES) return fail(Errc::key_file_form);
  VHC_TRY(NoteSigner signer, from_seed(key->name, seed.expose()));
  if (!(signer.key_ == *key)) return fail(Errc::key_mismatch);
  return signer;
}

void add_signature(SignedNote& note, NoteSignature signature) {
  const auto is_it = [&](const NoteSignature& other) {
    return other.name == signature.name && other.id == signature.id;
  };
  const auto found = std::find_if(note.signatures.begin(), note.signatures.end(), is_it);
  if (found == note.signatures.end()) {
    note.signatures.push_back(std::move(signature));
  } else {
    *found = std::move(signature);
  }
}

Result<NoteSignature> outside_signature(const NoteKey& key, std::string_view text, ByteView signature) {
  NoteSignature line{.name = key.name, .id = note_key_id(key), .signature = Bytes(signature.begin(), signature.end())};
  if (is_signed_by({std::string(text), {}}, line, key)) return line;
  return fail(Errc::trust_note_signature, key.name, "the device's answer is not a signature");
}

}  // namespace vhc
