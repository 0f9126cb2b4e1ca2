// The families of cards: how each is recognized, opened and read. One table names them all; to add a family is to write
// its functions and one row.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "vhc/bytes.h"
#include "vhc/payload.h"
#include "vhc/public_key.h"
#include "vhc/result.h"
#include "vhc/trust_lines.h"

namespace vhc {

// A well-formed card; its signature is not verified yet, and nothing in it is trusted.
struct Envelope {
  Algorithm claimed = Algorithm::es256;
  std::string kid;      // what the card calls its key, as lists write it: looked up and never trusted
  std::string message;  // the signed bytes
  Bytes payload;        // what payload_text() and read() take; of a SMART Health Card it is deflated
  Bytes signature;
};

// Why a text is not an Envelope, in two kinds: what a scanner may have spoilt, and what an issuer did against a rule of
// the family. The first is read again, the second is not genuine (docs/rules/cli.md 8).
enum class EnvelopeFault : std::uint8_t { unreadable, forbidden };

struct Format {
  std::string_view name;   // in reports: "shc"
  std::string_view title;  // for people: "SMART Health Card"
  Profile profile;         // of the networks whose keys count
  // By the first characters, and without reading further.
  bool (*recognises)(std::string_view text) noexcept;
  // Looks at the shape alone, with no trust and no clock.
  Result<Envelope> (*open)(std::string_view text);
  EnvelopeFault (*fault_of)(Errc code) noexcept;  // of an error of open()
  // What the card says, as text, for people who look at it with nothing proved.
  Result<std::string> (*payload_text)(const Envelope& envelope);
  // What the card says, once its signature has held: only what is signed.
  Result<CardContents> (*read)(const Envelope& envelope);
};

using Formats = std::span<const Format>;

// The families that are judged here, SMART Health Cards first. What a text is is asked in this order.
Formats formats() noexcept;
const Format& shc_format() noexcept;

}  // namespace vhc
