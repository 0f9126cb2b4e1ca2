#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <ostream>
#include <system_error>
#include <thread>
#include <utility>

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/descriptor.h"
#include "shell/file_error.h"
#include "shell/held_signals.h"
#include "shell/io.h"
#include "shell/paths.h"
#include "vhc/display_text.h"

namespace vhc {
namespace {

tl::unexpected<Error> too_large(const std::string& path, std::size_t max_bytes) {
  return fail(Errc::input_too_large, path, "at most " + std::to_string(max_bytes) + " bytes");
}

// A file of one of our folders. A pipe or a device in its place is refused and not waited for.
int open_plain(const std::string& path, int flags, mode_t mode = 0) {
  const int file = ::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK, mode);
  struct stat facts {};
  if (file < 0 || (::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode))) return file;
  ::close(file);
  errno = S_ISDIR(facts.st_mode) ? EISDIR : EINVAL;
  return -1;
}

// A pipe that nobody writes to must not be waited for forever; who has begun to write is read to the end.
bool is_written(int descriptor) {
  constexpr int patience = 10'000;  // milliseconds
  struct stat status {};
  if (::fstat(descriptor, &status) != 0) return false;
  if (S_ISFIFO(status.st_mode)) {
    struct pollfd waiting {
      descriptor, POLLIN, 0
    };
    if (::poll(&waiting, 1, patience) <= 0) return false;
  }
  const int flags = ::fcntl(descriptor, F_GETFL);
  return flags >= 0 && ::fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) == 0;
}

constexpr std::size_t read_block = std::size_t{64} * 1024;

// Reads to the end, but never more than one byte above the limit.
template <class Buffer>
bool read_all(int descriptor, Buffer& bytes, std::size_t max_bytes) {
  for (;;) {
    const std::size_t used = bytes.size();
    bytes.resize(std::min(used + read_block, max_bytes + 1));
    const ssize_t got = ::read(descriptor, bytes.data() + used, bytes.size() - used);
    bytes.resize(used + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || bytes.size() > max_bytes) return got >= 0;
  }
}

void sync_folder(const std::string& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.ok()) ::fsync(descriptor.get());
}

// What a file cannot take the place of: it would be gone.
Result<void> check_place(const std::string& path) {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0 || S_ISREG(facts.st_mode) || S_ISLNK(facts.st_mode)) return {};
  errno = S_ISDIR(facts.st_mode) ? EISDIR : 0;
  return file_error(Errc::unwritable, path,
                    errno == 0 ? "it is a device or a pipe; - is standard output" : "name a file");
}

bool are_one_file(const std::string& a, const std::string& b) {
  struct stat one {};
  struct stat two {};
  return ::stat(a.c_str(), &one) == 0 && ::stat(b.c_str(), &two) == 0 && one.st_dev == two.st_dev &&
         one.st_ino == two.st_ino;
}

// A file under a name that nobody else has, removed again unless it was put in its place.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& path)
      : path_(path + ".XXXXXX"), descriptor_(::mkostemp(path_.data(), O_CLOEXEC)) {}
  // Under a name that the caller's lock keeps for it.
  static TemporaryFile part_of(const std::string& path) {
    const std::string part = path + ".part";
    return {part, ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600)};
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (descriptor_.ok() && !placed_) ::unlink(path_.c_str());
  }

  bool fill(std::string_view bytes, unsigned mode) {
    return descriptor_.ok() && ::fchmod(descriptor_.get(), mode) == 0 && write_all(descriptor_.get(), bytes) &&
           ::fsync(descriptor_.get()) == 0;
  }
  // Takes the place of `path`; without `overwrite` only when nothing is there, decided by the file system.
  bool place(const std::string& path, bool overwrite) {
    const unsigned flags = overwrite ? 0 : RENAME_NOREPLACE;
    placed_ = ::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, path.c_str(), flags) == 0;
    if (placed_ || overwrite || (errno != EINVAL && errno != ENOSYS)) return placed_;
    // A file system that cannot do this gets a second name for the file; the first goes with the destructor.
    return ::link(path_.c_str(), path.c_str()) == 0;
  }

 private:
  TemporaryFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  Descriptor descriptor_;
  bool placed_ = false;
};

// What the umask of the process leaves of a mode, if it has a say.
unsigned mode_of(const WriteOptions& options) {
  if (options.exact_mode || (options.mode & (S_IRWXG | S_IRWXO)) == 0) return options.mode;
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return options.mode & ~mask;
}

FileStamp stamp_of(int descriptor) {
  struct stat facts {};
  if (::fstat(descriptor, &facts) != 0) return {};
  return {facts.st_size, facts.st_mtim.tv_sec, facts.st_mtim.tv_nsec, facts.st_ctim.tv_sec, facts.st_ctim.tv_nsec};
}

// A file system counts time in steps. Of a file that was written to in this very step a later write could not be told:
// it is given the time to become older than that.
FileStamp settled_stamp(int descriptor) {
  constexpr auto step = std::chrono::milliseconds{50};
  for (int tries = 0; tries < 2; ++tries) {
    const FileStamp stamp = stamp_of(descriptor);
    const auto changed = std::chrono::seconds{stamp[3]} + std::chrono::nanoseconds{stamp[4]};
    const auto age = std::chrono::system_clock::now().time_since_epoch() - changed;
    if (age < std::chrono::seconds{0} || age > step) return stamp;
    std::this_thread::sleep_for(step);
  }
  return stamp_of(descriptor);
}

}  // namespace

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::string> Io::read_file(const std::string& path, std::size_t max_bytes) const {
  const bool is_input = path == "-";
  const std::string place = is_input ? "standard input" : path;
  const Descriptor file(is_input ? -1 : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!is_input && !file.ok()) return fail_open(path);
  if (!is_input && !is_written(file.get())) return vhc::fail(Errc::unreadable, place, "nobody writes into this pipe");
  std::string bytes;
  if (!read_all(is_input ? STDIN_FILENO : file.get(), bytes, max_bytes)) return file_error(Errc::unreadable, place);
  if (bytes.size() > max_bytes) return too_large(place, max_bytes);
  return bytes;
}

Result<Io::OpenFile> Io::open_file(const std::string& path, std::size_t max_input) const {
  struct stat facts {};
  const bool is_plain = path != "-" && ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
  if (!is_plain) {
    VHC_TRY(std::string text, read_file(path, max_input));
    const auto held = std::make_shared<const std::string>(std::move(text));
    return OpenFile{held->size(),
                    [held](std::uint64_t offset, std::span<char> into) -> Result<std::size_t> {
                      return held->copy(into.data(), into.size(), std::min<std::size_t>(offset, held->size()));
                    },
                    [] { return FileStamp{}; }};
  }
  const auto file = std::make_shared<const Descriptor>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file->ok()) return fail_open(path);
  return OpenFile{static_cast<std::uint64_t>(facts.st_size),
                  [file, path](std::uint64_t offset, std::span<char> into) -> Result<std::size_t> {
                    std::size_t used = 0;
                    while (used < into.size()) {
                      const ssize_t got = ::pread(file->get(), into.data() + used, into.size() - used,
                                                  static_cast<off_t>(offset + used));
                      if (got < 0 && errno == EINTR) continue;
                      if (got < 0) return file_error(Errc::unreadable, path);
                      if (got == 0) break;
                      used += static_cast<std::size_t>(got);
                    }
                    return used;
                  },
                  [file] { return settled_stamp(file->get()); }};
}

Result<void> Io::write_file(const std::string& path, std::string_view bytes, const WriteOptions& options) const {
  if (path == "-") {
    if (options.binary && world_.out_is_terminal) return vhc::fail(Errc::binary_to_terminal, {}, "name a file");
    out() << bytes;  // whether it arrived is seen at the end, by finish()
    return {};
  }
  for (const std::string& input : options.inputs) {
    if (are_one_file(path, input)) return vhc::fail(Errc::same_file, path);
  }
  if (!options.overwrite && exists(path)) return vhc::fail(Errc::exists, path, "use --force to overwrite it");
  VHC_CHECK_OK(check_place(path));
  const HeldSignals whole;
  TemporaryFile file = options.fixed_temporary ? TemporaryFile::part_of(path) : TemporaryFile(path);
  if (!file.fill(bytes, mode_of(options))) return file_error(Errc::unwritable, path);
  if (!file.place(path, options.overwrite)) {
    if (errno == EEXIST) return vhc::fail(Errc::exists, path, "use --force to overwrite it");
    return file_error(Errc::unwritable, path);
  }
  sync_folder(folder_of(path));
  return {};
}

Result<void> Io::probe_file(const std::string& path) const {
  constexpr std::size_t room = std::size_t{256} * 1024;  // more than a drawn card takes
  VHC_CHECK_OK(check_place(path));
  const HeldSignals whole;
  TemporaryFile file(path);
  return file.fill(std::string(room, '\0'), S_IRUSR | S_IWUSR) ? Result<void>{} : file_error(Errc::unwritable, path);
}

Result<void> Io::probe_folder(const std::string& path) const {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0) {
    if (S_ISDIR(facts.st_mode)) return probe_file(path + "/probe");
    errno = ENOTDIR;
    return file_error(Errc::unwritable, path, "it is no folder");
  }
  const std::string parent = folder_of(path);
  return parent == path ? file_error(Errc::unwritable, path) : probe_folder(parent);
}

Result<void> Io::append_line(const std::string& path, std::string_view line) const {
  const Descriptor file(open_plain(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, 0644));
  if (!file.ok()) return file_error(Errc::unwritable, path);
  const off_t before = ::lseek(file.get(), 0, SEEK_END);
  if (before > 0) {
    char last = 0;
    if (::pread(file.get(), &last, 1, before - 1) != 1 || last != '\n') {
      return vhc::fail(Errc::unwritable, path, "its last line is not complete");
    }
  }
  if (before < 0 || !write_all(file.get(), line) || ::fsync(file.get()) != 0) {
    auto error = file_error(Errc::unwritable, path);
    if (before >= 0 && ::ftruncate(file.get(), before) != 0) error.value().hint = "its last line is not complete";
    return error;
  }
  return {};
}

Result<std::string> Io::read_tail(const std::string& path, std::size_t max_bytes) const {
  const Descriptor file(open_plain(path, O_RDONLY));
  if (!file.ok() && errno == ENOENT) return std::string{};
  if (!file.ok()) return fail_open(path);
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  const auto most = static_cast<off_t>(max_bytes);
  if (size < 0 || ::lseek(file.get(), size > most ? size - most : 0, SEEK_SET) < 0)
    return file_error(Errc::unreadable, path);
  std::string bytes;
  if (!read_all(file.get(), bytes, max_bytes)) return file_error(Errc::unreadable, path);
  return bytes;
}

Result<void> Io::each_line(const std::string& path, std::size_t max_line_bytes,
                           const std::function<bool(std::string_view line, bool has_end)>& give) const {
  const Descriptor file(open_plain(path, O_RDONLY));
  if (!file.ok() && errno == ENOENT) return {};
  if (!file.ok()) return fail_open(path);
  constexpr std::size_t block = std::size_t{256} * 1024;
  std::string rest;
  for (;;) {
    const std::size_t used = rest.size();
    rest.resize(used + block);
    const ssize_t got = ::read(file.get(), rest.data() + used, block);
    rest.resize(used + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return file_error(Errc::unreadable, path);
    if (got == 0) break;
    std::string_view text = rest;
    for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
      if (!give(text.substr(0, end), true)) return {};
      text.remove_prefix(end + 1);
    }
    rest.erase(0, rest.size() - text.size());
    if (rest.size() > max_line_bytes) return too_large(path, max_line_bytes);
  }
  if (!rest.empty()) give(rest, false);
  return {};
}

Result<std::uint64_t> Io::file_size(const std::string& path) const {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0) return static_cast<std::uint64_t>(facts.st_size);
  if (errno == ENOENT) return std::uint64_t{0};
  return fail_open(path);
}

Result<bool> Io::complete_file(const std::string& path, std::uint64_t offset, std::string_view text,
                               const std::optional<WriteOptions>& mode) const {
  constexpr mode_t until_said = 0600;
  constexpr mode_t plain = 0644;
  const Descriptor file(open_plain(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW, mode ? until_said : plain));
  if (!file.ok() || (mode && ::fchmod(file.get(), mode_of(*mode)) != 0)) return file_error(Errc::unwritable, path);
  const off_t end = ::lseek(file.get(), 0, SEEK_END);
  if (end < 0) return file_error(Errc::unreadable, path);
  if (static_cast<std::uint64_t>(end) < offset) return false;
  std::string there(std::min<std::uint64_t>(static_cast<std::uint64_t>(end) - offset, text.size()), '\0');
  for (std::size_t used = 0; used < there.size();) {
    const ssize_t got =
        ::pread(file.get(), there.data() + used, there.size() - used, static_cast<off_t>(offset + used));
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) errno = EIO;
    if (got <= 0) return file_error(Errc::unreadable, path);
    used += static_cast<std::size_t>(got);
  }
  if (text.substr(0, there.size()) != there) return false;
  if (!write_all(file.get(), text.substr(there.size())) || ::fsync(file.get()) != 0) {
    return file_error(Errc::unwritable, path);
  }
  return true;
}

bool Io::is_plain_file(const std::string& path) const {
  struct stat facts {};
  return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode);
}

bool Io::is_same_file(const std::string& a, const std::string& b) const {
  return are_one_file(a, b);
}

bool Io::exists(const std::string& path) const {
  struct stat facts {};
  return ::lstat(path.c_str(), &facts) == 0;
}

Io::PathKind Io::kind_of(const std::string& path) const {
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) != 0) return PathKind::none;
  if (S_ISREG(facts.st_mode)) return PathKind::file;
  if (S_ISDIR(facts.st_mode)) return PathKind::folder;
  return S_ISLNK(facts.st_mode) ? PathKind::link : PathKind::other;
}

Result<std::string> Io::read_plain_file(const std::string& path, std::size_t max_bytes) const {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  if (!file.ok() && errno == ELOOP) return vhc::fail(Errc::unreadable, path, "it is a link");
  if (!file.ok()) return fail_open(path);
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode))
    return vhc::fail(Errc::unreadable, path, S_ISDIR(facts.st_mode) ? "it is a folder" : "it is no plain file");
  std::string bytes;
  // One block more than the file has: its end is found without a second buffer.
  bytes.reserve(std::min(static_cast<std::size_t>(facts.st_size) + read_block, max_bytes + 1));
  if (!read_all(file.get(), bytes, max_bytes)) return vhc::fail(Errc::unreadable, path);
  if (bytes.size() > max_bytes) return too_large(path, max_bytes);
  return bytes;
}

Result<void> Io::make_folder(const std::string& path, unsigned mode) const {
  struct stat facts {};
  if (::stat(path.c_str(), &facts) == 0) {
    if (S_ISDIR(facts.st_mode)) return {};
    return vhc::fail(Errc::unwritable, path, "it is no folder");
  }
  const std::string parent = folder_of(path);
  if (parent != path) VHC_CHECK_OK(make_folder(parent, mode));
  if (::mkdir(path.c_str(), mode) != 0 && errno != EEXIST) return file_error(Errc::unwritable, path);
  return {};
}

Result<std::vector<std::string>> Io::list_folder(const std::string& path) const {
  struct Close {
    void operator()(DIR* folder) const noexcept { ::closedir(folder); }
  };
  const std::unique_ptr<DIR, Close> folder(::opendir(path.c_str()));
  if (folder == nullptr) return fail_open(path);
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(folder.get())) {  // NOLINT(concurrency-mt-unsafe): the stream is ours alone
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> Io::destroy_file(const std::string& path) const {
  const Descriptor file(open_plain(path, O_WRONLY | O_NOFOLLOW));
  if (!file.ok()) return fail_open(path);
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  const std::string zeros(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
  const bool overwritten =
      ::lseek(file.get(), 0, SEEK_SET) == 0 && write_all(file.get(), zeros) && ::fsync(file.get()) == 0;
  if (!overwritten) return file_error(Errc::unwritable, path);
  return remove_file(path);
}

Result<void> Io::remove_file(const std::string& path) const {
  if (::unlink(path.c_str()) != 0)
    return errno == ENOENT ? vhc::fail(Errc::not_found, path) : file_error(Errc::unwritable, path);
  sync_folder(folder_of(path));
  return {};
}

Result<void> Io::rename_file(const std::string& from, const std::string& to, bool overwrite) const {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), overwrite ? 0 : RENAME_NOREPLACE) != 0) {
    if (errno == EEXIST) return vhc::fail(Errc::exists, to, "use --force to overwrite it");
    return file_error(Errc::unwritable, to);
  }
  sync_folder(folder_of(to));
  return {};
}

namespace {

// Whoever waits holds this file, together with the others that wait; who holds the folder can see that.
std::string queue_of(const std::string& folder) {
  return folder + "/.lock.queue";
}

constexpr auto lock_pause = std::chrono::milliseconds{10};

// Programs that are not ours hold such a lock too: a backup, or a shell with flock(1).
std::string who_holds(const std::string& lock) {
  return "fuser -v " + displayed(lock) + " names the program that holds it";
}

}  // namespace

Result<FolderLock> Io::lock_folder(const std::string& path) const {
  const std::string file = path + "/.lock";
  Descriptor lock(open_plain(file, O_RDWR | O_CREAT | O_NOFOLLOW, 0600));
  if (!lock.ok()) return file_error(Errc::unwritable, file);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return FolderLock(lock.release());
  const Descriptor queue(open_plain(queue_of(path), O_RDWR | O_CREAT | O_NOFOLLOW, 0600));
  constexpr int tries = 500;
  constexpr int silent_tries = 100;
  for (int i = 0; i < tries; ++i) {
    if (i == silent_tries && !std::exchange(wait_told_, true)) {
      say("waiting  another process is writing to " + path + ": " + who_holds(file) +
          ". Let it finish or end it; this command gives up in a few seconds");
    }
    if (queue.ok()) static_cast<void>(::flock(queue.get(), LOCK_SH | LOCK_NB));
    std::this_thread::sleep_for(lock_pause);
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return FolderLock(lock.release());
  }
  return vhc::fail(Errc::locked, path, "try again when it has finished; " + who_holds(file));
}

bool Io::is_waited_for(const std::string& path) const {
  const Descriptor queue(open_plain(queue_of(path), O_RDWR | O_NOFOLLOW));
  return queue.ok() && ::flock(queue.get(), LOCK_EX | LOCK_NB) != 0;
}

void Io::let_others_in(const std::string& path) const {
  constexpr int tries = 100;
  for (int i = 0; i < tries && is_waited_for(path); ++i) std::this_thread::sleep_for(lock_pause);
}

Result<Secret> Io::read_secret_file(const std::string& path, std::size_t max_bytes) const {
  // O_NONBLOCK: a pipe is refused, not waited for.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.ok()) return fail_open(path);
  struct stat facts {};
  if (::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode))
    return vhc::fail(Errc::unreadable, path, S_ISDIR(facts.st_mode) ? "it is a folder" : "it is no plain file");
  constexpr mode_t others = S_IRWXG | S_IRWXO;
  if ((facts.st_mode & others) != 0) return vhc::fail(Errc::key_file_mode, path, "chmod 600 " + displayed(path));
  if (facts.st_uid != ::geteuid()) return vhc::fail(Errc::key_file_mode, path, "it belongs to another user");
  const auto size = static_cast<std::size_t>(facts.st_size);
  if (size > max_bytes) return too_large(path, max_bytes);
  Secret secret(size);
  std::size_t used = 0;
  while (used < size) {
    const ssize_t got = ::read(file.get(), secret.expose().data() + used, size - used);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) errno = EIO;
    if (got <= 0) return file_error(Errc::unreadable, path);
    used += static_cast<std::size_t>(got);
  }
  return secret;
}

}  // namespace vhc
