#include "vhc/payload.h"

#include <algorithm>
#include <array>
#include <utility>

#include "vhc/checked.h"
#include "vhc/deflate.h"
#include "vhc/fhir_view.h"

namespace vhc {
namespace {

constexpr std::array known_types{health_card_type, immunization_type, laboratory_type, covid19_type};

tl::unexpected<Error> wrong(Errc code, std::string_view pointer) {
  return fail(code, std::string(pointer));
}

// The two rules that a card's iss must keep (KEY-11, KEY-12). Whatever else is odd about it, no list will have it.
Result<std::string> read_iss(const JsonValue& root) {
  auto iss = root.find_string("iss");
  const bool usable = iss && iss->size() > std::string_view("https://").size() && iss->compare(0, 8, "https://") == 0 &&
                      iss->back() != '/' && iss->size() <= max_iss_bytes;
  if (!usable) return wrong(Errc::payload_iss, "/iss");
  return *std::move(iss);
}

Result<UnixTime> read_seconds(const JsonValue& value, Errc code) {
  const auto time = value.is(JsonKind::number) ? parse_numeric_date(value.text()) : fail(code);
  if (!time) return wrong(code, value.pointer());
  return *time;
}

Result<std::vector<std::string>> read_types(const JsonValue& vc) {
  const auto types = vc.find("type");
  if (!types || !types->is(JsonKind::array) || types->size() > max_types) return wrong(Errc::payload_type, "/vc/type");
  std::vector<std::string> found;
  found.reserve(types->size());
  for (auto type = types->first(); type; type = type->next()) {
    if (!type->is(JsonKind::string)) return wrong(Errc::payload_type, "/vc/type");
    found.push_back(type->string());
  }
  if (std::find(found.begin(), found.end(), health_card_type) == found.end()) {
    return wrong(Errc::payload_health_card_type, "/vc/type");
  }
  return found;
}

bool is_known(const std::string& type) {
  return std::find(known_types.begin(), known_types.end(), type) != known_types.end();
}

void warn(CardContents& card, Errc code, std::string_view pointer) {
  card.findings.push_back({code, Severity::warning, std::string(pointer), {}});
}

void read_rid(CardContents& card, const JsonValue& vc) {
  const auto rid = vc.find("rid");
  if (!rid) return;
  // A number is no revocation id either; a list may have it by its digits.
  card.revocation_handle = rid->is(JsonKind::number) ? std::string(rid->text()) : rid->string();
  if (!RevocationIdRule::check(card.revocation_handle)) warn(card, Errc::payload_rid, "/vc/rid");
}

// Gives the bundle.
Result<JsonValue> read_vc(CardContents& card, const JsonValue& root) {
  const auto vc = root.find("vc");
  if (!vc || !vc->is(JsonKind::object)) return wrong(Errc::payload_vc, "/vc");
  VHC_TRY(card.types, read_types(*vc));
  if (!std::all_of(card.types.begin(), card.types.end(), is_known)) warn(card, Errc::payload_unknown_type, "/vc/type");
  const auto subject = vc->find("credentialSubject");
  const auto bundle = subject ? subject->find("fhirBundle") : std::nullopt;
  if (!bundle || !bundle->is(JsonKind::object))
    return wrong(Errc::payload_fhir_bundle, "/vc/credentialSubject/fhirBundle");
  if (!subject->find_string("fhirVersion")) warn(card, Errc::payload_fhir_version, "/vc/credentialSubject/fhirVersion");
  read_rid(card, *vc);
  return *bundle;
}

Result<JsonDocument> parse(std::string json) {
  return JsonDocument::parse(std::move(json), {.max_bytes = max_payload_bytes, .max_depth = 64});
}

// All that a payload can be refused for. Gives the bundle.
Result<JsonValue> read_claims(CardContents& card, const JsonDocument& document) {
  const JsonValue root = document.root();
  if (!root.is(JsonKind::object)) return fail(Errc::payload_object);
  VHC_TRY(card.issuer, read_iss(root));
  const auto nbf = root.find("nbf");
  if (!nbf) return wrong(Errc::payload_nbf, "/nbf");
  VHC_TRY(card.issued, read_seconds(*nbf, Errc::payload_nbf));
  if (const auto exp = root.find("exp")) {
    VHC_TRY(card.expires, read_seconds(*exp, Errc::payload_exp));
    if (*card.expires <= card.issued) warn(card, Errc::payload_exp_not_after_nbf, "/exp");
  }
  if (!document.minified()) warn(card, Errc::payload_not_minified, "");
  return read_vc(card, root);
}

}  // namespace

std::string_view name(EventKind kind) noexcept {
  switch (kind) {
    case EventKind::immunization:
      return "immunization";
    case EventKind::test:
      return "test";
    case EventKind::recovery:
      return "recovery";
    case EventKind::exemption:
      return "exemption";
    case EventKind::other:
      return "other";
  }
  return "";
}

std::string shown_name(const PersonName& name) {
  if (name.family.empty() && !name.text.empty()) return name.text;
  std::string shown = name.family;
  for (const std::string& given : name.given) {
    shown += shown.empty() ? "" : shown.size() == name.family.size() ? ", " : " ";
    shown += given;
  }
  return shown;
}

Result<CardContents> read_payload(std::string json) {
  VHC_TRY(const JsonDocument document, parse(std::move(json)));
  CardContents card;
  VHC_TRY(const JsonValue bundle, read_claims(card, document));
  BundleView view = view_bundle(bundle);
  if (!view.minimal) warn(card, Errc::fhir_not_minimal, "/vc/credentialSubject/fhirBundle");
  card.subject = std::move(view.person);
  card.events = std::move(view.events);
  card.several_people = view.several_people;
  card.has_modifiers = view.has_modifiers;
  return card;
}

Result<void> check_payload(std::string json) {
  VHC_TRY(const JsonDocument document, parse(std::move(json)));
  CardContents card;
  if (auto bundle = read_claims(card, document); !bundle) return tl::unexpected(std::move(bundle).error());
  return {};
}

}  // namespace vhc
