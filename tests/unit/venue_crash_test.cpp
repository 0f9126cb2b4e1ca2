// An update that is cut off at any moment leaves the old state, the old one with newer roots, or the new one: never
// anything else. Each write, fsync and rename is once the last call of the process, and once fails as a full disk does.
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../support/read_file.h"
#include "../support/test_network.h"
#include "shell/io.h"
#include "shell/program.h"
#include "verbs.h"

namespace {

enum class Fault { none, die, full };
Fault fault = Fault::none;
int calls_left = -1;  // until the fault; counts on below zero

// Whether this call is the one that fails; a process that dies does not come back.
bool is_struck() {
  if (fault == Fault::none || --calls_left != 0) return false;
  if (fault == Fault::die) ::_exit(99);
  errno = ENOSPC;
  return true;
}

}  // namespace

// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming): the linker's names
extern "C" {
ssize_t __real_write(int descriptor, const void* bytes, size_t size);
int __real_fsync(int descriptor);
int __real_renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags);

ssize_t __wrap_write(int descriptor, const void* bytes, size_t size) {
  return is_struck() ? -1 : __real_write(descriptor, bytes, size);
}
int __wrap_fsync(int descriptor) {
  return is_struck() ? -1 : __real_fsync(descriptor);
}
int __wrap_renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) {
  return is_struck() ? -1 : __real_renameat2(from_folder, from, to_folder, to, flags);
}
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

namespace vhc {
namespace {

namespace fs = std::filesystem;
using test::at;
using test::signed_note;

const UnixTime now = at("2026-12-05T00:00:00Z");

class VenueCrash : public testing::Test {
 protected:
  VenueCrash() {
    std::string name = (fs::temp_directory_path() / "vhc-venue-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    add_venue_verbs(root);
    network.publish(test::a_list({"https://a.example/shc"}), at("2026-12-01T00:00:00Z"));
    put("first.pack", network.pack());
    put("root.note", network.roots[0]);
    RootNote next = test::first_root();
    next.number = 2;
    next.issued = at("2026-12-02T00:00:00Z");
    next.expires = at("2028-12-01T00:00:00Z");
    network.roots.push_back(signed_note(to_text(next), {"root-ada", "root-ben"}));
    network.publish(test::a_list({"https://a.example/shc", "https://b.example/shc"}), at("2026-12-03T00:00:00Z"));
    network.say(network.next_live(1, at("2026-12-04T00:00:00Z")));
    put("second.pack", network.pack());
    EXPECT_EQ(run({"trust", "pin", "--venue", venue(), path("root.note"), "--yes", "--quiet"}), 0);
    EXPECT_EQ(run({"trust", "update", "--venue", venue(), path("first.pack"), "--quiet"}), 0);
    old_state = get("door/vci.example.state");
    const TrustState before = read_state(old_state).value();
    const std::string pack = network.pack();
    root_state = write_state(take_roots(before, read_pack(pack).value(), now).state);
    new_state = write_state(update(before, pack, now).state);
    fs::copy(folder / "door", folder / "start", fs::copy_options::recursive);
  }
  ~VenueCrash() override { fs::remove_all(folder); }
  VenueCrash(const VenueCrash&) = delete;
  VenueCrash& operator=(const VenueCrash&) = delete;

  std::string path(const std::string& name) const { return (folder / name).string(); }
  std::string venue() const { return path("door"); }
  void put(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder / name, std::ios::binary) << bytes;
  }
  std::string get(const std::string& name) const { return test::read_file(folder / name); }
  int run(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Io io({.out = &out,
           .err = &err,
           .now = [] { return now; },
           .environment = [](const char*) { return std::optional<std::string>{}; }});
    return run_program(root, arguments, io);
  }
  int run_update() { return run({"trust", "update", "--venue", venue(), path("second.pack"), "--quiet"}); }

  void begin_again() const {
    fs::remove_all(folder / "door");
    fs::copy(folder / "start", folder / "door", fs::copy_options::recursive);
  }
  // One of the three, and it opens.
  void expect_whole(const std::string& when) const {
    const std::string state = get("door/vci.example.state");
    EXPECT_TRUE(state == old_state || state == root_state || state == new_state) << when;
    EXPECT_TRUE(read_state(state).has_value()) << when;
  }
  // In a process of its own, which may not come back.
  int update_apart(Fault wanted, int calls) {
    const pid_t child = ::fork();
    if (child == 0) {
      fault = wanted;
      calls_left = calls;
      const int code = run_update();
      fault = Fault::none;
      ::_exit(calls_left > 0 ? 98 : code);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  fs::path folder;
  Verb root{"vhc-verify", "judges cards", nullptr};
  test::Network network;
  std::string old_state;
  std::string root_state;
  std::string new_state;
};

TEST_F(VenueCrash, AtEveryWriteSyncAndRename) {
  int call = 1;
  for (;; ++call) {
    begin_again();
    const int code = update_apart(Fault::die, call);
    if (code == 98) break;  // there are fewer calls than that
    EXPECT_EQ(code, 99);
    expect_whole("call " + std::to_string(call));
    // What was left over stands in nobody's way.
    EXPECT_EQ(run_update(), 0) << call;
    EXPECT_EQ(get("door/vci.example.state"), new_state) << call;
  }
  EXPECT_GE(call, 6);  // two states, each written, synced and renamed
}

// A list without its networks accepted would make every card unknown, for ever.
TEST_F(VenueCrash, InTheFirstUpdateNoListIsTakenWithoutItsNetworks) {
  for (int call = 1;; ++call) {
    fs::remove_all(folder / "door");
    ASSERT_EQ(run({"trust", "pin", "--venue", venue(), path("root.note"), "--yes", "--quiet"}), 0);
    const int code = update_apart(Fault::die, call);
    if (code == 98) break;
    const TrustState state = read_state(get("door/vci.example.state")).value();
    const bool accepts = get("door/venue.json").find("vci.example/vci") != std::string::npos;
    EXPECT_TRUE(state.list() == nullptr || accepts) << call;
    EXPECT_EQ(run_update(), 0) << call;
    EXPECT_NE(get("door/venue.json").find("vci.example/vci"), std::string::npos) << call;
  }
}

TEST_F(VenueCrash, OnAFullDisk) {
  int failures = 0;
  for (int call = 1;; ++call) {
    begin_again();
    const int code = update_apart(Fault::full, call);
    if (code == 98) break;
    expect_whole("call " + std::to_string(call));
    failures += code == 3 ? 1 : 0;
    EXPECT_TRUE(code == 3 || get("door/vci.example.state") == new_state) << call;
  }
  EXPECT_GE(failures, 6);
}

TEST_F(VenueCrash, AtTwoHundredRandomMoments) {
  std::mt19937 random(20261124);
  std::uniform_int_distribution<int> microseconds(0, 12'000);
  int cut_off = 0;
  for (int i = 0; i < 200; ++i) {
    begin_again();
    const pid_t child = ::fork();
    if (child == 0) ::_exit(run_update());
    ::usleep(static_cast<useconds_t>(microseconds(random)));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    cut_off += WIFSIGNALED(status) ? 1 : 0;
    expect_whole("moment " + std::to_string(i));
  }
  EXPECT_EQ(run_update(), 0);
  EXPECT_EQ(get("door/vci.example.state"), new_state);
  RecordProperty("cut_off", cut_off);
}

TEST_F(VenueCrash, TwoUpdatesAtOnceAreOneAfterTheOther) {
  for (int i = 0; i < 20; ++i) {
    begin_again();
    const pid_t child = ::fork();
    if (child == 0) ::_exit(run_update());
    EXPECT_EQ(run_update(), 0);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    EXPECT_EQ(get("door/vci.example.state"), new_state);
  }
}

}  // namespace
}  // namespace vhc
