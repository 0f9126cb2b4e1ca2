#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "args.h"
#include "card_operands.h"
#include "io.h"
#include "print_report.h"
#include "trust_flags.h"
#include "verbs.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

struct VerifyOptions {
  TrustFlags trust;
  std::vector<std::string> cards;
  std::optional<std::string> at;
  bool identity = false;
};

struct JudgingTime {
  Now now;
  Policy policy;
};

Result<JudgingTime> judging_time(const std::optional<std::string>& at, const Io& io) {
  if (!at) return JudgingTime{{io.now()}, {}};
  auto time = parse_time(*at);
  if (!time) return fail(Errc::time_format, "--at", time.error().hint);
  return JudgingTime{{*time}, {.at_given = true}};
}

class Verification {
 public:
  Verification(const VerifyOptions& options, const TrustList& trust, const JudgingTime& time, Io& io)
      : options_(options), trust_(trust), time_(time), io_(io) {}

  void judge(const std::string& operand) {
    const auto cards = read_cards(operand, io_);
    if (!cards) {
      error_exit_ = std::max(error_exit_, io_.fail(cards.error()));
      return;
    }
    for (std::size_t i = 0; i < cards->size(); ++i) judge_card(operand, i, (*cards)[i]);
  }

  int exit_code() const {
    if (error_exit_ != 0) return error_exit_;
    if (num_judged_ == 1) return vhc::exit_code(*first_);
    return num_genuine_ == num_judged_ ? 0 : 1;
  }

 private:
  void judge_card(const std::string& operand, std::size_t index, const FoundCard& card) {
    const auto start = std::chrono::steady_clock::now();
    const VerificationReport report = verify(card, trust_, time_.policy, time_.now);
    const auto spent = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
    if (io_.json()) {
      io_.out() << to_json(report, {.input = name_in_json(operand),
                                    .index = index,
                                    .identity = options_.identity,
                                    .micros = spent.count()})
                << '\n';
    } else {
      if (num_judged_ != 0 && !io_.quiet()) io_.out() << '\n';
      print_report(io_.out(), report, io_.quiet(), io_.colour());
    }
    if (!first_) first_ = report.verdict;
    ++num_judged_;
    if (report.verdict == Verdict::genuine) ++num_genuine_;
  }

  const VerifyOptions& options_;
  const TrustList& trust_;
  const JudgingTime& time_;
  Io& io_;
  std::optional<Verdict> first_;
  std::size_t num_judged_ = 0;
  std::size_t num_genuine_ = 0;
  int error_exit_ = 0;
};

int run_verify(const VerifyOptions& options, Io& io) {
  const auto trust = load_trust(options.trust, io);
  if (!trust) return io.fail(trust.error());
  const auto time = judging_time(options.at, io);
  if (!time) return io.fail(time.error());
  Verification verification(options, *trust, *time, io);
  if (options.cards.empty()) verification.judge("-");
  for (const std::string& card : options.cards) verification.judge(card);
  return verification.exit_code();
}

}  // namespace

void add_verify(Verb& root) {
  auto options = std::make_shared<VerifyOptions>();
  Verb& verb = root.verb("verify", "judge health cards");
  verb.describe(
      "Judges health cards. CARD is a file with the text of a QR code, a picture of one, a compact JWS, a "
      ".smart-health-card file or "
      "the answer of $health-cards-issue; \"-\" or nothing reads standard input; A+B+C are the parts of one set. The "
      "format is "
      "recognised.");
  verb.operand("CARD", options->cards, false);
  add_trust_flags(verb, options->trust);
  verb.option("--at", options->at, "TIME", "judge as of TIME (RFC 3339; default: now)");
  verb.flag("--identity", options->identity, "with --json: include name and birth date");
  verb.exits({1, 3, 4, 5, 10, 11, 12, 13});
  verb.example("$ " + root.name() + " verify --jwks https://pharmacy.example/shc=jwks.json card.png");
  verb.example("$ zbarcam --raw --oneshot | " + root.name() +
               " verify --jwks https://pharmacy.example/shc=jwks.json --json");
  verb.run([options](Io& io) { return run_verify(*options, io); });
}

}  // namespace vhc
