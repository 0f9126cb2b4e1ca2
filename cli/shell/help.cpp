#include "shell/help.h"

#include <algorithm>
#include <array>

#include "shell/exit.h"

namespace vhc {
namespace {

constexpr std::array exit_codes{
    ExitCode{to_int(Exit::done), "yes, or done"},
    ExitCode{to_int(Exit::findings), "done; something needs attention"},
    ExitCode{to_int(Exit::usage), "usage: the command line, or a prompt without a terminal"},
    ExitCode{to_int(Exit::no_access), "cannot read or write"},
    ExitCode{to_int(Exit::refused), "input refused; no card in the file"},
    ExitCode{to_int(Exit::no_trust), "trust refused, or no list could be opened"},
    ExitCode{to_int(Exit::no_key), "key or passphrase"},
    ExitCode{to_int(Exit::not_accepted),
             "NOT ACCEPTED: genuine, but revoked, expired, not yet valid, faulty or against the venue's rules; or this "
             "device's list expired"},
    ExitCode{to_int(Exit::unknown_issuer), "UNKNOWN ISSUER: issuer or key not in the list; treat it as a refusal"},
    ExitCode{to_int(Exit::not_genuine), "NOT GENUINE: signature or format wrong"},
    ExitCode{to_int(Exit::read_again), "READ AGAIN: unreadable, damaged, or part of a set"},
    ExitCode{to_int(Exit::other_code), "OTHER CODE: readable, but not a health card that this program checks"},
    ExitCode{to_int(Exit::bug), "a bug: please report it"},
    ExitCode{to_int(Exit::interrupted), "interrupted by Ctrl-C or SIGTERM: what was issued until then is recorded"},
};

std::string operand_text(const OperandSpec& operand) {
  const bool many = std::holds_alternative<std::vector<std::string>*>(operand.target);
  return (operand.required ? operand.name : "[" + operand.name + "]") + (many ? "..." : "");
}

void append_row(std::string& page, std::string left, std::string_view right) {
  constexpr std::size_t column = 28;
  page += left;
  if (left.size() + 2 > column) {
    page += '\n';
    left.clear();
  }
  page.append(column - left.size(), ' ').append(right).append("\n");
}

void append_option(std::string& page, const OptionSpec& option) {
  const std::string short_name = option.short_name();
  std::string left = short_name.empty() ? "      " : "  " + short_name + ", ";
  left += option.long_name();
  if (!option.value.empty()) left += " " + option.value;
  append_row(page, std::move(left), option.help);
}

// Breaks a paragraph into lines of at most 100 characters.
std::string wrapped(std::string_view text, std::string_view indent = {}) {
  const std::size_t width = 100 - indent.size();
  std::string lines;
  while (text.size() > width) {
    const std::size_t space = text.rfind(' ', width);
    const std::size_t end = space == std::string_view::npos ? width : space;
    lines.append(indent).append(text.substr(0, end)).append("\n");
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines.append(indent).append(text).append("\n");
}

// The verbs, each group of them below its title.
std::string verb_rows(const Verb& verb) {
  std::string rows;
  const std::string* title = nullptr;
  for (const Verb& child : verb.verbs()) {
    if (title == nullptr || *title != child.title_above()) {
      title = &child.title_above();
      rows += "\n" + (title->empty() ? "Verbs" : *title) + ":\n";
    }
    append_row(rows, "  " + child.name(), child.summary());
  }
  return rows;
}

bool concerns(const Verb& verb, int code) {
  const auto& own = verb.exit_codes();
  return code == to_int(Exit::usage) || code == to_int(Exit::done) || code == to_int(Exit::bug) ||
         std::find(own.begin(), own.end(), code) != own.end();
}

}  // namespace

std::span<const ExitCode> exit_code_table() {
  return exit_codes;
}

std::vector<ExitCode> exit_codes_of(const Verb& verb) {
  std::vector<ExitCode> rows;
  for (const ExitCode& row : exit_codes) {
    if (verb.parent() == nullptr || concerns(verb, row.code)) rows.push_back(row);
  }
  return rows;
}

std::string usage_words(const Verb& verb) {
  std::string words = verb.verbs().empty() ? "[OPTIONS]" : "VERB [OPTIONS]";
  for (const OperandSpec& operand : verb.operands()) words += " " + operand_text(operand);
  return words;
}

std::string help_page(const Verb& verb) {
  std::string page = "Usage: " + verb.path() + " " + usage_words(verb);
  page += "\n\n" + wrapped(verb.description().empty() ? verb.summary() : verb.description());
  page += verb_rows(verb);
  if (!verb.topics().empty()) page += "\nTopics, for " + verb.path() + " help:\n";
  for (const HelpTopic& topic : verb.topics()) append_row(page, "  " + topic.name, topic.summary);
  page += "\nOptions:\n";
  for (const OptionSpec& option : verb.options()) append_option(page, option);
  for (const OptionSpec& option : shared_options()) append_option(page, option);
  page += "\nExit codes:\n";
  for (const ExitCode& row : exit_codes_of(verb)) append_row(page, "  " + std::to_string(row.code), row.meaning);
  if (!verb.examples().empty()) page += "\nExamples:\n";
  for (const std::string& line : verb.examples()) page += "  " + line + "\n";
  return page;
}

std::string topic_page(const HelpTopic& topic) {
  std::string page;
  for (const std::string& paragraph : topic.paragraphs) page += wrapped(paragraph) + "\n";
  for (const auto& [term, meaning] : topic.rows) page += "  " + term + "\n" + wrapped(meaning, "      ");
  return page;
}

}  // namespace vhc
