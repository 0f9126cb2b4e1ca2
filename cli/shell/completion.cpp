// Completion for bash, zsh and fish. Each script walks the words before the cursor as the program would: a verb leads
// deeper into the tree, an option may take the next word with it. Then verbs, options or files are offered.
#include <algorithm>

#include "shell/help.h"

namespace vhc {
namespace {

struct Place {
  std::string key;  // "" for the program, " key" for a noun, " key new" for a verb
  const Verb* verb;
};

void append_places(std::vector<Place>& places, const Verb& verb, const std::string& key) {
  places.push_back({key, &verb});
  for (const Verb& child : verb.verbs()) append_places(places, child, key + " " + child.name());
}

std::vector<Place> places_of(const Verb& root) {
  std::vector<Place> places;
  append_places(places, root, "");
  return places;
}

std::vector<OptionSpec> options_of(const Verb& verb) {
  std::vector<OptionSpec> options = verb.options();
  options.insert(options.end(), shared_options().begin(), shared_options().end());
  return options;
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
  std::string text;
  for (const std::string& word : words) text += (&word == &words.front() ? "" : between) + word;
  return text;
}

std::string in_quotes(const std::string& text) {
  return "\"" + text + "\"";
}

// The keys of all verbs, as the patterns of a shell's case.
std::vector<std::string> verb_patterns(const std::vector<Place>& places) {
  std::vector<std::string> patterns;
  for (const Place& place : places) {
    if (!place.key.empty()) patterns.push_back(in_quotes(place.key));
  }
  return patterns;
}

// The same for options with a value, each behind the key of its verb.
std::vector<std::string> value_patterns(const std::vector<Place>& places) {
  std::vector<std::string> patterns;
  for (const Place& place : places) {
    for (const OptionSpec& option : place.verb->options()) {
      if (option.value.empty()) continue;
      patterns.push_back(in_quotes(place.key + " " + option.long_name()));
      if (!option.short_name().empty()) patterns.push_back(in_quotes(place.key + " " + option.short_name()));
    }
  }
  return patterns;
}

// Single quotes as each shell wants them: `escaped` is what stands for one inside.
std::string quoted(std::string_view text, std::string_view escaped) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string(escaped) : std::string(1, c);
  return out + "'";
}

std::string bash(const Verb& root) {
  const std::vector<Place> places = places_of(root);
  std::string cases;
  for (const Place& place : places) {
    std::vector<std::string> verbs;
    for (const Verb& child : place.verb->verbs()) verbs.push_back(child.name());
    std::vector<std::string> options;
    for (const OptionSpec& option : options_of(*place.verb)) {
      options.push_back(option.long_name());
      if (!option.short_name().empty()) options.push_back(option.short_name());
    }
    cases += "    " + in_quotes(place.key) + ") verbs=" + in_quotes(joined(verbs, " ")) +
             " options=" + in_quotes(joined(options, " ")) + " ;;\n";
  }
  const std::string name = "_" + root.name();
  return "# bash completion for " + root.name() + "\n" + name +
         "() {\n"
         "  local current=\"${COMP_WORDS[COMP_CWORD]}\" verb=\"\" verbs=\"\" options=\"\" i\n"
         "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
         "    case \"$verb ${COMP_WORDS[i]}\" in\n"
         "      " +
         joined(verb_patterns(places), "|") + ") verb=\"$verb ${COMP_WORDS[i]}\" ;;\n      " +
         joined(value_patterns(places), "|") +
         ") ((i++)) ;;\n"
         "    esac\n"
         "  done\n"
         "  COMPREPLY=()\n"
         "  ((i == COMP_CWORD)) || return 0  # the value of an option: files\n"
         "  case \"$verb\" in\n" +
         cases +
         "  esac\n"
         "  [[ $current == -* ]] && verbs=\"$options\"\n"
         "  COMPREPLY=($(compgen -W \"$verbs\" -- \"$current\"))\n"
         "}\n"
         "complete -o default -F " +
         name + " " + root.name() + "\n";
}

std::string zsh(const Verb& root) {
  const std::vector<Place> places = places_of(root);
  const auto described = [](const std::string& word, const std::string& what) {
    return quoted(word + ":" + what, R"('\'')");
  };
  std::string cases;
  for (const Place& place : places) {
    std::vector<std::string> verbs;
    for (const Verb& child : place.verb->verbs()) verbs.push_back(described(child.name(), child.summary()));
    std::vector<std::string> options;
    for (const OptionSpec& option : options_of(*place.verb)) {
      options.push_back(described(option.long_name(), option.help));
      if (!option.short_name().empty()) options.push_back(described(option.short_name(), option.help));
    }
    cases += "    (" + in_quotes(place.key) + ") verbs=(" + joined(verbs, " ") + ")\n      options=(" +
             joined(options, "\n        ") + ") ;;\n";
  }
  const std::string name = "_" + root.name();
  return "#compdef " + root.name() + "\n" + name +
         "() {\n"
         "  local verb=\"\" i\n"
         "  local -a verbs options\n"
         "  for ((i = 2; i < CURRENT; i++)); do\n"
         "    case \"$verb $words[i]\" in\n"
         "      (" +
         joined(verb_patterns(places), "|") + ") verb=\"$verb $words[i]\" ;;\n      (" +
         joined(value_patterns(places), "|") +
         ") ((i++)) ;;\n"
         "    esac\n"
         "  done\n"
         "  if ((i != CURRENT)); then _files; return; fi  # the value of an option\n"
         "  case \"$verb\" in\n" +
         cases +
         "  esac\n"
         "  if [[ $words[CURRENT] == -* ]]; then _describe option options\n"
         "  elif (($#verbs)); then _describe verb verbs\n"
         "  else _files; fi\n"
         "}\n"
         "if [[ $funcstack[1] == " +
         name + " ]]; then " + name + " \"$@\"; else compdef " + name + " " + root.name() + "; fi\n";
}

std::string fish_option(const OptionSpec& option) {
  std::string words = " -l " + option.long_name().substr(2);
  if (!option.short_name().empty()) words += " -s " + option.short_name().substr(1);
  if (!option.value.empty()) words += " -r";
  return words + " -d " + quoted(option.help, "\\'") + "\n";
}

std::string fish(const Verb& root) {
  const std::vector<Place> places = places_of(root);
  const std::string function = "__" + root.name() + "_is_at";
  std::string script = "# fish completion for " + root.name() + "\nfunction " + function +
                       "\n"
                       "    set -l verb \"\"\n"
                       "    set -l is_value 0\n"
                       "    for word in (commandline -opc)[2..-1]\n"
                       "        if test $is_value = 1\n"
                       "            set is_value 0\n"
                       "            continue\n"
                       "        end\n"
                       "        switch \"$verb $word\"\n"
                       "            case " +
                       joined(verb_patterns(places), " ") +
                       "\n"
                       "                set verb \"$verb $word\"\n"
                       "            case " +
                       joined(value_patterns(places), " ") +
                       "\n"
                       "                set is_value 1\n"
                       "        end\n"
                       "    end\n"
                       "    test \"$verb\" = \"$argv[1]\"\n"
                       "end\n";
  for (const Place& place : places) {
    const std::string line =
        "complete -c " + root.name() + " -n " + quoted(function + " " + in_quotes(place.key), "\\'");
    for (const Verb& child : place.verb->verbs())
      script += line + " -f -a " + child.name() + " -d " + quoted(child.summary(), "\\'") + "\n";
    for (const OptionSpec& option : options_of(*place.verb)) script += line + fish_option(option);
  }
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
