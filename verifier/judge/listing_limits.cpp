#include "judge/listing_limits.h"

#include <algorithm>
#include <set>

namespace vhc {
namespace {

// A kind of event as the two limits name it.
struct Kind {
  EventKind event;
  char use;
  std::string_view type;  // empty: none
};
constexpr Kind kinds[] = {{EventKind::immunization, 'v', immunization_type},
                          {EventKind::test, 't', laboratory_type},
                          {EventKind::recovery, 'r', {}}};

const Kind* kind_of(const Event& event) {
  const auto* const found =
      std::find_if(std::begin(kinds), std::end(kinds), [&event](const Kind& kind) { return kind.event == event.kind; });
  return found == std::end(kinds) ? nullptr : found;
}

const Kind* kind_of(const std::string& type) {
  const auto* const found = std::find_if(std::begin(kinds), std::end(kinds),
                                         [&type](const Kind& kind) { return !type.empty() && kind.type == type; });
  return found == std::end(kinds) ? nullptr : found;
}

// What the card holds and what it says it holds. Null among them: something that no limit names.
std::set<const Kind*> kinds_of(const CardContents& card) {
  std::set<const Kind*> all;
  for (const Event& event : card.events) all.insert(kind_of(event));
  for (const std::string& type : card.types) {
    if (const Kind* kind = kind_of(type)) all.insert(kind);
  }
  // More than are looked at: there may be anything among them.
  if (card.events.size() >= max_events || all.empty()) all.insert(nullptr);
  return all;
}

bool allows_type(const std::vector<std::string>& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_of_types(const std::vector<std::string>& types, const CardContents& card, const std::set<const Kind*>& all) {
  const auto names_card = [&types](const std::string& type) { return !kind_of(type) && allows_type(types, type); };
  if (std::any_of(card.types.begin(), card.types.end(), names_card)) return true;
  return std::all_of(all.begin(), all.end(), [&types](const Kind* kind) {
    return kind != nullptr && !kind->type.empty() && allows_type(types, kind->type);
  });
}

bool is_of_use(std::string_view use, const std::set<const Kind*>& all) {
  return std::all_of(all.begin(), all.end(), [use](const Kind* kind) {
    return kind != nullptr && use.find(kind->use) != std::string_view::npos;
  });
}

}  // namespace

bool is_within_limits(const TrustEntry& entry, const CardContents& card) {
  if (!entry.use && !entry.types) return true;
  const std::set<const Kind*> all = kinds_of(card);
  return (!entry.use || is_of_use(*entry.use, all)) && (!entry.types || is_of_types(*entry.types, card, all));
}

}  // namespace vhc
