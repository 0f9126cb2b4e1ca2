#include "input/event_index.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace vhc {
namespace {

bool is_before(const EventIndex::Entry& a, const EventIndex::Entry& b) {
  return std::tie(a.event, a.name, a.line) < std::tie(b.event, b.name, b.line);
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
    std::for_each(from, end, [&](Entry& e) { e.is_shared = is_shared; });
    if (is_shared || removes) to = std::copy(from, end, to);
    from = end;
  }
  entries_.erase(to, entries_.end());
  entries_.shrink_to_fit();
}

bool EventIndex::has_later(const Entry& own, std::uint32_t name) const {
  Entry last{.event = own.event, .name = name, .line = std::numeric_limits<std::uint32_t>::max()};
  auto end = std::upper_bound(entries_.begin(), entries_.end(), last, is_before);
  // Backwards: only the person's own records are passed over.
  while (end != entries_.begin()) {
    --end;
    if (end->event != own.event || end->name != name || end->line <= own.line) return false;
    if (end->person != own.person) return true;
  }
  return false;
}

EventSharing EventIndex::look(const Entry& own) const {
  const auto first = std::lower_bound(entries_.begin(), entries_.end(), Entry{.event = own.event}, is_before);
  if (first == entries_.end() || first->event != own.event) return EventSharing::own;
  const bool is_taken_back = has_later(own, 0) || (own.name != 0 && has_later(own, own.name));
  if (is_taken_back) return EventSharing::taken_back;
  return first->is_shared ? EventSharing::shared : EventSharing::own;
}

}  // namespace vhc
