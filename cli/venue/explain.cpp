#include "vhc/explain.h"

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "shell/args.h"
#include "shell/io.h"
#include "venue/judge_operands.h"
#include "venue/judging_time.h"
#include "venue/print_report.h"
#include "venue/rules_flag.h"
#include "venue/trust_flags.h"
#include "verbs.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

struct ExplainOptions {
  TrustFlags trust;
  std::optional<std::string> rules;
  std::vector<std::string> cards;
};

Verdict explain_card(const TrustList& trust, const JudgingTime& time, const CardPlace& place, const FoundCard& card,
                     Io& io) {
  const VerificationReport report = verify(card, trust, time.policy, time.now);
  const std::string explanation = explain(card, report, trust);
  if (io.json()) {
    io.out() << to_json(report,
                        {.input = name_in_json(place.operand), .index = place.index, .explanation = explanation})
             << '\n';
  } else if (io.quiet()) {
    io.out() << explanation << '\n';
  } else {
    if (place.num_before != 0) io.out() << '\n';
    print_explanation(io.out(), report, explanation, io.colour());
  }
  return report.verdict;
}

Exit run_explain(const ExplainOptions& options, Io& io) {
  const auto trust = load_trust(options.trust, io);
  if (!trust) return io.tell(trust.error());
  auto time = judging_time(options.trust.at, trust->facts(), io);
  if (!time) return io.tell(time.error());
  auto rules = load_rules(options.rules, options.trust, io);
  if (!rules) return io.tell(rules.error());
  time->policy.rules = *std::move(rules);
  return judge_operands(options.cards, io, [&](const CardPlace& place, const FoundCard& card) {
    return explain_card(*trust, *time, place, card, io);
  });
}

}  // namespace

void add_explain(Verb& root) {
  auto options = std::make_shared<ExplainOptions>();
  Verb& verb = root.verb("explain", "explain in one paragraph why a card is not accepted");
  verb.describe(
      "Judges a card as verify does and says in plain words why it got its verdict and what to do: an issuer that was "
      "never listed, one that was removed and since when, a key that is listed under another address, a list that is "
      "old. "
      "To find out, it reads the card even if nothing proves it, and says so. Nothing about the person is "
      "shown. CARD is what verify takes.");
  verb.operand("CARD", options->cards, false);
  add_trust_flags(verb, options->trust);
  add_rules_flag(verb, options->rules);
  verb.option("--at", options->trust.at, "TIME", "judge as of TIME (RFC 3339; default: now)");
  verb.exits({1, 3, 4, 5, 10, 11, 12, 13, 14});
  verb.example("$ " + root.name() + " explain --vci /srv/vci card.png");
  verb.run([options](Io& io) { return run_explain(*options, io); });
}

}  // namespace vhc
