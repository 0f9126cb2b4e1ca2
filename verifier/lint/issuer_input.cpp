// A bundle that a card is to be made of: does every reference lead to an entry (FHIR R4, "Resolving references in
// Bundles")? What a profile would leave out is not asked here.
#include <algorithm>
#include <set>
#include <string>

#include "lint/checks.h"
#include "lint/text_form.h"

namespace vhc {
namespace {

// "Patient/1" of "https://server.example/fhir/Patient/1", and the base before it; nothing of other URIs.
struct RestfulUrl {
  std::string_view base;
  std::string_view type_and_id;
};

std::optional<RestfulUrl> restful(std::string_view url) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) return std::nullopt;
  const std::size_t id = url.rfind('/');
  const std::size_t type = id == 0 ? id : url.rfind('/', id - 1);
  if (type == std::string_view::npos || type < 8 || id + 1 == url.size()) return std::nullopt;
  return RestfulUrl{url.substr(0, type), url.substr(type + 1)};
}

std::string_view without_version(std::string_view reference) {
  return reference.substr(0, reference.find("/_history/"));
}

class InputLint {
 public:
  explicit InputLint(const Scope& scope) : scope_(scope) {}

  void check(const JsonValue& bundle) {
    const auto entries = bundle.find("entry");
    if (!entries || !entries->is(JsonKind::array) || entries->size() == 0) {
      scope_.add_member(LintRule::fhir_no_entry, bundle, "entry");
      return;
    }
    for (auto entry = entries->first(); entry; entry = entry->next()) read_entry(*entry);
    for (auto entry = entries->first(); entry; entry = entry->next()) check_entry(*entry);
  }

 private:
  void read_entry(const JsonValue& entry) {
    const std::string url = entry.find_string("fullUrl").value_or("");
    if (!url.empty()) targets_.insert(url);
    const auto resource = entry.find("resource");
    const auto type = resource ? resource->find_string("resourceType") : std::nullopt;
    const auto id = resource ? resource->find_string("id") : std::nullopt;
    if (!type) scope_.add_member(LintRule::fhir_resource_missing, entry, "resource");
    if (type && id) relative_.insert(*type + "/" + *id);
    if (const auto parts = restful(url)) relative_.insert(std::string(parts->type_and_id));
  }

  void check_entry(const JsonValue& entry) {
    const auto resource = entry.find("resource");
    if (!resource) return;
    contained_.clear();
    const auto contained = resource->find("contained");
    for (auto inner = contained ? contained->first() : std::nullopt; inner; inner = inner->next()) {
      contained_.insert("#" + inner->find_string("id").value_or(""));
    }
    base_.clear();
    const std::string url = entry.find_string("fullUrl").value_or("");
    if (const auto parts = restful(url)) base_ = parts->base;
    check_inside(*resource);
  }

  void check_inside(const JsonValue& value) {
    if (scope_.full()) return;
    const auto reference = value.find("reference");
    if (reference && reference->is(JsonKind::string) && !resolves(reference->string())) {
      scope_.add(LintRule::input_reference, *reference);
    }
    for (auto child = value.first(); child; child = child->next()) check_inside(*child);
  }

  bool resolves(const std::string& reference) const {
    if (reference == "#" || contained_.contains(reference) || targets_.contains(reference)) return true;
    const std::string current(without_version(reference));
    if (targets_.contains(current)) return true;
    // Relative: against the entry's own address when it has one, else by type and id.
    if (!base_.empty() && targets_.contains(base_ + "/" + current)) return true;
    return relative_.contains(current);
  }

  const Scope& scope_;
  std::set<std::string, std::less<>> targets_;    // every fullUrl
  std::set<std::string, std::less<>> relative_;   // "Patient/1"
  std::set<std::string, std::less<>> contained_;  // "#1", of the entry at hand
  std::string base_;                              // of the entry at hand
};

}  // namespace

void lint_issuer_input(std::string_view json, const Scope& scope) {
  const auto document = read_json(json, {.max_bytes = max_lint_bytes, .max_depth = 64}, scope);
  if (!document) return;
  const JsonValue root = document->root();
  const auto type = root.find("resourceType");
  if (!type || !type->equals("Bundle")) {
    scope.add(LintRule::fhir_bundle);
    return;
  }
  InputLint(scope).check(root);
}

}  // namespace vhc
