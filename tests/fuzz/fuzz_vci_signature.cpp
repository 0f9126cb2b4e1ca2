// Nothing is ever signed by a key that was thrown away but what it signed: signature and certificate as a stranger
// makes them up. The first byte says where the certificate begins.
#include <algorithm>

#include "input.h"
#include "vhc/sha256.h"
#include "vhc/vci_directory.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  if (size == 0) return 0;
  const std::string_view text = text_of(data + 1, size - 1);
  const std::size_t split = std::min<std::size_t>(data[0], text.size());
  const VciFiles files{.snapshot = "{}",
                       .signature = std::string(text.substr(0, split)),
                       .certificate = std::string(text.substr(split)),
                       .directory = std::nullopt};
  require(!check_vci_signature(files));
  // Pinned to whatever it is, a certificate is read; the signature still has to hold over "{}".
  const auto result = check_vci_signature(files, sha256(as_bytes(files.certificate)));
  require(!result || files.certificate.front() == '0');
  return 0;
}
