// PID: name, birth date, and the number that the sender keeps the person by.
#include "input/hl7_date.h"
#include "input/hl7_records.h"

namespace vhc {
namespace {

// Type L; else the first without a type; else the first that is no alias, maiden name, nickname or code.
std::string_view best_name(const Hl7View& view, const std::vector<std::string_view>& names) {
  const auto type = [&view](std::string_view name) { return trimmed(view.part(name, 7)); };
  for (const std::string_view wanted : {"L", ""}) {
    for (const std::string_view name : names) {
      if (type(name) == wanted) return name;
    }
  }
  for (const std::string_view name : names) {
    if (std::string_view("AMNS").find(type(name)) == std::string_view::npos) return name;
  }
  return {};
}

// FN has subcomponents of its own (prefix and surname); a given name has none, an entity is no prefix, and nobody
// writes one with spaces around the mark: there an ampersand of the text was not escaped.
bool is_cut(const Hl7View& view, std::string_view name) {
  const char mark = view.message().marks.subcomponent;
  const auto has_entity = [](std::string_view rest) {
    const std::size_t end = rest.find(';');
    return end != std::string_view::npos && end < 10 && rest.substr(0, end).find(' ') == std::string_view::npos;
  };
  for (const std::size_t number : {1U, 2U, 3U}) {
    const std::string_view part = view.part(name, number);
    const std::size_t at = part.find(mark);
    if (at == std::string_view::npos) continue;
    const std::string_view rest = part.substr(at + 1);
    const bool has_space = (at > 0 && part[at - 1] == ' ') || rest.starts_with(' ');
    if (number > 1 || has_space || has_entity(rest)) return true;
  }
  return false;
}

PersonName name_of(const Hl7View& view, std::string_view written) {
  PersonName name;
  name.family = view.first(written, 1);
  if (std::string first = view.first(written, 2); !first.empty()) name.given.push_back(std::move(first));
  const std::string further = view.first(written, 3);
  for (std::string_view rest = further; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end != 0) name.given.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (std::string suffix = view.first(written, 4); !suffix.empty()) name.suffix.push_back(std::move(suffix));
  return name;
}

// The authority is all of the HD: namespace, universal id and its type.
std::string authority_of(const Hl7View& view, std::string_view id) {
  const std::string_view hd = view.part(id, 4);
  std::string authority;
  for (const std::size_t number : {1U, 2U, 3U}) {
    authority += "\n" + view.decode(subcomponent(hd, view.message().marks, number));
  }
  while (!authority.empty() && authority.back() == '\n') authority.pop_back();
  return authority.empty() ? "\n" : authority;
}

std::string key_of(const Hl7View& view, const Hl7Segment& pid) {
  for (const std::string_view id : view.repeated(pid, 3)) {
    const std::string_view type = trimmed(view.part(id, 5));
    if (type != "MR" && type != "PI" && type != "SR") continue;
    const std::string value = view.decode(view.part(id, 1));
    return value.empty() ? std::string{} : value + authority_of(view, id);
  }
  return {};
}

}  // namespace

Intake hl7_person(const Hl7View& view, const Hl7Segment& pid, const Clerk& clerk) {
  Intake found{.line = pid.line};
  const std::string_view written = best_name(view, view.repeated(pid, 5));
  found.name = name_of(view, written);
  if (is_cut(view, written) && !clerk.is_allowed(Errc::in_name_damaged)) {
    found.refused = true;
    Clerk::refuse(found, pid.line, "PID-5", Errc::in_name_damaged);
  }
  const std::string born = view.single(pid, 7);
  found.birth_date = hl7_partial_day(born);
  found.person_key = key_of(view, pid);
  if (found.birth_date.empty()) {
    found.refused = true;
    Clerk::refuse(found, pid.line, "PID-7", born.empty() ? Errc::in_missing : Errc::in_bad_date);
  }
  clerk.check_person(found, {.base = {}, .key = "PID-3", .family = "PID-5", .given = "PID-5", .birth = "PID-7"});
  return found;
}

}  // namespace vhc
