// Answers to what imports proposed, accepted or refused; and the way back of the last change.
#include <algorithm>
#include <memory>
#include <ostream>

#include "operator/draft_steps.h"
#include "operator/print_diff.h"
#include "operator/registry_flags.h"
#include "shell/io.h"
#include "shell/verb_body.h"
#include "vhc/display_text.h"
#include "vhc/list_diff.h"
#include "vhc/list_edit.h"

namespace vhc {
namespace {

struct Chosen {
  IssuerLine line;
  std::string kid;  // empty: all that is proposed of the issuer
};

struct Open {
  TrustLines draft;
  Proposals proposals;
};

Result<Open> open(const RegistryFolder& folder, Io& io) {
  Open open;
  VHC_TRY(open.draft, folder.draft(io));
  VHC_TRY(open.proposals, folder.proposals(io));
  return open;
}

Result<IssuerLine> waiting_line(const DraftOptions& options, Open& open, const std::string& iss) {
  const auto line = find_issuer(open.proposals.waiting, options.net.value_or(""), iss);
  if (line) return **line;
  if (line.error().code == Errc::registry_conflict) return tl::unexpected(line.error());
  // One that was long unseen and has no proposal, such as one whose key set is imported by itself, is taken back too.
  const auto held = find_issuer(open.draft, options.net.value_or(""), iss);
  if (held && (*held)->stale) {
    IssuerLine seen = **held;
    seen.stale.reset();
    return seen;
  }
  return fail(Errc::registry_no_proposal, iss, "vhc registry diff shows the open proposals");
}

// ISS..., whole issuers.
Result<std::vector<Chosen>> chosen_issuers(const DraftOptions& options, Open& open) {
  std::vector<Chosen> chosen;
  for (const std::string& iss : options.operands) {
    VHC_TRY(IssuerLine line, waiting_line(options, open, iss));
    chosen.push_back({std::move(line), {}});
  }
  return chosen;
}

// ISS KID...
Result<std::vector<Chosen>> chosen_keys(const DraftOptions& options, Open& open) {
  if (options.operands.size() < 2) return fail(Errc::usage, "ISS KID...", "name the issuer and its keys");
  VHC_TRY(IssuerLine line, waiting_line(options, open, options.operands.front()));
  std::vector<Chosen> chosen;
  for (std::size_t i = 1; i < options.operands.size(); ++i) {
    VHC_TRY(const KeyLine* key, find_key(line, options.operands[i]));
    chosen.push_back({line, key->kid});
  }
  return chosen;
}

// --all RETURNED or --all NEW, after showing them.
Result<std::vector<Chosen>> chosen_all(const DraftOptions& options, Open& open, Io& io) {
  const bool returned = *options.all == "RETURNED";
  if (!returned && *options.all != "NEW") return fail(Errc::usage, "--all", "it is RETURNED or NEW");
  std::vector<ImportProposal> wanted = proposals_in(open.proposals.waiting, open.draft);
  std::erase_if(wanted, [returned](const ImportProposal& one) { return one.returned != returned; });
  if (wanted.empty()) return fail(Errc::registry_no_proposal, *options.all);
  print_proposals(io.json() ? io.err() : io.out(), wanted);
  if (!options.flags.yes) {
    VHC_TRY(const bool agreed, io.ask_yes("All of them?", "--yes"));
    if (!agreed) return fail(Errc::registry_declined, *options.all, "nothing was changed");
  }
  std::vector<Chosen> chosen;
  for (const ImportProposal& one : wanted) {
    VHC_TRY(IssuerLine * line, find_issuer(open.proposals.waiting, one.net, one.iss));
    chosen.push_back({*line, one.kid});
  }
  return chosen;
}

using Choose = Result<std::vector<Chosen>> (*)(const DraftOptions&, Open&);

Result<std::vector<Chosen>> choose(const DraftOptions& options, Open& open, Choose by_name, Io& io) {
  if (options.all && !options.operands.empty()) return fail(Errc::usage, "--all", "name issuers, or say --all");
  if (options.all) return chosen_all(options, open, io);
  if (options.operands.empty()) return fail(Errc::usage, "ISS", "name issuers, or say --all RETURNED");
  return by_name(options, open);
}

const IssuerLine* held_line(const TrustLines& draft, const IssuerLine& line) {
  const auto is_it = [&line](const IssuerLine& held) { return held.net == line.net && held.iss == line.iss; };
  const auto held = std::find_if(draft.issuers.begin(), draft.issuers.end(), is_it);
  return held == draft.issuers.end() ? nullptr : &*held;
}

// What was answered waits no more.
void drop_answered(Open& open) {
  std::vector<IssuerLine> still;
  for (IssuerLine& line : open.proposals.waiting.issuers) {
    if (keep_open(line, held_line(open.draft, line), open.proposals)) still.push_back(std::move(line));
  }
  open.proposals.waiting.issuers = std::move(still);
}

// An issuer that is not on the list yet is refused as such; of one that is, what is proposed of it now.
void refuse_one(const Chosen& one, const Open& before, std::vector<RefusedProposal>& refused) {
  TrustLines line;
  line.issuers.push_back(one.line);
  for (const ImportProposal& proposal : proposals_in(line, before.draft)) {
    if (one.kid.empty() || one.kid == proposal.kid) refused.push_back({one.line.net, one.line.iss, proposal.kid});
  }
}

std::string names_of(const std::vector<Chosen>& chosen) {
  std::string names;
  for (const Chosen& one : chosen) names += " " + one.line.iss + (one.kid.empty() ? "" : " " + one.kid);
  return names;
}

Result<Exit> save(const DraftOptions& options, const RegistryFolder& folder, const std::string& action, Open& open,
                  const TrustLines& before, Io& io) {
  drop_answered(open);
  VHC_CHECK_OK(folder.change_draft(action, open.draft, &open.proposals, io));
  VHC_CHECK_OK(note_down(folder, options.flags, action, options.flags.why.value_or(""), io));
  const ListDiff changes = diff(before, open.draft);
  const auto waiting = proposals_in(open.proposals.waiting, open.draft);
  if (io.json()) {
    io.out() << to_json(changes, waiting) << '\n';
    return Exit::done;
  }
  print_diff(io.out(), changes);
  io.say("note     " + std::to_string(waiting.size()) + (waiting.size() == 1 ? " proposal waits" : " proposals wait"));
  return Exit::done;
}

Result<Exit> accept_chosen(const DraftOptions& options, Choose by_name, const std::string& action, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(Open state, open(folder, io));
  VHC_TRY(const std::vector<Chosen> chosen, choose(options, state, by_name, io));
  const TrustLines before = state.draft;
  for (const Chosen& one : chosen) {
    if (!one.kid.empty() && held_line(state.draft, one.line) == nullptr) {
      return fail(Errc::registry_no_issuer, one.line.iss, "accept the issuer first: vhc registry issuer accept");
    }
    VHC_CHECK_OK(add_network(state.draft, one.line.net, Profile::shc, ""));
    accept(one.line, one.kid, state.draft);
  }
  return save(options, folder, action + names_of(chosen), state, before, io);
}

Result<Exit> refuse_chosen(const DraftOptions& options, Choose by_name, const std::string& action, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(Open state, open(folder, io));
  VHC_TRY(const std::vector<Chosen> chosen, choose(options, state, by_name, io));
  const TrustLines before = state.draft;
  auto& refused = state.proposals.refused;
  for (const Chosen& one : chosen) refuse_one(one, state, refused);
  std::sort(refused.begin(), refused.end());
  refused.erase(std::unique(refused.begin(), refused.end()), refused.end());
  return save(options, folder, action + names_of(chosen), state, before, io);
}

Result<Exit> accept_issuers(const DraftOptions& options, Io& io) {
  return accept_chosen(options, chosen_issuers, "issuer accept", io);
}
Result<Exit> refuse_issuers(const DraftOptions& options, Io& io) {
  return refuse_chosen(options, chosen_issuers, "issuer refuse", io);
}
Result<Exit> accept_keys(const DraftOptions& options, Io& io) {
  return accept_chosen(options, chosen_keys, "key accept", io);
}
Result<Exit> refuse_keys(const DraftOptions& options, Io& io) {
  return refuse_chosen(options, chosen_keys, "key refuse", io);
}

// The draft as the list that was published; itself a change that can be taken back.
Result<std::string> begin_again(const RegistryFolder& folder, Io& io) {
  const std::string action = "undo --all";
  VHC_TRY(const std::string published, folder.published_list(io));
  VHC_TRY(const TrustLines lines, read_list(published));
  VHC_CHECK_OK(folder.change_draft(action, lines, nullptr, io));
  return action;
}

Result<Exit> undo(const DraftOptions& options, Io& io) {
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(const TrustLines before, folder.draft(io));
  VHC_TRY(const std::string action, options.everything ? begin_again(folder, io) : folder.undo(io));
  VHC_TRY(const TrustLines after, folder.draft(io));
  VHC_CHECK_OK(note_down(folder, options.flags, "undo", action, io));
  io.say("undone   " + displayed(action));
  if (folder.next_list()) {
    io.say(
        "note     the list that waits to be signed is as it was proposed: propose it again, or take it back with vhc "
        "registry withdraw list");
  }
  print_diff(io.json() ? io.err() : io.out(), diff(before, after));
  return Exit::done;
}

struct AnswerVerb {
  const char* name;
  const char* summary;
  const char* operands;
  const char* example;
  Result<Exit> (*body)(const DraftOptions&, Io&);
  bool takes_all = false;
};

void add_answer(Verb& noun, const AnswerVerb& spec) {
  auto options = std::make_shared<DraftOptions>();
  Verb& verb = noun.verb(spec.name, spec.summary);
  verb.operand(spec.operands, options->operands, false);
  if (spec.takes_all) {
    verb.option("--all", options->all, "KIND",
                "all that came back (RETURNED), or all that were not on the list yet (NEW), after showing them");
    verb.flag("--yes", options->flags.yes, "do not ask");
  }
  add_why(verb, options->flags);
  add_draft_options(verb, *options);
  verb.example(spec.example);
  verb.run(run_with(options, spec.body));
}

}  // namespace

void add_answers(Verb& registry, Verb& issuer, Verb& key) {
  add_answer(issuer,
             {"accept", "take over issuers that an import proposed", "ISS",
              "$ vhc registry issuer accept --list net --all RETURNED --why \"called them\"", accept_issuers, true});
  add_answer(issuer, {"refuse", "answer a proposal with no: no later import proposes it again", "ISS",
                      "$ vhc registry issuer refuse --list net https://old.example/shc --why \"domain was sold\"",
                      refuse_issuers, true});
  add_answer(key, {"accept", "take over keys that an import proposed", "ISS KID",
                   "$ vhc registry key accept --list net https://clinic.example/shc UJrT9jU8 --why \"called them\"",
                   accept_keys});
  add_answer(key, {"refuse", "answer a proposed key with no: no later import proposes it again", "ISS KID",
                   "$ vhc registry key refuse --list net https://clinic.example/shc UJrT9jU8 --why \"not theirs\"",
                   refuse_keys});
  auto options = std::make_shared<DraftOptions>();
  Verb& verb = registry.verb("undo", "take back the last change of the draft");
  verb.describe(
      "The draft and open proposals return to their state before it; the journal keeps both. Once more takes back the "
      "change before, up to sixteen. With --all the draft is the published list again, and undo takes that back too.");
  add_list_flag(verb, options->flags);
  verb.flag("--all", options->everything, "take back all that the draft changes");
  add_operator_flags(verb, options->flags);
  verb.exits({3, 4});
  verb.example("$ vhc registry undo --list net");
  verb.example("$ vhc registry undo --list net --all");
  verb.run(run_with(options, undo));
}

}  // namespace vhc
