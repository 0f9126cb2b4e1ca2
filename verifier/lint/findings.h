// Where the checks put what they find.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vhc/json.h"
#include "vhc/lint.h"

namespace vhc {

// The findings of one artifact, up to max_lint_findings; what comes after is only said to be there.
class Findings {
 public:
  void add(LintRule rule, std::string where, std::string detail = {});
  void add(std::vector<LintFinding> findings);

  bool full() const noexcept { return full_; }
  std::size_t size() const noexcept { return findings_.size(); }
  std::vector<LintFinding> take() { return std::move(findings_); }

 private:
  std::vector<LintFinding> findings_;
  bool full_ = false;
};

// A place to find faults in: a JSON text inside an artifact, say the payload of a card in a file. Pointers of its
// values are written behind the place itself.
class Scope {
 public:
  Scope(Findings& findings, std::string place) : findings_(&findings), place_(std::move(place)) {}

  Scope inner(std::string_view step) const { return {*findings_, place_ + "/" + std::string(step)}; }

  const std::string& place() const noexcept { return place_; }
  bool full() const noexcept { return findings_->full(); }

  void add(LintRule rule, std::string detail = {}) const { findings_->add(rule, place_, std::move(detail)); }
  void add(LintRule rule, const JsonValue& value, std::string detail = {}) const {
    if (!full()) findings_->add(rule, place_ + value.pointer(), std::move(detail));
  }
  // A member of `object` that is missing or wrong.
  void add_member(LintRule rule, const JsonValue& object, std::string_view member, std::string detail = {}) const {
    if (!full()) findings_->add(rule, place_ + object.pointer() + "/" + std::string(member), std::move(detail));
  }
  // A place in a text: "offset 12".
  void add_at(LintRule rule, std::string_view at, std::string detail = {}) const {
    findings_->add(rule, place_.empty() ? std::string(at) : place_ + ", " + std::string(at), std::move(detail));
  }

 private:
  Findings* findings_;
  std::string place_;
};

}  // namespace vhc
