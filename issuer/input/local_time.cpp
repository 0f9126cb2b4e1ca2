#include "input/local_time.h"

#include "card/card_text.h"
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

// "PM", "p.m.", "a. m.": of twelve hours; false for 13 PM.
bool take_half_of_day(std::string_view& text, ClockTime& time) {
  std::string letters;
  std::size_t end = 0;
  for (; end < text.size() && letters.size() < 2; ++end) {
    const char c = text[end];
    if (c == '.' || c == ' ') continue;
    letters += c;
  }
  letters = upper(letters);
  if (letters != "AM" && letters != "PM") return true;
  if (time.hours < 1 || time.hours > 12) return false;
  time.hours = time.hours % 12 + (letters == "PM" ? 12 : 0);
  if (end < text.size() && text[end] == '.') ++end;
  text = trimmed(text.substr(end));
  return true;
}

// Something that stands for a zone, known or not ("EST").
bool may_be_zone(std::string_view text) {
  constexpr std::size_t longest_name = 5;
  if (text.empty() || zone_offset(text)) return true;
  return text.size() <= longest_name && text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
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

std::optional<ClockTime> read_clock(std::string_view text) {
  text = trimmed(text);
  if (!text.empty() && (text.front() == 'T' || text.front() == 't')) text.remove_prefix(1);
  std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  ClockTime time;
  const bool is_compact = digits == 4 || digits == 6;
  if (is_compact) {
    time = {two_digits(text, 0), two_digits(text, 2), digits == 6 ? two_digits(text, 4) : 0};
    text.remove_prefix(digits);
  } else {
    if (digits < 1 || digits > 2 || text.size() < digits + 3 || text[digits] != ':') return std::nullopt;
    time.hours = digits == 2 ? two_digits(text, 0) : text[0] - '0';
    time.minutes = two_digits(text, digits + 1);
    text.remove_prefix(digits + 3);
    if (text.size() >= 3 && text[0] == ':') {
      time.seconds = two_digits(text, 1);
      text.remove_prefix(3);
    }
  }
  if (!text.empty() && (text[0] == '.' || text[0] == ',')) {
    digits = std::min(text.find_first_not_of("0123456789", 1), text.size());
    if (digits < 2) return std::nullopt;
    text.remove_prefix(digits);
  }
  text = trimmed(text);
  if (!take_half_of_day(text, time)) return std::nullopt;
  const bool in_range = time.hours >= 0 && time.hours < 24 && time.minutes >= 0 && time.minutes < 60 &&
                        time.seconds >= 0 && time.seconds < 60;
  if (!in_range || !may_be_zone(text)) return std::nullopt;
  time.zone = text;
  return time;
}

std::optional<std::chrono::seconds> zone_offset(std::string_view text) {
  if (text == "Z" || text == "z" || text == "UTC" || text == "GMT") return std::chrono::seconds{0};
  const std::string padded = std::string(text) + (text.size() == 3 ? "00" : "");
  const Zone zone = text.empty() ? Zone{} : zone_of(padded);
  if (zone.text.empty() || zone.fault) return std::nullopt;
  const auto away = std::chrono::hours{two_digits(zone.text, 1)} + std::chrono::minutes{two_digits(zone.text, 4)};
  return zone.text[0] == '-' ? -away : away;
}

LocalTime time_of_day(const std::string& day, std::string_view time, const InputRules& rules) {
  const auto clock = read_clock(time);
  if (!clock) return {{}, false, Errc::in_bad_date};
  const bool is_utc = clock->zone == "z" || clock->zone == "UTC" || clock->zone == "GMT";
  const std::string zone = is_utc ? "Z" : std::string(clock->zone) + (clock->zone.size() == 3 ? "00" : "");
  return whole(day, clock->hours, clock->minutes, clock->seconds, zone, rules);
}

}  // namespace vhc
