#include "desk/revoke_cards.h"

#include <set>

#include "desk/store/own_lists.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

struct OpenList {
  std::optional<std::string> text;
  std::optional<RevocationList> list;
  std::set<std::string> seen;  // of this call
  std::vector<Revocation> added;
};

Result<OpenList> open_list(const IssuerFolder& folder, const KeyId& kid, Io& io) {
  OpenList open;
  VHC_TRY(open.text, folder.crl(kid, io));
  if (open.text) {
    VHC_TRY(open.list, RevocationList::parse(*open.text));
  }
  return open;
}

// Whether the list says already what is to be added: the latest card that it is about is revoked. An entry for fewer
// cards is widened.
bool is_covered(const OpenList& open, const RevokeTarget& target, std::optional<UnixTime> before) {
  const UnixTime latest = before ? *before - std::chrono::seconds{1} : max_time;
  const bool is_one_card = target.number > 0 && target.nbf;  // whose id is its own
  return open.list && open.list->revokes(target.rid.str(), is_one_card ? *target.nbf : latest);
}

}  // namespace

Result<RevokeTarget> target_of(const LedgerRow& row) {
  const auto rid = RevocationId::parse(row.rid);
  if (!rid) return fail(Errc::revoke_no_rid, row.label, "revoke the key, or let the card expire");
  VHC_TRY(const KeyId kid, KeyId::parse(row.kid));
  return RevokeTarget{kid, *rid, row.number, row.label, row.nbf};
}

Result<RevokeOutcome> revoke_cards(const IssuerFolder& folder, const std::vector<RevokeTarget>& targets,
                                   const RevokeWhy& why, FolderSession& session, Io& io) {
  RevokeOutcome outcome;
  std::map<std::string, OpenList> lists;
  VHC_TRY(const auto told, journal_revocations(folder, io));  // what stands on a list alone may vanish from it
  for (const RevokeTarget& target : targets) {
    auto place = lists.find(target.kid.str());
    if (place == lists.end()) {
      VHC_TRY(OpenList open, open_list(folder, target.kid, io));
      place = lists.emplace(target.kid.str(), std::move(open)).first;
    }
    OpenList& open = place->second;
    if (!open.seen.insert(target.rid.str()).second) continue;
    if (!is_covered(open, target, why.before)) {
      open.added.push_back({.rid = target.rid, .before = why.before});
      ++outcome.changed;
    } else if (told.contains({target.kid.str(), target.rid.str()})) {
      continue;
    }
    VHC_CHECK_OK(
        session.write_journal({.time = why.at,
                               .actor = why.actor,
                               .verb = "revoke",
                               .kid = target.kid,
                               .rid = target.rid,
                               .card = target.label,
                               .reason = target.number > 0 ? why.reason : reason_with_stamp(why.before, why.reason)}));
    if (target.number > 0) session.mark_revoked(target.number);
  }
  for (const auto& [kid_text, open] : lists) {
    VHC_TRY(const KeyId kid, KeyId::parse(kid_text));
    VHC_TRY(CrlUpdate update, add_revocations(open.text, kid, open.added));
    outcome.counters[kid_text] = update.ctr;
    if (!open.added.empty()) session.set_crl(kid, std::move(update.json));
  }
  return outcome;
}

}  // namespace vhc
