// Links that carry a card: the framework's deep link and the wallet link that vhc issue --link prints.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vhc {

// What a link carries: the text of a code ("shc:/…") or of a card file. Nothing when it is no link or carries no card.
// Read are "…/SMARTHealthCard/" followed by digits or by "#" and digits, and a fragment that is "shc:/…" or a card file
// in percent-encoding (SHC "via Deep Link"). Nothing is followed: all of it stands in the link.
std::optional<std::string> card_in_link(std::string_view link);

// Whether the text begins like such a link; the rest of it may stand on lines that follow.
bool begins_card_link(std::string_view text) noexcept;

}  // namespace vhc
