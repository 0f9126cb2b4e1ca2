// libvhc-ledger.so: SQLite behind a table of C calls.
#include <array>
#include <cstring>
#include <memory>
#include <new>

#include <sqlite3.h>

#include "vhc/ledger_abi.h"

namespace {

constexpr int newest_version = 1;
constexpr int busy_milliseconds = 5000;

constexpr const char* settings =
    "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;"
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;";

constexpr const char* tables =
    "CREATE TABLE card(number INTEGER PRIMARY KEY, time INTEGER NOT NULL, nbf INTEGER NOT NULL, kid TEXT NOT NULL,"
    " rid TEXT, revoked INTEGER NOT NULL, replaces INTEGER, run BLOB, ordinal INTEGER, sealed BLOB);"
    "CREATE INDEX card_rid ON card(rid) WHERE rid IS NOT NULL;"
    "CREATE INDEX card_time ON card(time) WHERE sealed IS NOT NULL;"
    "CREATE INDEX card_run ON card(run, ordinal) WHERE run IS NOT NULL;"
    "CREATE UNIQUE INDEX card_replaces ON card(replaces) WHERE replaces IS NOT NULL;"
    "CREATE TABLE tag(tag BLOB NOT NULL, kind INTEGER NOT NULL, number INTEGER NOT NULL,"
    " PRIMARY KEY(tag, kind, number)) WITHOUT ROWID;"
    "CREATE INDEX tag_number ON tag(number);"
    "CREATE TABLE pending(place INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT, at INTEGER NOT NULL,"
    " text BLOB NOT NULL);"
    "CREATE TABLE run(id BLOB PRIMARY KEY, state BLOB NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE ledger(base INTEGER NOT NULL);";

enum Statement : std::size_t {
  insert_card,
  insert_tag,
  revoke_card,
  replace_run,
  insert_pending,
  delete_pending,
  purge_tags,
  purge_cards,
  select_pending,
  select_card,
  select_rid,
  select_tag,
  select_replaced,
  select_run_cards,
  select_run,
  select_counts,
  num_statements
};

#define VHC_CARD_COLUMNS "card.number,time,nbf,kid,rid,revoked,replaces,run,ordinal,sealed"
constexpr std::array<const char*, num_statements> statements{
    "INSERT INTO card(number,time,nbf,kid,rid,revoked,replaces,run,ordinal,sealed) VALUES(?,?,?,?,?,?,?,?,?,?)",
    "INSERT OR IGNORE INTO tag(tag,kind,number) VALUES(?,?,?)",
    "UPDATE card SET revoked=1 WHERE number=?",
    "INSERT INTO run(id,state) VALUES(?,?) ON CONFLICT(id) DO UPDATE SET state=excluded.state",
    "INSERT INTO pending(kind,name,at,text) VALUES(?,?,?,?)",
    "DELETE FROM pending",
    "DELETE FROM tag WHERE number IN (SELECT number FROM card WHERE sealed IS NOT NULL AND time<?)",
    "UPDATE card SET sealed=NULL WHERE sealed IS NOT NULL AND time<?",
    "SELECT kind,name,at,text FROM pending ORDER BY place",
    "SELECT " VHC_CARD_COLUMNS " FROM card WHERE number=?",
    "SELECT " VHC_CARD_COLUMNS " FROM card WHERE rid=? ORDER BY number",
    "SELECT " VHC_CARD_COLUMNS " FROM tag JOIN card ON card.number=tag.number WHERE tag=? AND kind=? ORDER BY card.number",
    "SELECT " VHC_CARD_COLUMNS " FROM card WHERE replaces=?",
    "SELECT " VHC_CARD_COLUMNS " FROM card WHERE run=? AND ordinal>=? ORDER BY ordinal LIMIT ?",
    "SELECT state FROM run WHERE id=?",
    "SELECT (SELECT count(*) FROM card),(SELECT count(*) FROM card WHERE sealed IS NOT NULL),(SELECT base FROM ledger)"};
#undef VHC_CARD_COLUMNS

std::int32_t result_of(int code) {
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_DONE:
    case SQLITE_ROW:
      return vhc_ledger_ok;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return vhc_ledger_busy;
    case SQLITE_READONLY:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
      return vhc_ledger_cannot_write;
    default:
      return vhc_ledger_damaged;
  }
}

VhcLedgerBytes column(sqlite3_stmt* row, int place) {
  const void* const data = sqlite3_column_blob(row, place);
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(row, place))};
}

}  // namespace

struct VhcLedger {
  sqlite3* database = nullptr;
  std::array<sqlite3_stmt*, num_statements> prepared{};

  VhcLedger() = default;
  VhcLedger(const VhcLedger&) = delete;
  VhcLedger& operator=(const VhcLedger&) = delete;
  ~VhcLedger() {
    for (sqlite3_stmt* statement : prepared) sqlite3_finalize(statement);
    sqlite3_close(database);
  }
};

namespace {

// One use of a prepared statement: values in their order, then the rows.
class Query {
 public:
  Query(VhcLedger& ledger, Statement which) : statement_(ledger.prepared[which]) {}
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  ~Query() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }

  Query& number(std::int64_t value) {
    sqlite3_bind_int64(statement_, ++bound_, value);
    return *this;
  }
  Query& number_or_null(std::int64_t value, bool is_there) {
    return is_there ? number(value) : null();
  }
  Query& text(VhcLedgerBytes value) {
    if (value.size == 0) return null();
    sqlite3_bind_text64(statement_, ++bound_, static_cast<const char*>(value.data), value.size, SQLITE_STATIC,
                        SQLITE_UTF8);
    return *this;
  }
  Query& blob(VhcLedgerBytes value) {
    if (value.size == 0) return null();
    sqlite3_bind_blob64(statement_, ++bound_, value.data, value.size, SQLITE_STATIC);
    return *this;
  }
  Query& null() {
    ++bound_;  // unbound is NULL
    return *this;
  }

  std::int32_t run() { return result_of(sqlite3_step(statement_)); }

  template <class Take>
  std::int32_t rows(const Take& take) {
    for (;;) {
      const int code = sqlite3_step(statement_);
      if (code != SQLITE_ROW) return result_of(code);
      if (take(statement_) != 0) return vhc_ledger_stopped;
    }
  }

  std::int32_t cards(void* sink, VhcLedgerOnCard* take) {
    return rows([sink, take](sqlite3_stmt* row) {
      const VhcLedgerCard card{sqlite3_column_int64(row, 0), sqlite3_column_int64(row, 1), sqlite3_column_int64(row, 2),
                               column(row, 3),               column(row, 4),               sqlite3_column_int(row, 5),
                               sqlite3_column_int64(row, 6), column(row, 7),               sqlite3_column_int64(row, 8),
                               column(row, 9)};
      return take(sink, &card);
    });
  }

 private:
  sqlite3_stmt* statement_;
  int bound_ = 0;
};

std::int32_t execute(sqlite3* database, const char* sql) {
  return result_of(sqlite3_exec(database, sql, nullptr, nullptr, nullptr));
}

int version_of(sqlite3* database) {
  sqlite3_stmt* statement = nullptr;
  int version = -1;
  if (sqlite3_prepare_v2(database, "PRAGMA user_version", -1, &statement, nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW)
    version = sqlite3_column_int(statement, 0);
  sqlite3_finalize(statement);
  return version;
}

std::int32_t make_tables(sqlite3* database, std::int64_t base) {
  std::int32_t result = execute(database, "BEGIN IMMEDIATE");
  if (result != vhc_ledger_ok) return result;
  if (version_of(database) == newest_version) return execute(database, "COMMIT");  // another process was faster
  result = execute(database, tables);
  const std::unique_ptr<char, decltype(&sqlite3_free)> rest(
      sqlite3_mprintf("INSERT INTO ledger(base) VALUES(%lld); PRAGMA user_version=%d; COMMIT",
                      static_cast<long long>(base), newest_version),
      &sqlite3_free);
  if (result == vhc_ledger_ok) result = rest ? execute(database, rest.get()) : std::int32_t{vhc_ledger_cannot_write};
  if (result != vhc_ledger_ok) execute(database, "ROLLBACK");
  return result;
}

std::int32_t prepare(VhcLedger& ledger) {
  for (std::size_t i = 0; i < num_statements; ++i) {
    const int code = sqlite3_prepare_v3(ledger.database, statements[i], -1, SQLITE_PREPARE_PERSISTENT,
                                        &ledger.prepared[i], nullptr);
    if (code != SQLITE_OK) return result_of(code);
  }
  return vhc_ledger_ok;
}

std::int32_t open_database(const char* path, std::int64_t base, VhcLedger& ledger) {
  const int code = sqlite3_open_v2(path, &ledger.database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW, nullptr);
  if (code != SQLITE_OK) return result_of(code);
  sqlite3_busy_timeout(ledger.database, busy_milliseconds);
  const std::int32_t set = execute(ledger.database, settings);
  if (set != vhc_ledger_ok) return set;
  const int version = version_of(ledger.database);
  if (version > newest_version) return vhc_ledger_newer;
  if (version < 0) return vhc_ledger_damaged;
  const std::int32_t made = version == 0 ? make_tables(ledger.database, base) : std::int32_t{vhc_ledger_ok};
  return made == vhc_ledger_ok ? prepare(ledger) : made;
}

std::int32_t open(const char* path, std::int64_t base, VhcLedger** ledger) {
  std::unique_ptr<VhcLedger> made(new (std::nothrow) VhcLedger);
  if (!made) return vhc_ledger_cannot_write;
  const std::int32_t result = open_database(path, base, *made);
  if (result == vhc_ledger_ok) *ledger = made.release();
  return result;
}

void close(VhcLedger* ledger) {
  delete ledger;
}

std::int32_t begin(VhcLedger* ledger) {
  return execute(ledger->database, "BEGIN IMMEDIATE");
}

void rollback(VhcLedger* ledger) {
  if (sqlite3_get_autocommit(ledger->database) == 0) execute(ledger->database, "ROLLBACK");
}

std::int32_t commit(VhcLedger* ledger) {
  const std::int32_t result = execute(ledger->database, "COMMIT");
  if (result != vhc_ledger_ok) rollback(ledger);
  return result;
}

std::int32_t put_card(VhcLedger* ledger, const VhcLedgerCard* card, const VhcLedgerTag* tags, std::size_t num_tags) {
  Query query(*ledger, insert_card);
  query.number(card->number).number(card->time).number(card->nbf).text(card->kid).text(card->rid);
  query.number(card->revoked).number_or_null(card->replaces, card->replaces != 0).blob(card->run);
  query.number_or_null(card->ordinal, card->run.size != 0).blob(card->sealed);
  std::int32_t result = query.run();
  for (std::size_t i = 0; i < num_tags && result == vhc_ledger_ok; ++i) {
    Query tag(*ledger, insert_tag);
    result = tag.blob({tags[i].tag, vhc_ledger_tag_bytes}).number(tags[i].kind).number(card->number).run();
  }
  return result;
}

std::int32_t set_revoked(VhcLedger* ledger, std::int64_t number) {
  return Query(*ledger, revoke_card).number(number).run();
}

std::int32_t put_run(VhcLedger* ledger, VhcLedgerBytes run, VhcLedgerBytes state) {
  return Query(*ledger, replace_run).blob(run).blob(state).run();
}

std::int32_t put_pending(VhcLedger* ledger, const VhcLedgerPending* pending) {
  return Query(*ledger, insert_pending)
      .number(pending->kind)
      .text(pending->name)
      .number(pending->at)
      .blob(pending->text)
      .run();
}

std::int32_t clear_pending(VhcLedger* ledger) {
  return Query(*ledger, delete_pending).run();
}

std::int32_t purge(VhcLedger* ledger, std::int64_t before) {
  const std::int32_t result = Query(*ledger, purge_tags).number(before).run();
  return result == vhc_ledger_ok ? Query(*ledger, purge_cards).number(before).run() : result;
}

std::int32_t each_pending(VhcLedger* ledger, void* sink, VhcLedgerOnPending* take) {
  return Query(*ledger, select_pending).rows([sink, take](sqlite3_stmt* row) {
    const VhcLedgerPending pending{sqlite3_column_int(row, 0), column(row, 1), sqlite3_column_int64(row, 2),
                                   column(row, 3)};
    return take(sink, &pending);
  });
}

std::int32_t card(VhcLedger* ledger, std::int64_t number, void* sink, VhcLedgerOnCard* take) {
  return Query(*ledger, select_card).number(number).cards(sink, take);
}

std::int32_t cards_by_rid(VhcLedger* ledger, VhcLedgerBytes rid, void* sink, VhcLedgerOnCard* take) {
  return Query(*ledger, select_rid).text(rid).cards(sink, take);
}

std::int32_t cards_by_tag(VhcLedger* ledger, const VhcLedgerTag* tag, void* sink, VhcLedgerOnCard* take) {
  return Query(*ledger, select_tag).blob({tag->tag, vhc_ledger_tag_bytes}).number(tag->kind).cards(sink, take);
}

std::int32_t cards_by_replaced(VhcLedger* ledger, std::int64_t number, void* sink, VhcLedgerOnCard* take) {
  return Query(*ledger, select_replaced).number(number).cards(sink, take);
}

std::int32_t cards_of_run(VhcLedger* ledger, VhcLedgerBytes run, std::int64_t from, std::int64_t count, void* sink,
                          VhcLedgerOnCard* take) {
  return Query(*ledger, select_run_cards).blob(run).number(from).number(count).cards(sink, take);
}

std::int32_t run_state(VhcLedger* ledger, VhcLedgerBytes run, void* sink, VhcLedgerOnBytes* take) {
  return Query(*ledger, select_run).blob(run).rows([sink, take](sqlite3_stmt* row) {
    return take(sink, column(row, 0));
  });
}

std::int32_t counts(VhcLedger* ledger, std::int64_t* cards, std::int64_t* sealed, std::int64_t* base) {
  return Query(*ledger, select_counts).rows([cards, sealed, base](sqlite3_stmt* row) {
    *cards = sqlite3_column_int64(row, 0);
    *sealed = sqlite3_column_int64(row, 1);
    *base = sqlite3_column_int64(row, 2);
    return 0;
  });
}

constexpr VhcLedgerCalls calls{open,         close,        begin,         commit,       rollback,
                               put_card,     set_revoked,  put_run,       put_pending,  clear_pending,
                               purge,        each_pending, card,          cards_by_rid, cards_by_tag,
                               cards_by_replaced, cards_of_run, run_state, counts};

}  // namespace

extern "C" __attribute__((visibility("default"))) const VhcLedgerCalls* vhc_ledger_v1() {
  return &calls;
}
