// The pages and sections that a text sends its reader to: "docs/rules/inputs.md 1, 3.3 and 5", "KEY-11", "V7".
#pragma once

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace vhc {

inline std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string lower_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

// The headings of a page, in lower case.
inline std::set<std::string> headings_of(const std::filesystem::path& page) {
  std::set<std::string> all;
  std::ifstream file(page);
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) all.insert(lower_case(line.substr(3)));
  }
  return all;
}

// "inputs 3.3", or "V7" and "KEY-11", which stand alone.
inline bool has_section(const std::filesystem::path& page, const std::string& number) {
  const std::set<std::string> headings = headings_of(page);
  return headings.contains(lower_case(number)) || headings.contains(page.stem().string() + " " + lower_case(number));
}

// A comment's lines as one.
inline std::string joined_lines(const std::string& text) {
  static const std::regex line_break("\\s*\\n\\s*(//)?\\s*");
  return std::regex_replace(text, line_break, " ");
}

// The comments of a source, and the lines with texts in them: all that somebody reads.
inline std::string words_of_source(const std::string& source) {
  std::string words;
  std::istringstream lines(source);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t comment = line.find("//");
    if (line.find('"') != std::string::npos)
      words += line + "\n";
    else if (comment != std::string::npos)
      words += line.substr(comment) + "\n";
  }
  return words;
}

// What in `text` leads nowhere, as it stands there. `root` is where the pages lie.
inline std::vector<std::string> broken_citations(const std::string& text, const std::filesystem::path& root) {
  static const std::regex page("([A-Za-z0-9_./-]*[A-Za-z0-9_-]\\.md)((?:(?:,| and| to)? V?[0-9]+(?:\\.[0-9]+)*\\b)*)");
  static const std::regex number("V?[0-9]+(?:\\.[0-9]+)*");
  static const std::regex requirement("\\b(?:JWS|PAY|KEY|KM|REV|FILE|EXP|QR|CHK)-[0-9]+\\b");
  static const std::regex rule("\\bV[1-9][0-9]*\\b");
  static const std::regex elsewhere("design of trust|of the design\\b|\\bspec/[a-z]+");
  const std::string line = joined_lines(text);
  const auto all = [&line](const std::regex& pattern) {
    return std::pair{std::sregex_iterator(line.begin(), line.end(), pattern), std::sregex_iterator()};
  };
  std::vector<std::string> broken;
  for (auto [found, end] = all(page); found != end; ++found) {
    const std::filesystem::path file = root / (*found)[1].str();
    const std::string numbers = (*found)[2].str();
    bool leads = std::filesystem::is_regular_file(file);
    for (std::sregex_iterator n(numbers.begin(), numbers.end(), number); leads && n != std::sregex_iterator(); ++n)
      leads = has_section(file, n->str());
    if (!leads) broken.push_back(found->str());
  }
  for (auto [found, end] = all(requirement); found != end; ++found) {
    if (!has_section(root / "docs/rules/shc.md", found->str())) broken.push_back(found->str());
  }
  for (auto [found, end] = all(rule); found != end; ++found) {
    if (!has_section(root / "docs/rules/trust.md", found->str())) broken.push_back(found->str());
  }
  for (auto [found, end] = all(elsewhere); found != end; ++found) broken.push_back(found->str());
  return broken;
}

}  // namespace vhc
