// What the operator looks at: the rules over a list, what runs out, the chain of everything published.
#include <algorithm>
#include <memory>
#include <ostream>

#include "operator/registry_flags.h"
#include "operator/registry_verbs.h"
#include "operator/store/registry_journal.h"
#include "shell/counted.h"
#include "shell/io.h"
#include "shell/paths.h"
#include "shell/verb_body.h"
#include "venue/trust_flags.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"
#include "vhc/list_audit.h"
#include "vhc/signing_rules.h"

namespace vhc {
namespace {

struct WatchOptions {
  RegistryFlags flags;
  std::optional<std::string> list_file;
  TrustFlags trust;  // the pin, for a VCI directory
};

// ---- status

struct Remaining {
  std::string what;
  std::uint32_t number = 0;
  UnixTime issued{};
  UnixTime expires{};
  std::chrono::seconds warn_before{0};

  // Less than a quarter of its life, or than the days that are usual for its kind.
  bool is_short(UnixTime now) const {
    const auto left = expires - now;
    return left < (expires - issued) / 4 || left < warn_before;
  }
};

std::vector<Remaining> remaining(const RegistryFolder& folder) {
  std::vector<Remaining> all;
  if (!folder.roots().empty()) {
    const RootNote& root = folder.roots().back().note;
    all.push_back({"root", root.number, root.issued, root.expires, std::chrono::days{90}});
  }
  if (!folder.lists().empty()) {
    const ListNote& list = folder.lists().back().note;
    all.push_back({"list", list.number, list.issued, list.expires, std::chrono::days{30}});
  }
  if (folder.live()) {
    const LiveNote& live = folder.live()->note;
    all.push_back({"live", live.number, live.issued, live.expires, std::chrono::seconds{0}});
  }
  return all;
}

std::vector<std::string> what_waits(const RegistryFolder& folder) {
  std::vector<std::string> texts;
  if (folder.next_root()) {
    const auto root = parse_root(folder.next_root()->note.text);
    texts.push_back("a root waits: " + (root ? to_text(count_root(folder.next_root()->note, folder.governing(), *root))
                                             : "its text cannot be read"));
  }
  if (folder.next_list() && folder.governing() != nullptr) {
    texts.push_back("a list waits: " + to_text(count_list(folder.next_list()->note, *folder.governing())));
  }
  return texts;
}

Result<std::size_t> count_proposals(const RegistryFolder& folder, Io& io) {
  VHC_TRY(const TrustLines draft, folder.draft(io));
  VHC_TRY(const Proposals proposals, folder.proposals(io));
  return proposals_in(proposals.waiting, draft).size();
}

Result<Exit> show_status(const WatchOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry(options.flags, io));
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  bool has_findings = false;
  JsonWriter json;
  json.begin_object()
      .member("schema", "vhc.registry.status/1")
      .member("origin", folder.origin())
      .name("notes")
      .begin_array();
  for (const Remaining& note : remaining(folder)) {
    const bool is_short = note.is_short(now);
    const auto days = std::chrono::floor<std::chrono::days>(note.expires - now).count();
    if (is_short) has_findings = true;
    json.begin_object().member("note", note.what).member("number", std::int64_t{note.number});
    json.member("expires", to_rfc3339(note.expires))
        .member("days_left", std::int64_t{days})
        .member("renew", is_short)
        .end_object();
    if (io.json()) continue;
    io.out() << note.what << ' ' << note.number << "\texpires " << day(note.expires) << '\t' << days << " d left"
             << (is_short ? "\tRENEW" : "") << '\n';
  }
  json.end_array().name("warnings").begin_array();
  const auto warn = [&](const std::string& text) {
    json.string(text);
    if (!io.json()) io.out() << "warning  " << text << '\n';
  };
  if (folder.roots().empty()) warn("the first root is not published yet");
  for (const std::string& waiting : what_waits(folder)) {
    has_findings = true;
    warn(waiting);
  }
  for (const UnusedNote& note : folder.unused()) {
    has_findings = true;
    warn(folder.file(note.name) + " does not verify and is ignored: " + note.why);
  }
  if (folder.governing() != nullptr) {
    for (const Finding& finding : weaknesses(*folder.governing())) {
      warn(std::string(info(finding.code).sentence) + (finding.detail.empty() ? "" : ": " + finding.detail));
    }
    if (!folder.lists().empty()) {
      const auto parts = split_note(folder.lists().back().bytes, max_list_note_bytes);
      if (!parts || !check_signers(*parts, *folder.governing(), NoteRole::list)) {
        has_findings = true;
        warn("the newest root's keys have not signed the newest list");
      }
    }
    if (folder.governing()->may_live && !folder.lists().empty() &&
        (!folder.live() || folder.live()->note.of != folder.lists().back().hash)) {
      has_findings = true;
      warn("the daily live note is missing: vhc registry live");
    }
  }
  VHC_TRY(const std::size_t waiting, count_proposals(folder, io));
  json.end_array().member("proposals", static_cast<std::int64_t>(waiting)).end_object();
  if (io.json()) {
    io.out() << json.text() << '\n';
  } else if (waiting != 0) {
    io.out() << waiting << (waiting == 1 ? " proposal waits" : " proposals wait")
             << " for an answer: vhc registry diff shows them\n";
  }
  return findings_if(has_findings);
}

// ---- log

std::string signed_by(const std::string& bytes) {
  const auto parts = split_note(bytes, max_live_note_bytes);
  if (!parts) return "?";
  std::string names;
  for (const NoteSignature& line : parts->signatures) {
    names += (names.empty() ? "" : ", ") + line.name.substr(line.name.rfind('/') + 1);
  }
  return names;
}

// The chain and its signatures are verified at opening: what is left out there breaks it. The data of older lists may
// be gone, after a restore; the newest one's may not.
Result<std::size_t> check_published(const RegistryFolder& folder, Io& io) {
  if (!folder.unused().empty()) {
    return fail(Errc::registry_unverified, folder.file(folder.unused().front().name), folder.unused().front().why);
  }
  std::size_t missing = 0;
  for (const auto& list : folder.lists()) {
    const std::string name = folder.file("lists/" + std::to_string(list.note.number) + ".list");
    if (!io.exists(name) && list.hash != folder.lists().back().hash) {
      ++missing;
      continue;
    }
    VHC_TRY(const std::string data, io.read_plain_file(name, max_list_bytes));
    if (sha256(as_bytes(data)) != list.note.data) {
      return fail(Errc::trust_list_hash, "list " + std::to_string(list.note.number));
    }
  }
  return missing;
}

Result<Exit> show_log(const WatchOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry(options.flags, io));
  for (const auto& root : folder.roots()) {
    io.out() << "root " << root.note.number << "  " << to_rfc3339(root.note.issued) << "  " << hash_text(root.hash)
             << "  " << signed_by(root.bytes) << '\n';
  }
  for (const auto& list : folder.lists()) {
    io.out() << "list " << list.note.number << "  " << to_rfc3339(list.note.issued) << "  " << hash_text(list.hash)
             << "  " << counted(list.note.lines, "line") << "  " << signed_by(list.bytes) << '\n';
  }
  if (folder.live()) {
    io.out() << "live " << folder.live()->note.number << "  " << to_rfc3339(folder.live()->note.issued) << "  "
             << hash_text(folder.live()->hash) << "  " << signed_by(folder.live()->bytes) << '\n';
  }
  VHC_TRY(const std::size_t missing, check_published(folder, io));
  VHC_TRY(const JournalSeal end, folder.journal_end(io));
  const auto& lists = folder.lists();
  const auto sealed = std::find_if(lists.rbegin(), lists.rend(), [](const auto& list) { return list.note.journal; });
  if (missing != 0)
    io.out() << missing << (missing == 1 ? " older list is" : " older lists are") << " here by note only\n";
  io.out() << "chain unbroken; journal " << counted(end.count, "line") << ", unbroken, ";
  if (sealed == lists.rend()) {
    io.out() << "none sealed (a cut end is not seen)\n";
  } else {
    io.out() << sealed->note.journal->count << " sealed by list " << sealed->note.number << '\n';
  }
  return Exit::done;
}

// ---- audit

struct Audit {
  std::size_t issuers = 0;
  std::vector<AuditFinding> findings;
};

// A VCI directory as it was fetched.
Result<Audit> audit_vci(const WatchOptions& options, Io& io) {
  TrustFlags trust = options.trust;
  trust.vci = *options.list_file;
  VHC_TRY(const VciDirectory directory, load_vci(trust, io));
  Audit audit{.issuers = directory.counts.issuers, .findings = {}};
  for (const VciFinding& found : directory.findings) {
    const std::string_view rule = rule_of(found.code);
    audit.findings.push_back({.rule = std::string(rule.empty() ? name(found.code) : rule),
                              .severity = found.severity,
                              .net = "vci",
                              .iss = found.iss,
                              .kid = found.kid,
                              .detail = found.detail.empty() ? std::string(info(found.code).sentence) : found.detail});
  }
  return audit;
}

Result<Audit> audit_list(const WatchOptions& options, Io& io) {
  TrustLines lines;
  if (options.list_file) {
    VHC_TRY(const std::string text, io.read_file(*options.list_file, max_list_bytes));
    auto read = read_list(text);
    if (!read) return in_file(*options.list_file, std::move(read).error());
    lines = *std::move(read);
  } else {
    VHC_TRY(const RegistryFolder folder, open_registry(options.flags, io));
    VHC_TRY(lines, folder.draft(io));
  }
  return Audit{.issuers = lines.issuers.size(), .findings = audit(lines)};
}

Result<Exit> show_audit(const WatchOptions& options, Io& io) {
  const bool is_vci = options.list_file && io.exists(*options.list_file + "/vci_snapshot.json");
  VHC_TRY(const Audit audit, is_vci ? audit_vci(options, io) : audit_list(options, io));
  const std::vector<AuditFinding>& findings = audit.findings;
  bool has_findings = false;
  JsonWriter json;
  json.begin_object().member("schema", "vhc.audit/1").member("issuers", static_cast<std::int64_t>(audit.issuers));
  json.name("findings").begin_array();
  for (const AuditFinding& finding : findings) {
    has_findings = has_findings || finding.severity != Severity::note;
    json.begin_object().member("rule", finding.rule).member("severity", name(finding.severity));
    json.member("net", finding.net).member("iss", finding.iss);
    if (!finding.kid.empty()) json.member("kid", finding.kid);
    json.member("detail", finding.detail).end_object();
    if (io.json()) continue;
    io.out() << finding.rule << '\t' << name(finding.severity) << '\t' << finding.net << ' ' << displayed(finding.iss);
    if (!finding.kid.empty()) io.out() << ' ' << displayed(finding.kid);
    io.out() << "\t" << displayed(finding.detail) << '\n';
  }
  json.end_array().end_object();
  if (io.json()) {
    io.out() << json.text() << '\n';
  } else {
    io.out() << counted(audit.issuers, "issuer") << ", " << counted(findings.size(), "finding") << "\n";
  }
  return findings_if(has_findings);
}

}  // namespace

void add_registry_watch(Verb& registry) {
  auto status = std::make_shared<WatchOptions>();
  Verb& status_verb = registry.verb("status", "what runs out when; exit 1 when something is to be renewed, for cron");
  add_list_flag(status_verb, status->flags);
  status_verb.option("--at", status->flags.at, "TIME", "as of TIME (RFC 3339; default: now)");
  status_verb.exits({1, 3, 4});
  status_verb.example("$ vhc registry status --list net");
  status_verb.run(run_with(status, show_status));
  auto log = std::make_shared<WatchOptions>();
  Verb& log_verb = registry.verb("log", "everything that was published, and whether its chain holds");
  add_list_flag(log_verb, log->flags);
  log_verb.describe(
      "Checks the roots, the lists and the journal from their first lines on. A journal line that was edited or "
      "removed "
      "is named; a cut end is seen as far as a list seals the journal (propose --seal-journal).");
  log_verb.exits({3, 4, 5});
  log_verb.example("$ vhc registry log --list net");
  log_verb.run(run_with(log, show_log));
  auto looked = std::make_shared<WatchOptions>();
  Verb& audit_verb =
      registry.verb("audit", "the rules for lists, by their numbers, over the draft, any list or a VCI directory");
  audit_verb.describe(
      "LIST is a file with a list's lines, or a folder with a VCI directory as it was fetched, whose signature is "
      "checked "
      "first; without it the draft. Exit 1 when a rule is broken.");
  add_vci_pin(audit_verb, looked->trust);
  audit_verb.operand("LIST", looked->list_file, false);
  add_list_flag(audit_verb, looked->flags);
  audit_verb.exits({1, 3, 4, 5});
  audit_verb.example("$ vhc registry audit --list net");
  audit_verb.example("$ vhc registry audit ./fetched");
  audit_verb.run(run_with(looked, show_audit));
}

}  // namespace vhc
