// vhc rules check: a venue's rules in words.
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shell/args.h"
#include "shell/io.h"
#include "venue/rules_flag.h"
#include "venue/zone_calendar.h"
#include "verbs.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
};

void print_json(const std::string& file, const VenueRules& rules, const RulesDescription& said, Io& io) {
  JsonWriter json;
  json.begin_object().member("schema", "vhc.rules.check/1").member("input", name_in_json(file));
  json.member("id", rules.id()).name("title").begin_object();
  for (const auto& [language, text] : rules.title()) json.member(language, text);
  json.end_object().name("zone");
  if (rules.zone().empty()) {
    json.null();
  } else {
    json.string(rules.zone());
  }
  const auto texts = [&json](JsonName member, const std::vector<std::string>& list) {
    json.name(member).begin_array();
    for (const std::string& text : list) json.string(text);
    json.end_array();
  };
  texts("conditions", said.conditions);
  json.name("requirements").begin_array();
  for (const RulesDescription::Line& line : said.lines) {
    json.begin_object().member("name", line.name).member("words", line.words);
    json.member("depth", std::int64_t{line.depth}).end_object();
  }
  json.end_array().name("sets").begin_array();
  for (const RulesDescription::Set& set : said.sets) {
    json.begin_object().member("name", set.name).member("label", set.label);
    texts("codes", set.codes);
    json.end_object();
  }
  json.end_array();
  texts("warnings", said.warnings);
  io.out() << json.end_object().take() << '\n';
}

void print_text(const VenueRules& rules, const RulesDescription& said, Io& io) {
  const std::string_view title = text_in(rules.title(), "en");
  io.out() << rules.id() << (title.empty() ? "" : ": ") << displayed(title) << '\n';
  io.out() << "  days of " << (rules.zone().empty() ? "the zone that venue.json names" : displayed(rules.zone()))
           << '\n';
  for (const std::string& condition : said.conditions) io.out() << "  " << printable(condition) << '\n';
  io.out() << "\naccepted:\n";
  for (const RulesDescription::Line& line : said.lines) {
    const std::string indent(static_cast<std::size_t>(line.depth) * 2 + 2, ' ');
    io.out() << indent << displayed(line.name) << (line.name.empty() ? "" : ": ") << printable(line.words) << '\n';
  }
  for (const RulesDescription::Set& set : said.sets) {
    io.out() << '\n' << displayed(set.label) << " (" << displayed(set.name) << "):\n";
    for (const std::string& code : set.codes) io.out() << "  " << printable(code) << '\n';
  }
}

Exit check_file(const std::string& file, Io& io) {
  const auto rules = read_rules_file(file, io);
  if (!rules) return io.tell(rules.error());
  if (!rules->zone().empty()) {
    if (const auto calendar = ZoneCalendar::find(rules->zone()); !calendar) {
      Error error = calendar.error();
      error.where = file + ", /zone: " + error.where;
      return io.tell(error);
    }
  }
  const RulesDescription said = rules->describe();
  if (io.json()) {
    print_json(file, *rules, said, io);
  } else if (!io.quiet()) {
    print_text(*rules, said, io);
  }
  for (const std::string& warning : said.warnings) io.say("warning  " + file + ": " + warning);
  return Exit::done;
}

Exit run_check(const CheckOptions& options, Io& io) {
  Exit exit = Exit::done;
  bool is_first = true;
  for (const std::string& file : options.files) {
    if (!is_first && !io.json() && !io.quiet()) io.out() << '\n';
    is_first = false;
    exit = worst(exit, check_file(file, io));
  }
  return exit;
}

}  // namespace

void add_rules(Verb& root) {
  Verb& rules = root.verb("rules", "a venue's rules: what they say, and what a card would get");
  rules.describe(
      "A venue's rules say which genuine cards count at its door: two doses, a test of 72 hours at most, an age. They "
      "are a file (vhc.rules/1) that --rules or venue.json names. How to write one, with examples to start from: "
      "docs/rules-for-venues.md and examples/rules, installed with this program.");
  auto options = std::make_shared<CheckOptions>();
  Verb& verb = rules.verb("check", "say in words what rules ask for");
  verb.describe(
      "Reads rules strictly and says in words what they ask for and what each code is called, so that the person who "
      "answers for them can see whether they say what was meant. What looks wrong is a warning on standard error: a "
      "code that is not known, a requirement that never decides.");
  verb.operand("FILE", options->files, true);
  verb.exits({3, 4});
  verb.example("$ " + root.name() + " rules check measles-school.json");
  verb.run([options](Io& io) { return run_check(*options, io); });
  add_rules_try(rules, root.name());
}

}  // namespace vhc
