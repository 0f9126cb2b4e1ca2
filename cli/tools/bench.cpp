// How fast this machine issues and judges cards, beside what OpenSSL alone does in the same seconds: absolute figures
// change with the machine and its neighbours, the shares do not.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <memory>
#include <ostream>
#include <thread>
#include <utility>
#include <vector>

#include "shell/io.h"
#include "shell/print_module.h"
#include "tools/bench/bench_input.h"
#include "tools/bench/bench_material.h"
#include "tools/bench/raw_ecdsa.h"
#include "tools/bench/rounds.h"
#include "venue/picture_module.h"
#include "verbs.h"
#include "vhc/json_writer.h"
#include "vhc/numeric_qr.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

constexpr std::size_t num_cards = 2000;
constexpr std::size_t num_issuers = 10;
constexpr std::size_t num_pictures = 50;
constexpr std::size_t cards_a_thread = 250;  // long enough that starting a thread does not count

struct BenchOptions {
  std::optional<std::string> rounds;
  std::optional<std::string> slice;
};

// A row of the table, and what its rate is a share of.
struct Row {
  std::string id;    // in JSON
  std::string what;  // for a person
  std::string share_of;
  std::function<bool(std::size_t)> work;
  std::size_t units = 1;
};

bool judge(const BenchMaterial& material, const std::string& text) {
  const auto cards = find_cards(text);
  if (!cards) return false;
  const VerificationReport report = verify(cards->front(), material.trust, {}, bench_now);
  return report.verdict == Verdict::genuine && !to_json(report, {.input = "card"}).empty();
}

bool judge_on_threads(const BenchMaterial& material, std::size_t number, std::size_t num_threads) {
  std::vector<char> good(num_threads, 0);
  const auto share = [&](std::size_t thread) {
    bool all = true;
    for (std::size_t i = 0; i < cards_a_thread; ++i)
      all = judge(material, material.card((number * num_threads + thread) * cards_a_thread + i)) && all;
    good[thread] = all ? 1 : 0;
  };
  {
    std::vector<std::jthread> threads;
    threads.reserve(num_threads);
    for (std::size_t thread = 1; thread < num_threads; ++thread) threads.emplace_back(share, thread);
    share(0);
  }
  return std::all_of(good.begin(), good.end(), [](char one) { return one != 0; });
}

Result<Bytes> draw(const std::string& jws) {
  VHC_TRY(Drawing drawing, draw_on_demand(jws, {.png = true}));
  return std::move(drawing.png);
}

bool issue_with_picture(const BenchMaterial& material, std::size_t number) {
  const auto card = issue_bundle(material.bundle(number), material.issuer_of(number), SelfCheck::on);
  if (!card) return false;
  const auto png = draw(card->jws);
  const auto codes = png ? read_codes_on_demand(*png) : fail(Errc::internal);
  const auto digits = to_numeric(card->jws);
  return codes && digits && codes->size() == 1 && codes->front().text == *digits;
}

bool judge_picture(const BenchMaterial& material, const Bytes& png) {
  const auto codes = read_codes_on_demand(png);
  return codes && codes->size() == 1 && judge(material, codes->front().text);
}

// A pharmacy's own files.
struct Inputs {
  BenchInput rows{BenchInput::Kind::rows, num_cards};
  BenchInput messages{BenchInput::Kind::messages, num_cards};
};

std::vector<Row> make_rows(const BenchMaterial& material, Inputs& inputs, const std::vector<Bytes>& pictures,
                           RawEcdsa& raw) {
  const std::size_t threads = std::max(1U, std::thread::hardware_concurrency());
  const auto issue_one = [&material](std::size_t n, SelfCheck check) {
    return issue_bundle(material.bundle(n), material.issuer_of(n), check).has_value();
  };
  return {
      {"sign", "OpenSSL: sign (R_s)", "", [&raw](std::size_t) { return raw.sign(); }},
      {"verify", "OpenSSL: verify (R_v)", "", [&raw](std::size_t) { return raw.verify(); }},
      {"judge", "card to report", "R_v", [&](std::size_t n) { return judge(material, material.card(n)); }},
      {"judge_threads", "card to report, " + std::to_string(threads) + " threads", "one thread",
       [&material, threads](std::size_t n) { return judge_on_threads(material, n, threads); },
       threads * cards_a_thread},
      {"issue", "bundle to card, verified before it leaves", "C",
       [issue_one](std::size_t n) { return issue_one(n, SelfCheck::on); }},
      {"issue_unchecked", "bundle to card, not verified", "R_s",
       [issue_one](std::size_t n) { return issue_one(n, SelfCheck::off); }},
      {"issue_row", "CSV row to card, verified", "C",
       [&](std::size_t n) { return inputs.rows.issue_next(material.issuer_of(n), SelfCheck::on); }},
      {"issue_row_unchecked", "CSV row to card, not verified", "R_s",
       [&](std::size_t n) { return inputs.rows.issue_next(material.issuer_of(n), SelfCheck::off); }},
      {"issue_message", "HL7 v2 message to card, verified", "C",
       [&](std::size_t n) { return inputs.messages.issue_next(material.issuer_of(n), SelfCheck::on); }},
      {"issue_picture", "bundle to PNG, verified and read back", "",
       [&material](std::size_t n) { return issue_with_picture(material, n); }},
      {"judge_picture", "clean PNG to report", "",
       [&](std::size_t n) { return judge_picture(material, pictures[n % pictures.size()]); }},
  };
}

// The rate that a row is a share of, in one round.
double reference(const std::vector<BenchRow>& rows, const std::string& share_of, std::size_t round) {
  const double sign = rows[0].rates[round];
  const double check = rows[1].rates[round];
  if (share_of == "R_s") return sign;
  if (share_of == "R_v") return check;
  if (share_of == "C") return 1 / (1 / sign + 1 / check);
  return rows[2].rates[round];  // one thread
}

struct Figure {
  double rate = 0;  // a second
  std::optional<double> share;
};

std::string with_two_digits(double value) {
  const auto hundredths = std::llround(value * 100);
  const std::string digits = std::to_string(hundredths % 100);
  return std::to_string(hundredths / 100) + (digits.size() == 1 ? ".0" : ".") + digits;
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

void print(const Row& row, const Figure& figure, Io& io) {
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.bench/1").member("row", row.id);
    json.name("per_second").raw(with_two_digits(figure.rate));
    if (figure.share) json.member("share_of", row.share_of).name("share").raw(with_two_digits(*figure.share));
    io.out() << json.end_object().take() << '\n';
    return;
  }
  const std::string rate = std::to_string(std::llround(figure.rate));
  io.out() << padded(row.what, 44) << std::string(9 - std::min<std::size_t>(9, rate.size()), ' ') << rate
           << " a second";
  if (figure.share) io.out() << "   " << with_two_digits(*figure.share) << " of " << row.share_of;
  io.out() << '\n';
}

Result<std::vector<Bytes>> make_pictures(const BenchMaterial& material) {
  std::vector<Bytes> pictures;
  pictures.reserve(num_pictures);
  for (std::size_t i = 0; i < num_pictures; ++i) {
    VHC_TRY(Bytes png, draw(material.card(i)));
    pictures.push_back(std::move(png));
  }
  return pictures;
}

Result<int> number_of(const char* flag, const std::optional<std::string>& text, int otherwise) {
  constexpr int most = 10'000;
  if (!text) return otherwise;
  int number = 0;
  const char* const end = text->data() + text->size();
  const auto [stopped, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc{} || stopped != end || number < 1 || number > most)
    return fail(Errc::usage, flag, "a number from 1 to 10000");
  return number;
}

Result<Exit> run_bench(const BenchOptions& options, Io& io) {
  VHC_TRY(const int num_rounds, number_of("--rounds", options.rounds, 21));
  VHC_TRY(const int slice, number_of("--slice", options.slice, 20));
  VHC_TRY(const BenchMaterial material, make_bench_material(num_cards, num_issuers));
  VHC_TRY(const std::vector<Bytes> pictures, make_pictures(material));
  const auto raw = RawEcdsa::make();
  if (raw == nullptr) return fail(Errc::internal, {}, "the cryptography library could not sign");
  Inputs inputs;
  const std::vector<Row> rows = make_rows(material, inputs, pictures, *raw);
  bool good = true;
  std::vector<BenchRow> timed;
  timed.reserve(rows.size());
  for (const Row& row : rows)
    timed.push_back({row.what, [&row, &good](std::size_t n) { good = row.work(n) && good; }, row.units});
  run_rounds(timed, static_cast<std::size_t>(num_rounds), std::chrono::milliseconds{slice});
  if (!good) return fail(Errc::internal, {}, "a card was not judged as it should be; please report it");

  io.say(std::to_string(num_cards) + " different cards under " + std::to_string(num_issuers) + " keys, " +
         std::to_string(material.card(0).size()) + " characters; medians of " + std::to_string(num_rounds) +
         " rounds of " + std::to_string(slice) + " ms");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    Figure figure{.rate = median(timed[i].rates), .share = std::nullopt};
    if (!rows[i].share_of.empty())
      figure.share = median_share(timed[i], [&](std::size_t n) { return reference(timed, rows[i].share_of, n); });
    print(rows[i], figure, io);
  }
  io.say("C = 1/(1/R_s + 1/R_v): signing a card and verifying it, and nothing else");
  return Exit::done;
}

}  // namespace

void add_bench(Verb& root) {
  const auto options = std::make_shared<BenchOptions>();
  Verb& verb = root.verb("bench", "how fast this machine issues and judges cards");
  verb.describe(
      "Issues and judges two thousand different cards, in turn with what the cryptographic library does by itself, and "
      "prints rates and shares. Parsing, signature, payload and report are inside the clock; from one card to the next "
      "a thread keeps ready keys, zlib's streams and the headers of JWS that were good, as it does at a door.");
  verb.option("--rounds", options->rounds, "N", "how often each row has its turn (default: 21)");
  verb.option("--slice", options->slice, "MS", "how long a turn is, in milliseconds (default: 20)");
  verb.exits({});
  verb.example("$ vhc bench");
  verb.run([options](Io& io) {
    const auto done = run_bench(*options, io);
    return done ? *done : io.tell(done.error());
  });
}

}  // namespace vhc
