// Reads a rules file as a whole: what is in force, for which cards, and what is asked for.
#include <algorithm>
#include <utility>

#include "rules/model.h"
#include "rules/read_leaf.h"
#include "rules/read_sets.h"

namespace vhc {
namespace {

constexpr std::size_t max_depth = 32;
constexpr std::size_t max_requirements = 500;
constexpr std::size_t max_id = 40;
constexpr std::size_t max_name = 80;

bool is_id(const std::string& text) {
  const auto is_fine = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-'; };
  return !text.empty() && text.size() <= max_id && std::all_of(text.begin(), text.end(), is_fine);
}

class RulesReader {
 public:
  explicit RulesReader(const LeafReaders& readers) : readers_(readers) {}

  Result<RulesModel> read(const Field& root) {
    VHC_CHECK_OK(check_members(root, {"schema", "id", "title", "zone", "in_force", "cards", "sets", "accept"}));
    const auto schema = root.find("schema");
    if (!schema || !schema->value.equals("vhc.rules/1")) {
      return bad_rule("/schema", "the schema must be \"vhc.rules/1\"");
    }
    VHC_CHECK_OK(read_head(root));
    if (const auto in_force = root.find("in_force")) VHC_CHECK_OK(read_in_force(*in_force));
    if (const auto cards = root.find("cards")) VHC_CHECK_OK(read_cards(*cards));
    if (const auto sets = root.find("sets")) {
      VHC_TRY(sets_, read_sets(*sets));
    }
    const auto accept = root.find("accept");
    if (!accept) return bad_rule("/accept", "what is accepted must stand here");
    VHC_TRY(model_.accept, read_requirement(*accept));
    model_.sets = std::move(sets_.sets);
    model_.sources = std::move(sets_.sources);
    model_.warnings = std::move(sets_.warnings);
    return std::move(model_);
  }

 private:
  Result<void> read_head(const Field& root) {
    const auto id = root.find("id");
    if (!id || !id->value.is(JsonKind::string) || !is_id(id->value.string())) {
      return bad_rule("/id", "the id is 1 to 40 small letters, digits, dots and hyphens, such as \"measles-school\"");
    }
    model_.id = id->value.string();
    if (const auto title = root.find("title")) {
      VHC_TRY(model_.title, read_languages(*title));
    }
    if (const auto zone = root.find("zone")) {
      VHC_TRY(model_.zone, read_text(*zone, 64));
    }
    return {};
  }

  Result<void> read_in_force(const Field& field) {
    VHC_CHECK_OK(check_members(field, {"from", "until"}));
    if (const auto from = field.find("from")) {
      VHC_TRY(model_.from, read_date(*from));
    }
    if (const auto until = field.find("until")) {
      VHC_TRY(model_.until, read_date(*until));
    }
    const bool is_empty = model_.from && model_.until && *model_.from > *model_.until;
    return is_empty ? bad_rule(field.where, "until lies before from: the rule is never in force") : Result<void>{};
  }

  Result<void> read_cards(const Field& field) {
    VHC_CHECK_OK(check_members(field, {"formats", "networks", "issuers"}));
    if (const auto formats = field.find("formats")) {
      VHC_TRY(model_.formats, read_texts(*formats));
    }
    if (const auto networks = field.find("networks")) {
      VHC_TRY(model_.networks, read_texts(*networks));
    }
    if (const auto issuers = field.find("issuers")) {
      VHC_TRY(model_.issuers, read_texts(*issuers));
    }
    return {};
  }

  Result<Requirement> read_requirement(const Field& field) {
    if (++num_requirements_ > max_requirements) return bad_rule(field.where, "more than 500 requirements are refused");
    if (!field.value.is(JsonKind::object)) return bad_rule(field.where, "a requirement is an object");
    Requirement requirement;
    std::optional<Field> asked;
    for (const Field& member : members_of(field)) {
      if (member.value.name_is("name")) {
        VHC_TRY(requirement.name, read_text(member, max_name));
      } else if (asked) {
        return bad_rule(member.where, "a requirement asks for one thing", "put several into \"all\" or \"any\"");
      } else {
        asked = member;
      }
    }
    if (!asked) return bad_rule(field.where, "a requirement must ask for something", std::string(what_can_be_asked));
    VHC_CHECK_OK(read_asked(*asked, requirement));
    return requirement;
  }

  Result<void> read_asked(const Field& asked, Requirement& requirement) {
    const bool any = asked.value.name_is("any");
    if (!any && !asked.value.name_is("all")) {
      VHC_TRY(requirement.leaf, read_leaf(asked, sets_, readers_));
      return {};
    }
    requirement.kind = any ? Requirement::Kind::any : Requirement::Kind::all;
    if (!asked.value.is(JsonKind::array) || asked.value.size() == 0) {
      return bad_rule(asked.where, "a list of one requirement or more must stand here");
    }
    for (const Field& part : elements_of(asked)) {
      VHC_TRY(Requirement read, read_requirement(part));
      requirement.parts.push_back(std::move(read));
    }
    return {};
  }

  const LeafReaders& readers_;
  std::size_t num_requirements_ = 0;
  ReadSets sets_;
  RulesModel model_;
};

}  // namespace

Result<VenueRules> read_rules(std::string json, const LeafReaders& readers) {
  VHC_TRY(const JsonDocument document, JsonDocument::parse(std::move(json), {max_rules_bytes, max_depth}));
  VHC_TRY(RulesModel model, RulesReader(readers).read({document.root(), {}}));
  return VenueRules(std::make_shared<RulesModel>(std::move(model)));
}

}  // namespace vhc
