// Dates that are typed as flags: which flag it was, and how it is written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "vhc/time.h"

namespace vhc {

// A year and a month may be all that is known of a birth date. Fails with in_bad_date.
inline Result<void> check_date_flag(const std::optional<std::string>& text, const std::string& flag, bool may_be_part) {
  constexpr std::string_view first_day = "0000-01-01";
  constexpr std::size_t whole = first_day.size();
  if (!text) return {};
  const bool is_part = may_be_part && (text->size() == 4 || text->size() == 7);
  const bool is_read =
      (is_part || text->size() == whole) && parse_date(*text + std::string(first_day.substr(text->size())));
  if (is_read) return {};
  return tl::unexpected(Error{Errc::in_bad_date, flag + " is no date of the calendar, or is written in another form",
                              flag, "year, month, day: " + flag + " 1979-04-12"});
}

}  // namespace vhc
