// Any file at all: what is issuable of it fits a card, and every finding has a code.
#include "input.h"
#include "vhc/input.h"
#include "vhc/minimise.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  if (size == 0) return 0;
  InputRules rules{.today = year{2026} / month{11} / day{23}};
  rules.mark_partial = (data[0] & 1U) != 0;
  if ((data[0] & 2U) != 0) rules.profile = SignerProfile::registry;
  rules.dates = static_cast<DateOrder>((data[0] >> 2U) & 3U);
  const auto read = read_input(text_of(data + 1, size - 1), rules);
  if (!read) return 0;
  for (const Intake& intake : read->persons) {
    if (!intake.is_issuable()) continue;
    require(!intake.birth_date.empty());
    const auto minimal = minimise(to_bundle(intake), {.today = rules.today});
    if (minimal) require(minimal->person.birth_date == intake.birth_date);
  }
  return 0;
}
