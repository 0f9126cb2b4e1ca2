// A bundle as it stands on a card: FHIR's own rules by the tables of types, and the framework's rules for small cards.
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "lint/checks.h"
#include "lint/fhir_primitives.h"
#include "lint/fhir_types.h"
#include "lint/profiles.h"
#include "lint/text_form.h"

namespace vhc {
namespace {

// "resource:" and a number.
bool is_short_uri(std::string_view text) {
  constexpr std::string_view scheme = "resource:";
  if (!text.starts_with(scheme) || text.size() == scheme.size()) return false;
  return text.find_first_not_of("0123456789", scheme.size()) == std::string_view::npos;
}

bool is_one_of(std::string_view code, std::string_view codes) {
  while (!codes.empty()) {
    const std::size_t end = std::min(codes.find('|'), codes.size());
    if (codes.substr(0, end) == code) return true;
    codes.remove_prefix(std::min(end + 1, codes.size()));
  }
  return false;
}

class BundleLint {
 public:
  BundleLint(const JsonValue& bundle, const Scope& scope) : bundle_(bundle), scope_(scope) {}

  void run() {
    read_entries();
    check_resource(bundle_);
  }

 private:
  // A second Patient; the first is nobody too many.
  void check_people(const JsonValue& resource) {
    const auto type = resource.find("resourceType");
    if (type && type->equals("Patient") && ++num_patients_ == 2) scope_.add(LintRule::several_people, resource);
  }

  // Which entries there are, before any reference is looked at.
  void read_entries() {
    const auto entries = bundle_.find("entry");
    if (!entries || !entries->is(JsonKind::array) || entries->size() == 0) {
      scope_.add_member(LintRule::fhir_no_entry, bundle_, "entry");
      return;
    }
    for (auto entry = entries->first(); entry; entry = entry->next()) {
      if (!entry->is(JsonKind::object)) continue;  // reported with its type
      check_full_url(*entry);
      const auto resource = entry->find("resource");
      if (!resource || !resource->is(JsonKind::object)) {
        scope_.add_member(LintRule::fhir_resource_missing, *entry, "resource");
      } else {
        check_people(*resource);
      }
    }
  }

  void check_full_url(const JsonValue& entry) {
    const std::string url = entry.find_string("fullUrl").value_or("");
    if (!is_short_uri(url)) scope_.add_member(LintRule::fhir_full_url, entry, "fullUrl");
    if (!url.empty() && !full_urls_.insert(url).second) {
      scope_.add_member(LintRule::fhir_full_url_twice, entry, "fullUrl");
    }
  }

  void check_resource(const JsonValue& resource) {
    const auto type_name = resource.find_string("resourceType");
    if (!type_name || !is_fhir_resource(*type_name)) {
      scope_.add_member(LintRule::fhir_resource_type, resource, "resourceType");
      check_undescribed(resource);
      return;
    }
    check_minimal(resource);
    const FhirType* const type = find_fhir_type(*type_name);
    if (type == nullptr) {
      scope_.add(LintRule::fhir_undescribed_type, resource);
      check_undescribed(resource);
      return;
    }
    check_members(resource, *type);
    if (*type_name == "Immunization") check_immunization(resource);
  }

  void check_minimal(const JsonValue& resource) {
    if (resource.find("id")) scope_.add_member(LintRule::min_id, resource, "id");
    if (resource.find("text")) scope_.add_member(LintRule::min_text, resource, "text");
    const auto meta = resource.find("meta");
    if (!meta || !meta->is(JsonKind::object) || meta->size() == 0) return;
    for (auto member = meta->first(); member; member = member->next()) {
      if (!member->name_is("security")) scope_.add(LintRule::min_meta, *member);
    }
  }

  void check_immunization(const JsonValue& resource) {
    const auto status = resource.find("status");
    if (status && (status->equals("entered-in-error") || status->equals("not-done"))) {
      scope_.add(LintRule::fhir_status, *status);
    }
  }

  void check_members(const JsonValue& object, const FhirType& type) {
    if (scope_.full()) return;
    std::vector<const FhirElement*> seen;
    for (auto member = object.first(); member; member = member->next()) {
      const std::string name = member->name();
      if (type.is_resource && name == "resourceType") continue;
      const bool companion = name.starts_with('_');
      const FhirElement* const element = type.find(companion ? std::string_view(name).substr(1) : name);
      if (element == nullptr || (companion && element->type->primitive == FhirPrimitive::none)) {
        scope_.add(LintRule::fhir_unknown_element, *member);
        continue;
      }
      check_choice(*member, *element, seen);
      seen.push_back(element);
      if (companion) {
        check_companion(*member, *element);
      } else {
        check_element(*member, *element, object);
      }
    }
    report_missing(object, type, seen);
    check_framework(object, type);
  }

  // value[x] stands there once, in one type. A primitive and its companion are one element.
  void check_choice(const JsonValue& member, const FhirElement& element,
                    const std::vector<const FhirElement*>& seen) const {
    if (element.choice.empty()) return;
    const bool twice = std::any_of(seen.begin(), seen.end(), [&element](const FhirElement* other) {
      return other->choice == element.choice && other->name != element.name;
    });
    if (twice) scope_.add(LintRule::fhir_choice_twice, member);
  }

  void report_missing(const JsonValue& object, const FhirType& type, const std::vector<const FhirElement*>& seen) {
    std::string_view last_choice;
    for (const FhirElement& element : type.elements) {
      if (!element.required) continue;
      const bool there = std::any_of(seen.begin(), seen.end(), [&element](const FhirElement* other) {
        return other->name == element.name || (!element.choice.empty() && other->choice == element.choice);
      });
      if (there || (!element.choice.empty() && element.choice == last_choice)) continue;
      last_choice = element.choice;
      scope_.add_member(LintRule::fhir_missing_element, object,
                        element.choice.empty() ? element.name : element.choice.substr(0, element.choice.size() - 3));
    }
  }

  // The framework's rules go by data type, not by the name of a member.
  void check_framework(const JsonValue& object, const FhirType& type) {
    if (type.name == "CodeableConcept" && object.find("text")) {
      scope_.add_member(LintRule::min_concept_text, object, "text");
    }
    if (type.name == "Coding") check_coding(object);
    if (type.name == "Coding" && object.find("display")) scope_.add_member(LintRule::min_display, object, "display");
    if (type.name == "Reference") check_reference(object);
  }

  void check_coding(const JsonValue& coding) {
    const std::string system = coding.find_string("system").value_or("");
    const std::string code = coding.find_string("code").value_or("");
    if (system.starts_with("urn:oid:")) scope_.add_member(LintRule::code_oid, coding, "system");
    const bool is_cvx = system == "http://hl7.org/fhir/sid/cvx";
    const bool has_form =
        (code.size() == 2 || code.size() == 3) && code.find_first_not_of("0123456789") == std::string::npos;
    if (is_cvx && !code.empty() && !has_form) scope_.add_member(LintRule::code_cvx, coding, "code");
  }

  void check_reference(const JsonValue& reference) {
    const auto target = reference.find("reference");
    if (!target || !target->is(JsonKind::string)) return;
    const std::string uri = target->string();
    if (!is_short_uri(uri)) {
      scope_.add(LintRule::fhir_reference_form, *target);
    } else if (!full_urls_.contains(uri)) {
      scope_.add(LintRule::fhir_reference_target, *target);
    }
  }

  // "_birthDate": an element that carries id and extensions for a primitive; an array of them when it repeats.
  void check_companion(const JsonValue& member, const FhirElement& element) {
    static const FhirType& plain = *find_fhir_type("Element");
    if (element.repeats && member.is(JsonKind::array)) {
      for (auto item = member.first(); item; item = item->next()) {
        if (!item->is(JsonKind::null)) check_object(*item, plain);
      }
    } else {
      check_object(member, plain);
    }
  }

  void check_element(const JsonValue& value, const FhirElement& element, const JsonValue& owner) {
    if (!value.is(JsonKind::array)) {
      if (element.repeats) scope_.add(LintRule::fhir_not_array, value);
      check_value(value, element);
      return;
    }
    if (!element.repeats) scope_.add(LintRule::fhir_array, value);
    if (value.size() == 0) scope_.add(LintRule::fhir_empty, value);
    const bool has_companion = owner.find("_" + element.name).has_value();
    for (auto item = value.first(); item; item = item->next()) {
      if (!(item->is(JsonKind::null) && has_companion)) check_value(*item, element);
    }
  }

  void check_value(const JsonValue& value, const FhirElement& element) {
    if (value.is(JsonKind::null)) {
      scope_.add(LintRule::fhir_null, value);
    } else if (element.type->name == "Resource") {
      if (check_is_object(value)) check_resource(value);
    } else if (element.type->primitive == FhirPrimitive::none) {
      check_object(value, *element.type);
    } else {
      check_primitive(value, element);
    }
  }

  bool check_is_object(const JsonValue& value) {
    if (!value.is(JsonKind::object)) {
      scope_.add(LintRule::fhir_element_type, value);
      return false;
    }
    if (value.size() == 0) scope_.add(LintRule::fhir_empty, value);
    return value.size() > 0;
  }

  void check_object(const JsonValue& value, const FhirType& type) {
    if (check_is_object(value)) check_members(value, type);
  }

  void check_primitive(const JsonValue& value, const FhirElement& element) {
    const FhirPrimitive type = element.type->primitive;
    if (!has_json_type(value, type)) {
      scope_.add(LintRule::fhir_element_type, value);
    } else if (value.equals("")) {
      scope_.add(LintRule::fhir_empty, value);
    } else if (!has_form(value, type)) {
      scope_.add(LintRule::fhir_value, value);
    } else if (!element.codes.empty() && !is_one_of(value.string(), element.codes)) {
      scope_.add(LintRule::fhir_code, value);
    }
  }

  // A resource whose elements no table describes: what can be told from the shape of its values.
  void check_undescribed(const JsonValue& value) {
    if (scope_.full()) return;
    const bool empty =
        value.equals("") || ((value.is(JsonKind::object) || value.is(JsonKind::array)) && value.size() == 0);
    if (empty) scope_.add(LintRule::fhir_empty, value);
    if (value.is(JsonKind::object)) {
      check_reference(value);
      if (value.find("coding") && value.find("text")) scope_.add_member(LintRule::min_concept_text, value, "text");
      if (value.find("system") && value.find("code") && value.find("display")) {
        scope_.add_member(LintRule::min_display, value, "display");
      }
    }
    for (auto child = value.first(); child; child = child->next()) check_undescribed(*child);
  }

  const JsonValue& bundle_;
  const Scope& scope_;
  std::set<std::string, std::less<>> full_urls_;
  int num_patients_ = 0;
};

}  // namespace

void lint_bundle(const JsonValue& bundle, const LintOptions& options, const Scope& scope) {
  const auto type = bundle.find("resourceType");
  if (!type || !type->equals("Bundle")) {
    scope.add_member(LintRule::fhir_bundle, bundle, "resourceType");
    return;
  }
  BundleLint(bundle, scope).run();
  lint_profile(bundle, options.profile, scope);
}

void lint_bundle_text(std::string_view json, const LintOptions& options, const Scope& scope) {
  const auto document = read_json(json, {.max_bytes = max_lint_bytes, .max_depth = 64}, scope);
  if (!document) return;
  if (!document->root().is(JsonKind::object)) {
    scope.add(LintRule::fhir_bundle);
    return;
  }
  lint_bundle(document->root(), options, scope);
}

}  // namespace vhc
