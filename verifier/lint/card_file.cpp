// Files and answers that carry cards.
#include "vhc/card_file.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "lint/checks.h"
#include "lint/text_form.h"

namespace vhc {
namespace {

constexpr JsonLimits file_limits{.max_bytes = max_card_file_bytes, .max_depth = 64};

// The text of a card inside a file: white space around it is a fault as it is around a file.
void lint_item(const JsonValue& item, LintRule not_a_string, const LintOptions& options, const Scope& scope) {
  if (!item.is(JsonKind::string)) {
    scope.add(not_a_string, item);
    return;
  }
  const Scope inside(scope.inner(item.pointer().substr(1)));
  const std::string text = item.string();
  const std::string_view jws = without_surroundings(text, Around::strict, inside);
  if (!jws.empty()) lint_jws(jws, options, inside);
}

void lint_file_name(const LintOptions& options, const Scope& scope) {
  constexpr std::string_view extension = ".smart-health-card";
  if (!options.file_name.empty() && !options.file_name.ends_with(extension)) {
    scope.add_at(LintRule::card_file_extension, "file name");
  }
}

bool is_defined_parameter(const JsonValue& name) {
  return name.equals("verifiableCredential") || name.equals("resourceLink");
}

bool is_defined_but_for_case(const std::string& name) {
  const auto same = [&name](std::string_view wanted) {
    return std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(), [](char a, char b) {
      return std::tolower(static_cast<unsigned char>(a)) == std::tolower(static_cast<unsigned char>(b));
    });
  };
  return same("verifiableCredential") || same("resourceLink");
}

bool is_index_below(const JsonValue& value, std::size_t limit) {
  const std::string_view text = value.text();
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  return value.is(JsonKind::number) && error == std::errc{} && end == text.data() + text.size() && index < limit;
}

// Where a reader finds what an entry of a card is on the server.
void lint_resource_link(const JsonValue& link, std::size_t num_cards, const Scope& scope) {
  bool bundled = false;
  bool hosted = false;
  const auto parts = link.find("part");
  for (auto part = parts ? parts->first() : std::nullopt; part; part = part->next()) {
    const auto name = part->find("name");
    bundled = bundled || (name && name->equals("bundledResource"));
    hosted = hosted || (name && name->equals("hostedResource"));
    if (name && name->equals("vcIndex")) {
      const auto index = part->find("valueInteger");
      if (!index || !is_index_below(*index, num_cards)) scope.add_member(LintRule::answer_index, *part, "valueInteger");
    }
    const std::string url = part->find_string("valueUri").value_or("");
    if (name && name->equals("hostedResource") && !url.starts_with("https://")) {
      scope.add_member(LintRule::answer_hosted, *part, "valueUri");
    }
  }
  if (!bundled || !hosted) scope.add(LintRule::answer_link, link);
}

// True when the parameter is a card.
bool lint_parameter(const JsonValue& parameter, std::size_t num_cards, const LintOptions& options, const Scope& scope) {
  const auto name = parameter.find("name");
  if (!name || !name->is(JsonKind::string)) {
    scope.add_member(LintRule::answer_form, parameter, "name");
    return false;
  }
  if (!is_defined_parameter(*name)) {
    const bool is_typo = is_defined_but_for_case(name->string());
    scope.add(is_typo ? LintRule::answer_parameter_case : LintRule::answer_parameter, parameter);
  }
  if (name->equals("resourceLink")) lint_resource_link(parameter, num_cards, scope);
  if (!name->equals("verifiableCredential")) return false;
  if (const auto value = parameter.find("valueString")) {
    lint_item(*value, LintRule::answer_value, options, scope);
  } else {
    scope.add_member(LintRule::answer_value, parameter, "valueString");
  }
  return true;
}

}  // namespace

void lint_card_file(std::string_view json, const LintOptions& options, const Scope& scope) {
  lint_file_name(options, scope);
  const auto document = read_json(json, file_limits, scope);
  if (!document) return;
  const JsonValue root = document->root();
  const auto cards = root.find("verifiableCredential");
  if (!cards || !cards->is(JsonKind::array)) {
    scope.add_member(LintRule::card_file_form, root, "verifiableCredential");
    return;
  }
  note_unknown_members(root, {"verifiableCredential"}, LintRule::card_file_member, scope);
  if (cards->size() == 0) scope.add(LintRule::card_file_empty, *cards);
  if (cards->size() > max_cards_per_file) {
    scope.add(LintRule::card_file_too_many, *cards, "at most " + std::to_string(max_cards_per_file));
    return;
  }
  for (auto card = cards->first(); card; card = card->next()) {
    lint_item(*card, LintRule::card_file_item, options, scope);
  }
}

void lint_operation_answer(std::string_view json, const LintOptions& options, const Scope& scope) {
  const auto document = read_json(json, file_limits, scope);
  if (!document) return;
  const JsonValue root = document->root();
  const auto type = root.find("resourceType");
  if (!type || !type->equals("Parameters")) scope.add_member(LintRule::answer_form, root, "resourceType");
  const auto parameters = root.find("parameter");
  if (parameters && (!parameters->is(JsonKind::array) || parameters->size() == 0)) {
    scope.add(LintRule::answer_form, *parameters);
    return;
  }
  std::size_t num_all = 0;
  for (auto parameter = parameters ? parameters->first() : std::nullopt; parameter; parameter = parameter->next()) {
    const auto name = parameter->find("name");
    if (name && name->equals("verifiableCredential")) ++num_all;
  }
  std::size_t num_cards = 0;
  for (auto parameter = parameters ? parameters->first() : std::nullopt; parameter; parameter = parameter->next()) {
    if (lint_parameter(*parameter, num_all, options, scope)) ++num_cards;
    if (num_cards > max_cards_per_file) {
      scope.add(LintRule::card_file_too_many, *parameter, "at most " + std::to_string(max_cards_per_file));
      return;
    }
  }
  if (num_cards == 0) scope.add(LintRule::answer_empty);
}

}  // namespace vhc
