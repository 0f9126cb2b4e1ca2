#include "rules/read_sets.h"

#include <set>

#include "vhc/code_words.h"

namespace vhc {
namespace {

constexpr std::size_t max_sets = 64;
constexpr std::size_t max_codes = 50000;
constexpr std::size_t max_set_name = 40;
constexpr std::size_t max_code_bytes = 256;
constexpr std::string_view group_member = "cvx_group";

bool is_set_name(const std::string& name) {
  return !name.empty() && name.size() <= max_set_name;
}

class SetReader {
 public:
  explicit SetReader(const Field& all) : all_(all) {}

  Result<ReadSets> read() {
    for (const Field& set : members_of(all_)) VHC_CHECK_OK(resolve(set));
    return std::move(result_);
  }

 private:
  // A set is made once; one that is asked for while it is made includes itself.
  Result<void> resolve(const Field& field) {
    const std::string name = field.value.name();
    if (result_.sets.contains(name)) return {};
    if (!is_set_name(name)) return bad_rule(field.where, "the name of a set has 1 to 40 characters");
    if (!under_way_.insert(name).second) return bad_rule(field.where, "a set may not include itself");
    VHC_CHECK_OK(check_members(field, {"label", "codes", "include", "except", "source"}));
    CodeSet set{.name = name, .label = {}, .codes = {}};
    if (const auto label = field.find("label")) {
      VHC_TRY(set.label, read_languages(*label));
    }
    if (set.label.empty()) set.label.emplace("en", name);
    VHC_CHECK_OK(fill(field, set));
    if (const auto source = field.find("source")) {
      VHC_TRY(result_.sources[name], read_text(*source, 2048));
    }
    if (set.codes.empty()) return bad_rule(field.where, "the set has no code: nothing would ever be in it");
    total_ += set.codes.size();
    if (total_ > max_codes) return bad_rule(field.where, "the sets have more than 50000 codes together");
    under_way_.erase(name);
    result_.sets.emplace(name, std::make_shared<CodeSet>(std::move(set)));
    return {};
  }

  Result<void> fill(const Field& field, CodeSet& set) {
    if (const auto codes = field.find("codes")) VHC_CHECK_OK(read_codes(*codes, set.codes));
    if (const auto include = field.find("include")) VHC_CHECK_OK(read_others(*include, set.codes));
    const auto except = field.find("except");
    if (!except) return {};
    std::set<Code> left_out;
    VHC_CHECK_OK(read_others(*except, left_out));
    for (const Code& code : left_out) set.codes.erase(code);
    return {};
  }

  // Names of other sets, or codes as in "codes".
  Result<void> read_others(const Field& field, std::set<Code>& codes) {
    if (field.value.is(JsonKind::object)) return read_codes(field, codes);
    VHC_TRY(const std::vector<std::string> names, read_texts(field));
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto other = all_.find(names[i]);
      const std::string where = field.where + "/" + std::to_string(i);
      if (!other) return bad_rule(where, "there is no set of this name");
      VHC_CHECK_OK(resolve(*other));
      const auto& more = result_.sets.find(names[i])->second->codes;
      codes.insert(more.begin(), more.end());
    }
    return {};
  }

  Result<void> read_codes(const Field& field, std::set<Code>& codes) {
    if (!field.value.is(JsonKind::object) || field.value.size() == 0) {
      return bad_rule(field.where, "lists of codes must stand here, such as {\"cvx\": [\"03\", \"94\"]}");
    }
    for (const Field& list : members_of(field)) {
      const std::string system = list.value.name();
      VHC_TRY(const std::vector<std::string> texts, read_texts(list));
      for (std::size_t i = 0; i < texts.size(); ++i) {
        const std::string where = list.where + "/" + std::to_string(i);
        VHC_CHECK_OK(system == group_member ? add_group(texts[i], where, codes)
                                            : add_code(system, texts[i], where, codes));
      }
    }
    return {};
  }

  static Result<void> add_group(const std::string& group, const std::string& where, std::set<Code>& codes) {
    const auto members = cvx_codes_of_group(group);
    if (members.empty()) {
      return bad_rule(where, "there is no vaccine group of this name in the CVX table",
                      "groups are named as CDC does: MMR, COVID-19, FLU, YELLOWFEVER");
    }
    for (const std::string_view code : members) codes.emplace(cvx_system, code);
    return {};
  }

  Result<void> add_code(const std::string& system, const std::string& code, const std::string& where,
                        std::set<Code>& codes) {
    const auto addresses = systems_of(system);
    if (addresses.empty()) {
      return bad_rule(where, "this code system is not known",
                      "cvx, cvx_group, sct, icd11, loinc, atc, eu_mp, or the address of another one");
    }
    if (code.size() > max_code_bytes) return bad_rule(where, "a code has at most 256 characters");
    if (system == "cvx" && !is_cvx_code(code)) {
      result_.warnings.push_back(where + ": CVX has no code " + code + "; codes are compared as text, 3 is not 03");
    }
    for (const std::string_view address : addresses) codes.emplace(address, code);
    return {};
  }

  const Field& all_;
  std::set<std::string, std::less<>> under_way_;
  std::size_t total_ = 0;
  ReadSets result_;
};

}  // namespace

Result<CodeSetPtr> ReadSets::named(const Field& field) const {
  const auto found = field.value.is(JsonKind::string) ? sets.find(field.value.string()) : sets.end();
  if (found == sets.end()) return bad_rule(field.where, "there is no set of this name", "name one of \"sets\"");
  return found->second;
}

Result<ReadSets> read_sets(const Field& field) {
  if (!field.value.is(JsonKind::object) || field.value.size() > max_sets) {
    return bad_rule(field.where, "an object with at most 64 sets must stand here");
  }
  return SetReader(field).read();
}

Result<std::vector<Code>> read_short_code(const std::string& text, const std::string& where) {
  const std::size_t colon = text.find(':');
  const auto addresses = colon == std::string::npos ? std::vector<std::string_view>{}
                                                    : systems_of(std::string_view(text).substr(0, colon));
  if (addresses.empty() || colon + 1 == text.size()) {
    return bad_rule(where, "a product is named as in \"cvx:212\" or \"eu_mp:EU/1/20/1525\"");
  }
  std::vector<Code> codes;
  for (const std::string_view address : addresses) codes.emplace_back(address, text.substr(colon + 1));
  return codes;
}

}  // namespace vhc
