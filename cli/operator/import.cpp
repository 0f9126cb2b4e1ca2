// What sources publish, taken into the draft: the VCI directory, one issuer's key set, a new issuer.
#include <algorithm>
#include <map>
#include <memory>
#include <ostream>

#include "operator/draft_steps.h"
#include "operator/import_certificates.h"
#include "operator/registry_flags.h"
#include "shell/counted.h"
#include "shell/io.h"
#include "shell/verb_body.h"
#include "venue/store/published_keys.h"
#include "venue/trust_flags.h"
#include "vhc/display_text.h"
#include "vhc/import_vci.h"
#include "vhc/json_writer.h"
#include "vhc/list_edit.h"

namespace vhc {
namespace {

std::string net_or(const DraftOptions& options, const std::string& usual) {
  return options.net.value_or(usual);
}

// ---- import vci

Result<void> ask_all(const std::vector<ImportQuestion>& questions, const DraftOptions& options, Io& io) {
  for (const ImportQuestion& question : questions) {
    if (options.flags.yes) continue;
    auto agreed = io.ask_yes("question: " + question.detail + ". Go on?", "--yes");
    if (!agreed) return fail(agreed.error().code, question.detail, agreed.error().hint);
    if (!*agreed) return fail(Errc::registry_declined, question.detail, "nothing was changed");
  }
  return {};
}

std::size_t count_of(const VciDirectory& directory, Errc code, Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(directory.findings.begin(), directory.findings.end(),
                    [&](const auto& f) { return f.code == code && f.severity == severity; }));
}

using CertificateFindings = std::vector<CertificateFinding>;

// Entries that cost themselves, and what of revocation lists could not be read as it should be written.
void print_left_out(std::ostream& out, const VciDirectory& directory, const VciImport& import) {
  for (const std::string& iss : import.unfit) out << "LEFT OUT    " << displayed(iss) << "  no list can carry it\n";
  std::map<std::pair<std::string, std::string>, std::size_t> odd;
  for (const VciFinding& finding : directory.findings) {
    const bool is_left_out =
        finding.severity == Severity::error && (finding.code == Errc::trust_damaged || finding.code == Errc::rule_v5);
    if (is_left_out) {
      out << "LEFT OUT    " << displayed(finding.iss) << "  " << displayed(finding.detail) << " ("
          << rule_of(finding.code) << ")\n";
    }
    if (finding.code == Errc::crl_rid) ++odd[{finding.iss, finding.kid}];
    if (finding.severity == Severity::error &&
        (finding.code == Errc::crl_form || finding.code == Errc::crl_method || finding.code == Errc::input_too_large)) {
      out << "crl         " << displayed(finding.iss) << "  a list is not used: " << info(finding.code).sentence
          << '\n';
    }
  }
  for (const auto& [key, number] : odd) {
    out << "crl         " << displayed(key.first) << ' ' << displayed(key.second) << "  " << number
        << (number == 1 ? " entry is no revocation id" : " entries are no revocation ids") << " (V13)\n";
  }
}

void print_import(std::ostream& out, const VciDirectory& directory, const VciImport& import,
                  const CertificateFindings& certificates) {
  const VciCounts& counts = directory.counts;
  out << "signature   good: P-521/SHA-512, pinned certificate\n";
  out << "snapshot    " << to_rfc3339(directory.time) << '\n';
  out << "issuers     " << counts.issuers << " in the snapshot: " << counts.listed << " listed, " << counts.delisted
      << " delisted\n";
  out << "keys        " << counts.keys << ": " << counts.refused_keys << " refused, "
      << count_of(directory, Errc::rule_v9, Severity::warning)
      << " accepted with \"kid leaves out a zero byte\" (V9)\n";
  out << "stale       " << counted(counts.stale, "listed issuer") << " not seen for over 30 days\n";
  out << "delisted    " << counts.delisted << " -> suspended: " << counts.delisted_with_listed_key
      << " have a listed issuer with the same key, " << counts.delisted - counts.delisted_with_listed_key << " not\n";
  if (counts.x5c_keys != 0)
    out << "x5c         " << counted(counts.x5c_keys, "key") << " at " << counted(counts.x5c_issuers, "issuer")
        << " (policy: the list decides); " << counted(num_out_of_date(certificates), "leaf certificate")
        << " not valid now (V15)\n";
  if (!certificates.empty()) out << "x5c         " << counts_of(certificates) << '\n';
  out << "crl         " << counted(counts.crl_files, "file") << ", " << counted(counts.rids, "id") << "; "
      << counted(count_of(directory, Errc::rule_v12, Severity::warning), "counter") << " in an unusual form (V12)\n";
  for (const VciFinding& finding : directory.findings) {
    if (finding.code == Errc::rule_v16) out << "no key      " << displayed(finding.iss) << " (V16)\n";
    if (finding.code == Errc::rule_v10)
      out << "INCIDENT    " << displayed(finding.iss) << " publishes a private key (V10)\n";
  }
  print_left_out(out, directory, import);
  const std::size_t waiting = proposals_in(import.proposed, import.draft).size();
  if (waiting != 0) {
    out << "waiting     " << waiting << (waiting == 1 ? " proposal waits" : " proposals wait")
        << " for an answer: vhc registry diff, issuer accept, issuer refuse\n";
  }
  if (import.unchanged) {
    out << "draft       unchanged: this snapshot was imported before\n";
    return;
  }
  for (const ImportProposal& proposal : import.proposals) {
    out << (proposal.returned ? "RETURNED    " : "proposed    ") << displayed(proposal.iss);
    if (!proposal.kid.empty()) out << ' ' << displayed(proposal.kid);
    out << "  " << proposal.detail << '\n';
  }
  if (import.missing_issuers + import.missing_keys != 0) {
    out << "missing     " << counted(import.missing_issuers, "issuer") << ", " << counted(import.missing_keys, "key")
        << " gone from the source: nothing was removed\n";
  }
  out << "draft       +" << counted(import.added_issuers, "issuer") << " +" << counted(import.added_keys, "key") << ", "
      << counted(import.changed_issuers, "issuer") << " changed   nothing removed\n";
}

void write_pair(JsonWriter& json, std::string_view name, std::size_t issuers, std::size_t keys) {
  json.name(name).begin_object().member("issuers", static_cast<std::int64_t>(issuers));
  json.member("keys", static_cast<std::int64_t>(keys)).end_object();
}

std::string import_json(const VciDirectory& directory, const VciImport& import,
                        const CertificateFindings& certificates) {
  const VciCounts& counts = directory.counts;
  JsonWriter json;
  json.begin_object()
      .member("schema", "vhc.import/1")
      .member("source", "vci")
      .member("time", to_rfc3339(directory.time));
  json.member("signature", "good");
  const std::pair<std::string_view, std::size_t> numbers[] = {
      {"issuers", counts.issuers},
      {"listed", counts.listed},
      {"keys", counts.keys},
      {"distinct_kids", counts.distinct_kids},
      {"shared_kids", counts.shared_kids},
      {"x5c_keys", counts.x5c_keys},
      {"x5c_issuers", counts.x5c_issuers},
      {"crl_issuers", counts.crl_issuers},
      {"crl_files", counts.crl_files},
      {"rids", counts.rids},
      {"delisted", counts.delisted},
      {"delisted_with_listed_key", counts.delisted_with_listed_key},
      {"no_key", counts.no_key},
      {"stale", counts.stale},
      {"refused_keys", counts.refused_keys}};
  for (const auto& [name, number] : numbers) json.member(name, static_cast<std::int64_t>(number));
  json.member("unchanged", import.unchanged);
  write_pair(json, "added", import.added_issuers, import.added_keys);
  write_pair(json, "changed", import.changed_issuers, 0);
  write_pair(json, "missing", import.missing_issuers, import.missing_keys);
  json.name("proposals").begin_array();
  for (const ImportProposal& proposal : import.proposals) {
    json.begin_object().member("iss", proposal.iss);
    if (!proposal.kid.empty()) json.member("kid", proposal.kid);
    json.member("returned", proposal.returned).member("why", proposal.detail).end_object();
  }
  json.end_array().name("findings").begin_array();
  for (const VciFinding& finding : directory.findings) {
    json.begin_object().member("rule", rule_of(finding.code).empty() ? name(finding.code) : rule_of(finding.code));
    json.member("severity", name(finding.severity));
    if (!finding.iss.empty()) json.member("iss", finding.iss);
    if (!finding.kid.empty()) json.member("kid", finding.kid);
    if (!finding.detail.empty()) json.member("detail", finding.detail);
    json.end_object();
  }
  for (const std::string& iss : import.unfit) {
    json.begin_object().member("rule", "V20").member("severity", "error").member("iss", iss);
    json.member("detail", "no list can carry it").end_object();
  }
  for (const CertificateFinding& finding : certificates) {
    json.begin_object().member("rule", "V15").member("severity", "warning").member("iss", finding.iss).end_object();
  }
  return json.end_array().end_object().take();
}

Result<Exit> import_directory(const DraftOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  VHC_TRY(const VciFiles files, read_vci_files(*options.trust.vci, io));
  VHC_TRY(const Sha256 pin, vci_pin(options.trust));
  VHC_TRY(const VciDirectory directory, open_vci(files, *options.trust.vci, pin));
  std::vector<VciIssuer> names;
  if (files.directory) {
    VHC_TRY(VciIssuers listed, read_vci_issuers(*files.directory));
    names = std::move(listed.issuers);
  } else {
    io.warn({Errc::trust_no_directory, Severity::warning, *options.trust.vci, {}});
  }
  VHC_TRY(const TrustLines base, folder.draft(io));
  VHC_TRY(Proposals proposals, folder.proposals(io));
  VHC_TRY(const VciImport import,
          import_vci(base, net_or(options, "vci"), directory, files, pin, names, now, proposals));
  VHC_TRY(const CertificateFindings certificates, look_at_certificates(files.snapshot, now));
  VHC_CHECK_OK(ask_all(import.questions, options, io));
  if (!import.unchanged) {
    proposals.waiting = import.proposed;
    VHC_CHECK_OK(folder.change_draft("import vci", import.draft, &proposals, io));
    VHC_CHECK_OK(note_down(folder, options.flags, "import vci", "snapshot of " + to_rfc3339(directory.time), io));
  }
  if (io.json()) {
    io.out() << import_json(directory, import, certificates) << '\n';
  } else {
    print_import(io.out(), directory, import, certificates);
  }
  const bool has_findings =
      !directory.findings.empty() || !import.proposals.empty() || !import.questions.empty() || !certificates.empty();
  return findings_if(has_findings && !import.unchanged);
}

// ---- one issuer's key set

struct Served {
  KeySet keys;
  std::vector<RevocationList> lists;
};

// Lists that cannot be used are named and left out: the draft keeps what it has of them.
Result<Served> read_served(const std::string& file, Io& io) {
  VHC_TRY(PublishedKeys published, read_published_keys(file, io));
  Served served{std::move(published.keys), {}};
  for (PromisedList& promised : published.lists) {
    if (!promised.list) {
      const bool is_missing = promised.list.error().code == Errc::crl_missing;
      if (!is_missing && promised.text.empty()) return tl::unexpected(std::move(promised.list).error());
      io.warn({is_missing ? Errc::crl_missing : Errc::rule_v13, Severity::warning, promised.file,
               is_missing ? std::string{} : "the list is not used"});
      continue;
    }
    for (const Finding& finding : promised.list->findings()) {
      io.warn({finding.code, finding.severity, promised.file + (finding.where.empty() ? "" : ", ") + finding.where,
               finding.detail});
    }
    served.lists.push_back(*std::move(promised.list));
  }
  for (const Finding& finding : served.keys.findings) io.warn(finding);
  return served;
}

bool has_findings(const Served& served) {
  return !served.keys.findings.empty() || std::any_of(served.lists.begin(), served.lists.end(),
                                                      [](const auto& list) { return !list.findings().empty(); });
}

// V10: a point whose private half is public knowledge counts nowhere. Its kids in the draft, with what to do.
void say_leaked(const KeySet& keys, const TrustLines& draft, Io& io) {
  for (const IssuerLine& line : draft.issuers) {
    for (const KeyLine& key : line.keys) {
      const auto point = public_key_of(key);
      if (!point || std::find(keys.leaked.begin(), keys.leaked.end(), *point) == keys.leaked.end()) continue;
      io.out() << "INCIDENT the private half of " << displayed(key.kid) << " is published (V10); "
               << displayed(line.iss) << " has it on the list: vhc registry deny-key, then key revoke\n";
    }
  }
}

bool has_incident(const KeySet& keys) {
  return std::any_of(keys.findings.begin(), keys.findings.end(),
                     [](const Finding& finding) { return finding.code == Errc::rule_v10; });
}

Result<Exit> add_new_issuer(const DraftOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(const Served served, read_served(*options.jwks, io));
  VHC_TRY(TrustLines draft, folder.draft(io));
  const std::string net = net_or(options, "vci");
  say_leaked(served.keys, draft, io);
  VHC_CHECK_OK(add_network(draft, net, Profile::shc, ""));
  VHC_CHECK_OK(add_issuer(draft, net, *options.iss, options.name.value_or(""), served.keys, served.lists));
  VHC_CHECK_OK(folder.change_draft("issuer add " + *options.iss, draft, nullptr, io));
  VHC_CHECK_OK(note_down(folder, options.flags, "issuer add " + *options.iss, options.flags.why.value_or(""), io));
  io.out() << "draft    +1 issuer +" << served.keys.keys.size() << (served.keys.keys.size() == 1 ? " key" : " keys")
           << " in network " << net << '\n';
  return findings_if(has_findings(served));
}

Result<Exit> import_key_set(const DraftOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(const Served served, read_served(*options.jwks, io));
  VHC_TRY(TrustLines draft, folder.draft(io));
  VHC_TRY(const IssuerLine* held, find_issuer(draft, options.net.value_or(""), *options.iss));
  say_leaked(served.keys, draft, io);
  if (served.keys.keys.empty() && !has_incident(served.keys)) return fail(Errc::rule_v16, *options.jwks);
  TrustLines changed = draft;
  VHC_TRY(const KeySetChanges changes, merge_key_set(changed, held->net, *options.iss, served.keys, served.lists));
  const bool all_new = changes.added_keys == served.keys.keys.size() && changes.added_keys != 0;
  if (changes.added_keys != 0 && (held->stale || all_new) && !options.flags.yes) {
    return fail(Errc::rule_v22, *options.iss,
                held->stale
                    ? "it was not seen since " + to_rfc3339(*held->stale).substr(0, 10) + "; --yes adds its keys"
                    : "all its known keys are gone from the source; --yes adds the new ones");
  }
  VHC_CHECK_OK(folder.change_draft("import jwks " + *options.iss, changed, nullptr, io));
  VHC_CHECK_OK(note_down(folder, options.flags, "import jwks " + *options.iss, "", io));
  for (const Finding& finding : changes.findings) io.warn(finding);
  io.out() << "draft    +" << counted(changes.added_keys, "key") << ", "
           << counted(changes.changed_lists, "revocation list") << " changed, " << counted(changes.missing_keys, "key")
           << " no longer served: nothing was removed\n";
  return findings_if(has_findings(served) || !changes.findings.empty() || changes.missing_keys != 0);
}

}  // namespace

void add_imports(Verb& registry, Verb& issuer) {
  Verb& import = registry.verb("import", "take what a source publishes into the draft");
  auto vci = std::make_shared<DraftOptions>();
  Verb& directory = import.verb("vci", "the signed snapshot of the VCI directory");
  directory.describe(
      "DIR holds vci_snapshot.json, .sig, .crt and, if there, vci-issuers.json. The first import takes everything that "
      "passes the rules; a later one adds keys only where a key we hold is still served, and proposes the rest. "
      "Nothing "
      "is ever removed. Exit 1 when there is something to look at.");
  directory.operand("DIR", vci->trust.vci, true);
  add_vci_pin(directory, vci->trust);
  directory.flag("--yes", vci->flags.yes, "answer the questions that would be asked: age, loss");
  add_draft_options(directory, *vci);
  directory.example("$ vhc registry import vci ./fetched --list net");
  directory.run(run_with(vci, import_directory));
  auto jwks = std::make_shared<DraftOptions>();
  Verb& key_set =
      import.verb("jwks", "the key set that an issuer of the draft serves now, with crl/KID.json beside it");
  key_set.operand("ISS", jwks->iss, true);
  key_set.operand("FILE", jwks->jwks, true);
  key_set.flag("--yes", jwks->flags.yes, "add keys although the issuer was long unseen, or all its keys are new");
  add_draft_options(key_set, *jwks);
  key_set.example("$ vhc registry import jwks https://pharmacy.example/shc jwks.json --list net");
  key_set.run(run_with(jwks, import_key_set));
  auto fresh = std::make_shared<DraftOptions>();
  Verb& add = issuer.verb("add", "a new issuer with its key set");
  add.required_option("--iss", fresh->iss, "URL", "the issuer, exactly as in its cards");
  add.option("--name", fresh->name, "TEXT", "its name, for people");
  add.required_option("--jwks", fresh->jwks, "FILE", "its key set, with crl/KID.json beside it");
  add_why(add, fresh->flags);
  add_draft_options(add, *fresh);
  add.example(
      "$ vhc registry issuer add --list net --iss https://pharmacy.example/shc --name \"Corner Pharmacy\" --jwks "
      "jwks.json --why \"agreement 2026-117\"");
  add.run(run_with(fresh, add_new_issuer));
}

}  // namespace vhc
