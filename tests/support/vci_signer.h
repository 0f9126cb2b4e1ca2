// Somebody who signs directories of his own: a fresh P-521 key and a self-signed certificate, for tests.
#pragma once

#include <cstdlib>
#include <ctime>
#include <string>

#include <openssl/bio.h>
#include <openssl/pem.h>

#include "vhc/internal/openssl.h"
#include "vhc/vci_directory.h"

namespace vhc {

class VciSigner {
 public:
  explicit VciSigner(const char* curve = "P-521") : key_(EVP_EC_gen(curve)), certificate_(X509_new()) {
    X509* const x509 = certificate_.get();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("directory.example"), -1, -1, 0);
    X509_set_issuer_name(x509, X509_get_subject_name(x509));
    ASN1_TIME_set_string(X509_getm_notBefore(x509), "20260101000000Z");
    ASN1_TIME_set_string(X509_getm_notAfter(x509), "20360101000000Z");
    X509_set_pubkey(x509, key_.get());
    if (X509_sign(x509, key_.get(), EVP_sha512()) == 0) std::abort();
  }

  std::string certificate() const {
    const Bio out(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(out.get(), certificate_.get());
    char* text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    return {text, static_cast<std::size_t>(size)};
  }

  std::string certificate_in_der() const {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate_.get(), &der);
    std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
  }

  Sha256 pin() const { return sha256(as_bytes(certificate_in_der())); }

  std::string sign(std::string_view snapshot, const EVP_MD* digest = EVP_sha512()) const {
    const MdCtx context(EVP_MD_CTX_new());
    std::string signature(256, '\0');
    std::size_t size = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                       as_bytes(snapshot).data(), snapshot.size()) != 1) {
      std::abort();
    }
    signature.resize(size);
    return signature;
  }

  VciFiles files(std::string snapshot, std::optional<std::string> directory = std::nullopt) const {
    std::string signature = sign(snapshot);
    return {std::move(snapshot), std::move(signature), certificate(), std::move(directory)};
  }

 private:
  using Bio = Owned<BIO, BIO_free>;
  Pkey key_;
  Owned<X509, X509_free> certificate_;
};

}  // namespace vhc
