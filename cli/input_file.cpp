#include "input_file.h"

namespace vhc {

Result<InputFile> open_input_file(const std::string& path, Io& io) {
  VHC_TRY(Io::OpenFile opened, io.open_file(path, max_input_bytes));
  return InputFile{opened.size, std::move(opened.read_at)};
}

Result<InputReader> open_input(const std::string& path, const InputRules& rules, Io& io) {
  VHC_TRY(InputFile file, open_input_file(path, io));
  auto reader = InputReader::open(std::move(file), rules);
  if (reader) return reader;
  Error error = std::move(reader).error();
  error.where = path + (error.where.empty() ? "" : ", " + error.where);
  return tl::unexpected(std::move(error));
}

}  // namespace vhc
