// Operands that are read once: files, pipes, and what ends lines in them.
#include "shell/input_stream.h"

#include <filesystem>
#include <fstream>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace vhc {
namespace {

namespace fs = std::filesystem;

class Stream : public testing::Test {
 protected:
  Stream() {
    std::string name = (fs::temp_directory_path() / "vhc-stream-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~Stream() override { fs::remove_all(folder_); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  std::string put(const std::string& text) const {
    std::ofstream(folder_ / "file", std::ios::binary) << text;
    return (folder_ / "file").string();
  }
  std::string pipe() const {
    std::string path = (folder_ / "pipe").string();
    ::mkfifo(path.c_str(), 0600);
    return path;
  }
  const fs::path& folder() const { return folder_; }

  static std::string lines(InputStream& stream, std::size_t max_bytes = 1000) {
    std::string all;
    for (;;) {
      const auto line = stream.line(max_bytes, [&all] { all += "(pause)"; });
      if (!line) return all + std::string(name(line.error().code));
      if (!*line) return all;
      all += "[" + **line + "]";
    }
  }

 private:
  fs::path folder_;
};

TEST_F(Stream, LinesEndInAnyWay) {
  const struct {
    std::string text;
    std::string lines;
  } rows[] = {{"", ""},
              {"a", "[a]"},
              {"a\n", "[a]"},
              {"a\r\nb\r\n", "[a][b]"},
              {"a\rb\r", "[a][b]"},
              {"\n\na", "[][][a]"},
              {std::string("a\0b\n", 4), "[" + std::string("a\0b", 3) + "]"}};
  for (const auto& row : rows) {
    auto stream = InputStream::open(put(row.text));
    ASSERT_TRUE(stream);
    EXPECT_TRUE(stream->is_file());
    EXPECT_EQ(row.lines, lines(*stream)) << row.text;
  }
}

TEST_F(Stream, LimitsAndPlacesAreTold) {
  const std::string file = put(std::string(5000, 'x') + "\nab");
  auto stream = InputStream::open(file);
  EXPECT_EQ("input.too_large", lines(*stream, 4096));
  EXPECT_EQ(Errc::input_too_large, InputStream::open(file)->rest(5002).error().code);
  EXPECT_EQ(5003U, InputStream::open(file)->rest(5003)->size());
  EXPECT_EQ(Errc::not_found, InputStream::open(file + "/x").error().code);
  const auto folder_error = InputStream::open(folder().string());
  ASSERT_FALSE(folder_error);
  EXPECT_EQ(Errc::unreadable, folder_error.error().code);
  EXPECT_EQ("the file cannot be read: Is a directory", folder_error.error().what);
  EXPECT_EQ("standard input", InputStream::open("-")->place());
}

TEST_F(Stream, TheBeginningStaysToBeRead) {
  auto stream = InputStream::open(put("abcdef\nghi"));
  EXPECT_EQ("abc", stream->head(3).value());
  EXPECT_EQ("abcdef\nghi", stream->head(100).value());
  EXPECT_EQ("abcdef", stream->line(100).value());
  EXPECT_EQ("ghi", stream->rest(100).value());
  EXPECT_FALSE(stream->line(100).value());
}

TEST_F(Stream, WhatComesSlowlyIsGivenAsItComes) {
  const std::string path = pipe();
  std::thread writer([&path] {
    const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    EXPECT_EQ(5, ::write(file, "ab\ncd", 5));
    std::this_thread::sleep_for(std::chrono::milliseconds{900});
    EXPECT_EQ(3, ::write(file, "e\r\n", 3));
    EXPECT_EQ(2, ::write(file, "f\r", 2));
    std::this_thread::sleep_for(std::chrono::milliseconds{900});
    ::close(file);
  });
  auto stream = InputStream::open(path);
  ASSERT_TRUE(stream);
  EXPECT_FALSE(stream->is_file());
  EXPECT_EQ("ab\n", stream->head(3, [](std::string_view head) { return head.size() > 1; }).value());
  const std::string all = lines(*stream);
  writer.join();
  EXPECT_TRUE(all.starts_with("[ab](pause)[cde][f]")) << all;
}

}  // namespace
}  // namespace vhc
