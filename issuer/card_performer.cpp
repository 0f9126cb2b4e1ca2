// Who gave a dose or made a test: at most one name, under 30 characters (inputs.md 1.3, 1.4, 3.3, 5).
#include <algorithm>

#include "card_resource.h"
#include "card_text.h"
#include "vhc/issuer_settings.h"

namespace vhc {
namespace {

// How well a performer stands for the place that answers for the record: the organisation, who administered, others.
enum class Standing : std::uint8_t { organization, administered, other };

struct Performer {
  JsonValue place;
  std::string name;  // empty: nobody is named there
  Standing standing = Standing::other;
};

// Immunization wraps the reference in an actor; Observation does not.
JsonValue actor_of(const JsonValue& performer) {
  const auto actor = performer.find("actor");
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

tl::expected<Performer, Finding> read_performer(const JsonValue& performer, const FhirEntry& entry,
                                                const FhirBundle& bundle) {
  const JsonValue actor = actor_of(performer);
  Performer read{.place = performer, .name = std::string(trimmed(text_member(actor, "display")))};
  const auto reference = actor.find("reference");
  const auto target = reference ? bundle.resolve(reference->string(), entry) : std::nullopt;
  const bool is_missed = read.name.empty() && reference && !target;
  if (is_missed && may_be_organization(reference->string()))
    return refuse(Errc::in_unresolved_reference, reference->pointer());
  if (read.name.empty() && target) read.name = trimmed(organization_name(*target));
  if (is_only_digits(read.name)) read.name.clear();
  const bool organization = (target && text_member_is(*target, "resourceType", "Organization")) ||
                            text_member(actor, "reference").rfind("Organization/", 0) == 0 ||
                            text_member_is(actor, "type", "Organization");
  read.standing = organization                  ? Standing::organization
                  : has_administered(performer) ? Standing::administered
                                                : Standing::other;
  return read;
}

// The best of those that have a name. A reference that leads nowhere matters only when there is no name at all.
tl::expected<std::optional<Performer>, Finding> choose_performer(const FhirEntry& entry, const FhirBundle& bundle) {
  std::optional<Performer> best;
  std::optional<Finding> unresolved;
  for (auto performer = first_element(entry.resource, "performer"); performer; performer = performer->next()) {
    auto read = read_performer(*performer, entry, bundle);
    if (!read) {
      if (!unresolved) unresolved = std::move(read).error();
    } else if (!read->name.empty() && (!best || read->standing < best->standing)) {
      best = *std::move(read);
    }
  }
  if (!best && unresolved) return Refusal(*std::move(unresolved));
  return best;
}

}  // namespace

tl::expected<std::string, Finding> performer_name(const FhirEntry& entry, const RecordContext& context, Notes& notes) {
  VHC_TRY(const std::optional<Performer> performer, choose_performer(entry, context.bundle));
  const auto all = entry.resource.find("performer");
  if (all && all->size() > 1) notes.dropped.add(entry.type, "performer");
  if (!performer) return context.options.performer;
  if (!is_plain_text(performer->name)) return refuse(Errc::in_control_character, performer->place.pointer());
  if (num_characters(performer->name) <= max_performer_chars) return performer->name;
  notes.warn(Errc::in_performer_cut, performer->place);
  return cut_performer(performer->name);
}

}  // namespace vhc
