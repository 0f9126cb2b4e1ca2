#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "args.h"
#include "io.h"
#include "jobs.h"
#include "judge_lines.h"
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
  std::optional<std::string> jobs;
  bool identity = false;
  bool checks = false;
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
    print_report(io.out(), report, {.quiet = io.quiet(), .checks = options.checks, .colour = io.colour()});
  }
  return report.verdict;
}

// "217  NOT ACCEPTED  card.revoked"
std::string in_one_line(std::int64_t number, const VerificationReport& report) {
  std::string line = std::to_string(number) + "  " + std::string(headline(report.verdict));
  if (report.reason) line += "  " + std::string(name(*report.reason));
  return line + "\n";
}

JudgedLine judge_line(const VerifyOptions& options, const TrustList& trust, const JudgingTime& time,
                      const std::string& operand, std::int64_t number, const FoundCard& card, bool json) {
  const auto start = std::chrono::steady_clock::now();
  const VerificationReport report = verify(card, trust, time.policy, time.now);
  if (!json) return {report.verdict, in_one_line(number, report)};
  const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
  return {report.verdict, to_json(report, {.input = name_in_json(operand),
                                           .index = static_cast<std::size_t>(number - 1),
                                           .identity = options.identity,
                                           .micros = spent.count()}) +
                              "\n"};
}

// Of two parts of a command line: trouble first, then that not all are genuine.
int worse(int one, int other) {
  const auto is_trouble = [](int code) { return code > 1 && code < 10; };
  if (is_trouble(one) || is_trouble(other)) return std::max(is_trouble(one) ? one : 0, is_trouble(other) ? other : 0);
  return one == 0 && other == 0 ? 0 : 1;
}

int run_verify(const VerifyOptions& options, Io& io) {
  const auto jobs = jobs_of(options.jobs);
  if (!jobs) return io.fail(jobs.error());
  const auto trust = load_trust(options.trust, io);
  if (!trust) return io.fail(trust.error());
  const auto time = judging_time(options.trust.at, trust->facts(), io);
  if (!time) return io.fail(time.error());
  const auto judge_some = [&](const std::vector<std::string>& operands) {
    return judge_operands(operands, io, [&](const CardPlace& place, const FoundCard& card) {
      return judge_card(options, *trust, *time, place, card, io);
    });
  };
  const auto is_lines = [&io](const std::string& operand) { return is_card_lines(operand, io); };
  if (std::none_of(options.cards.begin(), options.cards.end(), is_lines)) return judge_some(options.cards);
  int exit_code = 0;
  for (const std::string& operand : options.cards) {
    if (!is_lines(operand)) {
      exit_code = worse(exit_code, judge_some({operand}));
      continue;
    }
    exit_code = worse(exit_code, judge_lines(operand, *jobs, io, [&](std::int64_t number, const FoundCard& card) {
                        return judge_line(options, *trust, *time, operand, number, card, io.json());
                      }));
  }
  return exit_code;
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
      "recognised. A file with a card on each line (compact JWS, or what vhc issue --ndjson writes) is judged on all "
      "cores, a line of output each.");
  verb.operand("CARD", options->cards, false);
  add_trust_flags(verb, options->trust);
  verb.option("--at", options->trust.at, "TIME", "judge as of TIME (RFC 3339; default: now)");
  verb.flag("--identity", options->identity, "with --json: include name and birth date");
  verb.flag("--checks", options->checks, "with the table of checks");
  verb.option("--jobs", options->jobs, "N", "threads for files with a card on each line (default: one a core)");
  verb.exits({1, 3, 4, 5, 10, 11, 12, 13, 14});
  verb.example("$ " + root.name() + " verify --jwks https://pharmacy.example/shc=jwks.json card.png");
  verb.example("$ " + root.name() + " verify --vci /srv/vci card.png");
  verb.example("$ zbarcam --raw --oneshot | " + root.name() +
               " verify --jwks https://pharmacy.example/shc=jwks.json --json");
  verb.run([options](Io& io) { return run_verify(*options, io); });
}

}  // namespace vhc
