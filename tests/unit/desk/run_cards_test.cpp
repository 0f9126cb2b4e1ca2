// The cards of a run from the ledger: all of them in their order, or the run is told that one is missing.
#include "desk/bulk/run_end.h"
#include "issuer_folder_copy.h"

namespace vhc {
namespace {

class CardsOfARun : public TemporaryFolder {
 protected:
  LedgerRow row(std::int64_t ordinal, std::int64_t run = 3) const {
    const std::int64_t number = 100 + ordinal;
    return {.number = number,
            .run = run,
            .ordinal = ordinal,
            .label = "2026-000" + std::to_string(number),
            .kid = "KID",
            .rid = {},
            .marks = {},
            .sealed = key.seal({.jws = "eyJ." + std::to_string(ordinal), .line = ordinal + 2, .events = {}}, number)};
  }
  void keep(const std::vector<LedgerRow>& rows) {
    ASSERT_TRUE(store.begin());
    for (const LedgerRow& one : rows) ASSERT_TRUE(store.add(one));
    ASSERT_TRUE(store.commit());
  }
  std::string given(std::int64_t from, const std::vector<std::int64_t>& without = {}, std::int64_t begun = 0) {
    std::string all;
    const auto done =
        RunCards{store, key, 3, begun}.each(from, without, [&all](const std::vector<BulkCard>& cards) -> Result<void> {
          for (const BulkCard& card : cards) all += std::to_string(card.ordinal) + ":" + card.jws + " ";
          return {};
        });
    return done ? all : all + std::string(name(done.error().code)) + " " + done.error().where;
  }
  LedgerKey key = LedgerKey::make();
  LedgerStore store = LedgerStore::open(path("ledger.db")).value();
};

TEST_F(CardsOfARun, AreGivenFromAnOrdinalOnWithoutThoseThatAreLeftOut) {
  keep({row(0), row(1), row(2), row(3), row(4, 9)});
  EXPECT_EQ(given(0), "0:eyJ.0 1:eyJ.1 2:eyJ.2 3:eyJ.3 ");
  EXPECT_EQ(given(2), "2:eyJ.2 3:eyJ.3 ");
  EXPECT_EQ(given(4), "");
  EXPECT_EQ(given(0, {1, 3, 7}), "0:eyJ.0 2:eyJ.2 ");
  EXPECT_EQ(given(1, {}, 1), "0:eyJ.1 1:eyJ.2 2:eyJ.3 ");  // of a run that was begun anew
}

TEST_F(CardsOfARun, ThatCannotBeOpenedAreNamed) {
  LedgerRow emptied = row(1);
  emptied.sealed.clear();
  LedgerRow broken = row(2);
  broken.sealed.back() ^= 1;
  keep({row(0), emptied, broken, row(3)});
  EXPECT_EQ(given(0), "ledger.emptied 2026-000101");
  EXPECT_EQ(given(2), "ledger.broken 2026-000102");
  EXPECT_EQ(given(0, {1}), "ledger.broken 2026-000102");
  EXPECT_EQ(given(0, {1, 2}), "0:eyJ.0 3:eyJ.3 ");
}

TEST_F(CardsOfARun, AreGivenInPiecesUntilOneFails) {
  std::vector<LedgerRow> rows;
  for (std::int64_t ordinal = 0; ordinal < 1100; ++ordinal) rows.push_back(row(ordinal));
  keep(rows);
  std::size_t count = 0;
  std::size_t calls = 0;
  const RunCards cards{store, key, 3, 0};
  ASSERT_TRUE(cards.each(0, {}, [&](const std::vector<BulkCard>& some) -> Result<void> {
    count += some.size();
    ++calls;
    return {};
  }));
  EXPECT_EQ(count, 1100U);
  EXPECT_EQ(calls, 3U);
  calls = 0;
  const auto failed = cards.each(0, {}, [&calls](const std::vector<BulkCard>&) -> Result<void> {
    return ++calls == 2 ? Result<void>(fail(Errc::unwritable, "disk")) : Result<void>{};
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, Errc::unwritable);
  EXPECT_EQ(calls, 2U);
}

TEST_F(CardsOfARun, ThatAreValidNoMoreAreFoundByRowAndKey) {
  const SigningKey signing = SigningKey::generate().value();
  const KeyRecord good{.kid = signing.kid(), .key = signing.public_key(), .created = now};
  LedgerRow gone = row(1);
  gone.is_revoked = true;
  LedgerRow of_key = row(2);
  of_key.kid = signing.kid().str();
  keep({row(0), gone, of_key});
  const auto ordinals = [this](std::int64_t from, const std::vector<KeyRecord>& keys) {
    std::string all;
    const std::vector<RevokedCard> cards = revoked_in_run(store, 3, from, keys).value();
    for (const RevokedCard& one : cards) all += std::to_string(one.ordinal) + ":" + one.number + " ";
    return all;
  };
  EXPECT_EQ(ordinals(0, {good}), "1:2026-000101 ");
  EXPECT_EQ(ordinals(0, {revoke(good, now, "stolen").value()}), "1:2026-000101 2:2026-000102 ");
  EXPECT_EQ(ordinals(2, {good}), "");
}

TEST(FirstNumbers, AreTenAndHowManyMore) {
  std::vector<std::string> numbers;
  EXPECT_EQ(first_numbers(numbers), "");
  numbers = {"1"};
  EXPECT_EQ(first_numbers(numbers), "1");
  for (int i = 2; i <= 10; ++i) numbers.push_back(std::to_string(i));
  EXPECT_EQ(first_numbers(numbers), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10");
  numbers.emplace_back("11");
  EXPECT_EQ(first_numbers(numbers), "1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 1 more");
}

// ---- what was taken back while a run was begun

class TakenBack : public IssuerFolderCopy {
 protected:
  std::int64_t begin_run(const std::string& key, const std::string& input, bool abandoned = false) {
    RunState state;
    state.input = input;
    state.file = input + ".csv";
    state.command = "vhc issue " + state.file;
    state.is_done = abandoned;
    state.is_abandoned = abandoned;
    EXPECT_TRUE(session.store().set_run(key, to_json(state)));
    return session.store().run(key).value()->id;
  }
  std::string since(std::int64_t run) {
    const TakenBackSince found = taken_back_since(session.store(), run).value();
    std::string all = std::to_string(found.records);
    for (const std::string& file : found.files) all += " " + file;
    return all;
  }
  IssuerFolder issuer = open();
  FolderSession session = FolderSession::begin(issuer, io).value();
};

TEST_F(TakenBack, IsNotedForEveryOtherRunThatIsBegun) {
  const std::int64_t a = begin_run("a", "a");
  const std::int64_t b = begin_run("b", "b");
  const std::int64_t over = begin_run("c", "c", true);
  EXPECT_EQ(since(a), "0");
  const auto noted = note_taken_back(session, "b", "b.csv", 2);
  ASSERT_TRUE(noted);
  ASSERT_EQ(noted->size(), 1U);
  EXPECT_EQ(noted->front().file, "a.csv");
  EXPECT_EQ(since(a), "2 b.csv");
  EXPECT_EQ(since(b), "0");  // its own file is known to it
  EXPECT_EQ(since(over), "0");
  ASSERT_TRUE(note_taken_back(session, "d", "d.csv", 1));
  ASSERT_TRUE(note_taken_back(session, "d", "d.csv", 1));
  EXPECT_EQ(since(a), "4 b.csv d.csv");
  EXPECT_EQ(since(b), "2 d.csv");
}

TEST_F(TakenBack, IsForgottenWhenARunBegins) {
  const std::int64_t a = begin_run("a", "a");
  ASSERT_TRUE(note_taken_back(session, "b", "b.csv", 2));
  forget_taken_back(session, a);
  ASSERT_TRUE(session.commit());
  EXPECT_EQ(since(a), "0");
}

TEST_F(TakenBack, OfARunThatWasAbandonedIsThatOfTheOneThatFollows) {
  const std::int64_t first = begin_run("first", "a");
  ASSERT_TRUE(note_taken_back(session, "b", "b.csv", 2));
  EXPECT_EQ(begin_run("first", "a", true), first);
  const std::int64_t second = begin_run("second", "a");
  const std::int64_t other = begin_run("other", "x");
  ASSERT_TRUE(note_taken_back(session, "c", "c.csv", 1));
  EXPECT_EQ(taken_back_since(session.store(), second, "a").value().records, 3);
  EXPECT_EQ(taken_back_since(session.store(), second, "a").value().files, (std::vector<std::string>{"c.csv", "b.csv"}));
  EXPECT_EQ(taken_back_since(session.store(), other, "x").value().records, 1);
}

TEST_F(TakenBack, NamesTwentyFilesAndCountsAll) {
  const std::int64_t a = begin_run("a", "a");
  for (int i = 0; i < 22; ++i) ASSERT_TRUE(note_taken_back(session, "b", std::to_string(i), 1));
  EXPECT_EQ(taken_back_since(session.store(), a).value().records, 22);
  EXPECT_EQ(taken_back_since(session.store(), a).value().files.size(), 20U);
}

TEST_F(TakenBack, ThatCannotBeReadIsNotTakenForNothing) {
  const std::int64_t a = begin_run("a", "a");
  for (const char* bad :
       {"{", "{}", R"({"schema":"vhc.run.taken_back/2","records":1})", R"({"schema":"vhc.run.taken_back/1"})",
        R"({"schema":"vhc.run.taken_back/1","records":"1"})", R"({"schema":"vhc.run.taken_back/1","records":1.5})"}) {
    ASSERT_TRUE(session.store().set_run("taken back " + std::to_string(a), bad));
    const auto found = taken_back_since(session.store(), a);
    ASSERT_FALSE(found) << bad;
    EXPECT_EQ(found.error().code, Errc::ledger_broken) << bad;
  }
}

}  // namespace
}  // namespace vhc
