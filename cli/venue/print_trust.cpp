#include "venue/print_trust.h"

#include <algorithm>
#include <ostream>
#include <set>

#include "vhc/display_text.h"

namespace vhc {
namespace {

std::string day(UnixTime time) {
  return to_rfc3339(time).substr(0, 10);
}

std::string count(std::size_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : many);
}

std::string denied(const ListTotals& totals) {
  std::string text;
  if (totals.denied_keys != 0) text += count(totals.denied_keys, "key", "keys");
  if (totals.denied_cards != 0) {
    if (!text.empty()) text += ", ";
    text += count(totals.denied_cards, "card or issuer", "cards or issuers");
  }
  return text.empty() ? "nothing" : text;
}

std::string capitals(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return upper;
}

Result<ListTotals> totals_of(const TrustState& state, const std::vector<std::string>& networks) {
  ListTotals totals;
  LineHandlers handlers;
  handlers.network = [](const NetworkLine&) -> Result<void> { return {}; };
  handlers.foreign = [](const ForeignLine&) -> Result<void> { return {}; };
  handlers.issuer = [&](const IssuerLine& line) -> Result<void> {
    if (std::find(networks.begin(), networks.end(), line.net) == networks.end()) return {};
    ++totals.issuers;
    totals.suspended += line.status == IssuerLineStatus::suspended ? 1U : 0U;
    totals.keys += line.keys.size();
    return {};
  };
  VHC_CHECK_OK(for_each_line(state.data, handlers));
  for (const HeldDenial& denial : state.denials) {
    ++(is_key_denial(denial.line) ? totals.denied_keys : totals.denied_cards);
  }
  return totals;
}

// Why the list is not fresh, as a reason of a verdict would say it.
std::string_view reason_of(const TrustStatus& status) {
  if (status.is_expired()) return "trust.expired";
  return status.facts.state == ListState::stale ? "trust.stale" : "";
}

std::string age_text(const TrustStatus& status) {
  const auto age = status.now - status.state->list()->note.issued;
  return std::to_string(std::chrono::duration_cast<std::chrono::days>(age).count()) + " d";
}

bool is_about(const IssuerLine& line, const std::string& what) {
  constexpr std::size_t shortest_kid = 4;
  if (line.iss == what || (!line.name.empty() && line.name.find(what) != std::string::npos)) return true;
  const auto begins = [&what](const KeyLine& key) { return key.kid.substr(0, what.size()) == what; };
  return what.size() >= shortest_kid && std::any_of(line.keys.begin(), line.keys.end(), begins);
}

bool is_denied(const TrustState& state, const std::string& line) {
  const auto is_it = [&line](const HeldDenial& denial) { return denial.line == line; };
  return std::any_of(state.denials.begin(), state.denials.end(), is_it);
}

std::string by_list(const TrustState& state, std::optional<UnixTime> since) {
  const auto list = first_list_since(issues_of(state), since);
  return list ? ", by list " + std::to_string(*list) : "";
}

std::string standing_text(const TrustState& state, const IssuerLine& line) {
  if (line.status == IssuerLineStatus::active) return "active";
  std::string text = line.status == IssuerLineStatus::suspended ? "suspended" : "retired";
  if (line.since) text += " since " + day(*line.since) + by_list(state, line.since);
  return line.why.empty() ? text : text + " (" + displayed(line.why) + ")";
}

void print_key(std::ostream& out, const TrustState& state, const KeyLine& key) {
  out << "  key      " << displayed(key.kid);
  if (key.status == KeyLineStatus::revoked) out << "  revoked";
  if (key.status == KeyLineStatus::retired) out << "  retired";
  if (key.since) out << " since " << day(*key.since) << by_list(state, key.since);
  if (key.expires) out << "  until " << day(*key.expires);
  if (is_denied(state, "deny-key " + key.kid)) out << "  DENIED by a live note";
  out << '\n';
}

void print_issuer(std::ostream& out, const TrustState& state, const VenueSettings& settings, const IssuerLine& line) {
  out << displayed(line.name.empty() ? line.iss : line.name) << "   list " << state.list()->note.number << " of "
      << state.origin << ", " << day(state.list()->note.issued) << '\n';
  out << "  address  " << displayed(line.iss) << '\n';
  out << "  network  " << state.origin << '/' << line.net
      << (settings.accepts(state.origin, line.net) ? "" : "   not accepted here") << '\n';
  out << "  standing " << standing_text(state, line);
  if (line.stale) out << "; not seen at its source since " << day(*line.stale);
  if (is_denied(state, to_text(CardDenial{line.net, line.iss, "*", {}}))) out << "; DENIED by a live note";
  out << '\n';
  for (const KeyLine& key : line.keys) print_key(out, state, key);
  for (const CrlLine& crl : line.crl) {
    out << "  revokes  " << count(crl.rids.size(), "card", "cards") << " under " << displayed(crl.kid) << ", list "
        << crl.counter << (crl.stale ? ", old" : "") << '\n';
  }
}

}  // namespace

std::vector<Finding> standing_of(const TrustStatus& status) {
  return standing(*status.state, status.settings->freshness, status.clock);
}

Result<std::size_t> print_known(std::ostream& out, const TrustState& state, const VenueSettings& settings,
                                const std::string& what) {
  std::size_t found = 0;
  LineHandlers handlers;
  handlers.network = [](const NetworkLine&) -> Result<void> { return {}; };
  handlers.foreign = [](const ForeignLine&) -> Result<void> { return {}; };
  handlers.issuer = [&](const IssuerLine& line) -> Result<void> {
    if (!is_about(line, what)) return {};
    ++found;
    print_issuer(out, state, settings, line);
    return {};
  };
  VHC_CHECK_OK(for_each_line(state.data, handlers));
  return found;
}

bool TrustStatus::needs_attention() const {
  return facts.state != ListState::fresh || !standing(*state, settings->freshness, clock).empty() ||
         !not_accepted.empty() || !state->seen;
}

Result<TrustStatus> trust_status(const TrustState& state, const VenueSettings& settings, UnixTime now,
                                 std::optional<UnixTime> clock, std::optional<UnixTime> signed_time) {
  TrustStatus status{.state = &state, .settings = &settings, .now = now, .clock = clock};
  status.facts = facts(state, settings.freshness, clock, signed_time);
  if (clock) status.now = judge_time(*clock, status.facts).earliest;
  status.facts.state = state_at(status.facts, status.now);
  if (state.list() == nullptr) return status;
  const auto networks = accepted_networks(state, settings);
  VHC_TRY(status.totals, totals_of(state, networks));
  VHC_TRY(const auto all, networks_of(state.data));
  for (const auto& [net, profile] : all) {
    if (std::find(networks.begin(), networks.end(), net) == networks.end()) status.not_accepted.push_back(net);
  }
  return status;
}

void print_summary(std::ostream& out, const TrustStatus& status) {
  const TrustState& state = *status.state;
  out << state.origin;
  if (state.list() == nullptr) {
    out << "  root " << state.root().note.number << ", no list yet\n";
    return;
  }
  out << "  list " << state.list()->note.number << " of " << day(state.list()->note.issued) << ", "
      << count(status.totals.issuers, "issuer", "issuers") << ", " << count(status.totals.keys, "key", "keys") << ", "
      << status.totals.denied_keys + status.totals.denied_cards << " denied";
  if (state.live) out << "; live until " << day(state.live->note.expires);
  out << '\n';
}

void print_status(std::ostream& out, const TrustStatus& status) {
  const TrustState& state = *status.state;
  out << state.origin << "   root " << state.root().note.number << " until " << day(state.root().note.expires);
  if (state.list() != nullptr) {
    out << "   list " << state.list()->note.number << "   issued " << day(state.list()->note.issued) << "   age "
        << age_text(status) << "   " << capitals(name(status.facts.state));
    if (status.is_expired()) out << " since " << day(*status.facts.expires);
    if (!reason_of(status).empty()) out << "   " << reason_of(status);
  }
  out << '\n';
  for (const std::string& net : accepted_networks(state, *status.settings)) {
    out << "  accepted " << state.origin << '/' << net << '\n';
  }
  if (state.list() != nullptr) {
    out << "  holds    " << count(status.totals.issuers, "issuer", "issuers") << " (" << status.totals.suspended
        << " suspended), " << count(status.totals.keys, "key", "keys") << "; denied " << denied(status.totals) << '\n';
    out << "  list     until " << day(status.facts.expires.value_or(UnixTime{}));
    if (state.live) out << "; live note " << state.live->note.number << " until " << day(state.live->note.expires);
    out << '\n';
  }
  for (const std::string& net : status.not_accepted) {
    out << "  warning  network " << net << " is not accepted here: vhc trust accept " << state.origin << '/' << net
        << '\n';
  }
  if (!state.seen) out << "  warning  " << info(Errc::trust_unseen).sentence << " (trust.unseen)\n";
  for (const Finding& finding : standing_of(status)) {
    out << "  warning  " << info(finding.code).sentence << " (" << name(finding.code) << ")\n";
  }
}

void print_what_is_protected(std::ostream& out, const std::string& folder) {
  out << "note     keep " << displayed(folder)
      << " from others: anyone who can write it can pin another operator, go back to an older list,\n"
         "         accept other networks or set back the time; the checksum of a state finds damage only\n";
}

}  // namespace vhc
