// Cards are found by their number, and no row of a ledger is believed beyond its card and its line in the journal.
#include "desk/store/card_lookup.h"

#include "../../support/test_issuer.h"
#include "desk/store/sealed_search.h"
#include "issuer_folder_copy.h"
#include "vhc/format.h"

namespace vhc {
namespace {

template <class Value>
void expect_error(const Result<Value>& result, Errc code, const std::string& what = "") {
  ASSERT_FALSE(result) << what;
  EXPECT_EQ(name(result.error().code), name(code)) << what << " " << result.error().hint;
}

UnixTime at(const char* text) {
  return parse_time(text).value();
}

// ---- numbers

TEST(CardNumber, IsAYearAndANumber) {
  for (const char* bad :
       {"", "-", "389", "2026", "2026-", "2026-0", "2026-000000", "2026--1", "2026-1x", "2026-x1", "2026- 1", "2026-1 ",
        "2026-+1", "2026-1-2", "2026-0x10", "2026-1.0", "2026-9223372036854775808", "2026-99999999999999999999"}) {
    const auto refused = number_of_label(bad);
    expect_error(refused, Errc::ledger_no_card, bad);
    EXPECT_EQ(refused.error().where, bad);
  }
  EXPECT_EQ(number_of_label("2026-000389").value(), 389);
  EXPECT_EQ(number_of_label("2026-1").value(), 1);
  EXPECT_EQ(number_of_label("2027-1000000").value(), 1'000'000);
  EXPECT_EQ(number_of_label("2026-9223372036854775807").value(), INT64_MAX);
}

// ---- what has become of a card

KeyRecord key_of(const SigningKey& key) {
  return {.kid = key.kid(), .key = key.public_key(), .created = at("2026-01-01T00:00:00Z")};
}

TEST(CardState, IsTheWorstOfListKeyAndTime) {
  const SigningKey key = SigningKey::generate().value();
  const SigningKey other = SigningKey::generate().value();
  const UnixTime now = at("2026-12-01T00:00:00Z");
  const auto second = std::chrono::seconds{1};
  const KeyRecord good = key_of(key);
  const KeyRecord stolen = revoke(good, now, "stolen").value();
  const KeyRecord retired = retire(good, now).value();
  const KeyRecord others = revoke(key_of(other), now, "stolen").value();
  LedgerRow live;
  live.kid = key.kid().str();
  LedgerRow gone = live;
  gone.is_revoked = true;
  const std::vector<LedgerRow> newer{live};
  const struct {
    const char* what;
    const LedgerRow& row;
    std::vector<LedgerRow> newer;
    std::optional<UnixTime> expires;
    std::vector<KeyRecord> keys;
    CardState state;
  } cases[] = {
      {"valid", live, {}, {}, {good}, CardState::live},
      {"of a retired key", live, {}, {}, {retired}, CardState::live},
      {"another key was revoked", live, {}, {}, {good, others}, CardState::live},
      {"expires in a second", live, {}, now + second, {good}, CardState::live},
      {"expires now", live, {}, now, {good}, CardState::expired},
      {"expired", live, {}, now - second, {good}, CardState::expired},
      {"of a revoked key", live, {}, {}, {others, stolen}, CardState::revoked},
      {"of a revoked key and expired", live, {}, now - second, {stolen}, CardState::revoked},
      {"on a list", gone, {}, {}, {good}, CardState::revoked},
      {"on a list and expired", gone, {}, now - second, {good}, CardState::revoked},
      {"corrected", gone, newer, {}, {good}, CardState::replaced},
      {"corrected, and the key was revoked", gone, newer, {}, {stolen}, CardState::replaced},
      {"corrected, and valid itself", live, newer, {}, {good}, CardState::live},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(name(state_of(one.row, one.newer, one.expires, one.keys, now)), name(one.state)) << one.what;
  }
  EXPECT_TRUE(is_key_revoked(live, {good, stolen}));
  EXPECT_FALSE(is_key_revoked(live, {good, retired, others}));
  EXPECT_FALSE(is_key_revoked(live, {}));
}

TEST(CardState, HasANameEach) {
  EXPECT_EQ(name(CardState::live), "live");
  EXPECT_EQ(name(CardState::revoked), "revoked");
  EXPECT_EQ(name(CardState::replaced), "replaced");
  EXPECT_EQ(name(CardState::expired), "expired");
}

// ---- in a ledger

class Lookup : public TemporaryFolder {
 protected:
  LedgerRow row(std::int64_t number, std::int64_t replaces = 0, bool revoked = false) {
    LedgerRow one{.number = number,
                  .nbf = now,
                  .replaces = replaces,
                  .is_revoked = revoked,
                  .label = "2026-" + std::to_string(number),
                  .kid = "KID",
                  .rid = {},
                  .marks = {},
                  .sealed = {}};
    return one;
  }
  void add(const std::vector<LedgerRow>& rows) {
    for (const LedgerRow& one : rows) ASSERT_TRUE(store.add(one));
  }
  std::int64_t corrected(std::int64_t number) {
    const auto found = corrected_row(store, store.card(number).value().value()).value();
    return found ? found->number : 0;
  }
  LedgerStore store = LedgerStore::open(path("ledger.db")).value();
};

TEST_F(Lookup, FindsACardByItsWholeNumberAlone) {
  add({row(389)});
  EXPECT_EQ(find_card(store, "2026-389").value().number, 389);
  for (const char* other : {"2025-389", "2026-000389", "2026-390", "26-389", "2026-0389", "x"}) {
    expect_error(find_card(store, other), Errc::ledger_no_card, other);
  }
}

TEST_F(Lookup, FollowsCorrectionsToTheCardThatIsValid) {
  add({row(1, 0, true), row(2, 1, true), row(3, 2), row(4), row(5, 0, true), row(6, 0, true), row(7, 6, true)});
  EXPECT_EQ(corrected(1), 3);
  EXPECT_EQ(corrected(2), 3);
  EXPECT_EQ(corrected(3), 3);
  EXPECT_EQ(corrected(4), 4);
  EXPECT_EQ(corrected(5), 0);  // revoked, and nothing in its place
  EXPECT_EQ(corrected(6), 0);  // what took its place was revoked too
  add({row(8, 6)});
  EXPECT_EQ(corrected(6), 8);  // the newest
}

TEST_F(Lookup, DoesNotFollowACircle) {
  add({row(1, 2, true), row(2, 1, true), row(3, 3, true)});
  EXPECT_EQ(corrected(1), 0);
  EXPECT_EQ(corrected(3), 0);
}

TEST(SoughtCards, AreToldByWhatIsSealed) {
  const LedgerContent content{.jws = {}, .person_key = "500123\nCORNER", .lots = {"EN1", "EN2"}, .events = {"9"}};
  EXPECT_TRUE(is_sought(content, {}));
  for (const char* lot : {"EN1", "EN2"}) EXPECT_TRUE(is_sought(content, {lot, {}})) << lot;
  for (const char* lot : {"en1", "EN", "EN1 ", "", "9"}) EXPECT_FALSE(is_sought(content, {lot, {}})) << lot;
  for (const char* person : {"500123\nCORNER", "500123"}) EXPECT_TRUE(is_sought(content, {{}, person})) << person;
  for (const char* person : {"CORNER", "5001", "", "EN1"}) EXPECT_FALSE(is_sought(content, {{}, person})) << person;
  EXPECT_TRUE(is_sought(content, {"EN2", "500123"}));
  EXPECT_FALSE(is_sought(content, {"EN3", "500123"}));
  EXPECT_FALSE(is_sought({.jws = {}, .person_key = "\nX", .lots = {}, .events = {}}, {{}, ""}));
  EXPECT_FALSE(is_sought({.jws = {}, .person_key = {}, .lots = {}, .events = {}}, {{}, ""}));
}

// ---- rows held to their cards

class SealedRow : public TemporaryFolder {
 protected:
  TestIssuer issuer{"https://pharmacy.example/shc"};
  LedgerKey key = LedgerKey::make();
  LedgerRow row_of(const std::string& jws, std::int64_t number = 42) {
    return {.number = number,
            .nbf = UnixTime{std::chrono::seconds{1767225600}},
            .label = "2026-000042",
            .kid = issuer.key().kid().str(),
            .rid = "AbCdEfGhIjk",
            .marks = {},
            .sealed = key.seal({.jws = jws, .person_key = {}, .lots = {}, .events = {}}, number)};
  }
  std::string card() { return issuer.card(issuer.payload("\"nbf\":1767225600", R"(,"rid":"AbCdEfGhIjk")")); }
};

TEST_F(SealedRow, IsOpenedWhereItIsThatOfItsCard) {
  const LedgerRow good = row_of(card());
  const LedgerContent content = open_content(key, good).value();
  EXPECT_EQ(contents_of(content).value().revocation_handle, "AbCdEfGhIjk");
  EXPECT_TRUE(hold_to_cards(key, {good}));
}

TEST_F(SealedRow, ThatWasChangedInClearIsBroken) {
  const LedgerRow good = row_of(card());
  LedgerRow changed = good;
  changed.kid = TestIssuer("https://pharmacy.example/shc").key().kid().str();
  expect_error(open_content(key, changed), Errc::ledger_broken, "another key");
  changed = good;
  changed.rid = "AbCdEfGhIjl";
  expect_error(open_content(key, changed), Errc::ledger_broken, "another revocation id");
  changed.rid.clear();
  expect_error(open_content(key, changed), Errc::ledger_broken, "no revocation id");
  changed = good;
  changed.nbf += std::chrono::seconds{1};
  expect_error(open_content(key, changed), Errc::ledger_broken, "another time");
  expect_error(hold_to_cards(key, {good, changed}), Errc::ledger_broken, "one of several");
  changed = good;
  changed.number = 43;
  expect_error(open_content(key, changed), Errc::ledger_broken, "another row's");
  changed = good;
  changed.sealed.back() ^= 1;
  expect_error(open_content(key, changed), Errc::ledger_broken, "another content");
  expect_error(open_content(LedgerKey::make(), good), Errc::ledger_broken, "another ledger");
}

TEST_F(SealedRow, OfNoCardIsBroken) {
  for (const std::string& jws : {std::string{}, std::string("eyJ.a.b"), card().substr(0, 100), issuer.card("{}")}) {
    expect_error(open_content(key, row_of(jws)), Errc::ledger_broken, jws);
  }
}

TEST_F(SealedRow, WhoseRetentionHasEndedIsEmptied) {
  LedgerRow emptied = row_of(card());
  emptied.sealed.clear();
  expect_error(open_content(key, emptied), Errc::ledger_emptied);
  EXPECT_TRUE(hold_to_cards(key, {emptied}));
}

// ---- rows held to the journal

class Journaled : public IssuerFolderCopy {
 protected:
  IssuerFolder issuer = open();
  LedgerRow good{.number = 2,
                 .nbf = at("2026-11-23T09:20:00Z"),
                 .label = "2026-000002",
                 .kid = kid_text,
                 .rid = "AbCdEfGhIjk",
                 .marks = {},
                 .sealed = {}};
};

TEST_F(Journaled, RowIsThatOfItsLine) {
  EXPECT_TRUE(hold_to_journal(issuer, {good}, io));
  EXPECT_TRUE(hold_to_journal(issuer, {}, io));
  LedgerRow changed = good;
  changed.rid = "AbCdEfGhIjl";
  const auto other = hold_to_journal(issuer, {changed}, io);
  expect_error(other, Errc::ledger_broken, "another revocation id");
  EXPECT_NE(other.error().hint.find("vhc revoke --rid AbCdEfGhIjk --kid " + std::string(kid_text)), std::string::npos);
  changed = good;
  changed.rid.clear();
  expect_error(hold_to_journal(issuer, {changed}, io), Errc::ledger_broken, "no revocation id");
  changed = good;
  changed.kid[0] = 'O';
  expect_error(hold_to_journal(issuer, {changed}, io), Errc::ledger_broken, "another key");
  changed = good;
  changed.nbf += std::chrono::seconds{1};
  expect_error(hold_to_journal(issuer, {changed}, io), Errc::ledger_broken, "another time");
  for (const std::int64_t number : {0, 1, 3, 4, 999}) {  // lines that issue nothing, and none
    changed = good;
    changed.number = number;
    expect_error(hold_to_journal(issuer, {good, changed}, io), Errc::ledger_broken, std::to_string(number));
  }
}

TEST_F(Journaled, LinesAreGivenInTheirOrderUntilSomebodyHasEnough) {
  std::string last(last_journal_line(text("journal.ndjson")).value());
  std::string all = text("journal.ndjson");
  const auto add = [&](const JournalAction& action) {
    const std::string line = next_journal_line(last, action).value();
    last = line.substr(0, line.size() - 1);
    all += line;
  };
  add({.time = now, .actor = "desk-1", .verb = "issue", .kid = kid()});  // without a revocation id
  add({.time = now, .actor = "desk-1", .verb = "key retire", .kid = kid()});
  // A correction in the same second is dated a second after the card that it corrects.
  add({.time = now, .actor = "desk-1", .verb = "issue", .kid = kid(), .rid = rid("x"), .card = "2026-000004"});
  put("journal.ndjson", all + R"({"schema":"vhc.journal/1","verb":"issue")");  // a line without an end is none
  const auto given = [this](std::size_t most) {
    std::vector<Issuance> lines;
    EXPECT_TRUE(each_issued(issuer, io, [&](const Issuance& one) {
      lines.push_back(one);
      return lines.size() < most;
    }));
    return lines;
  };
  const std::vector<Issuance> lines = given(100);
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].number, 2);
  EXPECT_EQ(lines[0].label, "2026-000002");
  EXPECT_EQ(lines[0].rid->str(), "AbCdEfGhIjk");
  EXPECT_FALSE(lines[1].rid);
  EXPECT_EQ(lines[1].nbf, now);
  EXPECT_EQ(lines[2].number, 6);
  EXPECT_EQ(lines[2].nbf, now + std::chrono::seconds{1});
  EXPECT_EQ(given(2).size(), 2U);
}

TEST_F(Journaled, LinesThatAreNoneAreLeftOut) {
  const std::string all = text("journal.ndjson");
  for (const auto& [old, with] :
       {std::pair("\"verb\":\"issue\"", "\"verb\":\"issue\",\"x\":1"), std::pair("\"number\":2", "\"number\":9"),
        std::pair("\"rid\":\"AbCdEfGhIjk\"", "\"rid\":\"a b\"")}) {
    std::string changed = all;
    changed.replace(changed.find(old), std::string(old).size(), with);
    put("journal.ndjson", changed);
    expect_error(hold_to_journal(issuer, {good}, io), Errc::ledger_broken, with);
  }
  std::filesystem::remove(folder / "journal.ndjson");
  expect_error(hold_to_journal(issuer, {good}, io), Errc::ledger_broken, "no journal");
}

}  // namespace
}  // namespace vhc
