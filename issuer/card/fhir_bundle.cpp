#include "card/fhir_bundle.h"

#include <algorithm>
#include <utility>

#include "card/card_text.h"
#include "card/fhir_versions.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

bool is_bundle(const JsonValue& value) {
  const auto type = value.find("resourceType");
  return type && type->equals("Bundle");
}

// A resource of a card's own kinds, without a bundle around it.
bool is_single(const JsonValue& value) {
  const auto type = value.find("resourceType");
  return type && (type->equals("Immunization") || type->equals("Observation") || type->equals("Patient"));
}

// The Bundle itself, or the one inside a vc object or a payload (docs/rules/inputs.md 5).
Result<JsonValue> find_bundle(const JsonValue& root) {
  if (is_bundle(root)) return root;
  const auto vc = root.find("vc");
  const auto subject = (vc ? *vc : root).find("credentialSubject");
  const auto bundle = subject ? subject->find("fhirBundle") : std::nullopt;
  if (!bundle || !is_bundle(*bundle))
    return fail(Errc::in_unknown_format, {}, "give a FHIR R4 Bundle or resource as JSON");
  const auto version = subject->find("fhirVersion");
  if (version && version->string().rfind("4.", 0) != 0) {
    return fail(Errc::in_unknown_format, version->pointer(), "only FHIR R4 goes on a card");
  }
  return *bundle;
}

bool ends_with_path(std::string_view url, std::string_view path) {
  return url.size() > path.size() && url.substr(url.size() - path.size()) == path &&
         url[url.size() - path.size() - 1] == '/';
}

std::string method_of(const JsonValue& entry) {
  const auto request = entry.find("request");
  return request ? upper(text_member(*request, "method")) : std::string{};
}

// W/"3"
std::string version_in(std::string_view etag) {
  const std::size_t begin = etag.find('"');
  const std::size_t end = etag.rfind('"');
  return begin < end ? std::string(etag.substr(begin + 1, end - begin - 1)) : std::string{};
}

std::string answered(const JsonValue& entry, std::string_view member) {
  const auto response = entry.find("response");
  return response ? text_member(*response, member) : std::string{};
}

// The resource as it became, and not what to do with it.
bool shows_resource(const JsonValue& entry, std::string_view address) {
  const auto resource = entry.find("resource");
  const std::string type = resource ? text_member(*resource, "resourceType") : std::string{};
  const std::size_t id = address.rfind('/');
  return !type.empty() && id != std::string_view::npos && address.substr(0, id).ends_with(type);
}

bool is_plain_code(std::string_view code) {
  return !code.empty() && code.size() <= 40 &&
         code.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos;
}

// What a server says instead of an answer, by the first issue that is an error.
Result<void> check_outcome(const JsonValue& outcome) {
  for (auto issue = first_element(outcome, "issue"); issue; issue = issue->next()) {
    const std::string severity = text_member(*issue, "severity");
    if (severity == "warning" || severity == "information" || severity == "success") continue;
    const std::string code = text_member(*issue, "code");
    const Errc what = code == "not-found"                                 ? Errc::in_no_match
                      : code == "multiple-matches" || code == "duplicate" ? Errc::in_candidates
                      : code == "incomplete" || code == "too-costly"      ? Errc::in_incomplete_answer
                                                                          : Errc::in_registry_error;
    return fail(what, issue->pointer(),
                "the server answered with an OperationOutcome" + (is_plain_code(code) ? ": " + code : std::string{}));
  }
  return {};
}

// Whether this is all of the answer.
Result<void> check_complete(const JsonValue& bundle) {
  for (auto link = first_element(bundle, "link"); link; link = link->next()) {
    if (text_member_is(*link, "relation", "next")) return fail(Errc::in_incomplete_answer, link->pointer());
  }
  return {};
}

Result<void> check_response(const JsonValue& entry) {
  const auto response = entry.find("response");
  if (!response) return {};
  if (const auto outcome = response->find("outcome")) VHC_CHECK_OK(check_outcome(*outcome));
  const std::string status = text_member(*response, "status");
  const bool is_failure = !status.empty() && (status.front() == '4' || status.front() == '5');
  if (is_failure && !status.starts_with("410")) return fail(Errc::in_incomplete_answer, response->pointer());
  return {};
}

Result<std::optional<FhirEntry>> read_entry(const JsonValue& entry) {
  const auto resource = entry.find("resource");
  if (!resource) return std::nullopt;  // an answer without a body
  FhirEntry read{.resource = *resource, .type = text_member(*resource, "resourceType")};
  if (read.type.empty()) return fail(Errc::in_bad_structure, resource->pointer());
  read.full_url = text_member(entry, "fullUrl");
  read.full_url.resize(without_version(read.full_url).size());
  if (read.type == "OperationOutcome") VHC_CHECK_OK(check_outcome(*resource));
  read.id = text_member(*resource, "id");
  const auto meta = resource->find("meta");
  const auto noted = [&](std::string_view member) { return meta ? text_member(*meta, member) : std::string{}; };
  read.version = noted("versionId");
  read.updated = noted("lastUpdated");
  if (read.version.empty()) read.version = version_in(answered(entry, "etag"));
  if (read.updated.empty()) read.updated = answered(entry, "lastModified");
  return read;
}

}  // namespace

std::string_view without_version(std::string_view reference) {
  return reference.substr(0, reference.find("/_history/"));
}

std::string_view base_of(std::string_view full_url) {
  const bool is_url = full_url.starts_with("https://") || full_url.starts_with("http://");
  if (!is_url) return {};
  const std::size_t id = full_url.rfind('/');
  const std::size_t type = id == 0 ? id : full_url.rfind('/', id - 1);
  return type == std::string_view::npos ? std::string_view{} : full_url.substr(0, type);
}

std::string event_of(const FhirEntry& entry) {
  if (!entry.event.empty()) return entry.event;
  if (!base_of(entry.full_url).empty()) return entry.full_url;
  if (!entry.id.empty()) return entry.type + "/" + entry.id;
  return entry.full_url.starts_with("urn:") ? entry.full_url : std::string{};
}

Result<FhirChange> change_by(const JsonValue& entry) {
  const std::string method = method_of(entry);
  if (method != "DELETE" && method != "PATCH") return FhirChange{};
  const auto request = entry.find("request");
  std::string address(without_version(text_member(entry, "fullUrl")));
  if (const std::string url = text_member(*request, "url"); base_of(address).empty() && !url.empty()) {
    address = without_version(url.front() == '/' ? std::string_view(url).substr(1) : url);
  }
  while (!address.empty() && (address.back() == '/' || address.back() == ' ')) address.pop_back();
  // Which resources a search means is not said; no other way of writing an address is guessed at.
  const bool is_search = address.find_first_of("?% ") != std::string::npos || address.starts_with('.');
  if (address.empty() || is_search || (address.find('/') == std::string::npos && !address.starts_with("urn:"))) {
    const std::string what = method == "DELETE" ? "what is deleted" : "what is changed";
    return fail(Errc::in_bad_structure, request->pointer() + "/url", what + " is not named by type and id");
  }
  if (method == "PATCH" && shows_resource(entry, address)) return FhirChange{};
  return FhirChange{.address = std::move(address),
                    .deletes = method == "DELETE",
                    .version = version_in(answered(entry, "etag")),
                    .time = answered(entry, "lastModified")};
}

std::string text_member(const JsonValue& object, std::string_view name) {
  const auto member = object.find(name);
  return member ? member->string() : std::string{};
}

bool text_member_is(const JsonValue& object, std::string_view name, std::string_view wanted) {
  const auto member = object.find(name);
  return member && member->equals(wanted);
}

std::optional<JsonValue> first_element(const JsonValue& object, std::string_view array) {
  const auto member = object.find(array);
  return member && member->is(JsonKind::array) ? member->first() : std::nullopt;
}

Result<FhirBundle> FhirBundle::read(const JsonValue& root) {
  if (is_single(root)) {
    FhirBundle single(root);
    single.entries_.push_back({root, text_member(root, "resourceType"), {}, text_member(root, "id")});
    return single;
  }
  if (text_member_is(root, "resourceType", "OperationOutcome")) {
    VHC_CHECK_OK(check_outcome(root));
    return fail(Errc::in_nothing_to_issue, {}, "an OperationOutcome: a server's report on a request");
  }
  VHC_TRY(const JsonValue bundle, find_bundle(root));
  if (const auto rules = bundle.find("implicitRules")) return fail(Errc::in_unsupported_modifier, rules->pointer());
  FhirBundle read(bundle);
  VHC_CHECK_OK(check_complete(bundle));
  const auto entries = bundle.find("entry");
  if (!entries) return read;
  if (!entries->is(JsonKind::array)) return fail(Errc::in_bad_structure, entries->pointer());
  VHC_CHECK_OK(read.read_entries(*entries, text_member_is(bundle, "type", "history")));
  return read;
}

// A dose that was entered in error later must not come back as its first version.
Result<void> FhirBundle::read_entries(const JsonValue& entries, bool is_history) {
  if (entries.size() > max_bundle_entries) {
    return fail(Errc::input_too_large, entries.pointer(), "at most " + std::to_string(max_bundle_entries) + " entries");
  }
  std::vector<FhirChange> changes;
  entries_.reserve(entries.size());
  std::size_t place = 0;
  for (auto entry = entries.first(); entry; entry = entry->next(), ++place) {
    VHC_CHECK_OK(check_response(*entry));
    VHC_TRY(FhirChange change, change_by(*entry));
    if (!change.address.empty()) {
      change.place = place;
      changes.push_back(std::move(change));
      continue;
    }
    VHC_TRY(std::optional<FhirEntry> read, read_entry(*entry));
    if (!read) continue;
    if (read->type == "Bundle" || read->type == "Parameters") {
      return fail(Errc::in_bad_structure, read->resource.pointer(), "what stands in a bundle of its own is not read");
    }
    read->place = place;
    entries_.push_back(*std::move(read));
  }
  settle_versions(entries_, changes, is_history);
  return check_urls();
}

// Of two resources with one address nobody can say which is meant.
Result<void> FhirBundle::check_urls() const {
  std::vector<const FhirEntry*> sorted;
  sorted.reserve(entries_.size());
  for (const FhirEntry& entry : entries_) {
    const bool is_only = entry.standing == Standing::current || entry.standing == Standing::deleted;
    if (is_only && !entry.full_url.empty()) sorted.push_back(&entry);
  }
  std::sort(sorted.begin(), sorted.end(), [](const FhirEntry* a, const FhirEntry* b) {
    const int order = a->full_url.compare(b->full_url);
    return order != 0 ? order < 0 : a < b;
  });
  const auto twice = std::adjacent_find(
      sorted.begin(), sorted.end(), [](const FhirEntry* a, const FhirEntry* b) { return a->full_url == b->full_url; });
  if (twice == sorted.end()) return {};
  const std::string place = (*(twice + 1))->resource.pointer();  // /entry/1/resource
  return fail(Errc::in_bad_structure, place.substr(0, place.rfind('/')) + "/fullUrl",
              "another entry has the same fullUrl");
}

std::optional<JsonValue> FhirBundle::resolve(std::string_view reference, const FhirEntry& from) const {
  if (!reference.empty() && reference.front() == '#') {
    for (auto contained = first_element(from.resource, "contained"); contained; contained = contained->next()) {
      if (text_member(*contained, "id") == reference.substr(1)) return contained;
    }
    return std::nullopt;
  }
  const std::string_view wanted = without_version(reference);
  const auto find = [this](const auto& fits) {
    std::optional<JsonValue> found;
    for (const FhirEntry& entry : entries_) {
      if (entry.standing == Standing::older || !fits(entry)) continue;
      if (found) return std::optional<JsonValue>{};
      found = entry.resource;
    }
    return found;
  };
  const auto has_url = [&find](std::string_view url) {
    return find([url](const FhirEntry& entry) { return entry.full_url == url; });
  };
  const auto is_named = [](const FhirEntry& entry, std::string_view path) {
    return !entry.id.empty() && path == entry.type + "/" + entry.id;
  };
  if (wanted.empty()) return std::nullopt;
  if (auto exact = has_url(wanted)) return exact;
  if (wanted.find(':') != std::string_view::npos) {  // absolute: perhaps to a resource that came without its URL
    const std::string_view base = base_of(wanted);
    if (base.empty()) return std::nullopt;
    const std::string_view path = wanted.substr(base.size() + 1);
    return find([&](const FhirEntry& entry) { return entry.full_url.empty() && is_named(entry, path); });
  }
  const std::string_view base = base_of(from.full_url);
  if (!base.empty()) {
    if (auto same_server = has_url(std::string(base).append("/").append(wanted))) return same_server;
  }
  return find([&](const FhirEntry& entry) {
    const bool other_server = !base.empty() && !base_of(entry.full_url).empty();
    return !other_server && (is_named(entry, wanted) || ends_with_path(entry.full_url, wanted));
  });
}

}  // namespace vhc
