#include "vhc/proposals.h"

#include <algorithm>

namespace vhc {
namespace {

const IssuerLine* find_line(const TrustLines& lines, const IssuerLine& like) {
  const auto same = [&like](const IssuerLine& line) { return line.net == like.net && line.iss == like.iss; };
  const auto found = std::find_if(lines.issuers.begin(), lines.issuers.end(), same);
  return found == lines.issuers.end() ? nullptr : &*found;
}

const KeyLine* find_line(const IssuerLine& line, const std::string& kid) {
  const auto same = [&kid](const KeyLine& key) { return key.kid == kid; };
  const auto found = std::find_if(line.keys.begin(), line.keys.end(), same);
  return found == line.keys.end() ? nullptr : &*found;
}

bool has_same_key(const IssuerLine& held, const KeyLine& key) {
  const KeyLine* const known = find_line(held, key.kid);
  return known != nullptr && known->kind == key.kind && known->material == key.material;
}

bool is_struck(const IssuerLine& waiting, const IssuerLine& held) {
  return waiting.status == IssuerLineStatus::suspended && held.status == IssuerLineStatus::active;
}

void put_key(IssuerLine& line, const KeyLine& key) {
  std::erase_if(line.keys, [&key](const KeyLine& other) { return other.kid == key.kid; });
  line.keys.push_back(key);
  std::sort(line.keys.begin(), line.keys.end(), [](const auto& a, const auto& b) { return a.kid < b.kid; });
}

std::string why_returned(const IssuerLine& held, const KeyLine& key) {
  if (find_line(held, key.kid) != nullptr) return "other bytes under a kid we hold";
  if (held.stale) return "not seen since " + to_rfc3339(*held.stale).substr(0, 10);
  return "all its keys changed at once";
}

void add_proposals(const IssuerLine& line, const IssuerLine& held, std::vector<ImportProposal>& found) {
  const std::size_t before = found.size();
  for (const KeyLine& key : line.keys) {
    if (has_same_key(held, key)) continue;
    found.push_back({held.iss, held.name, key.kid, true, why_returned(held, key), held.net});
  }
  if (found.size() == before && held.stale && !line.stale) {
    found.push_back({held.iss,
                     held.name,
                     {},
                     true,
                     "served again, not seen since " + to_rfc3339(*held.stale).substr(0, 10),
                     held.net});
  }
  if (is_struck(line, held)) {
    found.push_back({held.iss, held.name, {}, false, "removed from the directory: issuer suspend", held.net});
  }
}

}  // namespace

bool Proposals::is_refused(const std::string& net, const std::string& iss, const std::string& kid) const {
  const auto is_it = [&](const RefusedProposal& one) { return one.net == net && one.iss == iss && one.kid == kid; };
  return std::any_of(refused.begin(), refused.end(), is_it);
}

std::string write_refused(const std::vector<RefusedProposal>& refused) {
  std::string text;
  for (const RefusedProposal& one : refused) {
    text += one.net + " " + one.iss + " " + (one.kid.empty() ? "*" : one.kid) + "\n";
  }
  return text;
}

Result<std::vector<RefusedProposal>> read_refused(std::string_view text) {
  std::vector<RefusedProposal> refused;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    ++number;
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last || last + 1 == line.size() || first == 0) {
      return fail(Errc::registry_form, "line " + std::to_string(number), "it is not \"NET ISS KID\"");
    }
    const std::string_view kid = line.substr(last + 1);
    refused.push_back({std::string(line.substr(0, first)), std::string(line.substr(first + 1, last - first - 1)),
                       kid == "*" ? std::string() : std::string(kid)});
  }
  std::sort(refused.begin(), refused.end());
  return refused;
}

std::vector<ImportProposal> proposals_in(const TrustLines& waiting, const TrustLines& draft) {
  std::vector<ImportProposal> found;
  for (const IssuerLine& line : waiting.issuers) {
    if (const IssuerLine* const held = find_line(draft, line)) {
      add_proposals(line, *held, found);
    } else {
      found.push_back({line.iss, line.name, {}, false, "not on the list yet", line.net});
    }
  }
  return found;
}

bool keep_open(IssuerLine& waiting, const IssuerLine* held, const Proposals& answers) {
  const bool is_issuer_refused = answers.is_refused(waiting.net, waiting.iss);
  if (held == nullptr && is_issuer_refused) return false;
  std::erase_if(waiting.keys, [&](const KeyLine& key) {
    const bool is_open = held == nullptr || !has_same_key(*held, key);
    return is_open && answers.is_refused(waiting.net, waiting.iss, key.kid);
  });
  if (held == nullptr) return true;
  if (is_issuer_refused) {
    waiting.stale = held->stale;
    waiting.status = held->status;
  }
  TrustLines wanted;
  wanted.issuers.push_back(waiting);
  TrustLines draft;
  draft.issuers.push_back(*held);
  return !proposals_in(wanted, draft).empty();
}

void accept(const IssuerLine& waiting, const std::string& kid, TrustLines& draft) {
  const auto same = [&](const IssuerLine& line) { return line.net == waiting.net && line.iss == waiting.iss; };
  const auto held = std::find_if(draft.issuers.begin(), draft.issuers.end(), same);
  if (held == draft.issuers.end()) {
    draft.issuers.push_back(waiting);
    return;
  }
  for (const KeyLine& key : waiting.keys) {
    if ((kid.empty() || kid == key.kid) && !has_same_key(*held, key)) put_key(*held, key);
  }
  if (!waiting.stale) held->stale.reset();
  if (kid.empty() && is_struck(waiting, *held)) {
    held->status = IssuerLineStatus::suspended;
    held->why = waiting.why;
  }
}

}  // namespace vhc
