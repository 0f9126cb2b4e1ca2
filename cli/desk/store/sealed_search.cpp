#include "desk/store/sealed_search.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "desk/store/card_lookup.h"
#include "shell/io.h"
#include "vhc/journal.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr std::string_view from_before = " from before ";

std::string cards_in_words(std::size_t count) {
  return std::to_string(count) + (count == 1 ? " card" : " cards");
}

// Up to when retention runs have emptied rows, by the journal.
Result<UnixTime> erased_before(const IssuerFolder& folder, Io& io) {
  UnixTime latest{};
  VHC_CHECK_OK(io.each_line(folder.journal_file(), max_journal_line_bytes, [&](std::string_view text, bool) {
    if (text.find("verb\":\"retention run\"") == std::string_view::npos) return true;
    const auto entry = parse_journal_line(text);
    if (!entry || entry->action.verb != "retention run") return true;
    const std::size_t words = entry->action.reason.rfind(from_before);
    if (words == std::string::npos) return true;
    const auto time = parse_time(entry->action.reason.substr(words + from_before.size()));
    if (time) latest = std::max(latest, *time);
    return true;
  }));
  return latest;
}

std::string some_of(const std::vector<std::string>& labels) {
  constexpr std::size_t most = 5;
  std::string text;
  for (std::size_t i = 0; i < std::min(labels.size(), most); ++i) text += (i == 0 ? "" : ", ") + labels[i];
  return labels.size() > most ? text + ", …" : text;
}

}  // namespace

std::string erased_in_words(std::int64_t cards, UnixTime before) {
  return cards_in_words(static_cast<std::size_t>(cards)) + std::string(from_before) + to_rfc3339(before);
}

bool is_sought(const LedgerContent& content, const SoughtCards& sought) {
  const auto& lots = content.lots;
  if (sought.lot && std::find(lots.begin(), lots.end(), *sought.lot) == lots.end()) return false;
  if (!sought.person) return true;
  const std::string& key = content.person_key;
  const std::size_t authority = key.find('\n');
  const bool is_value = authority != std::string::npos && authority > 0 && key.substr(0, authority) == *sought.person;
  return !key.empty() && (key == *sought.person || is_value);
}

void say_unsearched(const Unsearched& unsearched, Io& io) {
  const auto say = [&io](const std::vector<std::string>& labels, const char* one, const char* several) {
    if (labels.empty()) return;
    io.say_always("note     " + cards_in_words(labels.size()) +
                  " could not be searched: " + (labels.size() == 1 ? one : several) + " (" + some_of(labels) +
                  "). Find out who could write ledger.db; vhc revoke --number N still revokes a card");
  };
  say(unsearched.missing, "the journal tells of it, and the ledger does not have it",
      "the journal tells of them, and the ledger does not have them");
  say(unsearched.broken, "what the ledger holds of it was changed or erased",
      "what the ledger holds of them was changed or erased");
}

Result<NumberedCards> all_numbered_cards(const IssuerFolder& folder, const LedgerStore& store, std::int64_t above,
                                         Io& io) {
  std::vector<NumberedCard> told;  // the journal first: what it tells of is in the ledger by then
  VHC_CHECK_OK(each_issued(folder, io, [&](const Issuance& line) {
    if (line.number > above) told.push_back({line.number, line.nbf, line.label});
    return true;
  }));
  std::vector<NumberedCard> marked;
  VHC_CHECK_OK(store.each_marks(above, [&](std::int64_t number, ByteView) { marked.push_back({number, {}, {}}); }));
  NumberedCards all{.cards = {}, .missing = {}, .last = above};
  auto mark = marked.begin();
  for (NumberedCard& card : told) {
    for (; mark != marked.end() && mark->number < card.number; ++mark) all.cards.push_back(*mark);
    if (mark != marked.end() && mark->number == card.number) {
      ++mark;
      all.cards.push_back(std::move(card));
      continue;
    }
    VHC_TRY(const auto row, store.card(card.number));  // without its marks
    all.last = card.number;
    if (row) {
      all.cards.push_back(std::move(card));
    } else {
      all.missing.push_back(std::move(card.label));
    }
  }
  all.cards.insert(all.cards.end(), mark, marked.end());
  if (!all.cards.empty()) all.last = std::max(all.last, all.cards.back().number);
  return all;
}

// The time of the row itself proves nothing: the journal's does.
void SealedSearch::look_at(const LedgerRow& row, const NumberedCard& told, UnixTime erased) {
  if (row.sealed.empty()) {
    if (told.nbf && *told.nbf < erased) {
      ++unsearched_.erased;
    } else {
      unsearched_.broken.push_back(row.label);
    }
    return;
  }
  const auto content = key_->open(row.sealed, row.number);
  if (!content) {
    unsearched_.broken.push_back(row.label);
  } else if (is_sought(*content, sought_)) {
    numbers_.push_back(row.number);
  }
}

Result<void> SealedSearch::look(const IssuerFolder& folder, const LedgerStore& store, Io& io) {
  VHC_TRY(const UnixTime erased, erased_before(folder, io));
  VHC_TRY(NumberedCards all, all_numbered_cards(folder, store, above_, io));
  for (const NumberedCard& card : all.cards) {
    VHC_TRY(const auto row, store.card(card.number));
    if (row) {
      look_at(*row, card, erased);
    } else {
      unsearched_.missing.push_back(card.label.empty() ? std::to_string(card.number) : card.label);
    }
  }
  std::move(all.missing.begin(), all.missing.end(), std::back_inserter(unsearched_.missing));
  above_ = all.last;
  return {};
}

Result<std::vector<LedgerRow>> SealedSearch::rows(const LedgerStore& store) const {
  std::vector<LedgerRow> rows;
  for (const std::int64_t number : numbers_) {
    VHC_TRY(auto row, store.card(number));
    if (row) rows.push_back(*std::move(row));
  }
  return rows;
}

}  // namespace vhc
