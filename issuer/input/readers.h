// One reader a kind of file; InputReader chooses.
#pragma once

#include <memory>
#include <string_view>

#include "input/byte_window.h"
#include "vhc/input.h"

namespace vhc {

// Hands over one person after the other.
class PersonSource {
 public:
  PersonSource() = default;
  PersonSource(const PersonSource&) = delete;
  PersonSource& operator=(const PersonSource&) = delete;
  virtual ~PersonSource() = default;
  virtual Result<bool> next(Intake& person) = 0;
  const InputSummary& summary() const noexcept { return summary_; }
  // Behind the last person: a file of nobody says so.
  void end(bool had_persons);

 protected:
  // A finding about the file.
  void note(InputFinding finding);

  InputSummary summary_;
};

// Each reads the whole file once, in order, when it is opened; `watch` sees its bytes.
using OpenedSource = Result<std::unique_ptr<PersonSource>>;
OpenedSource open_hl7v2(const InputFile& file, const InputRules& rules, const ByteWatch& watch);
OpenedSource open_delimited(const InputFile& file, const InputRules& rules, const ByteWatch& watch);
OpenedSource open_fhir(const InputFile& file, const InputRules& rules, const ByteWatch& watch);
OpenedSource open_fhir_ndjson(const InputFile& file, const InputRules& rules, const ByteWatch& watch);

}  // namespace vhc
