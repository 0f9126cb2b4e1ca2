// From FHIR to the form that all inputs share (docs/rules/inputs.md 5): whose records they are, and in which order they
// speak. What may be signed of them is for the clerk to say.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "card/card_resource.h"
#include "card/fhir_bundle.h"
#include "input/clerk.h"
#include "vhc/input.h"

namespace vhc {

// The line of each entry of a bundle.
class Lines {
 public:
  explicit Lines(std::int64_t first) : first_(first) {}  // of all: the bundle is one text
  static Lines of_entries() {                            // each entry has a number of its own, from 1
    Lines lines(0);
    lines.is_counted_ = true;
    return lines;
  }
  void add(std::int64_t line) { lines_.push_back(line); }
  // Of an entry that another line shows: what it says last is issued from there.
  void add_foreign(std::int64_t line) {
    foreign_.push_back(lines_.size());
    add(line);
  }

  std::int64_t first() const noexcept { return first_; }
  std::int64_t of(std::size_t place) const {
    if (is_counted_) return static_cast<std::int64_t>(place) + 1;
    return place < lines_.size() ? lines_[place] : first_;
  }
  bool is_foreign(std::size_t place) const { return std::binary_search(foreign_.begin(), foreign_.end(), place); }

 private:
  std::int64_t first_;
  bool is_counted_ = false;
  std::vector<std::int64_t> lines_;
  std::vector<std::size_t> foreign_;
};

// Laboratory results and doses; an export has vital signs and questionnaires beside them.
bool is_record(const FhirEntry& entry);

// What groups a record with others whose Patient is inside them, too; empty when none is, or nobody can tell who it is.
std::string contained_group(const JsonValue& record, const InputRules& rules);

// Fails where the bundle is about nobody or about several: in_missing, in_several_patients, in_nothing_to_issue. What
// is wrong with the person or a record is a finding. `dropped` may be null. `group`: of whom the card is, when the
// records have their Patient inside.
Result<Intake> person_of(const FhirBundle& bundle, const InputRules& rules, const Lines& lines, DropList* dropped,
                         std::string_view group = {});

// The same of whatever minimise() takes; fails as FhirBundle::read does, too.
Result<Intake> read_person(const JsonValue& root, const InputRules& rules, const Lines& lines,
                           std::string_view group = {});
// A person of whom nothing can be read.
Intake refused_intake(const Error& error, const Lines& lines);
// Every fault is a finding of a person who is refused.
Intake intake_of(std::string_view json, const InputRules& rules, const Lines& lines, std::string_view group = {});

}  // namespace vhc
