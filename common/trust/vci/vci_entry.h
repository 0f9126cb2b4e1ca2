// What the files of the VCI directory have in common: strict JSON with a place for every refusal (V19, V20), and the
// entry that names an issuer (V5, V18, V21).
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/json.h"
#include "vhc/vci_directory.h"

namespace vhc {

// A file of the directory, parsed. Moves, does not copy; values point to it.
class VciDocument {
 public:
  // Fails with trust_damaged. `file` is the name it was published under, and outlives the document. An entry of one of
  // its arrays that is no good JSON, or too deep, stands there as 0.
  static Result<VciDocument> parse(std::string_view file, std::string text);

  JsonValue root() const noexcept { return document_.root(); }

  // trust_damaged at `value`: file, line and column, and why as a hint.
  tl::unexpected<Error> damaged(const JsonValue& value, std::string why) const;
  // The text of a string of at most max_vci_string_bytes, into `text`.
  Result<void> read_string(const JsonValue& value, std::string& text) const;
  Result<void> require(const JsonValue& value, JsonKind kind, std::string_view what) const;

 private:
  VciDocument(std::string_view file, JsonDocument document) : file_(file), document_(std::move(document)) {}
  std::string_view file_;
  JsonDocument document_;
};

using UnknownMembers = std::map<std::string, std::size_t>;

// Reads {"iss", "name", "website", "canonical_iss"} into `issuer`, whatever stood there; counts the other members.
Result<void> read_vci_issuer(const VciDocument& document, const JsonValue& value, VciIssuer& issuer,
                             UnknownMembers& unknown);

// What is said of an entry that is left out since its form is broken; `issuer` is the part that names it, if it can.
VciFinding left_out(const JsonValue& issuer, const Error& fault);

// Hands on each entry of vci-issuers.json as it is, with no rule applied but those of form; one that breaks these is a
// finding. Fails as read_vci_issuers does.
Result<void> for_each_vci_issuer(std::string json, std::vector<VciFinding>& findings,
                                 const std::function<void(const VciIssuer&)>& take);

// V5. False when the address may not stand on a list; findings say so, or what is unusual about it.
bool check_vci_iss(const std::string& iss, std::vector<VciFinding>& findings);

// V21: the name without the characters that are not shown, and a finding if there were any.
std::string checked_vci_name(const VciIssuer& issuer, std::vector<VciFinding>& findings);

}  // namespace vhc
