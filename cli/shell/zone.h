// Time zones of the system's tz database, by their IANA names. One file, so that it becomes std::chrono's own one day.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "vhc/result.h"
#include "vhc/time.h"

namespace vhc {

class TimeZone {
 public:
  // Fails with issuer_zone for a name that the database does not have.
  static Result<TimeZone> find(const std::string& name);

  std::chrono::year_month_day day_of(UnixTime time) const;
  // The first moment of a day, also where the clocks skipped midnight.
  UnixTime start_of(std::chrono::year_month_day day) const;
  // From UTC. None for a time that the clocks skipped; the earlier one for a time that they showed twice.
  std::optional<std::chrono::seconds> offset_at(std::chrono::local_seconds local) const;

 private:
  explicit TimeZone(const void* zone) : zone_(zone) {}
  const void* zone_;  // of the library, which keeps it as long as the program runs
};

}  // namespace vhc
