// Both programs as they are: every flag of every verb stands in its help page, its manual page and the three
// completions.
#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "../support/citations.h"
#include "shell/help.h"
#include "verbs.h"

namespace vhc {
namespace {

struct Program {
  const char* name;
  void (*add_verbs)(Verb& root);
  std::size_t min_verbs;  // a walk that finds nothing shows nothing
};

void collect(const Verb& verb, std::vector<const Verb*>& verbs) {
  verbs.push_back(&verb);
  for (const Verb& child : verb.verbs()) collect(child, verbs);
}

std::vector<OptionSpec> options_of(const Verb& verb) {
  std::vector<OptionSpec> options = verb.options();
  options.insert(options.end(), shared_options().begin(), shared_options().end());
  return options;
}

std::vector<std::string> names_of(const OptionSpec& option) {
  std::vector<std::string> names{option.long_name()};
  if (!option.short_name().empty()) names.push_back(option.short_name());
  return names;
}

using Lines = std::vector<std::string>;

// The word, not as a part of a longer one.
bool has_word(const std::string& text, const std::string& word) {
  const auto is_part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-'; };
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_part(text[at - 1])) && (end == text.size() || !is_part(text[end]))) return true;
  }
  return false;
}

// What stands between two texts; empty when it is not there.
std::string between(const std::string& text, const std::string& begin, const std::string& end) {
  const std::size_t start = text.find(begin);
  if (start == std::string::npos) return {};
  const std::size_t first = start + begin.size();
  return text.substr(first, text.find(end, first) - first);
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

// How a line of fish's script begins an option of the verb with this key.
std::string fish_option(const std::string& key, const OptionSpec& option) {
  return "_is_at " + key + "' -l " + option.long_name().substr(2) + " ";
}

// The words of an example behind the program's name, as a shell would hand them over; up to a pipe or a redirection.
Lines words_of_example(const std::string& example, const std::string& program) {
  Lines words;
  bool is_quoted = false;
  bool begins = true;
  for (const char c : example.substr(example.find(program + " ") + program.size())) {
    if (!is_quoted && (c == '|' || c == '>' || c == ';')) break;
    if (c == '"') is_quoted = !is_quoted;
    if (c == ' ' && !is_quoted) begins = true;
    if (c == '"' || (c == ' ' && !is_quoted)) continue;
    if (begins) words.emplace_back();
    begins = false;
    words.back() += c;
  }
  return words;
}

class Programs : public testing::TestWithParam<Program> {
 protected:
  Programs() {
    GetParam().add_verbs(root);
    collect(root, verbs);
  }

  static std::string key_of(const Verb& verb) { return verb.parent() == nullptr ? "" : " " + verb.path_in_program(); }

  Verb root{GetParam().name, "cards", nullptr};
  std::vector<const Verb*> verbs;
};

TEST_P(Programs, HaveVerbsThatDoSomethingAndSayWhat) {
  EXPECT_GE(verbs.size(), GetParam().min_verbs);
  for (const Verb* verb : verbs) {
    EXPECT_FALSE(verb->summary().empty()) << verb->path();
    EXPECT_EQ(static_cast<bool>(verb->body()), verb->verbs().empty()) << verb->path();
    std::set<std::string> names;
    for (const OptionSpec& option : options_of(*verb)) {
      EXPECT_FALSE(option.help.empty()) << verb->path() << " " << option.names;
      for (const std::string& name : names_of(option)) EXPECT_TRUE(names.insert(name).second) << verb->path() << name;
    }
  }
}

TEST_P(Programs, NameOnlyExitCodesOfTheTable) {
  for (const Verb* verb : verbs) {
    for (const int code : verb->exit_codes()) {
      const auto table = exit_code_table();
      EXPECT_TRUE(std::any_of(table.begin(), table.end(), [code](const ExitCode& row) { return row.code == code; }));
    }
  }
}

TEST_P(Programs, HaveEveryFlagInTheHelpPage) {
  for (const Verb* verb : verbs) {
    const std::string page = between(help_page(*verb), "\nOptions:\n", "\nExit codes:\n");
    for (const OptionSpec& option : options_of(*verb)) {
      for (const std::string& name : names_of(option)) EXPECT_TRUE(has_word(page, name)) << verb->path() << " " << name;
    }
  }
}

TEST_P(Programs, HaveEveryFlagInTheManual) {
  const std::vector<ManualPage> pages = manual_pages(root);
  std::set<std::string> files;
  for (const ManualPage& page : pages) EXPECT_TRUE(files.insert(page.file).second) << page.file;
  EXPECT_EQ(pages.size(), verbs.size() + root.topics().size() + 1);  // and the list of errors
  for (std::size_t i = 0; i < verbs.size(); ++i) {
    EXPECT_EQ(pages[i].file, replaced(verbs[i]->path(), " ", "-") + ".1");
    const std::string text = replaced(between(pages[i].text, ".SH OPTIONS", ".SH EXIT STATUS"), "\\-", "-");
    for (const OptionSpec& option : options_of(*verbs[i])) {
      for (const std::string& name : names_of(option)) EXPECT_TRUE(has_word(text, name)) << pages[i].file << name;
    }
  }
}

TEST_P(Programs, HaveEveryErrorInTheManual) {
  const ManualPage page = manual_pages(root).back();
  EXPECT_EQ(page.file, root.name() + "-errors.7");
  for (const ErrorInfo& row : error_table())
    EXPECT_NE(page.text.find("\n.B " + std::string(row.name) + "\n"), std::string::npos) << row.name;
}

TEST_P(Programs, HaveEveryFlagInTheCompletionOfEachShell) {
  const std::string bash = *completion(root, "bash");
  const std::string zsh = *completion(root, "zsh");
  const std::string fish = *completion(root, "fish");
  for (const Verb* verb : verbs) {
    const std::string key = "\"" + key_of(*verb) + "\"";
    const std::string in_bash = between(bash, "\n    " + key + ") ", ";;");
    const std::string in_zsh = between(zsh, "\n    (" + key + ") ", ";;");
    for (const Verb& child : verb->verbs()) {
      EXPECT_TRUE(has_word(in_bash, child.name())) << child.path();
      EXPECT_NE(in_zsh.find("'" + child.name() + ":"), std::string::npos) << child.path();
      EXPECT_NE(fish.find("_is_at " + key + "' -f -a " + child.name() + " -d "), std::string::npos) << child.path();
    }
    for (const OptionSpec& option : options_of(*verb)) {
      EXPECT_NE(fish.find(fish_option(key, option)), std::string::npos) << key << option.names;
      for (const std::string& name : names_of(option)) {
        EXPECT_TRUE(has_word(in_bash, name)) << key << name;
        EXPECT_NE(in_zsh.find("'" + name + ":"), std::string::npos) << key << name;
      }
    }
  }
}

// Every example is a line that the program understands, for the verb that it stands under.
TEST_P(Programs, ShowExamplesThatAreUnderstood) {
  std::size_t examples = 0;
  for (const Verb* verb : verbs) {
    for (const std::string& example : verb->examples()) {
      ++examples;
      EXPECT_TRUE(example.starts_with("$ ")) << example;
      const auto line = parse_line(root, words_of_example(example, root.name()));
      ASSERT_TRUE(line) << example << ": " << line.error().what;
      const std::string path = line->verb->path();
      EXPECT_TRUE(verb == &root || path == verb->path() || path.starts_with(verb->path() + " ")) << example;
    }
  }
  EXPECT_GE(examples, GetParam().min_verbs / 2);
}

TEST_P(Programs, HaveExitCodesInTheHelpPage) {
  for (const Verb* verb : verbs) {
    const std::string codes = between(help_page(*verb), "\nExit codes:\n", "\nExamples:\n");
    for (const int code : verb->exit_codes())
      EXPECT_NE(codes.find("  " + std::to_string(code) + " "), std::string::npos) << verb->path() << " " << code;
  }
}

// A page that help or manual send somebody to is there, and has the section.
TEST_P(Programs, SendNobodyToAPageThatIsNotThere) {
  for (const Verb* verb : verbs) EXPECT_EQ(broken_citations(help_page(*verb), VHC_SOURCE_DIR), Lines{}) << verb->path();
  for (const HelpTopic& topic : root.topics())
    EXPECT_EQ(broken_citations(topic_page(topic), VHC_SOURCE_DIR), Lines{}) << topic.name;
  for (const ManualPage& page : manual_pages(root))
    EXPECT_EQ(broken_citations(replaced(page.text, "\\-", "-"), VHC_SOURCE_DIR), Lines{}) << page.file;
}

TEST_P(Programs, KnowNoOtherShell) {
  EXPECT_EQ(completion(root, "tcsh").error().code, Errc::usage);
  EXPECT_FALSE(completion(root, ""));
}

TEST_P(Programs, CallThemselvesByTheirOwnName) {
  for (const Verb* verb : verbs) {
    EXPECT_EQ(help_page(*verb).find("Usage: " + root.name() + (verb == &root ? " VERB" : " ")), 0U);
    for (const std::string& example : verb->examples()) EXPECT_TRUE(has_word(example, root.name())) << example;
  }
}

INSTANTIATE_TEST_SUITE_P(, Programs,
                         testing::Values(Program{"vhc", add_all_verbs, 20}, Program{"vhc-verify", add_venue_verbs, 6}),
                         [](const auto& i) { return std::string(i.param.name) == "vhc" ? "Vhc" : "VhcVerify"; });

TEST(ExitCodes, AreThoseOfTheDesignInOrder) {
  std::vector<int> codes;
  for (const ExitCode& row : exit_code_table()) codes.push_back(row.code);
  EXPECT_EQ(codes, (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 70, 130}));
  for (const ErrorInfo& row : error_table())
    EXPECT_NE(std::find(codes.begin(), codes.end(), row.exit_code), codes.end()) << row.name;
}

}  // namespace
}  // namespace vhc
