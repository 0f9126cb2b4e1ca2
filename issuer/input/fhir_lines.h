// The lines of a bulk export: where each stands, and what resource it is.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "input/byte_window.h"
#include "vhc/errors.h"
#include "vhc/input.h"
#include "vhc/json.h"

namespace vhc {

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
  bool next(ExportLine& line);

 private:
  std::string_view find_end();
  std::string_view skip_rest();

  ByteWindow& bytes_;
  std::size_t size_ = 0;  // of the line at hand
  std::int64_t number_ = 0;
  bool is_too_long_ = false;
};

enum class LineKind : std::uint8_t { broken, whole, changes, patient, record, shared, other };

struct Resource {
  LineKind kind = LineKind::broken;
  Errc fault{};         // of a broken one
  std::string patient;  // a person's own id, or whom a record is about; may be empty
  std::string type;
  std::string id;
  std::vector<std::string> changed = {};  // addresses that a bundle takes out, or patches
  std::vector<std::string> records = {};  // addresses of the records in a bundle
  std::vector<std::string> persons = {};  // and of its Patients
  bool is_test = false;
  bool has_record = false;        // a bundle
  bool is_person_inside = false;  // a record's; `patient` is then the group, behind a #

  std::string address() const { return type + "/" + id; }
};

// Who is inside a record is told by `rules`.
Resource resource_of(const ExportLine& line, const InputRules& rules);

// Of a line that resource_of() could read.
JsonDocument parsed(const ExportLine& line);
// The versions of a record on a line, as entries of a bundle: the line itself, or entries of its bundle. None of one
// that cannot be read.
std::vector<std::string> versions_on(const ExportLine& line, const std::string& address);
// The entries of a line's bundle that delete or patch the resource, without anything else.
std::vector<std::string> changes_on(const ExportLine& line, const std::string& address);
// What an organisation is known by.
std::string as_named(const ExportLine& line);

// A bundle with further entries.
std::string extended(const JsonValue& bundle, std::string_view entries);

}  // namespace vhc
