#include "card_resource.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vhc {
namespace {

constexpr std::string_view ial_system = "https://smarthealth.cards/ial";
constexpr std::array ial_codes{"IAL1.2", "IAL1.4", "IAL2", "IAL3"};

bool is_ial(std::string_view code) {
  return std::find(ial_codes.begin(), ial_codes.end(), code) != ial_codes.end();
}

// Systems by OID, as systems that come from HL7 v2 write them (inputs.md 2).
std::string_view canonical_system(std::string_view system) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array oids{Pair{"urn:oid:2.16.840.1.113883.12.292", "http://hl7.org/fhir/sid/cvx"},
                            Pair{"urn:oid:2.16.840.1.113883.6.96", "http://snomed.info/sct"},
                            Pair{"urn:oid:2.16.840.1.113883.6.1", "http://loinc.org"}};
  for (const auto& [oid, canonical] : oids) {
    if (system == oid) return canonical;
  }
  return system;
}

// Cut at the end of a word, so that what stands there is still a name.
std::string cut(const std::string& name) {
  std::string shorter;
  std::size_t characters = 0;
  for (const char c : name) {
    const bool starts_character = (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    if (starts_character && characters++ == max_performer_name_chars) break;
    shorter += c;
  }
  const std::size_t space = shorter.rfind(' ');
  if (space != std::string::npos && space > 0) shorter.resize(space);
  return shorter;
}

// Immunization wraps the reference in an actor; Observation does not.
JsonValue actor_of(const JsonValue& performer) {
  const auto actor = performer.find("actor");
  return actor ? *actor : performer;
}

tl::expected<std::string, Finding> name_of(const JsonValue& actor, const FhirEntry& entry, const FhirBundle& bundle) {
  if (std::string display = text_member(actor, "display"); !display.empty()) return display;
  const auto reference = actor.find("reference");
  if (!reference) return std::string{};
  const auto target = bundle.resolve(reference->string(), entry);
  if (!target) return refuse(Errc::in_unresolved_reference, reference->pointer());
  const auto name = target->find("name");  // a text in an Organization or Location, something else in a person
  return name && name->is(JsonKind::string) ? name->string() : std::string{};
}

}  // namespace

void Notes::drop_others(const JsonValue& object, std::string_view type, std::initializer_list<std::string_view> kept) {
  for (auto member = object.first(); member; member = member->next()) {
    const std::string name = member->name();
    if (std::find(kept.begin(), kept.end(), name) != kept.end()) continue;
    // Names of members are input: only plain ones are repeated.
    const bool plain = name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
                         return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
                       });
    dropped.insert(std::string(type) + "." + (plain ? name : "?"));
  }
}

void Notes::drop_meta(const JsonValue& resource, std::string_view type) {
  const auto meta = resource.find("meta");
  if (!meta) return;
  drop_others(*meta, std::string(type) + ".meta", {"security"});
  for (auto label = first_element(*meta, "security"); label; label = label->next()) {
    if (text_member(*label, "system") != ial_system) dropped.insert(std::string(type) + ".meta.security");
  }
}

std::optional<CardCoding> choose_coding(const JsonValue& concept_value,
                                        std::initializer_list<std::string_view> systems) {
  for (const std::string_view system : systems) {
    for (auto coding = first_element(concept_value, "coding"); coding; coding = coding->next()) {
      std::string code = text_member(*coding, "code");
      if (!code.empty() && canonical_system(text_member(*coding, "system")) == system) {
        return CardCoding{std::string(system), std::move(code), *coding};
      }
    }
  }
  return std::nullopt;
}

tl::expected<std::string, Finding> performer_name(const FhirEntry& entry, const RecordContext& context, Notes& notes) {
  std::string name;
  std::optional<JsonValue> place;
  for (auto performer = first_element(entry.resource, "performer"); performer && name.empty();
       performer = performer->next()) {
    auto found = name_of(actor_of(*performer), entry, context.bundle);
    if (!found) return found;
    name = *std::move(found);
    place = performer;
  }
  if (name.empty()) name = context.options.performer;
  if (has_control_character(name)) return refuse(Errc::in_control_character, place ? place->pointer() : "");
  if (num_characters(name) > max_performer_name_chars) {
    name = cut(name);
    notes.warn(Errc::in_performer_cut, place ? *place : entry.resource);
  }
  return name;
}

std::string assurance_level(const JsonValue& resource, const MinimiseOptions& options) {
  const auto meta = resource.find("meta");
  if (meta) {
    for (auto label = first_element(*meta, "security"); label; label = label->next()) {
      std::string code = text_member(*label, "code");
      if (text_member(*label, "system") == ial_system && is_ial(code)) return code;
    }
  }
  return options.ial.value_or("");
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

std::size_t num_characters(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

}  // namespace vhc
