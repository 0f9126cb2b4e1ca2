// The payload of a card: who issued it, when, and in which frame its content stands.
#include "vhc/payload.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "lint/checks.h"
#include "lint/text_form.h"
#include "vhc/checked.h"
#include "vhc/deflate.h"

namespace vhc {
namespace {

// A number of milliseconds between 2001 and 5138; as seconds it would lie beyond the year 9999.
bool is_in_milliseconds(std::string_view number) {
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  return error == std::errc{} && value >= 1e12 && value < 1e14;
}

std::optional<UnixTime> lint_nbf(const JsonValue& root, UnixTime now, const Scope& scope) {
  const auto nbf = root.find("nbf");
  if (!nbf || !nbf->is(JsonKind::number)) {
    scope.add_member(LintRule::payload_nbf, root, "nbf");
    return std::nullopt;
  }
  const auto time = parse_numeric_date(nbf->text());
  if (!time) {
    scope.add(is_in_milliseconds(nbf->text()) ? LintRule::payload_nbf_milliseconds : LintRule::payload_nbf_range, *nbf);
    return std::nullopt;
  }
  if (*time > now) scope.add(LintRule::card_not_yet_valid, *nbf);
  return *time;
}

void lint_exp(const JsonValue& root, const std::optional<UnixTime>& nbf, UnixTime now, const Scope& scope) {
  const auto exp = root.find("exp");
  if (!exp) return;
  if (!exp->is(JsonKind::number)) {
    scope.add(LintRule::payload_exp, *exp);
    return;
  }
  const auto time = parse_numeric_date(exp->text());
  if (!time) {
    scope.add(is_in_milliseconds(exp->text()) ? LintRule::payload_exp_milliseconds : LintRule::payload_exp_range, *exp);
    return;
  }
  if (nbf && *time <= *nbf) scope.add(LintRule::payload_exp_not_after_nbf, *exp);
  if (*time < now) scope.add(LintRule::card_expired, *exp);
}

bool has_resource(const std::optional<JsonValue>& bundle, std::initializer_list<std::string_view> types) {
  const auto entries = bundle ? bundle->find("entry") : std::nullopt;
  for (auto entry = entries ? entries->first() : std::nullopt; entry; entry = entry->next()) {
    const auto resource = entry->find("resource");
    const auto found = resource ? resource->find("resourceType") : std::nullopt;
    if (found && std::any_of(types.begin(), types.end(), [&found](auto type) { return found->equals(type); })) {
      return true;
    }
  }
  return false;
}

void lint_type(const JsonValue& type, const std::optional<JsonValue>& bundle, const Scope& scope) {
  if (type.equals(health_card_type)) return;
  const bool immunization = type.equals(immunization_type);
  const bool laboratory = type.equals(laboratory_type);
  if (!immunization && !laboratory && !type.equals(covid19_type)) {
    scope.add(LintRule::payload_unknown_type, type);
    return;
  }
  scope.add(LintRule::payload_deprecated_type, type);
  const bool fits = (!immunization || has_resource(bundle, {"Immunization"})) &&
                    (!laboratory || has_resource(bundle, {"Observation", "DiagnosticReport"}));
  if (!fits) scope.add(LintRule::payload_type_content, type);
}

void lint_types(const JsonValue& vc, const std::optional<JsonValue>& bundle, const Scope& scope) {
  const auto types = vc.find("type");
  if (!types || !types->is(JsonKind::array)) {
    scope.add_member(LintRule::payload_type, vc, "type");
    if (types && types->equals(health_card_type)) return;
  }
  bool has_health_card = false;
  for (auto type = types ? types->first() : std::nullopt; type && types->is(JsonKind::array); type = type->next()) {
    if (!type->is(JsonKind::string)) {
      scope.add(LintRule::payload_type, *type);
      continue;
    }
    has_health_card = has_health_card || type->equals(health_card_type);
    lint_type(*type, bundle, scope);
  }
  if (!has_health_card) scope.add_member(LintRule::payload_health_card_type, vc, "type");
}

// "4.0.1": three numbers, perhaps with a label.
bool is_version(std::string_view text) {
  for (int part = 0; part < 3; ++part) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0) return false;
    text.remove_prefix(digits);
    if (part == 2) break;
    if (text.empty() || text.front() != '.') return false;
    text.remove_prefix(1);
  }
  return text.empty() || text.front() == '-';
}

void lint_fhir_version(const JsonValue& subject, const Scope& scope) {
  const auto version = subject.find_string("fhirVersion");
  if (!version || !is_version(*version)) {
    scope.add_member(LintRule::payload_fhir_version, subject, "fhirVersion");
  } else if (version->compare(0, 2, "4.") != 0) {
    scope.add_member(LintRule::payload_other_fhir_version, subject, "fhirVersion");
  }
}

std::optional<JsonValue> lint_subject(const JsonValue& vc, const Scope& scope) {
  const auto subject = vc.find("credentialSubject");
  if (!subject || !subject->is(JsonKind::object)) {
    scope.add_member(LintRule::payload_subject, vc, "credentialSubject");
    return std::nullopt;
  }
  lint_fhir_version(*subject, scope);
  note_unknown_members(*subject, {"fhirVersion", "fhirBundle"}, LintRule::payload_member, scope);
  auto bundle = subject->find("fhirBundle");
  if (!bundle || !bundle->is(JsonKind::object)) {
    scope.add_member(LintRule::payload_fhir_bundle, *subject, "fhirBundle");
    return std::nullopt;
  }
  return bundle;
}

std::optional<std::string> lint_rid(const JsonValue& vc, const Scope& scope) {
  const auto rid = vc.find("rid");
  if (!rid) return std::nullopt;
  if (!RevocationIdRule::check(rid->string())) scope.add(LintRule::payload_rid, *rid);
  return rid->string();
}

void lint_vc_members(const JsonValue& vc, const Scope& scope) {
  constexpr std::array dropped{"@context", "id", "issuer", "issuanceDate", "expirationDate"};
  constexpr std::array used{"type", "credentialSubject", "rid"};
  for (auto member = vc.first(); member; member = member->next()) {
    const auto is = [&member](const char* name) { return member->name_is(name); };
    if (std::any_of(dropped.begin(), dropped.end(), is)) {
      scope.add(LintRule::payload_context, *member);
    } else if (std::none_of(used.begin(), used.end(), is)) {
      scope.add(LintRule::payload_member, *member);
    }
  }
}

std::optional<std::string> lint_vc(const JsonValue& root, const LintOptions& options, const Scope& scope) {
  const auto vc = root.find("vc");
  if (!vc || !vc->is(JsonKind::object)) {
    scope.add_member(LintRule::payload_vc, root, "vc");
    return std::nullopt;
  }
  lint_vc_members(*vc, scope);
  const auto bundle = lint_subject(*vc, scope);
  lint_types(*vc, bundle, scope);
  auto rid = lint_rid(*vc, scope);
  if (bundle) lint_bundle(*bundle, options, scope);
  return rid;
}

std::optional<std::string> lint_iss(const JsonValue& root, const Scope& scope) {
  const auto iss = root.find("iss");
  if (!iss || !iss->is(JsonKind::string)) {
    scope.add_member(LintRule::payload_iss, root, "iss");
    return std::nullopt;
  }
  lint_issuer_url(*iss, scope);
  return iss->string();
}

}  // namespace

void lint_issuer_url(const JsonValue& iss, const Scope& scope) {
  const std::string url = iss.string();
  const bool https = url.compare(0, 8, "https://") == 0;
  const bool slash = !url.empty() && url.back() == '/';
  if (!https) scope.add(LintRule::iss_not_https, iss);
  if (slash) scope.add(LintRule::iss_trailing_slash, iss);
  if (https && !slash && !IssuerUrlRule::check(url)) scope.add(LintRule::iss_characters, iss);
}

PayloadFacts lint_payload(std::string_view json, PayloadForm form, const LintOptions& options, const Scope& scope) {
  const std::string_view text =
      without_surroundings(json, form == PayloadForm::of_a_card ? Around::lenient : Around::strict, scope);
  if (text.empty()) return {};
  const auto document = read_json(text, {.max_bytes = max_payload_bytes, .max_depth = 64}, scope);
  if (!document) return {};
  const JsonValue root = document->root();
  if (!root.is(JsonKind::object)) {
    scope.add(LintRule::payload_object);
    return {};
  }
  const bool has_space = !document->minified() || text.size() != json.size();
  if (form == PayloadForm::of_a_card && has_space) scope.add(LintRule::payload_not_minified);
  note_unknown_members(root, {"iss", "nbf", "exp", "vc"}, LintRule::payload_member, scope);
  PayloadFacts facts;
  facts.iss = lint_iss(root, scope);
  facts.nbf = lint_nbf(root, options.now, scope);
  lint_exp(root, facts.nbf, options.now, scope);
  facts.rid = lint_vc(root, options, scope);
  return facts;
}

}  // namespace vhc
