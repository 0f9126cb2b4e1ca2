// issuer.json: the settings of an issuer folder (docs/formats/issuer-folder.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/checked.h"
#include "vhc/result.h"

namespace vhc {

inline constexpr std::size_t max_issuer_settings_bytes = std::size_t{64} * 1024;
inline constexpr std::size_t max_issuer_name_chars = 200;
inline constexpr std::size_t max_performer_chars = 29;  // docs/rules/inputs.md 1.3: under 30
inline constexpr int max_retention_days = 36500;

// Where the records come from (docs/rules/inputs.md 3.3).
enum class RecordSource : std::uint8_t { pharmacy, registry };

std::string_view name(RecordSource source) noexcept;
Result<RecordSource> parse_record_source(std::string_view text);  // fails with usage

struct IssuerSettings {
  IssuerUrl iss;
  std::string name;          // for people: 1 to 200 characters
  std::string zone = "UTC";  // IANA time zone, as text: whether it exists is for the reader of time zones to say
  RecordSource source = RecordSource::pharmacy;
  bool rid = true;                           // cards get a revocation id unless the command says otherwise
  int retention_days = 400;                  // 1 to 36500: how long the ledger keeps personal data
  std::string performer = {};                // who gave the doses when the record does not say; may be empty
  std::vector<std::string> facilities = {};  // names of its places as a registry writes them: at most 100
  std::vector<std::string> languages = {
      "en"};  // of sheets, the first one is the default: 1 to 16 codes such as en, pt-BR
};

// Fails with folder_form, with the member's pointer as place, when a member is out of the bounds above.
Result<std::string> to_json(const IssuerSettings& settings);

// Reads what to_json() writes, white space and order aside, and no other member. Fails with folder_version for a newer
// schema, folder_form (with a pointer) or an error of JsonDocument.
Result<IssuerSettings> parse_issuer_settings(std::string_view json);

}  // namespace vhc
