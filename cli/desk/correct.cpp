// vhc correct: the wrong card is revoked and the right one issued, in one step.
#include "vhc/correct.h"

#include <algorithm>
#include <memory>
#include <ostream>

#include "desk/card_outputs.h"
#include "desk/desk_flags.h"
#include "desk/input_flags.h"
#include "desk/restored.h"
#include "desk/revoke_cards.h"
#include "desk/store/card_desk.h"
#include "desk/store/card_lookup.h"
#include "desk/store/known_events.h"
#include "desk/store/same_person.h"
#include "shell/date_flag.h"
#include "shell/stop_request.h"
#include "shell/verb_body.h"
#include "verbs.h"
#include "vhc/deflate.h"
#include "vhc/json_writer.h"
#include "vhc/jws.h"
#include "vhc/payload.h"

namespace vhc {
namespace {

struct CorrectOptions {
  IssuerFlags flags;
  CardOutputs outputs;
  DeskFlags desk;
  std::optional<std::string> number;
  std::optional<std::string> reason;
  std::optional<std::string> birth_date;
  std::optional<std::string> family;
  std::vector<std::string> given;
  std::optional<std::string> name;
  std::optional<std::string> dose;
  std::optional<std::string> date;
  std::optional<std::string> cvx;
  std::optional<std::string> lot;
  std::optional<std::string> from;
  bool other_person = false;
  bool yes = false;
  std::vector<std::string> beside;
  InputFlags input;
};

struct OldCard {
  LedgerRow row;
  LedgerContent content;
  std::string payload;
  CardContents contents;  // of the payload
  std::string bundle;     // as it was signed
};

// What is to stand on the new card.
struct RightRecord {
  MinimalBundle bundle;
  std::vector<std::string> events;
};

struct NewCard {
  MinimalBundle bundle;
  MadeCard made;
  Drawing drawing;
  std::vector<std::string> sisters;  // other cards that say what the old one said
  Comparison issued;                 // what the new one says beside the other cards that are valid
};

Result<Correction> correction_of(const CorrectOptions& options) {
  Correction correction{.birth_date = options.birth_date,
                        .family = options.family,
                        .given = options.given,
                        .name = options.name,
                        .date = options.date,
                        .cvx = options.cvx,
                        .lot = options.lot};
  if (options.dose) {
    const bool is_number = options.dose->size() <= 3 && !options.dose->empty() &&
                           options.dose->find_first_not_of("0123456789") == std::string::npos;
    if (!is_number) return fail(Errc::usage, "--dose", "which dose of the card: --dose 1");
    correction.dose = std::stoul(*options.dose);
  }
  VHC_CHECK_OK(check_date_flag(options.birth_date, "--birth-date", true));
  VHC_CHECK_OK(check_date_flag(options.date, "--date", false));
  if (options.other_person && !options.from) return fail(Errc::usage, "--other-person", "with --from FILE");
  if (correction.is_empty() != options.from.has_value()) {
    return fail(Errc::usage, "correct", "say what is to be corrected, or give the whole record with --from FILE");
  }
  if (options.name && (options.family || !options.given.empty())) {
    return fail(Errc::usage, "--name", "instead of --family and --given");
  }
  return correction;
}

Result<OldCard> open_old(const CardDesk& desk, const std::string& number, LedgerStore& store) {
  OldCard old;
  VHC_TRY(old.row, find_card(store, number));
  if (old.row.is_revoked) {
    VHC_TRY(const auto valid, corrected_row(store, old.row));
    return fail(Errc::card_replaced, number,
                valid ? "correct card " + valid->label : "it is no longer valid: issue it again from the record");
  }
  if (is_key_revoked(old.row, desk.folder.keys())) {
    return fail(Errc::card_replaced, number,
                "its key was revoked, and every card of it: issue it again from the record");
  }
  VHC_TRY(old.content, open_content(desk.ledger, old.row));
  VHC_TRY(const Envelope envelope, parse_jws(old.content.jws));
  VHC_TRY(old.payload, inflate_raw(envelope.payload));
  VHC_TRY(old.contents, read_payload(old.payload));
  VHC_TRY(old.bundle, bundle_of_payload(old.payload));
  return old;
}

bool is_of_results(const OldCard& old) {
  return !old.contents.events.empty() && old.contents.events.front().kind == EventKind::test;
}

// The person of the file. A record that is refused in part would take doses off the card without a word.
Result<Intake> intake_of(const std::string& file, const std::string& bytes, const InputRules& rules) {
  auto read = read_input(bytes, rules);
  if (!read) {
    Error error = std::move(read).error();
    error.where = file + (error.where.empty() ? "" : ", " + error.where);
    return tl::unexpected(std::move(error));
  }
  if (read->persons.size() > 1) {
    return fail(Errc::in_several_patients, file, "give the record of the card's person in a file of its own");
  }
  if (read->persons.empty()) return fail(Errc::in_nothing_to_issue, file, "vhc check says why");
  Intake& intake = read->persons.front();
  const auto error = std::find_if(intake.findings.begin(), intake.findings.end(),
                                  [](const InputFinding& finding) { return finding.severity == Severity::error; });
  if (error != intake.findings.end()) {
    return fail(error->code, file + ", line " + std::to_string(error->line), "nothing was corrected");
  }
  if (!intake.is_issuable()) {
    return fail(Errc::in_nothing_to_issue, file, "vhc check says why; if nothing is left on the card, use vhc revoke");
  }
  return std::move(intake);
}

Result<RightRecord> record_of_file(const std::string& file, const std::string& bytes, const InputRules& rules,
                                   const MinimiseOptions& minimise_options, const OldCard& old) {
  VHC_TRY(Intake intake, intake_of(file, bytes, rules));
  // A card holds one or the other, and stays what it was.
  if (is_of_results(old) && !intake.results.empty()) intake.doses.clear();
  auto bundle = minimal_bundle(intake, minimise_options);
  if (!bundle) return fail(bundle.error().code, file, bundle.error().hint);
  if ((bundle->kept.front().event.kind == EventKind::test) != is_of_results(old)) {
    return fail(Errc::correct_other_kind, file, "revoke the card and issue the other one");
  }
  return RightRecord{*std::move(bundle), intake.events.empty() ? old.content.events : std::move(intake.events)};
}

Result<void> check_person(const std::string& file, const RightRecord& record, const OldCard& old) {
  const Person& on_card = old.contents.subject;
  const auto is_shared = [&](const std::string& event) {
    return std::find(old.content.events.begin(), old.content.events.end(), event) != old.content.events.end();
  };
  const auto is_on_card = [&](const KeptEvent& kept) {
    return std::any_of(old.contents.events.begin(), old.contents.events.end(),
                       [&](const Event& event) { return is_same_event(event, kept.event); });
  };
  const bool share_event = std::any_of(record.events.begin(), record.events.end(), is_shared) ||
                           std::any_of(record.bundle.kept.begin(), record.bundle.kept.end(), is_on_card);
  const KnownPerson before{old.content.person_key, on_card};
  const KnownPerson now{record.bundle.person_key, record.bundle.person};
  // Twins share birth date and visit: another name needs the same number.
  const bool may_be = before.key == now.key || have_same_name(before, now);
  if (may_be && is_same_person(before, now, share_event)) return {};
  return fail(Errc::correct_other_person, file,
              "if the card was given to the wrong person, and this is the right one: --other-person");
}

// A dose that was on the card and may not stand there as it was typed must not get lost without a word.
Result<RightRecord> record_of_flags(const Correction& correction, MinimiseOptions minimise_options,
                                    const OldCard& old) {
  VHC_TRY(const std::string json, corrected_bundle(old.payload, correction));
  std::vector<Finding> refused;
  VHC_TRY(MinimalBundle bundle, minimise(json, minimise_options, refused));
  const auto error = std::find_if(bundle.findings.begin(), bundle.findings.end(), [](const Finding& finding) {
    return finding.severity == Severity::error || finding.code == Errc::in_duplicate;
  });
  if (error != bundle.findings.end()) return fail(error->code, error->where, "nothing was corrected");
  const KnownPerson before{old.content.person_key, old.contents.subject};
  if (has_own_key(before)) bundle.person_key = old.content.person_key;
  return RightRecord{std::move(bundle), old.content.events};
}

Result<RightRecord> right_record(const CorrectOptions& options, const Correction& correction,
                                 const std::string& from_bytes, const CardDesk& desk, const OldCard& old, Io& io) {
  VHC_TRY(const InputRules rules, input_rules(options.input, &desk.folder, desk.at, io));
  MinimiseOptions minimise_options{.today = std::chrono::floor<std::chrono::days>(desk.at),
                                   .allowed = rules.allowed,
                                   .profile = rules.profile,
                                   .tables = rules.tables};
  minimise_options.only_health_card_type = old.contents.types.size() == 1;
  if (!options.from) return record_of_flags(correction, minimise_options, old);
  minimise_options.performer = desk.folder.settings().performer;
  VHC_TRY(RightRecord record, record_of_file(*options.from, from_bytes, rules, minimise_options, old));
  if (!options.other_person) VHC_CHECK_OK(check_person(*options.from, record, old));
  return record;
}

// The new card is valid from T and the old one, revoked with stamp T, up to it: T lies behind both now and the old
// card's own second, so that no card of the old kind can be as young as the new one.
UnixTime turning_point(const LedgerRow& old, UnixTime now) {
  return std::max(now, old.nbf + std::chrono::seconds{1});
}

// As for a card that is issued. What was taken back does not come back by a correction.
Result<Comparison> look_for_others(const CorrectOptions& options, const CardDesk& desk, const RecordFacts& right,
                                   const MinimalBundle& bundle, const OldCard& old, FolderSession& session) {
  VHC_TRY(const KnownEvents known, KnownEvents::load(session.store(), session.next_number()));
  VHC_TRY(Comparison found, find_issued(session.store(), desk.ledger, known.relatives(sought_for(desk.ledger, right)),
                                        right, &bundle, {desk.folder.keys(), desk.at, options.beside, old.row.number}));
  const auto is_revoked = [](const Clash& clash) { return clash.code == Errc::in_issued_revoked; };
  const auto back = std::find_if(found.clashes.begin(), found.clashes.end(), is_revoked);
  if (back == found.clashes.end()) return found;
  return fail(
      Errc::in_issued_revoked, back->card,
      "nothing was corrected; vhc journal show says why it was revoked; --beside " + back->card + " issues it anyway");
}

Result<NewCard> make_new(const CorrectOptions& options, CardDesk& desk, RightRecord record, const OldCard& old,
                         FolderSession& session, Io& io) {
  RecordFacts facts{record.bundle.person_key, record.bundle.person, {}, record.events, {}};
  VHC_TRY(facts.events, events_of(record.bundle));
  const UnixTime turn = turning_point(old.row, desk.at);
  desk.expires = old.contents.expires;
  if (desk.expires && *desk.expires <= turn) {
    return fail(Errc::issue_exp_not_after_nbf, old.row.label, "the card has expired: issue a new one");
  }
  NewCard card{.bundle = std::move(record.bundle)};
  const CardOrder order{.bundle = &card.bundle, .events = std::move(record.events), .nbf = turn, .replaces = &old.row};
  const std::int64_t number = session.next_number();
  VHC_TRY(card.sisters, sister_cards(session.store(), desk.ledger, old.row, facts, number));
  VHC_TRY(card.issued, look_for_others(options, desk, facts, card.bundle, old, session));
  VHC_TRY(card.made, make_card(desk, order, number, session.next_label(desk.at)));
  VHC_TRY(card.drawing, draw_checked(card.made.card.jws, options.outputs, io));
  return card;
}

// Valid cards that say what the new one says, and those that may be the same person's.
std::vector<std::string> others_of(const NewCard& card) {
  std::vector<std::string> others = valid_cards(card.issued);
  std::erase_if(others, [&](const std::string& other) {
    return std::find(card.sisters.begin(), card.sisters.end(), other) != card.sisters.end();
  });
  return others;
}

void say_others(const NewCard& card, const Io& io) {
  const auto is_maybe = [&](const std::string& other) {
    return std::find(card.issued.maybe.begin(), card.issued.maybe.end(), other) != card.issued.maybe.end();
  };
  const auto is_clash = [&](const std::string& other) {
    return std::any_of(card.issued.clashes.begin(), card.issued.clashes.end(),
                       [&](const Clash& clash) { return clash.card == other; });
  };
  for (const std::string& other : others_of(card)) {
    const std::string what =
        is_clash(other)       ? " is valid and says something different about this: correct or revoke it too"
        : is_maybe(other)     ? " is valid and may be the same person's: vhc revoke revokes one of the two"
        : card.issued.is_same ? " says all of this and is valid too: vhc revoke revokes one of the two"
                              : " says part of this and is valid too: vhc revoke revokes one of the two";
    io.say_always("note     card " + other + what);
  }
}

void print(const OldCard& old, const RevokeTarget& target, std::int64_t counter, const NewCard& card,
           const std::vector<std::string>& files, const CorrectOptions& options, Io& io) {
  const std::string stamp = std::to_string(card.made.row.nbf.time_since_epoch().count());
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.corrected/1").member("replaces", old.row.label);
    json.member("revoked", target.rid.str() + "." + stamp).member("ctr", counter);
    json.member("journal", card.made.row.label).member("kid", card.made.row.kid);
    json.member("records_before", static_cast<std::int64_t>(old.contents.events.size()));
    json.member("records", static_cast<std::int64_t>(card.bundle.kept.size()));
    json.member("jws_chars", static_cast<std::int64_t>(card.made.card.jws.size()));
    if (options.outputs.qr) json.member("qr_version", std::int64_t{card.drawing.qr_version});
    json.name("files").begin_array();
    for (const std::string& file : files) json.string(name_in_json(file));
    json.end_array();
    if (!card.sisters.empty()) {
      json.name("also").begin_array();
      for (const std::string& sister : card.sisters) json.string(sister);
      json.end_array();
    }
    if (const auto others = others_of(card); !others.empty()) {
      json.name("same").begin_array();
      for (const std::string& other : others) json.string(other);
      json.end_array();
    }
    if (!options.outputs.is_file()) json.member("jws", card.made.card.jws);
    if (options.outputs.link) json.member("link", wallet_link(card.made.card.jws));
    io.out() << json.end_object().text() << '\n';
    return;
  }
  io.say("revoked  " + target.rid.str() + "." + stamp + "   list " + target.kid.str().substr(0, 8) + "… is version " +
         std::to_string(counter) + "   (not public before: vhc publish)");
  io.say("issued   " + card.made.row.label + " replaces " + old.row.label + "   " +
         card_facts(card.made.card.jws, card.drawing, options.outputs));
  if (card.bundle.kept.size() < old.contents.events.size()) {
    io.say("note     " + std::to_string(old.contents.events.size()) + " records were on the old card, " +
           std::to_string(card.bundle.kept.size()) + " on the new one: what is not in the file is not on the card");
  }
  say_others(card, io);
  for (const std::string& sister : card.sisters) {
    io.say_always("note     card " + sister + " is valid and says what the old card said: correct or revoke it too");
  }
  if (!files.empty()) io.say("wrote    " + joined(files));
}

Result<Exit> correct(const CorrectOptions& options, Io& io) {
  VHC_TRY(const Correction correction, correction_of(options));
  VHC_CHECK_OK(check_reason(*options.reason, "--reason"));
  VHC_CHECK_OK(
      check_outputs(options.outputs, options.from ? std::vector{*options.from} : std::vector<std::string>{}, io));
  std::string from_bytes;
  if (options.from) {
    VHC_CHECK_OK(check_standard_input(options.flags, {*options.from}));
    VHC_TRY(from_bytes, io.read_file(*options.from, max_input_bytes));
  }
  VHC_TRY(const DeskSetup setup, desk_setup(options.flags, options.desk, io));
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  VHC_CHECK_OK(ask_if_restored(folder, options.yes, "nothing was corrected", io));
  VHC_TRY(CardDesk desk, open_desk(std::move(folder), setup, io));
  VHC_TRY(FolderSession session, begin_session(desk, io));
  VHC_TRY(const OldCard old, open_old(desk, *options.number, session.store()));
  VHC_TRY(const RevokeTarget target, target_of(old.row));
  VHC_TRY(RightRecord record, right_record(options, correction, from_bytes, desk, old, io));
  if (record.bundle.json == old.bundle) return fail(Errc::correct_nothing, old.row.label, "the card stays as it is");
  const RevokeWhy why{
      .at = desk.at, .actor = desk.actor, .reason = *options.reason, .before = turning_point(old.row, desk.at)};
  VHC_TRY(const RevokeOutcome revoked, revoke_cards(desk.folder, {target}, why, session, io));
  VHC_TRY(const NewCard card, make_new(options, desk, std::move(record), old, session, io));
  const StopRequest stop;
  VHC_CHECK_OK(record_card(desk, card.made, session));
  auto committed = session.commit();
  if (!committed && session.is_decided()) {
    committed.error().hint = "card " + card.made.row.label + " is recorded: vhc reprint writes it once this is fixed";
  }
  VHC_CHECK_OK(std::move(committed));
  const auto explained = [&](Error error) {
    return not_written(std::move(error), card.made.row.label, desk.folder.path(), options.outputs);
  };
  VHC_TRY(const std::vector<std::string> files,
          write_card(card.made.card.jws, card.drawing, options.outputs, io).map_error(explained));
  print(old, target, revoked.counters.begin()->second, card, files, options, io);
  VHC_CHECK_OK(io.flush_out().map_error(explained));
  return check_stopped(card.made.row.label, {}).map([] { return Exit::done; });
}

}  // namespace

void add_correct(Verb& root) {
  auto options = std::make_shared<CorrectOptions>();
  Verb& verb = root.verb("correct", "revoke a card and issue the corrected one");
  verb.describe(
      "Takes the card with this number from the ledger, corrects what is said, revokes the old card and issues the new "
      "one, in one step. With --from the whole record is read again from a file or from standard input: a card of "
      "vaccinations or of results, of the same person. What is typed as a flag is visible in the process list and "
      "the shell's history. A card that already says this stays. Without --qr, --card and --link the "
      "compact JWS goes to standard output.");
  verb.operand("NUMBER", options->number, true);
  add_issuer_flag(verb, options->flags);
  add_passphrase_flag(verb, options->flags);
  add_signer_flag(verb, options->desk);
  verb.required_option("--reason", options->reason, "TEXT", "why, for the journal; nothing about a person");
  verb.option("--from", options->from, "FILE",
              "the right record: any file that vhc issue takes, of one person; \"-\" reads standard input");
  verb.flag("--other-person", options->other_person,
            "with --from: the card was given to the wrong person, and the record is another's");
  verb.option("--beside", options->beside, "N",
              "nothing is compared with this card, such as a revoked one that says the same (repeatable)");
  const std::string shows = "; visible in the process list and the shell's history; --from avoids that";
  verb.option("--birth-date", options->birth_date, "DATE", "the right birth date, YYYY-MM-DD" + shows);
  verb.option("--family", options->family, "NAME", "the right family name" + shows);
  verb.option("--given", options->given, "NAME", "the right given names, one each time" + shows);
  verb.option("--name", options->name, "NAME",
              "the right name, where family and given names are not told apart" + shows);
  verb.option("--dose", options->dose, "N", "which dose of the card --date, --cvx and --lot are about: 1 is the first");
  verb.option("--date", options->date, "DATE", "the right date of the dose, YYYY-MM-DD" + shows);
  verb.option("--cvx", options->cvx, "CODE", "the right vaccine code of the dose" + shows);
  verb.option("--lot", options->lot, "LOT", "the right lot of the dose; \"\" takes it off" + shows);
  add_input_flags(verb, options->input);
  add_card_outputs(verb, options->outputs);
  add_restored_flag(verb, options->yes);
  add_acting_flags(verb, options->flags);
  verb.exits({3, 4, 6, 130});
  verb.example(
      "$ vhc correct --issuer shop 2026-000389 --from visit.hl7 --reason \"corrected by the sender\" --qr card.png");
  verb.example(
      "$ vhc correct --issuer shop 2026-000389 --birth-date 1948-06-15 --reason \"wrong birth date\" --qr card.png");
  verb.example(
      "$ vhc correct --issuer shop 2026-000389 --dose 2 --lot EN6208 --reason \"wrong lot\" --card "
      "card.smart-health-card");
  verb.run(run_with(options, correct));
}

}  // namespace vhc
