// The tree itself: what a verb is told about its options, operands and page. Parsing is in args.cpp.
#include <algorithm>
#include <utility>

#include "shell/args.h"

namespace vhc {

std::string OptionSpec::long_name() const {
  const std::size_t comma = names.rfind(',');
  return comma == std::string::npos ? names : names.substr(comma + 1);
}

std::string OptionSpec::short_name() const {
  const std::size_t comma = names.find(',');
  return comma == std::string::npos ? std::string{} : names.substr(0, comma);
}

std::span<const OptionSpec> shared_options() {
  static const std::vector<OptionSpec> options{
      {"--json", "", "print one JSON object per result"},
      {"-q,--quiet", "", "print the result and nothing else"},
      {"-h,--help", "", "show this page"},
  };
  return options;
}

Verb& Verb::verb(std::string name, std::string summary) {
  Verb& child = verbs_.emplace_back(std::move(name), std::move(summary), this);
  child.title_above_ = title_of_next_;
  return child;
}

Verb& Verb::group(std::string title) {
  title_of_next_ = std::move(title);
  return *this;
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

Verb& Verb::section(std::string title, std::vector<std::pair<std::string, std::string>> rows) {
  sections_.push_back({std::move(title), std::move(rows)});
  return *this;
}

Verb& Verb::topic(HelpTopic topic) {
  topics_.push_back(std::move(topic));
  return *this;
}

Verb& Verb::run(std::function<Exit(Io&)> body) {
  body_ = std::move(body);
  return *this;
}

std::string Verb::path() const {
  return parent_ == nullptr ? name_ : parent_->path() + " " + name_;
}

std::string Verb::path_in_program() const {
  if (parent_ == nullptr) return {};
  const std::string before = parent_->path_in_program();
  return before.empty() ? name_ : before + " " + name_;
}

const Verb* Verb::find(std::string_view name) const {
  const auto found =
      std::find_if(verbs_.begin(), verbs_.end(), [name](const Verb& verb) { return verb.name() == name; });
  return found == verbs_.end() ? nullptr : &*found;
}

}  // namespace vhc
