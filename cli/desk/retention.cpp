// vhc retention run: what is about persons goes when the folder's time for it is over; that there was a card stays.
#include <algorithm>
#include <memory>
#include <ostream>

#include "desk/issuer_flags.h"
#include "desk/store/folder_session.h"
#include "desk/store/sealed_search.h"
#include "shell/verb_body.h"
#include "verbs.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

struct RetentionOptions {
  IssuerFlags flags;
  bool dry_run = false;
};

// As purge() would, and taken back.
Result<std::int64_t> count_due(LedgerStore& store, UnixTime before) {
  VHC_CHECK_OK(store.begin());
  auto due = store.purge(before);
  store.rollback();
  return due;
}

void print(const RetentionOptions& options, UnixTime before, std::int64_t cards, Io& io) {
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.retention/1").member("before", to_rfc3339(before));
    io.out() << json.member("cards", cards).member("dry_run", options.dry_run).end_object().text() << '\n';
    return;
  }
  io.out() << (options.dry_run ? "would erase " : "erased   ") << "the personal data of " << cards
           << (cards == 1 ? " card" : " cards") << " from before " << to_rfc3339(before) << '\n';
}

// The journal's line comes first: what is cut off behind it is erased by the next run.
Result<Exit> run_retention(const RetentionOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  const UnixTime now = std::min(at, io.now());  // a mistyped --at must not erase
  if (at > now) {
    io.say_always("note     --at is later than this machine's clock, which decides what is erased: as of " +
                  to_rfc3339(now));
  }
  const UnixTime before = now - std::chrono::days{folder.settings().retention_days};
  VHC_TRY(FolderSession session, FolderSession::begin(folder, io));
  VHC_TRY(const std::int64_t due, count_due(session.store(), before));
  if (due > 0 && !options.dry_run) {
    VHC_CHECK_OK(session.write_journal({.time = at,
                                        .actor = actor(options.flags, io),
                                        .verb = "retention run",
                                        .reason = erased_in_words(due, before)}));
    VHC_CHECK_OK(session.commit());
    VHC_CHECK_OK(session.purge(now));
  }
  print(options, before, due, io);
  return Exit::done;
}

}  // namespace

void add_retention(Verb& root) {
  Verb& noun = root.verb("retention", "erase personal data past the retention period");
  auto options = std::make_shared<RetentionOptions>();
  Verb& verb = noun.verb("run", "erase what is older than the folder keeps");
  verb.describe(
      "Erases the personal data of cards older than retention_days in issuer.json. This "
      "cannot be undone: such cards can no longer be reprinted, corrected or found by name; they stay valid, and can "
      "be "
      "revoked by number. The journal records how many.");
  add_issuer_flag(verb, options->flags);
  verb.flag("-n,--dry-run", options->dry_run, "say how many; erase nothing");
  add_acting_flags(verb, options->flags);
  verb.exits({3, 4});
  verb.example("$ vhc retention run --issuer shop --dry-run");
  verb.run(run_with(options, run_retention));
}

}  // namespace vhc
