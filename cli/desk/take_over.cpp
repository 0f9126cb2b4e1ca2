#include "desk/take_over.h"

#include <map>

#include "desk/store/own_lists.h"
#include "shell/io.h"
#include "vhc/crl.h"

namespace vhc {
namespace {

struct IssuedCard {
  std::int64_t number = 0;
  std::string label;
  UnixTime nbf{};
};

// The cards of this folder that the revocations are about, as far as it knows them.
Result<std::map<std::string, IssuedCard>> cards_of(const IssuerFolder& folder, const std::vector<ListBehind>& behind,
                                                   Io& io) {
  std::map<std::string, IssuedCard> cards;
  for (const ListBehind& list : behind) {
    for (const Revocation& lost : list.lists.lost) cards[lost.rid.str()] = {};
  }
  if (cards.empty()) return cards;
  VHC_CHECK_OK(io.each_line(folder.journal_file(), max_journal_line_bytes, [&cards](std::string_view line, bool) {
    if (line.find("verb\":\"issue\"") == std::string_view::npos) return true;
    const auto entry = parse_journal_line(line);
    if (!entry || !entry->action.rid) return true;
    const auto place = cards.find(entry->action.rid->str());
    if (place != cards.end()) place->second = {entry->number, journal_number(*entry), entry->action.time};
    return true;
  }));
  return cards;
}

}  // namespace

Result<std::vector<TakenOver>> revocations_to_take(const IssuerFolder& folder, const std::vector<ListBehind>& behind,
                                                   Io& io) {
  VHC_TRY(const auto cards, cards_of(folder, behind, io));
  std::vector<TakenOver> taken;
  for (const ListBehind& list : behind) {
    for (const Revocation& lost : list.lists.lost) {
      taken.push_back({list.kid, lost.rid, cards.at(lost.rid.str()).label});
    }
  }
  return taken;
}

Result<void> take_over(const IssuerFolder& folder, const std::vector<ListBehind>& behind, const TakeOverWhy& why,
                       Io& io) {
  VHC_TRY(FolderSession session, FolderSession::begin(folder, io));
  VHC_TRY(const auto cards, cards_of(folder, behind, io));
  for (const ListBehind& list : behind) {
    VHC_TRY(const std::optional<std::string> own, folder.crl(list.kid, io));
    VHC_TRY(CrlUpdate update, add_revocations(own, list.kid, list.lists.lost, list.lists.counter_there));
    session.set_crl(list.kid, std::move(update.json));
    for (const Revocation& lost : list.lists.lost) {
      const IssuedCard& card = cards.at(lost.rid.str());
      VHC_CHECK_OK(session.write_journal(
          {.time = why.at,
           .actor = why.actor,
           .verb = "revoke",
           .kid = list.kid,
           .rid = lost.rid,
           .card = card.label,
           .reason = reason_with_stamp(card.number > 0 ? std::nullopt : lost.before, "it was published: taken over")}));
      if (card.number > 0 && (!lost.before || card.nbf < *lost.before)) session.mark_revoked(card.number);
    }
  }
  return session.commit();
}

}  // namespace vhc
