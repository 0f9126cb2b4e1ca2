#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "args.h"
#include "card_operands.h"
#include "io.h"
#include "print_report.h"
#include "verbs.h"
#include "vhc/report.h"

namespace vhc {
namespace {

struct InspectOptions {
  std::vector<std::string> cards;
  bool identity = false;
  bool payload = false;
};

void show(const InspectOptions& options, const std::string& operand, std::size_t index, const FoundCard& card, Io& io) {
  const Inspection inspection = inspect(card);
  if (options.payload) {
    io.out() << inspection.payload_json << '\n';
  } else if (io.json()) {
    io.out() << to_json(inspection, {.input = name_in_json(operand), .index = index, .identity = options.identity})
             << '\n';
  } else {
    if (index != 0) io.out() << '\n';
    print_inspection(io.out(), inspection);
  }
}

int run_inspect(const InspectOptions& options, Io& io) {
  int exit_code = 0;
  const std::vector<std::string> standard_input{"-"};
  for (const std::string& operand : options.cards.empty() ? standard_input : options.cards) {
    const auto cards = read_cards(operand, io);
    if (!cards) {
      exit_code = std::max(exit_code, io.fail(cards.error()));
      continue;
    }
    for (std::size_t i = 0; i < cards->size(); ++i) show(options, operand, i, (*cards)[i], io);
    const bool whole =
        std::all_of(cards->begin(), cards->end(), [](const FoundCard& card) { return !inspect(card).fault; });
    if (!whole) exit_code = std::max(exit_code, vhc::exit_code(Verdict::read_again));
  }
  return exit_code;
}

}  // namespace

void add_inspect(Verb& root) {
  auto options = std::make_shared<InspectOptions>();
  Verb& verb = root.verb("inspect", "show what a code says, with nothing proved");
  verb.describe(
      "Shows everything that a code says, for support and for patients. The signature is not looked at: nothing that "
      "stands there "
      "is proved. CARD is what verify takes.");
  verb.operand("CARD", options->cards, false);
  verb.flag("--identity", options->identity, "with --json: include name and birth date");
  verb.flag("--payload", options->payload, "print the inflated payload as it stands");
  verb.exits({3, 4, 13});
  verb.example("$ " + root.name() + " inspect card.png");
  verb.run([options](Io& io) { return run_inspect(*options, io); });
}

}  // namespace vhc
