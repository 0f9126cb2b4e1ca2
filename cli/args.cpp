#include "args.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <CLI/CLI.hpp>

namespace vhc {
namespace {

// Number of single-character edits between two words: insertion, deletion, replacement, exchange of neighbours.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> edits(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) edits[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) edits[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = edits[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      edits[i][j] = std::min({edits[i - 1][j] + 1, edits[i][j - 1] + 1, replaced});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) edits[i][j] = std::min(edits[i][j], edits[i - 2][j - 2] + 1);
    }
  }
  return edits[a.size()][b.size()];
}

// "did you mean …?" when one of the words is close enough to be a slip.
std::string suggestion(std::string_view typed, const std::vector<std::string>& words) {
  constexpr std::size_t most_edits = 2;
  constexpr std::size_t longest = 40;
  if (typed.size() > longest) return {};
  const auto nearest = std::min_element(
      words.begin(), words.end(),
      [typed](const std::string& a, const std::string& b) { return distance(typed, a) < distance(typed, b); });
  if (nearest == words.end() || distance(typed, *nearest) > most_edits) return {};
  return "did you mean \"" + *nearest + "\"?";
}

// The name of a verb as an error says it: "key new", without the program.
std::string spoken(const Verb& verb) {
  const std::string path = verb.path();
  const std::size_t space = path.find(' ');
  return space == std::string::npos ? path : path.substr(space + 1);
}

tl::unexpected<Error> usage(std::string what, std::string hint) {
  return tl::unexpected(Error{Errc::usage, std::move(what), {}, std::move(hint)});
}

std::string help_hint(const Verb& verb) {
  return verb.path() + " --help";
}

tl::unexpected<Error> unknown_option(const Verb& verb, const std::string& typed) {
  std::vector<std::string> known;
  for (const OptionSpec& option : verb.options()) known.push_back(option.long_name());
  for (const OptionSpec& option : shared_options()) known.push_back(option.long_name());
  const std::string name = typed.substr(0, typed.find('='));
  const std::string meant = suggestion(name, known);
  const std::string where = verb.parent() == nullptr ? "" : " for \"" + spoken(verb) + "\"";
  return usage("unknown option \"" + name + "\"" + where, meant.empty() ? help_hint(verb) : meant);
}

tl::unexpected<Error> unknown_command(const Verb& verb, const std::string& typed) {
  std::vector<std::string> known;
  for (const Verb& child : verb.verbs()) known.push_back(child.name());
  const std::string meant = suggestion(typed, known);
  // A word far from every command may be anything, the text of a card too: it is not repeated.
  constexpr std::size_t longest_command = 24;
  const std::string shown = typed.size() > longest_command ? "…" : typed;
  const std::string whole = verb.parent() == nullptr ? shown : spoken(verb) + " " + shown;
  return usage("unknown command \"" + whole + "\"", meant.empty() ? help_hint(verb) : meant);
}

// One CLI::App for each verb, built from the tree.
class Tree {
 public:
  explicit Tree(const Verb& root) : root_(&root) {
    app_.allow_extras();
    app_.set_help_flag();
    app_.require_subcommand(0, 1);
    app_.add_flag("--json", json_);
    app_.add_flag("-q,--quiet", quiet_);
    app_.add_flag("-h,--help", help_);
    for (const Verb& verb : root.verbs()) add(app_, verb);
  }

  // CLI11 takes its arguments in reverse.
  void parse(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());
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

  std::vector<std::string> remaining() const { return app_.remaining(true); }
  bool json() const { return json_; }
  bool quiet() const { return quiet_; }
  bool help() const { return help_; }

 private:
  static void add(CLI::App& parent, const Verb& verb) {
    CLI::App* app = parent.add_subcommand(verb.name());
    app->allow_extras();
    app->fallthrough();
    app->set_help_flag();
    app->require_subcommand(0, 1);
    for (const OptionSpec& option : verb.options()) add_option(*app, option);
    for (const OperandSpec& operand : verb.operands()) {
      std::visit([app, &operand](auto* target) { add_target(*app, "operand_" + operand.name, target); },
                 operand.target);
    }
    for (const Verb& child : verb.verbs()) add(*app, child);
  }

  static void add_option(CLI::App& app, const OptionSpec& option) {
    std::visit([&app, &option](auto* target) { add_target(app, option.names, target); }, option.target);
  }

  static void add_target(CLI::App& app, const std::string& names, bool* target) { app.add_flag(names, *target); }
  static void add_target(CLI::App& app, const std::string& names, std::optional<std::string>* target) {
    app.add_option_function<std::string>(names, [target](const std::string& value) { *target = value; });
  }
  // One value each time it is given; as an operand, all that stand there.
  static void add_target(CLI::App& app, const std::string& names, std::vector<std::string>* target) {
    CLI::Option* option = app.add_option(names, *target);
    if (names.front() == '-') option->expected(1)->take_all()->allow_extra_args(false);
  }

  const Verb* root_;
  CLI::App app_;
  bool json_ = false;
  bool quiet_ = false;
  bool help_ = false;
};

bool is_given(const ArgTarget& target) {
  struct Given {
    bool operator()(const bool* value) const { return *value; }
    bool operator()(const std::optional<std::string>* value) const { return value->has_value(); }
    bool operator()(const std::vector<std::string>* value) const { return !value->empty(); }
  };
  return std::visit(Given{}, target);
}

Result<void> check_complete(const Verb& verb) {
  for (const OptionSpec& option : verb.options()) {
    if (option.required && !is_given(option.target)) {
      return usage("\"" + spoken(verb) + "\" needs " + option.long_name() + " " + option.value, help_hint(verb));
    }
  }
  for (const OperandSpec& operand : verb.operands()) {
    if (operand.required && !is_given(operand.target))
      return usage("\"" + spoken(verb) + "\" needs " + operand.name, help_hint(verb));
  }
  return {};
}

// CLI11 says "--at: 1 required TEXT missing"; we say which option of which verb it is.
tl::unexpected<Error> translate(const Verb& verb, const CLI::ParseError& error) {
  const std::string text = error.what();
  const std::string name = text.substr(0, text.find(':'));
  if (name.compare(0, 1, "-") == 0)
    return usage("option \"" + name + "\" for \"" + spoken(verb) + "\" needs one value", help_hint(verb));
  return usage("the command line cannot be understood", help_hint(verb));
}

}  // namespace

std::string OptionSpec::long_name() const {
  const std::size_t comma = names.rfind(',');
  return comma == std::string::npos ? names : names.substr(comma + 1);
}

std::string OptionSpec::short_name() const {
  const std::size_t comma = names.find(',');
  return comma == std::string::npos ? std::string{} : names.substr(0, comma);
}

std::span<const OptionSpec> shared_options() {
  static bool unused = false;  // these are read by Tree; the table is for help, manual and completion
  static const std::vector<OptionSpec> options{
      {"--json", "", "print one JSON object a result", &unused},
      {"-q,--quiet", "", "no talk: the result and the exit code only", &unused},
      {"-h,--help", "", "show this page", &unused},
  };
  return options;
}

Verb& Verb::verb(std::string name, std::string summary) {
  return verbs_.emplace_back(std::move(name), std::move(summary), this);
}

Verb& Verb::describe(std::string text) {
  description_ = std::move(text);
  return *this;
}

Verb& Verb::flag(std::string names, bool& target, std::string help) {
  options_.push_back({std::move(names), "", std::move(help), &target});
  return *this;
}

Verb& Verb::option(std::string names, std::optional<std::string>& target, std::string value, std::string help) {
  options_.push_back({std::move(names), std::move(value), std::move(help), &target});
  return *this;
}

Verb& Verb::option(std::string names, std::vector<std::string>& target, std::string value, std::string help) {
  options_.push_back({std::move(names), std::move(value), std::move(help), &target});
  return *this;
}

Verb& Verb::required_option(std::string names, std::optional<std::string>& target, std::string value,
                            std::string help) {
  options_.push_back({std::move(names), std::move(value), std::move(help), &target, true});
  return *this;
}

Verb& Verb::operand(std::string name, std::optional<std::string>& target, bool required) {
  operands_.push_back({std::move(name), &target, required});
  return *this;
}

Verb& Verb::operand(std::string name, std::vector<std::string>& target, bool required) {
  operands_.push_back({std::move(name), &target, required});
  return *this;
}

Verb& Verb::example(std::string line) {
  examples_.push_back(std::move(line));
  return *this;
}

Verb& Verb::exits(std::vector<int> codes) {
  exits_ = std::move(codes);
  return *this;
}

Verb& Verb::run(std::function<int(Io&)> body) {
  body_ = std::move(body);
  return *this;
}

std::string Verb::path() const {
  return parent_ == nullptr ? name_ : parent_->path() + " " + name_;
}

const Verb* Verb::find(std::string_view name) const {
  const auto found =
      std::find_if(verbs_.begin(), verbs_.end(), [name](const Verb& verb) { return verb.name() == name; });
  return found == verbs_.end() ? nullptr : &*found;
}

Result<ParsedLine> parse_line(const Verb& root, const std::vector<std::string>& arguments, bool& json) {
  json = std::find(arguments.begin(), arguments.end(), "--json") != arguments.end();
  Tree tree(root);
  try {
    tree.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return translate(tree.chosen(), error);
  }
  const Verb& verb = tree.chosen();
  ParsedLine line{.verb = &verb, .help = tree.help(), .json = tree.json(), .quiet = tree.quiet()};
  for (const std::string& word : tree.remaining()) {
    if (word.size() > 1 && word.front() == '-') return unknown_option(verb, word);
    if (!verb.verbs().empty()) return unknown_command(verb, word);
    return usage("\"" + spoken(verb) + "\" takes no further operand", help_hint(verb));
  }
  if (line.help) return line;
  if (!verb.body())
    return usage(verb.parent() == nullptr ? "no command is given" : "\"" + spoken(verb) + "\" needs a verb",
                 help_hint(verb));
  VHC_CHECK_OK(check_complete(verb));
  return line;
}

}  // namespace vhc
