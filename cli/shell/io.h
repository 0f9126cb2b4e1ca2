// Everything the program has to do with the world: files, terminal, clock, environment. No POSIX call is made outside
// io.cpp, io_files.cpp, io_terminal.cpp and io_tree.cpp, and no verb touches a stream that is not handed to it here.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shell/exit.h"
#include "vhc/finding.h"
#include "vhc/result.h"
#include "vhc/secret.h"
#include "vhc/time.h"
#include "vhc/trust_state.h"

namespace vhc {

// Streams, clock and terminal as a value, so that tests can hold their own.
struct World {
  std::ostream* out = nullptr;
  std::ostream* err = nullptr;
  std::function<UnixTime()> now;
  std::function<std::optional<Uptime>()> uptime = {};  // nothing where the system does not tell
  bool in_is_terminal = false;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool no_colour = false;  // NO_COLOR is set
  // The value of VHC_ISSUER, VHC_VENUE or VHC_LIST; no other environment is read.
  std::function<std::optional<std::string>(const char*)> environment;
};

// The real one. Standard streams, system clock.
World real_world();

// A file's name, or an error's place, as it may stand in JSON: JSON is UTF-8, and a file name need not be.
std::string name_in_json(const std::string& text);

struct WriteOptions {
  unsigned mode = 0644;     // less what the umask takes
  bool exact_mode = false;  // nothing less: somebody asked for it
  bool overwrite = false;
  bool binary = false;                   // refused on a terminal
  bool fixed_temporary = false;          // PATH.part: a run that is killed leaves none that the next one does not use
  std::vector<std::string> inputs = {};  // files that may not be the same as the output
};

// Somebody was asked and said no: `what` stayed as it is ("nothing was revoked").
tl::unexpected<Error> declined(std::string what);

using FileStamp = std::array<std::int64_t, 5>;

// Held while a folder is written to; let go by the destructor or the end of the process.
class FolderLock {
 public:
  explicit FolderLock(int descriptor) noexcept : descriptor_(descriptor) {}
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  int descriptor_;
};

class Io {
 public:
  explicit Io(World world, std::string program = "vhc") : world_(std::move(world)), program_(std::move(program)) {}

  // --- talking
  std::ostream& out() const { return *world_.out; }
  std::ostream& err() const { return *world_.err; }
  const std::string& program() const noexcept { return program_; }
  bool json() const noexcept { return json_; }
  bool quiet() const noexcept { return quiet_; }
  // Whether a person reads what is printed: names may stand there.
  bool is_talk_on_terminal() const noexcept { return world_.err_is_terminal; }
  bool is_read_on_terminal() const noexcept { return world_.out_is_terminal; }
  bool colour() const noexcept { return world_.out_is_terminal && !world_.no_colour; }
  void set_flags(bool json, bool quiet) noexcept {
    json_ = json;
    quiet_ = quiet;
  }
  // Prints an error (on standard output as vhc.error/1 with --json) and returns what a command ends with that fails
  // with it.
  Exit tell(const Error& error) const;
  // The last call of a program: gives `exit` when everything reached standard output. A reader who went away ends
  // it quietly with io.unwritable's code, a full disk with its error.
  Exit finish(Exit exit) const;
  // A warning on standard error; nothing with --quiet.
  void warn(const Finding& finding) const;
  // A line of talk on standard error; nothing with --quiet.
  void say(std::string_view line) const;
  // A line of talk that --quiet does not silence: about something that cannot be undone.
  void say_always(std::string_view line) const;
  // One line on a terminal's standard error, drawn over the last one; empty erases it.
  void show_progress(std::string_view line) const;
  UnixTime now() const { return world_.now(); }
  std::optional<Uptime> uptime() const { return world_.uptime ? world_.uptime() : std::nullopt; }
  std::optional<std::string> environment(const char* name) const { return world_.environment(name); }
  std::string user_name() const;

  // --- files; "-" is standard input or output
  Result<std::string> read_file(const std::string& path, std::size_t max_bytes) const;
  // A file to read from anywhere, as long as what is given lives; standard input is held, up to `max_input` bytes. A
  // file without a size of its own, such as a pipe, is held too.
  struct OpenFile {
    std::uint64_t size = 0;
    std::function<Result<std::size_t>(std::uint64_t offset, std::span<char> into)> read_at;
    // What the file system says of it now: size and times. Another value than before: it may have been written to. Of
    // what is held always the same.
    std::function<FileStamp()> stamp;
  };
  Result<OpenFile> open_file(const std::string& path, std::size_t max_input) const;
  // Whole or not at all: a temporary name in the same folder, sync, rename. Fails with exists unless told to overwrite,
  // same_file, binary_to_terminal, unwritable.
  Result<void> write_file(const std::string& path, std::string_view bytes, const WriteOptions& options = {}) const;
  // Whether write_file() would have a place for `path` and room for a card, by writing beside it and removing that
  // again. Fails with unwritable.
  Result<void> probe_file(const std::string& path) const;
  // The same for a folder that may have to be made.
  Result<void> probe_folder(const std::string& path) const;
  // Whether what was printed until now arrived. Fails with unwritable, which is then told.
  Result<void> flush_out() const;
  // Adds one line at the end and syncs. Fails with unwritable when the file does not end in an end of line.
  Result<void> append_line(const std::string& path, std::string_view line) const;
  // The last `max_bytes` of a file; empty when there is none.
  Result<std::string> read_tail(const std::string& path, std::size_t max_bytes) const;
  // Gives each line without its end, and whether it had one, until `give` gives false. Nothing is given when there is
  // no file. Fails with unreadable, input_too_large for a line above `max_line_bytes`.
  Result<void> each_line(const std::string& path, std::size_t max_line_bytes,
                         const std::function<bool(std::string_view line, bool has_end)>& give) const;
  bool exists(const std::string& path) const;
  // What stands there; a link is not followed.
  enum class PathKind : std::uint8_t { none, file, folder, link, other };
  PathKind kind_of(const std::string& path) const;
  // Of somebody else's folder: a plain file, no link and no pipe. Fails as read_file() does.
  Result<std::string> read_plain_file(const std::string& path, std::size_t max_bytes) const;
  // 0 when there is none.
  Result<std::uint64_t> file_size(const std::string& path) const;
  // Brings a file that only grows to hold `text` from `offset` on, and syncs: what is missing is added behind what is
  // there. False, and nothing is changed, when something else stands there or the file is shorter than `offset`.
  // `mode`: what the file gets, as write_file() gives it; a file that is there gets it too.
  Result<bool> complete_file(const std::string& path, std::uint64_t offset, std::string_view text,
                             const std::optional<WriteOptions>& mode = {}) const;
  // Not a pipe, a folder, a device or "-": it can be read twice.
  bool is_plain_file(const std::string& path) const;
  // One file under two names, by link or by another way of writing the path.
  bool is_same_file(const std::string& a, const std::string& b) const;
  Result<void> make_folder(const std::string& path,
                           unsigned mode = 0755) const;  // with its parents; may be there already
  Result<std::vector<std::string>> list_folder(const std::string& path) const;  // names, sorted
  // Overwrites, syncs and removes. What a file system keeps elsewhere is out of reach.
  Result<void> destroy_file(const std::string& path) const;
  Result<void> remove_file(const std::string& path) const;
  // Gives a whole file its name; in the same folder, durable. Fails with exists unless told to overwrite.
  Result<void> rename_file(const std::string& from, const std::string& to, bool overwrite) const;
  // Waits up to five seconds for another process, and lets it know that somebody waits. After a second it says so, once
  // a command. Fails with locked.
  Result<FolderLock> lock_folder(const std::string& path) const;
  // Whether another process waits in lock_folder().
  bool is_waited_for(const std::string& path) const;
  // For whoever let go of the lock and wants it again: until nobody waits any more, and at most a second.
  void let_others_in(const std::string& path) const;

  // --- secrets
  // A plain file of ours that only its owner may read (0600 or 0400): straight into guarded memory. Fails with
  // key_file_mode.
  Result<Secret> read_secret_file(const std::string& path, std::size_t max_bytes) const;
  // The first line of such a file; of a pipe or an open descriptor (/dev/fd/N); of standard input, and no byte of it
  // more. Fails with key_file_mode for a plain file that others can read, unreadable.
  Result<Secret> read_passphrase_file(const std::string& path) const;
  // Asks on the terminal, echo off; twice when `confirm`. Fails with needs_answer when there is no terminal or no
  // answer, or two different ones. A signal ends the process with echo on again.
  Result<Secret> ask_passphrase(const std::string& prompt, bool confirm) const;
  // Fails with needs_answer and the flag to use when there is no terminal.
  Result<std::string> ask_line(const std::string& question, const std::string& flag) const;
  Result<bool> ask_yes(const std::string& question, const std::string& flag) const;

 private:
  Result<Secret> read_secret_line(const std::string& path) const;

  World world_;
  std::string program_;
  bool json_ = false;
  bool quiet_ = false;
  mutable bool out_told_ = false;   // that standard output is broken
  mutable bool wait_told_ = false;  // that somebody else holds a folder
};

// The program's own surroundings, set once at the start: no core files, no tracing by others, a broken pipe and a file
// that may not grow are errors of writing and no signals.
void harden_process();

// The folder of the running program's file; parts opened on demand are looked for beside it.
std::string program_folder();

}  // namespace vhc
