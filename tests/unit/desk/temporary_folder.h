// A folder of a test's own, and an Io whose clock stands still and whose words are kept.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shell/io.h"

namespace vhc {

class TemporaryFolder : public testing::Test {
 public:
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

 protected:
  TemporaryFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "vhc-desk-test-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    ::umask(022);
  }
  ~TemporaryFolder() override {
    std::error_code none;
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, none);
    std::filesystem::remove_all(folder, none);
  }

  std::string path(const std::string& name) const { return (folder / name).string(); }
  void put(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder / name).parent_path());
    std::ofstream(folder / name, std::ios::binary) << text;
  }
  std::string text(const std::string& name) const {
    std::ifstream in(folder / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  bool exists(const std::string& name) const {
    return std::filesystem::exists(std::filesystem::symlink_status(folder / name));
  }
  unsigned mode(const std::string& name) const {
    struct stat facts {};
    ::lstat(path(name).c_str(), &facts);
    return facts.st_mode & 0777U;
  }
  // The names in a folder of it, sorted; what was left behind shows.
  std::string names(const std::string& name = "") const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(folder / name)) {
      all.push_back(entry.path().filename().string());
    }
    std::sort(all.begin(), all.end());
    std::string text;
    for (const std::string& one : all) text += (text.empty() ? "" : " ") + one;
    return text;
  }

  std::filesystem::path folder;
  UnixTime now = parse_time("2026-12-01T10:00:00Z").value();
  std::ostringstream out, err;
  Io io{World{.out = &out,
              .err = &err,
              .now = [this] { return now; },
              .environment = [](const char*) { return std::optional<std::string>{}; }}};
};

}  // namespace vhc
