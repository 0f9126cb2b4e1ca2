// Signatures over P-521 with SHA-512, and the certificate that carries their key: how the VCI directory is signed
// (docs/rules/trust.md V1).
#pragma once

#include <optional>
#include <utility>

#include "vhc/bytes.h"
#include "vhc/internal/openssl.h"

namespace vhc {

// The DER of a certificate's file: as it stands, or out of PEM. Strict: PEM that is not byte for byte as the library
// writes it (LF or CRLF all through, one end of line at the end or none) is refused, so that no byte of it is idle.
std::optional<Bytes> certificate_der(ByteView file);

// A certificate with a P-521 key. Nothing else of it is looked at.
class P521Certificate {
 public:
  // Nothing when it cannot be read, or its key is another.
  static std::optional<P521Certificate> parse(ByteView der);

  // True when `signature` is by this key over `message`, and is the one DER form of a sequence of two positive
  // integers. Every failure, of the library too, is false.
  bool verifies(ByteView message, ByteView signature) const;

 private:
  using Certificate = Owned<X509, X509_free>;
  explicit P521Certificate(Certificate certificate) : certificate_(std::move(certificate)) {}
  Certificate certificate_;
};

}  // namespace vhc
