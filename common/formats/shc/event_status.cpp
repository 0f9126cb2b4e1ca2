#include "vhc/event_status.h"

#include <algorithm>
#include <array>

#include "vhc/code_words.h"

namespace vhc {
namespace {

// Statuses by which a record says that it is not so.
struct Withdrawn {
  std::string_view status;
  std::string_view of_a_dose;
  std::string_view of_others;
};
constexpr std::array withdrawn{Withdrawn{"not-done", "NOT GIVEN", "NOT DONE"},
                               Withdrawn{"entered-in-error", "ENTERED IN ERROR", "ENTERED IN ERROR"},
                               Withdrawn{"cancelled", "CANCELLED", "CANCELLED"},
                               Withdrawn{"not-taken", "NOT TAKEN", "NOT TAKEN"},
                               Withdrawn{"refuted", "REFUTED", "REFUTED"},
                               Withdrawn{"rejected", "REJECTED", "REJECTED"},
                               Withdrawn{"registered", "NOT FINAL", "NOT FINAL"},
                               Withdrawn{"preliminary", "NOT FINAL", "NOT FINAL"}};

// CVX 998 is the code for "no vaccine administered".
bool is_no_vaccine(const Event& event) noexcept {
  return event.kind == EventKind::immunization && event.system == cvx_system && event.code == "998";
}

const Withdrawn* withdrawal(const Event& event) noexcept {
  const std::string_view status = is_no_vaccine(event) ? std::string_view("not-done") : event.status;
  const auto* const found =
      std::find_if(withdrawn.begin(), withdrawn.end(), [status](const Withdrawn& row) { return row.status == status; });
  return found == withdrawn.end() ? nullptr : found;
}

}  // namespace

bool stands(const Event& event) noexcept {
  switch (event.kind) {
    case EventKind::immunization:
      return event.status == "completed" && !is_no_vaccine(event);
    case EventKind::test:
      if (!event.has_result) return false;
      return event.status == "final" || event.status == "amended" || event.status == "corrected";
    case EventKind::recovery:
    case EventKind::exemption:
    case EventKind::other:
      break;
  }
  return withdrawal(event) == nullptr;
}

std::string_view status_words(const Event& event) noexcept {
  if (stands(event)) return {};
  if (event.status.empty()) return "STATUS MISSING";
  const Withdrawn* const known = withdrawal(event);
  if (known == nullptr) return event.has_result ? "STATUS NOT CLEAR" : "NO RESULT";
  return event.kind == EventKind::immunization ? known->of_a_dose : known->of_others;
}

bool gives_anything(const CardContents& card) noexcept {
  const auto is_main = [](const Event& event) { return event.kind != EventKind::other; };
  const bool has_main = std::any_of(card.events.begin(), card.events.end(), is_main);
  return card.events.empty() || std::any_of(card.events.begin(), card.events.end(), [&](const Event& event) {
           return (is_main(event) || !has_main) && stands(event);
         });
}

}  // namespace vhc
