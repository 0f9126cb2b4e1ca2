#include "input/fhir_lines.h"

#include <algorithm>
#include <utility>

#include "card/card_text.h"
#include "card/fhir_bundle.h"
#include "input/fhir_intake.h"
#include "input/fhir_record.h"
#include "vhc/json_writer.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

std::string text_of(const JsonValue& object, std::string_view member) {
  const auto value = object.find(member);
  return value && value->is(JsonKind::string) ? value->string() : std::string{};
}

// Of Patient/1, https://server/fhir/Patient/1 and Patient/1/_history/2: the id.
std::string id_of(std::string_view reference) {
  reference = reference.substr(0, reference.find("/_history/"));
  const std::size_t slash = reference.rfind('/');
  return std::string(slash == std::string_view::npos ? reference : reference.substr(slash + 1));
}

std::string subject_reference(const JsonValue& resource) {
  for (const std::string_view member : {"patient", "subject"}) {
    const auto whom = resource.find(member);
    if (whom && whom->is(JsonKind::object)) return text_of(*whom, "reference");
  }
  return {};
}

bool is_record_type(std::string_view type) {
  return type == "Immunization" || type == "Observation";
}

// "Immunization/1" of a record; empty when it has no id.
std::string record_address(const JsonValue& resource) {
  const std::string type = text_of(resource, "resourceType");
  const std::string id = text_of(resource, "id");
  return is_record_type(type) && !id.empty() ? type + "/" + id : std::string{};
}

std::string without_server(const std::string& address) {
  const std::string_view base = base_of(address);
  return base.empty() ? address : address.substr(base.size() + 1);
}

// Which records a bundle has, and what it says is deleted or patched.
Result<void> read_entries(const JsonValue& bundle, Resource& read) {
  for (auto entry = first_element(bundle, "entry"); entry; entry = entry->next()) {
    const auto resource = entry->find("resource");
    if (resource) read.is_test = read.is_test || is_test(*resource);
    std::string record = resource ? record_address(*resource) : std::string{};
    if (!record.empty()) read.records.push_back(std::move(record));
    const std::string type = resource ? text_of(*resource, "resourceType") : std::string{};
    if (type == "Patient") read.persons.push_back("Patient/" + text_of(*resource, "id"));
    read.has_record = read.has_record || is_record_type(type);
    VHC_TRY(const FhirChange change, change_by(*entry));
    if (!change.address.empty()) read.changed.push_back(without_server(change.address));
  }
  if (!read.has_record && !read.changed.empty()) read.kind = LineKind::changes;
  return {};
}

Result<JsonDocument> parsed_if_good(const ExportLine& line) {
  return JsonDocument::parse(std::string(line.text), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth});
}

std::string as_entry(const JsonValue& resource, std::string_view full_url) {
  JsonWriter json;
  json.begin_object();
  if (!base_of(full_url).empty()) json.member("fullUrl", full_url);
  return json.name("resource").raw(resource.text()).end_object().take();
}

std::string as_entry(const FhirChange& change) {
  JsonWriter json;
  json.begin_object().name("request").begin_object();
  json.member("method", change.deletes ? "DELETE" : "PATCH").member("url", change.address).end_object();
  json.name("response").begin_object().member("lastModified", change.time);
  if (!change.version.empty()) json.member("etag", "\"" + change.version + "\"");
  return json.end_object().end_object().take();
}

}  // namespace

bool LineReader::next(ExportLine& line) {
  while (true) {
    bytes_.skip(size_);
    line.offset = bytes_.position();
    size_ = 0;
    ++number_;
    std::string_view text = find_end();
    if (text.empty() && size_ == 0 && !is_too_long_) return false;
    if (line.offset == 0 && text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
    line.number = number_;
    line.text = trimmed(text);
    if (!line.text.empty() || is_too_long_) return true;
  }
}

// The line's text without its end; size_ counts the end, too.
std::string_view LineReader::find_end() {
  constexpr std::size_t step = std::size_t{16} * 1024;
  is_too_long_ = false;
  for (std::size_t wanted = step;; wanted += step) {
    const std::string_view text = bytes_.ahead(wanted);
    const std::size_t end = text.find('\n', std::min(size_, text.size()));
    if (end != std::string_view::npos) {
      size_ = end + 1;
      return text.substr(0, end);
    }
    size_ = text.size();
    if (text.size() < wanted) return text;
    if (size_ > max_bundle_bytes) return skip_rest();
  }
}

std::string_view LineReader::skip_rest() {
  is_too_long_ = true;
  while (true) {
    bytes_.skip(size_);
    const std::string_view text = bytes_.ahead(1);
    const std::size_t end = text.find('\n');
    size_ = end == std::string_view::npos ? text.size() : end + 1;
    if (end != std::string_view::npos) return {};
    if (text.empty()) return {};
  }
}

Resource resource_of(const ExportLine& line, const InputRules& rules) {
  Resource read;
  if (line.text.empty()) {
    read.fault = Errc::input_too_large;
    return read;
  }
  const auto document = parsed_if_good(line);
  if (!document || !document->root().is(JsonKind::object)) {
    read.fault = document ? Errc::in_bad_structure : document.error().code;
    return read;
  }
  const JsonValue root = document->root();
  read.type = text_of(root, "resourceType");
  read.id = text_of(root, "id");
  read.is_test = is_test(root);
  const bool is_whole = read.type == "Bundle" || root.find("credentialSubject") || root.find("vc");
  const bool is_record = is_record_type(read.type);
  if (is_whole) {
    read.kind = LineKind::whole;
    if (const auto good = read_entries(root, read); !good) {
      read.kind = LineKind::broken;
      read.fault = good.error().code;
    }
  } else if (read.type == "Patient") {
    read.kind = LineKind::patient;
    read.patient = read.id;
  } else if (is_record) {
    const std::string reference = subject_reference(root);
    const bool has_person_inside = reference.starts_with('#');
    read.patient = has_person_inside ? contained_group(root, rules) : id_of(reference);
    read.is_person_inside = has_person_inside && !read.patient.empty();
    read.kind = has_person_inside && !read.is_person_inside ? LineKind::whole : LineKind::record;
    if (read.is_person_inside) read.patient.insert(0, "#");
    if (read.kind == LineKind::whole && !read.id.empty()) read.records.push_back(read.address());
  } else {
    read.kind = read.type == "Organization" ? LineKind::shared : LineKind::other;
  }
  return read;
}

JsonDocument parsed(const ExportLine& line) {
  return parsed_if_good(line).value();
}

std::vector<std::string> versions_on(const ExportLine& line, const std::string& address) {
  std::vector<std::string> versions;
  const auto document = parsed_if_good(line);
  if (!document) return versions;
  const JsonValue root = document->root();
  if (record_address(root) == address) versions.push_back(as_entry(root, {}));
  for (auto entry = first_element(root, "entry"); entry; entry = entry->next()) {
    const auto resource = entry->find("resource");
    if (!resource || record_address(*resource) != address) continue;
    versions.push_back(as_entry(*resource, without_version(text_of(*entry, "fullUrl"))));
  }
  return versions;
}

std::vector<std::string> changes_on(const ExportLine& line, const std::string& address) {
  std::vector<std::string> changes;
  const auto document = parsed_if_good(line);
  if (!document) return changes;
  for (auto entry = first_element(document->root(), "entry"); entry; entry = entry->next()) {
    const auto change = change_by(*entry);
    if (change && without_server(change->address) == address) changes.push_back(as_entry(*change));
  }
  return changes;
}

std::string extended(const JsonValue& bundle, std::string_view entries) {
  JsonWriter json;
  json.begin_object();
  for (auto member = bundle.first(); member; member = member->next()) {
    if (!member->name_is("entry")) {
      json.name(member->name()).value(*member);
      continue;
    }
    json.name("entry").begin_array();
    for (auto entry = member->first(); entry; entry = entry->next()) json.value(*entry);
    json.raw(entries).end_array();
  }
  return json.end_object().take();
}

std::string as_named(const ExportLine& line) {
  const JsonDocument document = parsed(line);
  JsonWriter json;
  json.begin_object().member("resourceType", "Organization").member("id", text_of(document.root(), "id"));
  return json.member("name", text_of(document.root(), "name")).end_object().take();
}

}  // namespace vhc
