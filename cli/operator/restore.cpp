// The list folder is lost: it is made again from the newest pack, whose signatures say what belongs in it.
#include <memory>
#include <ostream>

#include "operator/own_state.h"
#include "operator/registry_flags.h"
#include "operator/registry_verbs.h"
#include "shell/io.h"
#include "shell/verb_body.h"
#include "venue/fingerprint_input.h"
#include "vhc/trust_pack.h"

namespace vhc {
namespace {

struct RestoreOptions {
  RegistryFlags flags;
  std::optional<std::string> pack;
  std::optional<std::string> fingerprint;
};

// What a venue would take of the pack, from its first root on.
Result<TrustState> taken(const std::string& pack, const std::string& file, UnixTime now) {
  VHC_TRY(const PackSections sections, read_pack(pack));
  if (sections.roots.empty()) return fail(Errc::trust_pack_form, file, "it has no root");
  VHC_TRY(const TrustState first, pin(sections.roots.front(), now, true, UnixTime{}));
  if (first.root().note.number != 1) return fail(Errc::trust_root_gap, file, "it does not begin with root 1");
  Updated updated = update(first, pack, now);
  if (updated.refused) return tl::unexpected(*std::move(updated.refused));
  if (updated.state.list() != nullptr && !sections.data) return fail(Errc::trust_need_full, file, "take a whole pack");
  return std::move(updated.state);
}

Result<void> check_fingerprint(const RestoreOptions& options, const TrustState& state, Io& io) {
  std::string given;
  if (options.fingerprint) {
    given = *options.fingerprint;
  } else {
    VHC_TRY(given, io.ask_line("type the first three groups of the fingerprint of root " +
                                   std::to_string(state.root().note.number),
                               "--fingerprint GROUPS"));
  }
  if (is_fingerprint(given, fingerprint(state.root().hash), pinning_digits)) return {};
  return fail(Errc::trust_fingerprint, *options.pack, "nothing was restored; is it the pack of another network?");
}

Result<void> write_notes(const std::string& path, const TrustState& state, const std::string& pack, Io& io) {
  const auto write = [&](const std::string& name, const std::string& bytes) {
    return io.write_file(path + "/" + name, bytes);
  };
  for (const char* sub : {"", "/roots", "/lists", "/live", "/packs"}) VHC_CHECK_OK(io.make_folder(path + sub));
  for (const auto& root : state.roots) {
    VHC_CHECK_OK(write("roots/" + std::to_string(root.note.number) + ".note", root.bytes));
    VHC_CHECK_OK(write("packs/root-" + std::to_string(root.note.number) + ".note", root.bytes));
  }
  for (const auto& list : state.lists) {
    VHC_CHECK_OK(write("lists/" + std::to_string(list.note.number) + ".note", list.bytes));
  }
  if (state.list() != nullptr) {
    const std::string number = std::to_string(state.list()->note.number);
    VHC_CHECK_OK(write("lists/" + number + ".list", state.data));
    VHC_CHECK_OK(write("packs/" + state.origin + "-" + number + ".pack", pack));
  }
  if (state.live) VHC_CHECK_OK(write("live/" + std::to_string(state.live->note.number) + ".note", state.live->bytes));
  VHC_CHECK_OK(write("packs/" + state.origin + ".pack", pack));
  return write("registry.json", registry_settings(state.origin));
}

void say_restored(const RegistryFolder& folder, const TrustState& state, Io& io) {
  io.out() << "restored " << folder.path() << ": root " << state.root().note.number;
  if (state.list() != nullptr)
    io.out() << ", list " << state.list()->note.number << " of " << day(state.list()->note.issued);
  if (state.live) io.out() << ", live " << state.live->note.number;
  io.out() << "\nfingerprint " << fingerprint(state.root().hash) << '\n';
  const std::string until = state.list() == nullptr ? "" : " of list " + std::to_string(state.list()->note.number);
  io.say("note     the draft is that" + (until.empty() ? std::string(" of an empty list") : until) +
         "; what was changed, proposed or denied after this pack is lost, and so is the journal before it");
}

Result<Exit> restore(const RestoreOptions& options, Io& io) {
  VHC_TRY(const std::string path, registry_path(options.flags, io));
  VHC_TRY(const UnixTime now, operator_time(options.flags, io));
  if (io.exists(path)) {
    VHC_TRY(const std::vector<std::string> there, io.list_folder(path));
    if (!there.empty()) return fail(Errc::exists, path, "restore into an empty or new folder");
  }
  VHC_TRY(const std::string pack, io.read_file(*options.pack, max_pack_bytes));
  VHC_TRY(const TrustState state, taken(pack, *options.pack, now));
  VHC_CHECK_OK(check_fingerprint(options, state, io));
  VHC_CHECK_OK(write_notes(path, state, pack, io));
  VHC_TRY(const RegistryFolder folder, open_registry_locked(options.flags, io));
  VHC_TRY(const OperatorAct act, operator_act(options.flags, io));
  VHC_CHECK_OK(folder.begin_journal(act, *options.pack, io));
  say_restored(folder, state, io);
  return Exit::done;
}

}  // namespace

void add_registry_restore(Verb& registry) {
  auto options = std::make_shared<RestoreOptions>();
  Verb& verb = registry.verb("restore", "make the list folder again from the newest pack, when it is lost");
  verb.describe(
      "Takes from PACK what its signatures vouch for: the roots, the list notes, the newest list, the live note. The "
      "fingerprint is compared, so that it is your network's pack. A journal that a list seals goes on from there. "
      "Signers' keys are no part of a pack: keep copies of them elsewhere.");
  verb.operand("PACK", options->pack, true);
  add_list_flag(verb, options->flags);
  verb.option("--fingerprint", options->fingerprint, "GROUPS",
              "three groups or more of the newest root's fingerprint, instead of typing them");
  add_operator_flags(verb, options->flags);
  verb.exits({3, 4, 5});
  verb.example("$ vhc registry restore vci.example.pack --list net");
  verb.run(run_with(options, restore));
}

}  // namespace vhc
