#include "input_file.h"

#include <cerrno>
#include <memory>

#include <fcntl.h>
#include <sys/stat.h>

#include "descriptor.h"

namespace vhc {
namespace {

Result<std::size_t> read_at(int file, std::uint64_t offset, std::span<char> into, const std::string& path) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t count = ::pread(file, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(Errc::unreadable, path);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Result<InputFile> in_memory(const std::string& path, Io& io) {
  VHC_TRY(std::string bytes, io.read_file(path, max_input_bytes));
  const auto held = std::make_shared<const std::string>(std::move(bytes));
  InputFile file = file_of(*held);
  file.read_at = [held, read = std::move(file.read_at)](std::uint64_t offset, std::span<char> into) {
    return read(offset, into);
  };
  return file;
}

}  // namespace

Result<InputFile> open_input_file(const std::string& path, Io& io) {
  if (path == "-") return in_memory(path, io);
  const auto file = std::make_shared<const Descriptor>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat about {};
  if (!file->ok() || ::fstat(file->get(), &about) != 0 || !S_ISREG(about.st_mode)) return in_memory(path, io);
  return InputFile{static_cast<std::uint64_t>(about.st_size), [file, path](std::uint64_t offset, std::span<char> into) {
                     return read_at(file->get(), offset, into, path);
                   }};
}

}  // namespace vhc
