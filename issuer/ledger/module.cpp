// libvhc-ledger.so: ledger.db behind C functions. SQLite keeps what it is told durable and whole; it sees no clear text
// about a person. Rows are only ever appended, so that a run's cost a card does not grow with the ledger.
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sqlite3.h>

#include "vhc/ledger_abi.h"

namespace {

constexpr const char* unwritable = "io.unwritable";
constexpr const char* broken = "ledger.broken";
constexpr const char* foreign = "ledger.foreign";
constexpr const char* newer = "folder.version";
constexpr int layout = 1;                // PRAGMA user_version
constexpr std::size_t max_objects = 64;  // of a schema that is looked at

constexpr const char* schema = R"sql(
  CREATE TABLE cards(number INTEGER PRIMARY KEY, nbf INTEGER NOT NULL, replaces INTEGER NOT NULL, run INTEGER NOT NULL,
    ordinal INTEGER NOT NULL, is_revoked INTEGER NOT NULL, label TEXT NOT NULL, kid TEXT NOT NULL, rid TEXT NOT NULL,
    sealed BLOB NOT NULL) STRICT;
  CREATE TABLE marks(number INTEGER PRIMARY KEY, marks BLOB NOT NULL) STRICT;
  CREATE INDEX cards_of_run ON cards(run, ordinal) WHERE run > 0;
  CREATE INDEX kept ON cards(nbf) WHERE length(sealed) > 0;
  CREATE INDEX replacements ON cards(replaces) WHERE replaces > 0;
  CREATE TABLE pending(place INTEGER PRIMARY KEY, kind INTEGER NOT NULL, name TEXT NOT NULL, body BLOB NOT NULL) STRICT;
  CREATE TABLE runs(id INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, state BLOB NOT NULL) STRICT;
  PRAGMA user_version = 1;
)sql";

enum Query : std::size_t {
  insert_card,
  insert_marks,
  set_revoked,
  insert_pending,
  delete_pending,
  put_run,
  purge_cards,
  select_due_marks,
  update_marks,
  select_pending,
  select_card,
  select_run_cards,
  select_replacements,
  select_revoked,
  select_marks,
  select_run,
  select_runs,
  select_count,
  num_queries
};

#define VHC_CARD_COLUMNS                                                                                             \
  "c.number, c.nbf, c.replaces, c.run, c.ordinal, c.is_revoked, c.label, c.kid, c.rid, c.sealed, coalesce(m.marks, " \
  "x'')"
#define VHC_CARDS "SELECT " VHC_CARD_COLUMNS " FROM cards c LEFT JOIN marks m USING(number) WHERE "

constexpr std::array<const char*, num_queries> queries{
    "INSERT INTO cards VALUES(?,?,?,?,?,?,?,?,?,?)",
    "INSERT INTO marks VALUES(?,?)",
    "UPDATE cards SET is_revoked = 1 WHERE number = ?",
    "INSERT INTO pending(kind, name, body) VALUES(?,?,?)",
    "DELETE FROM pending",
    "INSERT INTO runs(key, state) VALUES(?,?) ON CONFLICT(key) DO UPDATE SET state = excluded.state",
    "UPDATE cards SET sealed = x'' WHERE nbf < ? AND length(sealed) > 0",
    "SELECT number, m.marks FROM cards c JOIN marks m USING(number) WHERE c.nbf < ? AND length(c.sealed) > 0 AND "
    "number > ? ORDER BY number LIMIT 4096",
    "UPDATE marks SET marks = ? WHERE number = ?",
    "SELECT kind, name, body FROM pending ORDER BY place",
    VHC_CARDS "c.number = ?",
    VHC_CARDS "c.run = ? AND c.run > 0 AND c.ordinal >= ? ORDER BY c.ordinal",
    VHC_CARDS "c.replaces = ? AND c.replaces > 0",
    VHC_CARDS "c.is_revoked <> 0 ORDER BY c.number",
    "SELECT number, marks FROM marks WHERE number > ? ORDER BY number",
    "SELECT id, state FROM runs WHERE key = ?",
    "SELECT id, state FROM runs ORDER BY id",
    "SELECT (SELECT count(*) FROM cards), (SELECT count(*) FROM cards WHERE length(sealed) > 0)"};

struct CloseDatabase {
  void operator()(sqlite3* database) const noexcept { sqlite3_close(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};

VhcLedgerBytes column(sqlite3_stmt* statement, int place) {
  const void* const data = sqlite3_column_blob(statement, place);
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement, place))};
}

}  // namespace

struct VhcLedgerStore {
  std::unique_ptr<sqlite3, CloseDatabase> database;
  std::array<std::unique_ptr<sqlite3_stmt, FinalizeStatement>, num_queries> statements;
  const char* error = broken;
  std::int64_t steps_left = 0;  // of the statement that runs, in thousands
};

namespace {

// Full disks, folders without permission and the like are the surroundings' fault; anything else is the file's.
const char* name_of(int code) {
  switch (code & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_NOMEM:
      return unwritable;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "io.locked";
    default:
      return broken;
  }
}

// What the system said, for the caller's errno; 0 where it said nothing.
int reason_of(sqlite3* database, int code) {
  const int reason = database == nullptr ? 0 : sqlite3_system_errno(database);
  if (reason != 0 || name_of(code) != unwritable) return reason;
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return ENOSPC;
    case SQLITE_READONLY:
      return EROFS;
    case SQLITE_IOERR:  // and the library has forgotten why, when it undid what was begun
      return EIO;
    default:
      return 0;
  }
}

int failed(VhcLedgerStore* store, int code) {
  store->error = name_of(code);
  errno = reason_of(store->database.get(), code);
  return 1;
}

constexpr int steps_at_a_time = 1000;

// A file whose pages point at one another in circles would be read for ever. No statement of ours takes more steps of
// the machine than this for a file of that size.
std::int64_t steps_allowed(sqlite3* database) {
  constexpr std::int64_t at_least = 20'000'000 / steps_at_a_time;
  constexpr std::int64_t for_each_kilobyte = 2;  // thousand
  sqlite3_file* file = nullptr;
  sqlite3_int64 size = 0;
  sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, static_cast<void*>(&file));
  if (file == nullptr || file->pMethods == nullptr || file->pMethods->xFileSize(file, &size) != SQLITE_OK) size = 0;
  return at_least + size / 1024 * for_each_kilobyte;
}

int count_steps(void* store) {
  return --static_cast<VhcLedgerStore*>(store)->steps_left < 0 ? 1 : 0;  // 1: stop
}

int run_text(VhcLedgerStore* store, const char* sql) {
  store->steps_left = steps_allowed(store->database.get());
  const int code = sqlite3_exec(store->database.get(), sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? 0 : failed(store, code);
}

// A prepared query, its parameters bound in order; reset when it goes.
class Statement {
 public:
  Statement(VhcLedgerStore* store, Query query) : store_(store) {
    store->steps_left = steps_allowed(store->database.get());
    auto& statement = store->statements.at(query);
    if (statement == nullptr) {
      sqlite3_stmt* made = nullptr;
      code_ =
          sqlite3_prepare_v3(store->database.get(), queries.at(query), -1, SQLITE_PREPARE_PERSISTENT, &made, nullptr);
      statement.reset(made);
    }
    statement_ = statement.get();
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() {
    const int reason = errno;  // which failed() has set for the caller
    sqlite3_reset(statement_);
    errno = reason;
  }

  Statement& number(std::int64_t value) { return keep(sqlite3_bind_int64(statement_, ++place_, value)); }
  Statement& text(VhcLedgerBytes value) {
    return keep(sqlite3_bind_text64(statement_, ++place_, value.size == 0 ? "" : static_cast<const char*>(value.data),
                                    value.size, SQLITE_STATIC, SQLITE_UTF8));
  }
  Statement& blob(VhcLedgerBytes value) {
    return keep(
        sqlite3_bind_blob64(statement_, ++place_, value.size == 0 ? "" : value.data, value.size, SQLITE_STATIC));
  }

  int run() { return code_ == SQLITE_OK && step() == SQLITE_DONE ? 0 : failed(store_, code_); }
  // Calls `give` for each row, until it gives false.
  template <class Give>
  int each(const Give& give) {
    if (code_ != SQLITE_OK) return failed(store_, code_);
    while (step() == SQLITE_ROW) {
      if (!give(statement_)) return 0;
    }
    return code_ == SQLITE_DONE ? 0 : failed(store_, code_);
  }

 private:
  int step() { return code_ = sqlite3_step(statement_); }
  Statement& keep(int code) {
    if (code_ == SQLITE_OK) code_ = code;
    return *this;
  }

  VhcLedgerStore* store_;
  sqlite3_stmt* statement_ = nullptr;
  int place_ = 0;
  int code_ = SQLITE_OK;
};

int read_cards(Statement& statement, VhcLedgerRowSink* sink, void* context) {
  return statement.each([sink, context](sqlite3_stmt* row) {
    const auto number = [row](int place) { return sqlite3_column_int64(row, place); };
    const VhcLedgerRow card{number(0),       number(1),      number(2),
                            number(3),       number(4),      static_cast<std::int32_t>(number(5)),
                            column(row, 6),  column(row, 7), column(row, 8),
                            column(row, 10), column(row, 9)};
    return sink(context, &card);
  });
}

int user_version(VhcLedgerStore* store, int& version) {
  sqlite3_stmt* made = nullptr;
  const int code = sqlite3_prepare_v2(store->database.get(), "PRAGMA user_version", -1, &made, nullptr);
  const std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement(made);
  if (code != SQLITE_OK) return failed(store, code);
  const int step = sqlite3_step(made);
  if (step != SQLITE_ROW) return failed(store, step);
  version = sqlite3_column_int(made, 0);
  return 0;
}

// Every object of the schema: what it is, of which table, and the text that made it.
int read_schema(sqlite3* database, std::vector<std::string>& objects) {
  constexpr const char* query = "SELECT type, name, tbl_name, coalesce(sql, '') FROM main.sqlite_schema ORDER BY 1, 2";
  sqlite3_stmt* made = nullptr;
  int code = sqlite3_prepare_v2(database, query, -1, &made, nullptr);
  const std::unique_ptr<sqlite3_stmt, FinalizeStatement> statement(made);
  while (code == SQLITE_OK || code == SQLITE_ROW) {
    code = sqlite3_step(made);
    if (code != SQLITE_ROW) break;
    std::string object;
    for (int place = 0; place < sqlite3_column_count(made); ++place) {
      const auto text = column(made, place);
      object.append(static_cast<const char*>(text.data), text.size).push_back('\0');
    }
    objects.push_back(std::move(object));
    if (objects.size() > max_objects) return SQLITE_CORRUPT;
  }
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

int read_own_schema(std::vector<std::string>& objects) {
  sqlite3* made = nullptr;
  int code = sqlite3_open_v2(":memory:", &made, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const std::unique_ptr<sqlite3, CloseDatabase> database(made);
  if (code == SQLITE_OK) code = sqlite3_exec(made, schema, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? read_schema(made, objects) : code;
}

// A view in place of a table would say what its maker likes, a trigger would undo what is written.
int check_schema(VhcLedgerStore* store) {
  std::vector<std::string> own;
  std::vector<std::string> there;
  int code = read_own_schema(own);
  if (code == SQLITE_OK) code = read_schema(store->database.get(), there);
  if (code != SQLITE_OK) return failed(store, code);
  if (own == there) return 0;
  store->error = foreign;
  errno = 0;
  return 1;
}

// Nothing that a file brings along is carried out.
void distrust(VhcLedgerStore* store) {
  sqlite3* const database = store->database.get();
  constexpr int steps = steps_at_a_time;
  sqlite3_progress_handler(database, steps, count_steps, store);
  for (const auto& [option, value] :
       {std::pair(SQLITE_DBCONFIG_DEFENSIVE, 1), std::pair(SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
        std::pair(SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), std::pair(SQLITE_DBCONFIG_ENABLE_VIEW, 0),
        std::pair(SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0)}) {
    sqlite3_db_config(database, option, value, nullptr);
  }
}

// secure_delete: what retention empties is overwritten, not only forgotten.
int prepare(VhcLedgerStore* store, bool create) {
  constexpr int wait_milliseconds = 5000;
  sqlite3_busy_timeout(store->database.get(), wait_milliseconds);
  sqlite3_extended_result_codes(store->database.get(), 1);
  distrust(store);
  int version = 0;
  if (run_text(store, "PRAGMA page_size = 8192; PRAGMA secure_delete = ON") != 0) return 1;
  if (user_version(store, version) != 0) return 1;
  if (version == 0 && create) {
    if (run_text(store, "PRAGMA journal_mode = WAL; BEGIN IMMEDIATE") != 0) return 1;
    if (run_text(store, schema) != 0 || run_text(store, "COMMIT") != 0) {
      const int reason = errno;
      sqlite3_exec(store->database.get(), "ROLLBACK", nullptr, nullptr, nullptr);
      errno = reason;
      return 1;
    }
    version = layout;
  }
  if (version != layout) {
    store->error = version > layout ? newer : broken;
    return 1;
  }
  if (check_schema(store) != 0) return 1;
  return run_text(store, "PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF");
}

VhcLedgerStore* open_store(const char* path, bool create, const char** error) {
  auto store = std::unique_ptr<VhcLedgerStore>(new (std::nothrow) VhcLedgerStore);
  *error = unwritable;
  if (store == nullptr) return nullptr;
  sqlite3* database = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0) | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(path, &database, flags, nullptr);
  store->database.reset(database);
  if (code == SQLITE_OK && prepare(store.get(), create) == 0) return store.release();
  *error = code == SQLITE_OK ? store->error : name_of(code);
  const int reason = code == SQLITE_OK ? errno : reason_of(database, code);
  store.reset();
  errno = reason;
  return nullptr;
}

void close_store(VhcLedgerStore* store) {
  delete store;  // NOLINT(cppcoreguidelines-owning-memory): the caller's handle
}

const char* error_of(VhcLedgerStore* store) {
  return store->error;
}

int begin(VhcLedgerStore* store) {
  return run_text(store, "BEGIN IMMEDIATE");
}

int commit(VhcLedgerStore* store) {
  return run_text(store, "COMMIT");
}

void rollback(VhcLedgerStore* store) {
  if (sqlite3_get_autocommit(store->database.get()) == 0) {
    sqlite3_exec(store->database.get(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
}

int add_card(VhcLedgerStore* store, const VhcLedgerRow* row) {
  Statement card(store, insert_card);
  card.number(row->number).number(row->nbf).number(row->replaces).number(row->run).number(row->ordinal);
  card.number(row->is_revoked).text(row->label).text(row->kid).text(row->rid).blob(row->sealed);
  if (card.run() != 0) return 1;
  return Statement(store, insert_marks).number(row->number).blob(row->marks).run();
}

int mark_revoked(VhcLedgerStore* store, std::int64_t number) {
  return Statement(store, set_revoked).number(number).run();
}

int add_pending(VhcLedgerStore* store, const VhcLedgerPending* pending) {
  return Statement(store, insert_pending).number(pending->kind).text(pending->name).blob(pending->body).run();
}

int clear_pending(VhcLedgerStore* store) {
  return Statement(store, delete_pending).run();
}

int set_run(VhcLedgerStore* store, VhcLedgerBytes key, VhcLedgerBytes state) {
  return Statement(store, put_run).blob(key).blob(state).run();
}

// Of 17 bytes each, a kind and a hash: number of an event, person with day and code, and when the card expires.
std::string lasting_marks(const VhcLedgerBytes& marks) {
  constexpr std::size_t mark_bytes = 17;
  const std::string_view all =
      marks.size == 0 ? std::string_view{} : std::string_view(static_cast<const char*>(marks.data), marks.size);
  std::string kept;
  for (std::size_t at = 0; at + mark_bytes <= all.size(); at += mark_bytes) {
    const char kind = all[at];
    if (kind == 'e' || kind == 'r' || kind == 'x') kept.append(all, at, mark_bytes);
  }
  return kept;
}

// Some at a time, from the number on; the last of them, or -1 when something failed, or 0 when there is none left.
std::int64_t purge_marks(VhcLedgerStore* store, std::int64_t nbf, std::int64_t above) {
  std::vector<std::pair<std::int64_t, std::string>> due;
  const int failed = Statement(store, select_due_marks).number(nbf).number(above).each([&due](sqlite3_stmt* row) {
    due.emplace_back(sqlite3_column_int64(row, 0), lasting_marks(column(row, 1)));
    return true;
  });
  if (failed != 0) return -1;
  for (const auto& [number, kept] : due) {
    if (Statement(store, update_marks).blob({kept.data(), kept.size()}).number(number).run() != 0) return -1;
  }
  return due.empty() ? 0 : due.back().first;
}

int purge(VhcLedgerStore* store, std::int64_t nbf, std::int64_t* purged) {
  std::int64_t last = 0;
  do {
    last = purge_marks(store, nbf, last);
  } while (last > 0);
  if (last < 0) return 1;
  if (Statement(store, purge_cards).number(nbf).run() != 0) return 1;
  *purged += sqlite3_changes64(store->database.get());
  return 0;
}

int pending(VhcLedgerStore* store, VhcLedgerPendingSink* sink, void* context) {
  return Statement(store, select_pending).each([sink, context](sqlite3_stmt* row) {
    const VhcLedgerPending one{sqlite3_column_int(row, 0), column(row, 1), column(row, 2)};
    return sink(context, &one);
  });
}

int card(VhcLedgerStore* store, std::int64_t number, VhcLedgerRowSink* sink, void* context) {
  return read_cards(Statement(store, select_card).number(number), sink, context);
}

int cards_of_run(VhcLedgerStore* store, std::int64_t run, std::int64_t ordinal, VhcLedgerRowSink* sink, void* context) {
  return read_cards(Statement(store, select_run_cards).number(run).number(ordinal), sink, context);
}

int replacements(VhcLedgerStore* store, std::int64_t number, VhcLedgerRowSink* sink, void* context) {
  return read_cards(Statement(store, select_replacements).number(number), sink, context);
}

int revoked(VhcLedgerStore* store, VhcLedgerRowSink* sink, void* context) {
  Statement all(store, select_revoked);
  return read_cards(all, sink, context);
}

int give_numbered(Statement& statement, VhcLedgerBytesSink* sink, void* context) {
  return statement.each(
      [sink, context](sqlite3_stmt* row) { return sink(context, sqlite3_column_int64(row, 0), column(row, 1)); });
}

int marks(VhcLedgerStore* store, std::int64_t number, VhcLedgerBytesSink* sink, void* context) {
  return give_numbered(Statement(store, select_marks).number(number), sink, context);
}

int run(VhcLedgerStore* store, VhcLedgerBytes key, VhcLedgerBytesSink* sink, void* context) {
  return give_numbered(Statement(store, select_run).blob(key), sink, context);
}

int runs(VhcLedgerStore* store, VhcLedgerBytesSink* sink, void* context) {
  Statement all(store, select_runs);
  return give_numbered(all, sink, context);
}

int count(VhcLedgerStore* store, std::int64_t* cards, std::int64_t* with_content) {
  return Statement(store, select_count).each([cards, with_content](sqlite3_stmt* row) {
    *cards = sqlite3_column_int64(row, 0);
    *with_content = sqlite3_column_int64(row, 1);
    return true;
  });
}

}  // namespace

extern "C" __attribute__((visibility("default"))) const VhcLedgerFunctions* vhc_ledger_v3() {
  static const VhcLedgerFunctions functions{open_store, close_store,  error_of,     begin,         commit,  rollback,
                                            add_card,   mark_revoked, add_pending,  clear_pending, set_run, purge,
                                            pending,    card,         cards_of_run, replacements,  revoked, marks,
                                            run,        runs,         count};
  return &functions;
}
