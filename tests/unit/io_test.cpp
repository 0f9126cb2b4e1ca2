#include "shell/io.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shell/descriptor.h"
#include "shell/held_signals.h"
#include "shell/program.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;

// A world without terminal, with a folder of its own.
class IoTest : public testing::Test {
 public:
  IoTest(const IoTest&) = delete;
  IoTest& operator=(const IoTest&) = delete;

 protected:
  IoTest() {
    std::string name = (fs::temp_directory_path() / "vhc-io-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    ::umask(022);
  }
  ~IoTest() override { fs::remove_all(folder); }

  std::string path(const std::string& name) const { return (folder / name).string(); }
  void put(const std::string& name, const std::string& text, mode_t mode = 0644) const {
    std::ofstream(folder / name, std::ios::binary) << text;
    ::chmod(path(name).c_str(), mode);
  }
  std::string get(const std::string& name) const {
    std::ifstream file(folder / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  mode_t mode(const std::string& name) const {
    struct stat facts {};
    ::lstat(path(name).c_str(), &facts);
    return facts.st_mode & mode_t{07777};
  }
  std::vector<std::string> names() const { return io.list_folder(folder.string()).value(); }

  World world() {
    return {.out = &out,
            .err = &err,
            .now = [] { return UnixTime{std::chrono::seconds{1796083200}}; },
            .environment = [](const char*) { return std::optional<std::string>{}; }};
  }

  fs::path folder;
  std::ostringstream out, err;
  Io io{world()};
};

template <class T>
std::string code(const Result<T>& result) {
  return result ? "ok" : std::string(name(result.error().code));
}

// --- talking

TEST_F(IoTest, ErrorsAreThreeLinesOnStandardErrorWithTheExitCodeOfTheTable) {
  EXPECT_EQ(io.tell({Errc::exists, "the file exists already", "card.png", "use --force"}), Exit::no_access);
  EXPECT_EQ(err.str(), "vhc: error: the file exists already\nvhc: where: card.png\nvhc: hint: use --force\n");
  EXPECT_EQ(out.str(), "");
}

TEST_F(IoTest, LinesOfAnErrorWithNothingInThemAreLeftOut) {
  Io venue(world(), "vhc-verify");
  EXPECT_EQ(venue.tell({Errc::trust_none, "no list of trusted issuers could be opened", {}, {}}), Exit::no_trust);
  EXPECT_EQ(err.str(), "vhc-verify: error: no list of trusted issuers could be opened\n");
}

TEST_F(IoTest, ErrorsAreOneObjectOnStandardOutputWithJson) {
  io.set_flags(true, true);
  io.tell({Errc::exists, "the file exists already", "a\"b\n", "use --force"});
  EXPECT_EQ(
      out.str(),
      R"({"schema":"vhc.error/1","code":"io.exists","exit":3,"what":"the file exists already","where":"a\"b\n","hint":"use --force"})"
      "\n");
  EXPECT_EQ(err.str(), "");
}

TEST_F(IoTest, FileNamesCannotWriteToTheTerminalOrBreakJson) {
  io.tell({Errc::not_found, "there is no such file", "a\x1b[31m\xff", {}});
  EXPECT_EQ(err.str(), "vhc: error: there is no such file\nvhc: where: a\xEF\xBF\xBD[31m\xEF\xBF\xBD\n");
  io.set_flags(true, false);
  io.tell({Errc::not_found, "there is no such file", "a\xff", {}});
  EXPECT_NE(out.str().find("\"where\":\"a\xEF\xBF\xBD\""), std::string::npos);
}

TEST_F(IoTest, TalkIsFitForATerminalWhateverNamesStandInIt) {
  io.say("wrote    x\x1b[31m\xE2\x80\xAE\xff, y\nnext");
  EXPECT_EQ(err.str(), "wrote    x\xEF\xBF\xBD[31m\xEF\xBF\xBD\xEF\xBF\xBD, y\nnext\n");
  EXPECT_EQ(name_in_json(std::string(300, 'a') + "\xC3\xA9\xff"), std::string(300, 'a') + "\xC3\xA9\xEF\xBF\xBD");
}

TEST_F(IoTest, QuietSilencesTalkAndNotErrors) {
  io.say("wrote a file");
  EXPECT_EQ(err.str(), "wrote a file\n");
  io.set_flags(false, true);
  io.say("wrote another");
  EXPECT_EQ(err.str(), "wrote a file\n");
  io.tell({Errc::usage, "no", {}, {}});
  EXPECT_EQ(err.str(), "wrote a file\nvhc: error: no\n");
}

TEST_F(IoTest, OutputThatDidNotArriveIsExitThreeAndAnError) {
  EXPECT_EQ(io.finish(Exit::not_genuine), Exit::not_genuine);
  EXPECT_EQ(err.str(), "");
  out.setstate(std::ios::badbit);
  EXPECT_EQ(io.finish(Exit::done), Exit::no_access);
  EXPECT_EQ(err.str(), "vhc: error: the file cannot be written\nvhc: where: standard output\n");
}

TEST_F(IoTest, WhatNobodyCaughtIsOurBugAndIsNotQuoted) {
  Verb root("vhc", "", nullptr);
  root.verb("fall", "").run([](Io&) -> Exit { throw std::runtime_error("Rivera 1984-06-15"); });
  root.verb("drop", "").run([](Io&) -> Exit { throw 42; });
  EXPECT_EQ(run_program(root, {"fall"}, io), 70);
  EXPECT_EQ(run_program(root, {"--json", "drop"}, io), 70);
  EXPECT_NE(err.str().find("please report"), std::string::npos);
  EXPECT_NE(out.str().find("\"code\":\"internal.bug\",\"exit\":70"), std::string::npos);
  EXPECT_EQ((err.str() + out.str()).find("Rivera"), std::string::npos);
}

// --- reading

TEST_F(IoTest, AFileOfTheLimitIsReadAndOneByteMoreIsNot) {
  put("card", "12345");
  EXPECT_EQ(io.read_file(path("card"), 5).value(), "12345");
  const auto over = io.read_file(path("card"), 4);
  EXPECT_EQ(code(over), "input.too_large");
  EXPECT_EQ(over.error().hint, "at most 4 bytes");
  put("empty", "");
  EXPECT_EQ(io.read_file(path("empty"), 0).value(), "");
}

TEST_F(IoTest, BlocksAreJoinedAndZeroBytesKept) {
  std::string bytes(300'000, 'x');
  bytes[70'000] = '\0';
  put("large", bytes);
  EXPECT_EQ(io.read_file(path("large"), bytes.size()).value(), bytes);
  EXPECT_EQ(code(io.read_file(path("large"), bytes.size() - 1)), "input.too_large");
}

TEST_F(IoTest, WhatCannotBeReadIsToldApartFromWhatIsNotThere) {
  EXPECT_EQ(code(io.read_file(path("missing"), 9)), "io.not_found");
  EXPECT_EQ(code(io.read_file(path("missing/card"), 9)), "io.not_found");
  EXPECT_EQ(code(io.read_file("", 9)), "io.not_found");
  put("card", "x");
  EXPECT_EQ(code(io.read_file(path("card/card"), 9)), "io.not_found");
  EXPECT_EQ(code(io.read_file(folder.string(), 9)), "io.unreadable");
}

TEST_F(IoTest, APipeIsReadToItsEnd) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  std::thread writer([this] { std::ofstream(folder / "pipe") << "shc:/5676"; });
  const auto text = io.read_file(path("pipe"), 100);
  writer.join();
  EXPECT_EQ(text.value(), "shc:/5676");
}

TEST_F(IoTest, ATailIsTheEndOfAFileAndNothingOfAMissingOne) {
  put("journal", "one\ntwo\n");
  EXPECT_EQ(io.read_tail(path("journal"), 4).value(), "two\n");
  EXPECT_EQ(io.read_tail(path("journal"), 8).value(), "one\ntwo\n");
  EXPECT_EQ(io.read_tail(path("journal"), 100).value(), "one\ntwo\n");
  EXPECT_EQ(io.read_tail(path("missing"), 100).value(), "");
}

// --- writing

TEST_F(IoTest, AFileIsWrittenWithItsModeAndNothingElse) {
  ASSERT_TRUE(io.write_file(path("card"), "text"));
  ASSERT_TRUE(io.write_file(path("key"), "sealed", {.mode = 0600}));
  EXPECT_EQ(get("card"), "text");
  EXPECT_EQ(mode("card"), mode_t{0644});
  EXPECT_EQ(mode("key"), mode_t{0600});
  EXPECT_EQ(names(), (std::vector<std::string>{"card", "key"}));
}

TEST_F(IoTest, TheUmaskIsKept) {
  ::umask(027);
  ASSERT_TRUE(io.write_file(path("card"), "text"));
  ::umask(022);
  EXPECT_EQ(mode("card"), mode_t{0640});
}

TEST_F(IoTest, NothingIsOverwrittenUnlessToldSo) {
  put("card", "mine");
  const auto refused = io.write_file(path("card"), "theirs");
  EXPECT_EQ(code(refused), "io.exists");
  EXPECT_EQ(refused.error().hint, "use --force to overwrite it");
  EXPECT_EQ(get("card"), "mine");
  ASSERT_TRUE(io.write_file(path("card"), "theirs", {.overwrite = true}));
  EXPECT_EQ(get("card"), "theirs");
  EXPECT_EQ(names(), std::vector<std::string>{"card"});
}

TEST_F(IoTest, ALinkThatIsThereIsNotFollowed) {
  put("target", "precious");
  fs::create_symlink("target", folder / "link");
  fs::create_symlink("nowhere", folder / "dangling");
  EXPECT_EQ(code(io.write_file(path("link"), "new")), "io.exists");
  EXPECT_EQ(code(io.write_file(path("dangling"), "new")), "io.exists");
  ASSERT_TRUE(io.write_file(path("link"), "new", {.overwrite = true}));
  EXPECT_EQ(get("target"), "precious");
  EXPECT_FALSE(fs::is_symlink(folder / "link"));
  EXPECT_FALSE(fs::exists(folder / "nowhere"));
}

TEST_F(IoTest, AnInputIsNeverTheOutputUnderWhateverName) {
  put("card", "mine");
  fs::create_hard_link(folder / "card", folder / "second");
  fs::create_symlink("card", folder / "third");
  for (const std::string& name : {path("card"), path("second"), path("third"), folder.string() + "/./card"}) {
    const auto refused = io.write_file(name, "new", {.overwrite = true, .inputs = {path("missing"), path("card")}});
    EXPECT_EQ(code(refused), "io.same_file") << name;
  }
  EXPECT_EQ(get("card"), "mine");
}

TEST_F(IoTest, WhereNothingCanBeWrittenNothingIsLeft) {
  EXPECT_EQ(code(io.write_file(path("missing/card"), "x")), "io.unwritable");
  fs::create_directory(folder / "there");
  EXPECT_EQ(code(io.write_file(path("there"), "x", {.overwrite = true})), "io.unwritable");
  EXPECT_EQ(names(), std::vector<std::string>{"there"});
}

// A disk that is full in the middle of a file, as a process of its own feels it.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(IoTest, AFullDiskLeavesTheOldFileAndNothingElse) {
  put("card", "mine");
  const std::string large(100'000, 'x');
  {
    const FullDisk full(4096);
    EXPECT_EQ(code(io.write_file(path("card"), large, {.overwrite = true})), "io.unwritable");
    EXPECT_EQ(code(io.write_file(path("fresh"), large)), "io.unwritable");
  }
  EXPECT_EQ(get("card"), "mine");
  EXPECT_EQ(names(), std::vector<std::string>{"card"});
}

TEST_F(IoTest, AFullDiskTakesBackTheLineThatDidNotFit) {
  put("journal", "one\n");
  {
    const FullDisk full(8);
    EXPECT_EQ(code(io.append_line(path("journal"), "two is too long\n")), "io.unwritable");
  }
  EXPECT_EQ(get("journal"), "one\n");
  ASSERT_TRUE(io.append_line(path("journal"), "two\n"));
  EXPECT_EQ(get("journal"), "one\ntwo\n");
}

TEST_F(IoTest, ALineIsNotAddedBehindHalfALine) {
  put("journal", "one\ntw");
  EXPECT_EQ(code(io.append_line(path("journal"), "three\n")), "io.unwritable");
  EXPECT_EQ(get("journal"), "one\ntw");
  ASSERT_TRUE(io.append_line(path("fresh"), "one\n"));
  EXPECT_EQ(get("fresh"), "one\n");
}

TEST_F(IoTest, ADashIsStandardOutputAndNoPictureGoesToATerminal) {
  ASSERT_TRUE(io.write_file("-", "text"));
  EXPECT_EQ(out.str(), "text");
  World terminal = world();
  terminal.out_is_terminal = true;
  const Io on_terminal(terminal);
  EXPECT_EQ(code(on_terminal.write_file("-", "\x89PNG", {.binary = true})), "io.binary_to_terminal");
  ASSERT_TRUE(on_terminal.write_file("-", " more"));
  EXPECT_EQ(out.str(), "text more");
}

TEST_F(IoTest, SignalsWaitUntilTheFileIsWhole) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) {
    const pid_t child = ::fork();
    if (child == 0) {
      const rlimit none{0, 0};
      ::setrlimit(RLIMIT_CORE, &none);
      {
        const HeldSignals held;
        std::raise(signal);
        put("whole", std::to_string(signal));
      }
      put("too late", "");
      ::_exit(0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal);
    EXPECT_EQ(get("whole"), std::to_string(signal));
    EXPECT_FALSE(io.exists(path("too late")));
  }
}

// --- folders

TEST_F(IoTest, FoldersAreMadeWithTheirParentsAndMayBeThere) {
  ASSERT_TRUE(io.make_folder(path("a/b/c")));
  ASSERT_TRUE(io.make_folder(path("a/b/c")));
  EXPECT_TRUE(io.exists(path("a/b/c")));
  ASSERT_TRUE(io.make_folder(path("keys"), 0700));
  EXPECT_EQ(mode("keys"), mode_t{0700});
  put("file", "");
  EXPECT_EQ(code(io.make_folder(path("file"))), "io.unwritable");
  EXPECT_EQ(code(io.make_folder(path("file/below"))), "io.unwritable");
}

TEST_F(IoTest, NamesAreListedInOrder) {
  EXPECT_TRUE(names().empty());
  for (const char* name : {"b", "a", "c", ".d"}) put(name, "");
  EXPECT_EQ(names(), (std::vector<std::string>{".d", "a", "b", "c"}));
  EXPECT_EQ(code(io.list_folder(path("missing"))), "io.not_found");
  EXPECT_EQ(code(io.list_folder(path("a"))), "io.not_found");
}

TEST_F(IoTest, ADestroyedFileIsOverwrittenFirst) {
  put("key", "private");
  const Descriptor still_open(::open(path("key").c_str(), O_RDONLY));
  ASSERT_TRUE(io.destroy_file(path("key")));
  EXPECT_FALSE(io.exists(path("key")));
  std::string left(16, 'x');
  EXPECT_EQ(::pread(still_open.get(), left.data(), left.size(), 0), 7);
  EXPECT_EQ(left.substr(0, 7), std::string(7, '\0'));
  EXPECT_EQ(code(io.destroy_file(path("key"))), "io.not_found");
}

TEST_F(IoTest, ALinkIsNotDestroyedThrough) {
  put("precious", "text");
  fs::create_symlink("precious", folder / "key");
  EXPECT_FALSE(io.destroy_file(path("key")));
  EXPECT_EQ(get("precious"), "text");
}

TEST_F(IoTest, RemovingWhatIsNotThereIsAnError) {
  put("file", "");
  ASSERT_TRUE(io.remove_file(path("file")));
  EXPECT_EQ(code(io.remove_file(path("file"))), "io.not_found");
}

TEST_F(IoTest, ALockedFolderIsLockedUntilTheLockGoes) {
  const auto others_can_lock = [this] {
    const Descriptor other(::open(path(".lock").c_str(), O_RDWR));
    return ::flock(other.get(), LOCK_EX | LOCK_NB) == 0;
  };
  {
    const auto lock = io.lock_folder(folder.string());
    ASSERT_TRUE(lock);
    EXPECT_FALSE(others_can_lock());
  }
  EXPECT_TRUE(others_can_lock());
  EXPECT_EQ(code(io.lock_folder(path("missing"))), "io.unwritable");
}

TEST_F(IoTest, WhoeverWaitsForALockIsToldForWhatAndOnlyOnce) {
  const auto hold_for = [this](std::chrono::milliseconds time) {
    const Descriptor other(::open(path(".lock").c_str(), O_RDWR | O_CREAT, 0600));
    ASSERT_EQ(::flock(other.get(), LOCK_EX), 0);
    std::thread letting_go([&other, time] {
      std::this_thread::sleep_for(time);
      ::flock(other.get(), LOCK_UN);
    });
    EXPECT_TRUE(io.lock_folder(folder.string()));
    letting_go.join();
  };
  hold_for(std::chrono::milliseconds{300});
  EXPECT_EQ(err.str(), "");
  hold_for(std::chrono::milliseconds{1600});
  EXPECT_NE(err.str().find("waiting  another process is writing to " + folder.string()), std::string::npos);
  EXPECT_NE(err.str().find("fuser -v " + path(".lock")), std::string::npos);
  err.str("");
  hold_for(std::chrono::milliseconds{1600});
  EXPECT_EQ(err.str(), "");
}

// --- secrets

std::string text_of(const Secret& secret) {
  const auto bytes = secret.expose();
  return {bytes.begin(), bytes.end()};
}

struct ModeCase {
  const char* name;
  mode_t mode;
  bool ok;
};
class SecretFileModes : public IoTest, public testing::WithParamInterface<ModeCase> {};

TEST_P(SecretFileModes, AreTheOwnersAlone) {
  put("key", "private", GetParam().mode);
  const auto secret = io.read_secret_file(path("key"), 100);
  EXPECT_EQ(code(secret), GetParam().ok ? "ok" : "key.file_mode");
  if (secret) {
    EXPECT_EQ(text_of(*secret), "private");
  } else {
    EXPECT_EQ(secret.error().hint, "chmod 600 " + path("key"));
  }
}
INSTANTIATE_TEST_SUITE_P(, SecretFileModes,
                         testing::Values(ModeCase{"ReadWrite", 0600, true}, ModeCase{"Read", 0400, true},
                                         ModeCase{"GroupReads", 0640, false}, ModeCase{"GroupWrites", 0620, false},
                                         ModeCase{"GroupRuns", 0610, false}, ModeCase{"OthersRead", 0604, false},
                                         ModeCase{"OthersWrite", 0602, false}, ModeCase{"OthersRun", 0601, false},
                                         ModeCase{"Everybody", 0666, false}),
                         [](const auto& i) { return i.param.name; });

TEST_F(IoTest, ASecretFileOfAnotherUserIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  put("key", "private", 0600);
  ASSERT_EQ(::chown(path("key").c_str(), 1, 1), 0);
  EXPECT_EQ(code(io.read_secret_file(path("key"), 100)), "key.file_mode");
}

TEST_F(IoTest, ASecretFileHasALimitAndIsAPlainFile) {
  put("key", "12345", 0600);
  EXPECT_EQ(text_of(*io.read_secret_file(path("key"), 5)), "12345");
  EXPECT_EQ(code(io.read_secret_file(path("key"), 4)), "input.too_large");
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_EQ(code(io.read_secret_file(path("pipe"), 5)), "io.unreadable");  // and nobody waits for a writer
  EXPECT_EQ(code(io.read_secret_file(folder.string(), 5)), "io.unreadable");
  EXPECT_EQ(code(io.read_secret_file(path("missing"), 5)), "io.not_found");
}

struct PassphraseCase {
  const char* name;
  const char* text;
  const char* passphrase;
};
class PassphraseFiles : public IoTest, public testing::WithParamInterface<PassphraseCase> {};

TEST_P(PassphraseFiles, HoldItInTheirFirstLine) {
  put("pp", GetParam().text, 0600);
  EXPECT_EQ(text_of(*io.read_passphrase_file(path("pp"))), GetParam().passphrase);
}
INSTANTIATE_TEST_SUITE_P(, PassphraseFiles,
                         testing::Values(PassphraseCase{"OneLine", "four words and more\n", "four words and more"},
                                         PassphraseCase{"NoLineEnd", "four words", "four words"},
                                         PassphraseCase{"WindowsLineEnd", "four words\r\n", "four words"},
                                         PassphraseCase{"SecondLine", "four words\nnot this\n", "four words"},
                                         PassphraseCase{"SpacesBelongToIt", " four words \n", " four words "},
                                         PassphraseCase{"Empty", "", ""}, PassphraseCase{"EmptyLine", "\nx\n", ""}),
                         [](const auto& i) { return i.param.name; });

TEST_F(IoTest, PassphraseFilesHaveALimitAndAMode) {
  put("pp", std::string(1024, 'x'), 0600);
  EXPECT_EQ(io.read_passphrase_file(path("pp"))->size(), 1024U);
  put("pp", std::string(1025, 'x'), 0600);
  EXPECT_EQ(code(io.read_passphrase_file(path("pp"))), "input.too_large");
  put("pp", "four words", 0644);
  EXPECT_EQ(code(io.read_passphrase_file(path("pp"))), "key.file_mode");
}

TEST_F(IoTest, WithoutATerminalAQuestionNamesTheFlagThatAnswersIt) {
  const auto passphrase = io.ask_passphrase("Passphrase", false);
  EXPECT_EQ(code(passphrase), "cli.needs_answer");
  EXPECT_NE(passphrase.error().hint.find("--passphrase-file"), std::string::npos);
  const auto answer = io.ask_yes("destroy it?", "--yes");
  EXPECT_EQ(code(answer), "cli.needs_answer");
  EXPECT_EQ(answer.error().hint, "answer it with --yes");
}

}  // namespace
}  // namespace vhc
