#include "vhc/internal/p521_signature.h"

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "vhc/internal/openssl.h"

namespace vhc {
namespace {

using Bio = Owned<BIO, BIO_free>;

constexpr std::uint8_t der_sequence = 0x30;
constexpr std::string_view pem_name = "CERTIFICATE";

// What OpenSSL allocated for the parts of a PEM block.
struct PemBlock {
  char* name = nullptr;
  char* header = nullptr;
  unsigned char* data = nullptr;
  long size = 0;

  PemBlock() = default;
  PemBlock(const PemBlock&) = delete;
  PemBlock& operator=(const PemBlock&) = delete;
  ~PemBlock() {
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(data);
  }
};

std::string with_plain_line_ends(std::string_view text) {
  std::string plain;
  plain.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool of_line_end = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!of_line_end) plain += text[i];
  }
  if (!plain.empty() && plain.back() != '\n') plain += '\n';
  return plain;
}

// A file with both kinds of line end was changed by somebody.
bool has_one_kind_of_line_end(std::string_view text) {
  const auto ends = std::count(text.begin(), text.end(), '\n');
  const auto returns = std::count(text.begin(), text.end(), '\r');
  return returns == 0 || returns == ends;
}

std::string written_as_pem(const PemBlock& block) {
  const Bio out(BIO_new(BIO_s_mem()));
  if (!out || PEM_write_bio(out.get(), block.name, "", block.data, block.size) <= 0) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string{};
}

std::optional<Bytes> from_pem(std::string_view text) {
  if (!has_one_kind_of_line_end(text)) return std::nullopt;
  const std::string plain = with_plain_line_ends(text);
  const Bio in(BIO_new_mem_buf(plain.data(), static_cast<int>(plain.size())));
  PemBlock block;
  if (!in || PEM_read_bio(in.get(), &block.name, &block.header, &block.data, &block.size) != 1) return std::nullopt;
  if (block.name != pem_name || written_as_pem(block) != plain) return std::nullopt;
  return Bytes(block.data, block.data + block.size);
}

bool is_p521(const EVP_PKEY* key) {
  char group[32] = {};
  return key != nullptr && EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 && std::string_view(group) == SN_secp521r1;
}

// The library reads more forms than it writes; only what it writes again byte for byte is the one form of DER.
bool is_strict_signature(ByteView der) {
  const unsigned char* at = der.data();
  const EcdsaSig parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!parsed) return false;
  const auto is_positive = [](const BIGNUM* number) { return BN_is_negative(number) == 0 && BN_is_zero(number) == 0; };
  if (!is_positive(ECDSA_SIG_get0_r(parsed.get())) || !is_positive(ECDSA_SIG_get0_s(parsed.get()))) return false;
  unsigned char* again = nullptr;
  const int size = i2d_ECDSA_SIG(parsed.get(), &again);
  const bool same =
      size > 0 && std::equal(der.begin(), der.end(), again, again + static_cast<std::ptrdiff_t>(size));  // to the end
  OPENSSL_free(again);
  return same;
}

bool verifies_with(EVP_PKEY* key, ByteView message, ByteView signature) {
  const MdCtx context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA512", nullptr, nullptr, key, nullptr) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), message.data(), message.size()) == 1;
}

constexpr std::size_t longest = std::numeric_limits<int>::max();

}  // namespace

std::optional<Bytes> certificate_der(ByteView file) {
  if (file.empty() || file.size() > longest) return std::nullopt;
  if (file.front() == der_sequence) return Bytes(file.begin(), file.end());
  auto der = from_pem(as_text(file));
  if (!der) ERR_clear_error();
  return der;
}

std::optional<P521Certificate> P521Certificate::parse(ByteView der) {
  const unsigned char* at = der.data();
  Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  const bool whole = certificate != nullptr && at == der.data() + der.size();
  if (whole && is_p521(X509_get0_pubkey(certificate.get()))) return P521Certificate(std::move(certificate));
  ERR_clear_error();
  return std::nullopt;
}

bool P521Certificate::verifies(ByteView message, ByteView signature) const {
  const bool good =
      is_strict_signature(signature) && verifies_with(X509_get0_pubkey(certificate_.get()), message, signature);
  if (!good) ERR_clear_error();
  return good;
}

}  // namespace vhc
