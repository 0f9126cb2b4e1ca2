#include "venue/zone_calendar.h"

namespace vhc {

Result<std::shared_ptr<const ZoneCalendar>> ZoneCalendar::find(const std::string& name) {
  const auto zone = TimeZone::find(name);
  if (!zone) return fail(Errc::rules_zone, name, "name one of the IANA database, such as Europe/Paris");
  return std::make_shared<const ZoneCalendar>(*zone);
}

}  // namespace vhc
