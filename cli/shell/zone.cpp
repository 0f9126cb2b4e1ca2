#include "shell/zone.h"

#include <exception>

#include <date/tz.h>

namespace vhc {
namespace {

const date::time_zone& zone_of(const void* zone) {
  return *static_cast<const date::time_zone*>(zone);
}

}  // namespace

Result<TimeZone> TimeZone::find(const std::string& name) {
  try {
    return TimeZone(date::locate_zone(name));
  } catch (const std::exception&) {
    return fail(Errc::issuer_zone, "zone of issuer.json");
  }
}

std::chrono::year_month_day TimeZone::day_of(UnixTime time) const {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto offset = zone_of(zone_).get_info(date::sys_seconds(seconds.time_since_epoch())).offset;
  return std::chrono::floor<std::chrono::days>(seconds + offset);
}

UnixTime TimeZone::start_of(std::chrono::year_month_day day) const {
  const std::chrono::sys_seconds midnight{std::chrono::sys_days{day}};
  const auto info = zone_of(zone_).get_info(date::local_seconds(midnight.time_since_epoch()));
  if (info.result == date::local_info::nonexistent) return UnixTime{info.first.end.time_since_epoch()};
  return midnight - info.first.offset;
}

std::optional<std::chrono::seconds> TimeZone::offset_at(std::chrono::local_seconds local) const {
  const auto info = zone_of(zone_).get_info(date::local_seconds(local.time_since_epoch()));
  if (info.result == date::local_info::nonexistent) return std::nullopt;
  return info.first.offset;
}

}  // namespace vhc
