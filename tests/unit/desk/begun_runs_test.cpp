// A run that was begun and not ended keeps others from issuing the same file beside it.
#include <functional>

#include "desk/bulk/run_end.h"
#include "desk/bulk/run_state.h"
#include "desk/store/ledger_store.h"
#include "issuer_folder_copy.h"

namespace vhc {
namespace {

class BegunRuns : public IssuerFolderCopy {
 protected:
  static RunState run(const std::string& input, const RunSettings& settings = {}) {
    RunState state;
    state.input = input;
    state.file = input + ".csv";
    state.command = "vhc issue " + state.file;
    state.settings = settings;
    return state;
  }
  void keep(const std::string& key, const RunState& state) { ASSERT_TRUE(store.set_run(key, to_json(state))); }
  std::string found() {
    std::string files;
    const std::vector<BegunRun> runs = begun_runs(store).value();
    for (const BegunRun& one : runs) files += one.state.file + " ";
    return files;
  }
  LedgerStore store = LedgerStore::open(path("ledger.db")).value();
};

TEST_F(BegunRuns, AreThoseThatHaveNotEndedOldestFirst) {
  keep("k1", run("b"));
  keep("k2", run("a"));
  RunState done = run("done");
  done.is_done = true;
  keep("k3", done);
  keep("k4", run(""));  // of the first release: nobody knows of which file
  EXPECT_EQ(found(), "b.csv a.csv ");
  keep("k1", done);
  EXPECT_EQ(found(), "a.csv ");
}

TEST_F(BegunRuns, HaveOtherRowsBesideThem) {
  keep("k1", run("a"));
  ASSERT_TRUE(store.set_run("journal end", "12 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="));
  ASSERT_TRUE(store.set_run("t1", R"({"schema":"vhc.run.taken_back/1","records":2,"files":["a.csv"]})"));
  ASSERT_TRUE(store.set_run("t2", ""));
  EXPECT_EQ(found(), "a.csv ");
}

// It may be one that was begun: whoever reads past it would issue its cards once more.
TEST_F(BegunRuns, WhoseStateCannotBeReadAreNotReadPast) {
  const std::string good = to_json(run("a"));
  for (const std::string& bad : {good.substr(0, good.size() - 1), good + "x", std::string(R"({"schema":"vhc.run/2"})"),
                                 std::string(R"({"schema":"vhc.run/1"})")}) {
    ASSERT_TRUE(store.set_run("k1", bad));
    const auto refused = begun_runs(store);
    ASSERT_FALSE(refused) << bad;
    EXPECT_EQ(refused.error().code, Errc::ledger_broken);
    EXPECT_EQ(check_begun(store, run("b"), false).error().code, Errc::ledger_broken);
    // Nor is what another run over the same file was told of.
    EXPECT_EQ(taken_back_since(store, 2, "a").error().code, Errc::ledger_broken);
  }
}

TEST_F(BegunRuns, OfAFolderWithoutALedgerAreNone) {
  const IssuerFolder issuer = open();
  keep("k1", run("a"));
  EXPECT_EQ(begun_runs(issuer, io).value().size(), 1U);
  std::filesystem::remove(folder / "ledger.db");
  EXPECT_TRUE(begun_runs(issuer, io).value().empty());
  EXPECT_FALSE(exists("ledger.db"));
}

TEST_F(BegunRuns, AreGoneOnWithInTheSameWayAndNotBegunBeside) {
  const RunSettings settings{{"--out", "cards"}, {"--map", "m"}};
  const RunSettings others{{"--out", "cards2"}, {"--map", "m"}};
  EXPECT_TRUE(check_begun(store, run("a", settings), false));
  EXPECT_TRUE(check_begun(store, run("a", settings), true));  // whoever asks finds out that there is none
  keep("k1", run("a", settings));
  const struct {
    const char* what;
    RunState asked;
    bool resume;
    Errc code;
  } cases[] = {
      {"begun anew", run("a", settings), false, Errc::bulk_unfinished},
      {"begun in another way", run("a", others), false, Errc::bulk_unfinished},
      {"gone on with in another way", run("a", others), true, Errc::run_other_settings},
      {"gone on with without a flag", run("a", {}), true, Errc::run_other_settings},
  };
  for (const auto& one : cases) {
    const auto refused = check_begun(store, one.asked, one.resume);
    ASSERT_FALSE(refused) << one.what;
    EXPECT_EQ(name(refused.error().code), name(one.code)) << one.what;
    EXPECT_EQ(refused.error().hint, "vhc issue a.csv --resume continues it; --abandon ends it") << one.what;
  }
  EXPECT_EQ(check_begun(store, run("a", others), true).error().where, "--out");
  EXPECT_TRUE(check_begun(store, run("a", settings), true));
  EXPECT_TRUE(check_begun(store, run("b", settings), false));  // another file
}

}  // namespace
}  // namespace vhc
