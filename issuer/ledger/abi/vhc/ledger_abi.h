// What libvhc-ledger.so shows: one function that gives a table of calls on ledger.db. Plain data and callbacks only; the
// number in its name is raised when anything here changes. It stores what is sealed already and never sees clear text.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

struct VhcLedger;  // an open database, with its prepared statements

// What a call gives.
enum VhcLedgerResult : std::int32_t {
  vhc_ledger_ok = 0,
  vhc_ledger_cannot_write = 1,  // read-only, full disk, no permission
  vhc_ledger_damaged = 2,       // no database, or not of this form
  vhc_ledger_newer = 3,         // of a newer program
  vhc_ledger_busy = 4,          // another process has held it for five seconds
  vhc_ledger_stopped = 5,       // a callback gave something other than 0
};

struct VhcLedgerBytes {
  const void* data;
  std::size_t size;
};

inline constexpr std::size_t vhc_ledger_tag_bytes = 16;
struct VhcLedgerTag {
  std::int32_t kind;
  unsigned char tag[vhc_ledger_tag_bytes];
};

struct VhcLedgerCard {
  std::int64_t number;    // of its journal line
  std::int64_t time;      // of that line: seconds since 1970
  std::int64_t nbf;       // seconds since 1970
  VhcLedgerBytes kid;     // 43 characters
  VhcLedgerBytes rid;     // empty: the card has none
  std::int32_t revoked;   // 0 or 1
  std::int64_t replaces;  // the number of the card that it corrects; 0: none
  VhcLedgerBytes run;     // empty: of no run
  std::int64_t ordinal;   // within the run
  VhcLedgerBytes sealed;  // empty: retention has passed
};

// Work that belongs to a transaction and is done on files after it.
struct VhcLedgerPending {
  std::int32_t kind;    // 1: journal text; 2: revocation list
  VhcLedgerBytes name;  // of a list: the kid
  std::int64_t at;      // of journal text: its offset in the file; of a list: its counter
  VhcLedgerBytes text;
};

// What is pointed to lives until the callback returns.
using VhcLedgerOnCard = int(void* sink, const VhcLedgerCard* card);
using VhcLedgerOnPending = int(void* sink, const VhcLedgerPending* pending);
using VhcLedgerOnBytes = int(void* sink, VhcLedgerBytes bytes);

// Every call gives a VhcLedgerResult. No exception leaves.
struct VhcLedgerCalls {
  // `path` is there already, empty or a database. `base`: the journal's last number when a new database begins.
  std::int32_t (*open)(const char* path, std::int64_t base, VhcLedger** ledger);
  void (*close)(VhcLedger* ledger);

  std::int32_t (*begin)(VhcLedger* ledger);
  std::int32_t (*commit)(VhcLedger* ledger);  // durable when it gives vhc_ledger_ok; undone otherwise
  void (*rollback)(VhcLedger* ledger);
  std::int32_t (*put_card)(VhcLedger* ledger, const VhcLedgerCard* card, const VhcLedgerTag* tags, std::size_t num_tags);
  std::int32_t (*set_revoked)(VhcLedger* ledger, std::int64_t number);
  std::int32_t (*put_run)(VhcLedger* ledger, VhcLedgerBytes run, VhcLedgerBytes state);
  std::int32_t (*put_pending)(VhcLedger* ledger, const VhcLedgerPending* pending);
  std::int32_t (*clear_pending)(VhcLedger* ledger);
  std::int32_t (*purge)(VhcLedger* ledger, std::int64_t before);  // what is sealed, and its tags, of older cards

  std::int32_t (*each_pending)(VhcLedger* ledger, void* sink, VhcLedgerOnPending* take);
  std::int32_t (*card)(VhcLedger* ledger, std::int64_t number, void* sink, VhcLedgerOnCard* take);
  std::int32_t (*cards_by_rid)(VhcLedger* ledger, VhcLedgerBytes rid, void* sink, VhcLedgerOnCard* take);
  std::int32_t (*cards_by_tag)(VhcLedger* ledger, const VhcLedgerTag* tag, void* sink, VhcLedgerOnCard* take);
  std::int32_t (*cards_by_replaced)(VhcLedger* ledger, std::int64_t number, void* sink, VhcLedgerOnCard* take);
  std::int32_t (*cards_of_run)(VhcLedger* ledger, VhcLedgerBytes run, std::int64_t from, std::int64_t count, void* sink,
                               VhcLedgerOnCard* take);
  std::int32_t (*run)(VhcLedger* ledger, VhcLedgerBytes run, void* sink, VhcLedgerOnBytes* take);
  std::int32_t (*counts)(VhcLedger* ledger, std::int64_t* cards, std::int64_t* sealed, std::int64_t* base);
};

using VhcLedgerEntry = const VhcLedgerCalls*();
VhcLedgerEntry vhc_ledger_v1;
}
