// Denials of live notes, checked against a list: it carries them, it lifts them on purpose, or it is refused
// (docs/rules/trust.md 8 and 8.1).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/result.h"
#include "vhc/trust_lines.h"
#include "vhc/trust_note.h"
#include "vhc/trust_state.h"

namespace vhc {

// Whether the list has what the denial hits as a revoked key, a suspended issuer or a revoked card, or not at all.
bool carries(const TrustLines& list, std::string_view denial);

// Denials that no published list has settled, each with the lowest live number that has it.
class OpenDenials {
 public:
  explicit OpenDenials(std::uint32_t settled) : settled_(settled) {}
  void add(const LiveNote& live);
  // Those of a signer's own state.
  void add(const TrustState& own);

  const std::vector<HeldDenial>& lines() const noexcept { return lines_; }  // by line
  std::uint32_t newest() const noexcept { return newest_; }                 // live number that was met; 0: none

  // Those that a list which settles `settles` would lift: by its line, whether anybody meant it or not.
  std::vector<std::string> lifted_by(const TrustLines& list, std::uint32_t settles) const;
  // Fails with registry_deny_forgotten for a denial up to `settles`, registry_settles for a newer one, that the list
  // neither carries nor `on_purpose` names; registry_unknown_live when `settles` is above every live note that is
  // known.
  Result<void> check(const TrustLines& list, std::uint32_t settles, const std::vector<std::string>& on_purpose) const;

 private:
  void add(std::uint32_t live, const std::string& line);
  std::uint32_t settled_;
  std::uint32_t newest_ = 0;
  std::vector<HeldDenial> lines_;
};

}  // namespace vhc
