#include "vhc/lint.h"

#include <algorithm>

#include "lint/checks.h"
#include "lint/text_form.h"
#include "vhc/found_cards.h"
#include "vhc/json_writer.h"
#include "vhc/references.h"

namespace vhc {
namespace {

// Several lines are several codes.
std::vector<ReadCode> codes_in(std::string_view text) {
  std::vector<ReadCode> codes;
  while (!text.empty() && codes.size() < max_codes) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    if (end > 0) codes.push_back({.text = std::string(text.substr(0, end)), .data_codewords = {}});
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return codes;
}

void lint_numeric_text(std::string_view bytes, const LintOptions& options, Findings& findings) {
  const std::string_view text = without_surroundings(bytes, Around::strict, Scope(findings, ""));
  if (!text.empty()) findings.add(lint_codes(LintKind::qrnumeric, codes_in(text), options).findings);
}

Around around(LintKind kind) {
  switch (kind) {
    case LintKind::fhirbundle:
    case LintKind::jws:
    case LintKind::healthcard:
    case LintKind::fhirhealthcard:
      return Around::strict;
    default:
      return Around::lenient;
  }
}

void lint_text(LintKind kind, std::string_view text, const LintOptions& options, const Scope& scope) {
  switch (kind) {
    case LintKind::fhirbundle:
      return lint_bundle_text(text, options, scope);
    case LintKind::jws:
      return lint_jws(text, options, scope);
    case LintKind::healthcard:
      return lint_card_file(text, options, scope);
    case LintKind::fhirhealthcard:
      return lint_operation_answer(text, options, scope);
    case LintKind::jwkset:
      return lint_key_set(text, options, scope);
    case LintKind::crl:
      return lint_crl(text, options, scope);
    case LintKind::directory:
      return lint_directory(text, scope);
    case LintKind::directory_snapshot:
      return lint_directory_snapshot(text, options, scope);
    case LintKind::issuer_input:
      return lint_issuer_input(text, scope);
    case LintKind::jwspayload:
    case LintKind::qrnumeric:
    case LintKind::qr:
      break;  // these look at their surroundings themselves
  }
}

bool has_bundle(LintKind kind) {
  return kind == LintKind::fhirbundle || kind == LintKind::jwspayload || kind == LintKind::jws ||
         kind == LintKind::healthcard || kind == LintKind::fhirhealthcard;
}

bool is_served(LintKind kind) {
  return kind == LintKind::healthcard || kind == LintKind::jwkset || kind == LintKind::crl;
}

// What nobody asked for, and what no file shows.
void say_what_was_not_seen(LintKind kind, const LintOptions& options, const Scope& scope) {
  if (has_bundle(kind) && options.profile == LintProfile::none) scope.add(LintRule::profile_none);
  if (is_served(kind)) scope.add(LintRule::served_unseen);
}

// "card.smart-health-card" is the name of a file with JSON in it.
void lint_name_of_jws(const LintOptions& options, const Scope& scope) {
  if (options.file_name.ends_with(".smart-health-card")) scope.add_at(LintRule::card_file_bare_jws, "file name");
}

// Without a byte order mark, and white space at both ends.
std::string_view inner_text(std::string_view bytes) {
  constexpr std::string_view white_space = " \t\r\n\f\v";
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  bytes.remove_prefix(std::min(bytes.find_first_not_of(white_space), bytes.size()));
  return bytes.substr(0, bytes.find_last_not_of(white_space) + 1);
}

bool is_empty(std::string_view bytes) {
  return inner_text(bytes).empty();
}

// What was recognised as nothing that is looked at here.
void lint_unknown(std::string_view bytes, const Scope& scope) {
  const bool is_address = bytes.starts_with("http://") || bytes.starts_with("https://");
  if (is_empty(bytes)) {
    scope.add(LintRule::input_empty);
  } else {
    scope.add(LintRule::unknown_kind, is_address ? "a web address" : "");
  }
}

// What people paste: a card in lines, quotes or a link. Nothing when the text is a card as it stands, or several.
std::optional<std::string> unwrapped_card(std::optional<LintKind> kind, std::string_view bytes) {
  if (kind && *kind != LintKind::jws && *kind != LintKind::qrnumeric) return std::nullopt;
  if (bytes.size() > max_lint_bytes) return std::nullopt;
  std::vector<std::string> codes = codes_in_text(bytes);
  if (codes.size() != 1 || !recognise_artefact(codes.front())) return std::nullopt;
  if (inner_text(bytes) == codes.front()) return std::nullopt;
  return std::move(codes.front());
}

}  // namespace

bool LintReport::valid() const noexcept {
  return std::none_of(findings.begin(), findings.end(),
                      [](const LintFinding& finding) { return info(finding.rule).severity == Severity::error; });
}

LintReport lint(std::optional<LintKind> kind, std::string_view bytes, const LintOptions& options) {
  if (!kind) kind = recognise_artefact(bytes);
  Findings findings;
  const Scope scope(findings, "");
  if (const auto card = unwrapped_card(kind, bytes)) {
    scope.add(LintRule::text_wrapped);
    LintReport report = lint(recognise_artefact(*card), *card, options);
    findings.add(std::move(report.findings));
    return {.kind = report.kind, .findings = findings.take()};
  }
  if (!kind) {
    lint_unknown(bytes, scope);
  } else if (*kind == LintKind::qr) {
    scope.add(LintRule::picture_no_code);
  } else if (*kind == LintKind::qrnumeric) {
    lint_numeric_text(bytes, options, findings);
  } else if (*kind == LintKind::jwspayload) {
    lint_payload(bytes, PayloadForm::on_its_own, options, scope);
  } else {
    const std::string_view text = without_surroundings(bytes, around(*kind), scope);
    if (!text.empty()) lint_text(*kind, text, options, scope);
    if (*kind == LintKind::jws) lint_name_of_jws(options, scope);
  }
  if (kind && !is_empty(bytes)) say_what_was_not_seen(*kind, options, scope);
  return {.kind = kind, .findings = findings.take()};
}

LintedList lint_list(std::string_view bytes, const LintOptions& options) {
  LintedList linted;
  linted.findings = lint(LintKind::crl, bytes, options).findings;
  std::erase_if(linted.findings, [](const LintFinding& finding) { return finding.rule == LintRule::served_unseen; });
  if (auto list = RevocationList::parse(std::string(bytes))) {
    linted.list = std::make_shared<const RevocationList>(*std::move(list));
  }
  return linted;
}

std::string to_json(const LintReport& report, std::string_view input) {
  JsonWriter json;
  json.begin_object().member("schema", "vhc.lint/1").member("input", input).name("kind");
  if (report.kind) {
    json.string(name(*report.kind));
  } else {
    json.null();
  }
  json.member("valid", report.valid()).name("findings").begin_array();
  for (const LintFinding& finding : report.findings) {
    const LintRuleInfo& rule = info(finding.rule);
    json.begin_object().member("severity", name(rule.severity)).member("code", rule.code);
    json.member("where", finding.where);
    json.member("what", std::string(rule.sentence) + (finding.detail.empty() ? "" : ": " + finding.detail));
    json.member("spec", rule.spec);
    const std::vector<std::string> addresses = reference_addresses(rule.spec);
    if (!addresses.empty()) {
      json.name("see").begin_array();
      for (const std::string& address : addresses) json.string(address);
      json.end_array();
    }
    json.end_object();
  }
  return json.end_array().end_object().take();
}

}  // namespace vhc
