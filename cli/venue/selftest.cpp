// Known answers of the cryptography and of the formats, for a program that has just been installed.
#include <ostream>
#include <string>

#include "shell/io.h"
#include "venue/self_tests.h"
#include "venue/selftest_card.h"
#include "verbs.h"
#include "vhc/base64url.h"
#include "vhc/json_writer.h"
#include "vhc/sha256.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

TrustList issuer_of_the_card() {
  std::vector<IssuerKeys> issuers(1);
  issuers[0].iss = "https://selftest.example/shc";
  if (auto set = parse_key_set(selftest_key_set)) issuers[0].key_set = *std::move(set);
  return TrustList::from_key_sets(std::move(issuers));
}

Verdict judge(const std::string& card) {
  const Now now{UnixTime{std::chrono::seconds{1796083200}}};
  return verify(card, issuer_of_the_card(), {.at_given = true}, now).verdict;
}

// FIPS 180-4, example B.1.
bool hashes() {
  return to_base64url(sha256(as_bytes("abc"))) == "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0";
}

bool accepts_a_good_card() {
  return judge(std::string(selftest_card)) == Verdict::genuine;
}

bool refuses_a_changed_card() {
  std::string changed(selftest_card);
  char& last = changed.at(changed.size() - 2);
  last = last == 'A' ? 'B' : 'A';
  return judge(changed) == Verdict::not_genuine;
}

}  // namespace

std::vector<SelfTest> venue_self_tests() {
  return {{"SHA-256", hashes},
          {"a good card is genuine", accepts_a_good_card},
          {"a changed card is not", refuses_a_changed_card}};
}

Exit run_self_tests(const std::vector<SelfTest>& tests, Io& io) {
  bool good = true;
  for (const SelfTest& test : tests) {
    const bool passed = test.passes();
    good = good && passed;
    if (!io.json() && !io.quiet()) io.out() << (passed ? "ok    " : "FAIL  ") << test.name << '\n';
  }
  if (io.json())
    io.out() << JsonWriter().begin_object().member("schema", "vhc.selftest/1").member("good", good).end_object().text()
             << '\n';
  return good ? Exit::done : Exit::bug;
}

void add_selftest(Verb& root) {
  root.verb("selftest", "known answers of the cryptography, and one card judged").run([](Io& io) {
    return run_self_tests(venue_self_tests(), io);
  });
}

}  // namespace vhc
