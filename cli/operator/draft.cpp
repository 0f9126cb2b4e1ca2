// What is done to the draft by hand, and what it comes to.
#include <algorithm>
#include <memory>
#include <ostream>

#include "operator/draft_steps.h"
#include "operator/print_diff.h"
#include "operator/registry_flags.h"
#include "operator/registry_verbs.h"
#include "shell/io.h"
#include "shell/paths.h"
#include "shell/verb_body.h"
#include "vhc/display_text.h"
#include "vhc/list_diff.h"
#include "vhc/list_edit.h"

namespace vhc {
namespace {

// ---- edits

using Edit = std::function<Result<void>(TrustLines& draft, UnixTime now)>;

Result<Exit> edit(const DraftOptions& options, const std::string& action, const Edit& change, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  VHC_TRY(TrustLines draft, folder.draft(io));
  const TrustLines before = draft;
  VHC_CHECK_OK(change(draft, now));
  const std::string what = action + " " + *options.iss + (options.kid ? " " + *options.kid : "");
  VHC_CHECK_OK(folder.change_draft(what, draft, nullptr, io));
  VHC_CHECK_OK(note_down(folder, options.flags, what, options.flags.why.value_or(""), io));
  print_diff(io.out(), diff(before, draft));
  return Exit::done;
}

Result<Exit> suspend_issuer(const DraftOptions& options, Io& io) {
  return edit(
      options, "issuer suspend",
      [&](TrustLines& draft, UnixTime now) -> Result<void> {
        VHC_TRY(IssuerLine * issuer, find_issuer(draft, options.net.value_or(""), *options.iss));
        suspend(*issuer, now, *options.flags.why);
        return {};
      },
      io);
}

Result<Exit> resume_issuer(const DraftOptions& options, Io& io) {
  return edit(
      options, "issuer resume",
      [&](TrustLines& draft, UnixTime) -> Result<void> {
        VHC_TRY(IssuerLine * issuer, find_issuer(draft, options.net.value_or(""), *options.iss));
        return resume(*issuer);
      },
      io);
}

Result<Exit> retire_issuer(const DraftOptions& options, Io& io) {
  return edit(
      options, "issuer retire",
      [&](TrustLines& draft, UnixTime now) -> Result<void> {
        VHC_TRY(IssuerLine * issuer, find_issuer(draft, options.net.value_or(""), *options.iss));
        retire(*issuer, options.destroyed, now, *options.flags.why);
        return {};
      },
      io);
}

Result<Exit> retire_key(const DraftOptions& options, Io& io) {
  return edit(
      options, "key retire",
      [&](TrustLines& draft, UnixTime now) -> Result<void> {
        VHC_TRY(IssuerLine * issuer, find_issuer(draft, options.net.value_or(""), *options.iss));
        VHC_TRY(KeyLine * key, find_key(*issuer, *options.kid));
        return retire(*key, options.destroyed, now);
      },
      io);
}

Result<Exit> revoke_key(const DraftOptions& options, Io& io) {
  return edit(
      options, "key revoke",
      [&](TrustLines& draft, UnixTime now) -> Result<void> {
        return revoke_everywhere(draft, options.net.value_or(""), *options.iss, *options.kid, now).map([](std::size_t) {
        });
      },
      io);
}

Result<Exit> reset_crl(const DraftOptions& options, Io& io) {
  return edit(
      options, "crl reset",
      [&](TrustLines& draft, UnixTime) -> Result<void> {
        VHC_TRY(IssuerLine * issuer, find_issuer(draft, options.net.value_or(""), *options.iss));
        VHC_TRY(KeyLine * key, find_key(*issuer, *options.kid));
        reset_counter(*issuer, *key);
        return {};
      },
      io);
}

Result<Exit> revoke_card(const DraftOptions& options, Io& io) {
  return edit(
      options, "crl revoke",
      [&](TrustLines& draft, UnixTime) -> Result<void> {
        VHC_TRY(IssuerLine * issuer, find_issuer(draft, options.net.value_or(""), *options.iss));
        VHC_TRY(KeyLine * key, find_key(*issuer, *options.kid));
        return revoke_card(*issuer, *key, *options.rid);
      },
      io);
}

// ---- diff

Result<TrustLines> read_lines(const std::string& file, Io& io) {
  VHC_TRY(const std::string text, io.read_file(file, max_list_bytes));
  auto lines = read_list(text);
  return lines ? std::move(lines) : in_file(file, std::move(lines).error());
}

Result<Exit> show_diff(const DraftOptions& options, Io& io) {
  TrustLines before;
  TrustLines after;
  std::string title;
  std::vector<ImportProposal> waiting;
  if (options.old_list && options.new_list) {
    VHC_TRY(before, read_lines(*options.old_list, io));
    VHC_TRY(after, read_lines(*options.new_list, io));
    title = displayed(*options.old_list) + " -> " + displayed(*options.new_list);
  } else if (options.old_list) {
    return fail(Errc::usage, "OLD NEW", "name two lists, or none for the published one and the draft");
  } else {
    VHC_TRY(const RegistryFolder folder, open_registry(options.flags, io));
    VHC_TRY(const std::string text, folder.published_list(io));
    VHC_TRY(before, read_list(text));
    VHC_TRY(after, folder.draft(io));
    VHC_TRY(const Proposals proposals, folder.proposals(io));
    waiting = proposals_in(proposals.waiting, after);
    title = folder.lists().empty() ? "nothing published -> draft"
                                   : "list " + std::to_string(folder.lists().back().note.number) + " -> draft";
  }
  const ListDiff changes = diff(before, after);
  if (io.json()) {
    io.out() << to_json(changes, waiting) << '\n';
  } else {
    io.out() << "  " << title << '\n';
    print_diff(io.out(), changes);
    print_proposals(io.out(), waiting);
  }
  return findings_if(!changes.changes.empty() || !waiting.empty());
}

// ---- urls

Result<Exit> show_urls(const DraftOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry(options.flags, io));
  VHC_TRY(const TrustLines draft, folder.draft(io));
  std::size_t number = 0;
  for (const IssuerLine& line : draft.issuers) {
    if (options.net && line.net != *options.net) continue;
    const std::string place = line.net + "/" + std::to_string(++number);
    io.out() << line.iss << "/.well-known/jwks.json " << place << "/jwks.json\n";
    for (const KeyLine& key : line.keys) {
      if (!key.counter) continue;
      io.out() << line.iss << "/.well-known/crl/" << key.kid << ".json " << place << "/crl/" << key.kid << ".json\n";
    }
  }
  return Exit::done;
}

struct EditVerb {
  const char* name;
  const char* summary;
  Result<Exit> (*body)(const DraftOptions&, Io&);
  bool takes_kid = false;
  bool may_be_destroyed = false;
  bool takes_rid = false;
};

void add_edit(Verb& noun, const EditVerb& spec) {
  auto options = std::make_shared<DraftOptions>();
  Verb& verb = noun.verb(spec.name, spec.summary);
  verb.operand("ISS", options->iss, true);
  if (spec.takes_kid) verb.operand("KID", options->kid, true);
  if (spec.takes_rid) verb.operand("RID", options->rid, true);
  if (spec.may_be_destroyed) {
    verb.flag("--destroyed", options->destroyed, "the private key was destroyed, and somebody vouches for it");
  }
  add_why(verb, options->flags);
  add_draft_options(verb, *options);
  verb.run(run_with(options, spec.body));
}

void add_issuer_verbs(Verb& registry) {
  Verb& issuer = registry.verb("issuer", "issuers of the draft");
  Verb& key = registry.verb("key", "keys of issuers in the draft");
  add_imports(registry, issuer);
  add_answers(registry, issuer, key);
  add_edit(issuer, {"suspend", "accept nothing from an issuer, until resume", suspend_issuer});
  add_edit(issuer, {"resume", "lift a suspension", resume_issuer});
  add_edit(issuer, {"retire", "an issuer that no longer issues", retire_issuer, false, true});
  add_edit(key, {"retire", "a key that no longer signs", retire_key, true, true});
  add_edit(key, {"revoke", "a key that somebody else may hold: withdrawn by its bytes, everywhere", revoke_key, true});
  Verb& crl = registry.verb("crl", "revocation lists of issuers in the draft");
  add_edit(crl, {"revoke", "put one card on an issuer's list, by its key id and revocation id", revoke_card, true,
                 false, true});
  add_edit(crl, {"reset", "let an issuer's list counter begin again", reset_crl, true});
}

}  // namespace

void add_draft_options(Verb& verb, DraftOptions& options) {
  add_list_flag(verb, options.flags);
  verb.option("--net", options.net, "NET", "the network (default: vci, or the one that has the issuer)");
  add_operator_flags(verb, options.flags);
  verb.exits({1, 2, 3, 4, 5});
}

void add_registry_draft(Verb& registry) {
  add_issuer_verbs(registry);
  auto compared = std::make_shared<DraftOptions>();
  Verb& verb = registry.verb("diff", "what the draft changes: adding trust apart from removing it");
  verb.operand("OLD", compared->old_list, false);
  verb.operand("NEW", compared->new_list, false);
  add_list_flag(verb, compared->flags);
  verb.exits({1, 3, 4});
  verb.example("$ vhc registry diff --list net");
  verb.run(run_with(compared, show_diff));
  auto listed = std::make_shared<DraftOptions>();
  Verb& urls = registry.verb("urls", "what to fetch for the next imports: one URL and one file name a line, for curl");
  add_list_flag(urls, listed->flags);
  urls.option("--net", listed->net, "NET", "one network only");
  urls.exits({3, 4});
  urls.example("$ vhc registry urls --list net");
  urls.run(run_with(listed, show_urls));
}

}  // namespace vhc
