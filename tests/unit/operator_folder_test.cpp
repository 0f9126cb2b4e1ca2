// An operator's folder and signature are used without a command line.
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <unistd.h>

#include "operator/store/operator_signature.h"
#include "operator/store/registry_folder.h"
#include "vhc/sealed.h"

namespace vhc {
namespace {

class OperatorFolder : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "vhc-operator-XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    std::ofstream(folder_ + "/registry.json") << R"({"origin":"vci.example"})";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const UnixTime at_ = parse_time("2026-11-20T10:00:00Z").value();
  std::ostringstream out_;
  std::ostringstream err_;
  Io io_{World{.out = &out_,
               .err = &err_,
               .now = [this] { return at_; },
               .environment = [](const char*) { return std::nullopt; }}};
  std::string folder_;
};

TEST_F(OperatorFolder, IsOpenedByItsPathAndNotesWhoDidWhat) {
  const auto folder = RegistryFolder::open_locked(folder_, io_);
  ASSERT_TRUE(folder) << folder.error().where;
  EXPECT_EQ(folder->origin(), "vci.example");
  ASSERT_TRUE(folder->note_down({at_, "a service"}, "import vci", "nightly", io_));
  ASSERT_TRUE(folder->note_down({at_, "a person"}, "publish", "list 1", io_));
  const std::string journal = io_.read_file(folder->file("journal.log"), 4096).value();
  EXPECT_EQ(journal.find(R"({"time":"2026-11-20T10:00:00Z","actor":"a service","action":"import vci")"), 0U) << journal;
  EXPECT_NE(journal.find(R"("actor":"a person","action":"publish","reason":"list 1")"), std::string::npos) << journal;
  EXPECT_EQ(folder->journal_end(io_)->count, 2U);
  EXPECT_EQ(out_.str() + err_.str(), "");
}

TEST_F(OperatorFolder, IsNoneWithoutItsSettings) {
  std::filesystem::remove(folder_ + "/registry.json");
  EXPECT_EQ(RegistryFolder::open(folder_, io_).error().code, Errc::registry_form);
  EXPECT_EQ(RegistryFolder::open_locked(folder_, io_).error().code, Errc::registry_form);
}

TEST_F(OperatorFolder, IsSignedForByAKeyThatIsAllowed) {
  const NoteSigner signer = NoteSigner::generate("vci.example/alice").value();
  SignerSetup setup;
  EXPECT_EQ(make_signature(setup, "text\n", {}, "root 1", io_).error().code, Errc::usage);
  setup.key = folder_ + "/alice.key";
  ASSERT_TRUE(io_.write_file(*setup.key, signer.without_seal(at_).value(), {.mode = 0600}));
  EXPECT_EQ(make_signature(setup, "text\n", {}, "root 1", io_).error().hint, "root 1 names no key; nothing was signed");
  const auto refused = make_signature(setup, "text\n", {signer.public_key()}, "root 1", io_);
  EXPECT_EQ(refused.error().where, "vci.example/alice");
  EXPECT_EQ(refused.error().hint, "it signs notes of its own network only") << "the key is open, and this is no note";
}

}  // namespace
}  // namespace vhc
