#include <unordered_set>
#include <utility>

#include "vci_entry.h"

namespace vhc {

Result<VciIssuers> read_vci_issuers(std::string json) {
  VHC_TRY(const VciDocument document, VciDocument::parse("vci-issuers.json", std::move(json)));
  const JsonValue root = document.root();
  VHC_CHECK_OK(document.require(root, JsonKind::object, "an object with participating_issuers"));
  const auto entries = root.find("participating_issuers");
  if (!entries) return document.damaged(root, "participating_issuers is missing");
  VHC_CHECK_OK(document.require(*entries, JsonKind::array, "an array of issuers"));
  if (entries->size() > max_vci_issuers) {
    return document.damaged(*entries, "at most " + std::to_string(max_vci_issuers) + " issuers");
  }
  VciIssuers list;
  list.issuers.reserve(entries->size());
  std::unordered_set<std::string> known;
  UnknownMembers unknown;
  for (auto entry = entries->first(); entry; entry = entry->next()) {
    VHC_TRY(VciIssuer issuer, read_vci_issuer(document, *entry, unknown));
    check_vci_iss(issuer.iss, list.findings);
    if (!known.insert(issuer.iss).second) {
      list.findings.push_back({Errc::rule_v5, Severity::error, issuer.iss, {}, "the same iss stands there before"});
    }
    issuer.name = checked_vci_name(issuer, list.findings);
    list.issuers.push_back(std::move(issuer));
  }
  return list;
}

}  // namespace vhc
