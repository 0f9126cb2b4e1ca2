#include "desk/input_flags.h"

#include <algorithm>
#include <array>

#include "desk/store/table_files.h"
#include "shell/paths.h"
#include "shell/verb_body.h"
#include "shell/zone.h"

namespace vhc {
namespace {

constexpr std::size_t max_map_bytes = std::size_t{1024} * 1024;

Result<void> read_map(const std::string& file, InputRules& rules, Io& io) {
  VHC_TRY(const std::string text, io.read_file(file, max_map_bytes));
  auto map = read_column_map(text);
  if (!map) {
    if (map.error().code == Errc::in_not_utf8) map.error().hint = "save it as text in UTF-8";
    return in_file(file, std::move(map).error());
  }
  rules.map = *std::move(map);
  return {};
}

}  // namespace

void add_input_flags(Verb& verb, InputFlags& flags) {
  verb.option("--map", flags.map, "FILE", "column map: \"their header = canonical name\" a line; vhc help columns");
  verb.option("--dates", flags.dates, "ORDER", "of dates with slashes or dots: mdy, dmy or ymd");
  verb.option("--charset", flags.charset, "SET", "of a delimited file that is not UTF-8: cp1252, latin1 or utf-16");
  verb.option(
      "--source", flags.source, "NAME",
      "pharmacy: only doses it gave; registry: also those that others reported (default: as the issuer's folder "
      "says, else pharmacy)");
  verb.option("--tables", flags.tables, "DIR", "code tables (*.tsv) in place of those of the issuer or built in");
  verb.flag("--mark-partial", flags.mark_partial, "issue partial doses, marked as less than a whole one");
  verb.option("--allow", flags.allow, "CODE",
              "issue in spite of PLACEHOLDER_NAME, NAME_DAMAGED or UNKNOWN_CODE; repeatable");
}

Result<std::vector<Errc>> allowed_codes(const std::vector<std::string>& names) {
  std::vector<Errc> codes;
  for (const std::string& name : names) {
    const auto found = find_error(name);
    constexpr std::array allowable{Errc::in_placeholder_name, Errc::in_name_damaged, Errc::in_unknown_code};
    if (!found || std::find(allowable.begin(), allowable.end(), *found) == allowable.end()) {
      return fail(Errc::usage, "--allow", "PLACEHOLDER_NAME, NAME_DAMAGED or UNKNOWN_CODE");
    }
    codes.push_back(*found);
  }
  return codes;
}

Result<InputRules> input_rules(const InputFlags& flags, const IssuerFolder* folder, UnixTime at, Io& io) {
  InputRules rules;
  VHC_TRY(rules.allowed, allowed_codes(flags.allow));
  rules.mark_partial = flags.mark_partial;
  RecordSource source = folder != nullptr ? folder->settings().source : RecordSource::pharmacy;
  if (flags.source) {
    VHC_TRY(source, parse_record_source(*flags.source));
  }
  if (folder != nullptr) rules.facilities = folder->settings().facilities;
  if (source == RecordSource::registry) rules.profile = SignerProfile::registry;
  const auto path = folder != nullptr ? std::optional(folder->path()) : std::nullopt;
  VHC_TRY(rules.tables, open_tables(flags.tables, path, io));
  if (flags.dates) {
    const auto order = date_order(*flags.dates);
    if (!order) {
      return tl::unexpected(Error{Errc::usage, "--dates takes mdy, dmy or ymd, in small letters", "--dates",
                                  "vhc help columns tells more"});
    }
    rules.dates = *order;
  }
  if (flags.charset) {
    rules.charset = find_charset(*flags.charset);
    if (!rules.charset) return fail(Errc::usage, "--charset", "cp1252, latin1 or utf-16");
  }
  if (flags.map) VHC_CHECK_OK(read_map(*flags.map, rules, io));
  rules.today = std::chrono::floor<std::chrono::days>(at);
  if (folder == nullptr || folder->settings().zone == "UTC") return rules;
  VHC_TRY(const TimeZone zone, TimeZone::find(folder->settings().zone));
  rules.today = zone.day_of(at);
  rules.zone_is_known = true;
  rules.zone_day = [zone](UnixTime moment) { return zone.day_of(moment); };
  rules.zone_offset = [zone](std::chrono::local_seconds local) { return zone.offset_at(local); };
  return rules;
}

}  // namespace vhc
