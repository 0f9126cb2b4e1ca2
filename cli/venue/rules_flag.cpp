#include "venue/rules_flag.h"

#include "shell/args.h"
#include "shell/io.h"
#include "venue/store/venue_folder.h"
#include "venue/trust_flags.h"
#include "venue/zone_calendar.h"

namespace vhc {
namespace {

// The folder by whose settings cards are judged; none when another trust is named.
std::optional<std::string> folder_of(const TrustFlags& trust, const Io& io) {
  if (trust.venue) return trust.venue;
  if (trust.count() > 0) return std::nullopt;
  return io.environment("VHC_VENUE");
}

}  // namespace

void add_rules_flag(Verb& verb, std::optional<std::string>& rules) {
  verb.option("--rules", rules, "FILE", "the venue's rules (default: those that venue.json names; see vhc rules)");
}

Result<VenueRules> read_rules_file(const std::string& file, Io& io) {
  VHC_TRY(std::string text, io.read_file(file, max_rules_bytes));
  auto rules = read_rules(std::move(text));
  if (rules) return rules;
  Error error = std::move(rules).error();
  error.where = file + (error.where.empty() ? "" : ", ") + error.where;
  if (error.hint.empty()) error.hint = "how rules are written: docs/rules-for-venues.md";
  return tl::unexpected(std::move(error));
}

Result<std::shared_ptr<const LocalCalendar>> calendar_of(const VenueRules& rules, const std::string& file,
                                                         const std::string& zone) {
  const std::string& name = rules.zone().empty() ? zone : rules.zone();
  if (name.empty()) {
    return fail(Errc::rules_no_zone, file,
                "name it in the file or in venue.json, \"zone\": \"Europe/Paris\" (vhc rules try takes --zone too)");
  }
  VHC_TRY(auto calendar, ZoneCalendar::find(name));
  return calendar;
}

Result<std::shared_ptr<const RulesInPlace>> load_rules(const std::optional<std::string>& file, const TrustFlags& trust,
                                                       Io& io) {
  VenueSettings settings;
  const auto folder = folder_of(trust, io);
  if (folder) {
    VHC_TRY(settings, read_venue_settings(*folder, io));
  }
  std::string path = file.value_or(settings.rules);
  if (path.empty()) return std::shared_ptr<const RulesInPlace>();
  if (!file && path.front() != '/') path = *folder + "/" + path;
  VHC_TRY(VenueRules rules, read_rules_file(path, io));
  VHC_TRY(auto calendar, calendar_of(rules, path, settings.zone));
  return std::make_shared<const RulesInPlace>(RulesInPlace{std::move(rules), std::move(calendar)});
}

}  // namespace vhc
