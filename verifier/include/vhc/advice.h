// A verdict for the person at the door: why, in a line, and what to do next.
#pragma once

#include <string>

#include "vhc/report.h"

namespace vhc {

// What follows the verdict word: "CHECK ID", "a web address", "FAULTY CARD: the issuer must make a new one". One
// line, fit for a screen; nothing of the person.
std::string why_in_short(const VerificationReport& report);

// Whole sentences that end every verdict. Nothing about the person, and nothing unproved.
std::string what_to_do(const VerificationReport& report);

// Whether the card is one that its issuer has to make anew: a key that counts signed it, and its content is broken.
bool is_faulty_card(const VerificationReport& report) noexcept;

// The first characters of a key id, as screens show it.
std::string shown_key_id(const std::string& kid);

// YYYY-MM-DD, UTC.
std::string shown_date(UnixTime time);

}  // namespace vhc
