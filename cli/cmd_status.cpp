// vhc status: what of an issuer's folder needs attention today.
#include <algorithm>
#include <memory>
#include <ostream>

#include "folder_session.h"
#include "issuer_flags.h"
#include "table_files.h"
#include "verb_body.h"
#include "verbs.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

// What is old enough to be looked at.
constexpr std::chrono::days key_is_old{365};
constexpr std::chrono::days tables_are_old{180};

struct StatusOptions {
  IssuerFlags flags;
};

struct Status {
  std::string kid;
  UnixTime key_made{};
  std::int64_t active_keys = 0;
  JournalCheck journal;
  std::int64_t issued = 0;
  std::int64_t revoked_since_publish = 0;  // entries behind the last publish
  bool was_backed_up = false;
  LedgerCounts ledger;
  std::optional<KnownEnd> end;  // of the journal, as the ledger knows it
  bool is_cut = false;
  std::string tables;  // day of the vaccine codes
  std::vector<std::string> attention;
};

void read_keys(const IssuerFolder& folder, UnixTime at, Status& status) {
  for (const KeyRecord& record : folder.keys()) {
    if (!record.signs()) continue;
    ++status.active_keys;
    if (record.created < status.key_made) continue;
    status.kid = record.kid.str();
    status.key_made = record.created;
  }
  if (status.active_keys == 0) status.attention.emplace_back("no key signs: vhc key new");
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
                               " is not used: nobody made it or took it in here; take keys/KID.pub and KID.key away");
  }
  for (const KeyId& kid : folder.behind()) {
    status.attention.push_back("the record of key " + kid.str() +
                               " is older than the journal, which counts: vhc publish mends it");
  }
  return {};
}

Result<void> read_journal(const IssuerFolder& folder, Io& io, Status& status) {
  JournalWalk walk;
  VHC_CHECK_OK(io.each_line(folder.journal_file(), max_journal_line_bytes, [&](std::string_view line, bool has_end) {
    if (!walk.add(has_end ? line : std::string_view{})) return false;
    const std::string& verb = walk.entry().action.verb;
    if (status.end && status.end->number == walk.check().count) status.is_cut = status.end->head != walk.check().head;
    if (verb == "issue") ++status.issued;
    if (verb == "revoke") ++status.revoked_since_publish;
    if (verb == "publish") status.revoked_since_publish = 0;
    if (verb == "issuer backup") status.was_backed_up = true;
    return true;
  }));
  status.journal = walk.check();
  if (status.journal.broken_at) {
    status.attention.push_back("the journal's chain is broken at line " + std::to_string(*status.journal.broken_at));
  }
  status.is_cut = status.is_cut || (status.end && status.end->number > status.journal.count);
  if (status.is_cut && !status.journal.broken_at) {
    status.attention.push_back("line " + std::to_string(status.end->number) +
                               " of the journal is not the one that the ledger knows: its end was cut off");
  }
  if (status.revoked_since_publish > 0) {
    status.attention.push_back(std::to_string(status.revoked_since_publish) + " revoked and not public: vhc publish");
  }
  if (!status.was_backed_up) status.attention.emplace_back("there is no backup: vhc issuer backup");
  return {};
}

Result<void> read_ledger(const IssuerFolder& folder, UnixTime at, Io& io, Status& status) {
  VHC_TRY(FolderSession session, FolderSession::begin(folder, io));
  VHC_CHECK_OK(session.purge(at));
  VHC_TRY(status.ledger, session.store().counts());
  VHC_TRY(status.end, known_end(session.store()));
  return {};
}

std::int64_t tables_age(const Status& status, UnixTime at) {
  const auto day = parse_date(status.tables);
  return day ? std::chrono::floor<std::chrono::days>(at - std::chrono::sys_days(*day)).count() : 0;
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
    io.out() << json.end_array().end_object().text() << '\n';
    return;
  }
  if (status.active_keys > 0) {
    io.out() << "key      " << status.kid.substr(0, 8) << "…   made " << to_rfc3339(status.key_made).substr(0, 10)
             << ", " << days(status.key_made) << " days old\n";
  }
  io.out() << "tables   CVX of " << status.tables << ", " << tables_age(status, at) << " days old\n"
           << "journal  " << status.journal.count << " entries, chain "
           << (status.journal.broken_at ? "BROKEN" : "unbroken") << '\n'
           << "ledger   " << status.ledger.cards << " cards, " << status.ledger.with_content << " kept for "
           << folder.settings().retention_days << " days\n";
  for (const std::string& one : status.attention) io.out() << "look     " << one << '\n';
}

Result<int> show_status(const StatusOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  Status status;
  read_keys(folder, at, status);
  VHC_CHECK_OK(read_strangers(folder, io, status));
  VHC_CHECK_OK(read_ledger(folder, at, io, status));  // what an earlier process left is in the journal then
  VHC_CHECK_OK(read_journal(folder, io, status));
  if (status.ledger.cards > status.issued) {
    status.attention.emplace_back("the ledger has more cards than the journal: its end was cut off");
  }
  VHC_TRY(const auto tables, open_tables({}, folder.path(), io));
  status.tables = tables->text(CodeTable::cvx).date;
  if (tables_age(status, at) > tables_are_old.count()) {
    status.attention.emplace_back("the code tables are older than half a year: vhc tables import takes newer ones");
  }
  print(folder, at, status, io);
  return status.attention.empty() ? 0 : 1;
}

}  // namespace

void add_status(Verb& root) {
  auto options = std::make_shared<StatusOptions>();
  Verb& verb = root.verb("status", "what of the issuer's folder needs attention today");
  verb.describe(
      "Keys, code tables, journal, ledger: how old and whether whole. Empties the ledger of what is about persons "
      "whose "
      "cards are older than the folder keeps them. Exit 1 when something needs attention: for cron.");
  add_issuer_flag(verb, options->flags);
  verb.option("--at", options->flags.at, "TIME", "as of TIME (RFC 3339; default: now)");
  verb.exits({1, 3, 4});
  verb.example("$ vhc status --issuer shop");
  verb.run(run_with(options, show_status));
}

}  // namespace vhc
