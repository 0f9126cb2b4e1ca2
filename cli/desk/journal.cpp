// vhc journal show, verify, day: who did what, and whether the record of it is whole.
#include <algorithm>
#include <charconv>
#include <map>
#include <memory>
#include <ostream>

#include "desk/issuer_flags.h"
#include "desk/store/folder_session.h"
#include "desk/store/ledger_store.h"
#include "shell/counted.h"
#include "shell/verb_body.h"
#include "shell/zone.h"
#include "verbs.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

constexpr std::size_t hash_chars = 44;  // base64 of SHA-256

// ---- the walk that all three share

Result<JournalCheck> walk_journal(const IssuerFolder& folder, Io& io,
                                  const std::function<void(const JournalEntry&, const JournalCheck&)>& give) {
  JournalWalk walk;
  VHC_CHECK_OK(io.each_line(folder.journal_file(), max_journal_line_bytes, [&](std::string_view line, bool has_end) {
    if (!walk.add(has_end ? line : std::string_view{})) return false;
    give(walk.entry(), walk.check());
    return true;
  }));
  return walk.check();
}

tl::unexpected<Error> broken_at(const IssuerFolder& folder, std::int64_t line, const std::string& hint) {
  return fail(Errc::journal_broken, folder.journal_file() + ", line " + std::to_string(line), hint);
}

tl::unexpected<Error> broken_chain(const IssuerFolder& folder, const JournalCheck& check) {
  return broken_at(folder, *check.broken_at, "it was changed, or a line before it was changed, lost or added");
}

// ---- verify

struct VerifyOptions {
  IssuerFlags flags;
  std::optional<std::string> expect;
  std::optional<std::string> hash;
  std::optional<std::string> head;
};

struct KeptHead {
  std::int64_t count = 0;
  std::string hash;
};

Result<KeptHead> parse_head(std::string_view count, std::string_view hash, const std::string& where) {
  KeptHead head{.hash = std::string(hash)};
  const auto [end, error] = std::from_chars(count.data(), count.data() + count.size(), head.count);
  if (error != std::errc{} || end != count.data() + count.size() || head.count < 0 || hash.size() != hash_chars) {
    return fail(Errc::usage, where, "a count and a hash, as vhc journal verify prints them");
  }
  return head;
}

Result<std::optional<KeptHead>> kept_head(const VerifyOptions& options, Io& io) {
  if (options.expect.has_value() != options.hash.has_value() || (options.expect && options.head)) {
    return fail(Errc::usage, "--expect", "--expect COUNT HASH, or --head FILE");
  }
  if (options.expect) {
    VHC_TRY(KeptHead head, parse_head(*options.expect, *options.hash, "--expect"));
    return std::optional(std::move(head));
  }
  if (!options.head) return std::optional<KeptHead>{};
  constexpr std::size_t max_head_bytes = 256;
  VHC_TRY(std::string text, io.read_file(*options.head, max_head_bytes));
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.pop_back();
  const std::size_t space = text.find(' ');
  if (space == std::string::npos) return fail(Errc::usage, *options.head, "a count and a hash: vhc publish writes it");
  VHC_TRY(KeptHead head,
          parse_head(std::string_view(text).substr(0, space), std::string_view(text).substr(space + 1), *options.head));
  return std::optional(std::move(head));
}

// Only somebody who may read the ledger can compare it.
struct LedgerFacts {
  std::optional<std::int64_t> cards;
  std::optional<KnownEnd> end;  // of the journal
  bool is_at_work = false;      // a command has decided what is not in the journal yet
};

LedgerFacts facts_of_ledger(const IssuerFolder& folder, const Io& io) {
  if (!io.exists(folder.ledger_file())) return {};
  const auto store = LedgerStore::open(folder.ledger_file());
  if (!store) return {};
  const auto counts = store->counts();
  const auto end = known_end(*store);
  const auto pending = store->pending();
  return {counts ? std::optional(counts->cards) : std::nullopt, end ? *end : std::nullopt,
          pending && !pending->empty()};
}

// Where the ledger is ahead of the journal: lines are gone, or those of the last command are still to be written.
std::string why_behind(const LedgerFacts& ledger, std::string differs) {
  return std::move(differs) + (ledger.is_at_work ? ": a command is at work or was cut off; vhc publish or the next "
                                                   "command finishes it, verify again then"
                                                 : ": its end was cut off");
}

Result<Exit> verify(const VerifyOptions& options, Io& io) {
  VHC_TRY(const std::string path, issuer_path(options.flags, io));
  VHC_TRY(const IssuerFolder folder, IssuerFolder::open_for_audit(path, io));
  VHC_TRY(const std::optional<KeptHead> kept, kept_head(options, io));
  std::int64_t issued = 0;
  bool is_kept = !kept || kept->count == 0;
  const LedgerFacts ledger = facts_of_ledger(folder, io);
  bool has_end = !ledger.end;
  VHC_TRY(const JournalCheck check,
          walk_journal(folder, io, [&](const JournalEntry& entry, const JournalCheck& so_far) {
            if (entry.action.verb == "issue") ++issued;
            if (ledger.end && so_far.count == ledger.end->number) has_end = so_far.head == ledger.end->head;
            if (kept && so_far.count == kept->count) is_kept = so_far.head == kept->hash;
          }));
  if (check.broken_at) return broken_chain(folder, check);
  if (kept && check.count < kept->count) {
    return broken_at(
        folder, check.count + 1,
        "it ended at line " + std::to_string(kept->count) + " when the head was kept: the rest was cut off");
  }
  if (!is_kept) {
    return broken_at(folder, kept->count, "the chain up to it does not match the head that was kept: it was rewritten");
  }
  const std::optional<std::int64_t>& cards = ledger.cards;
  if (cards && *cards > issued) {
    return broken_at(
        folder, check.count + 1,
        why_behind(ledger, "the ledger has " + counted(*cards, "card") + ", the journal " + std::to_string(issued)));
  }
  if (!has_end) {
    return broken_at(folder, std::min(check.count + 1, ledger.end->number),
                     why_behind(ledger, "the ledger knows another line " + std::to_string(ledger.end->number)));
  }
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.journal.check/1").member("count", check.count).member("head", check.head);
    json.member("issued", issued).member("kept", kept.has_value());
    if (cards) json.member("ledger", *cards);
    io.out() << json.end_object().text() << '\n';
    return Exit::done;
  }
  io.out() << "journal  " << counted(check.count, "entry", "entries") << ", chain unbroken\nhead     " << check.count
           << ' ' << check.head << '\n';
  if (cards) io.out() << "ledger   " << counted(*cards, "card") << ", " << issued << " issued in the journal\n";
  if (kept) {
    io.out() << "kept     the head of line " << kept->count << " is in the chain\n";
  } else if (!io.quiet()) {
    io.out() << "note     lines after the last head that was kept elsewhere are not protected\n";
  }
  return Exit::done;
}

// ---- show

struct ShowOptions {
  IssuerFlags flags;
  std::optional<std::string> card;
  std::optional<std::string> day;
};

void show_entry(const JournalEntry& entry, Io& io) {
  const JournalAction& action = entry.action;
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.journal.entry/1").member("journal", journal_number(entry));
    json.member("time", to_rfc3339(action.time)).member("as", action.actor).member("verb", action.verb);
    if (action.clock) json.member("clock", to_rfc3339(*action.clock));
    if (action.kid) json.member("kid", action.kid->str());
    if (action.rid) json.member("rid", action.rid->str());
    if (!action.card.empty()) json.member("card", action.card);
    if (!action.reason.empty()) json.member("reason", action.reason);
    io.out() << json.end_object().text() << '\n';
    return;
  }
  io.out() << journal_number(entry) << "  " << to_rfc3339(action.time) << "  " << displayed(action.actor) << "  "
           << action.verb;
  if (action.rid) io.out() << "  " << action.rid->str();
  if (!action.card.empty()) io.out() << (action.verb == "issue" ? "  replaces " : "  card ") << action.card;
  if (!action.reason.empty()) io.out() << "  " << displayed(action.reason);
  if (action.clock) io.out() << "  (clock: " << to_rfc3339(*action.clock) << ')';
  io.out() << '\n';
}

Result<std::optional<std::chrono::year_month_day>> day_of(const std::optional<std::string>& text,
                                                          const std::string& where) {
  if (!text) return std::optional<std::chrono::year_month_day>{};
  const auto day = parse_date(*text);
  if (!day) return fail(Errc::time_format, where, "a day: 2026-11-23");
  return std::optional(*day);
}

Result<Exit> show(const ShowOptions& options, Io& io) {
  VHC_TRY(const std::string path, issuer_path(options.flags, io));
  VHC_TRY(const IssuerFolder folder, IssuerFolder::open_for_audit(path, io));
  VHC_TRY(const auto day, day_of(options.day, "--day"));
  VHC_TRY(const TimeZone zone, TimeZone::find(folder.settings().zone));
  std::int64_t num_shown = 0;
  VHC_TRY(const JournalCheck check, walk_journal(folder, io, [&](const JournalEntry& entry, const JournalCheck&) {
            if (day && zone.day_of(entry.action.time) != *day) return;
            if (options.card && journal_number(entry) != *options.card && entry.action.card != *options.card) return;
            show_entry(entry, io);
            ++num_shown;
          }));
  if (check.broken_at) return broken_chain(folder, check);
  if (options.card && num_shown == 0) {
    return fail(Errc::ledger_no_card, *options.card, "the journal has no line about it; vhc cards lists the cards");
  }
  return Exit::done;
}

// ---- day

struct DayOptions {
  IssuerFlags flags;
  std::optional<std::string> day;
};

struct DayCounts {
  std::map<std::string, std::int64_t> verbs;
  std::map<std::string, std::int64_t> actors;
  std::string first;
  std::string last;
};

void count_entry(const JournalEntry& entry, DayCounts& counts) {
  const bool corrects = entry.action.verb == "issue" && !entry.action.card.empty();
  ++counts.verbs[corrects ? "correct" : entry.action.verb];
  ++counts.actors[entry.action.actor];
  if (counts.first.empty()) counts.first = journal_number(entry);
  counts.last = journal_number(entry);
}

void write_counts(JsonWriter& json, std::string_view member, const std::map<std::string, std::int64_t>& counts) {
  json.name(member).begin_object();
  for (const auto& [what, count] : counts) json.member(what, count);
  json.end_object();
}

void print_counts(const char* term, const std::map<std::string, std::int64_t>& counts, std::ostream& out) {
  out << term;
  const char* between = "";
  for (const auto& [what, count] : counts) {
    out << between << displayed(what) << ' ' << count;
    between = ", ";
  }
  out << (counts.empty() ? "nothing\n" : "\n");
}

Result<Exit> day_report(const DayOptions& options, Io& io) {
  VHC_TRY(const std::string path, issuer_path(options.flags, io));
  VHC_TRY(const IssuerFolder folder, IssuerFolder::open_for_audit(path, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  VHC_TRY(const auto given, day_of(options.day, "DATE"));
  VHC_TRY(const TimeZone zone, TimeZone::find(folder.settings().zone));
  const std::chrono::year_month_day day = given.value_or(zone.day_of(at));
  DayCounts counts;
  VHC_TRY(const JournalCheck check, walk_journal(folder, io, [&](const JournalEntry& entry, const JournalCheck&) {
            if (zone.day_of(entry.action.time) == day) count_entry(entry, counts);
          }));
  if (check.broken_at) return broken_chain(folder, check);
  const std::string date = to_rfc3339(std::chrono::sys_days(day)).substr(0, 10);
  if (io.json()) {
    JsonWriter json;
    json.begin_object()
        .member("schema", "vhc.journal.day/1")
        .member("day", date)
        .member("zone", folder.settings().zone);
    write_counts(json, "actions", counts.verbs);
    write_counts(json, "actors", counts.actors);
    json.member("count", check.count).member("head", check.head);
    io.out() << json.end_object().text() << '\n';
    return Exit::done;
  }
  io.out() << displayed(folder.settings().name) << "   " << folder.settings().iss.str() << "\nday      " << date << " ("
           << folder.settings().zone << ")\n";
  print_counts("actions  ", counts.verbs, io.out());
  print_counts("actors   ", counts.actors, io.out());
  if (!counts.first.empty()) io.out() << "entries  " << counts.first << " to " << counts.last << '\n';
  io.out() << "head     " << check.count << ' ' << check.head << "   (keep it: vhc journal verify --expect "
           << check.count << " HASH)\n";
  return Exit::done;
}

}  // namespace

void add_journal(Verb& root) {
  Verb& noun = root.verb("journal", "who issued, corrected and revoked what, and when");

  auto show_options = std::make_shared<ShowOptions>();
  Verb& shown = noun.verb("show", "the entries of the journal");
  add_issuer_flag(shown, show_options->flags);
  shown.option("--card", show_options->card, "NUMBER", "only what is about this card");
  shown.option("--day", show_options->day, "DATE", "only this day, in the issuer's time zone");
  shown.exits({3, 4});
  shown.example("$ vhc journal show --issuer shop --card 2026-000389");
  shown.run(run_with(show_options, show));

  auto verify_options = std::make_shared<VerifyOptions>();
  Verb& verified = noun.verb("verify", "tell whether a line was changed, removed or cut off");
  verified.describe(
      "Walks the chain and prints its count and head. With a head that was kept elsewhere, by --expect COUNT HASH or "
      "in a file, it proves that the lines up to it are unchanged since then.");
  add_issuer_flag(verified, verify_options->flags);
  verified.option("--expect", verify_options->expect, "COUNT",
                  "the count of a head that was kept, followed by its HASH");
  verified.operand("HASH", verify_options->hash, false);
  verified.option("--head", verify_options->head, "FILE", "a kept head: the journal-head.txt that vhc publish writes");
  verified.exits({3, 4});
  verified.example("$ vhc journal verify --issuer shop --head /srv/www/shc/journal-head.txt");
  verified.run(run_with(verify_options, verify));

  auto day_options = std::make_shared<DayOptions>();
  Verb& day = noun.verb("day", "the report of a day, with the head to keep");
  day.describe(
      "What was done on a day of the issuer's time zone: what is done in the evening is in that day's report, whatever "
      "day it is in UTC.");
  day.operand("DATE", day_options->day, false);
  add_issuer_flag(day, day_options->flags);
  day.option("--at", day_options->flags.at, "TIME", "without DATE: the day of TIME (RFC 3339; default: now)");
  day.exits({3, 4});
  day.example("$ vhc journal day --issuer shop 2026-11-23");
  day.run(run_with(day_options, day_report));
}

}  // namespace vhc
