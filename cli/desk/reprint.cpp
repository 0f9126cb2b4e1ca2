// vhc reprint: the same card again, without a new signature.
#include <memory>
#include <ostream>

#include "desk/card_outputs.h"
#include "desk/issuer_flags.h"
#include "desk/restored.h"
#include "desk/store/card_lookup.h"
#include "desk/store/folder_session.h"
#include "shell/verb_body.h"
#include "verbs.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

struct ReprintOptions {
  IssuerFlags flags;
  CardOutputs outputs;
  std::optional<std::string> number;
  bool yes = false;
};

void print(const LedgerRow& row, const std::string& jws, const Drawing& drawing, const std::vector<std::string>& files,
           const ReprintOptions& options, Io& io) {
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.reprinted/1").member("journal", row.label).member("kid", row.kid);
    json.member("revoked", row.is_revoked).member("jws_chars", static_cast<std::int64_t>(jws.size()));
    if (options.outputs.qr) json.member("qr_version", std::int64_t{drawing.qr_version});
    json.name("files").begin_array();
    for (const std::string& file : files) json.string(name_in_json(file));
    json.end_array();
    if (!options.outputs.is_file()) json.member("jws", jws);
    if (options.outputs.link) json.member("link", wallet_link(jws));
    io.out() << json.end_object().text() << '\n';
    return;
  }
  io.say("card     " + row.label + "   " + card_facts(jws, drawing, options.outputs));
  if (!files.empty()) io.say("wrote    " + joined(files));
}

Result<Exit> reprint(const ReprintOptions& options, Io& io) {
  VHC_CHECK_OK(check_outputs(options.outputs, {}, io));
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  VHC_CHECK_OK(ask_if_restored(folder, options.yes, "no card was given", io));
  PassphraseSource passphrase = passphrase_source(options.flags, folder.path(), io);
  VHC_TRY(const LedgerKey key, open_ledger_key(folder, passphrase, at, io));
  VHC_TRY(FolderSession session, FolderSession::begin(folder, io, &key));
  VHC_TRY(const LedgerRow row, find_card(session.store(), *options.number));
  if (row.is_revoked) {
    VHC_TRY(const auto valid, corrected_row(session.store(), row));
    return fail(Errc::card_replaced, row.label,
                valid ? "reprint card " + valid->label : "a revoked card is not given out again");
  }
  if (is_key_revoked(row, folder.keys())) {
    return fail(Errc::card_replaced, row.label, "its key was revoked, and every card of it: issue it again");
  }
  VHC_TRY(const LedgerContent content, open_content(key, row));
  VHC_TRY(const CardContents contents, contents_of(content));
  if (contents.expires && *contents.expires <= at) {
    io.say("note     card " + row.label + " has expired: it is not accepted any more");
  }
  VHC_TRY(const Drawing drawing, draw_checked(content.jws, options.outputs, io));
  JournalAction action{.time = at, .actor = actor(options.flags, io), .verb = "reprint", .card = row.label};
  VHC_TRY(action.kid, KeyId::parse(row.kid));
  if (const auto rid = RevocationId::parse(row.rid)) action.rid = *rid;
  VHC_CHECK_OK(session.write_journal(action));
  VHC_CHECK_OK(session.commit());
  const auto explained = [&](Error error) {
    return not_written(std::move(error), row.label, folder.path(), options.outputs);
  };
  VHC_TRY(const std::vector<std::string> files,
          write_card(content.jws, drawing, options.outputs, io).map_error(explained));
  print(row, content.jws, drawing, files, options, io);
  VHC_CHECK_OK(io.flush_out().map_error(explained));
  return Exit::done;
}

}  // namespace

void add_reprint(Verb& root) {
  auto options = std::make_shared<ReprintOptions>();
  Verb& verb = root.verb("reprint", "hand out an issued card again");
  verb.describe(
      "Takes the card with this number from the ledger and gives the same card again, with the same picture. Nothing "
      "is "
      "signed. Without --qr, --card and --link the compact JWS goes to standard output.");
  verb.operand("NUMBER", options->number, true);
  add_issuer_flag(verb, options->flags);
  add_passphrase_flag(verb, options->flags);
  add_card_outputs(verb, options->outputs);
  add_restored_flag(verb, options->yes);
  add_acting_flags(verb, options->flags);
  verb.exits({3, 4, 6});
  verb.example("$ vhc reprint --issuer shop 2026-000389 --qr card.png");
  verb.run(run_with(options, reprint));
}

}  // namespace vhc
