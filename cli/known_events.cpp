#include "known_events.h"

#include <algorithm>

namespace vhc {
Result<KnownEvents> KnownEvents::load(const LedgerStore& store, std::int64_t base) {
  KnownEvents known;
  VHC_CHECK_OK(store.each_marks(0, [&known, base](std::int64_t number, ByteView marks) {
    if (number >= base) return;
    for (const MarkKind kind : {MarkKind::event, MarkKind::content}) {
      const std::vector<LedgerMark> own = marks_of(marks, kind);
      known.sorted_.insert(known.sorted_.end(), own.begin(), own.end());
    }
  }));
  std::sort(known.sorted_.begin(), known.sorted_.end());
  return known;
}

bool KnownEvents::has(const LedgerMark& mark) const {
  return std::binary_search(sorted_.begin(), sorted_.end(), mark);
}

bool KnownEvents::has(const LedgerKey& key, const Intake& intake, std::string_view fingerprint) const {
  if (sorted_.empty()) return false;
  const std::size_t on_card = intake.doses.empty() ? intake.results.size() : intake.doses.size();
  if (intake.events.empty() || intake.events.size() < on_card) return has(key.mark(MarkKind::content, fingerprint));
  return std::all_of(intake.events.begin(), intake.events.end(),
                     [&](const std::string& event) { return has(key.mark(MarkKind::event, event)); });
}

}  // namespace vhc
