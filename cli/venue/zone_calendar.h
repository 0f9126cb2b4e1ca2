// The calendar of a place, by its name in the IANA database: days for a venue's rules.
#pragma once

#include <memory>
#include <string>

#include "shell/zone.h"
#include "vhc/rules.h"

namespace vhc {

class ZoneCalendar : public LocalCalendar {
 public:
  // Fails with rules_zone for a name that the database does not have.
  static Result<std::shared_ptr<const ZoneCalendar>> find(const std::string& name);
  explicit ZoneCalendar(TimeZone zone) : zone_(zone) {}

  std::chrono::year_month_day day_of(UnixTime time) const override { return zone_.day_of(time); }
  UnixTime start_of(std::chrono::year_month_day day) const override { return zone_.start_of(day); }

 private:
  TimeZone zone_;
};

}  // namespace vhc
