#include "venue/trust_json.h"

#include "venue/print_vci.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

JsonWriter begun(std::string_view origin) {
  JsonWriter json;
  json.begin_object().member("schema", "vhc.trust/1").member("origin", origin);
  return json;
}

std::int64_t age(UnixTime issued, UnixTime now) {
  return (now - issued).count();
}

void write_counts(JsonWriter& json, const VciCounts& counts) {
  const auto number = [&json](JsonName member, std::size_t value) {
    json.member(member, static_cast<std::int64_t>(value));
  };
  number("issuers", counts.issuers);
  number("listed", counts.listed);
  number("delisted", counts.delisted);
  number("delisted_with_listed_key", counts.delisted_with_listed_key);
  number("not_in_snapshot", counts.not_in_snapshot);
  number("refused_issuers", counts.refused_issuers);
  number("keys", counts.keys);
  number("refused_keys", counts.refused_keys);
  number("distinct_kids", counts.distinct_kids);
  number("shared_kids", counts.shared_kids);
  number("x5c_keys", counts.x5c_keys);
  number("x5c_issuers", counts.x5c_issuers);
  number("keys_with_counter", counts.keys_with_counter);
  number("crl_issuers", counts.crl_issuers);
  number("crl_files", counts.crl_files);
  number("rids", counts.rids);
  number("no_key", counts.no_key);
  number("stale", counts.stale);
  number("names_used_twice", counts.names_used_twice);
  number("issuers_with_such_a_name", counts.issuers_with_such_a_name);
  number("with_canonical_iss", counts.with_canonical_iss);
  number("hosts_with_capitals", counts.hosts_with_capitals);
  number("differing_in_case", counts.differing_in_case);
  json.name("unknown_members").begin_object();
  for (const auto& [name, times] : counts.unknown_members) json.member(name, static_cast<std::int64_t>(times));
  json.end_object();
}

void write_findings(JsonWriter& json, const std::vector<VciFinding>& findings) {
  json.name("findings").begin_array();
  for (const VciFinding& finding : findings) {
    json.begin_object().member("rule", rule_of(finding.code)).member("code", name(finding.code));
    json.member("severity", name(finding.severity));
    if (!finding.iss.empty()) json.member("iss", finding.iss);
    if (!finding.kid.empty()) json.member("kid", finding.kid);
    if (!finding.detail.empty()) json.member("detail", finding.detail);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::string to_json(const TrustStatus& status) {
  const TrustState& state = *status.state;
  JsonWriter json = begun(state.origin);
  json.member("root", std::int64_t{state.root().note.number});
  json.member("root_expires", to_rfc3339(state.root().note.expires));
  if (state.list() != nullptr) {
    json.member("list", std::int64_t{state.list()->note.number});
    if (state.live) json.member("live", std::int64_t{state.live->note.number});
    json.member("issued", to_rfc3339(state.list()->note.issued));
    json.member("expires", to_rfc3339(status.facts.expires.value_or(UnixTime{})));
    json.member("age_s", age(state.list()->note.issued, status.now));
  }
  json.member("state", name(status.facts.state));
  json.member("issuers", static_cast<std::int64_t>(status.totals.issuers));
  json.member("suspended", static_cast<std::int64_t>(status.totals.suspended));
  json.member("keys", static_cast<std::int64_t>(status.totals.keys));
  json.name("denied").begin_object();
  json.member("keys", static_cast<std::int64_t>(status.totals.denied_keys));
  json.member("cards", static_cast<std::int64_t>(status.totals.denied_cards)).end_object();
  json.name("accepted").begin_array();
  for (const std::string& net : accepted_networks(state, *status.settings)) json.string(state.origin + "/" + net);
  json.end_array().name("not_accepted").begin_array();
  for (const std::string& net : status.not_accepted) json.string(state.origin + "/" + net);
  json.end_array();
  const ClockState clock = status.clock ? clock_state(state, *status.clock) : ClockState::good;
  json.member("clock", clock == ClockState::good ? "ok" : clock == ClockState::behind ? "behind" : "ahead");
  json.member("seen", state.seen);
  json.name("warnings").begin_array();
  for (const Finding& finding : standing_of(status)) json.string(name(finding.code));
  return json.end_array().end_object().take();
}

std::string to_json(const VciDirectory& directory, UnixTime now) {
  const TrustFacts& facts = directory.trust.facts();
  JsonWriter json = begun(facts.origin);
  json.member("source", directory.source).member("signature", "good").member("issued", to_rfc3339(directory.time));
  json.member("age_s", age(directory.time, now)).member("state", name(state_at(facts, now)));
  json.member("directory", knows_who_is_listed(directory));
  write_counts(json, directory.counts);
  write_findings(json, directory.findings);
  return json.end_object().take();
}

}  // namespace vhc
