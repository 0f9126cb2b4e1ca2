// The cases of all kinds: each gives exactly the findings that it should, and together they show every rule.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "lint_case.h"
#include "vhc/json.h"

namespace vhc {

std::string with(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

const TestIssuer& lint_issuer() {
  static const TestIssuer issuer("https://pharmacy.example/shc");
  return issuer;
}

std::string good_payload() {
  return lint_issuer().payload();
}

std::string good_bundle() {
  const std::string payload = good_payload();
  const std::size_t begin = payload.find(R"({"resourceType":"Bundle")");
  return payload.substr(begin, payload.size() - begin - 3);
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  for (; times > 0; --times) all += text;
  return all;
}

namespace {

std::vector<LintCase> all_cases() {
  std::vector<LintCase> all;
  for (auto* const cases :
       {text_cases, jws_cases, payload_cases, card_file_cases, trust_cases, code_cases, qr_cases, bundle_cases,
        profile_cases, key_set_cases, certificate_cases, crl_cases, directory_cases}) {
    for (LintCase& lint_case : cases()) all.push_back(std::move(lint_case));
  }
  return all;
}

LintReport run(const LintCase& lint_case) {
  LintOptions options{.now = lint_now};
  if (lint_case.set) lint_case.set(options);
  if (!lint_case.codes.empty()) return lint_codes(*lint_case.kind, lint_case.codes, options);
  return lint(lint_case.kind, lint_case.bytes, options);
}

bool is_of_what_was_not_seen(LintRule rule) {
  return rule == LintRule::jws_unchecked || rule == LintRule::profile_none || rule == LintRule::served_unseen ||
         rule == LintRule::x5c_issuer_unchecked;
}

std::vector<std::string> described(const LintReport& report) {
  std::vector<std::string> all;
  for (const LintFinding& finding : report.findings) {
    if (is_of_what_was_not_seen(finding.rule)) continue;
    all.push_back(std::string(info(finding.rule).code) + (finding.where.empty() ? "" : " ") + finding.where);
  }
  return all;
}

TEST(Lint, FindsInEachArtefactWhatIsWrongWithItAndNothingElse) {
  for (const LintCase& lint_case : all_cases()) {
    const LintReport report = run(lint_case);
    EXPECT_EQ(described(report), lint_case.expected) << lint_case.name;
  }
}

TEST(Lint, CallsAnArtefactInvalidExactlyWhenAFindingIsAnError) {
  for (const LintCase& lint_case : all_cases()) {
    const LintReport report = run(lint_case);
    const bool has_error = std::any_of(report.findings.begin(), report.findings.end(), [](const LintFinding& finding) {
      return info(finding.rule).severity == Severity::error;
    });
    EXPECT_EQ(report.valid(), !has_error) << lint_case.name;
  }
}

TEST(LintRules, AreAllFoundInSomeArtefact) {
  std::set<LintRule> found;
  for (const LintCase& lint_case : all_cases()) {
    for (const LintFinding& finding : run(lint_case).findings) found.insert(finding.rule);
  }
  for (const LintRuleInfo& rule : lint_rules()) EXPECT_TRUE(found.contains(rule.rule)) << rule.code;
}

TEST(LintRules, HaveNamesOfTheirOwnAndSentencesInTheProjectsForm) {
  std::set<std::string_view> codes;
  for (const LintRuleInfo& rule : lint_rules()) {
    EXPECT_TRUE(codes.insert(rule.code).second) << rule.code;
    EXPECT_EQ(&info(rule.rule), &rule);
    EXPECT_NE(rule.code.find('.'), std::string_view::npos) << rule.code;
    ASSERT_FALSE(rule.sentence.empty()) << rule.code;
    EXPECT_NE(rule.sentence.back(), '.') << rule.code;
    if (rule.severity != Severity::error) continue;
    const std::string_view sentence = rule.sentence;
    const bool is_limit = sentence.find("than any reader") != std::string_view::npos ||
                          rule.code.substr(0, 6) == "input." || rule.code.substr(0, 3) == "qr.";
    EXPECT_TRUE(!rule.spec.empty() || is_limit) << rule.code << " is an error and names no section";
  }
}

// What stands under a name that others know from the table of errors means the same there.
TEST(LintRules, ShareNamesWithErrorsOnlyForTheSameThing) {
  int shared = 0;
  for (const LintRuleInfo& rule : lint_rules()) shared += find_error(rule.code) ? 1 : 0;
  EXPECT_GT(shared, 40);
}

TEST(LintNames, AreReadAsTheyAreWritten) {
  for (const std::string_view kind : lint_kind_names()) EXPECT_EQ(name(*find_lint_kind(kind)), kind);
  EXPECT_EQ(lint_kind_names().size(), 12U);
  EXPECT_FALSE(find_lint_kind("shlink"));
  for (const std::string_view profile : lint_profile_names()) EXPECT_TRUE(find_lint_profile(profile)) << profile;
  EXPECT_EQ(find_lint_profile("lab-dm"), LintProfile::lab_dm);
  EXPECT_FALSE(find_lint_profile("none"));
}

TEST(LintJson, IsOneLineThatSaysWhatTheTableSays) {
  const LintReport report = lint(LintKind::jws, "a.b", {.now = lint_now});
  const auto line = JsonDocument::parse(to_json(report, "card \"1\".txt"));
  ASSERT_TRUE(line);
  EXPECT_EQ(line->root().find_string("schema"), "vhc.lint/1");
  EXPECT_EQ(line->root().find_string("input"), "card \"1\".txt");
  EXPECT_EQ(line->root().find_string("kind"), "jws");
  EXPECT_FALSE(line->root().find("valid")->boolean());
  const auto finding = line->root().find("findings")->first();
  EXPECT_EQ(finding->find_string("severity"), "error");
  EXPECT_EQ(finding->find_string("code"), "jws.parts");
  EXPECT_EQ(finding->find_string("where"), "");
  EXPECT_EQ(finding->find_string("what"), info(LintRule::jws_parts).sentence);
  EXPECT_EQ(finding->find_string("spec"), "RFC 7515 7.1");
}

TEST(LintJson, HasNoKindWhenItCannotBeTold) {
  const std::string line = to_json(lint(std::nullopt, "{\"credentials\":[]}", {.now = lint_now}), "x");
  EXPECT_NE(line.find(R"("kind":null,"valid":false)"), std::string::npos) << line;
}

TEST(LintKinds, AreRecognisedByWhatStandsInTheBytes) {
  const struct {
    std::string bytes;
    std::optional<LintKind> kind;
  } rows[] = {
      {"", std::nullopt},
      {" \n", std::nullopt},
      {"good morning", std::nullopt},
      {"[]", std::nullopt},
      {"{}", std::nullopt},
      {"shc:/5676", LintKind::qrnumeric},
      {"\xEF\xBB\xBF SHC:/1/2/5676", LintKind::qrnumeric},
      {"shc:5676", LintKind::qrnumeric},
      {"eyJ6aXAiOiJERUYi.a.b", LintKind::jws},
      {"a.b.c", LintKind::jws},
      {"\x89PNG\r\n\x1A\n", LintKind::qr},
      {good_bundle(), LintKind::fhirbundle},
      {good_payload(), LintKind::jwspayload},
      {R"({"nbf":1})", LintKind::jwspayload},
      {R"({"verifiableCredential":[]})", LintKind::healthcard},
      {R"({"resourceType":"Parameters"})", LintKind::fhirhealthcard},
      {R"({"resourceType":"Patient"})", LintKind::fhirbundle},
      {R"({"keys":[]})", LintKind::jwkset},
      {R"({"kty":"EC"})", LintKind::jwkset},
      {R"([{"kty":"EC"}])", LintKind::jwkset},
      {R"({"kid":"a","method":"rid"})", LintKind::crl},
      {R"({"participating_issuers":[]})", LintKind::directory},
      {R"({"directory":"","issuerInfo":[]})", LintKind::directory_snapshot},
      // Broken JSON: the first name that only one kind has.
      {R"({"keys":[{"kty")", LintKind::jwkset},
      {R"({"resourceType":"Bundle","entry":[)", LintKind::fhirbundle},
      {R"({"resourceType":"Parameters","parameter":[)", LintKind::fhirhealthcard},
      {R"({"iss":"https://x.example","nbf":)", LintKind::jwspayload},
      {R"({"a":)", std::nullopt},
  };
  for (const auto& row : rows) EXPECT_EQ(recognise_artefact(row.bytes), row.kind) << row.bytes;
}

// Every fault of a card in one run.
TEST(Lint, GoesOnAfterAnError) {
  std::string payload = with(good_payload(), "https://pharmacy.example", "http://pharmacy.example");
  payload = with(payload, "\"completed\"", "\"done\"");
  payload = with(payload, R"("reference":"resource:0")", R"("reference":"Patient/1")");
  std::string card = lint_issuer().sign(R"({"alg":"none","kid":"short"})", deflate_raw(as_bytes(payload)));
  const LintReport report = lint(LintKind::jws, card.substr(0, card.size() - 2) + " ", {.now = lint_now});
  const std::string bundle = "/payload/vc/credentialSubject/fhirBundle/entry/1/resource";
  EXPECT_EQ(
      described(report),
      (std::vector<std::string>{
          "text.white_space offset " + std::to_string(card.size() - 2), "jws.alg /header/alg", "jws.zip /header/zip",
          "jws.kid_form /header/kid", "iss.not_https /payload/iss", "fhir.code " + bundle + "/status",
          "fhir.reference_form " + bundle + "/patient/reference", "jws.signature_length /signature"}));
}

TEST(Lint, NeverRepeatsAValueOfAPrivateMember) {
  const std::string secret = "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE";
  const std::string set = R"({"keys":[{"kty":"EC","d":")" + secret + R"(","kid":3,"x":[],"k":[")" + secret + "\"]}]}";
  const LintReport report = lint(LintKind::jwkset, set, {.now = lint_now});
  EXPECT_GE(report.findings.size(), 4U);
  EXPECT_EQ(to_json(report, "set.json").find(secret), std::string::npos);
}

}  // namespace
}  // namespace vhc
