// A copy of the issuer's folder of the test vectors, to be changed: one key, a card (line 2) that line 3 revokes.
#pragma once

#include <string>

#include "desk/store/issuer_folder.h"
#include "temporary_folder.h"

namespace vhc {

class IssuerFolderCopy : public TemporaryFolder {
 protected:
  static constexpr const char* kid_text = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U";

  IssuerFolderCopy() {
    const std::filesystem::path vectors = VHC_TEST_VECTORS "/issuer-folder";
    std::filesystem::create_directories(folder / "keys");
    std::filesystem::copy(vectors / "issuer.json", folder / "issuer.json");
    std::filesystem::copy(vectors / "journal.ndjson", folder / "journal.ndjson");
    std::filesystem::copy(vectors / "key.pub", folder / "keys" / (std::string(kid_text) + ".pub"));
    put_list(R"("AbCdEfGhIjk")", 3);
  }

  static KeyId kid() { return KeyId::parse(kid_text).value(); }
  static RevocationId rid(const std::string& text) { return RevocationId::parse(text).value(); }
  IssuerFolder open() { return IssuerFolder::open(folder.string(), io).value(); }

  std::string list_of(const std::string& rids, int counter) const {
    return R"({"kid":")" + std::string(kid_text) + R"(","method":"rid","ctr":)" + std::to_string(counter) +
           R"(,"rids":[)" + rids + "]}";
  }
  std::string list_name() const { return "crl/" + std::string(kid_text) + ".json"; }
  void put_list(const std::string& rids, int counter) const { put(list_name(), list_of(rids, counter)); }
};

}  // namespace vhc
