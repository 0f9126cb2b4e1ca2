// Who gave a dose or made a test: at most one name, under 30 characters (docs/rules/inputs.md 1.3, 1.4, 3.3, 5).
#include <utility>

#include "card/card_text.h"
#include "input/fhir_record.h"

namespace vhc {
namespace {

// How well a performer stands for the place that answers for the record: the organisation, who administered, others.
enum class Rank : std::uint8_t { organization, administered, other };

struct Performer {
  std::string name;        // empty: nobody is named there
  bool is_missed = false;  // an organization is referred to that is not there
  Rank rank = Rank::other;
};

// Immunization wraps the reference in an actor; Observation does not.
JsonValue actor_of(const JsonValue& performer, FhirMembers& members) {
  const auto actor = members.object(performer, "actor");
  return actor ? *actor : performer;
}

bool has_administered(const JsonValue& performer) {
  const auto function = performer.find("function");
  if (!function) return false;
  for (auto coding = first_element(*function, "coding"); coding; coding = coding->next()) {
    if (text_member_is(*coding, "code", "AP")) return true;
  }
  return false;
}

std::string organization_name(const JsonValue& resource) {
  return text_member_is(resource, "resourceType", "Organization") ? text_member(resource, "name") : std::string{};
}

// Only an organisation's name goes on a card, so it does not matter where a reference to a practitioner leads.
bool may_be_organization(std::string_view reference) {
  reference = reference.substr(0, reference.find("/_history/"));
  const std::size_t id = reference.rfind('/');
  if (id == std::string_view::npos || id == 0) return true;  // urn:uuid:…, #1
  const std::size_t type = reference.rfind('/', id - 1);
  const std::size_t begin = type == std::string_view::npos ? 0 : type + 1;
  return reference.substr(begin, id - begin) == "Organization";
}

// A place that numbers its sites says nothing to the reader of a card.
bool is_only_digits(std::string_view name) {
  return name.find_first_not_of("0123456789 ") == std::string_view::npos;
}

Performer read_performer(const JsonValue& performer, const FhirEntry& entry, const FhirBundle& bundle,
                         FhirMembers& members) {
  const JsonValue actor = actor_of(performer, members);
  Performer read{.name = std::string(trimmed(members.text(actor, "display")))};
  const std::string reference = members.text(actor, "reference");
  const auto target = reference.empty() ? std::nullopt : bundle.resolve(reference, entry);
  read.is_missed = read.name.empty() && !reference.empty() && !target && may_be_organization(reference);
  if (read.name.empty() && target) read.name = trimmed(organization_name(*target));
  if (is_only_digits(read.name)) read.name.clear();
  const bool organization = (target && text_member_is(*target, "resourceType", "Organization")) ||
                            reference.starts_with("Organization/") || text_member_is(actor, "type", "Organization");
  read.rank = organization ? Rank::organization : has_administered(performer) ? Rank::administered : Rank::other;
  return read;
}

}  // namespace

// The best of those that have a name. A reference that leads nowhere matters only when there is no name at all.
FhirPerformer performer_of(const FhirEntry& entry, const FhirContext& context, FhirMembers& members) {
  FhirPerformer found{.place = "/performer"};
  Rank best = Rank::other;
  std::size_t index = 0;
  for (auto one = members.first(entry.resource, "performer"); one; one = one->next(), ++index) {
    Performer read = read_performer(*one, entry, context.bundle, members);
    found.unknown = found.unknown || read.is_missed;
    if (read.name.empty() || (!found.name.empty() && best <= read.rank)) continue;
    best = read.rank;
    found.name = std::move(read.name);
    found.place = "/performer/" + std::to_string(index);
  }
  found.unknown = found.unknown && found.name.empty();
  return found;
}

}  // namespace vhc
