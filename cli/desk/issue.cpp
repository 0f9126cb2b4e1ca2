#include <algorithm>
#include <memory>
#include <ostream>

#include "desk/abandon.h"
#include "desk/bulk/run.h"
#include "desk/bulk/run_end.h"
#include "desk/bulk_flags.h"
#include "desk/issue_options.h"
#include "desk/print_intake.h"
#include "desk/print_run.h"
#include "desk/refused_file.h"
#include "desk/restored.h"
#include "desk/store/card_desk.h"
#include "desk/store/input_file.h"
#include "desk/store/known_events.h"
#include "shell/jobs.h"
#include "shell/stop_request.h"
#include "verbs.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

// What is the same for every card of the command.
struct Desk {
  CardDesk cards;
  MinimiseOptions minimise;
  InputRules rules;
};

// What stands on a valid card of the person already.
struct Earlier {
  bool is_all = false;
  std::vector<std::string> cards;       // their numbers, oldest first
  std::vector<std::string> maybe = {};  // of valid cards that may be the same person's
};

struct Issued {
  std::string number;
  MinimalBundle bundle;
  IssuedCard card;
  Drawing drawing;
  std::vector<std::string> files;
  Earlier earlier = {};
};

Result<MinimiseOptions> minimise_options(const IssueOptions& options, const InputRules& rules,
                                         const IssuerSettings& settings, UnixTime at) {
  MinimiseOptions minimise{.today = std::chrono::floor<std::chrono::days>(at),
                           .performer = settings.performer,
                           .profile = rules.profile,
                           .tables = rules.tables};
  minimise.ial = options.ial;
  minimise.only_health_card_type = options.only_health_card_type;
  VHC_TRY(minimise.allowed, allowed_codes(options.input.allow));
  return minimise;
}

tl::unexpected<Error> several_persons(const std::string& file, const CardOutputs& outputs) {
  return tl::unexpected(
      Error{Errc::usage,
            std::string("this file has several persons, and ") + (outputs.qr ? "--qr" : "--card") + " makes one card",
            file, "--out DIR or --ndjson FILE takes a card of each"});
}

// What can be read twice is looked at before a passphrase is asked for.
Result<void> check_one_person(const IssueOptions& options, const InputRules& rules, Io& io) {
  if (!options.outputs.is_file() || options.files.size() != 1 || !io.is_plain_file(options.files.front())) return {};
  const InputOperand operand{options.files};
  VHC_TRY(const InputFiles files, InputFiles::open(operand, io));
  VHC_TRY(InputReader reader, open_reader(files, operand.name(), rules));
  Intake person;
  for (int count = 0; count < 2; ++count) {
    const auto got = reader.next(person);
    if (!got) return fail(got.error().code, operand.name(), got.error().hint);
    if (!*got) return {};
  }
  return several_persons(operand.name(), options.outputs);
}

Result<Desk> open_issuing(const IssueOptions& options, Io& io) {
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  VHC_CHECK_OK(ask_if_restored(folder, options.bulk.yes, "nothing was issued", io));
  VHC_TRY(const DeskSetup setup, desk_setup(options.flags, options.desk, io));
  VHC_TRY(InputRules rules, input_rules(options.input, &folder, setup.at, io));
  VHC_TRY(MinimiseOptions minimise, minimise_options(options, rules, folder.settings(), setup.at));
  VHC_CHECK_OK(check_one_person(options, rules, io));
  VHC_TRY(CardDesk cards, open_desk(std::move(folder), setup, io));
  return Desk{std::move(cards), std::move(minimise), std::move(rules)};
}

// What stood in the ledger when the first person with a record was met, and what the file was given since.
struct DeskEvents {
  std::string input;                     // what a run over the file would be known by
  bool is_free = false;                  // no run over it was begun and not ended
  bool again = false;                    // what was issued before is named, and issued once more
  std::vector<std::string> beside = {};  // numbers of cards that nothing is compared with
  std::optional<KnownEvents> known = {};
};

// An event that stands on a card with other content is not signed beside it, and nothing that was taken back; the same
// again is, as often as it is asked for. Whether the person is refused for it, with findings.
Result<bool> clashes(const CardDesk& desk, Intake& intake, const MinimalBundle* bundle, DeskEvents& events,
                     FolderSession& session, Earlier& earlier) {
  RecordFacts record = facts_of(intake, bundle);
  if (!says_something(record)) return false;
  if (!events.known) {
    VHC_TRY(events.known, KnownEvents::load(session.store(), session.next_number()));
  }
  const auto numbers = events.known->relatives(sought_for(desk.ledger, record));
  VHC_TRY(Comparison comparison, find_issued(session.store(), desk.ledger, numbers, std::move(record), bundle,
                                             {desk.folder.keys(), desk.at, events.beside}));
  if (events.again) {
    earlier = {comparison.is_same, valid_cards(comparison)};
    return false;
  }
  refuse_for(comparison, intake);
  earlier = {comparison.is_same, std::move(comparison.sharing), std::move(comparison.maybe)};
  return !comparison.clashes.empty();
}

// Cards may have what is taken back of a person who gets none.
Result<void> tell_taken_back(const CardDesk& desk, Intake& intake, DeskEvents& known, Io& io) {
  if (!says_something(facts_of(intake, nullptr))) return {};
  VHC_TRY(FolderSession session, FolderSession::begin(desk.folder, io, &desk.ledger));
  Earlier earlier;
  return clashes(desk, intake, nullptr, known, session, earlier).map([](bool) {});
}

// The card is recorded when everything is made and before anything leaves: a card that nobody recorded cannot exist,
// and one that was recorded and did not arrive can be printed again.
// Nothing for a person who is refused because of what was issued before. `stop` is there from before the card is
// recorded on.
Result<std::optional<Issued>> make_one(const Desk& desk, MinimalBundle bundle, Intake& intake, DeskEvents& known,
                                       const IssueOptions& options, std::optional<StopRequest>& stop, Io& io) {
  Issued issued{.number = {}, .bundle = std::move(bundle), .card = {}, .drawing = {}, .files = {}};
  const CardOrder order{.bundle = &issued.bundle, .events = intake.events, .nbf = desk.cards.at};
  VHC_TRY(FolderSession session, begin_session(desk.cards, io));
  if (!known.is_free) VHC_CHECK_OK(check_begun(session.store(), {.input = known.input}, false));
  known.is_free = true;
  VHC_TRY(const bool is_refused, clashes(desk.cards, intake, &issued.bundle, known, session, issued.earlier));
  if (is_refused) return std::optional<Issued>{};
  issued.number = session.next_label(desk.cards.at);
  VHC_TRY(MadeCard made, make_card(desk.cards, order, session.next_number(), issued.number));
  VHC_TRY(issued.drawing, draw_checked(made.card.jws, options.outputs, io));
  stop.emplace();
  VHC_CHECK_OK(record_card(desk.cards, made, session));
  auto committed = session.commit();
  if (!committed && session.is_decided()) {
    committed.error().hint = "card " + issued.number + " is recorded: vhc reprint writes it once this is fixed";
  }
  VHC_CHECK_OK(std::move(committed));
  if (known.known) known.known->add({&made.row});  // somebody further down may be the same person
  issued.card = std::move(made.card);
  return std::optional(std::move(issued));
}

// ---- a card for each person

std::string person_json(const Issued& issued, const Intake& intake, const std::string& input, const Desk& desk,
                        const IssueOptions& options) {
  JsonWriter json;
  begin_issued_line(json, input, intake, options.identity,
                    {issued.number, desk.cards.key.kid().str(), issued.card.jws, issued.files, !issued.files.empty()});
  if (issued.earlier.is_all) json.member("already", true);
  if (options.outputs.qr) json.member("qr_version", std::int64_t{issued.drawing.qr_version});
  if (options.outputs.link) json.member("link", wallet_link(issued.card.jws));
  if (!issued.earlier.cards.empty()) {
    json.name("also").begin_array();
    for (const std::string& card : issued.earlier.cards) json.string(card);
    json.end_array();
  }
  if (!intake.dropped.empty()) {
    json.name("dropped").begin_array();
    for (const std::string& dropped : intake.dropped) json.string(dropped);
    json.end_array();
  }
  return json.end_object().take();
}

// What goes on no card is no fault, and still to be said of a bundle that has it.
void say_dropped(const std::vector<std::string>& dropped, Io& io) {
  if (dropped.empty()) return;
  std::string line = "dropped ";
  for (const std::string& member : dropped) line += (line.size() == 8 ? " " : ", ") + member;
  io.say(line);
}

// The same patient twice is said, and how to go back: two valid cards are two to revoke.
void say_earlier(const Issued& issued, Io& io) {
  for (const std::string& card : issued.earlier.maybe) {
    io.say_always("note     card " + card + " is valid and may be the same person's: vhc cards --number " + card +
                  " shows it, vhc revoke revokes one of the two");
  }
  if (issued.earlier.cards.empty()) return;
  const std::size_t others = issued.earlier.cards.size() - 1;
  io.say_always("note     card " + issued.earlier.cards.back() +
                (issued.earlier.is_all ? " says all of this" : " says part of this") + " and is valid too" +
                (others == 0 ? "" : ", as " + std::to_string(others) + (others == 1 ? " other is" : " others are")) +
                ": " + (issued.earlier.is_all ? "vhc reprint gives it again, " : "") +
                "vhc revoke revokes one of the two");
}

// A name stands on a terminal alone: what a desk prints may be kept as a log.
std::string whose(const Intake& intake, const Io& io) {
  if (!io.is_talk_on_terminal()) return {};
  return "   " + displayed(shown_name(intake.name)) + "   " + displayed(intake.birth_date);
}

// What is refused of a person only now is a finding of that person.
Result<void> issue_person(const Desk& desk, const std::string& file, Intake& intake, DeskEvents& known,
                          const IssueOptions& options, Io& io) {
  std::optional<StopRequest> stop;
  auto made = minimal_bundle(intake, desk.minimise).and_then([&](MinimalBundle bundle) {
    return make_one(desk, std::move(bundle), intake, known, options, stop, io);
  });
  if (!made) {
    const Errc code = made.error().code;
    if (info(code).about != ErrorAbout::record) return tl::unexpected(std::move(made).error());
    intake.refused = true;
    intake.findings.push_back({intake.line, {}, Severity::error, code});
    return {};
  }
  std::optional<Issued>& issued = *made;
  if (!issued) return {};
  const auto explained = [&](Error error) {
    return not_written(std::move(error), issued->number, desk.cards.folder.path(), options.outputs);
  };
  VHC_TRY(issued->files, write_card(issued->card.jws, issued->drawing, options.outputs, io).map_error(explained));
  if (io.json()) {
    io.out() << person_json(*issued, intake, file, desk, options) << '\n';
    VHC_CHECK_OK(io.flush_out().map_error(explained));
  } else {
    say_dropped(intake.dropped, io);
    io.say("issued   " + card_facts(issued->card.jws, issued->drawing, options.outputs) + whose(intake, io));
    say_earlier(*issued, io);
    io.say((issued->files.empty() ? "" : "wrote    " + joined(issued->files) + "   ") + "journal  " + issued->number);
  }
  return check_stopped(issued->number, "; nobody after it in the file got a card");
}

std::string refused_json(const Intake& intake, const std::string& input, const IssueOptions& options) {
  JsonWriter json;
  begin_check_line(json, input, intake, options.identity);
  return json.end_object().take();
}

Result<bool> next_person(InputReader& reader, Intake& person, const std::string& file) {
  auto got = reader.next(person);
  if (!got) return fail(got.error().code, file, got.error().hint);
  return got;
}

// One after the other, as they come; with --qr or --card the file has to be of one person.
Result<Exit> issue_persons(const Desk& desk, const InputFiles& files, const InputOperand& operand, InputReader reader,
                           const IssueOptions& options, Io& io) {
  const std::string file = operand.name();
  Intake intake;
  Intake after;
  VHC_TRY(bool got, next_person(reader, intake, file));
  VHC_TRY(bool more, got ? next_person(reader, after, file) : Result<bool>(false));
  if (more && options.outputs.is_file()) {
    return several_persons(file, options.outputs);
  }
  DeskEvents known{.input = input_id(reader), .again = options.bulk.again, .beside = options.bulk.beside};
  RefusedFile refused(options.bulk.refused, options.outputs.force);
  VHC_CHECK_OK(refused.check(operand, reader.summary(), io));
  IntakeCounts counts;
  std::int64_t taken_back = 0;
  FindingTable table(io.err());
  const bool shows_table = !io.json() && !io.quiet();
  if (shows_table) {
    for (const InputFinding& finding : reader.summary().findings) table.add(finding);
  }
  while (got) {
    VHC_CHECK_OK(files.check_unchanged(reader.digest(), desk.rules));
    if (intake.is_issuable()) {
      VHC_CHECK_OK(issue_person(desk, file, intake, known, options, io));
    } else {
      VHC_CHECK_OK(tell_taken_back(desk.cards, intake, known, io));
    }
    if (!intake.is_issuable() && io.json()) io.out() << refused_json(intake, file, options) << '\n';
    taken_back += num_taken_back(intake);
    counts.add(intake);
    refused.add(intake);
    if (shows_table) table.add(intake);
    intake = std::exchange(after, {});
    got = more;
    if (more) {
      VHC_TRY(more, next_person(reader, after, file));
    }
  }
  if (io.json()) {
    io.out() << check_summary_json(file, reader.summary(), counts, files.starts()) << '\n';
  } else if (!io.quiet()) {
    table.end(reader.summary(), counts, files.starts());
  }
  if (taken_back > 0) {
    VHC_TRY(FolderSession session, FolderSession::begin(desk.cards.folder, io, &desk.cards.ledger));
    VHC_TRY(const auto not_known_to, note_taken_back(session, known.input, file, taken_back));
    say_not_known_to(not_known_to, taken_back, io);
  }
  VHC_CHECK_OK(refused.write(files, reader.summary(), desk.rules, io));
  return exit_of(reader.summary(), counts);
}

// Several people would have two valid cards: counted before anything is signed. For one the flag is the answer.
Result<void> ask_again(const Desk& desk, const InputOperand& operand, const IssueOptions& options, Io& io) {
  const bool can_be_read_twice = std::all_of(operand.files.begin(), operand.files.end(),
                                             [&io](const std::string& file) { return io.is_plain_file(file); });
  if (!options.bulk.again || options.bulk.yes || options.bulk.resume || !can_be_read_twice) return {};
  VHC_TRY(const InputFiles files, InputFiles::open(operand, io));
  VHC_TRY(InputReader reader, open_reader(files, operand.name(), desk.rules));
  VHC_TRY(FolderSession session, FolderSession::begin(desk.cards.folder, io, &desk.cards.ledger));
  VHC_CHECK_OK(check_begun(session.store(), {.input = input_id(reader)}, false));
  DeskEvents known{.input = {}, .again = true, .beside = options.bulk.beside};
  RunRemarks remarks;
  Intake intake;
  for (;;) {
    VHC_TRY(const bool got, next_person(reader, intake, operand.name()));
    if (!got) break;
    if (!intake.is_issuable()) continue;
    const auto bundle = minimal_bundle(intake, desk.minimise);
    Earlier earlier;
    if (bundle) VHC_CHECK_OK(clashes(desk.cards, intake, &*bundle, known, session, earlier));
    if (!earlier.cards.empty()) remarks.add_again(earlier.cards);
  }
  if (remarks.num_again < 2) return {};
  io.say_always(
      "note     " + std::to_string(remarks.num_again) +
      " persons of the file have a valid card, and would get another one: " + first_numbers(remarks.again_on));
  VHC_TRY(const bool agreed, io.ask_yes("Issue all of them again? --beside N is for one card.", "--yes"));
  return agreed ? Result<void>{} : declined("nothing was issued");
}

Result<Exit> issue_run(const Desk& desk, const InputOperand& operand, const IssueOptions& options, Io& io) {
  VHC_TRY(const std::size_t jobs, jobs_of(options.bulk.jobs));
  VHC_TRY(const InputFiles files, InputFiles::open(operand, io));
  VHC_TRY(InputReader reader, open_reader(files, operand.name(), desk.rules));
  const BulkPlan plan{.desk = desk.cards,
                      .minimise = desk.minimise,
                      .rules = desk.rules,
                      .input = operand,
                      .settings = run_settings(options, desk.cards.folder.settings(), desk.rules),
                      .command = run_command(options),
                      .jobs = jobs};
  const RunPrinting printing{.input = operand,
                             .rules = desk.rules,
                             .identity = options.identity,
                             .is_elsewhere = options.bulk.ndjson || options.bulk.out};
  RunPrinter printer(printing, RefusedFile(options.bulk.refused, options.bulk.force), io);
  const auto done = run_bulk(plan, options.bulk, files, reader, printer, io);
  io.show_progress({});
  if (!done) return tl::unexpected(done.error());
  return printer.end(*done, files, reader.summary());
}

Result<Exit> issue_operand(const Desk& desk, const InputOperand& operand, const IssueOptions& options, Io& io) {
  VHC_CHECK_OK(ask_again(desk, operand, options, io));
  if (options.bulk.is_any()) return issue_run(desk, operand, options, io);
  VHC_CHECK_OK(check_outputs(options.outputs, operand.files, io));
  VHC_TRY(const InputFiles files, InputFiles::open(operand, io));
  VHC_TRY(InputReader reader, open_reader(files, operand.name(), desk.rules));
  return issue_persons(desk, files, operand, std::move(reader), options, io);
}

// Needs no passphrase: nothing is signed, and nothing that is sealed is read.
Result<Exit> abandon(const IssueOptions& options, const std::vector<InputOperand>& operands, Io& io) {
  if (operands.size() != 1)
    return fail(Errc::usage, "--abandon", "one FILE at a time, or the FHIR files of one export");
  VHC_TRY(const IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  VHC_TRY(const InputRules rules, input_rules(options.input, &folder, at, io));
  return abandon_runs(folder, operands.front(), rules, options.bulk.yes, io);
}

Result<Exit> issue_all(const IssueOptions& options, Io& io) {
  const bool one_output = options.outputs.is_file();
  if (options.bulk.is_any() && (one_output || options.outputs.link)) {
    return fail(Errc::usage, "issue", "--ndjson, --out and --letters stand instead of --qr, --card and --link");
  }
  VHC_CHECK_OK(check_standard_input(options.flags, options.files));
  const std::vector<InputOperand> operands = input_operands(options.files, io);
  if (operands.size() > 1 && (one_output || options.bulk.is_any())) {
    return fail(Errc::usage, "issue",
                "--qr, --card, --ndjson, --out and --letters take one FILE at a time, or the FHIR files of one export");
  }
  VHC_CHECK_OK(check_bulk_flags(options.bulk));
  if (options.ial && !is_assurance_level(*options.ial))
    return fail(Errc::usage, "--ial", "one of IAL1.2, IAL1.4, IAL2, IAL3");
  if (options.bulk.refused && operands.size() > 1) return fail(Errc::usage, "--refused", "one file at a time");
  if (options.bulk.abandon) return abandon(options, operands, io);
  VHC_CHECK_OK(check_outputs(options.outputs, {}, io));
  VHC_CHECK_OK(BulkOutputs::probe(options.bulk, io));
  VHC_TRY(const Desk desk, open_issuing(options, io));
  ExitOfSeveral exits;
  for (const InputOperand& operand : operands) {
    auto done = issue_operand(desk, operand, options, io);
    if (!done && operands.size() == 1) return done;
    if (done) {
      exits.add(*done);
      continue;
    }
    exits.add_trouble(io.tell(done.error()));
    if (done.error().code == Errc::run_interrupted) break;  // nobody of the files behind it gets a card either
  }
  return exits.joined();
}

}  // namespace

void add_issue(Verb& root) {
  auto options = std::make_shared<IssueOptions>();
  Verb& verb = root.verb("issue", "sign health cards: text, QR code, file");
  verb.describe(
      "Reads FHIR, HL7 v2 messages or a delimited file, keeps what can go on a card, and signs one card per person. "
      "What was left out is listed; what must not be "
      "signed is refused "
      "with its place. Without --qr, --card and --link the compact JWS goes to standard output. Every card is verified "
      "before it leaves, "
      "and every drawn code is read back. After a power cut, vhc cards shows the cards that were recorded, and vhc "
      "reprint gives one that did not arrive.");
  verb.operand("FILE", options->files, true);
  add_issuer_flag(verb, options->flags);
  add_passphrase_flag(verb, options->flags);
  add_card_outputs(verb, options->outputs);
  add_bulk_flags(verb, options->bulk);
  verb.option("--expires", options->desk.expires, "SPAN|TIME",
              "the card expires: 90d, or an RFC 3339 time (default: never)");
  add_signer_flag(verb, options->desk);
  verb.flag("--no-rid", options->desk.no_rid, "no revocation id: the card can only be revoked with its key");
  verb.option("--ial", options->ial, "CODE", "identity assurance level: IAL1.2, IAL1.4, IAL2 or IAL3");
  verb.flag("--only-health-card-type", options->only_health_card_type, "leave the deprecated card types off");
  add_input_flags(verb, options->input);
  add_refused_flag(verb, options->bulk.refused);
  verb.flag("--identity", options->identity, "with --json: include name, birth date and what was given");
  add_acting_flags(verb, options->flags);
  verb.exits({1, 3, 4, 6, 130});
  verb.example("$ vhc issue --issuer shop visit.hl7 --card card.smart-health-card");
  verb.example("$ vhc issue --issuer shop --dates mdy --out cards ltc.csv");
  verb.example("$ vhc issue --issuer state registry.csv --ndjson cards.ndjson --resume");
  verb.example("$ vhc issue --issuer shop --out cards --refused to-fix.csv ltc.csv");
  verb.example("$ vhc issue --issuer shop visit.json --qr card.png --card card.smart-health-card");
  verb.run([options](Io& io) {
    options->bulk.force = options->outputs.force;
    const auto done = card_file_options(options->outputs.mode).and_then([&](const WriteOptions& how) {
      options->bulk.how = how;
      return issue_all(*options, io);
    });
    return done ? *done : io.tell(done.error());
  });
}

}  // namespace vhc
