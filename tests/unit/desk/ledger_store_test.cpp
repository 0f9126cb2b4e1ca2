// The rows of a ledger: what was added is read, what was not committed is not there, and no other file is taken for
// one.
#include "desk/store/ledger_store.h"

#include "temporary_folder.h"
#include "vhc/ledger.h"

namespace vhc {
namespace {

UnixTime seconds(std::int64_t count) {
  return UnixTime{std::chrono::seconds{count}};
}

class Ledger : public TemporaryFolder {
 protected:
  LedgerStore open(const std::string& name = "ledger.db") {
    auto store = LedgerStore::open(path(name));
    EXPECT_TRUE(store) << store.error().what << " " << store.error().where;
    return *std::move(store);
  }
  static LedgerRow row(std::int64_t number) {
    return {.number = number,
            .nbf = seconds(number),
            .label = "2026-" + std::to_string(number),
            .kid = "KID",
            .rid = "rid" + std::to_string(number),
            .marks = {},
            .sealed = {1, 2, 3}};
  }
};

std::string numbers(const std::vector<LedgerRow>& rows) {
  std::string all;
  for (const LedgerRow& row : rows) all += (all.empty() ? "" : " ") + std::to_string(row.number);
  return all;
}

template <class Value>
void expect_error(const Result<Value>& result, Errc code) {
  ASSERT_FALSE(result);
  EXPECT_EQ(name(result.error().code), name(code));
}

// ---- refused

TEST_F(Ledger, IsNoLinkAndNoOtherFile) {
  put("real.db", "");
  std::filesystem::create_symlink(folder / "real.db", folder / "link.db");
  expect_error(LedgerStore::open(path("link.db")), Errc::ledger_broken);
  EXPECT_EQ(text("real.db"), "");

  put("text.db", "This is no ledger, whoever gave it that name.\n" + std::string(10'000, 'x'));
  expect_error(LedgerStore::open(path("text.db")), Errc::ledger_broken);
  std::filesystem::create_directories(folder / "folder.db");
  expect_error(LedgerStore::open(path("folder.db")), Errc::unwritable);
  expect_error(LedgerStore::open(path("no-such-folder/ledger.db")), Errc::unwritable);
}

TEST_F(Ledger, NeedsTheModuleThatBelongsToTheProgram) {
  expect_error(LedgerStore::open(path("ledger.db"), path("modules")), Errc::module_missing);
  expect_error(LedgerStore::open(path("ledger.db"), ""), Errc::module_missing);
  expect_error(LedgerStore::open(path("ledger.db"), "."), Errc::module_missing);
  put("modules/libvhc-ledger.so", "no library");
  expect_error(LedgerStore::open(path("ledger.db"), path("modules")), Errc::module_missing);
  EXPECT_FALSE(exists("ledger.db"));
}

// The layout's number stands in bytes 60 to 63 of a file of SQLite.
TEST_F(Ledger, OfANewerLayoutIsNotTouched) {
  { open(); }
  const std::string good = text("ledger.db");
  ASSERT_GT(good.size(), 100U);
  for (const auto& [layout, code] : {std::pair('\2', Errc::folder_version), std::pair('\x7f', Errc::folder_version)}) {
    std::string changed = good;
    changed[63] = layout;
    put("ledger.db", changed);
    expect_error(LedgerStore::open(path("ledger.db")), code);
    EXPECT_EQ(text("ledger.db"), changed);
  }
}

TEST_F(Ledger, CutOffIsRefusedOrSaysSoWhenItIsRead) {
  {
    LedgerStore store = open();
    ASSERT_TRUE(store.begin());
    for (std::int64_t i = 1; i <= 500; ++i) ASSERT_TRUE(store.add(row(i)));
    ASSERT_TRUE(store.commit());
  }
  const std::string good = text("ledger.db");
  for (std::size_t size = 1; size < good.size(); size += good.size() / 12) {
    put("ledger.db", good.substr(0, size));
    const auto store = LedgerStore::open(path("ledger.db"));
    if (!store) continue;
    std::int64_t read = 0;
    const auto each = store->each_marks(0, [&read](std::int64_t, ByteView) { ++read; });
    const auto counts = store->counts();
    EXPECT_FALSE(each && counts && read == 500 && counts->cards == 500) << size << " of " << good.size();
  }
}

TEST_F(Ledger, TakesNoNumberTwice) {
  LedgerStore store = open();
  ASSERT_TRUE(store.begin());
  ASSERT_TRUE(store.add(row(7)));
  expect_error(store.add(row(7)), Errc::ledger_broken);
  store.rollback();
  EXPECT_FALSE(store.card(7).value());
}

// ---- rows

TEST_F(Ledger, GivesBackEachFieldOfARow) {
  LedgerStore store = open();
  const LedgerRow all{.number = 389,
                      .nbf = seconds(1'796'083'200),
                      .replaces = 12,
                      .run = 3,
                      .ordinal = 41,
                      .is_revoked = true,
                      .label = "2026-000389",
                      .kid = "KID",
                      .rid = "AbCdEfGhIjk",
                      .marks = Bytes(17 * 40, 0x70),
                      .sealed = {0, 255, 0, 1}};
  const LedgerRow least{.number = 1, .nbf = seconds(-1), .label = {}, .kid = {}, .rid = {}, .marks = {}, .sealed = {}};
  ASSERT_TRUE(store.begin());
  ASSERT_TRUE(store.add(all));
  ASSERT_TRUE(store.add(least));
  ASSERT_TRUE(store.commit());
  for (const LedgerRow& wanted : {all, least}) {
    const LedgerRow found = store.card(wanted.number).value().value();
    EXPECT_EQ(found.nbf, wanted.nbf);
    EXPECT_EQ(found.replaces, wanted.replaces);
    EXPECT_EQ(found.run, wanted.run);
    EXPECT_EQ(found.ordinal, wanted.ordinal);
    EXPECT_EQ(found.is_revoked, wanted.is_revoked);
    EXPECT_FALSE(found.is_listed);
    EXPECT_EQ(found.label, wanted.label);
    EXPECT_EQ(found.kid, wanted.kid);
    EXPECT_EQ(found.rid, wanted.rid);
    EXPECT_EQ(found.marks, wanted.marks);
    EXPECT_EQ(found.sealed, wanted.sealed);
  }
  EXPECT_FALSE(store.card(2).value());
  EXPECT_FALSE(store.card(0).value());
  EXPECT_FALSE(store.card(-1).value());
}

TEST_F(Ledger, ForgetsWhatWasNotCommitted) {
  {
    LedgerStore store = open();
    ASSERT_TRUE(store.begin());
    ASSERT_TRUE(store.add(row(1)));
    ASSERT_TRUE(store.set_run("run", "state"));
    store.rollback();
    EXPECT_FALSE(store.card(1).value());
    EXPECT_FALSE(store.run("run").value());
    ASSERT_TRUE(store.begin());
    ASSERT_TRUE(store.add(row(2)));
  }  // goes without a commit
  LedgerStore store = open();
  EXPECT_FALSE(store.card(2).value());
  ASSERT_TRUE(store.begin());
  ASSERT_TRUE(store.add(row(3)));
  ASSERT_TRUE(store.commit());
  EXPECT_TRUE(open().card(3).value());
}

TEST_F(Ledger, FindsCorrectionsAndWhatWasRevokedOldestFirst) {
  LedgerStore store = open();
  ASSERT_TRUE(store.begin());
  for (std::int64_t i = 1; i <= 6; ++i) {
    LedgerRow one = row(i);
    if (i == 4 || i == 6) one.replaces = 2;
    ASSERT_TRUE(store.add(one));
  }
  ASSERT_TRUE(store.mark_revoked(5));
  ASSERT_TRUE(store.mark_revoked(2));
  ASSERT_TRUE(store.mark_revoked(2));
  ASSERT_TRUE(store.mark_revoked(99));  // a card from before the ledger
  ASSERT_TRUE(store.commit());
  EXPECT_EQ(numbers(store.replacements(2).value()), "4 6");
  EXPECT_EQ(numbers(store.replacements(4).value()), "");
  EXPECT_EQ(numbers(store.replacements(0).value()), "");  // cards that correct nothing
  EXPECT_EQ(numbers(store.revoked().value()), "2 5");
  EXPECT_FALSE(store.card(99).value());
}

TEST_F(Ledger, GivesARunInItsOrderUntilSomebodyHasEnough) {
  LedgerStore store = open();
  ASSERT_TRUE(store.begin());
  for (std::int64_t i = 1; i <= 6; ++i) {
    LedgerRow one = row(i);
    one.run = i % 2;
    one.ordinal = 10 - i;
    ASSERT_TRUE(store.add(one));
  }
  ASSERT_TRUE(store.commit());
  const auto of_run = [&store](std::int64_t run, std::int64_t from, std::size_t most = 100) {
    std::vector<LedgerRow> rows;
    EXPECT_TRUE(store.each_of_run(run, from, [&](LedgerRow one) {
      rows.push_back(std::move(one));
      return rows.size() < most;
    }));
    return numbers(rows);
  };
  EXPECT_EQ(of_run(1, 0), "5 3 1");
  EXPECT_EQ(of_run(1, 7), "3 1");
  EXPECT_EQ(of_run(1, 8), "1");
  EXPECT_EQ(of_run(1, 10), "");
  EXPECT_EQ(of_run(1, 0, 2), "5 3");
  EXPECT_EQ(of_run(0, 0), "");  // cards of no run
  EXPECT_EQ(of_run(2, 0), "");
}

TEST_F(Ledger, GivesTheMarksOfCardsAboveANumber) {
  LedgerStore store = open();
  ASSERT_TRUE(store.begin());
  for (const std::int64_t i : {3, 1, 2}) {
    LedgerRow one = row(i);
    one.marks.assign(static_cast<std::size_t>(i), static_cast<std::uint8_t>(i));
    ASSERT_TRUE(store.add(one));
  }
  ASSERT_TRUE(store.commit());
  const auto above = [&store](std::int64_t number) {
    std::string all;
    EXPECT_TRUE(store.each_marks(number, [&all](std::int64_t one, ByteView marks) {
      all += std::to_string(one) + "x" + std::to_string(marks.size()) + " ";
    }));
    return all;
  };
  EXPECT_EQ(above(0), "1x1 2x2 3x3 ");
  EXPECT_EQ(above(1), "2x2 3x3 ");
  EXPECT_EQ(above(3), "");
}

// ---- runs and what is pending

TEST_F(Ledger, KeepsARunsPlaceWhenItsStateChanges) {
  LedgerStore store = open();
  const std::string binary("\0\xff key", 6);
  ASSERT_TRUE(store.set_run(binary, "first"));
  ASSERT_TRUE(store.set_run("b", "second"));
  ASSERT_TRUE(store.set_run(binary, std::string("\0changed", 8)));
  const std::vector<LedgerRun> runs = store.runs().value();
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].state, std::string("\0changed", 8));
  EXPECT_EQ(runs[1].state, "second");
  EXPECT_LT(runs[0].id, runs[1].id);
  EXPECT_EQ(store.run(binary).value()->id, runs[0].id);
  EXPECT_FALSE(store.run(std::string("\0\xff ke", 5)).value());
  EXPECT_FALSE(store.run("").value());
}

TEST_F(Ledger, KeepsWhatIsPendingInItsOrder) {
  LedgerStore store = open();
  EXPECT_TRUE(store.pending().value().empty());
  ASSERT_TRUE(store.add_pending({PendingKind::journal, "123", "lines\n"}));
  ASSERT_TRUE(store.add_pending({PendingKind::crl, "KID", ""}));
  ASSERT_TRUE(store.add_pending({PendingKind{9}, "", std::string("\0", 1)}));
  const std::vector<PendingWrite> all = open().pending().value();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].kind, PendingKind::journal);
  EXPECT_EQ(all[0].name, "123");
  EXPECT_EQ(all[0].body, "lines\n");
  EXPECT_EQ(all[1].kind, PendingKind::crl);
  EXPECT_EQ(all[1].body, "");
  EXPECT_EQ(all[2].kind, PendingKind{9});
  EXPECT_EQ(all[2].body, std::string("\0", 1));
  ASSERT_TRUE(store.clear_pending());
  EXPECT_TRUE(store.pending().value().empty());
}

// ---- retention

TEST_F(Ledger, EmptiesCardsFromBeforeATimeAndKeepsWhatLasts) {
  const LedgerKey key = LedgerKey::make();
  const LedgerContent content{.jws = "eyJ.a.b", .person_key = "p", .lots = {"EN1"}, .events = {"E1"}};
  LedgerStore store = open();
  ASSERT_TRUE(store.begin());
  for (const std::int64_t i : {99, 100, 101}) {
    LedgerRow one = row(i);
    one.marks = key.marks(content, "print", {"fact"}, {"lasting"});
    ASSERT_TRUE(store.add(one));
  }
  ASSERT_TRUE(store.commit());
  EXPECT_EQ(store.purge(seconds(99)).value(), 0);
  EXPECT_EQ(store.purge(seconds(100)).value(), 1);
  EXPECT_EQ(store.purge(seconds(100)).value(), 0);
  EXPECT_EQ(store.counts().value().cards, 3);
  EXPECT_EQ(store.counts().value().with_content, 2);

  const LedgerRow emptied = store.card(99).value().value();
  EXPECT_TRUE(emptied.sealed.empty());
  EXPECT_EQ(emptied.label, "2026-99");
  EXPECT_TRUE(has_mark(emptied.marks, MarkKind::lasting, key.mark(MarkKind::lasting, "lasting")));
  EXPECT_EQ(marks_of(emptied.marks, MarkKind::event).size(), 1U);
  for (const MarkKind gone : {MarkKind::person, MarkKind::lot, MarkKind::content, MarkKind::fact}) {
    EXPECT_TRUE(marks_of(emptied.marks, gone).empty()) << static_cast<char>(gone);
    EXPECT_FALSE(marks_of(store.card(100).value()->marks, gone).empty()) << static_cast<char>(gone);
  }
}

// ---- held to the lists

TEST_F(Ledger, HasEveryRowJudgedByTheLists) {
  LedgerStore store = open();
  ASSERT_TRUE(store.begin());
  for (std::int64_t i = 1; i <= 4; ++i) {
    LedgerRow one = row(i);
    one.replaces = i > 1 ? 1 : 0;
    one.run = 1;
    one.ordinal = i;
    one.is_revoked = i == 3;
    ASSERT_TRUE(store.add(one));
  }
  ASSERT_TRUE(store.commit());
  store.judge_by([](const LedgerRow& one) -> Result<bool> { return one.rid == "rid2"; });
  EXPECT_TRUE(store.card(2).value()->is_revoked);  // whatever the ledger says
  EXPECT_TRUE(store.card(2).value()->is_listed);
  EXPECT_TRUE(store.card(3).value()->is_revoked);
  EXPECT_FALSE(store.card(3).value()->is_listed);
  EXPECT_FALSE(store.card(4).value()->is_revoked);
  const std::vector<LedgerRow> newer = store.replacements(1).value();
  ASSERT_EQ(newer.size(), 3U);
  EXPECT_TRUE(newer[0].is_revoked);
  EXPECT_EQ(numbers(store.revoked().value()), "3");  // what the ledger itself has as revoked
  ASSERT_TRUE(store.each_of_run(1, 0, [](const LedgerRow& one) {
    EXPECT_FALSE(one.is_listed);
    return true;
  }));
}

TEST_F(Ledger, GivesNoRowWhereTheListsCannotBeRead) {
  LedgerStore store = open();
  LedgerRow one = row(1);
  one.is_revoked = true;
  LedgerRow two = row(2);
  two.replaces = 1;
  ASSERT_TRUE(store.add(one));
  ASSERT_TRUE(store.add(two));
  store.judge_by([](const LedgerRow&) -> Result<bool> { return fail(Errc::crl_form); });
  expect_error(store.card(1), Errc::crl_form);
  expect_error(store.replacements(1), Errc::crl_form);
  expect_error(store.revoked(), Errc::crl_form);
  EXPECT_FALSE(store.card(3).value());  // there is no row to judge
}

}  // namespace
}  // namespace vhc
