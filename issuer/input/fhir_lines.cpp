#include "fhir_lines.h"

#include <algorithm>
#include <utility>

#include "../card_text.h"
#include "../fhir_bundle.h"
#include "fhir_record.h"
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

// Which records a bundle has, and what it says is deleted. A history speaks for itself.
Result<void> read_entries(const JsonValue& bundle, Resource& read) {
  bool has_resource = false;
  for (auto entry = first_element(bundle, "entry"); entry; entry = entry->next()) {
    const auto resource = entry->find("resource");
    has_resource = has_resource || resource;
    if (resource) read.is_test = read.is_test || is_test(*resource);
    std::string record = resource ? record_address(*resource) : std::string{};
    if (!record.empty()) read.records.push_back(std::move(record));
    VHC_TRY(std::string address, deleted_by(*entry));
    if (address.empty()) continue;
    const std::string_view base = base_of(address);
    if (!base.empty()) address.erase(0, base.size() + 1);
    read.deleted.push_back(std::move(address));
  }
  if (text_of(bundle, "type") == "history") read.deleted.clear();
  if (!has_resource && !read.deleted.empty()) read.kind = LineKind::deletions;
  return {};
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

Resource resource_of(const ExportLine& line) {
  Resource read;
  if (line.text.empty()) {
    read.fault = Errc::input_too_large;
    return read;
  }
  const auto document =
      JsonDocument::parse(std::string(line.text), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth});
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
    read.kind = has_person_inside ? LineKind::whole : LineKind::record;
    if (!has_person_inside) read.patient = id_of(reference);
  } else {
    read.kind = read.type == "Organization" ? LineKind::shared : LineKind::other;
  }
  return read;
}

JsonDocument parsed(const ExportLine& line) {
  return JsonDocument::parse(std::string(line.text), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth})
      .value();
}

std::vector<std::string> versions_on(const ExportLine& line, const std::string& address) {
  std::vector<std::string> versions;
  if (resource_of(line).kind == LineKind::broken) return versions;
  const JsonDocument document = parsed(line);
  if (record_address(document.root()) == address) versions.emplace_back(line.text);
  for (auto entry = first_element(document.root(), "entry"); entry; entry = entry->next()) {
    const auto resource = entry->find("resource");
    if (resource && record_address(*resource) == address) versions.emplace_back(resource->text());
  }
  return versions;
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
