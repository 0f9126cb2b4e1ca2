#include "desk/bulk/batch.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace vhc {
namespace {

void refuse(Piece& piece, Errc code) {
  piece.is_wanted = false;
  piece.intake.refused = true;
  piece.intake.findings.push_back({piece.intake.line, {}, Severity::error, code});
}

const MinimalBundle* bundle_of(const Piece& piece) {
  return piece.is_wanted ? &piece.bundle : nullptr;
}

// Refuses the pieces whose error is a fault of their record. An error of the machine or the folder is returned instead.
Result<void> refuse_failed(const std::vector<Piece*>& pieces) {
  for (Piece* const piece : pieces) {
    if (!piece->error) continue;
    if (info(piece->error->code).about != ErrorAbout::record) return tl::unexpected(*std::move(piece->error));
    refuse(*piece, piece->error->code);
    piece->is_not_made = true;
    piece->error.reset();
  }
  return {};
}

}  // namespace

bool has_relatives(const std::vector<Piece>& pieces) {
  return std::any_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return !piece.relatives.empty(); });
}

Result<void> BatchMaker::know(const LedgerStore& store, std::int64_t from, std::int64_t base,
                              const std::vector<std::int64_t>& without) {
  return known_.add(store, from, base, without);
}

void BatchMaker::prepare(std::vector<Piece>& pieces) {
  pool_.for_each(pieces.size(), [this, &pieces](std::size_t i) {
    Piece& piece = pieces[i];
    if (piece.intake.is_issuable()) {
      auto bundle = minimal_bundle(piece.intake, minimise_);
      if (!bundle) return refuse(piece, bundle.error().code);
      piece.bundle = *std::move(bundle);
      piece.is_wanted = true;
    }
    look_for(piece);
  });
}

void BatchMaker::look_for(Piece& piece) const {
  const RecordFacts record = facts_of(piece.intake, bundle_of(piece));
  if (!says_something(record)) return;
  piece.sought = sought_for(desk_.ledger, record);
  if (!piece.is_wanted) return;
  for (const std::string& text : fact_texts(piece.bundle.person, piece.intake.events)) {
    piece.found_by.push_back(beginning_of(desk_.ledger.mark(MarkKind::fact, text)));
  }
  piece.found_by.push_back(beginning_of(desk_.ledger.mark(MarkKind::person, piece.bundle.person_key)));
}

bool BatchMaker::is_among(const Piece& piece, const PartMarks& part) const {
  const auto num_in_part = [&part](const LedgerMark& mark) {
    const auto found = part.find(beginning_of(mark));
    return found == part.end() ? std::size_t{0} : found->second;
  };
  const auto tells = [&](const LedgerMark& mark) {
    const std::size_t here = num_in_part(mark);
    return here > 0 && here + known_.count(beginning_of(mark), many_cards) <= many_cards;
  };
  return std::any_of(piece.sought.own.begin(), piece.sought.own.end(), num_in_part) ||
         std::any_of(piece.sought.loose.begin(), piece.sought.loose.end(), tells);
}

std::vector<Piece> BatchMaker::part(std::vector<Piece>& prepared) {
  PartMarks marks;
  auto end = prepared.begin();
  for (; end != prepared.end() && !is_among(*end, marks); ++end) {
    for (const std::uint64_t beginning : end->found_by) ++marks[beginning];
  }
  std::vector<Piece> first(std::make_move_iterator(prepared.begin()), std::make_move_iterator(end));
  prepared.erase(prepared.begin(), end);
  pool_.for_each(first.size(),
                 [this, &first](std::size_t i) { first[i].relatives = known_.relatives(first[i].sought); });
  return first;
}

void BatchMaker::know(const std::vector<Piece>& made) {
  std::vector<const LedgerRow*> rows;
  for (const Piece& piece : made) {
    if (piece.is_wanted && piece.made) rows.push_back(&piece.made->row);
  }
  known_.add(rows);
}

std::size_t BatchMaker::know_again(const std::vector<Piece>& pieces, const std::vector<LedgerRow>& rows) {
  const auto is_of = [this](const LedgerRow& row, const Piece& piece) {
    if (piece.bundle.json.empty()) return false;
    if (marks_of(row.marks, MarkKind::content).empty()) return piece.is_wanted;  // its retention has ended
    return has_mark(row.marks, MarkKind::content, desk_.ledger.mark(MarkKind::content, fingerprint_of(piece.bundle)));
  };
  std::vector<const LedgerRow*> found;
  for (const Piece& piece : pieces) {
    if (found.size() < rows.size() && is_of(rows[found.size()], piece)) found.push_back(&rows[found.size()]);
  }
  known_.add(found);
  return found.size();
}

Result<void> BatchMaker::compare(std::vector<Piece>& pieces, const LedgerStore& store) const {
  for (Piece& piece : pieces) {
    if (piece.relatives.empty()) continue;
    const MinimalBundle* const bundle = bundle_of(piece);
    VHC_TRY(Comparison comparison, find_issued(store, desk_.ledger, piece.relatives, facts_of(piece.intake, bundle),
                                               bundle, {desk_.folder.keys(), desk_.at, beside_}));
    if (again_) {
      piece.sharing = valid_cards(comparison);
      continue;
    }
    refuse_for(comparison, piece.intake);
    piece.sharing = std::move(comparison.sharing);
    piece.maybe = std::move(comparison.maybe);
    if (!comparison.clashes.empty()) piece.is_wanted = false;
    if (!comparison.is_same) continue;
    piece.is_known = true;
    piece.is_wanted = false;
  }
  return {};
}

// The rest is signed again with the numbers that it has then.
Result<void> BatchMaker::sign(std::vector<Piece>& pieces, const BatchPlace& place) {
  for (;;) {
    std::vector<Piece*> wanted;
    for (Piece& piece : pieces) {
      if (piece.is_wanted) wanted.push_back(&piece);
    }
    pool_.for_each(wanted.size(), [&](std::size_t i) {
      const auto offset = static_cast<std::int64_t>(i);
      wanted[i]->ordinal = place.ordinal + offset;
      sign_piece(*wanted[i], place.run, place.number + offset);
    });
    const auto has_failed = [](const Piece* piece) { return piece->error.has_value(); };
    if (std::none_of(wanted.begin(), wanted.end(), has_failed)) return {};
    VHC_CHECK_OK(refuse_failed(wanted));
  }
}

void BatchMaker::sign_piece(Piece& piece, std::int64_t run, std::int64_t number) const {
  const CardOrder order{.bundle = &piece.bundle,
                        .events = piece.intake.events,
                        .line = piece.intake.line,
                        .nbf = desk_.at,
                        .run = run,
                        .ordinal = piece.ordinal};
  auto made = make_card(desk_, order, number, journal_number(number, desk_.at));
  if (made) {
    piece.made = *std::move(made);
  } else {
    piece.error = std::move(made).error();
  }
}

}  // namespace vhc
