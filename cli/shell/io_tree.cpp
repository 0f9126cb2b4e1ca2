#include <array>
#include <cerrno>
#include <cstdint>

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/file_error.h"
#include "shell/folder_tree.h"
#include "shell/held_signals.h"

namespace vhc {
namespace {

constexpr int folder_flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;

// Beside the file, under a name that nobody can know.
std::string temporary_name(const std::string& name) {
  std::array<std::uint8_t, 8> bytes{};
  if (::getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) bytes = {};
  std::string text = name + ".";
  for (const std::uint8_t byte : bytes) text.push_back(static_cast<char>('a' + byte % 26));
  return text;
}

std::string last_part(const std::string& name) {
  return name.substr(name.rfind('/') + 1);  // all of it when there is no '/'
}

mode_t public_mode() {
  constexpr mode_t wanted = 0644;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return wanted & ~mask;
}

tl::unexpected<Error> no_folder(const std::string& path) {
  if (errno == ELOOP || errno == ENOTDIR) {
    return fail(Errc::publish_unreadable, path,
                "it is a link, or no folder; look at it, and remove it if it is not needed");
  }
  return file_error(Errc::unwritable, path);
}

bool is_same(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Whether the folder at `outer` is the one that is open, or one above it.
bool is_within(const Descriptor& inner, const struct stat& outer) {
  constexpr int deepest = 4096;
  struct stat last {};
  int at = ::dup(inner.get());
  for (int i = 0; i < deepest; ++i) {
    const Descriptor here(at);
    struct stat facts {};
    if (!here.ok() || ::fstat(here.get(), &facts) != 0) return false;
    if (is_same(facts, outer)) return true;
    if (i > 0 && is_same(facts, last)) return false;  // the root's parent is the root
    last = facts;
    at = ::openat(here.get(), "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
  }
  ::close(at);
  return true;
}

bool overlaps_open(const Descriptor& one, const std::string& path) {
  struct stat mine {};
  struct stat other {};
  const Descriptor there(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!there.ok() || ::fstat(there.get(), &other) != 0 || ::fstat(one.get(), &mine) != 0) return false;
  return is_within(one, other) || is_within(there, mine);
}

std::string parent_of(const std::string& path) {
  const std::size_t end = path.find_last_not_of('/');
  const std::size_t slash = end == std::string::npos ? end : path.rfind('/', end);
  if (slash == std::string::npos) return path.starts_with('/') ? "/" : ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Result<FolderTree> FolderTree::open(const std::string& path) {
  Descriptor root(::open(path.c_str(), folder_flags));
  if (!root.ok()) return fail_open(path);
  return FolderTree(path, std::move(root));
}

Result<Descriptor> FolderTree::open_parent(const std::string& name, bool make) const {
  constexpr mode_t folder_mode = 0755;
  int folder = ::openat(root_.get(), ".", folder_flags);
  std::size_t start = 0;
  for (std::size_t slash = name.find('/'); folder >= 0 && slash != std::string::npos; slash = name.find('/', start)) {
    const Descriptor above(folder);
    const std::string part = name.substr(start, slash - start);
    if (make && ::mkdirat(above.get(), part.c_str(), folder_mode) != 0 && errno != EEXIST) {
      return file_error(Errc::unwritable, path_ + "/" + name.substr(0, slash));
    }
    folder = ::openat(above.get(), part.c_str(), folder_flags | O_NOFOLLOW);
    start = slash + 1;
  }
  if (folder < 0) return no_folder(path_ + "/" + name.substr(0, start == 0 ? 0 : start - 1));
  return Descriptor(folder);
}

Result<void> FolderTree::write_file(const std::string& name, std::string_view bytes) const {
  const HeldSignals whole;
  VHC_TRY(const Descriptor folder, open_parent(name, true));
  const std::string path = path_ + "/" + name;
  const std::string part = temporary_name(last_part(name));
  const Descriptor file(
      ::openat(folder.get(), part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, S_IRUSR | S_IWUSR));
  if (!file.ok()) return file_error(Errc::unwritable, path);
  const bool is_placed = write_all(file.get(), bytes) && ::fchmod(file.get(), public_mode()) == 0 &&
                         ::fsync(file.get()) == 0 &&
                         ::renameat(folder.get(), part.c_str(), folder.get(), last_part(name).c_str()) == 0;
  if (!is_placed) {
    auto error = file_error(Errc::unwritable, path);
    ::unlinkat(folder.get(), part.c_str(), 0);
    return error;
  }
  ::fsync(folder.get());
  return {};
}

Result<void> FolderTree::remove_file(const std::string& name) const {
  VHC_TRY(const Descriptor folder, open_parent(name, false));
  const std::string path = path_ + "/" + name;
  if (::unlinkat(folder.get(), last_part(name).c_str(), 0) != 0) {
    return errno == ENOENT ? vhc::fail(Errc::not_found, path) : file_error(Errc::unwritable, path);
  }
  ::fsync(folder.get());
  return {};
}

bool FolderTree::overlaps(const std::string& path) const {
  return overlaps_open(root_, path);
}

bool overlap(const std::string& path, const std::string& folder) {
  std::string nearest = path;
  for (int i = 0; i < 4096; ++i) {
    const Descriptor there(::open(nearest.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!there.ok() && (errno == ENOENT || errno == ENOTDIR) && nearest != "/" && nearest != ".") {
      nearest = parent_of(nearest);
      continue;
    }
    if (!there.ok()) return false;  // nothing can be written there either
    if (nearest == path) return overlaps_open(there, folder);
    struct stat outer {};
    return ::stat(folder.c_str(), &outer) == 0 && is_within(there, outer);
  }
  return true;
}

}  // namespace vhc
