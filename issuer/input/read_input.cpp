#include <algorithm>
#include <utility>

#include "readers.h"

namespace vhc {
namespace {

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

bool has_header(std::string_view text) {
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  return line.find_first_of(",;\t") != std::string_view::npos;
}

}  // namespace

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

Result<InputKind> recognise_input(std::string_view bytes) {
  const std::string_view text = begin_of(bytes);
  if (text.empty()) return fail(Errc::in_empty_file);
  if (is_hl7(text)) return InputKind::hl7v2;
  if (text.front() == '{') return is_ndjson(text) ? InputKind::fhir_ndjson : InputKind::fhir;
  if (has_header(text)) return InputKind::delimited;
  return fail(Errc::in_unknown_format, {}, "HL7 v2 messages, a delimited file with a header row, or FHIR JSON");
}

InputFile input_file(std::string_view bytes) {
  return {bytes.size(), [bytes](std::uint64_t offset, std::span<char> into) -> Result<std::size_t> {
            const std::string_view part = bytes.substr(std::min<std::uint64_t>(offset, bytes.size()), into.size());
            std::copy(part.begin(), part.end(), into.begin());
            return part.size();
          }};
}

struct InputReader::State {
  InputFile file;
  InputRules rules;
  InputKind kind{};
  SourceFacts facts;
  std::array<std::uint8_t, 32> digest{};
  std::unique_ptr<PersonSource> source;
};

namespace {

constexpr std::size_t head_bytes = std::size_t{64} * 1024;

// From `offset` on, as much as there is or `most`.
Result<std::string> read_bytes(const InputFile& file, std::uint64_t offset, std::size_t most) {
  std::string bytes(std::min<std::uint64_t>(most, file.size - std::min(offset, file.size)), '\0');
  std::size_t used = 0;
  while (used < bytes.size()) {
    VHC_TRY(const std::size_t got, file.read_at(offset + used, std::span(bytes).subspan(used)));
    if (got == 0) return fail(Errc::unreadable, {}, "the file became shorter while it was read");
    used += got;
  }
  return bytes;
}

Result<InputRead> read_whole(std::string_view bytes, InputKind kind, const InputRules& rules) {
  if (kind == InputKind::hl7v2) return read_hl7v2(bytes, rules);
  return kind == InputKind::fhir ? read_fhir(without_mark(bytes), rules) : read_fhir_ndjson(without_mark(bytes), rules);
}

// Of a file that was read whole.
class WholePersons final : public PersonSource {
 public:
  explicit WholePersons(std::vector<Intake> persons) : persons_(std::move(persons)) {}
  Result<bool> next(Intake& person) override {
    if (given_ == persons_.size()) return false;
    person = std::move(persons_[given_++]);
    return true;
  }

 private:
  std::vector<Intake> persons_;
  std::size_t given_ = 0;
};

Result<std::unique_ptr<PersonSource>> open_whole(const InputFile& file, InputKind kind, const InputRules& rules,
                                                 SourceFacts& facts) {
  if (file.size > max_input_bytes) {
    return fail(Errc::input_too_large, {}, "split it: at most " + std::to_string(max_input_bytes) + " bytes");
  }
  VHC_TRY(const std::string bytes, read_bytes(file, 0, max_input_bytes));
  facts.hash(bytes);
  VHC_TRY(InputRead read, read_whole(bytes, kind, rules));
  facts.records = read.records;
  facts.findings = std::move(read.findings);
  facts.ignored = std::move(read.ignored);
  return std::make_unique<WholePersons>(std::move(read.persons));
}

}  // namespace

InputReader::InputReader(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
InputReader::InputReader(InputReader&&) noexcept = default;
InputReader& InputReader::operator=(InputReader&&) noexcept = default;
InputReader::~InputReader() = default;

Result<InputReader> InputReader::open(InputFile file, InputRules rules) {
  auto state = std::make_unique<State>();
  state->file = std::move(file);
  state->rules = std::move(rules);
  crypto_generichash_init(&state->facts.digest, nullptr, 0, state->digest.size());
  VHC_TRY(const std::string head, read_bytes(state->file, 0, head_bytes));
  VHC_TRY(state->kind, recognise_input(head));
  VHC_TRY(state->source, state->kind == InputKind::delimited
                             ? open_delimited(state->file, state->rules, state->facts)
                             : open_whole(state->file, state->kind, state->rules, state->facts));
  crypto_generichash_final(&state->facts.digest, state->digest.data(), state->digest.size());
  return InputReader(std::move(state));
}

Result<bool> InputReader::next(Intake& person) {
  return state_->source->next(person);
}

InputKind InputReader::kind() const noexcept {
  return state_->kind;
}

std::int64_t InputReader::records() const noexcept {
  return state_->facts.records;
}

const std::vector<InputFinding>& InputReader::findings() const noexcept {
  return state_->facts.findings;
}

const std::vector<std::string>& InputReader::ignored() const noexcept {
  return state_->facts.ignored;
}

const std::array<std::uint8_t, 32>& InputReader::digest() const noexcept {
  return state_->digest;
}

Result<InputRead> read_input(std::string_view bytes, const InputRules& rules) {
  if (bytes.size() > max_input_bytes) return fail(Errc::input_too_large);
  VHC_TRY(InputReader reader, InputReader::open(input_file(bytes), rules));
  InputRead read{.kind = reader.kind()};
  for (Intake person;;) {
    VHC_TRY(const bool got, reader.next(person));
    if (!got) break;
    read.persons.push_back(std::exchange(person, {}));
  }
  read.records = reader.records();
  read.findings = reader.findings();
  read.ignored = reader.ignored();
  return read;
}

}  // namespace vhc
