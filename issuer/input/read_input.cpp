#include <algorithm>

#include "input/converted_file.h"
#include "input/file_digest.h"
#include "input/foreign_file.h"
#include "input/header_row.h"
#include "input/readers.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

constexpr std::size_t max_utf16_beginning = std::size_t{64} * 1024;
constexpr std::size_t max_beginning_bytes = max_bundle_bytes + 4096;  // the first line of an export

std::string_view without_mark(std::string_view bytes) {
  return bytes.substr(0, 3) == "\xEF\xBB\xBF" ? bytes.substr(3) : bytes;
}

// The first byte that is not white space or framing.
std::string_view begin_of(std::string_view bytes) {
  bytes = without_mark(bytes);
  const std::size_t start = bytes.find_first_not_of(" \t\r\n\x0B");
  return start == std::string_view::npos ? std::string_view{} : bytes.substr(start);
}

bool is_hl7(std::string_view text) {
  const std::string_view name = text.substr(0, 3);
  const bool is_head = name == "MSH" || name == "FHS" || name == "BHS";
  constexpr std::string_view marks_never = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_ ,;\t\r\n";
  return is_head && text.size() > 3 && marks_never.find(text[3]) == std::string_view::npos;
}

// A second object after the first line's.
bool is_ndjson(std::string_view text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return false;
  const std::string_view first = text.substr(0, end);
  const std::size_t last = first.find_last_not_of(" \t\r");
  const std::string_view rest = begin_of(text.substr(end));
  return last != std::string_view::npos && first[last] == '}' && !rest.empty() && rest.front() == '{';
}

// A line that could be a header row, behind no more title lines than may stand there.
bool has_header(std::string_view text) {
  if (stated_separator(text.substr(0, text.find_first_of("\r\n")))) return true;
  for (std::int64_t line = 0; line <= max_title_lines + 1 && !text.empty(); ++line) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    if (text.substr(0, end).find_first_of(",;\t|") != std::string_view::npos) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

Result<InputKind> recognise_text(std::string_view bytes) {
  const std::string_view text = begin_of(bytes);
  if (text.empty()) return fail(Errc::in_empty_file);
  if (is_hl7(text)) return InputKind::hl7v2;
  if (text.front() == '{') return is_ndjson(text) ? InputKind::fhir_ndjson : InputKind::fhir;
  if (text.front() == '[') {
    return fail(Errc::in_unknown_format, {}, "a JSON array: give a FHIR Bundle, or one resource a line");
  }
  if (has_header(text)) return InputKind::delimited;
  return fail(Errc::in_unknown_format, {}, "HL7 v2 messages, a delimited file with a header row, or FHIR JSON");
}

// UTF-16 is read of tables of spreadsheets only; what is of one byte a character looks the same.
Result<InputKind> recognise_encoded(std::string_view bytes, Encoding encoding) {
  const bool is_utf16 = encoding == Encoding::utf16_little || encoding == Encoding::utf16_big;
  if (!is_utf16) return recognise_text(bytes);
  const std::string_view whole = bytes.substr(0, std::min(bytes.size(), max_utf16_beginning) / 2 * 2);
  const auto converted = as_utf8(file_of(whole), encoding, {});
  if (!converted) return tl::unexpected(converted.error());
  ByteWindow window(*converted, max_utf16_beginning);
  VHC_TRY(const InputKind kind, recognise_text(window.ahead(static_cast<std::size_t>(converted->size))));
  if (kind != InputKind::delimited) return fail(Errc::in_not_utf8, {}, "UTF-16: save the file as UTF-8");
  return kind;
}

}  // namespace

// What the file is written in, when it is not UTF-8 and not for its own reader to tell.
std::optional<Encoding> encoding_of(std::string_view beginning, const std::optional<FileCharset>& stated) {
  if (const auto marked = marked_encoding(beginning)) return marked;
  if (!stated || beginning.starts_with("\xEF\xBB\xBF")) return std::nullopt;
  switch (*stated) {
    case FileCharset::utf16:
      return unmarked_utf16(beginning);
    case FileCharset::latin1:
      return Encoding::latin1;
    case FileCharset::windows1252:
      break;
  }
  return Encoding::windows1252;
}

std::string_view name(InputKind kind) noexcept {
  switch (kind) {
    case InputKind::hl7v2:
      return "hl7v2";
    case InputKind::delimited:
      return "delimited";
    case InputKind::fhir:
      return "fhir";
    case InputKind::fhir_ndjson:
      break;
  }
  return "fhir-ndjson";
}

std::optional<FileCharset> find_charset(std::string_view text) noexcept {
  if (text == "cp1252" || text == "windows-1252") return FileCharset::windows1252;
  if (text == "latin1" || text == "iso-8859-1") return FileCharset::latin1;
  return text == "utf-16" ? std::optional(FileCharset::utf16) : std::nullopt;
}

Result<InputKind> recognise_input(std::string_view bytes) {
  if (const auto kind = foreign_kind(bytes); !kind.empty()) return fail(Errc::in_unknown_format, {}, std::string(kind));
  if (const auto encoding = marked_encoding(bytes)) return recognise_encoded(bytes, *encoding);
  if (unmarked_utf16(bytes)) {
    return fail(Errc::in_not_utf8, {},
                "UTF-16 without a byte order mark: save the file as CSV UTF-8, or --charset utf-16");
  }
  return recognise_text(bytes);
}

void PersonSource::note(InputFinding finding) {
  summary_.has_errors = summary_.has_errors || finding.severity == Severity::error;
  if (summary_.findings.size() == max_file_findings) {
    ++summary_.more_findings;
  } else {
    summary_.findings.push_back(std::move(finding));
  }
}

void PersonSource::end(bool had_persons) {
  if (had_persons || summary_.has_errors) return;
  note({0, {}, Severity::error, Errc::in_nothing_to_issue});
}

struct InputReader::State {
  InputFile file;
  InputRules rules;
  std::unique_ptr<PersonSource> source;
  Sha256 digest{};
  bool had_persons = false;
};

InputReader::InputReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
InputReader::InputReader(InputReader&&) noexcept = default;
InputReader& InputReader::operator=(InputReader&&) noexcept = default;
InputReader::~InputReader() = default;

Result<InputReader> InputReader::open(InputFile file, const InputRules& rules) {
  if (file.size >= max_file_bytes) return fail(Errc::input_too_large);
  auto state = std::make_unique<State>(State{std::move(file), rules, {}, {}, false});
  ByteWindow beginning(state->file, max_beginning_bytes);
  const std::string_view bytes = beginning.ahead(max_beginning_bytes);
  if (beginning.fault()) return tl::unexpected(*beginning.fault());
  const auto encoding = encoding_of(bytes, rules.charset);
  const bool is_foreign = !foreign_kind(bytes).empty();  // whatever character set is stated
  VHC_TRY(const InputKind kind, encoding && !is_foreign ? recognise_encoded(bytes, *encoding) : recognise_input(bytes));
  FileDigest digest;
  ByteWatch watch = [&digest](std::string_view part) { digest.add(part); };
  if (encoding && kind == InputKind::delimited) {
    VHC_TRY(state->file, as_utf8(std::move(state->file), *encoding, watch));
    watch = {};
  }
  const auto open_kind = [kind] {
    switch (kind) {
      case InputKind::hl7v2:
        return open_hl7v2;
      case InputKind::delimited:
        return open_delimited;
      case InputKind::fhir:
        return open_fhir;
      case InputKind::fhir_ndjson:
        break;
    }
    return open_fhir_ndjson;
  }();
  VHC_TRY(state->source, open_kind(state->file, state->rules, watch));
  state->digest = digest.take();
  return InputReader(std::move(state));
}

Result<bool> InputReader::next(Intake& person) {
  VHC_TRY(const bool more, state_->source->next(person));
  if (!more) state_->source->end(state_->had_persons);
  state_->had_persons = state_->had_persons || more;
  return more;
}
const InputSummary& InputReader::summary() const noexcept {
  return state_->source->summary();
}
const Sha256& InputReader::digest() const noexcept {
  return state_->digest;
}

InputFile file_of(std::string_view bytes) {
  return {bytes.size(), [bytes](std::uint64_t offset, std::span<char> into) -> Result<std::size_t> {
            const std::string_view rest = offset < bytes.size() ? bytes.substr(offset) : std::string_view{};
            return rest.copy(into.data(), into.size());
          }};
}

Result<InputRead> read_input(std::string_view bytes, const InputRules& rules) {
  if (bytes.size() > max_input_bytes) return fail(Errc::input_too_large);
  VHC_TRY(InputReader reader, InputReader::open(file_of(bytes), rules));
  InputRead read;
  Intake person;
  while (true) {
    VHC_TRY(const bool more, reader.next(person));
    if (!more) break;
    read.persons.push_back(std::move(person));
    person = {};
  }
  static_cast<InputSummary&>(read) = reader.summary();
  return read;
}

}  // namespace vhc
