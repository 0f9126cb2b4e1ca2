// A venue's folder and programs that judge by it, in one process, with a clock of the test's own.
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "read_file.h"
#include "shell/io.h"
#include "shell/program.h"
#include "test_issuer.h"
#include "test_network.h"
#include "verbs.h"

namespace vhc::test {

inline const char* const iss = "https://a.example/shc";

class VenueDoor : public testing::Test {
 protected:
  VenueDoor() {
    std::string name = (std::filesystem::temp_directory_path() / "vhc-door-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    add_venue_verbs(root);
    network.publish(list_with_key(), at("2026-12-01T00:00:00Z"));
    network.say(network.next_live(1, at("2026-12-01T01:00:00Z")));
    put("card", card());
  }
  ~VenueDoor() override { std::filesystem::remove_all(folder); }
  VenueDoor(const VenueDoor&) = delete;
  VenueDoor& operator=(const VenueDoor&) = delete;

  std::string list_with_key() const {
    Bytes bytes(issuer.key().public_key().x().begin(), issuer.key().public_key().x().end());
    bytes.insert(bytes.end(), issuer.key().public_key().y().begin(), issuer.key().public_key().y().end());
    return std::string(R"({"net":"vci","iss":")") + iss + R"(","name":"Clinic","keys":[{"kid":")" +
           issuer.key().kid().str() + R"(","p256":")" + to_base64url(bytes) +
           "\"}]}\n{\"net\":\"vci\",\"profile\":\"shc\"}\n";
  }
  std::string card() const { return issuer.card(); }
  void deny() {
    LiveNote live = network.next_live(2, at("2026-12-02T00:00:00Z"));
    live.keys.push_back(issuer.key().kid().str());
    network.say(live);
  }
  void pin_and_update() {
    put("root.note", network.roots[0]);
    put("pack", network.pack());
    ASSERT_EQ(run({"trust", "pin", "--venue", path("door"), path("root.note"), "--yes", "--quiet"}), 0);
    ASSERT_EQ(run({"trust", "update", "--venue", path("door"), path("pack"), "--quiet"}), 0) << said;
  }

  std::string path(const std::string& file) const { return (folder / file).string(); }
  void put(const std::string& file, const std::string& bytes) const {
    std::ofstream(folder / file, std::ios::binary) << bytes;
  }
  std::string get(const std::string& file) const { return read_file(folder / file); }
  int run(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    Io io({.out = &out,
           .err = &err,
           .now = [this] { return clock; },
           .uptime = [this] { return uptime; },
           .environment = [](const char*) { return std::optional<std::string>{}; }});
    const int code = run_program(root, arguments, io);
    said = out.str() + err.str();
    return code;
  }
  int judge() { return run({"verify", "--venue", path("door"), path("card")}); }
  TrustState state() const { return read_state(get("door/vci.example.state")).value(); }

  // Somebody who may write the folder, and knows how the checksum is made.
  void edit(const std::function<void(std::string&)>& change) {
    std::string text = get("door/vci.example.state");
    text.erase(text.rfind("sha256 "));
    change(text);
    put("door/vci.example.state", text + "sha256 " + hash_text(sha256(as_bytes(text))) + "\n");
  }

  std::filesystem::path folder;
  Verb root{"vhc-verify", "judges cards", nullptr};
  TestIssuer issuer{iss};
  test::Network network;
  UnixTime clock = at("2026-12-02T12:00:00Z");
  std::optional<Uptime> uptime = Uptime{"b00", std::chrono::seconds{1000}};
  std::string said;
};

}  // namespace vhc::test
