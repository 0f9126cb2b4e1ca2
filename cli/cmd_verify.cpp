#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "args.h"
#include "io.h"
#include "judge_operands.h"
#include "judging_time.h"
#include "print_report.h"
#include "trust_flags.h"
#include "verbs.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

struct VerifyOptions {
  TrustFlags trust;
  std::vector<std::string> cards;
  bool identity = false;
};

Verdict judge_card(const VerifyOptions& options, const TrustList& trust, const JudgingTime& time,
                   const CardPlace& place, const FoundCard& card, Io& io) {
  const auto start = std::chrono::steady_clock::now();
  const VerificationReport report = verify(card, trust, time.policy, time.now);
  const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  if (io.json()) {
    io.out() << to_json(report, {.input = name_in_json(place.operand),
                                 .index = place.index,
                                 .identity = options.identity,
                                 .micros = spent.count()})
             << '\n';
  } else {
    if (place.num_before != 0 && !io.quiet()) io.out() << '\n';
    print_report(io.out(), report, io.quiet(), io.colour());
  }
  return report.verdict;
}

int run_verify(const VerifyOptions& options, Io& io) {
  const auto trust = load_trust(options.trust, io);
  if (!trust) return io.fail(trust.error());
  const auto time = judging_time(options.trust.at, trust->facts(), io);
  if (!time) return io.fail(time.error());
  return judge_operands(options.cards, io, [&](const CardPlace& place, const FoundCard& card) {
    return judge_card(options, *trust, *time, place, card, io);
  });
}

}  // namespace

void add_verify(Verb& root) {
  auto options = std::make_shared<VerifyOptions>();
  Verb& verb = root.verb("verify", "judge health cards");
  verb.describe(
      "Judges health cards. CARD is a file with the text of a QR code, a picture of one (PNG, JPEG, SVG, a page of a "
      "PDF document), a compact JWS, a "
      ".smart-health-card file or "
      "the answer of $health-cards-issue; \"-\" or nothing reads standard input; A+B+C are the parts of one set. The "
      "format is "
      "recognised.");
  verb.operand("CARD", options->cards, false);
  add_trust_flags(verb, options->trust);
  verb.option("--at", options->trust.at, "TIME", "judge as of TIME (RFC 3339; default: now)");
  verb.flag("--identity", options->identity, "with --json: include name and birth date");
  verb.exits({1, 3, 4, 5, 10, 11, 12, 13});
  verb.example("$ " + root.name() + " verify --jwks https://pharmacy.example/shc=jwks.json card.png");
  verb.example("$ " + root.name() + " verify --vci /srv/vci card.png");
  verb.example("$ zbarcam --raw --oneshot | " + root.name() +
               " verify --jwks https://pharmacy.example/shc=jwks.json --json");
  verb.run([options](Io& io) { return run_verify(*options, io); });
}

}  // namespace vhc
