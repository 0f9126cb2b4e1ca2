// Revoking puts a card on the list of its key, into the journal and into the ledger: all of them, each once.
#include "desk/revoke_cards.h"

#include "issuer_folder_copy.h"
#include "vhc/journal.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

template <class Value>
void expect_error(const Result<Value>& result, Errc code) {
  ASSERT_FALSE(result);
  EXPECT_EQ(name(result.error().code), name(code));
}

class Revoking : public IssuerFolderCopy {
 protected:
  RevokeTarget target(const std::string& rid_text, std::int64_t number = 0) {
    RevokeTarget one{.kid = kid(), .rid = rid(rid_text), .number = number, .label = {}};
    if (number > 0) one.label = journal_number(number, now);
    if (number > 0) one.nbf = now;
    return one;
  }
  RevokeWhy why(const std::string& reason = "", std::optional<UnixTime> before = std::nullopt) {
    return {.at = now, .actor = "desk-1", .reason = reason, .before = before};
  }
  Result<RevokeOutcome> revoke(const std::vector<RevokeTarget>& targets, const RevokeWhy& how) {
    VHC_TRY(FolderSession session, FolderSession::begin(issuer, io));
    VHC_TRY(RevokeOutcome outcome, revoke_cards(issuer, targets, how, session, io));
    VHC_CHECK_OK(session.commit());
    return outcome;
  }
  RevocationList list() const { return RevocationList::parse(text(list_name())).value(); }
  std::string added_lines() const {
    const std::string all = text("journal.ndjson");
    EXPECT_FALSE(verify_journal(all).broken_at);
    std::size_t at = 0;
    for (int line = 0; line < 3; ++line) at = all.find('\n', at) + 1;
    return all.substr(at);
  }
  static std::size_t num_lines(const std::string& lines) {
    return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), '\n'));
  }

  IssuerFolder issuer = open();
};

// ---- refused

TEST_F(Revoking, OfACardWithoutARevocationIdIsRefused) {
  LedgerRow row{.number = 4, .label = "2026-000004", .kid = kid_text, .rid = {}, .marks = {}, .sealed = {}};
  const auto refused = target_of(row);
  expect_error(refused, Errc::revoke_no_rid);
  EXPECT_EQ(refused.error().where, "2026-000004");
  row.rid = "a b";
  expect_error(target_of(row), Errc::revoke_no_rid);
  row.rid = std::string(25, 'a');
  expect_error(target_of(row), Errc::revoke_no_rid);
  row.rid = std::string(24, 'a');
  EXPECT_TRUE(target_of(row));
  row.kid = "KID";
  EXPECT_FALSE(target_of(row));
}

TEST_F(Revoking, DoesNotWriteAListThatItDoesNotUnderstand) {
  const std::string journal = text("journal.ndjson");
  for (const std::string& bad : {std::string("{}"), std::string("no list"), list_of(R"("a b")", 3),
                                 R"({"kid":")" + std::string(43, 'A') + R"(","method":"rid","ctr":3,"rids":[]})"}) {
    put(list_name(), bad);
    EXPECT_FALSE(revoke({target("x")}, why())) << bad;
    EXPECT_EQ(text(list_name()), bad);
    EXPECT_EQ(text("journal.ndjson"), journal);
  }
}

TEST_F(Revoking, ChangesNothingBeforeTheSessionCommits) {
  const std::string before = text(list_name());
  {
    FolderSession session = FolderSession::begin(issuer, io).value();
    ASSERT_TRUE(revoke_cards(issuer, {target("x")}, why(), session, io));
  }
  EXPECT_EQ(text(list_name()), before);
  EXPECT_EQ(added_lines(), "");
}

// ---- done

TEST_F(Revoking, TakesOneStepOfTheCounterForAllOfThem) {
  const RevokeOutcome outcome = revoke({target("x"), target("y", 4), target("z")}, why("wrong lot")).value();
  EXPECT_EQ(outcome.changed, 3);
  EXPECT_EQ(outcome.counters.at(kid_text), 4);
  EXPECT_EQ(list().counter(), 4);
  for (const char* one : {"x", "y", "z", "AbCdEfGhIjk"}) EXPECT_TRUE(list().revokes(one, now)) << one;
  EXPECT_EQ(num_lines(added_lines()), 3U);
  EXPECT_NE(added_lines().find(R"("card":"2026-000004")"), std::string::npos);
  EXPECT_NE(added_lines().find(R"("reason":"wrong lot")"), std::string::npos);
}

TEST_F(Revoking, OfWhatIsRevokedChangesNothing) {
  ASSERT_TRUE(revoke({target("x")}, why()));
  const std::string lines = added_lines();
  const RevokeOutcome again = revoke({target("x"), target("AbCdEfGhIjk")}, why()).value();
  EXPECT_EQ(again.changed, 0);
  EXPECT_EQ(again.counters.at(kid_text), 4);
  EXPECT_EQ(list().counter(), 4);
  EXPECT_EQ(added_lines(), lines);
}

TEST_F(Revoking, OfOneCardNamedTwiceIsDoneOnce) {
  EXPECT_EQ(revoke({target("x"), target("x"), target("x", 4)}, why()).value().changed, 1);
  EXPECT_EQ(num_lines(added_lines()), 1U);
}

TEST_F(Revoking, PutsIntoTheJournalWhatStoodOnTheListAlone) {
  put_list(R"("AbCdEfGhIjk","x")", 7);
  const RevokeOutcome outcome = revoke({target("x")}, why("lost")).value();
  EXPECT_EQ(outcome.changed, 0);
  EXPECT_EQ(list().counter(), 7);
  EXPECT_EQ(num_lines(added_lines()), 1U);
}

TEST_F(Revoking, BeginsAListWhereThereIsNone) {
  std::filesystem::remove_all(folder / "crl");
  const RevokeOutcome outcome = revoke({target("x")}, why()).value();
  EXPECT_EQ(outcome.counters.at(kid_text), 1);
  EXPECT_EQ(text(list_name()), list_of(R"("x")", 1));
}

TEST_F(Revoking, MarksTheRowOfTheLedgerToo) {
  {
    FolderSession session = FolderSession::begin(issuer, io).value();
    for (const std::int64_t number : {4, 5}) {
      ASSERT_TRUE(session.store().add({.number = number,
                                       .nbf = now,
                                       .label = journal_number(number, now),
                                       .kid = kid_text,
                                       .rid = "rid" + std::to_string(number),
                                       .marks = {},
                                       .sealed = {}}));
    }
  }
  const auto row_of = [this](std::int64_t number) {
    return LedgerStore::open(path("ledger.db")).value().card(number).value().value();
  };
  ASSERT_TRUE(revoke({target_of(row_of(4)).value()}, why()));
  EXPECT_TRUE(row_of(4).is_revoked);
  EXPECT_FALSE(row_of(5).is_revoked);
}

// ---- stamps

TEST_F(Revoking, ForCardsFromBeforeATimeAloneIsWidenedAndNeverNarrowed) {
  const UnixTime stamp = now;
  const auto second = std::chrono::seconds{1};
  EXPECT_EQ(revoke({target("x")}, why("", stamp)).value().changed, 1);
  EXPECT_TRUE(list().revokes("x", stamp - second));
  EXPECT_FALSE(list().revokes("x", stamp));

  EXPECT_EQ(revoke({target("x")}, why("", stamp)).value().changed, 0);
  EXPECT_EQ(revoke({target("x")}, why("", stamp - second)).value().changed, 0);
  EXPECT_FALSE(list().revokes("x", stamp));

  EXPECT_EQ(revoke({target("x")}, why("", stamp + second)).value().changed, 1);
  EXPECT_TRUE(list().revokes("x", stamp));
  EXPECT_FALSE(list().revokes("x", stamp + second));

  EXPECT_EQ(revoke({target("x")}, why()).value().changed, 1);
  EXPECT_TRUE(list().revokes("x", stamp + std::chrono::years{50}));
  EXPECT_EQ(revoke({target("x")}, why("", stamp)).value().changed, 0);
  EXPECT_TRUE(list().revokes("x", stamp + std::chrono::years{50}));
}

TEST_F(Revoking, SaysInTheJournalForWhichCardsItIs) {
  ASSERT_TRUE(revoke({target("x")}, why("lost", now)));
  EXPECT_NE(added_lines().find(R"("reason":"before 2026-12-01T10:00:00Z; lost")"), std::string::npos);
}

// The list has an entry for older cards: the one card that is meant is not among them.
TEST_F(Revoking, OfOneCardLooksAtThatCardsTime) {
  const std::string stamp = std::to_string(now.time_since_epoch().count());
  put_list("\"AbCdEfGhIjk\",\"x." + stamp + "\"", 3);
  RevokeTarget card = target("x", 4);
  EXPECT_EQ(revoke({card}, why()).value().changed, 1);
  EXPECT_TRUE(list().revokes("x", now));
  put_list("\"AbCdEfGhIjk\",\"y." + stamp + "\"", 9);
  card = target("y", 5);
  card.nbf = now - std::chrono::seconds{1};
  EXPECT_EQ(revoke({card}, why()).value().changed, 0);
  EXPECT_EQ(list().counter(), 9);
}

}  // namespace
}  // namespace vhc
