// The tree of verbs: what the program takes, said once. Parsing, help pages, manual pages and completion are all made
// from it, so that they cannot disagree. CLI11 stays behind args.cpp.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "shell/exit.h"
#include "vhc/result.h"

namespace vhc {

class Io;

// Where the value of an option goes: a flag, one value, or one each time it is given.
using OptionTarget = std::variant<bool*, std::optional<std::string>*, std::vector<std::string>*>;
// Where an operand goes: one word, or all that are left.
using OperandTarget = std::variant<std::optional<std::string>*, std::vector<std::string>*>;

struct OptionSpec {
  std::string names;  // "-o,--output", the long one last
  std::string value;  // "FILE"; empty for a flag
  std::string help;
  OptionTarget target = static_cast<bool*>(nullptr);
  bool required = false;

  std::string long_name() const;   // "--output"
  std::string short_name() const;  // "-o" or empty
};

struct OperandSpec {
  std::string name;  // "CARD"
  OperandTarget target;
  bool required = false;
};

struct ManualSection {
  std::string title;
  std::vector<std::pair<std::string, std::string>> rows;  // term and meaning
};

// A page of help and manual that belongs to no verb: "vhc help columns".
struct HelpTopic {
  std::string name;
  std::string summary;
  std::vector<std::string> paragraphs;
  std::vector<std::pair<std::string, std::string>> rows;  // term and meaning
};

// A verb or a noun with verbs of its own. References stay valid: nodes never move.
class Verb {
 public:
  Verb(std::string name, std::string summary, Verb* parent)
      : name_(std::move(name)), summary_(std::move(summary)), parent_(parent) {}
  Verb(const Verb&) = delete;
  Verb& operator=(const Verb&) = delete;

  Verb& verb(std::string name, std::string summary);
  // What help and manual put above the verbs that are added from here on: who they are for.
  Verb& group(std::string title);
  Verb& describe(std::string text);  // one paragraph for help and manual
  Verb& flag(std::string names, bool& target, std::string help);
  Verb& option(std::string names, std::optional<std::string>& target, std::string value, std::string help);
  Verb& option(std::string names, std::vector<std::string>& target, std::string value, std::string help);
  Verb& required_option(std::string names, std::optional<std::string>& target, std::string value, std::string help);
  Verb& operand(std::string name, std::optional<std::string>& target, bool required);
  Verb& operand(std::string name, std::vector<std::string>& target, bool required);
  Verb& example(std::string line);
  Verb& exits(std::vector<int> codes);  // those that concern the verb, beside 2
  // A section of terms and what they mean, for the manual page alone.
  Verb& section(std::string title, std::vector<std::pair<std::string, std::string>> rows);
  Verb& topic(HelpTopic topic);  // of the program
  Verb& run(std::function<Exit(Io&)> body);

  const std::string& name() const noexcept { return name_; }
  const std::string& summary() const noexcept { return summary_; }
  const std::string& description() const noexcept { return description_; }
  const std::string& title_above() const noexcept { return title_above_; }  // of the group; empty without one
  const Verb* parent() const noexcept { return parent_; }
  std::string path() const;             // "vhc key new"
  std::string path_in_program() const;  // "key new"; empty for the program itself
  const std::deque<Verb>& verbs() const noexcept { return verbs_; }
  const std::vector<OptionSpec>& options() const noexcept { return options_; }
  const std::vector<OperandSpec>& operands() const noexcept { return operands_; }
  const std::vector<std::string>& examples() const noexcept { return examples_; }
  const std::vector<int>& exit_codes() const noexcept { return exits_; }
  const std::vector<ManualSection>& sections() const noexcept { return sections_; }
  const std::vector<HelpTopic>& topics() const noexcept { return topics_; }
  const std::function<Exit(Io&)>& body() const noexcept { return body_; }
  const Verb* find(std::string_view name) const;

 private:
  std::string name_;
  std::string summary_;
  std::string description_;
  std::string title_above_;
  std::string title_of_next_;
  Verb* parent_;
  std::deque<Verb> verbs_;
  std::vector<OptionSpec> options_;
  std::vector<OperandSpec> operands_;
  std::vector<std::string> examples_;
  std::vector<int> exits_;
  std::vector<ManualSection> sections_;
  std::vector<HelpTopic> topics_;
  std::function<Exit(Io&)> body_;
};

// The options that every verb has: --json, --quiet, --help.
std::span<const OptionSpec> shared_options();

struct ParsedLine {
  const Verb* verb = nullptr;  // what is to be done, or whose help is wanted
  bool help = false;
  bool json = false;
  bool quiet = false;
};

// Fills the targets of the verb that `arguments` (without the program's name) ask for. What follows "--" is an operand,
// whatever it looks like. An empty line asks for help. Fails with usage: Error::what says what is wrong, Error::hint
// what was probably meant.
Result<ParsedLine> parse_line(const Verb& root, const std::vector<std::string>& arguments);

// Whether --json stands in a line that may not be understood, so that even that error is printed as JSON.
bool asks_for_json(const std::vector<std::string>& arguments);

// The verb that `words` name, such as {"key", "new"}; none is the root. Fails with usage and a suggestion.
Result<const Verb*> find_verb(const Verb& root, const std::vector<std::string>& words);

}  // namespace vhc
