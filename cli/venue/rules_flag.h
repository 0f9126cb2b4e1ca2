// Which rules a command judges by: those of --rules, or those that venue.json names.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "vhc/policy.h"
#include "vhc/result.h"
#include "vhc/rules.h"

namespace vhc {

class Io;
class Verb;
struct TrustFlags;

void add_rules_flag(Verb& verb, std::optional<std::string>& rules);

// Fails as read_rules does, with the file in Error::where, or as reading a file does.
Result<VenueRules> read_rules_file(const std::string& file, Io& io);

// The calendar of the rules, or of `zone`. Fails with rules_zone, and with rules_no_zone when neither names one.
Result<std::shared_ptr<const LocalCalendar>> calendar_of(const VenueRules& rules, const std::string& file,
                                                         const std::string& zone);

// Null when nobody asks for any: no --rules, and no venue's folder that names some. Rules that cannot be read are an
// error, and no card is judged.
Result<std::shared_ptr<const RulesInPlace>> load_rules(const std::optional<std::string>& file, const TrustFlags& trust,
                                                       Io& io);

}  // namespace vhc
