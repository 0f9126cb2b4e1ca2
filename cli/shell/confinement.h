// Taking rights away from a process that reads what strangers wrote. All of it may be called between fork() and
// execve(). On Linux; what the kernel or the processor does not have is left out, and nothing else changes.
#pragma once

namespace vhc {

// What the process, and what it executes, keeps: the files that are open; reading and executing `program`; reading the
// system's libraries, fonts and their settings. It gains no rights by executing (no_new_privs), opens no socket and
// reaches no other process (seccomp), and opens no other file (Landlock, from Linux 5.13). False when the kernel has
// one of them and refuses to apply it: then the process must not go on.
bool confine_to_program(const char* program) noexcept;

// Only what is open stays: no file is opened at all any more, by whatever name, and no socket (seccomp). For a process
// that has its libraries already.
bool confine_to_open_files() noexcept;

}  // namespace vhc
