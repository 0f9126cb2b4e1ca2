#include <unordered_set>
#include <utility>

#include "trust/vci/vci_entry.h"

namespace vhc {

Result<void> for_each_vci_issuer(std::string json, std::vector<VciFinding>& findings,
                                 const std::function<void(const VciIssuer&)>& take) {
  VHC_TRY(const VciDocument document, VciDocument::parse("vci-issuers.json", std::move(json)));
  const JsonValue root = document.root();
  VHC_CHECK_OK(document.require(root, JsonKind::object, "an object with participating_issuers"));
  const auto entries = root.find("participating_issuers");
  if (!entries) return document.damaged(root, "participating_issuers is missing");
  VHC_CHECK_OK(document.require(*entries, JsonKind::array, "an array of issuers"));
  if (entries->size() > max_vci_issuers) {
    return document.damaged(*entries, "at most " + std::to_string(max_vci_issuers) + " issuers");
  }
  UnknownMembers unknown;
  VciIssuer issuer;
  for (auto entry = entries->first(); entry; entry = entry->next()) {
    if (auto read = read_vci_issuer(document, *entry, issuer, unknown)) {
      take(issuer);
    } else {
      findings.push_back(left_out(*entry, read.error()));
    }
  }
  return {};
}

Result<VciIssuers> read_vci_issuers(std::string json) {
  VciIssuers list;
  VHC_CHECK_OK(for_each_vci_issuer(std::move(json), list.findings,
                                   [&list](const VciIssuer& issuer) { list.issuers.push_back(issuer); }));
  std::unordered_set<std::string_view> known;
  for (VciIssuer& issuer : list.issuers) {
    check_vci_iss(issuer.iss, list.findings);
    if (!known.insert(issuer.iss).second) {
      list.findings.push_back({Errc::rule_v5, Severity::error, issuer.iss, {}, "the same iss appears earlier"});
    }
    issuer.name = checked_vci_name(issuer, list.findings);
  }
  return list;
}

}  // namespace vhc
