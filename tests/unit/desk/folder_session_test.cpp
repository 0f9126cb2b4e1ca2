// A change of an issuer's folder is decided whole or not at all, is finished by whoever comes next, and by nobody where
// it is none of ours.
#include "desk/store/folder_session.h"

#include <functional>

#include "desk/store/pending_changes.h"
#include "issuer_folder_copy.h"
#include "vhc/journal.h"
#include "vhc/ledger.h"

namespace vhc {
namespace {

template <class Value>
void expect_error(const Result<Value>& result, Errc code) {
  ASSERT_FALSE(result);
  EXPECT_EQ(name(result.error().code), name(code)) << result.error().hint;
}

class Session : public IssuerFolderCopy {
 protected:
  JournalAction action(const std::string& verb, const std::string& rid_text = "ZyXwVuTsRqp") {
    return {.time = now, .actor = "desk-1", .verb = verb, .kid = kid(), .rid = rid(rid_text)};
  }
  static LedgerRow row(std::int64_t number, UnixTime nbf) {
    return {.number = number,
            .nbf = nbf,
            .label = "2026-000004",
            .kid = kid_text,
            .rid = "ZyXwVuTsRqp",
            .marks = {},
            .sealed = {1}};
  }
  std::string journal() const { return text("journal.ndjson"); }
  std::int64_t num_lines() const {
    const JournalCheck check = verify_journal(journal());
    EXPECT_FALSE(check.broken_at);
    return check.count;
  }
  FolderSession begin(const LedgerKey* with = nullptr) {
    auto session = FolderSession::begin(issuer, io, with);
    EXPECT_TRUE(session) << (session ? "" : session.error().hint);
    return *std::move(session);
  }
  std::size_t num_pending() { return LedgerStore::open(path("ledger.db")).value().pending().value().size(); }

  IssuerFolder issuer = open();
  LedgerKey key = LedgerKey::make();
};

// ---- decided or not

TEST_F(Session, MakesALedgerForItsOwnerAlone) {
  { const FolderSession session = begin(); }
  EXPECT_EQ(mode("ledger.db"), 0600U);
  EXPECT_EQ(num_lines(), 3);
}

TEST_F(Session, ThatIsNotCommittedChangesNothing) {
  const std::string before = journal();
  {
    FolderSession session = begin(&key);
    EXPECT_EQ(session.next_number(), 4);
    EXPECT_EQ(session.next_label(now), "2026-000004");
    ASSERT_TRUE(session.write_journal(action("issue")));
    EXPECT_EQ(session.next_number(), 5);
    session.add_card(row(4, now));
    session.set_run("run", "state");
    session.set_crl(kid(), list_of(R"("AbCdEfGhIjk","x")", 4));
    EXPECT_FALSE(session.is_decided());
  }
  EXPECT_EQ(journal(), before);
  EXPECT_EQ(text(list_name()), list_of(R"("AbCdEfGhIjk")", 3));
  FolderSession session = begin(&key);
  EXPECT_EQ(session.next_number(), 4);
  EXPECT_FALSE(session.store().card(4).value());
  EXPECT_FALSE(session.store().run("run").value());
}

TEST_F(Session, ThatIsCommittedStandsInLedgerJournalAndLists) {
  {
    FolderSession session = begin(&key);
    ASSERT_TRUE(session.write_journal(action("issue")));
    session.add_card(row(4, now));
    ASSERT_TRUE(session.write_journal(action("revoke")));
    session.mark_revoked(4);
    session.set_crl(kid(), list_of(R"("AbCdEfGhIjk","ZyXwVuTsRqp")", 4));
    session.set_run("run", "state");
    ASSERT_TRUE(session.commit());
    EXPECT_TRUE(session.is_decided());
    EXPECT_TRUE(session.store().card(4).value()->is_revoked);
    EXPECT_EQ(session.store().run("run").value()->state, "state");
    // Once more with nothing in it: nothing is written twice.
    ASSERT_TRUE(session.commit());
    ASSERT_TRUE(session.write_journal(action("reprint")));
    ASSERT_TRUE(session.commit());
  }
  EXPECT_EQ(num_lines(), 6);
  EXPECT_EQ(text(list_name()), list_of(R"("AbCdEfGhIjk","ZyXwVuTsRqp")", 4));
  EXPECT_EQ(num_pending(), 0U);
}

TEST_F(Session, WritesTheClockBesideAnotherTime) {
  {
    FolderSession session = begin(&key);
    JournalAction early = action("issue");
    early.time = now - std::chrono::hours{24};
    ASSERT_TRUE(session.write_journal(early));
    ASSERT_TRUE(session.commit());
  }
  EXPECT_NE(journal().find(R"("clock":"2026-12-01T10:00:00Z")"), std::string::npos);
}

TEST_F(Session, TakesNoLineThatMayNotStandInAJournal) {
  FolderSession session = begin(&key);
  JournalAction bad = action("issue");
  bad.actor.clear();
  expect_error(session.write_journal(bad), Errc::in_missing);
  EXPECT_EQ(session.next_number(), 4);
  ASSERT_TRUE(session.write_journal(action("issue")));
  ASSERT_TRUE(session.commit());
  EXPECT_EQ(num_lines(), 4);
}

TEST_F(Session, WithACardThatIsThereAlreadyDecidesNothing) {
  {
    FolderSession session = begin(&key);
    ASSERT_TRUE(session.write_journal(action("issue")));
    session.add_card(row(4, now));
    session.add_card(row(4, now));
    expect_error(session.commit(), Errc::ledger_broken);
    EXPECT_FALSE(session.is_decided());
  }
  EXPECT_EQ(num_lines(), 3);
  EXPECT_FALSE(begin(&key).store().card(4).value());
}

TEST_F(Session, IsNotBegunOnAJournalThatIsNone) {
  for (const std::string& bad : {std::string("no line\n"), journal() + "{}\n", journal() + "half a line"}) {
    put("journal.ndjson", bad);
    EXPECT_FALSE(FolderSession::begin(issuer, io, &key)) << bad;
    EXPECT_EQ(journal(), bad);
  }
}

// ---- decided, and the files not brought to it

class Interrupted : public Session {
 protected:
  // Decides an issued card and its revocation, while something stands in the way of the files.
  void interrupt(const std::function<void()>& get_in_the_way, const LedgerKey* with) {
    FolderSession session = begin(with);
    ASSERT_TRUE(session.write_journal(action("issue")));
    session.add_card(row(4, now));
    ASSERT_TRUE(session.write_journal(action("revoke")));
    session.set_crl(kid(), list_of(R"("AbCdEfGhIjk","ZyXwVuTsRqp")", 4));
    get_in_the_way();
    EXPECT_FALSE(session.commit());
    EXPECT_TRUE(session.is_decided());
  }
  void lose_journal() const { std::filesystem::rename(folder / "journal.ndjson", folder / "away"); }
  void put_journal_back() const { std::filesystem::rename(folder / "away", folder / "journal.ndjson"); }
};

TEST_F(Interrupted, IsFinishedByTheNextSession) {
  interrupt([this] { lose_journal(); }, &key);
  put_journal_back();
  EXPECT_EQ(num_lines(), 3);
  EXPECT_EQ(num_pending(), 2U);
  {
    FolderSession session = begin(&key);
    EXPECT_EQ(session.next_number(), 6);
    EXPECT_TRUE(session.store().card(4).value());
  }
  EXPECT_EQ(num_lines(), 5);
  EXPECT_EQ(text(list_name()), list_of(R"("AbCdEfGhIjk","ZyXwVuTsRqp")", 4));
  EXPECT_EQ(num_pending(), 0U);
}

TEST_F(Interrupted, IsFinishedWhereverItWasInterrupted) {
  interrupt([this] { lose_journal(); }, &key);
  put_journal_back();
  const std::string before = journal();
  const std::string ledger = text("ledger.db");
  const std::string wal = exists("ledger.db-wal") ? text("ledger.db-wal") : "";
  ASSERT_TRUE(finish_pending(issuer, io));
  const std::string after = journal();
  ASSERT_EQ(num_lines(), 5);
  // As much of the lines as the process that was killed had written.
  for (std::size_t size = before.size(); size <= after.size(); size += 37) {
    put("ledger.db", ledger);
    put("ledger.db-wal", wal);
    std::filesystem::remove(folder / "ledger.db-shm");
    put("journal.ndjson", after.substr(0, size));
    put_list(R"("AbCdEfGhIjk")", 3);
    ASSERT_TRUE(finish_pending(issuer, io)) << size;
    EXPECT_EQ(journal(), after) << size;
    EXPECT_EQ(text(list_name()), list_of(R"("AbCdEfGhIjk","ZyXwVuTsRqp")", 4));
  }
}

TEST_F(Interrupted, IsFinishedBehindALinkThatWasTakenAway) {
  std::filesystem::create_directories(folder / "elsewhere");
  interrupt(
      [this] {
        std::filesystem::rename(folder / "crl", folder / "crl-away");
        std::filesystem::create_symlink(folder / "elsewhere", folder / "crl");
      },
      &key);
  EXPECT_EQ(names("elsewhere"), "");
  EXPECT_EQ(num_lines(), 5);  // lines come before lists
  std::filesystem::remove(folder / "crl");
  std::filesystem::rename(folder / "crl-away", folder / "crl");
  { begin(&key); }
  EXPECT_EQ(num_lines(), 5);
  EXPECT_EQ(text(list_name()), list_of(R"("AbCdEfGhIjk","ZyXwVuTsRqp")", 4));
}

TEST_F(Interrupted, NeverTakesANewerListBack) {
  interrupt([this] { lose_journal(); }, &key);
  put_journal_back();
  put_list(R"("AbCdEfGhIjk","ZyXwVuTsRqp","other")", 5);
  { begin(&key); }
  EXPECT_EQ(text(list_name()), list_of(R"("AbCdEfGhIjk","ZyXwVuTsRqp","other")", 5));
}

TEST_F(Interrupted, IsFinishedByItsOwnLedgerKeyAlone) {
  interrupt([this] { lose_journal(); }, &key);
  put_journal_back();
  const LedgerKey other = LedgerKey::make();
  expect_error(FolderSession::begin(issuer, io, &other), Errc::ledger_pending);
  EXPECT_EQ(num_lines(), 3);
  EXPECT_EQ(num_pending(), 2U);
  { begin(&key); }
  EXPECT_EQ(num_lines(), 5);
}

TEST_F(Interrupted, IsNotFinishedWhereNothingVouchesForACard) {
  interrupt([this] { lose_journal(); }, nullptr);
  put_journal_back();
  expect_error(FolderSession::begin(issuer, io, &key), Errc::ledger_pending);
  expect_error(FolderSession::begin(issuer, io), Errc::ledger_pending);
  expect_error(finish_pending(issuer, io), Errc::ledger_pending);
  EXPECT_EQ(num_lines(), 3);
}

TEST_F(Interrupted, StopsWhereAnotherJournalStands) {
  interrupt([this] { lose_journal(); }, &key);
  put_journal_back();
  const std::string good = journal();
  put("journal.ndjson", good.substr(0, good.rfind('\n', good.size() - 2) + 1));  // a line less
  expect_error(FolderSession::begin(issuer, io, &key), Errc::journal_broken);
  put("journal.ndjson", good);
  { begin(&key); }
  EXPECT_EQ(num_lines(), 5);
}

// ---- what was left by no command of ours

class Planted : public Session {
 protected:
  void plant(const std::vector<PendingWrite>& pending) {
    LedgerStore store = LedgerStore::open(path("ledger.db")).value();
    ASSERT_TRUE(store.clear_pending());
    for (const PendingWrite& one : pending) ASSERT_TRUE(store.add_pending(one));
  }
  PendingWrite line(const JournalAction& what) {
    const std::string there = journal();
    return {PendingKind::journal, std::to_string(there.size()),
            next_journal_line(last_journal_line(there).value(), what).value()};
  }
  PendingWrite list(const std::string& rids, int counter = 4) {
    return {PendingKind::crl, kid_text, list_of(rids, counter)};
  }
};

TEST_F(Planted, IsNotCarriedOut) {
  const std::string both = R"("AbCdEfGhIjk","ZyXwVuTsRqp")";
  const PendingWrite revoke = line(action("revoke"));
  PendingWrite no_end = revoke;
  no_end.body.pop_back();
  PendingWrite other_place = revoke;
  other_place.body = next_journal_line("", action("revoke")).value();
  PendingWrite other_length = revoke;
  other_length.name = "0";
  PendingWrite bad_length = revoke;
  bad_length.name = "x";
  PendingWrite short_mac = revoke;
  short_mac.name += " abc";
  PendingWrite wrong_mac = revoke;
  wrong_mac.name += " " + std::string(43, 'A');
  const struct {
    const char* what;
    std::vector<PendingWrite> pending;
    Errc code = Errc::ledger_pending;
  } cases[] = {
      {"a card that nothing vouches for", {line(action("issue"))}},
      {"a verb of another command", {line(action("key revoke"))}},
      {"a line that is none", {{PendingKind::journal, revoke.name, "x\n"}}},
      {"no line", {{PendingKind::journal, revoke.name, ""}}},
      {"a line without an end", {no_end}},
      {"a line that does not follow", {other_place}},
      {"two lines with one number", {{PendingKind::journal, revoke.name, revoke.body + revoke.body}}},
      {"a place within the journal", {other_length}, Errc::journal_broken},
      {"a place that is none", {bad_length}, Errc::ledger_broken},
      {"a mac of another length", {short_mac}},
      {"a wrong mac", {wrong_mac}},
      {"another kind", {{PendingKind{3}, "x", "y"}}},
      {"a list that is none", {revoke, {PendingKind::crl, kid_text, "{}"}}},
      {"a list of another key", {revoke, {PendingKind::crl, std::string(43, 'A'), list_of(both, 4)}}},
      {"a list whose name leads elsewhere", {revoke, {PendingKind::crl, "../../x", list_of(both, 4)}}},
      {"a revocation that no line speaks of", {list(both)}},
      {"one more than the line speaks of", {revoke, list(R"("AbCdEfGhIjk","ZyXwVuTsRqp","other")")}},
      {"a revocation less", {revoke, list(R"("ZyXwVuTsRqp")")}},
      {"a revocation for fewer cards", {revoke, list(R"("AbCdEfGhIjk.5","ZyXwVuTsRqp")")}},
      {"a revocation with a fault beside it", {revoke, list(both + R"(,"a b")")}},
  };
  { begin(); }
  const std::string before = journal();
  const std::string list_before = text(list_name());
  for (const auto& one : cases) {
    SCOPED_TRACE(one.what);
    plant(one.pending);
    const auto refused = FolderSession::begin(issuer, io, &key);
    ASSERT_FALSE(refused);
    EXPECT_EQ(name(refused.error().code), name(one.code));
    EXPECT_EQ(journal(), before);
    EXPECT_EQ(text(list_name()), list_before);
    EXPECT_EQ(num_pending(), one.pending.size());  // to be looked at
  }
}

// Revoking needs no passphrase: whoever may write the ledger may revoke, and does it in the open.
TEST_F(Planted, RevocationWithItsLineIsCarriedOutAsACommandWould) {
  { begin(); }
  plant({line(action("revoke")), list(R"("AbCdEfGhIjk","ZyXwVuTsRqp")")});
  { begin(); }
  EXPECT_EQ(num_lines(), 4);
  EXPECT_EQ(text(list_name()), list_of(R"("AbCdEfGhIjk","ZyXwVuTsRqp")", 4));
}

TEST_F(Planted, ChangeIsOfTheKeyThatVouchesForEachByteOfIt) {
  std::vector<PendingWrite> good{line(action("issue"))};
  vouch_for_pending(key, good);
  { begin(&key); }
  for (std::size_t i = 0; i < good[0].body.size(); i += 11) {
    std::vector<PendingWrite> changed = good;
    changed[0].body[i] = changed[0].body[i] == 'a' ? 'b' : 'a';
    plant(changed);
    EXPECT_FALSE(FolderSession::begin(issuer, io, &key)) << i;
    EXPECT_EQ(num_lines(), 3);
  }
  plant(good);
  { begin(&key); }
  EXPECT_EQ(num_lines(), 4);
}

// ---- the journal's end

class JournalsEnd : public Session {
 protected:
  std::optional<KnownEnd> known() { return known_end(LedgerStore::open(path("ledger.db")).value()).value(); }
  void add_line() {
    FolderSession session = begin(&key);
    ASSERT_TRUE(session.write_journal(action("issue")));
    ASSERT_TRUE(session.commit());
  }
  void cut() const {
    const std::string all = journal();
    put("journal.ndjson", all.substr(0, all.rfind('\n', all.size() - 2) + 1));
  }
};

TEST_F(JournalsEnd, IsKnownFromTheFirstLineOn) {
  { begin(&key); }
  EXPECT_FALSE(known());
  add_line();
  EXPECT_EQ(known()->number, 4);
  EXPECT_EQ(known()->head, verify_journal(journal()).head);
}

TEST_F(JournalsEnd, ThatWasCutOffStaysKnown) {
  add_line();
  const std::string head = known()->head;
  cut();
  add_line();  // another line 4
  EXPECT_EQ(num_lines(), 4);
  EXPECT_EQ(known()->number, 4);
  EXPECT_EQ(known()->head, head);
  add_line();
  add_line();
  EXPECT_EQ(num_lines(), 6);
  EXPECT_EQ(known()->number, 4) << "however long the journal gets";
  EXPECT_EQ(known()->head, head);
}

TEST_F(JournalsEnd, OfWhatChangesTheFolderWithoutASessionIsNotedToo) {
  const std::string before(last_journal_line(journal()).value());
  ASSERT_TRUE(note_end(issuer, before, before, io));  // there is no ledger yet
  EXPECT_FALSE(exists("ledger.db"));
  add_line();
  const std::string last(last_journal_line(journal()).value());
  const std::string next = next_journal_line(last, action("key retire")).value();
  ASSERT_TRUE(note_end(issuer, last, std::string_view(next).substr(0, next.size() - 1), io));
  EXPECT_EQ(known()->number, 5);
}

TEST_F(JournalsEnd, ThatIsNoneIsRefused) {
  { begin(&key); }
  for (const char* bad : {"4", "x y", " abc", "-1 abc", "4x abc"}) {
    LedgerStore store = LedgerStore::open(path("ledger.db")).value();
    ASSERT_TRUE(store.set_run("journal end", bad));
    expect_error(known_end(store), Errc::ledger_broken);
    expect_error(FolderSession::begin(issuer, io, &key), Errc::ledger_broken);
  }
}

// ---- retention

TEST_F(Session, PurgesByTheClockWhateverTimeIsTyped) {
  const std::chrono::days kept{issuer.settings().retention_days};
  FolderSession session = begin(&key);
  LedgerRow old = row(4, now - kept - std::chrono::seconds{1});
  LedgerRow edge = row(5, now - kept);
  ASSERT_TRUE(session.store().add(old));
  ASSERT_TRUE(session.store().add(edge));
  EXPECT_EQ(session.purge(now - std::chrono::seconds{1}).value(), 0);
  EXPECT_EQ(session.purge(now + std::chrono::years{100}).value(), 1);  // a mistyped --at does not erase
  EXPECT_FALSE(session.store().card(5).value()->sealed.empty());
  now += std::chrono::seconds{1};
  EXPECT_EQ(session.purge(now).value(), 1);
}

TEST_F(Session, KeepsOthersOutUntilItEnds) {
  const FolderSession session = begin(&key);
  expect_error(FolderSession::begin(issuer, io, &key), Errc::locked);
}

}  // namespace
}  // namespace vhc
