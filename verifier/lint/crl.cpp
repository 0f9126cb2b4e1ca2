// Card revocation lists.
#include <set>

#include "lint/checks.h"
#include "lint/text_form.h"
#include "vhc/checked.h"

namespace vhc {
namespace {

void lint_counter(const JsonValue& list, const Scope& scope) {
  const auto ctr = list.find("ctr");
  if (!ctr || !ctr->is(JsonKind::number) || !read_counter(*ctr)) {
    scope.add_member(LintRule::crl_counter, list, "ctr", ctr && ctr->is(JsonKind::string) ? "a string" : "");
  }
}

// Digits alone, as a time in seconds up to the year 9999.
std::optional<UnixTime> read_stamp(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  const auto time = parse_numeric_date(text);
  if (!time) return std::nullopt;
  return *time;
}

void lint_entry(const JsonValue& entry, UnixTime now, std::set<std::string, std::less<>>& seen, const Scope& scope) {
  const std::string text = entry.string();
  const std::size_t dot = text.find('.');
  const std::string rid = text.substr(0, dot);
  const auto stamp =
      dot == std::string::npos ? std::optional<UnixTime>(UnixTime::min()) : read_stamp(text.substr(dot + 1));
  if (!RevocationIdRule::check(rid) || !stamp) {
    scope.add(LintRule::crl_rid, entry);
    return;
  }
  if (*stamp > now) scope.add(LintRule::crl_future, entry);
  if (!seen.insert(rid).second) scope.add(LintRule::crl_repeated, entry);
}

// True when the list ends the looking: it is too long.
void lint_entries(const JsonValue& list, UnixTime now, const Scope& scope) {
  const auto rids = list.find("rids");
  if (!rids || !rids->is(JsonKind::array)) {
    scope.add_member(LintRule::crl_form, list, "rids");
    return;
  }
  if (rids->size() == 0) scope.add(LintRule::crl_empty, *rids);
  if (rids->size() > max_rids) {
    scope.add(LintRule::crl_too_many, *rids, "at most " + std::to_string(max_rids));
    return;
  }
  std::set<std::string, std::less<>> seen;
  for (auto entry = rids->first(); entry && !scope.full(); entry = entry->next()) lint_entry(*entry, now, seen, scope);
}

}  // namespace

std::optional<std::string> lint_crl_value(const JsonValue& list, UnixTime now, const Scope& scope) {
  if (!list.is(JsonKind::object)) {
    scope.add(LintRule::crl_form, list);
    return std::nullopt;
  }
  auto kid = list.find_string("kid");
  if (!kid || kid->empty()) {
    scope.add_member(LintRule::crl_form, list, "kid");
  } else if (!KeyIdRule::check(*kid)) {
    scope.add_member(LintRule::crl_kid_form, list, "kid");
  }
  const auto method = list.find("method");
  if (!method || !method->equals("rid")) scope.add_member(LintRule::crl_method, list, "method");
  lint_counter(list, scope);
  lint_entries(list, now, scope);
  note_unknown_members(list, {"kid", "method", "ctr", "rids"}, LintRule::crl_member, scope);
  return kid;
}

void lint_crl(std::string_view json, const LintOptions& options, const Scope& scope) {
  const auto document = read_json(json, {.max_bytes = max_crl_bytes, .max_depth = 16}, scope);
  if (!document) return;
  const JsonValue list = document->root();
  const auto kid = lint_crl_value(list, options.now, scope);
  if (options.kid && kid && *kid != *options.kid) scope.add_member(LintRule::crl_kid, list, "kid");
  const auto ctr = list.find("ctr");
  const auto counter = ctr ? read_counter(*ctr) : std::nullopt;
  if (options.crl_version && counter && *counter != *options.crl_version) {
    scope.add_member(LintRule::crl_version, list, "ctr");
  }
}

}  // namespace vhc
