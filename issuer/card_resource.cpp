#include "card_resource.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vhc {
namespace {

constexpr std::array<std::string_view, 4> ial_codes{"IAL1.2", "IAL1.4", "IAL2", "IAL3"};

// Systems may be written by OID, as those do that come from HL7 v2 (inputs.md 2).
bool is_of_system(const JsonValue& coding, std::string_view wanted) {
  using Pair = std::pair<std::string_view, std::string_view>;
  constexpr std::array oids{Pair{"urn:oid:2.16.840.1.113883.12.292", "http://hl7.org/fhir/sid/cvx"},
                            Pair{"urn:oid:2.16.840.1.113883.6.69", "http://hl7.org/fhir/sid/ndc"},
                            Pair{"urn:oid:2.16.840.1.113883.6.96", "http://snomed.info/sct"},
                            Pair{"urn:oid:2.16.840.1.113883.6.1", "http://loinc.org"}};
  const auto system = coding.find("system");
  if (!system) return false;
  return system->equals(wanted) || std::any_of(oids.begin(), oids.end(), [&](const Pair& pair) {
           return pair.second == wanted && system->equals(pair.first);
         });
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::optional<JsonValue> find_modifier_extension(const JsonValue& value) {
  for (auto child = value.first(); child; child = child->next()) {
    if (value.is(JsonKind::object) && child->name_is("modifierExtension")) return child;
    if (auto found = find_modifier_extension(*child)) return found;
  }
  return std::nullopt;
}

}  // namespace

bool is_assurance_level(std::string_view code) noexcept {
  return std::find(ial_codes.begin(), ial_codes.end(), code) != ial_codes.end();
}

const KeptMember* KeptMembers::find(const JsonValue& member) const {
  const KeptMember* const end = first_ + count_;
  const std::string_view raw = member.raw_name();
  const auto* found = std::find_if(first_, end, [raw](const KeptMember& kept) { return kept.name == raw; });
  if (found == end && raw.find('\\') != std::string_view::npos) {
    found = std::find_if(first_, end, [&member](const KeptMember& kept) { return member.name_is(kept.name); });
  }
  return found == end ? nullptr : found;
}

void DropList::append_name(std::string_view name) {
  constexpr std::size_t longest = 40;
  const bool plain = !name.empty() && name.size() <= longest && std::all_of(name.begin(), name.end(), is_letter);
  texts_ += plain ? name : "?";
  ends_.push_back(texts_.size());
}

void DropList::add(std::string_view path, std::string_view name) {
  texts_.append(path).append(".");
  append_name(name);
}

void DropList::add(std::string_view name) {
  append_name(name);
}

// Where a member stands, from the inside out: it is made a text of only when something is dropped there.
struct DropList::Path {
  const Path* above;  // null: the resource
  std::string_view name;
};

void DropList::append_path(const Path& path) {
  if (path.above != nullptr) append_path(*path.above);
  texts_.append(path.name).append(".");
}

void DropList::add_others(const JsonValue& object, std::string_view type, KeptMembers kept) {
  add_others_below(object, {nullptr, type}, kept);
}

void DropList::add_others_below(const JsonValue& object, const Path& path, KeptMembers kept) {
  const bool is_array = object.is(JsonKind::array);
  for (auto child = object.first(); child; child = child->next()) {
    if (is_array) {
      add_others_below(*child, path, kept);
    } else if (const KeptMember* member = kept.find(*child); member == nullptr) {
      append_path(path);
      append_name(child->name());
    } else if (child->size() != 0) {
      add_others_below(*child, {&path, member->name}, member->members);
    }
  }
}

std::vector<std::string> DropList::sorted() const {
  std::vector<std::string_view> texts;
  texts.reserve(ends_.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends_) {
    texts.push_back(std::string_view(texts_).substr(begin, end - begin));
    begin = end;
  }
  std::sort(texts.begin(), texts.end());
  return {texts.begin(), std::unique(texts.begin(), texts.end())};
}

bool is_allowed(const MinimiseOptions& options, Errc code) {
  return std::find(options.allowed.begin(), options.allowed.end(), code) != options.allowed.end();
}

std::optional<JsonValue> find_modifier(const JsonValue& resource) {
  if (auto rules = resource.find("implicitRules")) return rules;
  const std::string_view text = resource.text();  // nearly all records have none, and no name is written with escapes
  const bool none = text.find("modifierExtension") == std::string_view::npos;
  return none && text.find('\\') == std::string_view::npos ? std::nullopt : find_modifier_extension(resource);
}

std::vector<CardCoding> codings_of(const JsonValue& resource, std::string_view concept_name, std::string_view system) {
  std::vector<CardCoding> found;
  const auto value = resource.find(concept_name);
  if (!value) return found;
  for (auto coding = first_element(*value, "coding"); coding; coding = coding->next()) {
    if (!is_of_system(*coding, system)) continue;
    std::string code = text_member(*coding, "code");
    if (code.empty()) continue;
    found.push_back({std::move(code), *coding});
  }
  return found;
}

std::string assurance_level(const JsonValue& resource, const MinimiseOptions& options, Notes& notes) {
  std::string level;
  bool stated = false;
  if (const auto meta = resource.find("meta")) {
    for (auto label = first_element(*meta, "security"); label; label = label->next()) {
      std::string code = text_member(*label, "code");
      const bool is_level = text_member_is(*label, "system", assurance_system);
      stated = stated || is_level;
      if (is_level && level.empty() && is_assurance_level(code)) {
        level = std::move(code);
      } else {
        notes.dropped.add(text_member(resource, "resourceType") + ".meta", "security");
      }
    }
  }
  return stated ? level : options.ial.value_or("");
}

bool is_before(std::string_view day, std::string_view birth_date) {
  return day.substr(0, birth_date.size()) < birth_date;
}

}  // namespace vhc
