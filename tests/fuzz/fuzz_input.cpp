// Any file at all: what is issuable of it makes a card, the same as by the long way through FHIR.
#include "input.h"
#include "intake_as_fhir.h"
#include "vhc/input.h"
#include "vhc/minimise.h"

namespace {

vhc::InputRules rules_of(std::uint8_t choice) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::year;
  vhc::InputRules rules;
  rules.today = year{2026} / month{11} / day{23};
  rules.mark_partial = (choice & 1U) != 0;
  if ((choice & 2U) != 0) rules.profile = vhc::SignerProfile::registry;
  rules.dates = static_cast<vhc::DateOrder>((choice >> 2U) & 3U);
  return rules;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  if (size == 0) return 0;
  const InputRules rules = rules_of(data[0]);
  const auto read = read_input(text_of(data + 1, size - 1), rules);
  if (!read) return 0;
  for (const Intake& intake : read->persons) {
    if (!intake.is_issuable()) continue;
    require(!intake.birth_date.empty());
    const MinimiseOptions options{.today = rules.today, .allowed = rules.allowed};
    const auto minimal = minimal_bundle(intake, options);
    require(minimal && minimal->person.birth_date == intake.birth_date);
    const auto long_way = minimise(as_fhir(intake), options);
    require(long_way && long_way->json == minimal->json && long_way->types == minimal->types);
  }
  return 0;
}
