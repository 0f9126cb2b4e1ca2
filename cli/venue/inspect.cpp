#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shell/args.h"
#include "shell/io.h"
#include "venue/card_operands.h"
#include "venue/print_report.h"
#include "venue/trust_flags.h"
#include "verbs.h"
#include "vhc/report.h"

namespace vhc {
namespace {

struct InspectOptions {
  TrustFlags trust;
  std::vector<std::string> cards;
  bool identity = false;
  bool payload = false;
};

void show(const InspectOptions& options, const std::string& operand, std::size_t index, const Inspection& inspection,
          Io& io) {
  if (options.payload) {
    io.out() << inspection.payload_text << '\n';
  } else if (io.json()) {
    io.out() << to_json(inspection, {.input = name_in_json(operand), .index = index, .identity = options.identity})
             << '\n';
  } else {
    if (index != 0) io.out() << '\n';
    print_inspection(io.out(), inspection);
  }
}

Exit exit_of(const Inspection& inspection) {
  return inspection.other == nullptr ? Exit::read_again : Exit::other_code;
}

Exit run_inspect(const InspectOptions& options, Io& io) {
  std::optional<TrustList> trust;
  if (options.trust.count() > 0) {
    auto loaded = load_trust(options.trust, io);
    if (!loaded) return io.tell(loaded.error());
    trust = *std::move(loaded);
  }
  Exit exit = Exit::done;
  const std::vector<std::string> standard_input{"-"};
  for (const std::string& operand : options.cards.empty() ? standard_input : options.cards) {
    std::size_t index = 0;
    Exit of_cards = Exit::done;
    Exit of_others = Exit::done;  // counts where there is no card: a line of a mail beside one is no fault
    bool has_card = false;
    const auto show_card = [&](const FoundCard& card) {
      const Inspection inspection = inspect(card, trust ? &*trust : nullptr);
      show(options, operand, index++, inspection, io);
      has_card = has_card || card.recognised;
      if (inspection.fault && card.recognised) of_cards = worst(of_cards, exit_of(inspection));
      if (inspection.fault && !card.recognised) of_others = worst(of_others, exit_of(inspection));
    };
    auto opened = CardOperand::open(operand, io);
    const auto read = opened ? opened->each_card(io, show_card) : Result<void>(tl::unexpected(opened.error()));
    if (!read) exit = worst(exit, io.tell(read.error()));
    exit = worst(exit, worst(of_cards, has_card ? Exit::done : of_others));
  }
  return exit;
}

}  // namespace

void add_inspect(Verb& root) {
  auto options = std::make_shared<InspectOptions>();
  Verb& verb = root.verb("inspect", "show what a code says, without verifying it");
  verb.describe(
      "Shows everything that a code says, for support and patients. The signature is not checked: nothing is "
      "proved. CARD is what verify takes. With a trust list the name that it has for the issuer's address is shown "
      "too.");
  verb.operand("CARD", options->cards, false);
  add_trust_flags(verb, options->trust);
  verb.flag("--identity", options->identity, "with --json: include name and birth date");
  verb.flag("--payload", options->payload, "print the inflated payload as it is");
  verb.exits({3, 4, 5, 13, 14});
  verb.example("$ " + root.name() + " inspect card.png");
  verb.run([options](Io& io) { return run_inspect(*options, io); });
}

}  // namespace vhc
