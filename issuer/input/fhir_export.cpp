// NDJSON as bulk exports write it (docs/rules/inputs.md 5): a resource a line, in any order, persons apart from their
// records. A line may also be a whole bundle, vc object or payload, or say what was deleted since the last export.
#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "input/fhir_intake.h"
#include "input/fhir_lines.h"
#include "input/person_index.h"
#include "input/readers.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

constexpr std::size_t max_shared_bytes = std::size_t{64} * 1024 * 1024;  // of organisations

// A bundle of one person out of lines that stand anywhere.
class PersonBundle {
 public:
  explicit PersonBundle(std::int64_t line) : lines_(line) {
    json_.begin_object().member("resourceType", "Bundle").member("type", "collection").name("entry").begin_array();
  }

  void add(std::string_view resource, std::int64_t line) {
    json_.begin_object().name("resource").raw(resource).end_object();
    lines_.add(line);
    ++num_entries_;
    num_bytes_ += resource.size();
  }

  // Of another line.
  void add_entry(std::string_view entry, std::int64_t line) {
    json_.raw(entry);
    lines_.add_foreign(line);
    ++num_entries_;
    num_bytes_ += entry.size();
  }

  // So large that it is refused: more need not be collected.
  bool is_full() const { return num_entries_ > max_bundle_entries || num_bytes_ > max_bundle_bytes; }
  Intake read(const InputRules& rules, std::string_view group) {
    return intake_of(json_.end_array().end_object().take(), rules, lines_, group);
  }

 private:
  JsonWriter json_;
  Lines lines_;
  std::size_t num_entries_ = 0;
  std::size_t num_bytes_ = 0;
};

class ExportPersons final : public PersonSource {
 public:
  ExportPersons(const InputFile& file, const InputRules& rules)
      : file_(file), rules_(rules), far_bytes_(file, ByteWindow::random), version_bytes_(file, ByteWindow::random) {
    summary_.kind = InputKind::fhir_ndjson;
  }

  Result<void> open(const ByteWatch& watch);
  Result<bool> next(Intake& person) override;

 private:
  // A person's lines as far as they are collected.
  struct Found {
    explicit Found(std::int64_t line) : bundle(line) {}
    PersonBundle bundle;
    bool has_patient = false;
    std::vector<std::int64_t> records;
    std::unordered_set<std::string> shared;    // organisations that are in the bundle
    std::unordered_set<std::string> versions;  // records of several lines that were looked at
  };

  // A bundle that takes a resource out, or patches it.
  struct Change {
    std::uint64_t hash = 0;  // of "Immunization/1"
    std::uint64_t offset = 0;
    std::int64_t line = 0;
    bool operator<(const Change& other) const { return std::tie(hash, offset) < std::tie(other.hash, other.offset); }
  };

  void survey(const ExportLine& line, const Resource& resource, std::string& last);
  void survey_versions(const ExportLine& line, const Resource& resource);
  template <class Add>
  void add_changes(const std::string& address, std::uint64_t own_offset, const Add& add);
  Intake read_whole();
  void take_other_versions(Found& found, const Resource& resource);
  Result<void> keep_shared(const ExportLine& line, const Resource& resource);
  bool advance();
  bool take(Found& found, const ExportLine& line, const Resource& resource);
  void take_shared(Found& found, std::string_view record);
  void take_run(Found& found, const std::string& patient);
  void take_far(Found& found, const std::string& patient, std::uint64_t hash, std::uint64_t offset);
  void skip_run(const std::string& patient);
  Result<void> faults() const;

  const InputFile& file_;
  const InputRules& rules_;
  PersonIndex index_;
  PersonIndex versions_;         // of records: those that have several
  std::vector<Change> changes_;  // by hash, then as they stand
  bool has_test_ = false;
  std::unordered_map<std::string, std::string> shared_;  // "Organization/1": the resource
  std::size_t shared_bytes_ = 0;
  std::optional<ByteWindow> bytes_;
  std::optional<LineReader> reader_;
  ByteWindow far_bytes_;
  ByteWindow version_bytes_;
  ExportLine line_;
  Resource resource_;
  bool has_line_ = false;
};

Result<void> ExportPersons::faults() const {
  if (bytes_ && bytes_->fault()) return tl::unexpected(*bytes_->fault());
  if (far_bytes_.fault()) return tl::unexpected(*far_bytes_.fault());
  if (version_bytes_.fault()) return tl::unexpected(*version_bytes_.fault());
  return {};
}

Result<void> ExportPersons::keep_shared(const ExportLine& line, const Resource& resource) {
  if (resource.kind != LineKind::shared || resource.id.empty()) return {};
  std::string named = as_named(line);
  shared_bytes_ += named.size() + resource.id.size();
  if (shared_bytes_ > max_shared_bytes) {
    return fail(Errc::input_too_large, "line " + std::to_string(line.number), "the organisations are too many");
  }
  shared_.emplace("Organization/" + resource.id, std::move(named));
  return {};
}

void ExportPersons::survey_versions(const ExportLine& line, const Resource& resource) {
  const auto add = [&](const std::string& address) {
    versions_.add(versions_.hash(address), line.offset, line.number);
  };
  if (resource.kind == LineKind::record && !resource.id.empty()) add(resource.address());
  for (const std::string& address : resource.records) add(address);
  for (const std::string& address : resource.changed) {
    const Change change{versions_.hash(address), line.offset, line.number};
    const bool is_known = !changes_.empty() && !(changes_.back() < change) && !(change < changes_.back());
    if (!is_known) changes_.push_back(change);
  }
}

// One place a run: lines of one person that follow each other.
void ExportPersons::survey(const ExportLine& line, const Resource& resource, std::string& last) {
  ++summary_.records;
  if (resource.kind == LineKind::broken) note({line.number, {}, Severity::error, resource.fault});
  if (resource.is_test && !std::exchange(has_test_, true)) {
    note({line.number, {}, Severity::warning, Errc::in_test_message});
  }
  survey_versions(line, resource);
  const bool is_persons = resource.kind == LineKind::patient || resource.kind == LineKind::record;
  if (!is_persons || resource.patient.empty()) return last.clear();
  if (resource.patient == last) return;
  last = resource.patient;
  index_.add(index_.hash(last), line.offset, line.number);
}

Result<void> ExportPersons::open(const ByteWatch& watch) {
  bytes_.emplace(file_, ByteWindow::sequential, watch);
  LineReader reader(*bytes_);
  std::string last;
  while (reader.next(line_)) {
    const Resource resource = resource_of(line_, rules_);
    if (resource.kind == LineKind::broken && resource.fault == Errc::in_bad_structure && !resource.type.empty()) {
      return fail(Errc::in_bad_structure, "line " + std::to_string(line_.number),
                  "it deletes or changes something without naming it: nothing in this file can be trusted");
    }
    survey(line_, resource, last);
    VHC_CHECK_OK(keep_shared(line_, resource));
  }
  VHC_CHECK_OK(faults());
  index_.finish();
  versions_.finish();
  std::sort(changes_.begin(), changes_.end());
  bytes_.emplace(file_, ByteWindow::sequential);
  reader_.emplace(*bytes_);
  has_line_ = advance();
  return faults();
}

bool ExportPersons::advance() {
  if (!reader_->next(line_)) return false;
  resource_ = resource_of(line_, rules_);
  return true;
}

// What a record needs beside itself: the organisations that it names.
void ExportPersons::take_shared(Found& found, std::string_view record) {
  constexpr std::string_view mark = "Organization/";
  for (std::size_t at = record.find(mark); at != std::string_view::npos; at = record.find(mark, at + mark.size())) {
    const std::string_view rest = record.substr(at);
    std::string reference(rest.substr(0, rest.find_first_of("\"/?#", mark.size())));
    const auto shared = shared_.find(reference);
    if (shared == shared_.end() || !found.shared.insert(std::move(reference)).second) continue;
    found.bundle.add(shared->second, 0);
  }
}

// What bundles on other lines did to a resource.
template <class Add>
void ExportPersons::add_changes(const std::string& address, std::uint64_t own_offset, const Add& add) {
  if (changes_.empty()) return;
  const std::uint64_t hash = versions_.hash(address);
  LineReader far(version_bytes_);
  ExportLine line;
  for (auto change = std::lower_bound(changes_.begin(), changes_.end(), Change{hash});
       change != changes_.end() && change->hash == hash; ++change) {
    if (change->offset == own_offset) continue;
    far.seek(change->offset, change->line);
    if (!far.next(line)) continue;
    for (const std::string& entry : changes_on(line, address)) add(entry, line.number);
  }
}

// Versions of a record that name another person: the newest says whose it is.
void ExportPersons::take_other_versions(Found& found, const Resource& resource) {
  if (resource.id.empty()) return;
  const std::string address = resource.address();
  const PersonIndex::Range places = versions_.places_of(versions_.hash(address));
  if (places.first == places.last || !found.versions.insert(address).second) return;
  LineReader far(version_bytes_);
  ExportLine line;
  for (const PersonIndex::Place& place : places) {
    far.seek(place.offset(), place.line());
    if (!far.next(line)) continue;
    const Resource other = resource_of(line, rules_);
    const bool is_own = other.kind == LineKind::record && other.patient == resource.patient;  // comes by itself
    if (other.kind == LineKind::broken || is_own || found.bundle.is_full()) continue;
    for (const std::string& version : versions_on(line, address)) found.bundle.add_entry(version, line.number);
  }
}

// The bundle at hand, and what other lines say of its records.
Intake ExportPersons::read_whole() {
  Lines lines(line_.number);
  JsonWriter more;
  std::size_t num_more = 0;
  const JsonDocument document = parsed(line_);
  const auto entries = document.root().find("entry");
  for (std::size_t i = 0; entries && i < entries->size(); ++i) lines.add(line_.number);
  more.begin_array();
  const auto add = [&](const std::string& entry, std::int64_t line) {
    more.raw(entry);
    lines.add_foreign(line);
    ++num_more;
  };
  for (const std::string& address : resource_.persons) add_changes(address, line_.offset, add);
  LineReader far(version_bytes_);
  ExportLine line;
  std::unordered_set<std::string> known;
  for (const std::string& address : resource_.records) {
    if (!known.insert(address).second) continue;
    add_changes(address, line_.offset, add);
    for (const PersonIndex::Place& place : versions_.places_of(versions_.hash(address))) {
      far.seek(place.offset(), place.line());
      if (place.offset() == line_.offset || num_more > max_bundle_entries || !far.next(line)) continue;
      for (const std::string& version : versions_on(line, address)) add(version, line.number);
    }
  }
  const std::string array = more.end_array().take();
  if (num_more == 0) return intake_of(line_.text, rules_, Lines(line_.number));
  return intake_of(extended(document.root(), std::string_view(array).substr(1, array.size() - 2)), rules_, lines);
}

bool ExportPersons::take(Found& found, const ExportLine& line, const Resource& resource) {
  if (found.bundle.is_full()) {  // what is refused is told of the person, who must not be lost
    found.has_patient = true;
    if (resource.kind == LineKind::record) found.records.push_back(line.number);
    return false;
  }
  found.bundle.add(line.text, line.number);
  const auto add = [&](const std::string& entry, std::int64_t from) { found.bundle.add_entry(entry, from); };
  if (!resource.id.empty()) add_changes(resource.address(), line.offset, add);
  if (resource.kind == LineKind::patient) {
    found.has_patient = true;
  } else {
    found.has_patient = found.has_patient || resource.is_person_inside;
    found.records.push_back(line.number);
    take_shared(found, line.text);
    take_other_versions(found, resource);
  }
  return true;
}

// The rest of the run that begins with the line at hand.
void ExportPersons::take_run(Found& found, const std::string& patient) {
  do {
    take(found, line_, resource_);
    has_line_ = advance();
  } while (has_line_ && resource_.patient == patient);
}

void ExportPersons::skip_run(const std::string& patient) {
  do {
    has_line_ = advance();
  } while (has_line_ && resource_.patient == patient);
}

// The person's runs further on in the file.
void ExportPersons::take_far(Found& found, const std::string& patient, std::uint64_t hash, std::uint64_t offset) {
  LineReader far(far_bytes_);
  ExportLine line;
  for (PersonIndex::Place& place : index_.places_of(hash)) {
    if (place.is_taken() || place.offset() <= offset) continue;
    far.seek(place.offset(), place.line());
    for (bool is_first = true; far.next(line); is_first = false) {
      const Resource resource = resource_of(line, rules_);
      if (resource.patient != patient) break;
      if (is_first) place.take();
      if (!take(found, line, resource)) break;
    }
  }
}

Result<bool> ExportPersons::next(Intake& person) {
  while (has_line_) {
    if (resource_.kind == LineKind::whole) {
      person = read_whole();
      has_line_ = advance();
      return true;
    }
    if (resource_.patient.empty()) {
      const bool is_orphan = resource_.kind == LineKind::record;
      if (is_orphan) note({line_.number, "/patient", Severity::error, Errc::in_missing});
      has_line_ = advance();
      continue;
    }
    const std::string patient = resource_.patient;
    const std::string group = resource_.is_person_inside ? patient.substr(1) : std::string{};
    const std::uint64_t hash = index_.hash(patient);
    const std::uint64_t offset = line_.offset;
    if (index_.is_taken(hash, offset)) {
      skip_run(patient);
      continue;
    }
    Found found(line_.number);
    take_run(found, patient);
    take_far(found, patient, hash, offset);
    VHC_CHECK_OK(faults());
    if (found.has_patient && !found.records.empty()) {
      person = found.bundle.read(rules_, group);
      return true;
    }
    for (const std::int64_t record : found.records) {
      note({record, "/patient", Severity::error, Errc::in_unresolved_reference});
    }
  }
  VHC_CHECK_OK(faults());
  return false;
}

}  // namespace

OpenedSource open_fhir_ndjson(const InputFile& file, const InputRules& rules, const ByteWatch& watch) {
  auto source = std::make_unique<ExportPersons>(file, rules);
  VHC_CHECK_OK(source->open(watch));
  return source;
}

}  // namespace vhc
