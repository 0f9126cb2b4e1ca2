// What an issuer's own folder is held to before it is published: its lists, its journal, its keys.
#include "desk/store/own_lists.h"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "desk/store/own_journal.h"
#include "shell/io.h"

namespace vhc {
namespace {

constexpr const char* kid = "oKIywvGUpTVTyxMQ3bwIIeQUudfr_CkLMjCE19ECD-U";

std::string list_of(const std::string& rids) {
  return R"({"kid":")" + std::string(kid) + R"(","method":"rid","ctr":3,"rids":[)" + rids + "]}";
}

// The folder of the vectors: AbCdEfGhIjk was issued by line 2 and revoked by line 3.
class OwnFolder : public testing::Test {
 public:
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;

 protected:
  OwnFolder() {
    const std::filesystem::path vectors = VHC_TEST_VECTORS "/issuer-folder";
    std::filesystem::create_directories(path / "keys");
    std::filesystem::create_directories(path / "crl");
    std::filesystem::copy(vectors / "issuer.json", path / "issuer.json");
    std::filesystem::copy(vectors / "journal.ndjson", path / "journal.ndjson");
    std::filesystem::copy(vectors / "key.pub", path / "keys" / (std::string(kid) + ".pub"));
  }
  ~OwnFolder() override { std::filesystem::remove_all(path); }

  void put(const std::string& rids) const {
    std::ofstream(path / "crl" / (std::string(kid) + ".json")) << list_of(rids);
  }
  void replace_in_journal(const std::string& from, const std::string& to) const {
    std::ostringstream text;
    text << std::ifstream(path / "journal.ndjson").rdbuf();
    std::string journal = text.str();
    journal.replace(journal.find(from), from.size(), to);
    std::ofstream(path / "journal.ndjson") << journal;
  }
  IssuerFolder open() { return IssuerFolder::open(path.string(), io).value(); }
  OwnRevocations compare(const std::string& rids) {
    put(rids);
    return compare_own_lists(open(), true, io).value();
  }

  std::filesystem::path path = std::filesystem::path(testing::TempDir()) / ("own-folder-" + std::to_string(::getpid()));
  std::ostringstream out, err;
  Io io{World{.out = &out,
              .err = &err,
              .now = [] { return UnixTime{std::chrono::seconds{1796083200}}; },
              .environment = [](const char*) { return std::optional<std::string>{}; }}};
};

TEST_F(OwnFolder, KeepsItsListsAsTheyWereRead) {
  put("\"AbCdEfGhIjk\"");
  const IssuerFolder folder = open();
  const IssuerFolder kept = folder.with_lists(io).value();
  put("");
  EXPECT_EQ(kept.crl(KeyId::parse(kid).value(), io).value(), list_of("\"AbCdEfGhIjk\""));
  EXPECT_EQ(folder.crl(KeyId::parse(kid).value(), io).value(), list_of(""));
  EXPECT_TRUE(compare_own_lists(kept, true, io)->lost.empty());
  EXPECT_EQ(compare_own_lists(folder, true, io)->lost.size(), 1U);
}

TEST_F(OwnFolder, HasLostWhatNoLongerMeansItsCard) {
  EXPECT_TRUE(compare("\"AbCdEfGhIjk\"").lost.empty());
  EXPECT_EQ(compare("\"AbCdEfGhIjk.1\"").lost.size(), 1U);
  EXPECT_EQ(compare("\"AbCdEfGhIjk.1795425600\"").lost.size(), 1U);  // its own second: older ones alone
  EXPECT_TRUE(compare("\"AbCdEfGhIjk.4000000000\"").lost.empty());
  EXPECT_EQ(compare("\"AbCdEfGhIjx\"").lost.size(), 1U);
}

TEST_F(OwnFolder, TellsWhatNothingTellsOf) {
  EXPECT_TRUE(compare("\"AbCdEfGhIjk\"").untold.empty());
  const OwnRevocations found = compare(R"("AbCdEfGhIjk","ZyXwVuTsRqp","ZyXwVuTsRqq.5")");
  EXPECT_EQ(describe_untold(found.untold.at(kid)),
            "2 entries that neither the journal nor the ledger tells of: ZyXwVuTsRqp, ZyXwVuTsRqq");
}

TEST_F(OwnFolder, IsHeldToItsChain) {
  EXPECT_EQ(check_own_journal(open(), true, io)->count, 3);
  replace_in_journal("09:20:00Z", "09:20:01Z");
  const auto broken = check_own_journal(open(), true, io);
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, Errc::journal_broken);
  EXPECT_NE(broken.error().where.find("line 3"), std::string::npos) << broken.error().where;
}

TEST(ReasonWithStamp, StandsInFrontOfTheReason) {
  const UnixTime time = parse_time("2026-11-01T00:00:00Z").value();
  EXPECT_EQ(reason_with_stamp(std::nullopt, "lost"), "lost");
  EXPECT_EQ(reason_with_stamp(time, "lost"), "before 2026-11-01T00:00:00Z; lost");
  EXPECT_EQ(reason_with_stamp(time, ""), "before 2026-11-01T00:00:00Z");
}

}  // namespace
}  // namespace vhc
