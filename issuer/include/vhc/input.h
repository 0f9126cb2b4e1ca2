// Reading what a pharmacy, laboratory or registry writes: HL7 v2 messages, delimited files, FHIR (docs/rules/inputs.md
// 3 to 5).
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/code_tables.h"
#include "vhc/intake.h"
#include "vhc/minimise.h"
#include "vhc/result.h"
#include "vhc/sha256.h"
#include "vhc/time.h"

namespace vhc {

inline constexpr std::size_t max_message_bytes = std::size_t{1024} * 1024;  // HL7 v2, docs/rules/inputs.md 3.1
inline constexpr std::size_t max_segment_bytes = std::size_t{64} * 1024;
inline constexpr std::size_t max_messages = 200'000;
inline constexpr std::size_t max_row_bytes = std::size_t{1024} * 1024;
inline constexpr std::size_t max_columns = 1000;
inline constexpr std::size_t max_input_bytes = std::size_t{256} * 1024 * 1024;  // held in memory, as standard input is
inline constexpr std::uint64_t max_file_bytes = std::uint64_t{1} << 40U;
inline constexpr std::size_t max_person_records = 10'000;  // more of one person: TOO_LONG
inline constexpr std::size_t max_file_findings = 1000;     // about the file; more are counted

enum class DateOrder : std::uint8_t { unstated, ymd, mdy, dmy };
std::optional<DateOrder> date_order(std::string_view text);  // "ymd", "mdy", "dmy"

enum class InputKind : std::uint8_t { hl7v2, delimited, fhir, fhir_ndjson };
std::string_view name(InputKind kind) noexcept;  // "hl7v2", "delimited", "fhir", "fhir-ndjson"

// Of a file that does not state one itself (UTF-16 with a byte order mark, MSH-18).
enum class FileCharset : std::uint8_t { windows1252, latin1, utf16 };
std::optional<FileCharset> find_charset(std::string_view text) noexcept;  // "cp1252", "latin1", "utf-16"

// The canonical names of columns (docs/rules/inputs.md 4.2) by the header in the file, normalized; "-"
// ignores one. A line "their header = ?" decides nothing and is not kept.
struct ColumnMap {
  std::map<std::string, std::string> columns;
  DateOrder dates = DateOrder::unstated;
  struct Line {
    std::int64_t number = 0;  // the first is 1
    std::string header;       // as in the map
  };
  std::map<std::string, Line> lines = {};  // where each of `columns` stands, when the map was read from a text
};

// UTF-8, one "their header = canonical name" a line. Fails with in_map_form, in_not_utf8, usage never.
Result<ColumnMap> read_column_map(std::string_view text);

struct InputRules {
  std::chrono::year_month_day today{};
  SignerProfile profile = SignerProfile::pharmacy;
  bool mark_partial = false;       // issue a partial dose, marked isSubpotent
  std::vector<Errc> allowed = {};  // in_placeholder_name, in_unknown_code: with a warning
  DateOrder dates = DateOrder::unstated;
  ColumnMap map = {};
  std::optional<FileCharset> charset = {};   // of delimited files; none: UTF-8
  std::vector<std::string> facilities = {};  // names under which a registry knows the issuer (RXA-11.4)
  std::shared_ptr<const CodeTables> tables = CodeTables::built_in();  // never null
  // The offset from UTC that the issuer's zone has at a local time; none: results without a zone are not issued.
  std::function<std::optional<std::chrono::seconds>(std::chrono::local_seconds)> zone_offset = {};
  // The day that the issuer's zone has at a moment; none: a moment has the day that is written.
  std::function<std::chrono::year_month_day(UnixTime)> zone_day = {};
  bool zone_is_known = false;  // "today" is that of the issuer's zone; else one day of grace
};

struct IgnoredColumn {
  std::int64_t number = 0;  // the first is 1
  std::string header;       // empty: there is no header row, so it could be somebody's data
};

// A column of a delimited file that has a header row. The contents of its cells are never here.
struct InputColumn {
  std::int64_t number = 0;  // the first is 1
  std::string header;
  std::string name = {};  // the canonical name as which it is read ("admin_date 2" of a further dose), "-" when the map
                          // passes over it; empty: not used
  std::string guess = {};  // of one that is not used: the canonical name that was probably meant; often empty
  bool mapped = false;     // the map says so
  bool watched = false;    // not used, and sounds as if it could say that a dose was not given
};

struct InputSummary {
  InputKind kind{};
  std::int64_t records = 0;            // messages, rows or resources
  std::vector<InputFinding> findings;  // about the file, the first max_file_findings of them
  std::int64_t more_findings = 0;      // that were only counted
  bool has_errors = false;             // among all of them
  std::vector<IgnoredColumn> ignored;  // columns that mean nothing here
  std::vector<InputColumn> columns;    // all columns, in their order; none without a header row
  // For a map, when no header row is found: the columns of the row that looks most like one, else "column 1" and so on.
  // That row may be a person's: show it only when a map was requested.
  std::vector<InputColumn> likely_columns;
  bool has_no_header = false;  // `likely_columns` have numbers alone
};

struct InputRead : InputSummary {
  std::vector<Intake> persons;
};

// Bytes that the caller lends: the library does no I/O. The bytes must stay the same while they are read.
struct InputFile {
  std::uint64_t size = 0;
  // Up to `into.size()` bytes from `offset` on; fewer only at the end of the file.
  std::function<Result<std::size_t>(std::uint64_t offset, std::span<char> into)> read_at;
};
InputFile file_of(std::string_view bytes);  // which must outlive it

// A file of any size in bounded memory: one Intake a person, in the order in which persons first appear, wherever their
// records stand. Beside the person at hand it keeps 16 bytes a record, or a run of adjacent records of one person; of a
// bulk export 16 bytes more of each record while the file is surveyed, since a version of it may be anywhere, and 16
// of each resource that it says is deleted.
class InputReader {
 public:
  // Reads the file once: its kind, what breaks it as a whole, the order of its dates, whose records are where. Fails
  // as recognise_input does, with usage for two orders of dates, input_too_large above max_file_bytes, json errors for
  // a FHIR file that is not JSON, and as `read_at` does.
  static Result<InputReader> open(InputFile file, const InputRules& rules);

  InputReader(InputReader&&) noexcept;
  InputReader& operator=(InputReader&&) noexcept;
  ~InputReader();

  // The next person; false at the end. Fails as `read_at` does.
  Result<bool> next(Intake& person);

  const InputSummary& summary() const noexcept;  // complete after the last next()
  const Sha256& digest() const noexcept;         // of all bytes of the file: what a run is known by

 private:
  struct State;
  explicit InputReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// What `bytes` are, from the bytes alone. Of UTF-16 only a delimited file with a byte order mark is read. Fails with
// in_empty_file, in_unknown_format, in_not_utf8 (UTF-16 of another kind).
Result<InputKind> recognise_input(std::string_view bytes);

// Everything at once, for what fits in memory. Fails as InputReader::open, and with input_too_large above
// max_input_bytes. Everything else is a finding.
Result<InputRead> read_input(std::string_view bytes, const InputRules& rules);

}  // namespace vhc
