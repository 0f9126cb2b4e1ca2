// Revocation ids (SHC 1.4.0 "Revocation"): made from a secret, so that nobody else can tell whose card it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "vhc/checked.h"
#include "vhc/result.h"
#include "vhc/sealed.h"
#include "vhc/secret.h"
#include "vhc/time.h"

namespace vhc {

inline constexpr std::size_t rid_secret_chars = 43;  // base64url of 32 bytes

// A new secret: the text of 32 random bytes. It outlives every key, since a rid cannot be made again without it.
Secret make_rid_secret();

// HMAC-SHA-256 of the user id; its key is the text of the secret, directly followed by the text of the kid; the first 8
// bytes as 11 characters of base64url. Fails with key_file_form when the secret is not 43 characters of base64url.
Result<RevocationId> derive_rid(const Secret& secret_text, const KeyId& kid, std::string_view user_id);

// The user id of one card: the person's key, a NUL byte, the journal number (2026-000389). It is about a person: hand
// it to derive_rid() and keep it nowhere.
std::string card_user_id(std::string_view person_key, std::string_view journal_number);

// rid.secret: sealed for rid-secret, with "-" as subject. Fails as seal() does.
Result<std::string> seal_rid_secret(const Secret& secret_text, UnixTime created, const Secret& passphrase,
                                    const SealCost& cost = {});
// The same without a seal, for tests and demos.
Result<std::string> rid_secret_without_seal(const Secret& secret_text, UnixTime created);

// Opens rid.secret. Fails as unseal() does, and with key_file_form when it holds no such secret.
Result<Secret> open_rid_secret(std::string_view file, const Secret& passphrase);

}  // namespace vhc
