// What libvhc-ledger.so shows: one function that gives a table of functions. Plain data and callbacks only, so that
// nothing of C++ crosses; the number in its name is raised when anything here changes. The module stores what it is
// handed: what is about a person reaches it sealed (vhc/ledger.h).
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

struct VhcLedgerStore;  // an open ledger.db

struct VhcLedgerBytes {
  const void* data;
  std::size_t size;
};

// A card as it is stored. What is pointed to lives until the call or callback returns.
struct VhcLedgerRow {
  std::int64_t number;    // of its line in the journal
  std::int64_t nbf;       // seconds
  std::int64_t replaces;  // the number of the card that it corrects; 0: none
  std::int64_t run;       // of a bulk run; 0: none
  std::int64_t ordinal;   // in the run, from 0
  std::int32_t is_revoked;
  VhcLedgerBytes label;  // 2026-000389
  VhcLedgerBytes kid;
  VhcLedgerBytes rid;     // empty: none
  VhcLedgerBytes marks;   // what a card is found by, keyed hashes; empty once its retention has ended
  VhcLedgerBytes sealed;  // empty once its retention has ended
};

// What a transaction decided and the folder does not hold yet.
struct VhcLedgerPending {
  std::int32_t kind;  // of the caller's choice
  VhcLedgerBytes name;
  VhcLedgerBytes body;
};

// Return true to go on.
using VhcLedgerRowSink = bool(void* sink, const VhcLedgerRow* row);
using VhcLedgerPendingSink = bool(void* sink, const VhcLedgerPending* pending);
using VhcLedgerBytesSink = bool(void* sink, std::int64_t number, VhcLedgerBytes bytes);

// Functions that give int give 0 when they did what they say; otherwise error() names what is wrong (a stable name of
// the table of errors), errno is what the system said (0: nothing), and nothing was changed since begin(). No exception
// leaves.
struct VhcLedgerFunctions {
  // Opens or, with `create`, makes the file. `error` gets a stable name when no store is given.
  VhcLedgerStore* (*open)(const char* path, bool create, const char** error);
  void (*close)(VhcLedgerStore* store);
  const char* (*error)(VhcLedgerStore* store);

  int (*begin)(VhcLedgerStore* store);
  int (*commit)(VhcLedgerStore* store);  // durable when it returns
  void (*rollback)(VhcLedgerStore* store);
  int (*add_card)(VhcLedgerStore* store, const VhcLedgerRow* row);
  int (*mark_revoked)(VhcLedgerStore* store, std::int64_t number);
  int (*add_pending)(VhcLedgerStore* store, const VhcLedgerPending* pending);
  int (*clear_pending)(VhcLedgerStore* store);
  int (*set_run)(VhcLedgerStore* store, VhcLedgerBytes key, VhcLedgerBytes state);
  // Empties sealed parts of cards from before `nbf`, and of their marks all but the kinds e, r and x; how many is added
  // to `purged`.
  int (*purge)(VhcLedgerStore* store, std::int64_t nbf, std::int64_t* purged);

  int (*pending)(VhcLedgerStore* store, VhcLedgerPendingSink* sink, void* context);
  int (*card)(VhcLedgerStore* store, std::int64_t number, VhcLedgerRowSink* sink, void* context);
  // The cards of a run from `ordinal` on, in their order.
  int (*cards_of_run)(VhcLedgerStore* store, std::int64_t run, std::int64_t ordinal, VhcLedgerRowSink* sink,
                      void* context);
  // Cards that correct `number`.
  int (*replacements)(VhcLedgerStore* store, std::int64_t number, VhcLedgerRowSink* sink, void* context);
  // Every card that is marked as revoked.
  int (*revoked)(VhcLedgerStore* store, VhcLedgerRowSink* sink, void* context);
  // The marks of every card above `number`.
  int (*marks)(VhcLedgerStore* store, std::int64_t number, VhcLedgerBytesSink* sink, void* context);
  // The run with this key, its id and state; the sink is not called when there is none.
  int (*run)(VhcLedgerStore* store, VhcLedgerBytes key, VhcLedgerBytesSink* sink, void* context);
  // Every run, in the order in which they were first begun: its id and state.
  int (*runs)(VhcLedgerStore* store, VhcLedgerBytesSink* sink, void* context);
  int (*count)(VhcLedgerStore* store, std::int64_t* cards, std::int64_t* with_content);
};

using VhcLedgerEntry = const VhcLedgerFunctions*();
VhcLedgerEntry vhc_ledger_v3;
}
