// The desk as a person sits at it: the real program on a terminal, with its questions and its names.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "terminal_session.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;

constexpr const char* right = "a long enough passphrase";
constexpr const char* wrong = "a long enough passphrasf";

// In the terminal of this process, as a shell would start it.
std::function<int(Io&)> started(const std::string& folder, std::vector<std::string> words) {
  return [folder, words = std::move(words)](Io&) mutable {
    const int terminal = ::open("/dev/tty", O_RDWR);
    for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(terminal, standard);
    words.insert(words.begin(), "vhc");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    if (::chdir(folder.c_str()) == 0) ::execv(VHC_PROGRAM, arguments.data());
    return 127;
  };
}

class DeskTerminal : public ::testing::Test {
 protected:
  DeskTerminal() {
    std::string name = fs::temp_directory_path() / "vhc-desk-XXXXXX";
    folder_ = ::mkdtemp(name.data());
    write("pp", std::string(right) + "\n");
    fs::permissions(fs::path(folder_) / "pp", fs::perms::owner_read | fs::perms::owner_write);
  }
  ~DeskTerminal() override { fs::remove_all(folder_); }

  void write(const std::string& file, const std::string& text) const {
    std::ofstream(fs::path(folder_) / file) << text;
  }
  // Without a terminal; has to succeed.
  void prepare(const std::string& words) const {
    const std::string line = "cd " + folder_ + " && " + VHC_PROGRAM + " " + words + " < /dev/null > said 2>&1";
    ASSERT_EQ(std::system(line.c_str()), 0) << line;  // NOLINT(concurrency-mt-unsafe): one thread
  }
  void make_folder(const std::string& name, const std::string& seal) const {
    prepare("issuer init " + name + " --iss https://pharmacy.example/shc --name Pharmacy " + seal +
            " --at 2026-01-02T09:00:00Z");
  }
  // Two cards of one lot.
  void issue_two() const {
    write("two.csv",
          "patient_id,last_name,first_name,birth_date,admin_date,cvx,lot_number\n"
          "P1,Ekholm,Per,1970-12-02,2026-05-01,208,RC-1\nP2,Ekholm,Ann,1971-12-02,2026-05-01,208,RC-1\n");
    prepare("issue --issuer shop --at 2026-06-01T12:00:00Z --ndjson cards.ndjson two.csv");
  }
  std::string kid_of(const std::string& name) const {
    for (const auto& file : fs::directory_iterator(fs::path(folder_) / name / "keys")) {
      if (file.path().extension() == ".key") return file.path().stem();
    }
    return {};
  }
  std::string journal() const {
    std::ifstream file(fs::path(folder_) / "shop/journal.ndjson");
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string folder_;
};

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_F(DeskTerminal, ATypingErrorIsSaidAndThePassphraseTypedAgain) {
  make_folder("shop", "--passphrase-file pp");
  TerminalSession terminal(started(folder_, {"cards", "--issuer", "shop"}));
  terminal.wait_for("Passphrase for shop: ");
  terminal.type(std::string(wrong) + "\n");
  terminal.wait_for("Wrong passphrase for shop. Try again (2 of 3): ");
  terminal.type(std::string(right) + "\n");
  EXPECT_EQ(terminal.finish(), 0) << terminal.shown();
  EXPECT_EQ(count_of(terminal.shown(), "assphrase"), 2U) << terminal.shown();
}

TEST_F(DeskTerminal, ThreeWrongPassphrasesAreTheEnd) {
  make_folder("shop", "--passphrase-file pp");
  TerminalSession terminal(started(folder_, {"cards", "--issuer", "shop"}));
  for (const char* prompt : {"Passphrase for shop: ", "Try again (2 of 3): ", "Try again (3 of 3): "}) {
    terminal.wait_for(prompt);
    terminal.type(std::string(wrong) + "\n");
  }
  EXPECT_EQ(terminal.finish(), 6);
  EXPECT_EQ(count_of(terminal.shown(), "the passphrase is wrong"), 1U) << terminal.shown();
}

TEST_F(DeskTerminal, EveryFileOfTheFolderOpensWithOne) {
  make_folder("shop", "--passphrase-file pp");
  write("one.csv",
        "patient_id,last_name,first_name,birth_date,admin_date,cvx\nP1,Ekholm,Per,1970-12-02,2026-05-01,208\n");
  TerminalSession terminal(
      started(folder_, {"issue", "--issuer", "shop", "one.csv", "--card", "one.smart-health-card"}));
  terminal.wait_for("Passphrase for shop: ");
  terminal.type(std::string(right) + "\n");
  EXPECT_EQ(terminal.finish(), 0) << terminal.shown();
  EXPECT_EQ(count_of(terminal.shown(), "Passphrase"), 1U) << terminal.shown();
  EXPECT_EQ(count_of(terminal.shown(), "Ekholm, Per   1970-12-02"), 1U) << terminal.shown();
}

TEST_F(DeskTerminal, ANewKeyTakesThePassphraseOfTheFolder) {
  make_folder("shop", "--passphrase-file pp");
  TerminalSession terminal(started(folder_, {"key", "new", "--issuer", "shop"}));
  terminal.wait_for("Passphrase for shop: ");
  terminal.type(std::string(right) + "\n");
  EXPECT_EQ(terminal.finish(), 0) << terminal.shown();
  EXPECT_EQ(count_of(terminal.shown(), "assphrase"), 1U) << terminal.shown();
  prepare("issue --issuer shop --passphrase-file pp --card one.smart-health-card " + std::string(VHC_TEST_VECTORS) +
          "/demo/two-dose-bundle.json");
}

TEST_F(DeskTerminal, AFolderWithTwoPassphrasesIsSealedUnderOne) {
  make_folder("shop", "--passphrase-file pp");
  write("other", "another long passphrase\n");
  fs::permissions(fs::path(folder_) / "other", fs::perms::owner_read | fs::perms::owner_write);
  fs::copy(fs::path(folder_) / "shop", fs::path(folder_) / "copy", fs::copy_options::recursive);
  prepare("key passphrase --issuer copy --passphrase-file pp --new-passphrase-file other");
  const std::string key = "keys/" + kid_of("shop") + ".key";
  fs::copy(fs::path(folder_) / "copy" / key, fs::path(folder_) / "shop" / key, fs::copy_options::overwrite_existing);
  TerminalSession terminal(started(folder_, {"key", "passphrase", "--issuer", "shop"}));
  terminal.wait_for("Passphrase for shop: ");
  terminal.type(std::string(right) + "\n");
  terminal.wait_for("New passphrase: ");
  terminal.type("words of a third one\n");
  terminal.wait_for("Again: ");
  terminal.type("words of a third one\n");
  terminal.wait_for("That one: ");
  terminal.type("another long passphrase\n");
  EXPECT_EQ(terminal.finish(), 0) << terminal.shown();
  write("other", "words of a third one\n");
  prepare("issue --issuer shop --passphrase-file other --card one.smart-health-card " + std::string(VHC_TEST_VECTORS) +
          "/demo/two-dose-bundle.json");
}

TEST_F(DeskTerminal, WhoSaysNoRevokesNothingAndIsTold) {
  make_folder("shop", "--no-passphrase");
  issue_two();
  const std::string before = journal();
  TerminalSession no(started(folder_, {"revoke", "--issuer", "shop", "--lot", "RC-1"}));
  no.wait_for("2 cards. This cannot be undone. Revoke? [y/N] ");
  no.type("n\n");
  EXPECT_EQ(no.finish(), 2);
  EXPECT_EQ(count_of(no.shown(), "nothing was revoked"), 1U) << no.shown();
  EXPECT_EQ(count_of(no.shown(), "Ekholm"), 0U) << no.shown();
  EXPECT_EQ(journal(), before);
  TerminalSession yes(started(folder_, {"revoke", "--issuer", "shop", "--lot", "RC-1", "--quiet"}));
  yes.wait_for("Revoke? [y/N] ");
  yes.type("y\n");
  EXPECT_EQ(yes.finish(), 0);
  EXPECT_EQ(count_of(yes.shown(), "revoked  2 cards"), 1U) << yes.shown();
}

TEST_F(DeskTerminal, NoKeyIsRevokedOrDestroyedAgainstAnAnswer) {
  make_folder("shop", "--no-passphrase");
  const std::string kid = kid_of("shop");
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"key", "revoke", "--issuer", "shop", "--reason", "stolen", "--", kid},
        std::vector<std::string>{"key", "destroy", "--issuer", "shop", "--", kid}}) {
    if (words[1] == "destroy") prepare("key retire --issuer shop -- " + kid);
    const std::string before = journal();
    TerminalSession terminal(started(folder_, words));
    terminal.wait_for("[y/N] ");
    terminal.type("n\n");
    EXPECT_EQ(terminal.finish(), 2) << terminal.shown();
    EXPECT_EQ(count_of(terminal.shown(), "was not "), 1U) << terminal.shown();
    EXPECT_EQ(journal(), before);
  }
}

TEST_F(DeskTerminal, NamesStandInTheTableOnATerminal) {
  make_folder("shop", "--no-passphrase");
  issue_two();
  TerminalSession terminal(started(folder_, {"cards", "--issuer", "shop", "--name", "ann"}));
  EXPECT_EQ(terminal.finish(), 0);
  EXPECT_EQ(count_of(terminal.shown(), "1971-12-02  Ekholm, Ann"), 1U) << terminal.shown();
  EXPECT_EQ(count_of(terminal.shown(), "Per"), 0U) << terminal.shown();
}

}  // namespace
}  // namespace vhc
