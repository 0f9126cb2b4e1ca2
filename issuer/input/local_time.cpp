#include "local_time.h"

#include "../card_text.h"
#include "vhc/time.h"

namespace vhc {
namespace {

int two_digits(std::string_view text, std::size_t at) {
  if (text.size() < at + 2) return -1;
  const char a = text[at];
  const char b = text[at + 1];
  return a >= '0' && a <= '9' && b >= '0' && b <= '9' ? (a - '0') * 10 + (b - '0') : -1;
}

std::string pad(std::int64_t number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

// "+0530", "-05:00", "Z"; none when it is not there, fault when it is something else.
struct Zone {
  std::string text;
  bool fault = false;
};

Zone zone_of(std::string_view text) {
  if (text.empty()) return {};
  if (text == "Z") return {"Z", false};
  const std::size_t minutes = text.size() > 3 && text[3] == ':' ? 4 : 3;
  const int hours = two_digits(text, 1);
  const int rest = two_digits(text, minutes);
  const bool sign = text[0] == '+' || text[0] == '-';
  if (!sign || hours < 0 || hours > 14 || rest < 0 || rest > 59 || text.size() != minutes + 2) return {{}, true};
  return {std::string(1, text[0]) + pad(hours) + ":" + pad(rest), false};
}

LocalTime whole(const std::string& day, int hours, int minutes, int seconds, std::string_view zone_text,
                const InputRules& rules) {
  const auto date = parse_date(day);
  const bool in_range = hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60 && seconds >= 0 && seconds < 60;
  Zone zone = zone_of(zone_text);
  if (!date || !in_range || zone.fault) return {{}, false, Errc::in_bad_date};
  LocalTime time{day + "T" + pad(hours) + ":" + pad(minutes) + ":" + pad(seconds), false, {}};
  if (zone.text.empty()) {
    const std::chrono::local_seconds local = std::chrono::local_days{*date} + std::chrono::hours{hours} +
                                             std::chrono::minutes{minutes} + std::chrono::seconds{seconds};
    const auto offset = rules.zone_offset ? rules.zone_offset(local) : std::nullopt;
    if (!offset) return {{}, false, Errc::in_missing_zone};
    const std::int64_t away = std::chrono::floor<std::chrono::minutes>(*offset).count();
    const std::int64_t size = away < 0 ? -away : away;
    zone.text = (away < 0 ? "-" : "+") + pad(size / 60) + ":" + pad(size % 60);
    time.assumed = true;
  }
  time.text += zone.text;
  if (!parse_time(time.text)) return {{}, false, Errc::in_bad_date};  // a year before 1970
  return time;
}

}  // namespace

LocalTime hl7_time(std::string_view written, const InputRules& rules) {
  constexpr std::size_t to_minutes = 12;
  const std::size_t end = std::min(written.find_first_of("+-"), written.size());
  const std::string_view digits = written.substr(0, std::min(written.substr(0, end).find('.'), end));
  if (digits.size() < to_minutes || digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return {{}, false, Errc::in_bad_date};
  }
  const std::string day = std::string(digits.substr(0, 4)) + "-" + std::string(digits.substr(4, 2)) + "-" +
                          std::string(digits.substr(6, 2));
  const int seconds = digits.size() >= to_minutes + 2 ? two_digits(digits, to_minutes) : 0;
  return whole(day, two_digits(digits, 8), two_digits(digits, 10), seconds, written.substr(end), rules);
}

LocalTime time_of_day(const std::string& day, std::string_view time, const InputRules& rules) {
  time = trimmed(time);
  if (time.size() < 5 || time[2] != ':') return {{}, false, Errc::in_bad_date};
  const bool has_seconds = time.size() >= 8 && time[5] == ':';
  std::string_view rest = time.substr(has_seconds ? 8 : 5);
  if (!rest.empty() && rest[0] == '.') {
    rest.remove_prefix(1);
    rest.remove_prefix(std::min(rest.find_first_not_of("0123456789"), rest.size()));
  }
  return whole(day, two_digits(time, 0), two_digits(time, 3), has_seconds ? two_digits(time, 6) : 0, trimmed(rest),
               rules);
}

}  // namespace vhc
