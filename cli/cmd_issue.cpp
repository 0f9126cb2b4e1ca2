#include <algorithm>
#include <memory>
#include <ostream>

#include "card_outputs.h"
#include "input_flags.h"
#include "issuer_flags.h"
#include "issuer_session.h"
#include "print_intake.h"
#include "verbs.h"
#include "vhc/card_file.h"
#include "vhc/issue.h"
#include "vhc/json_writer.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

struct IssueOptions {
  IssuerFlags flags;
  std::vector<std::string> files;
  CardOutputs outputs;
  std::optional<std::string> out;
  std::optional<std::string> expires;
  std::optional<std::string> ial;
  InputFlags input;
  bool no_rid = false;
  bool only_health_card_type = false;
  bool identity = false;
};

// What is the same for every card of the command.
struct Desk {
  std::unique_ptr<IssuerFolder> folder;
  SigningKey key;
  std::unique_ptr<IssuerLedger> ledger;
  std::optional<Secret> rids;
  UnixTime at;
  std::optional<UnixTime> expires;
  MinimiseOptions minimise;
  InputRules rules;
};

struct Issued {
  std::string number;
  MinimalBundle bundle;
  IssuedCard card;
  Drawing drawing;
  std::vector<std::string> files;
};

Result<std::optional<UnixTime>> expiry(const IssueOptions& options, UnixTime at) {
  if (!options.expires) return std::optional<UnixTime>{};
  if (const auto span = parse_duration(*options.expires)) return std::optional<UnixTime>(at + *span);
  const auto time = parse_time(*options.expires);
  if (!time) return fail(Errc::time_format, "--expires", "a span such as 90d, or a time such as 2027-11-23T00:00:00Z");
  return std::optional<UnixTime>(*time);
}

Result<MinimiseOptions> minimise_options(const IssueOptions& options, const IssuerSettings& settings, UnixTime at) {
  MinimiseOptions minimise{.today = std::chrono::floor<std::chrono::days>(at), .performer = settings.performer};
  minimise.ial = options.ial;
  minimise.only_health_card_type = options.only_health_card_type;
  VHC_TRY(minimise.allowed, allowed_codes(options.input.allow));
  return minimise;
}

Result<Desk> open_desk(const IssueOptions& options, Io& io) {
  VHC_TRY(IssuerFolder opened, open_issuer(options.flags, io));
  auto shared = std::make_unique<IssuerFolder>(std::move(opened));
  const IssuerFolder& folder = *shared;
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  VHC_TRY(const std::optional<UnixTime> expires, expiry(options, at));
  if (expires && *expires <= at) return fail(Errc::issue_exp_not_after_nbf, "--expires");
  VHC_TRY(MinimiseOptions minimise, minimise_options(options, folder.settings(), at));
  VHC_TRY(InputRules rules, input_rules(options.input, &folder.settings(), at, io));
  VHC_TRY(const std::size_t place, signing_key_of(folder.keys()));
  PassphraseSource passphrase = passphrase_source(options.flags, folder.path(), io);
  VHC_TRY(SigningKey key, open_key(folder, folder.keys()[place], passphrase, io));
  std::optional<Secret> rids;
  if (!options.no_rid && folder.settings().rid) {
    VHC_TRY(rids, open_rids(folder, passphrase, io));
  }
  auto ledger = std::make_unique<IssuerLedger>(folder);
  VHC_CHECK_OK(ledger->unlock(passphrase, at, io));
  return Desk{std::move(shared), std::move(key), std::move(ledger),  std::move(rids), at,
              expires,           std::move(minimise), std::move(rules)};
}

Result<RevocationId> rid_of(const Desk& desk, const MinimalBundle& bundle, const std::string& number) {
  std::string user = card_user_id(bundle.person_key, number);
  auto rid = derive_rid(*desk.rids, desk.key.kid(), user);
  wipe({reinterpret_cast<std::uint8_t*>(user.data()), user.size()});
  return rid;
}

// The journal gets its line when everything is made and before anything leaves: a card without a number cannot exist, a
// number without a card is only a gap that the journal explains.
Result<Issued> make_card(const Desk& desk, const std::string& json, const std::string& person_key,
                         const IssueOptions& options, Io& io) {
  Issued issued;
  VHC_TRY(issued.bundle, minimise(json, desk.minimise));
  if (!person_key.empty()) issued.bundle.person_key = person_key;
  VHC_TRY(IssuerSession session, desk.ledger->begin(desk.at, io));
  const std::int64_t number = session.next_number();
  issued.number = journal_number(number, desk.at);
  std::optional<RevocationId> rid;
  if (desk.rids) {
    VHC_TRY(rid, rid_of(desk, issued.bundle, issued.number));
  }
  const IssueRequest request{.bundle_json = issued.bundle.json,
                             .types = issued.bundle.types,
                             .issued = desk.at,
                             .expires = desk.expires,
                             .rid = rid};
  VHC_TRY(issued.card, issue(request, desk.folder->settings().iss, desk.key));
  VHC_TRY(issued.drawing, draw_card(options.outputs, issued.card.jws, io));
  VHC_CHECK_OK(session.add_card(
      {.time = desk.at, .actor = actor(options.flags, io), .verb = "issue", .kid = desk.key.kid(), .rid = rid},
      {.number = number,
       .nbf = desk.at,
       .kid = desk.key.kid(),
       .rid = rid,
       .secrets = secrets_of(issued.card.jws, issued.bundle),
       .content = card_content(issued.bundle)}));
  VHC_CHECK_OK(session.commit());
  return issued;
}

void write_findings(JsonWriter& json, const std::vector<Finding>& findings) {
  json.name("findings").begin_array();
  for (const Finding& finding : findings) {
    json.begin_object()
        .member("field", finding.where)
        .member("severity", name(finding.severity))
        .member("code", name(finding.code))
        .end_object();
  }
  json.end_array();
}

void write_doses(JsonWriter& json, const MinimalBundle& bundle, bool identity) {
  json.name("doses").begin_array();
  for (const KeptEvent& kept : bundle.kept) {
    const Event& event = kept.event;
    json.begin_object().member("field", kept.pointer);
    if (identity) {
      json.member("date", event.date).member("system", event.system).member("code", event.code);
      if (!event.lot.empty()) json.member("lot", event.lot);
      if (!event.performer.empty()) json.member("performer", event.performer);
    }
    json.end_object();
  }
  json.end_array();
}

void write_person(JsonWriter& json, const Person& person) {
  const PersonName& person_name = person.names.front();
  json.name("person").begin_object();
  if (!person_name.text.empty()) json.member("name", person_name.text);
  if (!person_name.family.empty()) json.member("family", person_name.family);
  if (!person_name.given.empty()) {
    json.name("given").begin_array();
    for (const std::string& given : person_name.given) json.string(given);
    json.end_array();
  }
  json.member("birthDate", person.birth_date).end_object();
}

std::string issued_json(const Issued& issued, const std::string& input, const Desk& desk, const IssueOptions& options) {
  JsonWriter json;
  json.begin_object()
      .member("schema", "vhc.check/1")
      .member("input", name_in_json(input))
      .member("line", std::int64_t{1})
      .member("issuable", true);
  if (options.identity) {
    write_person(json, issued.bundle.person);
  }
  write_doses(json, issued.bundle, options.identity);
  json.name("dropped").begin_array();
  for (const std::string& dropped : issued.bundle.dropped) json.string(dropped);
  json.end_array();
  write_findings(json, issued.bundle.findings);
  json.member("journal", issued.number)
      .member("kid", desk.key.kid().str())
      .member("jws_chars", static_cast<std::int64_t>(issued.card.jws.size()));
  if (options.outputs.qr) json.member("qr_version", std::int64_t{issued.drawing.qr_version});
  json.name("files").begin_array();
  for (const std::string& file : issued.files) json.string(file);
  json.end_array();
  if (!options.outputs.qr && !options.outputs.card) json.member("jws", issued.card.jws);
  if (options.outputs.link) json.member("link", wallet_link(issued.card.jws));
  return json.end_object().take();
}

void talk(const Issued& issued, const IssueOptions& options, Io& io) {
  io.say("read     1 person, " + std::to_string(issued.bundle.kept.size()) +
         (issued.bundle.kept.size() == 1 ? " record" : " records"));
  for (const Finding& finding : issued.bundle.findings) {
    io.say(std::string(name(finding.severity)) + "  " + std::string(name(finding.code)) + " at " + finding.where +
           ": " + std::string(info(finding.code).sentence));
  }
  if (!issued.bundle.dropped.empty()) {
    std::string line = "dropped ";
    for (const std::string& dropped : issued.bundle.dropped) line += (line.size() == 8 ? " " : ", ") + dropped;
    io.say(line);
  }
  std::string line = "issued   " + std::to_string(issued.card.jws.size()) + " characters";
  if (options.outputs.qr)
    line += ", QR version " + std::to_string(issued.drawing.qr_version) + "; read back from the drawn picture";
  io.say(line);
  std::string files;
  for (const std::string& file : issued.files) files += (files.empty() ? "" : ", ") + file;
  io.say((files.empty() ? "" : "wrote    " + files + "   ") + "journal  " + issued.number);
}

// ---- one bundle, as it is

Result<int> issue_bundle(const Desk& desk, const std::string& file, const std::string& json,
                         const IssueOptions& options, Io& io) {
  if (json.size() > max_bundle_bytes) return fail(Errc::input_too_large, file);
  auto issued = make_card(desk, json, {}, options, io);
  if (!issued) {
    Error error = std::move(issued).error();
    error.where = file + (error.where.empty() ? "" : ", ") + error.where;
    return tl::unexpected(std::move(error));
  }
  VHC_TRY(issued->files, write_card(options.outputs, issued->card.jws, issued->drawing, io));
  if (io.json()) {
    io.out() << issued_json(*issued, file, desk, options) << '\n';
  } else {
    talk(*issued, options, io);
  }
  const auto is_error = [](const Finding& finding) { return finding.severity == Severity::error; };
  return std::any_of(issued->bundle.findings.begin(), issued->bundle.findings.end(), is_error) ? 1 : 0;
}

// ---- messages, rows, exports: a card for each person

constexpr std::size_t cards_per_folder = 1000;

// DIR/000/2026-000598.smart-health-card: no folder grows without bound.
Result<void> write_into_folder(Issued& issued, const IssueOptions& options, std::size_t number, Io& io) {
  if (!options.out) return {};
  std::string part = std::to_string(number / cards_per_folder);
  part.insert(0, part.size() < 3 ? 3 - part.size() : 0, '0');
  for (const std::string& folder : {*options.out, *options.out + "/" + part}) {
    if (!io.exists(folder)) VHC_CHECK_OK(io.make_folder(folder));
  }
  std::string path = *options.out + "/" + part + "/" + issued.number + ".smart-health-card";
  VHC_CHECK_OK(io.write_file(path, to_card_file({issued.card.jws}), {.overwrite = options.outputs.force}));
  issued.files.push_back(std::move(path));
  return {};
}

std::string person_json(const Issued& issued, const Intake& intake, const std::string& input, const Desk& desk,
                        const IssueOptions& options) {
  JsonWriter json;
  begin_check_line(json, input, intake, options.identity);
  json.member("journal", issued.number).member("kid", desk.key.kid().str());
  json.member("jws_chars", static_cast<std::int64_t>(issued.card.jws.size()));
  json.name("files").begin_array();
  for (const std::string& file : issued.files) json.string(file);
  json.end_array();
  if (issued.files.empty()) json.member("jws", issued.card.jws);
  return json.end_object().take();
}

// What minimise() still refuses of a person, such as a name that no card can carry, is a finding of that person.
Result<void> issue_person(const Desk& desk, const std::string& file, Intake& intake, std::size_t number,
                          const IssueOptions& options, Io& io) {
  auto issued = make_card(desk, to_bundle(intake), intake.person_key, options, io);
  if (!issued) {
    const bool is_finding = info(issued.error().code).exit_code == 4;
    if (!is_finding) return tl::unexpected(std::move(issued).error());
    intake.refused = true;
    intake.findings.push_back({intake.line, {}, Severity::error, issued.error().code});
    return {};
  }
  VHC_CHECK_OK(write_into_folder(*issued, options, number, io));
  if (options.out) {
    if (io.json()) io.out() << person_json(*issued, intake, file, desk, options) << '\n';
    return {};
  }
  VHC_TRY(issued->files, write_card(options.outputs, issued->card.jws, issued->drawing, io));
  if (io.json()) io.out() << person_json(*issued, intake, file, desk, options) << '\n';
  return {};
}

std::string refused_json(const Intake& intake, const std::string& input, const IssueOptions& options) {
  JsonWriter json;
  begin_check_line(json, input, intake, options.identity);
  return json.end_object().take();
}

Result<int> issue_persons(const Desk& desk, const std::string& file, InputRead read, const IssueOptions& options,
                          Io& io) {
  const bool several = read.persons.size() > 1;
  if (several && (options.outputs.qr || options.outputs.card)) {
    return fail(Errc::usage, "issue", "the file has several persons: --out DIR takes a card of each");
  }
  std::size_t number = 0;
  for (Intake& intake : read.persons) {
    if (intake.is_issuable()) VHC_CHECK_OK(issue_person(desk, file, intake, number++, options, io));
    if (!intake.is_issuable() && io.json()) io.out() << refused_json(intake, file, options) << '\n';
  }
  if (io.json()) {
    io.out() << check_summary_json(file, read) << '\n';
  } else if (!io.quiet()) {
    print_findings(io.err(), read);
  }
  return exit_code_of(read);
}

Result<int> issue_file(const Desk& desk, const std::string& file, const IssueOptions& options, Io& io) {
  VHC_CHECK_OK(check_outputs(options.outputs, {file}, io));
  VHC_TRY(const std::string bytes, io.read_file(file, max_input_bytes));
  const auto kind = recognise_input(bytes);
  if (!kind || *kind == InputKind::fhir) return issue_bundle(desk, file, bytes, options, io);
  auto read = read_input(bytes, desk.rules);
  if (!read) {
    read.error().where = file + (read.error().where.empty() ? "" : ", ") + read.error().where;
    return tl::unexpected(std::move(read).error());
  }
  return issue_persons(desk, file, *std::move(read), options, io);
}

Result<int> issue_all(const IssueOptions& options, Io& io) {
  const bool one_output = options.outputs.qr || options.outputs.card;
  if (options.out && one_output) return fail(Errc::usage, "--out", "instead of --qr and --card");
  if (options.files.size() > 1 && one_output)
    return fail(Errc::usage, "issue", "--qr and --card take one FILE at a time");
  if (options.outputs.qr) VHC_CHECK_OK(draw_request(*options.outputs.qr));
  if (options.ial && !is_assurance_level(*options.ial))
    return fail(Errc::usage, "--ial", "one of IAL1.2, IAL1.4, IAL2, IAL3");
  VHC_TRY(const Desk desk, open_desk(options, io));
  int exit_code = 0;
  for (const std::string& file : options.files) {
    auto done = issue_file(desk, file, options, io);
    if (!done && options.files.size() == 1) return done;
    exit_code = done ? std::max(exit_code, *done) : (io.fail(done.error()), 1);
  }
  return exit_code;
}

}  // namespace

void add_issue(Verb& root) {
  auto options = std::make_shared<IssueOptions>();
  Verb& verb = root.verb("issue", "sign health cards: text, QR code, file");
  verb.describe(
      "Reads FHIR, HL7 v2 messages or a delimited file, keeps what may stand on a card, and signs one card a person. "
      "What was left out is listed; what may not be "
      "signed is refused "
      "with its place. Without --qr, --card and --link the compact JWS goes to standard output. Every card is verified "
      "before it leaves, "
      "and every drawn code is read back.");
  verb.operand("FILE", options->files, true);
  add_issuer_flag(verb, options->flags);
  add_passphrase_flag(verb, options->flags);
  add_card_outputs(verb, options->outputs);
  verb.option("--out", options->out, "DIR", "a .smart-health-card file of each person, in folders of 1,000");
  verb.option("--expires", options->expires, "SPAN|TIME",
              "the card expires: 90d, or an RFC 3339 time (default: never)");
  verb.flag("--no-rid", options->no_rid, "no revocation id: the card can only be revoked with its key");
  verb.option("--ial", options->ial, "CODE", "identity assurance level: IAL1.2, IAL1.4, IAL2 or IAL3");
  verb.flag("--only-health-card-type", options->only_health_card_type, "leave the deprecated card types off");
  add_input_flags(verb, options->input);
  verb.flag("--identity", options->identity, "with --json: include name, birth date and what was given");
  add_acting_flags(verb, options->flags);
  verb.exits({1, 3, 4, 6});
  verb.example("$ vhc issue --issuer shop visit.hl7 --card card.smart-health-card");
  verb.example("$ vhc issue --issuer shop --dates mdy --out cards ltc.csv");
  verb.example("$ vhc issue --issuer shop visit.json --qr card.png --card card.smart-health-card");
  verb.run([options](Io& io) {
    const auto done = issue_all(*options, io);
    return done ? *done : io.fail(done.error());
  });
}

}  // namespace vhc
