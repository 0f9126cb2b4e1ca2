// What the files of the VCI directory have in common: strict JSON with a place for every refusal (V19, V20), and the
// entry that names an issuer (V5, V18, V21).
#pragma once

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
  // Fails with trust_damaged. `file` is the name it was published under, and outlives the document.
  static Result<VciDocument> parse(std::string_view file, std::string text);

  JsonValue root() const noexcept { return document_.root(); }

  // trust_damaged at `value`: file, line and column, and why as a hint.
  tl::unexpected<Error> damaged(const JsonValue& value, std::string why) const;
  // The text of a string of at most max_vci_string_bytes.
  Result<std::string> string(const JsonValue& value) const;
  Result<void> require(const JsonValue& value, JsonKind kind, std::string_view what) const;

 private:
  VciDocument(std::string_view file, JsonDocument document) : file_(file), document_(std::move(document)) {}
  std::string_view file_;
  JsonDocument document_;
};

using UnknownMembers = std::map<std::string, std::size_t>;

// Reads {"iss", "name", "website", "canonical_iss"}; counts the other members.
Result<VciIssuer> read_vci_issuer(const VciDocument& document, const JsonValue& value, UnknownMembers& unknown);

// V5. False when the address may not stand on a list; findings say so, or what is unusual about it.
bool check_vci_iss(const std::string& iss, std::vector<VciFinding>& findings);

// V21: the name without the characters that are not shown, and a finding if there were any.
std::string checked_vci_name(const VciIssuer& issuer, std::vector<VciFinding>& findings);

}  // namespace vhc
