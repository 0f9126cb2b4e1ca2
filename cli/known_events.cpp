#include "known_events.h"

#include <algorithm>
#include <cstring>

namespace vhc {
namespace {

std::uint64_t short_form(const LedgerMark& mark) {
  std::uint64_t value = 0;
  std::memcpy(&value, mark.data(), sizeof value);
  return value;
}

}  // namespace

Result<KnownEvents> KnownEvents::load(const LedgerStore& store) {
  KnownEvents known;
  VHC_CHECK_OK(store.each_marks(0, [&known](std::int64_t, ByteView marks) {
    for (const MarkKind kind : {MarkKind::event, MarkKind::content}) {
      for (const LedgerMark& mark : marks_of(marks, kind)) known.sorted_.push_back(short_form(mark));
    }
  }));
  std::sort(known.sorted_.begin(), known.sorted_.end());
  return known;
}

bool KnownEvents::has(const LedgerMark& mark) const {
  return std::binary_search(sorted_.begin(), sorted_.end(), short_form(mark));
}

bool KnownEvents::has(const LedgerKey& key, const Intake& intake, std::string_view bundle_json) const {
  if (sorted_.empty()) return false;
  const std::size_t on_card = intake.doses.empty() ? intake.results.size() : intake.doses.size();
  if (intake.events.empty() || intake.events.size() < on_card) return has(key.mark(MarkKind::content, bundle_json));
  return std::all_of(intake.events.begin(), intake.events.end(),
                     [&](const std::string& event) { return has(key.mark(MarkKind::event, event)); });
}

}  // namespace vhc
