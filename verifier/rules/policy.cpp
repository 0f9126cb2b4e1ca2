// Composes the answers: the card, the day, then any and all of what is asked for.
#include <algorithm>
#include <utility>

#include "rules/model.h"
#include "rules/outcome.h"

namespace vhc {
namespace {

bool is_one_of(const std::optional<std::vector<std::string>>& wanted, const std::string& value) {
  return !wanted || (!value.empty() && std::find(wanted->begin(), wanted->end(), value) != wanted->end());
}

std::optional<Errc> why_not_this_card(const RulesModel& model, const RuleCard& card) {
  if (!is_one_of(model.formats, card.format)) return Errc::rules_format;
  if (!is_one_of(model.networks, card.network)) return Errc::rules_network;
  if (!is_one_of(model.issuers, card.iss)) return Errc::rules_issuer;
  return std::nullopt;
}

std::optional<Errc> why_not_today(const RulesModel& model, const RuleInput& input) {
  if (!model.from && !model.until) return std::nullopt;
  const Day day = today(input);
  if (model.until && day > *model.until) return Errc::rules_not_in_force;
  // A clock that is behind can say that it is over, not that it is still so.
  if (!input.now.exact) return Errc::clock_unknown;
  if (model.from && day < *model.from) return Errc::rules_not_in_force;
  return std::nullopt;
}

RuleOutcome any_of(const Requirement& requirement, const RuleInput& input) {
  std::optional<RuleOutcome> nearest;
  for (const Requirement& part : requirement.parts) {
    RuleOutcome outcome = evaluate(part, input);
    if (outcome.met()) return outcome;
    if (!nearest || is_nearer(outcome, *nearest)) nearest = std::move(outcome);
  }
  return *std::move(nearest);
}

RuleOutcome all_of(const Requirement& requirement, const RuleInput& input) {
  RuleOutcome last;
  for (const Requirement& part : requirement.parts) {
    last = evaluate(part, input);
    if (!last.met()) return last;
  }
  if (!requirement.name.empty()) last.requirement = requirement.name;
  return last;
}

}  // namespace

RuleOutcome evaluate(const Requirement& requirement, const RuleInput& input) {
  RuleOutcome outcome = requirement.kind == Requirement::Kind::any   ? any_of(requirement, input)
                        : requirement.kind == Requirement::Kind::all ? all_of(requirement, input)
                                                                     : requirement.leaf->evaluate(input);
  if (outcome.requirement.empty()) outcome.requirement = requirement.name;
  return outcome;
}

const std::string& VenueRules::id() const noexcept {
  return model_->id;
}
const TextByLanguage& VenueRules::title() const noexcept {
  return model_->title;
}
const std::string& VenueRules::zone() const noexcept {
  return model_->zone;
}

RuleOutcome VenueRules::evaluate(const RuleInput& input) const {
  if (const auto reason = why_not_this_card(*model_, input.card)) return rule_not_met(*reason, {});
  if (const auto reason = why_not_today(*model_, input)) return rule_not_met(*reason, {});
  return vhc::evaluate(model_->accept, input);
}

RulesDescription VenueRules::describe() const {
  return vhc::describe(*model_);
}

}  // namespace vhc
