#include "vhc/report.h"

#include "judge/content_checks.h"
#include "vhc/code_words.h"
#include "vhc/deflate.h"
#include "vhc/json_writer.h"
#include "vhc/jws.h"

namespace vhc {

std::string_view name(Check check) noexcept {
  switch (check) {
    case Check::recognised:
      return "recognised";
    case Check::envelope:
      return "envelope";
    case Check::key_known:
      return "key_known";
    case Check::algorithm:
      return "algorithm";
    case Check::signature:
      return "signature";
    case Check::payload:
      return "payload";
    case Check::issuer_trusted:
      return "issuer_trusted";
    case Check::not_before:
      return "not_before";
    case Check::not_expired:
      return "not_expired";
    case Check::not_revoked:
      return "not_revoked";
    case Check::trust_fresh:
      return "trust_fresh";
    case Check::clock:
      return "clock";
    case Check::rules:
      return "rules";
  }
  return "";
}

std::string_view name(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::skipped:
      return "skipped";
    case Outcome::passed:
      return "passed";
    case Outcome::warned:
      return "warned";
    case Outcome::failed:
      return "failed";
  }
  return "";
}

std::string_view name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::read_again:
      return "read_again";
    case Verdict::other_code:
      return "other_code";
    case Verdict::not_genuine:
      return "not_genuine";
    case Verdict::unknown_issuer:
      return "unknown_issuer";
    case Verdict::not_accepted:
      return "not_accepted";
    case Verdict::genuine:
      return "genuine";
  }
  return "";
}

std::string_view headline(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::read_again:
      return "READ AGAIN";
    case Verdict::other_code:
      return "OTHER CODE";
    case Verdict::not_genuine:
      return "NOT GENUINE";
    case Verdict::unknown_issuer:
      return "UNKNOWN ISSUER";
    case Verdict::not_accepted:
      return "NOT ACCEPTED";
    case Verdict::genuine:
      return "GENUINE";
  }
  return "";
}

int exit_code(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::genuine:
      return 0;
    case Verdict::not_accepted:
      return 10;
    case Verdict::unknown_issuer:
      return 11;
    case Verdict::not_genuine:
      return 12;
    case Verdict::read_again:
      return 13;
    case Verdict::other_code:
      return 14;
  }
  return 70;
}

namespace {

void write_time(JsonWriter& json, JsonName member, const std::optional<UnixTime>& time) {
  json.name(member);
  if (time) {
    json.string(to_rfc3339(*time));
  } else {
    json.null();
  }
}

void write_strings(JsonWriter& json, JsonName member, const std::vector<std::string>& texts) {
  json.name(member).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write_if_any(JsonWriter& json, JsonName member, const std::string& text) {
  if (!text.empty()) json.member(member, text);
}

void write_name(JsonWriter& json, const PersonName& name) {
  json.member("name", shown_name(name));
  write_if_any(json, "family", name.family);
  if (!name.given.empty()) write_strings(json, "given", name.given);
}

void write_person(JsonWriter& json, const Person& person) {
  json.name("person").begin_object();
  if (!person.names.empty()) write_name(json, person.names.front());
  write_if_any(json, "birthDate", person.birth_date);
  if (person.names.size() > 1) {
    json.name("other_names").begin_array();
    for (std::size_t i = 1; i < person.names.size(); ++i) {
      json.begin_object();
      write_name(json, person.names[i]);
      json.end_object();
    }
    json.end_array();
  }
  json.end_object();
}

void write_words(JsonWriter& json, JsonName member, std::string_view system, std::string_view code) {
  const std::string_view words = words_of_code(system, code);
  if (!words.empty()) json.member(member, words);
}

void write_event(JsonWriter& json, const Event& event) {
  json.begin_object().member("kind", name(event.kind));
  write_if_any(json, "date", event.date);
  write_if_any(json, "system", event.system);
  write_if_any(json, "code", event.code);
  write_words(json, "display", event.system, event.code);
  write_if_any(json, "value", event.value);
  write_words(json, "value_display", event.value_system, event.value);
  write_if_any(json, "status", event.status);
  write_if_any(json, "lot", event.lot);
  write_if_any(json, "performer", event.performer);
  if (event.subpotent) json.member("subpotent", true);
  json.end_object();
}

void write_contents(JsonWriter& json, const CardContents& card, bool identity) {
  write_time(json, "issued", card.issued);
  write_time(json, "expires", card.expires);
  write_strings(json, "types", card.types);
  if (identity) write_person(json, card.subject);
  json.name("events").begin_array();
  for (const Event& event : card.events) write_event(json, event);
  json.end_array();
}

void write_trust(JsonWriter& json, const TrustFacts& trust, UnixTime now) {
  json.name("trust").begin_object().member("origin", trust.origin);
  if (trust.list) json.member("list", *trust.list);
  if (trust.issued) {
    write_time(json, "issued", trust.issued);
    json.member("age_s", std::int64_t{(now - *trust.issued).count()});
  }
  json.member("state", name(trust.state)).end_object();
}

// The object of a check without a code, ready to be written: thirteen of them make up half of a report.
using CheckText = std::array<std::array<std::string, num_outcomes>, num_checks>;

CheckText make_check_texts() {
  CheckText texts;
  for (std::size_t check = 0; check < num_checks; ++check) {
    for (std::size_t outcome = 0; outcome < num_outcomes; ++outcome) {
      JsonWriter json;
      json.begin_object().member("check", name(static_cast<Check>(check)));
      texts.at(check).at(outcome) = json.member("outcome", name(static_cast<Outcome>(outcome))).end_object().take();
    }
  }
  return texts;
}

void write_checks(JsonWriter& json, const VerificationReport& report) {
  static const CheckText texts = make_check_texts();
  json.name("checks").begin_array();
  for (std::size_t i = 0; i < num_checks; ++i) {
    const CheckResult& result = report.checks.at(i);
    const std::string_view text = texts.at(i).at(static_cast<std::size_t>(result.outcome));
    if (result.code) {
      json.begin_object().raw(text.substr(1, text.size() - 2)).member("code", name(*result.code)).end_object();
    } else {
      json.raw(text);
    }
  }
  json.end_array();
}

void write_kind(JsonWriter& json, const OtherCode* other) {
  if (other != nullptr) json.member("kind", other->kind);
}

void write_rule(JsonWriter& json, const RuleReport& rule) {
  json.name("rules").begin_object().member("rule", rule.rule);
  write_outcome(json, rule.outcome);
  json.end_object();
}

void write_reason(JsonWriter& json, const std::optional<Errc>& reason) {
  json.name("reason");
  if (reason) {
    json.string(name(*reason));
  } else {
    json.null();
  }
}

void write_warnings(JsonWriter& json, const std::vector<Errc>& warnings) {
  json.name("warnings").begin_array();
  for (const Errc code : warnings) json.string(name(code));
  json.end_array();
}

void write_start(JsonWriter& json, const ReportContext& context, const Format* format) {
  json.begin_object().member("schema", "vhc.report/1").member("input", context.input);
  json.member("index", static_cast<std::int64_t>(context.index)).name("format");
  if (format != nullptr) {
    json.string(format->name);
  } else {
    json.null();
  }
}

}  // namespace

std::string to_json(const VerificationReport& report, const ReportContext& context) {
  constexpr std::size_t usual_size = 2048;
  JsonWriter json(usual_size);
  write_start(json, context, report.format);
  json.member("verdict", name(report.verdict));
  write_kind(json, report.other);
  write_reason(json, report.reason);
  json.member("at", to_rfc3339(report.now.earliest));
  if (report.at_given) json.member("at_given", true);
  if (report.card) {
    const VerifiedCard& card = *report.card;
    json.name("issuer").begin_object().member("iss", card.contents().issuer);
    write_if_any(json, "name", card.issuer_name());
    json.member("origin", report.trust.origin);
    write_if_any(json, "network", card.network());
    json.member("kid", card.key_id()).end_object();
    if (!card.shows_issuer_alone()) write_contents(json, card.contents(), context.identity);
  }
  write_if_any(json, "kid", report.unknown_kid);
  write_if_any(json, "claimed_issuer", report.claimed_issuer);
  write_trust(json, report.trust, report.now.earliest);
  write_checks(json, report);
  if (report.rule) write_rule(json, *report.rule);
  write_warnings(json, report.warnings);
  if (!context.explanation.empty()) json.member("explanation", context.explanation);
  if (context.micros) json.member("micros", *context.micros);
  return json.end_object().take();
}

Inspection inspect(const FoundCard& card, const TrustList* trust) {
  Inspection inspection;
  if (card.recognised) inspection.format = card.format;
  inspection.other = card.other;
  for (const Finding& finding : card.findings) inspection.warnings.push_back(finding.code);
  const auto read = [&]() -> Result<void> {
    VHC_TRY(const std::string text, card.text);
    VHC_TRY(const Envelope envelope, card.format->open(text));
    inspection.key_id = envelope.kid;
    VHC_TRY(inspection.payload_text, card.format->payload_text(envelope));
    VHC_TRY(inspection.contents, card.format->read(envelope));
    for (const Finding& finding : inspection.contents->findings) inspection.warnings.push_back(finding.code);
    if (const auto& code = check_content(*inspection.contents).code) inspection.warnings.push_back(*code);
    return {};
  };
  if (auto done = read(); !done) inspection.fault = std::move(done).error();
  if (trust != nullptr && inspection.contents) {
    inspection.listed = trust->lists_issuer(inspection.contents->issuer, card.format->profile);
    inspection.listed_name = trust->issuer_name(inspection.contents->issuer, card.format->profile);
  }
  return inspection;
}

std::string to_json(const Inspection& inspection, const ReportContext& context) {
  JsonWriter json;
  write_start(json, context, inspection.format);
  json.name("verdict").null().member("verified", false);
  write_kind(json, inspection.other);
  write_reason(json, inspection.fault ? std::optional(inspection.fault->code) : std::nullopt);
  write_if_any(json, "kid", inspection.key_id);
  if (inspection.contents) {
    json.name("issuer").begin_object().member("iss", inspection.contents->issuer);
    write_if_any(json, "name", inspection.listed_name);
    json.end_object();
    write_if_any(json, "rid", inspection.contents->revocation_handle);
    write_contents(json, *inspection.contents, context.identity);
  }
  write_warnings(json, inspection.warnings);
  return json.end_object().take();
}

}  // namespace vhc
