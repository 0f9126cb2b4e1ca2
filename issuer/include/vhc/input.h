// Reading what a pharmacy, laboratory or registry writes: HL7 v2 messages, delimited files, FHIR (inputs.md 3 to 5).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/intake.h"
#include "vhc/result.h"

namespace vhc {

inline constexpr std::size_t max_message_bytes = std::size_t{1024} * 1024;  // HL7 v2, inputs.md 3.1
inline constexpr std::size_t max_segment_bytes = std::size_t{64} * 1024;
inline constexpr std::size_t max_messages = 200'000;
inline constexpr std::size_t max_row_bytes = std::size_t{1024} * 1024;
inline constexpr std::size_t max_columns = 1000;
inline constexpr std::size_t max_input_bytes = std::size_t{256} * 1024 * 1024;

enum class DateOrder : std::uint8_t { unstated, ymd, mdy, dmy };
std::optional<DateOrder> date_order(std::string_view text);  // "ymd", "mdy", "dmy"

enum class InputKind : std::uint8_t { hl7v2, delimited, fhir, fhir_ndjson };
std::string_view name(InputKind kind) noexcept;  // "hl7v2", "delimited", "fhir", "fhir-ndjson"

// Which doses may be signed at all: a pharmacy signs what it gave, a registry also what others told it.
enum class SignerProfile : std::uint8_t { pharmacy, registry };

// The canonical names of columns (inputs.md 4.2) by the header as it stands in the file, normalised; "-" ignores one.
struct ColumnMap {
  std::map<std::string, std::string> columns;
  DateOrder dates = DateOrder::unstated;
};

// UTF-8, one "their header = canonical name" a line. Fails with in_map_form, in_not_utf8, usage never.
Result<ColumnMap> read_column_map(std::string_view text);

// The day of the code sets that the built-in tables were written from: YYYY-MM-DD.
std::string_view built_in_tables_date() noexcept;

struct InputRules {
  std::chrono::year_month_day today{};
  SignerProfile profile = SignerProfile::pharmacy;
  bool mark_partial = false;       // issue a partial dose, marked isSubpotent
  std::vector<Errc> allowed = {};  // in_placeholder_name, in_unknown_code: with a warning
  DateOrder dates = DateOrder::unstated;
  ColumnMap map = {};
  // The offset from UTC that the issuer's zone has at a local time; none: results without a zone are not issued.
  std::function<std::optional<std::chrono::seconds>(std::chrono::local_seconds)> zone_offset = {};
  bool zone_is_known = false;  // "today" is that of the issuer's zone; else one day of grace
};

struct InputRead {
  InputKind kind{};
  std::int64_t records = 0;  // messages, rows or resources
  std::vector<Intake> persons;
  std::vector<InputFinding> findings;  // about the file
  std::vector<std::string> ignored;    // headers of columns that mean nothing here
};

// What `bytes` are, from the bytes alone: the first 64 KiB of a file are enough. Fails with in_empty_file,
// in_unknown_format.
Result<InputKind> recognise_input(std::string_view bytes);

// A file that the caller lends: this library opens none. `read_at` fills `into` from `offset` on and gives how much; it
// is short only at the end. The content must not change while it is read.
struct InputFile {
  std::uint64_t size = 0;
  std::function<Result<std::size_t>(std::uint64_t offset, std::span<char> into)> read_at;
};
InputFile input_file(std::string_view bytes);  // which must stay

// Reads a file of any size person by person. A delimited file is read row by row, two or three times, in bounded
// memory: 16 bytes a row of those persons whose rows lie apart, and one bit for the others. Messages and FHIR are read
// whole, up to max_input_bytes.
class InputReader {
 public:
  // Recognises the kind and reads the file once: what breaks it as a whole, the order of its dates, whose rows lie
  // apart. Fails as read_input() does.
  static Result<InputReader> open(InputFile file, InputRules rules);
  InputReader(InputReader&&) noexcept;
  InputReader& operator=(InputReader&&) noexcept;
  ~InputReader();

  // The next person, in the order in which they appear; false at the end.
  Result<bool> next(Intake& person);

  InputKind kind() const noexcept;
  std::int64_t records() const noexcept;                       // so far
  const std::vector<InputFinding>& findings() const noexcept;  // about the file, so far; at most max_file_findings
  const std::vector<std::string>& ignored() const noexcept;
  // BLAKE2b of the file's bytes.
  const std::array<std::uint8_t, 32>& digest() const noexcept;

 private:
  struct State;
  explicit InputReader(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

inline constexpr std::size_t max_file_findings = 10'000;
inline constexpr std::size_t max_rows_of_person = 1000;

// All of it at once. Fails as recognise_input does, and with input_too_large; usage for two date orders that disagree;
// JSON errors for FHIR that cannot be read at all. Everything else is a finding.
Result<InputRead> read_input(std::string_view bytes, const InputRules& rules);

}  // namespace vhc
