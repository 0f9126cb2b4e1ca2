// Files that hold a card are for their owner, tables that spreadsheets open hold no formula, and input that changes
// while it is read is noticed.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "desk/card_outputs.h"
#include "desk/store/input_file.h"
#include "shell/csv_cell.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;

class CardFiles : public testing::Test {
 public:
  CardFiles(const CardFiles&) = delete;
  CardFiles& operator=(const CardFiles&) = delete;

 protected:
  CardFiles() {
    std::string name = (fs::temp_directory_path() / "vhc-card-files-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    ::umask(022);
  }
  ~CardFiles() override { fs::remove_all(folder); }

  std::string path(const std::string& name) const { return (folder / name).string(); }
  unsigned mode(const std::string& name) const {
    struct stat facts {};
    ::lstat(path(name).c_str(), &facts);
    return facts.st_mode & 0777U;
  }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder / name, std::ios::binary) << text;
  }

  fs::path folder;
  std::ostringstream out, err;
  Io io{World{.out = &out,
              .err = &err,
              .now = [] { return UnixTime{}; },
              .environment = [](const char*) { return std::optional<std::string>{}; }}};
};

TEST_F(CardFiles, AreForTheirOwnerUnlessSomebodySaysOtherwise) {
  ASSERT_TRUE(write_card("eyJ.a.b", {}, {.qr = {}, .card = path("card")}, io));
  EXPECT_EQ(mode("card"), 0600U);
  ASSERT_TRUE(write_card("eyJ.a.b", {}, {.qr = {}, .card = path("shared"), .mode = "664"}, io));
  EXPECT_EQ(mode("shared"), 0664U);  // whatever the umask is
  ASSERT_TRUE(write_card("eyJ.a.b", {}, {.qr = {}, .card = path("shared"), .force = true}, io));
  EXPECT_EQ(mode("shared"), 0600U);
}

TEST_F(CardFiles, ThatGrowAreTooAndWhatAnOlderRunLeft) {
  const WriteOptions how = card_file_options({}).value();
  ASSERT_TRUE(io.complete_file(path("new.part"), 0, "line\n", how).value());
  EXPECT_EQ(mode("new.part"), 0600U);
  put("old.part", "line\n");
  ASSERT_EQ(mode("old.part"), 0644U);
  ASSERT_TRUE(io.complete_file(path("old.part"), 0, "line\nmore\n", how).value());
  EXPECT_EQ(mode("old.part"), 0600U);
}

TEST_F(CardFiles, TakeNoModeThatLocksTheOwnerOutOrIsNone) {
  for (const char* good : {"600", "0640", "664", "666"}) EXPECT_TRUE(card_file_options(std::string(good))) << good;
  for (const char* bad : {"", "0", "400", "755", "0700", "1600", "640x", "rw", "-600", "06400", "888"}) {
    const auto refused = card_file_options(std::string(bad));
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, Errc::usage) << bad;
  }
}

TEST(CsvCell, ShowsAFormulaAsText) {
  for (const char* text : {"=1+1",
                           "+A",
                           "-A",
                           "@A",
                           "\t=1",
                           "\r=1",
                           " =1",
                           "\xEF\xBC\x9D"
                           "1+1",
                           "\xEF\xBC\x8B"
                           "A",
                           "\xEF\xBC\x8D"
                           "A",
                           "\xEF\xBC\xA0"
                           "A",
                           "\xE2\x80\x8B=1",
                           "\xC2\xA0=1",
                           "\xC2\xAD=1",
                           "\xEF\xBB\xBF=1",
                           "\xE2\x81\xA0=1",
                           "\xE2\x80\x8F@A",
                           "\xE3\x80\x80=1",
                           "\xC2\xA0\xE2\x80\x8B\xEF\xBC\x9D",
                           "\xEF\xB9\xA6"
                           "1"}) {
    EXPECT_EQ(csv_cell(text).find('\''), csv_cell(text).starts_with('"') ? 1U : 0U) << text;
  }
  for (const char* text : {"", "Ana", "O'Brien", "\xC3\x9Cmit", "Smith-Jones",
                           "\xC2\xA0"
                           "Ana",
                           "a=1"}) {
    EXPECT_EQ(csv_cell(text), text);
  }
  EXPECT_EQ(csv_cell("a,\"b\""), "\"a,\"\"b\"\"\"");
}

// ---- input

class ChangingInput : public CardFiles {
 protected:
  // Above what is held in memory.
  static std::string large(char c) {
    std::string text = "event_id,last_name,first_name,birth_date,admin_date,cvx\n";
    while (text.size() < 1'500'000) text += std::string(1, c) + "1,Hall,Greta,1955-01-30,2026-06-01,140\n";
    return text;
  }
  static InputRules rules() {
    InputRules made;
    made.today = std::chrono::year{2026} / 11 / 22;
    return made;
  }
};

TEST_F(ChangingInput, IsNoticed) {
  put("in.csv", large('E'));
  const InputRules how = rules();
  const InputFiles files = InputFiles::open({{path("in.csv")}}, io).value();
  const Sha256 digest = open_reader(files, "in.csv", how).value().digest();
  EXPECT_TRUE(files.check_unchanged(digest, how));
  std::fstream file(path("in.csv"), std::ios::in | std::ios::out);
  file.seekp(1'000'000);
  file << "X" << std::flush;
  const auto noticed = files.check_unchanged(digest, how);
  ASSERT_FALSE(noticed);
  EXPECT_EQ(noticed.error().code, Errc::in_changed);
  EXPECT_EQ(noticed.error().where, path("in.csv"));
}

TEST_F(ChangingInput, IsNoticedWhenItsTimeIsSetBackAndWhenItGrows) {
  put("in.csv", large('E'));
  const InputRules how = rules();
  const InputFiles files = InputFiles::open({{path("in.csv")}}, io).value();
  const Sha256 digest = open_reader(files, "in.csv", how).value().digest();
  const auto time = fs::last_write_time(path("in.csv"));
  std::fstream(path("in.csv"), std::ios::in | std::ios::out) << "X" << std::flush;
  fs::last_write_time(path("in.csv"), time);
  EXPECT_FALSE(files.check_unchanged(digest, how));
  std::fstream(path("in.csv"), std::ios::in | std::ios::out) << "e" << std::flush;
  EXPECT_TRUE(files.check_unchanged(digest, how));  // the bytes are as they were
  std::ofstream(path("in.csv"), std::ios::app) << "more\n";
  EXPECT_FALSE(files.check_unchanged(digest, how));
}

TEST_F(ChangingInput, OnlyTouchedOrRenamedIsWhatItWas) {
  put("in.csv", large('E'));
  const InputRules how = rules();
  const InputFiles files = InputFiles::open({{path("in.csv")}}, io).value();
  const Sha256 digest = open_reader(files, "in.csv", how).value().digest();
  fs::rename(path("in.csv"), path("done.csv"));
  fs::last_write_time(path("done.csv"), fs::last_write_time(path("done.csv")) + std::chrono::hours{1});
  EXPECT_TRUE(files.check_unchanged(digest, how));
}

TEST_F(ChangingInput, ThatIsSmallIsReadOnce) {
  put("in.csv", "event_id,last_name,first_name,birth_date,admin_date,cvx\nE1,Hall,Greta,1955-01-30,2026-06-01,140\n");
  const InputRules how = rules();
  const InputFiles files = InputFiles::open({{path("in.csv")}}, io).value();
  InputReader reader = open_reader(files, "in.csv", how).value();
  put("in.csv", "something else");
  EXPECT_TRUE(files.check_unchanged(reader.digest(), how));
  Intake person;
  ASSERT_TRUE(reader.next(person).value());
  EXPECT_EQ(person.name.family, "Hall");
}

}  // namespace
}  // namespace vhc
