// vhc cards: which cards were issued, to whom, and what became of them; from the sealed ledger.
#include <algorithm>
#include <memory>
#include <ostream>

#include "desk/issuer_flags.h"
#include "desk/store/card_lookup.h"
#include "desk/store/own_lists.h"
#include "desk/store/same_person.h"
#include "desk/store/sealed_search.h"
#include "shell/date_flag.h"
#include "shell/verb_body.h"
#include "shell/zone.h"
#include "verbs.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

struct CardsOptions {
  IssuerFlags flags;
  std::optional<std::string> name;
  std::optional<std::string> born;
  std::optional<std::string> number;
  std::optional<std::string> lot;
  std::optional<std::string> day;
  std::optional<std::string> person;
  bool identity = false;
};

// What is asked for, as cards are compared with it.
struct Wanted {
  std::vector<std::string> words;  // folded; each has to stand in the name
  std::string born;
  std::string day;
};

struct ListedCard {
  LedgerRow row;
  std::string day;
  CardState state{};
  std::string person_key;
  std::optional<CardContents> contents;  // nothing once the retention has ended
  std::string replaces;
  std::string replaced_by;
};

struct CardCounts {
  std::int64_t found = 0;
  std::int64_t cards = 0;
  std::int64_t erased = 0;
  std::int64_t unsearched = 0;  // for no good reason
};

// The folder as one command reads it: no lock is held, so that a long list keeps no desk waiting.
struct Shelf {
  const IssuerFolder* folder;
  const LedgerKey* key;
  const LedgerStore* store;
  const TimeZone* zone;
  UnixTime now{};
};

// ---- what is asked for

Result<std::vector<std::string>> words_of(const std::string& name) {
  std::vector<std::string> words;
  for (std::size_t start = 0; start < name.size();) {
    const std::size_t end = std::min(name.find(' ', start), name.size());
    std::string word = folded(PersonName{.text = name.substr(start, end - start)});
    word.erase(std::remove(word.begin(), word.end(), '\n'), word.end());  // which keeps the parts of a name apart
    if (!word.empty()) words.push_back(std::move(word));
    start = end + 1;
  }
  if (words.empty()) return fail(Errc::usage, "--name", "a name or a part of one, such as --name rivera");
  return words;
}

// One line of standard input for "-": what is typed as a flag stands in the list of processes.
Result<std::string> typed_name(const CardsOptions& options, const Io& io) {
  constexpr std::size_t most_bytes = 4096;
  if (*options.name != "-") return *options.name;
  VHC_CHECK_OK(check_standard_input(options.flags, {*options.name}));
  VHC_TRY(const std::string text, io.read_file("-", most_bytes));
  return text.substr(0, text.find_first_of("\r\n"));
}

Result<Wanted> wanted_of(const CardsOptions& options, const Io& io) {
  Wanted wanted{.words = {}, .born = options.born.value_or(""), .day = options.day.value_or("")};
  if (options.name) {
    VHC_TRY(const std::string name, typed_name(options, io));
    VHC_TRY(wanted.words, words_of(name));
  }
  VHC_CHECK_OK(check_date_flag(options.born, "--born", true));
  VHC_CHECK_OK(check_date_flag(options.day, "--day", false));
  if (options.number) VHC_CHECK_OK(number_of_label(*options.number));
  return wanted;
}

bool has_name(const Person& person, const std::vector<std::string>& words) {
  return std::any_of(person.names.begin(), person.names.end(), [&words](const PersonName& name) {
    const std::string text = folded(name);
    return std::all_of(words.begin(), words.end(),
                       [&text](const std::string& word) { return text.find(word) != std::string::npos; });
  });
}

bool fits(const ListedCard& card, const Wanted& wanted) {
  if (!wanted.day.empty() && card.day != wanted.day) return false;
  if (wanted.words.empty() && wanted.born.empty()) return true;
  if (!card.contents) return false;
  const Person& person = card.contents->subject;
  const bool is_born = person.birth_date.compare(0, wanted.born.size(), wanted.born) == 0;
  return is_born && (wanted.words.empty() || has_name(person, wanted.words));
}

struct ToRead {
  std::vector<std::int64_t> numbers;
  Unsearched unsearched;
};

// One that is named, whatever is left of it.
Result<ToRead> named_card(const Shelf& shelf, const CardsOptions& options) {
  VHC_TRY(const LedgerRow row, find_card(*shelf.store, *options.number));
  if (!options.lot && !options.person) return ToRead{{row.number}, {}};
  if (row.sealed.empty()) return ToRead{};
  VHC_TRY(const LedgerContent content, open_content(*shelf.key, row));
  return is_sought(content, {options.lot, options.person}) ? ToRead{{row.number}, {}} : ToRead{};
}

// Of what is sealed; the marks beside it are not believed.
Result<ToRead> numbers_to_read(const Shelf& shelf, const CardsOptions& options, Io& io) {
  if (options.number) return named_card(shelf, options);
  if (options.lot || options.person) {
    SealedSearch search(*shelf.key, {options.lot, options.person});
    VHC_CHECK_OK(search.look(*shelf.folder, *shelf.store, io));
    return ToRead{search.numbers(), search.unsearched()};
  }
  VHC_TRY(NumberedCards all, all_numbered_cards(*shelf.folder, *shelf.store, 0, io));
  ToRead read;
  for (const NumberedCard& card : all.cards) read.numbers.push_back(card.number);
  read.unsearched.missing = std::move(all.missing);
  return read;
}

Result<ListedCard> open_card(const Shelf& shelf, LedgerRow row) {
  ListedCard card;
  card.day = to_date(shelf.zone->day_of(row.nbf));
  if (!row.sealed.empty()) {
    VHC_TRY(LedgerContent content, open_content(*shelf.key, row));
    auto contents = contents_of(content);
    if (!contents) return fail(contents.error().code, row.label, contents.error().hint);
    card.contents = *std::move(contents);
    card.person_key = std::move(content.person_key);
  }
  VHC_TRY(const std::vector<LedgerRow> newer, shelf.store->replacements(row.number));
  if (!newer.empty()) card.replaced_by = newer.back().label;
  if (row.replaces != 0) {
    VHC_TRY(const auto older, shelf.store->card(row.replaces));
    if (older) card.replaces = older->label;
  }
  const auto expires = card.contents ? card.contents->expires : std::nullopt;
  card.state = state_of(row, newer, expires, shelf.folder->keys(), shelf.now);
  card.row = std::move(row);
  return card;
}

// ---- what is printed

std::size_t num_of(const CardContents& contents, EventKind kind) {
  return static_cast<std::size_t>(std::count_if(contents.events.begin(), contents.events.end(),
                                                [kind](const Event& event) { return event.kind == kind; }));
}

std::string what_of(const CardContents& contents) {
  constexpr std::size_t most_codes = 6;
  const std::size_t results = num_of(contents, EventKind::test);
  const std::size_t count = results > 0 ? results : contents.events.size();
  std::string what = std::to_string(count) + (results > 0 ? " result" : " dose") + (count == 1 ? "" : "s");
  for (std::size_t i = 0; i < std::min(contents.events.size(), most_codes); ++i) {
    what += (i == 0 ? ": " : ", ") + contents.events[i].code;
  }
  return what + (contents.events.size() > most_codes ? ", …" : "");
}

// As many characters as a column has, for text in UTF-8.
std::string padded(std::string text, std::size_t width) {
  const auto is_begin = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
  const auto size = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_begin));
  return size < width ? text + std::string(width - size, ' ') : text;
}

const PersonName& first_name(const Person& person) {
  static const PersonName none;
  return person.names.empty() ? none : person.names.front();
}

// The sender's own key of the person; not one that is made of name and birth date.
// Without the authority that gave it, which a message names: --person finds it so.
std::string own_key(const ListedCard& card) {
  if (!has_own_key({card.person_key, card.contents->subject})) return {};
  return card.person_key.substr(0, card.person_key.find('\n'));
}

constexpr std::size_t number_width = 13;
constexpr std::size_t day_width = 12;
constexpr std::size_t state_width = 10;
constexpr std::size_t name_width = 30;
constexpr std::size_t what_width = 22;

void print_heading(bool with_names, Io& io) {
  std::string line = padded("number", number_width) + padded("day", day_width) + padded("state", state_width);
  if (with_names) line += padded("birth date", day_width) + padded("name", name_width);
  io.out() << line << padded("what", with_names ? what_width : 0) << (with_names ? "person key" : "") << '\n';
}

void print_row(const ListedCard& card, bool with_names, Io& io) {
  std::string line = padded(card.row.label, number_width) + padded(card.day, day_width) +
                     padded(std::string(name(card.state)), state_width);
  if (!card.contents) {
    io.out() << line << "content erased: retention period over\n";
    return;
  }
  const Person& person = card.contents->subject;
  if (with_names) {
    line += padded(displayed(person.birth_date), day_width) +
            padded(displayed(shown_name(first_name(person))) + "  ", name_width);
  }
  line += with_names ? padded(displayed(what_of(*card.contents)), what_width) + displayed(own_key(card))
                     : displayed(what_of(*card.contents));
  if (!card.replaced_by.empty()) line += "   replaced by " + card.replaced_by;
  line.erase(line.find_last_not_of(' ') + 1);
  io.out() << line << '\n';
}

void add_identity(JsonWriter& json, const ListedCard& card) {
  const Person& person = card.contents->subject;
  const PersonName& name = first_name(person);
  json.name("person").begin_object().member("name", shown_name(name));
  if (!name.family.empty()) json.member("family", name.family);
  json.name("given").begin_array();
  for (const std::string& given : name.given) json.string(given);
  json.end_array().member("birthDate", person.birth_date).end_object();
  if (const std::string key = own_key(card); !key.empty()) json.member("person_key", key);
  json.name("events").begin_array();
  for (const Event& event : card.contents->events) {
    json.begin_object().member("date", event.date).member("system", event.system).member("code", event.code);
    if (!event.lot.empty()) json.member("lot", event.lot);
    json.end_object();
  }
  json.end_array();
}

void print_json(const ListedCard& card, bool identity, Io& io) {
  JsonWriter json;
  json.begin_object().member("schema", "vhc.card/1").member("number", card.row.label);
  json.member("issued", to_rfc3339(card.row.nbf)).member("day", card.day).member("state", name(card.state));
  json.member("kid", card.row.kid);
  if (!card.row.rid.empty()) json.member("rid", card.row.rid);
  if (!card.replaces.empty()) json.member("replaces", card.replaces);
  if (!card.replaced_by.empty()) json.member("replaced_by", card.replaced_by);
  json.member("erased", !card.contents.has_value());
  if (card.contents) {
    if (card.contents->expires) json.member("expires", to_rfc3339(*card.contents->expires));
    const auto results = static_cast<std::int64_t>(num_of(*card.contents, EventKind::test));
    json.member("doses", static_cast<std::int64_t>(card.contents->events.size()) - results);
    json.member("results", results);
    if (identity) add_identity(json, card);
  }
  io.out() << json.end_object().text() << '\n';
}

std::string cards_in_words(std::int64_t count) {
  return std::to_string(count) + (count == 1 ? " card" : " cards");
}

void print_end(const CardCounts& counts, bool shows_names, Io& io) {
  if (io.json()) {
    JsonWriter json;
    json.begin_object().member("schema", "vhc.cards/1").member("found", counts.found);
    json.member("cards", counts.cards).member("erased", counts.erased);
    json.member("unsearched", counts.unsearched);
    io.out() << json.end_object().text() << '\n';
    return;
  }
  io.say("found    " + std::to_string(counts.found) + " of " + cards_in_words(counts.cards));
  if (counts.erased > 0) {
    io.say("erased   " + cards_in_words(counts.erased) +
           (counts.erased == 1 ? ", its content is" : ", their content is") +
           " gone since the retention period ended: only --number finds " + (counts.erased == 1 ? "it" : "them"));
  }
  if (!shows_names && counts.found > 0) io.say("note     names are shown on a terminal only; elsewhere use --identity");
}

Result<CardCounts> list(const Shelf& shelf, const CardsOptions& options, const Wanted& wanted, Io& io) {
  VHC_TRY(const LedgerCounts ledger, shelf.store->counts());
  CardCounts counts{.cards = ledger.cards, .erased = ledger.cards - ledger.with_content};
  VHC_TRY(ToRead read, numbers_to_read(shelf, options, io));
  const bool with_names = options.identity || (!io.json() && io.is_read_on_terminal());
  for (const std::int64_t number : read.numbers) {
    VHC_TRY(auto row, shelf.store->card(number));
    if (!row) read.unsearched.missing.push_back(std::to_string(number));
    if (!row || (row->sealed.empty() && !options.number)) continue;
    if (!wanted.day.empty() && to_date(shelf.zone->day_of(row->nbf)) != wanted.day) continue;
    VHC_TRY(const ListedCard card, open_card(shelf, *std::move(row)));
    if (!fits(card, wanted)) continue;
    if (counts.found++ == 0 && !io.json() && !io.quiet()) print_heading(with_names, io);
    if (io.json()) {
      print_json(card, options.identity, io);
    } else {
      print_row(card, with_names, io);
    }
  }
  counts.unsearched = read.unsearched.unexplained();
  print_end(counts, with_names, io);
  say_unsearched(read.unsearched, io);
  return counts;
}

// Before the first card; or somebody took it away.
Result<Exit> list_without_ledger(const IssuerFolder& folder, Io& io) {
  Unsearched unsearched;
  VHC_CHECK_OK(each_issued(folder, io, [&unsearched](const Issuance& line) {
    unsearched.missing.push_back(line.label);
    return true;
  }));
  print_end({.unsearched = unsearched.unexplained()}, true, io);
  say_unsearched(unsearched, io);
  return findings_if(!unsearched.is_explained());
}

Result<Exit> cards(const CardsOptions& options, Io& io) {
  VHC_TRY(const Wanted wanted, wanted_of(options, io));
  VHC_TRY(IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const UnixTime now, acting_time(options.flags, io));
  VHC_TRY(const TimeZone zone, TimeZone::find(folder.settings().zone));
  PassphraseSource passphrase = passphrase_source(options.flags, folder.path(), io);
  VHC_TRY(const LedgerKey key, open_ledger_key(folder, passphrase, now, io));
  if (!io.exists(folder.ledger_file())) return list_without_ledger(folder, io);
  VHC_TRY(const LedgerStore store, open_ledger(folder, io));
  return list({&folder, &key, &store, &zone, now}, options, wanted, io).map([](const CardCounts& counts) {
    return findings_if(counts.unsearched > 0);
  });
}

}  // namespace

void add_cards(Verb& root) {
  auto options = std::make_shared<CardsOptions>();
  Verb& verb = root.verb("cards", "list and find issued cards");
  verb.describe(
      "Lists the issued cards from the ledger, which the passphrase opens: number, day, name, birth date, what is on "
      "the card, and whether it is live, revoked, replaced by a corrected one, or expired. Several flags narrow the "
      "list. Names are shown on a terminal; in a file, a pipe and JSON only with --identity. A name and a "
      "birth date typed as flags are visible in the process list and the shell's history.");
  add_issuer_flag(verb, options->flags);
  add_passphrase_flag(verb, options->flags);
  verb.option(
      "--name", options->name, "NAME",
      "whose name contains these words or parts of words; accents and capitals are ignored. \"-\" reads them from "
      "standard input, where no other user sees them");
  verb.option("--born", options->born, "DATE", "who was born then: 1960-03-07, 1960-03 or 1960");
  verb.option("--number", options->number, "N", "the card with this number in the journal");
  verb.option("--lot", options->lot, "LOT", "cards with a dose of this lot");
  verb.option("--day", options->day, "DATE", "cards of this day, in the issuer's time zone");
  verb.option("--person", options->person, "KEY", "cards of a person, by the key that your system gave");
  verb.flag("--identity", options->identity, "names also where the table is no terminal's, and in JSON");
  verb.option("--at", options->flags.at, "TIME", "which cards are expired then (RFC 3339; default: now)");
  verb.exits({1, 3, 4, 6});
  verb.example("$ vhc cards --issuer shop --name munoz --born 1960-03-07");
  verb.example("$ vhc cards --issuer shop --day 2026-11-23");
  verb.run(run_with(options, cards));
}

}  // namespace vhc
