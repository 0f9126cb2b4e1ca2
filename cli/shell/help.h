// Help pages, manual pages and completion, all made from the tree of verbs.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shell/args.h"

namespace vhc {

struct ExitCode {
  int code;
  const char* meaning;
};

// The one table of the whole program.
std::span<const ExitCode> exit_code_table();

// The rows that concern a verb; all of them for the program itself.
std::vector<ExitCode> exit_codes_of(const Verb& verb);

// What follows the name of a verb in its usage line: "[OPTIONS] [CARD]...".
std::string usage_words(const Verb& verb);

std::string help_page(const Verb& verb);
std::string topic_page(const HelpTopic& topic);

struct ManualPage {
  std::string file;  // vhc-verify.1
  std::string text;  // troff, man macros
};

// A page for the program, one for each verb, PROGRAM-TOPIC.7 for each topic, and PROGRAM-errors.7 with every error and
// reason.
std::vector<ManualPage> manual_pages(const Verb& root);

// Fails with usage for a shell that is none of bash, zsh and fish.
Result<std::string> completion(const Verb& root, std::string_view shell);

}  // namespace vhc
