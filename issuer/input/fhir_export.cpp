// NDJSON as bulk exports write it (inputs.md 5): a resource a line, in any order, persons apart from their records. A
// line may also be a whole bundle, vc object or payload.
#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "../card_text.h"
#include "fhir_intake.h"
#include "person_index.h"
#include "readers.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

constexpr std::size_t max_shared_bytes = std::size_t{64} * 1024 * 1024;  // of organisations

// One line of the file, and where it stands.
struct ExportLine {
  std::int64_t number = 0;
  std::uint64_t offset = 0;
  std::string_view text;  // trimmed; valid until the next line
};

class LineReader {
 public:
  explicit LineReader(ByteWindow& bytes) : bytes_(bytes) {}

  void seek(std::uint64_t offset, std::int64_t number) {
    bytes_.seek(offset);
    size_ = 0;
    number_ = number - 1;
  }

  // The next line that is not empty; false at the end. One above the ceiling has no text.
  bool next(ExportLine& line) {
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

 private:
  // The line's text without its end; size_ counts the end, too.
  std::string_view find_end() {
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

  std::string_view skip_rest() {
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

  ByteWindow& bytes_;
  std::size_t size_ = 0;  // of the line at hand
  std::int64_t number_ = 0;
  bool is_too_long_ = false;
};

enum class LineKind : std::uint8_t { broken, whole, patient, record, shared, other };

struct Resource {
  LineKind kind = LineKind::broken;
  Errc fault{};         // of a broken one
  std::string patient;  // a person's own id, or whom a record is about; may be empty
  std::string type;
  std::string id;
};

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
  const bool is_whole = read.type == "Bundle" || root.find("credentialSubject") || root.find("vc");
  const bool is_record = read.type == "Immunization" || read.type == "Observation";
  if (is_whole) {
    read.kind = LineKind::whole;
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

// What an organisation is known by.
std::string as_named(const ExportLine& line) {
  const auto document =
      JsonDocument::parse(std::string(line.text), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth});
  JsonWriter json;
  json.begin_object().member("resourceType", "Organization").member("id", text_of(document->root(), "id"));
  return json.member("name", text_of(document->root(), "name")).end_object().take();
}

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

  // So large that minimise() refuses it: more need not be collected.
  bool is_full() const { return num_entries_ > max_bundle_entries || num_bytes_ > max_bundle_bytes; }
  Intake read(const InputRules& rules) { return intake_of(json_.end_array().end_object().take(), rules, lines_); }

 private:
  JsonWriter json_;
  Lines lines_;
  std::size_t num_entries_ = 0;
  std::size_t num_bytes_ = 0;
};

class ExportPersons final : public PersonSource {
 public:
  ExportPersons(const InputFile& file, const InputRules& rules)
      : file_(file), rules_(rules), far_bytes_(file, ByteWindow::random) {
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
    std::unordered_set<std::string> shared;  // organisations that are in the bundle
  };

  void survey(const ExportLine& line, const Resource& resource, std::string& last);
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
  std::unordered_map<std::string, std::string> shared_;  // "Organization/1": the resource
  std::size_t shared_bytes_ = 0;
  std::optional<ByteWindow> bytes_;
  std::optional<LineReader> reader_;
  ByteWindow far_bytes_;
  ExportLine line_;
  Resource resource_;
  bool has_line_ = false;
};

Result<void> ExportPersons::faults() const {
  if (bytes_ && bytes_->fault()) return tl::unexpected(*bytes_->fault());
  if (far_bytes_.fault()) return tl::unexpected(*far_bytes_.fault());
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

// One place a run: lines of one person that follow each other.
void ExportPersons::survey(const ExportLine& line, const Resource& resource, std::string& last) {
  ++summary_.records;
  if (resource.kind == LineKind::broken) note({line.number, {}, Severity::error, resource.fault});
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
    const Resource resource = resource_of(line_);
    survey(line_, resource, last);
    VHC_CHECK_OK(keep_shared(line_, resource));
  }
  VHC_CHECK_OK(faults());
  index_.finish();
  bytes_.emplace(file_, ByteWindow::sequential);
  reader_.emplace(*bytes_);
  has_line_ = advance();
  return faults();
}

bool ExportPersons::advance() {
  if (!reader_->next(line_)) return false;
  resource_ = resource_of(line_);
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

bool ExportPersons::take(Found& found, const ExportLine& line, const Resource& resource) {
  if (found.bundle.is_full()) return false;
  found.bundle.add(line.text, line.number);
  if (resource.kind == LineKind::patient) {
    found.has_patient = true;
  } else {
    found.records.push_back(line.number);
    take_shared(found, line.text);
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
      const Resource resource = resource_of(line);
      if (resource.patient != patient) break;
      if (is_first) place.take();
      if (!take(found, line, resource)) break;
    }
  }
}

Result<bool> ExportPersons::next(Intake& person) {
  while (has_line_) {
    if (resource_.kind == LineKind::whole) {
      person = intake_of(line_.text, rules_, Lines(line_.number));
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
      person = found.bundle.read(rules_);
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
