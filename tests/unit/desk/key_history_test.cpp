// Of a key's record and the journal the stricter counts: no older copy of a record makes a key active again.
#include "desk/store/key_history.h"

#include "issuer_folder_copy.h"
#include "vhc/journal.h"

namespace vhc {
namespace {

class KeyHistories : public IssuerFolderCopy {
 protected:
  void write(const std::vector<std::pair<std::string, std::string>>& actions) {
    std::string all;
    std::string last;
    for (const auto& [verb, reason] : actions) {
      const std::string line =
          next_journal_line(last, {.time = now, .actor = "desk-1", .verb = verb, .kid = kid(), .reason = reason})
              .value();
      last = line.substr(0, line.size() - 1);
      all += line;
      now += std::chrono::seconds{1};
    }
    put("journal.ndjson", all);
  }
  Result<std::map<std::string, KeyHistory>> read() { return read_key_history(path("journal.ndjson"), io); }
  KeyHistory history() { return read().value().at(kid_text); }
};

TEST_F(KeyHistories, NameTheKeysThatWereMadeOrTakenIn) {
  for (const char* verb : {"key new", "key import"}) {
    write({{"issue", ""}, {verb, ""}, {"key new", ""}});
    EXPECT_TRUE(history().is_named) << verb;
    EXPECT_EQ(history().named_at, 2) << verb;
  }
  write({{"issuer init", ""}, {"issue", ""}, {"key new", ""}});
  EXPECT_EQ(history().named_at, 1);
  write({{"issue", ""}, {"issuer init", ""}});  // a folder is made once, by its first line
  EXPECT_FALSE(history().is_named);
  write({{"key retire", ""}, {"issue", ""}});
  EXPECT_FALSE(history().is_named);
  std::filesystem::remove(folder / "journal.ndjson");
  EXPECT_TRUE(read().value().empty());
}

TEST_F(KeyHistories, KeepTheFirstEndOfEachKind) {
  const UnixTime start = now;
  const auto second = std::chrono::seconds{1};
  write({{"key new", ""},
         {"key retire", ""},
         {"key revoke", "stolen"},
         {"key destroy", ""},
         {"key retire", ""},
         {"key revoke", "again"},
         {"key destroy", ""}});
  EXPECT_EQ(history().retired, start + second);
  EXPECT_EQ(history().revoked, start + 2 * second);
  EXPECT_EQ(history().reason, "stolen");
  EXPECT_EQ(history().destroyed, start + 3 * second);
}

TEST_F(KeyHistories, OfALineThatIsNoneAreNotRead) {
  write({{"key new", ""}, {"key revoke", "stolen"}});
  const std::string good = text("journal.ndjson");
  const std::size_t second = good.find('\n') + 1;
  for (std::size_t at = second; at < good.size() - 1; at += 9) {
    std::string changed = good;
    changed[at] = '\x01';
    put("journal.ndjson", changed);
    const auto found = read();
    if (!found) {
      EXPECT_EQ(found.error().code, Errc::journal_broken);
      EXPECT_NE(found.error().where.find("line 2"), std::string::npos);
    } else {
      // Only where it is no line about a key any more; the chain shows that elsewhere.
      EXPECT_EQ(changed.find("\"key ", second), std::string::npos) << at;
    }
  }
  put("journal.ndjson", good.substr(0, good.size() - 1));  // a line that was not written to its end
  EXPECT_FALSE(history().revoked);
}

KeyRecord record() {
  const SigningKey key = SigningKey::generate().value();
  return {.kid = key.kid(), .key = key.public_key(), .created = parse_time("2026-01-01T00:00:00Z").value()};
}

TEST(KeyHistory, BringsARecordUpToWhatTheJournalSays) {
  const UnixTime time = parse_time("2026-06-01T00:00:00Z").value();
  KeyHistory revoked;
  revoked.revoked = time;
  revoked.reason = "stolen";
  KeyHistory retired;
  retired.retired = time;
  KeyHistory destroyed;
  destroyed.destroyed = time;
  const struct {
    const char* what;
    const KeyHistory& history;
    KeyState state;
  } cases[] = {{"revoked", revoked, KeyState::revoked},
               {"retired", retired, KeyState::retired},
               {"destroyed", destroyed, KeyState::destroyed}};
  for (const auto& one : cases) {
    KeyRecord older = record();
    EXPECT_TRUE(bring_up_to(one.history, older)) << one.what;
    EXPECT_EQ(older.state(), one.state) << one.what;
    EXPECT_FALSE(bring_up_to(one.history, older)) << one.what;  // it is not behind any more
    EXPECT_FALSE(says_more(older, one.history)) << one.what;
  }
  KeyRecord same = record();
  EXPECT_FALSE(bring_up_to({}, same));
  EXPECT_EQ(same.state(), KeyState::active);
  KeyRecord told = record();
  ASSERT_TRUE(bring_up_to(revoked, told));
  EXPECT_EQ(told.reason, "stolen");
}

TEST(KeyHistory, GivesAReasonWhereTheJournalsCannotStand) {
  KeyHistory history;
  history.revoked = parse_time("2026-06-01T00:00:00Z").value();
  KeyRecord older = record();
  ASSERT_TRUE(bring_up_to(history, older));
  EXPECT_EQ(older.reason, "as the journal says");
  EXPECT_TRUE(parse_key_record(to_json(older)));
}

TEST(KeyHistory, IsLessThanWhatARecordSaysOfAnEndItDoesNotKnow) {
  const UnixTime time = parse_time("2026-06-01T00:00:00Z").value();
  KeyHistory knows_retired;
  knows_retired.retired = time;
  KeyHistory knows_revoked;
  knows_revoked.revoked = time;
  const KeyRecord good = record();
  const KeyRecord retired = retire(good, time).value();
  const KeyRecord revoked = revoke(good, time, "stolen").value();
  const KeyRecord destroyed = destroy(good, time).value();
  EXPECT_FALSE(says_more(good, {}));
  EXPECT_TRUE(says_more(retired, {}));
  EXPECT_FALSE(says_more(retired, knows_retired));
  EXPECT_FALSE(says_more(retired, knows_revoked));  // the journal is stricter
  EXPECT_TRUE(says_more(revoked, {}));
  EXPECT_TRUE(says_more(revoked, knows_retired));
  EXPECT_FALSE(says_more(revoked, knows_revoked));
  EXPECT_TRUE(says_more(destroyed, knows_retired));
}

}  // namespace
}  // namespace vhc
