#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "vhc/internal/p521_signature.h"
#include "vhc/vci_directory.h"

namespace vhc {

Result<Sha256> parse_vci_pin(std::string_view hex) {
  Sha256 pin{};
  const bool good =
      hex.size() == 2 * pin.size() && std::all_of(hex.begin(), hex.end(), [](char c) { return hex_digit(c) >= 0; });
  if (!good) return fail(Errc::usage, {}, "a pin is the SHA-256 of the certificate's DER: 64 hexadecimal digits");
  for (std::size_t i = 0; i < pin.size(); ++i) {
    pin.at(i) = static_cast<std::uint8_t>(hex_digit(hex[2 * i]) * 16 + hex_digit(hex[2 * i + 1]));
  }
  return pin;
}

Result<void> check_vci_signature(const VciFiles& files, const Sha256& pin) {
  if (files.certificate.size() > max_vci_certificate_bytes) return fail(Errc::trust_certificate);
  const auto der = certificate_der(as_bytes(files.certificate));
  if (!der || sha256(*der) != pin) return fail(Errc::trust_certificate);
  const auto certificate = P521Certificate::parse(*der);
  if (!certificate) return fail(Errc::trust_certificate, {}, "the pinned certificate has no P-521 key");
  if (files.signature.size() > max_vci_signature_bytes || files.snapshot.size() > max_vci_file_bytes) {
    return fail(Errc::trust_signature, {}, "a file is larger than the limit");
  }
  if (!certificate->verifies(as_bytes(files.snapshot), as_bytes(files.signature))) return fail(Errc::trust_signature);
  return {};
}

Result<VciDirectory> open_vci_directory(VciFiles files, const Sha256& pin) {
  VHC_CHECK_OK(check_vci_signature(files, pin));
  return read_vci_snapshot(std::move(files.snapshot), files.directory);
}

}  // namespace vhc
