#include "vhc/list_denials.h"

#include <algorithm>

#include "vhc/list_diff.h"

namespace vhc {
namespace {

constexpr std::string_view key_denial = "deny-key ";

bool is_named(const std::vector<std::string>& names, const std::string& line) {
  return std::find(names.begin(), names.end(), line) != names.end();
}

}  // namespace

bool carries(const TrustLines& list, std::string_view denial) {
  LiveNote one;
  if (is_key_denial(denial)) {
    one.keys.emplace_back(denial.substr(key_denial.size()));
  } else if (auto card = parse_card_denial(denial)) {
    one.cards.push_back(*std::move(card));
  } else {
    return false;
  }
  return lifted(one, list).empty();
}

void OpenDenials::add(std::uint32_t live, const std::string& line) {
  newest_ = std::max(newest_, live);
  if (live <= settled_) return;
  const auto at = std::lower_bound(lines_.begin(), lines_.end(), line,
                                   [](const HeldDenial& held, const std::string& other) { return held.line < other; });
  if (at == lines_.end() || at->line != line) {
    lines_.insert(at, {live, line});
  } else {
    at->live = std::min(*at->live, live);
  }
}

void OpenDenials::add(const LiveNote& live) {
  newest_ = std::max(newest_, live.number);
  for (const std::string& kid : live.keys) add(live.number, std::string(key_denial) + kid);
  for (const CardDenial& denial : live.cards) add(live.number, to_text(denial));
}

void OpenDenials::add(const TrustState& own) {
  if (own.live) add(own.live->note);
  // One without a number is left from live keys that were replaced: their successors' notes settle it, and no list.
  for (const HeldDenial& denial : own.denials) {
    if (denial.live) add(*denial.live, denial.line);
  }
}

std::vector<std::string> OpenDenials::lifted_by(const TrustLines& list, std::uint32_t settles) const {
  std::vector<std::string> lines;
  for (const HeldDenial& denial : lines_) {
    if (*denial.live <= settles && !carries(list, denial.line)) lines.push_back(denial.line);
  }
  return lines;
}

Result<void> OpenDenials::check(const TrustLines& list, std::uint32_t settles,
                                const std::vector<std::string>& on_purpose) const {
  if (settles > std::max(newest_, settled_)) {
    return fail(Errc::registry_unknown_live, "settles " + std::to_string(settles),
                "the newest live note that is known is " + std::to_string(newest_) + ": vhc registry propose");
  }
  for (const HeldDenial& denial : lines_) {
    if (is_named(on_purpose, denial.line) || carries(list, denial.line)) continue;
    if (*denial.live > settles) {
      return fail(Errc::registry_settles, denial.line + ", live " + std::to_string(*denial.live),
                  "carry it in the draft or lift it, and run: vhc registry propose");
    }
    return fail(
        Errc::registry_deny_forgotten, denial.line,
        "carry it (vhc registry key revoke, issuer suspend, or for one card crl revoke ISS KID RID), or lift it on "
        "purpose: vhc registry propose --lift \"" +
            denial.line + "\"");
  }
  return {};
}

}  // namespace vhc
