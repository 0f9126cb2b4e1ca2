#include "event_index.h"

#include <algorithm>
#include <tuple>

namespace vhc {
namespace {

bool is_before(const EventIndex::Entry& a, const EventIndex::Entry& b) {
  return std::tie(a.event, a.line) < std::tie(b.event, b.line);
}

}  // namespace

std::string unnumbered_event(std::string_view day, std::string_view code) {
  return "\n" + std::string(day) + "\n" + std::string(code);
}

void EventIndex::finish() {
  std::sort(entries_.begin(), entries_.end(), is_before);
  auto to = entries_.begin();
  for (auto from = entries_.begin(); from != entries_.end();) {
    const auto end = std::find_if(from, entries_.end(), [&](const Entry& e) { return e.event != from->event; });
    const bool is_shared = std::any_of(from, end, [&](const Entry& e) { return e.person != from->person; });
    const bool removes = std::any_of(from, end, [](const Entry& e) { return e.removes; });
    if (is_shared || removes) to = std::copy(from, end, to);
    from = end;
  }
  entries_.erase(to, entries_.end());
  entries_.shrink_to_fit();
}

EventSharing EventIndex::look(const Entry& own) const {
  Entry first = own;
  first.line = 0;
  EventSharing found = EventSharing::own;
  for (auto entry = std::lower_bound(entries_.begin(), entries_.end(), first, is_before);
       entry != entries_.end() && entry->event == own.event; ++entry) {
    if (entry->person == own.person) continue;
    found = EventSharing::shared;
    const bool is_perhaps_same = entry->person == 0 || (entry->name != 0 && entry->name == own.name);
    if (is_perhaps_same && entry->line > own.line) return EventSharing::taken_back;
  }
  return found;
}

}  // namespace vhc
