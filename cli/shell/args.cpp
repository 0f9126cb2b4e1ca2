#include "shell/args.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <CLI/CLI.hpp>

#include "shell/suggestion.h"
#include "vhc/checked.h"
#include "vhc/display_text.h"

namespace vhc {
namespace {

tl::unexpected<Error> usage(std::string what, std::string hint) {
  return tl::unexpected(Error{Errc::usage, std::move(what), {}, std::move(hint)});
}

std::string help_hint(const Verb& verb) {
  return verb.path() + " --help";
}

// `for "verify"`, nothing for the program itself.
std::string for_verb(const Verb& verb) {
  return verb.parent() == nullptr ? "" : " for \"" + verb.path_in_program() + "\"";
}

// A word that is far from every command and option may be anything, the text of a card too: it is not repeated.
std::string shown(const std::string& typed) {
  constexpr std::size_t longest_name = 24;
  return typed.size() > longest_name ? "…" : displayed(typed);
}

tl::unexpected<Error> unknown_option(const Verb& verb, const std::string& typed) {
  std::vector<std::string> known;
  for (const OptionSpec& option : verb.options()) known.push_back(option.long_name());
  for (const OptionSpec& option : shared_options()) known.push_back(option.long_name());
  const std::string name = typed.substr(0, typed.find('='));
  const std::string meant = suggestion(name, known);
  return usage("unknown option \"" + shown(name) + "\"" + for_verb(verb), meant.empty() ? help_hint(verb) : meant);
}

std::vector<std::string> names_of_verbs(const Verb& verb) {
  std::vector<std::string> names;
  for (const Verb& child : verb.verbs()) names.push_back(child.name());
  return names;
}

tl::unexpected<Error> unknown_command(const Verb& verb, const std::string& typed) {
  const std::string meant = suggestion(typed, names_of_verbs(verb));
  const std::string before = verb.parent() == nullptr ? "" : verb.path_in_program() + " ";
  return usage("unknown command \"" + before + shown(typed) + "\"", meant.empty() ? help_hint(verb) : meant);
}

tl::unexpected<Error> missing_command(const Verb& verb) {
  std::string hint = "one of ";
  for (const Verb& child : verb.verbs()) hint += (&child == &verb.verbs().front() ? "" : ", ") + child.name();
  return usage(verb.parent() == nullptr ? "no command is given" : "\"" + verb.path_in_program() + "\" needs a verb",
               hint + "; " + help_hint(verb) + " says more");
}

// One of 64 key ids begins with a dash, and no option looks like a key id. CLI11 gets such a word behind a zero byte,
// which no argument can have, and so takes it as an operand or a value wherever it stands.
constexpr char key_id_follows = '\0';

bool is_option(const std::string& word) {
  return word.size() > 1 && word.front() == '-';
}

std::string guarded(const std::string& word) {
  return is_option(word) && KeyId::parse(word) ? std::string(1, key_id_follows) + word : word;
}

std::vector<std::string> unguarded(std::vector<std::string> words) {
  for (std::string& word : words) {
    if (!word.empty() && word.front() == key_id_follows) word.erase(0, 1);
  }
  return words;
}

// One CLI::App for each verb. CLI11 is only told of options and gives back their raw values; operands are what it does
// not know, so that each arrives as it was typed (it would take "[a,b]" apart).
class Parser {
 public:
  explicit Parser(const Verb& root) : root_(&root) { add(app_, root); }

  // Throws CLI::ParseError, for an option at the end of the line that lacks its value and for nothing else.
  void parse(std::vector<std::string> arguments) {
    std::transform(arguments.begin(), arguments.end(), arguments.begin(), guarded);
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
    app_.parse(std::move(arguments));
  }

  const Verb& chosen() const {
    const Verb* verb = root_;
    const CLI::App* app = &app_;
    while (!app->get_subcommands().empty()) {
      app = app->get_subcommands().front();
      verb = verb->find(app->get_name());
    }
    return *verb;
  }

  // Words that are neither verb nor known option nor its value; guarded.
  std::vector<std::string> remaining() const { return app_.remaining(true); }

  bool has(std::string_view name) const {
    return std::any_of(bound_.begin(), bound_.end(), [name](const Bound& bound) {
      return bound.option->count() > 0 && bound.spec->long_name() == name;
    });
  }

  Result<void> fill_options(const Verb& verb) const {
    for (const Bound& bound : bound_) {
      if (bound.option->count() > 0) VHC_CHECK_OK(fill(verb, *bound.spec, unguarded(bound.option->results())));
    }
    return {};
  }

 private:
  struct Bound {
    const OptionSpec* spec;
    const CLI::Option* option;
  };

  void add(CLI::App& app, const Verb& verb) {
    app.allow_extras();
    app.fallthrough();
    app.set_help_flag();
    app.require_subcommand(0, 1);
    for (const OptionSpec& spec : verb.options()) add_option(app, spec);
    if (verb.parent() == nullptr) {
      for (const OptionSpec& spec : shared_options()) add_option(app, spec);
    }
    for (const Verb& child : verb.verbs()) add(*app.add_subcommand(child.name()), child);
  }

  void add_option(CLI::App& app, const OptionSpec& spec) {
    CLI::Option* option = spec.value.empty() ? app.add_flag(spec.names) : app.add_option(spec.names);
    option->take_all();
    bound_.push_back({&spec, option});
  }

  static Result<void> fill(const Verb& verb, const OptionSpec& spec, const std::vector<std::string>& values) {
    struct Filler {
      const std::vector<std::string>& values;
      // CLI11 gives "true" for each time a flag stands there alone.
      const char* operator()(bool* target) const {
        const auto alone = [](const std::string& value) { return value == "true"; };
        if (!std::all_of(values.begin(), values.end(), alone)) return "takes no value";
        if (target != nullptr) *target = true;
        return nullptr;
      }
      const char* operator()(std::optional<std::string>* target) const {
        if (values.size() > 1) return "is given more than once";
        *target = values.front();
        return nullptr;
      }
      const char* operator()(std::vector<std::string>* target) const {
        *target = values;
        return nullptr;
      }
    };
    const char* const fault = std::visit(Filler{values}, spec.target);
    if (fault == nullptr) return {};
    return usage("option \"" + spec.long_name() + "\"" + for_verb(verb) + " " + fault, help_hint(verb));
  }

  const Verb* root_;
  CLI::App app_;
  std::vector<Bound> bound_;
};

// "--at=" with nothing behind it: CLI11 would take the next word.
bool lacks_value(const std::string& word) {
  return word.size() > 3 && word.compare(0, 2, "--") == 0 && word.find('=') == word.size() - 1;
}

tl::unexpected<Error> no_value(const Verb& verb, const std::string& option) {
  return usage("option \"" + shown(option) + "\"" + for_verb(verb) + " needs a value", help_hint(verb));
}

Result<void> check_words(const Verb& verb, const std::vector<std::string>& words, bool help) {
  for (const std::string& word : words) {
    if (!is_option(word) && !verb.verbs().empty()) return unknown_command(verb, word);
    if (is_option(word) && !help) return unknown_option(verb, word);
  }
  return {};
}

// The program's own --version does what its verb of that name does.
Result<ParsedLine> version_line(const Verb& verb, ParsedLine line) {
  if (verb.parent() != nullptr) return unknown_option(verb, "--version");
  line.verb = verb.find("version");
  return line;
}

Result<void> fill_operands(const Verb& verb, const std::vector<std::string>& words) {
  auto word = words.begin();
  for (const OperandSpec& operand : verb.operands()) {
    if (operand.required && word == words.end())
      return usage("\"" + verb.path_in_program() + "\" needs " + operand.name, help_hint(verb));
    if (auto* const* all = std::get_if<std::vector<std::string>*>(&operand.target)) {
      (*all)->assign(word, words.end());
      word = words.end();
    } else if (word != words.end()) {
      *std::get<std::optional<std::string>*>(operand.target) = *word++;
    }
  }
  if (word != words.end()) return usage("\"" + verb.path_in_program() + "\" takes no further operand", help_hint(verb));
  return {};
}

Result<void> check_required_options(const Verb& verb) {
  for (const OptionSpec& option : verb.options()) {
    auto* const* target = std::get_if<std::optional<std::string>*>(&option.target);
    if (option.required && target != nullptr && !(*target)->has_value())
      return usage("\"" + verb.path_in_program() + "\" needs " + option.long_name() + " " + option.value,
                   help_hint(verb));
  }
  return {};
}

}  // namespace

bool asks_for_json(const std::vector<std::string>& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::find(arguments.begin(), end, "--json") != end;
}

Result<const Verb*> find_verb(const Verb& root, const std::vector<std::string>& words) {
  const Verb* verb = &root;
  for (const std::string& word : words) {
    const Verb* next = verb->find(word);
    if (next == nullptr) return unknown_command(*verb, word);
    verb = next;
  }
  return verb;
}

Result<ParsedLine> parse_line(const Verb& root, const std::vector<std::string>& arguments) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  if (const auto word = std::find_if(arguments.begin(), end, lacks_value); word != end)
    return no_value(root, word->substr(0, word->size() - 1));

  Parser parser(root);
  try {
    parser.parse({arguments.begin(), end});
  } catch (const CLI::ParseError& error) {
    const std::string text = error.what();  // "--at: 1 required TEXT missing"
    return no_value(parser.chosen(), text.substr(0, text.find(':')));
  }
  const Verb& verb = parser.chosen();
  const ParsedLine line{.verb = &verb,
                        .help = parser.has("--help") || arguments.empty(),
                        .json = parser.has("--json"),
                        .quiet = parser.has("--quiet")};
  std::vector<std::string> words = parser.remaining();
  VHC_CHECK_OK(check_words(verb, words, line.help));
  if (line.help) return line;
  if (parser.has("--version")) return version_line(verb, line);
  if (!verb.body()) return missing_command(verb);

  words = unguarded(std::move(words));
  if (end != arguments.end()) words.insert(words.end(), std::next(end), arguments.end());
  VHC_CHECK_OK(parser.fill_options(verb));
  VHC_CHECK_OK(fill_operands(verb, words));
  VHC_CHECK_OK(check_required_options(verb));
  return line;
}

}  // namespace vhc
