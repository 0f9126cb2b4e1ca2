// One reader a kind of file; InputReader chooses.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sodium.h>

#include "vhc/input.h"

namespace vhc {

// What is known of the file as a whole, so far.
struct SourceFacts {
  std::int64_t records = 0;
  std::vector<InputFinding> findings;
  std::vector<std::string> ignored;
  crypto_generichash_state digest;

  void hash(std::string_view bytes) {
    crypto_generichash_update(&digest, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
  }
};

// Gives a file's persons one after the other.
class PersonSource {
 public:
  PersonSource() = default;
  PersonSource(const PersonSource&) = delete;
  PersonSource& operator=(const PersonSource&) = delete;
  virtual ~PersonSource() = default;
  virtual Result<bool> next(Intake& person) = 0;  // false at the end
};

// `file`, `rules` and `facts` must outlive the source.
Result<std::unique_ptr<PersonSource>> open_delimited(const InputFile& file, const InputRules& rules,
                                                     SourceFacts& facts);

Result<InputRead> read_hl7v2(std::string_view bytes, const InputRules& rules);
Result<InputRead> read_fhir(std::string_view bytes, const InputRules& rules);
Result<InputRead> read_fhir_ndjson(std::string_view bytes, const InputRules& rules);

}  // namespace vhc
