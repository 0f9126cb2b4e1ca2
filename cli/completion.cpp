// Completion for bash, zsh and fish: verbs, verbs of nouns, options; files for everything else.
#include "help.h"

namespace vhc {
namespace {

void append_words(std::string& words, const Verb& verb) {
  const auto append = [&words](const std::string& word) {
    if (!word.empty()) words += (words.empty() ? "" : " ") + word;
  };
  for (const Verb& child : verb.verbs()) append(child.name());
  for (const OptionSpec& option : verb.options()) {
    append(option.short_name());
    append(option.long_name());
  }
  for (const OptionSpec& option : shared_options()) {
    append(option.short_name());
    append(option.long_name());
  }
}

// "key new" for the verb, "" for the program itself.
std::string key_of(const Verb& verb) {
  const std::string path = verb.path();
  const std::size_t space = path.find(' ');
  return space == std::string::npos ? "" : path.substr(space + 1);
}

template <class Visit>
void walk(const Verb& verb, const Visit& visit) {
  visit(verb);
  for (const Verb& child : verb.verbs()) walk(child, visit);
}

std::string identifier(const Verb& root) {
  std::string name = "_" + root.name();
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

// A shell function that finds the verb among the words before the cursor and offers what may follow it.
std::string bash(const Verb& root) {
  const std::string name = identifier(root);
  std::string cases;
  std::string nouns;
  walk(root, [&](const Verb& verb) {
    std::string words;
    append_words(words, verb);
    cases += "    \"" + key_of(verb) + "\") words=\"" + words + "\" ;;\n";
    if (!verb.verbs().empty() && verb.parent() != nullptr) nouns += (nouns.empty() ? "" : "|") + verb.name();
  });
  return "# bash completion for " + root.name() + "\n" + name + "() {\n" +
         "  local word verb=\"\" i words\n"
         "  local current=\"${COMP_WORDS[COMP_CWORD]}\"\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    word=\"${COMP_WORDS[i]}\"\n"
         "    [[ $word == -* ]] && continue\n"
         "    if [[ -z $verb ]]; then verb=\"$word\"; else case \"$verb\" in " +
         (nouns.empty() ? "-" : nouns) +
         ") verb=\"$verb $word\" ;; esac; fi\n"
         "  done\n"
         "  case \"$verb\" in\n" +
         cases +
         "    *) words=\"\" ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
         "  if [[ ${#COMPREPLY[@]} -eq 0 && $current != -* ]]; then COMPREPLY=($(compgen -f -- \"$current\")); fi\n"
         "}\n"
         "complete -o filenames -F " +
         name + " " + root.name() + "\n";
}

// zsh runs the bash function through its own emulation.
std::string zsh(const Verb& root) {
  return "#compdef " + root.name() + "\nautoload -U +X bashcompinit && bashcompinit\n" + bash(root);
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("\\'") : std::string(1, c);
  return out + "'";
}

std::string fish(const Verb& root) {
  std::string script = "# fish completion for " + root.name() + "\n";
  walk(root, [&](const Verb& verb) {
    const std::string key = key_of(verb);
    std::string condition;
    if (key.empty()) {
      condition = "__fish_use_subcommand";
    } else {
      for (std::size_t start = 0; start < key.size();) {
        const std::size_t end = std::min(key.find(' ', start), key.size());
        condition += (condition.empty() ? "" : "; and ") + std::string("__fish_seen_subcommand_from ") +
                     key.substr(start, end - start);
        start = end + 1;
      }
    }
    const std::string line = "complete -c " + root.name() + " -n " + quoted(condition);
    for (const Verb& child : verb.verbs())
      script += line + " -a " + child.name() + " -d " + quoted(child.summary()) + "\n";
    const auto append = [&](const OptionSpec& option) {
      script += line + " -l " + option.long_name().substr(2);
      if (const std::string name = option.short_name(); !name.empty()) script += " -s " + name.substr(1);
      if (!option.value.empty()) script += " -r";
      script += " -d " + quoted(option.help) + "\n";
    };
    for (const OptionSpec& option : verb.options()) append(option);
    if (key.empty()) {
      for (const OptionSpec& option : shared_options()) append(option);
    }
  });
  return script;
}

}  // namespace

Result<std::string> completion(const Verb& root, std::string_view shell) {
  if (shell == "bash") return bash(root);
  if (shell == "zsh") return zsh(root);
  if (shell == "fish") return fish(root);
  return fail(Errc::usage, "SHELL", "one of bash, zsh and fish");
}

}  // namespace vhc
