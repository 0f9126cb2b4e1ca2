// What imports proposed and is still open. A proposal stays until it is accepted or refused, and what was
// refused is proposed by no later import (docs/rules/trust.md 8.1).
#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "vhc/result.h"
#include "vhc/trust_lines.h"

namespace vhc {

// A key or issuer that should not be added without review (V22).
struct ImportProposal {
  std::string iss;
  std::string name;
  std::string kid;        // empty: the whole issuer
  bool returned = false;  // at an issuer that was long unseen, or whose keys all changed
  std::string detail;
  std::string net = {};

  friend bool operator==(const ImportProposal&, const ImportProposal&) = default;
};

struct RefusedProposal {
  std::string net;
  std::string iss;
  std::string kid;  // empty: the issuer itself: that it is new, came back, or was struck

  friend bool operator==(const RefusedProposal&, const RefusedProposal&) = default;
  friend bool operator<(const RefusedProposal& a, const RefusedProposal& b) {
    return std::tie(a.net, a.iss, a.kid) < std::tie(b.net, b.iss, b.kid);
  }
};

struct Proposals {
  TrustLines waiting;                    // whole issuer lines, as they would be after accepting everything
  std::vector<RefusedProposal> refused;  // sorted
  bool is_refused(const std::string& net, const std::string& iss, const std::string& kid = {}) const;
};

// A line each, "NET ISS KID"; "*" for an issuer. Fails with registry_form and the line.
std::string write_refused(const std::vector<RefusedProposal>& refused);
Result<std::vector<RefusedProposal>> read_refused(std::string_view text);

// The open proposals, from the draft and the lines as they would be: issuers that are not there, keys that are new or
// have other bytes, issuers that came back, issuers that were struck.
std::vector<ImportProposal> proposals_in(const TrustLines& waiting, const TrustLines& draft);

// Keeps of a line that waits only what the draft does not have yet, and what is not refused. False: nothing is left.
bool keep_open(IssuerLine& waiting, const IssuerLine* held, const Proposals& answers);

// Takes the proposal over into the draft: with `kid` that key only, else all of the line.
void accept(const IssuerLine& waiting, const std::string& kid, TrustLines& draft);

}  // namespace vhc
