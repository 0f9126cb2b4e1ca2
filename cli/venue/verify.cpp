#include "vhc/verify.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shell/args.h"
#include "shell/io.h"
#include "shell/jobs.h"
#include "venue/card_operands.h"
#include "venue/judge_lines.h"
#include "venue/judge_operands.h"
#include "venue/judging_time.h"
#include "venue/print_report.h"
#include "venue/rules_flag.h"
#include "venue/trust_flags.h"
#include "verbs.h"

namespace vhc {
namespace {

struct VerifyOptions {
  TrustFlags trust;
  std::vector<std::string> cards;
  std::optional<std::string> jobs;
  std::optional<std::string> rules;
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
    const std::string how_far = how_far_read(card);
    if (!io.quiet() && !how_far.empty()) io.out() << how_far << '\n';
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

// Which list judged all the lines, and its age: nothing that --quiet hides when it is old.
void end_lines(const TrustFacts& trust, const JudgingTime& time, Io& io) {
  if (io.json() || (io.quiet() && shown_state(trust, time.now.earliest).empty())) return;
  io.out() << "trust      " << shown_trust(trust, time.now.earliest) << '\n';
}

Exit run_verify(const VerifyOptions& options, Io& io) {
  const auto jobs = jobs_of(options.jobs);
  if (!jobs) return io.tell(jobs.error());
  const auto trust = load_trust(options.trust, io);
  if (!trust) return io.tell(trust.error());
  auto time = judging_time(options.trust.at, trust->facts(), io);
  if (!time) return io.tell(time.error());
  auto rules = load_rules(options.rules, options.trust, io);
  if (!rules) return io.tell(rules.error());
  time->policy.rules = *std::move(rules);
  const auto judge_whole = [&](const std::string& operand, CardOperand& opened) -> std::optional<Exit> {
    if (operand == "-" || opened.stream() == nullptr || !is_card_lines(*opened.stream())) return std::nullopt;
    const Exit exit = judge_lines(*opened.stream(), *jobs, io, [&](std::int64_t number, const FoundCard& card) {
      return judge_line(options, *trust, *time, operand, number, card, io.json());
    });
    end_lines(trust->facts(), *time, io);
    return exit;
  };
  const auto judge = [&](const CardPlace& place, const FoundCard& card) {
    return judge_card(options, *trust, *time, place, card, io);
  };
  return judge_operands(options.cards, io, judge, judge_whole);
}

}  // namespace

void add_verify(Verb& root) {
  auto options = std::make_shared<VerifyOptions>();
  Verb& verb = root.verb("verify", "judge health cards");
  verb.describe(
      "Checks health cards. CARD is a file with the text of a QR code, a picture of one (PNG, JPEG, SVG, the first 30 "
      "pages of a PDF document), a compact JWS, a .smart-health-card file, a link that carries a card, or the answer "
      "of "
      "$health-cards-issue; \"-\" or nothing reads standard input; A+B+C are the parts of one set. The format is "
      "recognized. Text may be wrapped in lines, quoted or in UTF-16; each line that is not part of a card is a result "
      "of "
      "its own. Standard input and pipes are processed line by line as they arrive. A file with a card on each line "
      "(compact JWS, or what vhc issue --ndjson writes) is judged on all "
      "cores, one output line per card; the list used, and its age, come at the end.");
  verb.operand("CARD", options->cards, false);
  add_trust_flags(verb, options->trust);
  add_rules_flag(verb, options->rules);
  verb.option("--at", options->trust.at, "TIME", "judge as of TIME (RFC 3339; default: now)");
  verb.flag("--identity", options->identity, "with --json: include name and birth date");
  verb.flag("--checks", options->checks, "with the table of checks");
  verb.option("--jobs", options->jobs, "N", "threads for files with a card on each line (default: one a core)");
  verb.exits({1, 3, 4, 5, 10, 11, 12, 13, 14});
  verb.example("$ " + root.name() + " verify --jwks https://pharmacy.example/shc=jwks.json card.png");
  verb.example("$ " + root.name() + " verify --vci /srv/vci card.png");
  verb.section(
      "PICTURES AND DOCUMENTS",
      {{"Programs",
        "SVG pictures are drawn by vhc-draw-svg, which is installed with this program, and PDF "
        "pages by pdftoppm (package poppler-utils). Both get the file on standard input, with "
        "limits on time and memory, no network, no new rights, and no other file to read than "
        "their own program, the system's libraries and fonts."},
       {"Where the kernel has no Landlock (Linux before 5.13, or not turned on)",
        "pdftoppm can read what the user can read; vhc-draw-svg still opens no file once it runs (seccomp)."},
       {"Where there is no seccomp, or the processor is neither x86-64 nor ARM64", "both can reach the network."},
       {"Pages",
        "Only the first 30 pages of a document are searched, as the warning "
        "picture.pages_left or the reason says."}});
  verb.example("$ zbarcam --raw | " + root.name() + " verify --jwks https://pharmacy.example/shc=jwks.json --json");
  verb.run([options](Io& io) { return run_verify(*options, io); });
}

}  // namespace vhc
