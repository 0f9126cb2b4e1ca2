// vhc status: what of an issuer's folder needs attention today.
#include <algorithm>
#include <map>
#include <memory>
#include <ostream>

#include "desk/bulk/run_state.h"
#include "desk/issuer_flags.h"
#include "desk/publish_plan.h"
#include "desk/store/folder_session.h"
#include "desk/store/own_lists.h"
#include "desk/store/table_files.h"
#include "shell/counted.h"
#include "shell/shell_word.h"
#include "shell/verb_body.h"
#include "verbs.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

// What is old enough to be looked at.
constexpr std::chrono::days key_is_old{365};
constexpr std::chrono::days tables_are_old{180};

struct StatusOptions {
  IssuerFlags flags;
  std::optional<std::string> to;
};

struct Status {
  std::string kid;
  UnixTime key_made{};
  std::int64_t active_keys = 0;
  JournalCheck journal;
  std::int64_t issued = 0;
  std::int64_t revoked_since_publish = 0;           // entries behind the last publish
  std::map<std::string, std::int64_t> unpublished;  // keys made behind it, and the cards of each
  std::vector<std::string> revoked_keys;            // behind it
  bool is_restored = false;                         // from a backup, behind it
  bool was_backed_up = false;
  std::int64_t kept_by_right = 0;  // cards whose retention has not ended
  bool is_at_work = false;         // a command is, or was cut off
  LedgerCounts ledger;
  std::optional<KnownEnd> end;  // of the journal, as the ledger knows it
  bool is_cut = false;
  std::string tables;  // day of the vaccine codes
  std::vector<std::string> attention;
  std::vector<std::string> notes;  // no reason to act today
};

void read_keys(const IssuerFolder& folder, UnixTime at, Status& status) {
  for (const KeyRecord& record : folder.keys()) {
    if (!record.signs()) continue;
    ++status.active_keys;
    if (record.created < status.key_made) continue;
    status.kid = record.kid.str();
    status.key_made = record.created;
  }
  if (status.active_keys == 0) status.attention.emplace_back("there is no signing key: vhc key new");
  if (status.active_keys > 0 && at - status.key_made > key_is_old) {
    status.attention.emplace_back("the signing key is older than a year: vhc key new, then vhc key retire");
  }
}

Result<void> read_strangers(const IssuerFolder& folder, Io& io, Status& status) {
  VHC_TRY(const bool sealed, is_sealed(folder, io));
  VHC_TRY(const std::vector<std::string> unsealed, unsealed_files(folder, io));
  for (const std::string& file : sealed ? unsealed : std::vector<std::string>{}) {
    status.attention.push_back(file + " is not sealed, and the folder is: put back the sealed one from a backup");
  }
  for (const KeyRecord& record : folder.strangers()) {
    status.attention.push_back("key " + record.kid.str() +
                               " is ignored: it was neither made nor imported here; remove keys/KID.pub and KID.key");
  }
  for (const KeyId& kid : folder.behind()) {
    status.attention.push_back("the record of key " + kid.str() +
                               " is older than the journal, which counts: vhc publish fixes it");
  }
  for (const KeyId& kid : folder.untold()) {
    status.attention.push_back("key " + kid.str() +
                               " has ended by its record but not by the journal: if nobody here "
                               "ended it, put keys/KID.pub back from a backup");
  }
  return {};
}

bool makes_a_key(const std::string& verb) {
  return verb == "issuer init" || verb == "key new" || verb == "key import";
}

// What a publish would make public, as far as the journal tells.
void follow_publishing(const JournalAction& action, Status& status) {
  const std::string kid = action.kid ? action.kid->str() : std::string{};
  if (makes_a_key(action.verb)) status.unpublished[kid] = 0;
  if (action.verb == "revoke") ++status.revoked_since_publish;
  if (action.verb == "issuer restore") status.is_restored = true;
  if (is_comparison(action.verb, action.reason)) status.is_restored = false;
  if (action.verb == "key revoke" && status.unpublished.erase(kid) == 0) status.revoked_keys.push_back(kid);
  if (action.verb == "issue") {
    const auto place = status.unpublished.find(kid);
    if (place != status.unpublished.end()) ++place->second;
  }
  if (action.verb != "publish") return;
  status.unpublished.clear();
  status.revoked_keys.clear();
  status.revoked_since_publish = 0;
}

void tell_unpublished(Status& status) {
  for (const auto& [kid, cards] : status.unpublished) {
    const std::string what =
        cards == 0 ? std::string("its cards would verify")
                   : std::to_string(cards) + (cards == 1 ? " card of it verifies" : " cards of it verify");
    status.attention.push_back("key " + kid + " is not public: " + what + " as UNKNOWN ISSUER: vhc publish");
  }
  for (const std::string& kid : status.revoked_keys) {
    status.attention.push_back("key " + kid + " is revoked, and still public: vhc publish");
  }
  if (status.revoked_since_publish > 0) {
    status.attention.push_back(std::to_string(status.revoked_since_publish) + " revoked and not public: vhc publish");
  }
  if (status.is_restored) {
    status.attention.emplace_back(
        "the folder was restored from a backup and not yet compared with what was published since: vhc publish "
        "--dry-run "
        "compares");
  }
}

// Without the folder's lock: while a command is at work, the ledger may be a step ahead of the journal.
void tell_chain(Status& status) {
  if (status.journal.broken_at) {
    status.attention.push_back("the journal's chain is broken at line " + std::to_string(*status.journal.broken_at));
  }
  if (status.is_at_work) {
    status.notes.emplace_back("a command is at work here, or was cut off: the next one finishes what it decided");
    return;
  }
  status.is_cut = status.is_cut || (status.end && status.end->number > status.journal.count);
  if (status.is_cut && !status.journal.broken_at) {
    status.attention.push_back("line " + std::to_string(status.end->number) +
                               " of the journal is not the one that the ledger knows: its end was cut off");
  }
  if (status.ledger.cards > status.issued) {
    status.attention.emplace_back("the ledger has more cards than the journal: its end was cut off");
  }
}

Result<void> read_journal(const IssuerFolder& folder, UnixTime kept_from, Io& io, Status& status) {
  JournalWalk walk;
  VHC_CHECK_OK(io.each_line(folder.journal_file(), max_journal_line_bytes, [&](std::string_view line, bool has_end) {
    if (!has_end && status.is_at_work) return false;  // it is being written
    if (!walk.add(has_end ? line : std::string_view{})) return false;
    const JournalAction& action = walk.entry().action;
    if (status.end && status.end->number == walk.check().count) status.is_cut = status.end->head != walk.check().head;
    if (action.verb == "issue") {
      ++status.issued;
      if (action.time >= kept_from) ++status.kept_by_right;
    }
    if (action.verb == "issuer backup") status.was_backed_up = true;
    follow_publishing(action, status);
    return true;
  }));
  status.journal = walk.check();
  tell_chain(status);
  tell_unpublished(status);
  if (!status.was_backed_up) status.attention.emplace_back("there is no backup: vhc issuer backup");
  return {};
}

std::string abandon_command(const IssuerFolder& folder, const RunState& state) {
  return "vhc issue --issuer " + shell_word(folder.path()) + " --abandon " + shell_word(state.file);
}

// Nothing is finished and nothing emptied: whoever asks how things stand changes nothing.
Result<void> read_ledger(const IssuerFolder& folder, Io& io, Status& status) {
  if (!io.exists(folder.ledger_file())) return {};
  VHC_TRY(const std::uint64_t size, io.file_size(folder.ledger_file()));
  if (size == 0) return {};
  VHC_TRY(const LedgerStore store, LedgerStore::open(folder.ledger_file()));
  VHC_TRY(const std::vector<PendingWrite> pending, store.pending());
  status.is_at_work = !pending.empty();
  VHC_TRY(status.ledger, store.counts());
  VHC_TRY(status.end, known_end(store));
  VHC_TRY(const std::vector<BegunRun> runs, begun_runs(store));
  for (const BegunRun& run : runs) {
    status.attention.push_back("a run is unfinished: " + progress_of(run.state) + "; " + resume_command(run.state) +
                               " goes on with it; " + abandon_command(folder, run.state) +
                               " ends it, also when the file was changed or is gone");
  }
  return {};
}

// Of the cards from before `kept_from`, those whose content is still there.
void tell_retention(Status& status) {
  const std::int64_t due = status.ledger.with_content - status.kept_by_right;
  if (due <= 0 || status.is_at_work) return;
  status.attention.push_back(std::to_string(due) + (due == 1 ? " card is" : " cards are") +
                             " past the retention period: vhc retention run");
}

// What vhc publish would do to a folder.
Result<void> tell_publish(const IssuerFolder& folder, const std::string& to, Io& io, Status& status) {
  const auto made = make_publish_plan(folder.path(), to, {}, io);
  if (!made && made.error().code == Errc::journal_broken) return {};  // which is told already
  VHC_TRY(const PublishPlan plan, made);
  for (const PlannedFile& planned : plan.files) {
    if (std::string_view(planned.change) == "same") continue;
    status.attention.push_back(planned.file.path + " is " + planned.change + ": vhc publish writes it");
  }
  for (const std::string& path : plan.removed) status.attention.push_back(path + " is stale: vhc publish removes it");
  for (const std::string& path : plan.taken) status.attention.push_back(path + " has revocations of its own");
  for (const PublishedDifference& one : plan.asked) {
    status.attention.push_back("vhc publish asks: " + one.where + ": " + one.what);
  }
  for (const PublishedDifference& one : plan.compared.differences) {
    status.attention.push_back("vhc publish refuses: " + one.where + ": " + one.what + " (" +
                               std::string(name(one.code)) + ")");
  }
  return {};
}

std::int64_t tables_age(const Status& status, UnixTime at) {
  const auto day = parse_date(status.tables);
  return day ? std::chrono::floor<std::chrono::days>(at - std::chrono::sys_days(*day)).count() : 0;
}

Result<void> tell_lost(const IssuerFolder& folder, Io& io, Status& status) {
  VHC_TRY(const OwnRevocations own, compare_own_lists(folder, false, io));
  const std::vector<LostRevocation>& lost = own.lost;
  for (const auto& [kid, rids] : own.untold) {
    status.attention.push_back("crl/" + kid + ".json: " + describe_untold(rids));
  }
  for (const KeyRecord& record : folder.keys()) {
    const auto first =
        std::find_if(lost.begin(), lost.end(), [&record](const LostRevocation& one) { return one.kid == record.kid; });
    if (first == lost.end()) continue;
    status.attention.push_back("crl/" + record.kid.str() + ".json: " + describe_lost(lost, record.kid) + "; " +
                               put_back_command(*first));
  }
  return {};
}

void print(const IssuerFolder& folder, UnixTime at, const Status& status, Io& io) {
  const auto days = [&](UnixTime since) { return std::chrono::floor<std::chrono::days>(at - since).count(); };
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.status/1").member("kid", status.kid);
    json.member("key_age_days", std::int64_t{days(status.key_made)}).member("active_keys", status.active_keys);
    json.member("tables", status.tables)
        .member("tables_age_days", tables_age(status, at))
        .member("entries", status.journal.count);
    json.member("unbroken", !status.journal.broken_at).member("issued", status.issued);
    json.member("ledger", status.ledger.cards).member("with_content", status.ledger.with_content);
    json.name("attention").begin_array();
    for (const std::string& one : status.attention) json.string(one);
    json.end_array().name("notes").begin_array();
    for (const std::string& one : status.notes) json.string(one);
    io.out() << json.end_array().end_object().text() << '\n';
    return;
  }
  if (status.active_keys > 0) {
    io.out() << "key      " << status.kid.substr(0, 8) << "…   made " << to_rfc3339(status.key_made).substr(0, 10)
             << ", " << counted(days(status.key_made), "day") << " old\n";
  }
  io.out() << "tables   CVX of " << status.tables << ", " << counted(tables_age(status, at), "day") << " old\n"
           << "journal  " << counted(status.journal.count, "entry", "entries") << ", chain "
           << (status.journal.broken_at ? "BROKEN" : "unbroken") << '\n'
           << "ledger   " << counted(status.ledger.cards, "card") << ", " << status.ledger.with_content << " kept for "
           << counted(folder.settings().retention_days, "day") << "\n";
  for (const std::string& one : status.attention) io.out() << "look     " << one << '\n';
  for (const std::string& one : status.notes) io.out() << "note     " << one << '\n';
}

Result<Exit> show_status(const StatusOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  Status status;
  read_keys(folder, at, status);
  VHC_CHECK_OK(read_strangers(folder, io, status));
  const UnixTime kept_from = std::min(at, io.now()) - std::chrono::days{folder.settings().retention_days};
  VHC_CHECK_OK(read_ledger(folder, io, status));  // before the journal, which may only be further on
  VHC_CHECK_OK(read_journal(folder, kept_from, io, status));
  VHC_CHECK_OK(tell_lost(folder, io, status));
  tell_retention(status);
  if (options.to) VHC_CHECK_OK(tell_publish(folder, *options.to, io, status));
  VHC_TRY(const auto tables, open_tables({}, folder.path(), io));
  status.tables = tables->text(CodeTable::cvx).date;
  if (tables_age(status, at) > tables_are_old.count()) {
    status.notes.emplace_back(
        "the code tables are older than half a year: vhc tables import --dated DAY FILE takes newer ones, which CDC "
        "publishes as \"CVX\", for download");
  }
  print(folder, at, status, io);
  return findings_if(!status.attention.empty());
}

}  // namespace

void add_status(Verb& root) {
  auto options = std::make_shared<StatusOptions>();
  Verb& verb = root.verb("status", "what needs attention in the issuer's folder");
  verb.describe(
      "Keys, code tables, journal, ledger: how old and whether intact; what is not public yet, and which runs are "
      "unfinished. Changes nothing, and does not wait for locks. Exit 1 when something needs attention: for cron; a "
      "note does not count.");
  add_issuer_flag(verb, options->flags);
  verb.option("--to", options->to, "DIR", "the public folder: say what vhc publish would change there");
  verb.option("--at", options->flags.at, "TIME", "as of TIME (RFC 3339; default: now)");
  verb.exits({1, 3, 4, 5});
  verb.example("$ vhc status --issuer shop");
  verb.run(run_with(options, show_status));
}

}  // namespace vhc
