// Somebody who may write a folder's ledger.db and knows no passphrase: runs SQL in it, as it is given.
// usage: ledger_sql LEDGER SQL...
#include <cstdio>

#include <sqlite3.h>

namespace {

int print_row(void*, int num, char** texts, char**) {
  for (int i = 0; i < num; ++i) std::printf("%s%s", i == 0 ? "" : "|", texts[i] == nullptr ? "" : texts[i]);
  std::printf("\n");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  sqlite3* database = nullptr;
  if (argc < 3 || sqlite3_open(argv[1], &database) != SQLITE_OK) return 2;
  int code = SQLITE_OK;
  for (int i = 2; i < argc && code == SQLITE_OK; ++i) {
    code = sqlite3_exec(database, argv[i], print_row, nullptr, nullptr);
  }
  if (code != SQLITE_OK) std::fprintf(stderr, "%s\n", sqlite3_errmsg(database));
  sqlite3_close(database);
  return code == SQLITE_OK ? 0 : 1;
}
