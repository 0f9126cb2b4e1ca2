// Directories of issuers: who is listed, and the snapshot with their keys (docs/rules/trust.md V2, V4).
#include <map>
#include <set>

#include "lint/checks.h"
#include "lint/text_form.h"
#include "vhc/display_text.h"
#include "vhc/key_set.h"

namespace vhc {
namespace {

constexpr JsonLimits directory_limits{.max_bytes = max_lint_bytes, .max_depth = 32};

std::optional<std::string> lint_iss(const JsonValue& issuer, const Scope& scope) {
  const auto iss = issuer.find("iss");
  if (!iss || !iss->is(JsonKind::string)) {
    scope.add_member(LintRule::directory_iss, issuer, "iss");
    return std::nullopt;
  }
  lint_issuer_url(*iss, scope);
  return iss->string();
}

void lint_name(const JsonValue& issuer, const Scope& scope) {
  const auto name = issuer.find_string("name");
  if (!name || name->empty()) {
    scope.add_member(LintRule::directory_name, issuer, "name");
    return;
  }
  if (displayed(*name).find("\xEF\xBF\xBD") != std::string::npos) {
    scope.add_member(LintRule::directory_name_characters, issuer, "name");
  }
}

void lint_website(const JsonValue& issuer, const Scope& scope) {
  const auto website = issuer.find("website");
  if (!website) return;
  const std::string url = website->string();
  if (!url.starts_with("https://") && !url.starts_with("http://")) scope.add(LintRule::directory_website, *website);
}

// Reads one entry of a list; gives its iss.
std::optional<std::string> lint_issuer(const JsonValue& issuer, std::set<std::string>& seen, const Scope& scope) {
  if (!issuer.is(JsonKind::object)) {
    scope.add(LintRule::directory_form, issuer);
    return std::nullopt;
  }
  auto iss = lint_iss(issuer, scope);
  if (iss && !seen.insert(*iss).second) scope.add_member(LintRule::directory_twice, issuer, "iss");
  lint_name(issuer, scope);
  lint_website(issuer, scope);
  return iss;
}

// canonical_iss names another entry that does not name one itself: one hop.
void lint_canonical(const JsonValue& issuers, const std::set<std::string>& listed, const Scope& scope) {
  std::map<std::string, std::string> canonical;
  for (auto issuer = issuers.first(); issuer; issuer = issuer->next()) {
    const auto other = issuer->find_string("canonical_iss");
    if (other) canonical[issuer->find_string("iss").value_or("")] = *other;
  }
  for (auto issuer = issuers.first(); issuer; issuer = issuer->next()) {
    const auto member = issuer->find("canonical_iss");
    if (!member) continue;
    const std::string other = member->string();
    const bool good = listed.contains(other) && !canonical.contains(other);
    if (!good) scope.add(LintRule::directory_canonical, *member);
  }
}

void lint_time(const JsonValue& object, std::string_view member, const Scope& scope) {
  const auto time = object.find_string(member);
  if (!time || !parse_time(*time)) scope.add_member(LintRule::directory_time, object, member);
}

// The list of a directory, after saying what it is when it is none.
std::optional<JsonValue> list_of(const JsonValue& root, std::string_view name, const Scope& scope) {
  auto list = root.find(name);
  if (!list || !list->is(JsonKind::array)) {
    scope.add_member(LintRule::directory_form, root, name);
    return std::nullopt;
  }
  if (list->size() == 0) scope.add(LintRule::directory_empty, *list);
  return list;
}

void lint_lists(const JsonValue& entry, UnixTime now, const Scope& scope) {
  const auto crls = entry.find("crls");
  if (!crls) return;
  if (!crls->is(JsonKind::array)) scope.add(LintRule::directory_form, *crls);
  for (auto crl = crls->first(); crl && crls->is(JsonKind::array); crl = crl->next()) lint_crl_value(*crl, now, scope);
}

void lint_entry(const JsonValue& entry, std::set<std::string>& seen, UnixTime now, const Scope& scope) {
  const auto issuer = entry.find("issuer");
  if (!issuer) {
    scope.add_member(LintRule::directory_form, entry, "issuer");
    return;
  }
  const auto iss = lint_issuer(*issuer, seen, scope);
  const auto keys = entry.find("keys");
  if (!keys || !keys->is(JsonKind::array)) {
    scope.add_member(LintRule::directory_form, entry, "keys");
  } else if (keys->size() == 0) {
    scope.add(LintRule::directory_no_key, *keys);
  } else {
    lint_keys(*keys, iss, now, scope);
  }
  lint_lists(entry, now, scope);
  if (entry.find("lastRetrieved")) lint_time(entry, "lastRetrieved", scope);
}

}  // namespace

void lint_directory(std::string_view json, const Scope& scope) {
  const auto document = read_json(json, directory_limits, scope);
  if (!document) return;
  const auto issuers = list_of(document->root(), "participating_issuers", scope);
  if (!issuers) return;
  std::set<std::string> seen;
  for (auto issuer = issuers->first(); issuer && !scope.full(); issuer = issuer->next()) {
    lint_issuer(*issuer, seen, scope);
  }
  lint_canonical(*issuers, seen, scope);
}

void lint_directory_snapshot(std::string_view json, const LintOptions& options, const Scope& scope) {
  const auto document = read_json(json, directory_limits, scope);
  if (!document) return;
  const JsonValue root = document->root();
  if (!root.find_string("directory")) scope.add_member(LintRule::directory_form, root, "directory");
  lint_time(root, "time", scope);
  const auto entries = list_of(root, "issuerInfo", scope);
  if (!entries) return;
  std::set<std::string> seen;
  for (auto entry = entries->first(); entry && !scope.full(); entry = entry->next()) {
    lint_entry(*entry, seen, options.now, scope);
  }
}

}  // namespace vhc
