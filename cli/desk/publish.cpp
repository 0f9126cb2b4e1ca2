#include <algorithm>
#include <memory>
#include <ostream>

#include "desk/check_published.h"
#include "desk/issuer_flags.h"
#include "desk/publish_plan.h"
#include "desk/store/folder_session.h"
#include "desk/take_over.h"
#include "shell/folder_tree.h"
#include "verbs.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"
#include "vhc/site.h"

namespace vhc {
namespace {

struct PublishOptions {
  IssuerFlags flags;
  std::optional<std::string> to;
  std::optional<std::string> check;
  bool replace = false;
  bool yes = false;
  bool dry_run = false;
};

// ---- what stands in the way

std::string line_of(const PublishedDifference& difference) {
  return "differs  " + difference.where + ": " + difference.what + "   (" + std::string(name(difference.code)) + ")";
}

// What would make cards genuine that are not is no thing to be asked about.
bool can_be_replaced(const std::vector<PublishedDifference>& differences) {
  return std::none_of(differences.begin(), differences.end(),
                      [](const PublishedDifference& one) { return one.is_final; });
}

tl::unexpected<Error> refuse(const PublishOptions& options, const std::vector<PublishedDifference>& differences) {
  const PublishedDifference& gravest = differences.front();
  const std::string others = differences.size() > 1 ? " (and more: vhc publish --dry-run)" : "";
  const char* const next = can_be_replaced(differences)
                               ? "; nothing was written: --replace publishes this folder anyway"
                               : "; nothing was written";
  return fail(gravest.code, *options.to + "/" + gravest.where, gravest.what + others + next);
}

std::string question(const PublishOptions& options, const PublishedComparison& compared) {
  const std::size_t lost = compared.num_lost();
  const std::string taken = lost == 0 ? std::string{}
                                      : std::to_string(lost) + (lost == 1 ? " revocation" : " revocations") +
                                            " there will be taken over first. ";
  return taken + "Replace what is published in " + printable(*options.to) + "?";
}

std::string line_of(const TakenOver& one) {
  return one.rid.str() + (one.label.empty() ? "   of a card that this folder does not know" : "   card " + one.label);
}

// A part of the question.
void show_taken(const std::vector<TakenOver>& taken, Io& io) {
  constexpr std::size_t most_shown = 20;
  for (std::size_t i = 0; i < std::min(taken.size(), most_shown); ++i)
    io.err() << "         " << line_of(taken[i]) << '\n';
  if (taken.size() > most_shown) io.err() << "         and " << taken.size() - most_shown << " more\n";
}

// For what is no way back, and yet to be known.
Result<void> confirm_asked(const PublishOptions& options, const PublishPlan& plan, Io& io) {
  for (const PublishedDifference& one : plan.asked) {
    if (options.yes) {
      io.say(line_of(one));
      continue;
    }
    io.err() << line_of(one) << '\n';
    VHC_TRY(const bool yes, io.ask_yes("Publish it anyway in " + printable(*options.to) + "?", "--yes"));
    if (!yes) return declined("nothing was published");
  }
  return {};
}

Result<void> confirm(const PublishOptions& options, const PublishedComparison& compared,
                     const std::vector<TakenOver>& taken, Io& io) {
  const auto& differences = compared.differences;
  if (differences.empty()) return {};
  const bool is_refused = !options.replace || !can_be_replaced(differences);
  for (const PublishedDifference& one : differences) {
    if (is_refused || options.yes) {
      io.say(line_of(one));
    } else {
      io.err() << line_of(one) << '\n';  // a part of the question
    }
  }
  if (is_refused) return refuse(options, differences);
  if (options.yes) return {};
  show_taken(taken, io);
  VHC_TRY(const bool yes, io.ask_yes(question(options, compared), "--yes"));
  return yes ? Result<void>{} : refuse(options, differences);
}

// What was confirmed may have become more meanwhile.
Result<void> check_as_confirmed(const PublishOptions& options, const PublishPlan& before, const PublishPlan& now) {
  std::vector<PublishedDifference> more;
  for (const PublishedDifference& one : now.asked) {
    const bool was_asked =
        std::any_of(before.asked.begin(), before.asked.end(),
                    [&one](const PublishedDifference& had) { return had.code == one.code && had.what == one.what; });
    if (!was_asked) more.push_back(one);
  }
  for (const PublishedDifference& one : now.compared.differences) {
    const bool is_known = std::any_of(
        before.compared.differences.begin(), before.compared.differences.end(),
        [&one](const PublishedDifference& known) { return known.code == one.code && known.where == one.where; });
    const bool is_of_a_list = one.code == Errc::publish_counter_back || one.code == Errc::publish_unknown_rid;
    if (!is_known || is_of_a_list) more.push_back(one);
  }
  return more.empty() ? Result<void>{} : refuse(options, more);
}

// ---- writing

// What lies in an issuer's folder is for no web server.
tl::unexpected<Error> is_private(const PublishOptions& options, const std::string& issuer) {
  return fail(Errc::publish_private, *options.to,
              "the issuer's folder is " + printable(issuer) + "; name a separate folder. Nothing was written");
}

Result<FolderTree> open_public(const PublishOptions& options, const std::string& issuer, const Io& io) {
  VHC_CHECK_OK(io.make_folder(*options.to));
  VHC_TRY(FolderTree tree, FolderTree::open(*options.to));
  if (tree.overlaps(issuer)) return is_private(options, issuer);
  return tree;
}

// The lists come first and what is taken away last: a run that is killed in between leaves no revocation out.
Result<void> write_files(const PublishPlan& plan, const FolderTree& to) {
  for (const PlannedFile& planned : plan.files) {
    VHC_CHECK_OK(to.write_file(planned.file.path, planned.file.text));
  }
  for (const std::string& path : plan.removed) VHC_CHECK_OK(to.remove_file(path));
  return {};
}

// The journal's count and head, kept where whoever can change the journal may not be able to change it. Written last:
// what it counts is public then.
Result<void> write_head(const IssuerFolder& folder, const FolderTree& to, Io& io) {
  VHC_TRY(const std::string last, folder.last_journal_line(io));
  VHC_TRY(const JournalEnd end, JournalEnd::after(last));
  const JournalHead head{end.next_number() - 1, end.head()};
  return to.write_file(std::string(published_head_name), to_text(head));
}

// `before`: as it was when somebody agreed.
void print_json(const PublishOptions& options, const PublishPlan& plan, const PublishPlan& before,
                const std::vector<TakenOver>& taken, Io& io) {
  JsonWriter json;
  json.begin_object().member("schema", "vhc.published/1").member("to", name_in_json(*options.to));
  json.member("dry_run", options.dry_run).name("files").begin_array();
  for (const PlannedFile& planned : plan.files) json.string(planned.file.path);
  json.string(published_head_name).end_array();
  json.name("changes").begin_object();
  for (const PlannedFile& planned : plan.files) json.member(planned.file.path, planned.change);
  for (const std::string& path : plan.removed) json.member(path, "removed");
  for (const std::string& path : plan.taken) json.member(path, "taken over");
  json.end_object();
  std::vector<PublishedDifference> differences = before.compared.differences;
  differences.insert(differences.end(), before.asked.begin(), before.asked.end());
  write_differences(json, "differences", differences);
  json.member("taken_over", static_cast<std::int64_t>(taken.size())).name("revocations").begin_array();
  for (const TakenOver& one : taken) {
    json.begin_object().member("kid", one.kid.str()).member("rid", one.rid.str());
    if (!one.label.empty()) json.member("number", one.label);
    json.end_object();
  }
  json.end_array();
  io.out() << json.end_object().text() << '\n';
}

void print_written(const PublishPlan& plan, const std::vector<TakenOver>& taken, Io& io) {
  for (const TakenOver& one : taken) io.out() << "revoked  " << line_of(one) << '\n';
  for (const PlannedFile& planned : plan.files) io.out() << "wrote    " << planned.file.path << '\n';
  for (const std::string& path : plan.removed) io.out() << "removed  " << path << '\n';
  io.out() << "wrote    " << published_head_name << '\n';
  if (!io.quiet()) io.out() << "note     " << cors_note << '\n';
}

// Exit code: that of the refusal that publishing would meet.
Exit show_plan(const PublishOptions& options, const PublishPlan& plan, const std::vector<TakenOver>& taken, Io& io) {
  std::vector<PublishedDifference> differences = plan.compared.differences;
  differences.insert(differences.end(), plan.asked.begin(), plan.asked.end());
  if (io.json()) {
    print_json(options, plan, plan, taken, io);
  } else {
    for (const PlannedFile& planned : plan.files) {
      io.out() << std::string(planned.change).append(9 - std::string_view(planned.change).size(), ' ')
               << planned.file.path << '\n';
    }
    for (const std::string& path : plan.removed) io.out() << "removed  " << path << '\n';
    const char* const how = options.replace ? "taken over" : "there alone: --replace takes it over";
    for (const std::string& path : plan.taken) io.out() << path << "   " << how << '\n';
    for (const PublishedDifference& one : differences) io.out() << line_of(one) << '\n';
    for (const TakenOver& one : taken) io.out() << "there    " << line_of(one) << '\n';
    if (!io.quiet()) io.out() << "note     nothing was written\n";
  }
  return differences.empty() ? Exit::done : exit_of(differences.front().code);
}

// With a passphrase, every key is asked for what ledger.key says of it.
Result<std::optional<LedgerKey>> open_voucher(const PublishOptions& options, Io& io) {
  if (!options.flags.passphrase_file) return std::optional<LedgerKey>{};
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  PassphraseSource passphrase = passphrase_source(options.flags, folder.path(), io);
  return open_ledger_key(folder, passphrase, io.now(), io).map([](LedgerKey key) {
    return std::optional(std::move(key));
  });
}

Result<void> mend_records(const IssuerFolder& folder, Io& io) {
  for (const KeyRecord& record : folder.keys()) {
    if (std::find(folder.behind().begin(), folder.behind().end(), record.kid) == folder.behind().end()) continue;
    VHC_CHECK_OK(folder.write_record(record, io));
    io.say("note     the record of " + record.kid.str() + " was older than the journal: it is " +
           std::string(name(record.state())));
  }
  return {};
}

Result<void> finish_folder(const std::string& issuer, Io& io) {
  VHC_TRY(const FolderLock lock, io.lock_folder(issuer));
  VHC_TRY(const IssuerFolder folder, IssuerFolder::open(issuer, io));
  folder.warn_of_strangers(io);
  VHC_CHECK_OK(mend_records(folder, io));
  return finish_pending(folder, io);
}

Result<PublishPlan> first_plan(const PublishOptions& options, const std::string& issuer, const LedgerKey* key, Io& io) {
  if (options.dry_run) return make_publish_plan(issuer, *options.to, {.key = key}, io);
  VHC_CHECK_OK(finish_folder(issuer, io));
  VHC_TRY(const FolderLock lock, io.lock_folder(issuer));
  return make_publish_plan(issuer, *options.to, {.key = key, .is_locked = true}, io);
}

std::string what_was_replaced(const PublishedComparison& compared) {
  std::string names;
  for (const PublishedDifference& one : compared.differences) {
    const std::string code(name(one.code));
    if (names.find(code) == std::string::npos) names += (names.empty() ? "replaced: " : ", ") + code;
  }
  return names;
}

// What was published before a restore stays unknown until something from before it was looked at.
std::string reason_of(const PublishPlan& before) {
  const JournalFacts& journal = before.compared.journal;
  const std::string replaced = what_was_replaced(before.compared);
  if (journal.restored_at <= journal.compared_at || before.tells_of_before) return replaced;
  return (replaced.empty() ? "" : replaced + "; ") + std::string(not_compared);
}

Result<Exit> publish(const PublishOptions& options, Io& io) {
  if (options.to.has_value() == options.check.has_value()) {
    return fail(Errc::usage, "publish", "--to DIR writes, --check DIR judges what lies there: give one of them");
  }
  if (options.check) return check_published(*options.check, options.flags, io);
  VHC_TRY(const std::optional<LedgerKey> voucher, open_voucher(options, io));
  const LedgerKey* const key = voucher ? &*voucher : nullptr;
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  VHC_TRY(const std::string issuer, issuer_path(options.flags, io));
  if (overlap(*options.to, issuer)) return is_private(options, issuer);
  VHC_TRY(const PublishPlan before, first_plan(options, issuer, key, io));
  VHC_TRY(const std::vector<TakenOver> taken, revocations_to_take(before.folder, before.compared.behind, io));
  if (options.dry_run) return show_plan(options, before, taken, io);
  VHC_CHECK_OK(confirm(options, before.compared, taken, io));
  VHC_CHECK_OK(confirm_asked(options, before, io));
  const std::string who = actor(options.flags, io);
  if (!before.compared.behind.empty()) VHC_CHECK_OK(take_over(before.folder, before.compared.behind, {at, who}, io));
  VHC_TRY(const FolderLock lock, io.lock_folder(issuer));  // let go while a question was answered
  VHC_TRY(const PublishPlan plan, make_publish_plan(issuer, *options.to, {.key = key, .is_locked = true}, io));
  VHC_CHECK_OK(check_as_confirmed(options, before, plan));
  VHC_TRY(const FolderTree tree, open_public(options, issuer, io));
  VHC_CHECK_OK(write_files(plan, tree));
  VHC_CHECK_OK(
      plan.folder.write_journal({.time = at, .actor = who, .verb = "publish", .reason = reason_of(before)}, io));
  VHC_CHECK_OK(write_head(plan.folder, tree, io));
  if (io.json()) {
    print_json(options, plan, before, taken, io);
  } else {
    print_written(plan, taken, io);
  }
  return Exit::done;
}

}  // namespace

void add_publish(Verb& root) {
  auto options = std::make_shared<PublishOptions>();
  Verb& verb = root.verb("publish", "write the public folder: key set and revocation lists");
  verb.describe(
      "Writes .well-known/jwks.json and .well-known/crl/KID.json into DIR, for any web server to serve below the "
      "issuer URL; and journal-head.txt, which proves later what the journal was on that day. Before that, it "
      "compares this folder with DIR: another issuer's folder, a higher counter of a revocation list, revocations, "
      "keys or "
      "a "
      "journal that this folder does not know are refused, and nothing is written. A key that no line of the journal "
      "made or took in is not published; with --passphrase-file, ledger.key has to vouch for every key too.");
  add_issuer_flag(verb, options->flags);
  verb.option("--to", options->to, "DIR", "the folder that the web server serves below the issuer URL");
  verb.option("--check", options->check, "DIR",
              "check a public folder, local or fetched; with an issuer's folder, also compare the two. Writes nothing");
  add_passphrase_flag(verb, options->flags);
  add_acting_flags(verb, options->flags);
  verb.flag("--replace", options->replace,
            "publish this folder in place of what is there, after a question; revocations there are taken over first");
  verb.flag("-n,--dry-run", options->dry_run, "say what would be written, and what stands in the way; write nothing");
  verb.flag("--yes", options->yes, "do not ask: neither for --replace, nor before no key that signs is left there");
  verb.exits({1, 3, 4, 5, 6});
  verb.example("$ vhc publish --issuer shop --to /srv/www/shc");
  verb.example("$ vhc publish --issuer shop --check fetched");
  verb.run([options](Io& io) {
    const auto done = publish(*options, io);
    return done ? *done : io.tell(done.error());
  });
}

}  // namespace vhc
