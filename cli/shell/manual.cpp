// Manual pages: troff with the man macros, walked from the same tree as the help pages.
#include <algorithm>

#include "shell/help.h"
#include "vhc/errors.h"

namespace vhc {
namespace {

// A full stop or an apostrophe at the start of a line would be a request; a hyphen is a hyphen only when escaped.
std::string troff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\')
      out += "\\e";
    else if (c == '-')
      out += "\\-";
    else
      out += c;
  }
  if (!out.empty() && (out.front() == '.' || out.front() == '\'')) out.insert(0, "\\&");
  return out;
}

std::string page_name(const Verb& verb) {
  std::string name = verb.path();
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

const Verb& root_of(const Verb& verb) {
  return verb.parent() == nullptr ? verb : root_of(*verb.parent());
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

std::string heading(const std::string& name, int section) {
  return ".TH " + upper(name) + " " + std::to_string(section) +
         " " VHC_RELEASED " \"vhc " VHC_VERSION "\" \"Verifiable health cards\"\n";
}

void append_item(std::string& page, std::string_view term, std::string_view text) {
  page += ".TP\n.B " + troff(term) + "\n" + troff(text) + "\n";
}

void append_options(std::string& page, const Verb& verb) {
  page += ".SH OPTIONS\n";
  const auto append = [&page](const OptionSpec& option) {
    std::string names = option.short_name().empty() ? "" : option.short_name() + ", ";
    names += option.long_name();
    append_item(page, option.value.empty() ? names : names + " " + option.value, option.help);
  };
  for (const OptionSpec& option : verb.options()) append(option);
  for (const OptionSpec& option : shared_options()) append(option);
}

void append_verbs(std::string& page, const Verb& verb) {
  if (verb.verbs().empty()) return;
  page += ".SH VERBS\n";
  std::string_view title;
  for (const Verb& child : verb.verbs()) {
    if (child.title_above() != title) page += ".SS " + troff(child.title_above()) + "\n";
    title = child.title_above();
    append_item(page, child.name(), child.summary());
  }
}

void append_exit_codes(std::string& page, const Verb& verb) {
  page += ".SH EXIT STATUS\n";
  for (const ExitCode& row : exit_codes_of(verb)) append_item(page, std::to_string(row.code), row.meaning);
}

void append_examples(std::string& page, const Verb& verb) {
  if (verb.examples().empty()) return;
  page += ".SH EXAMPLES\n.nf\n";
  for (const std::string& line : verb.examples()) page += troff(line) + "\n";
  page += ".fi\n";
}

// The page above, the pages below, and the list of errors.
void append_see_also(std::string& page, const Verb& verb) {
  const auto append = [&page](const std::string& name, int section, const char* end) {
    page += ".BR " + troff(name) + " (" + std::to_string(section) + ")" + end + "\n";
  };
  page += ".SH SEE ALSO\n";
  if (verb.parent() != nullptr) append(page_name(*verb.parent()), 1, ",");
  for (const Verb& child : verb.verbs()) append(page_name(child), 1, ",");
  for (const HelpTopic& topic : verb.topics()) append(verb.name() + "-" + topic.name, 7, ",");
  append(root_of(verb).name() + "-errors", 7, "");
}

std::string page_of(const Verb& verb) {
  const std::string name = page_name(verb);
  std::string page = heading(name, 1) + ".SH NAME\n" + troff(name) + " \\- " + troff(verb.summary()) +
                     "\n.SH SYNOPSIS\n.B " + troff(verb.path()) + "\n" + troff(usage_words(verb)) +
                     "\n.SH DESCRIPTION\n" + troff(verb.description().empty() ? verb.summary() : verb.description()) +
                     "\n";
  append_verbs(page, verb);
  append_options(page, verb);
  append_exit_codes(page, verb);
  for (const ManualSection& section : verb.sections()) {
    page += ".SH " + section.title + "\n";
    for (const auto& [term, meaning] : section.rows) append_item(page, term, meaning);
  }
  append_examples(page, verb);
  append_see_also(page, verb);
  return page;
}

std::string topic_manual(const std::string& program, const HelpTopic& topic) {
  const std::string name = program + "-" + topic.name;
  std::string page =
      heading(name, 7) + ".SH NAME\n" + troff(name) + " \\- " + troff(topic.summary) + "\n.SH DESCRIPTION\n";
  const char* between = "";
  for (const std::string& paragraph : topic.paragraphs) {
    page += between + troff(paragraph) + "\n";
    between = ".PP\n";
  }
  for (const auto& [term, meaning] : topic.rows) append_item(page, term, meaning);
  return page;
}

std::string errors_page(const std::string& program) {
  std::string page =
      heading(program + "-errors", 7) + ".SH NAME\n" + troff(program + "-errors") +
      " \\- errors and reasons, by their stable names\n.SH DESCRIPTION\n" +
      "Names are never changed: programs may rely on them. Exit codes are those of a command that "
      "fails; a card's\nverdict has its own. Where a section is named, docs/rules/README.md says where it is "
      "to be read. The pages under docs/\nare installed with the programs, in share/doc/vhc.\n";
  for (const ErrorInfo& row : error_table()) {
    std::string text = std::string(row.sentence) + "; exit " + std::to_string(row.exit_code);
    if (!row.section.empty()) text += "; " + std::string(row.section);
    append_item(page, row.name, text);
  }
  return page;
}

void append_pages(std::vector<ManualPage>& pages, const Verb& verb) {
  pages.push_back({page_name(verb) + ".1", page_of(verb)});
  for (const Verb& child : verb.verbs()) append_pages(pages, child);
}

}  // namespace

std::vector<ManualPage> manual_pages(const Verb& root) {
  std::vector<ManualPage> pages;
  append_pages(pages, root);
  for (const HelpTopic& topic : root.topics()) {
    pages.push_back({root.name() + "-" + topic.name + ".7", topic_manual(root.name(), topic)});
  }
  pages.push_back({root.name() + "-errors.7", errors_page(root.name())});
  return pages;
}

}  // namespace vhc
