#include "desk/store/card_desk.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <utility>

#include "desk/store/card_lookup.h"
#include "desk/store/known_events.h"
#include "desk/store/own_journal.h"
#include "shell/io.h"
#include "shell/signing_device.h"
#include "vhc/display_text.h"

namespace vhc {
namespace {

Result<SigningKey> outside_key(const KeyRecord& record, const std::string& command) {
  const auto sign = [command, turn = std::make_shared<std::mutex>()](ByteView message) -> Result<Es256Signature> {
    const std::lock_guard one_at_a_time(*turn);
    VHC_TRY(const std::string answer, ask_signing_device(command, as_text(message)));
    Es256Signature signature{};
    if (answer.size() != signature.size()) {
      return fail(Errc::signer_failed, "--with", "it has to answer r and s, 32 bytes each");
    }
    std::copy(answer.begin(), answer.end(), signature.begin());
    return signature;
  };
  return SigningKey::outside(record.key, record.kid, sign);
}

Result<RevocationId> rid_of(const CardDesk& desk, const std::string& person_key, const std::string& label) {
  std::string user = card_user_id(person_key, label);
  auto rid = derive_rid(*desk.rids, desk.key.kid(), user);
  wipe({reinterpret_cast<std::uint8_t*>(user.data()), user.size()});
  return rid;
}

// Whoever hands out a card should know that nobody can verify it yet.
Result<void> note_unpublished(const IssuerFolder& folder, const KeyId& kid, Io& io) {
  if (io.quiet()) return {};
  VHC_TRY(const JournalFacts journal, read_journal_facts(folder, 0, io));
  const auto named = journal.named_at.find(kid.str());
  if (named == journal.named_at.end() || named->second < journal.published_at) return {};
  io.say("note     key " + kid.str().substr(0, 8) +
         "… is not public yet: its cards verify as UNKNOWN ISSUER until vhc publish");
  return {};
}

// The newest card of which the end of the journal tells, while its content is kept.
Result<std::optional<CardContents>> newest_card(const IssuerFolder& folder, const LedgerKey& key, Io& io) {
  constexpr std::size_t looked_at = std::size_t{256} * 1024;
  VHC_TRY(const std::uint64_t size, io.file_size(folder.ledger_file()));
  if (size == 0) return std::optional<CardContents>{};
  VHC_TRY(const std::string tail, io.read_tail(folder.journal_file(), looked_at));
  const std::size_t verb = tail.rfind("verb\":\"issue\"");
  const std::size_t from = verb == std::string::npos ? verb : tail.rfind('\n', verb);
  if (from == std::string::npos) return std::optional<CardContents>{};
  const auto entry = parse_journal_line(std::string_view(tail).substr(from + 1, tail.find('\n', verb) - from - 1));
  if (!entry) return std::optional<CardContents>{};
  VHC_TRY(const LedgerStore store, LedgerStore::open(folder.ledger_file()));
  VHC_TRY(const std::optional<LedgerRow> row, store.card(entry->number));
  if (!row || row->sealed.empty()) return std::optional<CardContents>{};
  VHC_TRY(const LedgerContent content, open_content(key, *row));
  return contents_of(content).map([](CardContents contents) { return std::optional(std::move(contents)); });
}

// issuer.json is sealed by nothing: what changed in it is said before it stands on cards.
void note_settings(const IssuerFolder& folder, const LedgerKey& key, bool no_rid, Io& io) {
  if (!folder.settings().rid && !no_rid) {
    io.say(
        "note     issuer.json says \"rid\":false: the cards get no revocation id and can only be revoked with their "
        "key");
  }
  const auto before = newest_card(folder, key, io);  // what is damaged is told where it is used
  if (!before || !*before || (*before)->issuer == folder.settings().iss.str()) return;
  io.say_always("note     the newest card was issued by " + printable((*before)->issuer) + ", and issuer.json says " +
                folder.settings().iss.str() + ": if nobody here changed that, put issuer.json back from a backup");
}

}  // namespace

Result<CardDesk> open_desk(IssuerFolder folder, const DeskSetup& setup, Io& io) {
  folder.warn_of_strangers(io);
  VHC_CHECK_OK(signing_key_of(folder.keys()));  // before a passphrase is asked for
  PassphraseSource passphrase{setup.passphrase_file, folder.path(), io};
  VHC_TRY(LedgerKey ledger, open_ledger_key(folder, passphrase, setup.at, io));
  VHC_TRY(const std::size_t place, signing_key_of(folder.keys()));
  const KeyRecord& record = folder.keys()[place];
  VHC_TRY(SigningKey key, setup.with ? outside_key(record, *setup.with) : open_key(folder, record, passphrase, io));
  VHC_CHECK_OK(note_unpublished(folder, record.kid, io));
  note_settings(folder, ledger, setup.no_rid, io);
  std::optional<Secret> rids;
  if (!setup.no_rid && folder.settings().rid) {
    VHC_TRY(rids, open_rids(folder, passphrase, io));
  }
  return CardDesk{std::move(folder), std::move(key), std::move(rids), std::move(ledger),
                  setup.at,          setup.expires,  setup.actor};
}

Result<FolderSession> begin_session(const CardDesk& desk, Io& io) {
  VHC_TRY(FolderSession session, FolderSession::begin(desk.folder, io, &desk.ledger));
  VHC_TRY(const KeyRecord now, desk.folder.read_record(desk.key.kid(), io));
  if (!now.signs())
    return fail(Errc::key_not_active, desk.folder.record_file(now.kid), "nothing was signed with it since");
  return session;
}

std::string fingerprint_of(const MinimalBundle& bundle) {
  return bundle.person_key + "\n" + bundle.json;
}

std::vector<Event> kept_events(const MinimalBundle& bundle) {
  std::vector<Event> events;
  for (const KeptEvent& kept : bundle.kept) events.push_back(kept.event);
  return events;
}

std::vector<std::string> lots_of(const MinimalBundle& bundle) {
  std::vector<std::string> lots;
  for (const KeptEvent& kept : bundle.kept) {
    const std::string& lot = kept.event.lot;
    if (!lot.empty() && std::find(lots.begin(), lots.end(), lot) == lots.end()) lots.push_back(lot);
  }
  return lots;
}

Result<MadeCard> make_card(const CardDesk& desk, const CardOrder& order, std::int64_t number,
                           const std::string& label) {
  const MinimalBundle& bundle = *order.bundle;
  MadeCard made;
  if (desk.rids) {
    VHC_TRY(made.rid, rid_of(desk, bundle.person_key, label));
  }
  const IssueRequest request{
      .bundle_json = bundle.json, .types = bundle.types, .issued = order.nbf, .expires = desk.expires, .rid = made.rid};
  VHC_TRY(made.card, issue(request, desk.folder.settings().iss, desk.key));
  LedgerContent content{.jws = made.card.jws,
                        .person_key = bundle.person_key,
                        .lots = lots_of(bundle),
                        .line = order.line,
                        .events = order.events};
  made.row = {.number = number,
              .nbf = order.nbf,
              .replaces = order.replaces == nullptr ? 0 : order.replaces->number,
              .run = order.run,
              .ordinal = order.ordinal,
              .label = label,
              .kid = desk.key.kid().str(),
              .rid = made.rid ? made.rid->str() : std::string{},
              .marks = desk.ledger.marks(content, fingerprint_of(bundle), fact_texts(bundle.person, order.events),
                                         lasting_texts(bundle.person, kept_events(bundle))),
              .sealed = desk.ledger.seal(content, number)};
  add_expiry(made.row.marks, desk.expires);
  if (order.replaces != nullptr) made.replaces = order.replaces->label;
  wipe({reinterpret_cast<std::uint8_t*>(content.person_key.data()), content.person_key.size()});
  return made;
}

Result<void> record_card(const CardDesk& desk, const MadeCard& made, FolderSession& session) {
  VHC_CHECK_OK(session.write_journal({.time = desk.at,
                                      .actor = desk.actor,
                                      .verb = "issue",
                                      .kid = desk.key.kid(),
                                      .rid = made.rid,
                                      .card = made.replaces}));
  session.add_card(made.row);
  return {};
}

}  // namespace vhc
