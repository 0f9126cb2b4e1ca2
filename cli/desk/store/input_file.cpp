#include "desk/store/input_file.h"

#include <algorithm>
#include <filesystem>

#include "vhc/json.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

// Up to this size a file is held: nobody changes it between two readings.
constexpr std::uint64_t max_held_bytes = std::uint64_t{1024} * 1024;

bool is_lines(const std::string& file) {
  return file.ends_with(".ndjson");
}

// What can be read twice, as an object of FHIR, a vc object or a payload.
bool is_bundle(const std::string& file, const Io& io) {
  std::error_code unknown;
  if (!file.ends_with(".json") || !std::filesystem::is_regular_file(file, unknown)) return false;
  const auto text = io.read_file(file, max_bundle_bytes);
  if (!text) return false;
  const std::size_t begin = text->starts_with("\xEF\xBB\xBF") ? 3 : 0;
  const auto document =
      JsonDocument::parse(text->substr(begin), {.max_bytes = max_bundle_bytes, .max_depth = max_bundle_depth});
  if (!document || !document->root().is(JsonKind::object)) return false;
  const JsonValue root = document->root();
  const auto type = root.find("resourceType");
  return (type && type->equals("Bundle")) || root.find("vc") || root.find("credentialSubject");
}

// The same JSON on one line: JSON has no ends of lines within a text, and no tabs.
void make_one_line(std::string& text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.replace(0, 3, 3, ' ');
  std::replace(text.begin(), text.end(), '\n', '\t');
}

Result<Io::OpenFile> held(const Io::OpenFile& file, bool as_line) {
  auto text = std::make_shared<std::string>(file.size, '\0');
  VHC_TRY(const std::size_t got, file.read_at(0, *text));
  text->resize(got);
  if (as_line) make_one_line(*text);
  return Io::OpenFile{text->size(),
                      [text](std::uint64_t offset, std::span<char> into) -> Result<std::size_t> {
                        return text->copy(into.data(), into.size(), std::min<std::uint64_t>(offset, text->size()));
                      },
                      [] { return FileStamp{}; }};
}

tl::unexpected<Error> changed(const std::string& path) {
  return fail(Errc::in_changed, path, "start again when nobody writes to it; what was issued until then is known");
}

}  // namespace

struct InputFiles::Part {
  std::string path;
  Io::OpenFile file;
  FileStamp stamp{};  // when it was opened
  std::uint64_t begin = 0;
  bool adds_end = false;       // of its last line, which has none
  std::int64_t num_lines = 0;  // as far as it was read in order
};

struct InputFiles::State {
  std::vector<Part> parts;
  std::uint64_t size = 0;
  std::uint64_t counted = 0;  // bytes that were read in order

  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> into);
  Result<std::size_t> read_part(const Part& part, std::uint64_t offset, std::span<char> into) const;
};

std::string InputOperand::name() const {
  std::string all;
  for (const std::string& file : files) all += (all.empty() ? "" : ", ") + file;
  return all;
}

std::vector<InputOperand> input_operands(const std::vector<std::string>& files, const Io& io) {
  if (files.size() == 1) return {{files}};
  std::vector<InputOperand> operands;
  InputOperand all{.files = {}};
  std::size_t place = 0;  // of all.files among the operands
  for (const std::string& file : files) {
    if (is_lines(file) || is_bundle(file, io)) {
      all.files.push_back(file);
      if (all.files.size() > 1) continue;
      place = operands.size();
    }
    operands.push_back({{file}});
  }
  if (!all.files.empty()) operands[place].files = std::move(all.files);
  return operands;
}

Result<InputFiles> InputFiles::open(const InputOperand& operand, Io& io) {
  auto state = std::make_shared<State>();
  for (const std::string& path : operand.files) {
    VHC_TRY(Io::OpenFile file, io.open_file(path, max_input_bytes));
    const bool as_line = operand.files.size() > 1 && !is_lines(path);
    if (as_line && file.size > max_bundle_bytes) return changed(path);
    if (as_line || file.size <= max_held_bytes) {
      VHC_TRY(file, held(file, as_line));
    }
    const FileStamp stamp = file.stamp();
    Part part{.path = path, .file = std::move(file), .stamp = stamp, .begin = state->size};
    if (operand.files.size() > 1 && part.file.size > 0) {
      char last = '\n';
      VHC_TRY(const std::size_t got, part.file.read_at(part.file.size - 1, {&last, 1}));
      part.adds_end = got == 1 && last != '\n';
    }
    state->size += part.file.size + (part.adds_end ? 1U : 0U);
    state->parts.push_back(std::move(part));
  }
  return InputFiles(std::move(state));
}

Result<std::size_t> InputFiles::State::read_part(const Part& part, std::uint64_t offset, std::span<char> into) const {
  const std::uint64_t within = offset - part.begin;
  if (within == part.file.size) {
    into.front() = '\n';
    return 1;
  }
  return part.file.read_at(within, into);
}

Result<std::size_t> InputFiles::State::read_at(std::uint64_t offset, std::span<char> into) {
  if (parts.size() == 1) return parts.front().file.read_at(offset, into);
  if (offset >= size || into.empty()) return 0;
  const auto next =
      std::find_if(parts.begin(), parts.end(), [offset](const Part& part) { return part.begin > offset; });
  Part& part = *(next - 1);
  const std::uint64_t end = next == parts.end() ? size : next->begin;
  VHC_TRY(const std::size_t got, read_part(part, offset, into.first(std::min<std::size_t>(into.size(), end - offset))));
  if (offset <= counted && counted < offset + got) {
    const std::span<char> fresh = into.first(got).subspan(counted - offset);
    part.num_lines += std::count(fresh.begin(), fresh.end(), '\n');
    counted = offset + got;
  }
  return got;
}

InputFile InputFiles::bytes() const {
  return {state_->size, [state = state_](std::uint64_t offset, std::span<char> into) -> Result<std::size_t> {
            return state->read_at(offset, into);
          }};
}

Result<void> InputFiles::check_unchanged(const Sha256& digest, const InputRules& rules) const {
  std::vector<FileStamp> now;
  bool is_same = true;
  for (const Part& part : state_->parts) {
    const FileStamp& stamp = now.emplace_back(part.file.stamp());
    if (stamp.front() != part.stamp.front()) return changed(part.path);
    is_same = is_same && stamp == part.stamp;
  }
  if (is_same) return {};
  // Another name for it, other rights, or other bytes.
  const auto again = InputReader::open(bytes(), rules);
  if (!again || again->digest() != digest) return changed(state_->parts.front().path);
  for (std::size_t i = 0; i < now.size(); ++i) state_->parts[i].stamp = now[i];
  return {};
}

std::vector<FileStart> InputFiles::starts() const {
  std::vector<FileStart> first;
  if (state_->parts.size() == 1) return first;
  std::int64_t line = 1;
  for (const Part& part : state_->parts) {
    first.push_back({part.path, line});
    line += part.num_lines;
  }
  return first;
}

Result<InputReader> open_reader(const InputFiles& files, const std::string& name, const InputRules& rules) {
  auto reader = InputReader::open(files.bytes(), rules);
  if (reader) return reader;
  Error error = std::move(reader).error();
  error.where = name + (error.where.empty() ? "" : ", " + error.where);
  return tl::unexpected(std::move(error));
}

}  // namespace vhc
