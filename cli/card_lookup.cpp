#include "card_lookup.h"

#include <charconv>

namespace vhc {

Result<std::int64_t> number_of_label(const std::string& label) {
  const std::size_t dash = label.find('-');
  std::int64_t number = 0;
  if (dash != std::string::npos) {
    const char* const last = label.data() + label.size();
    const auto [end, error] = std::from_chars(label.data() + dash + 1, last, number);
    if (error != std::errc{} || end != last) number = 0;
  }
  if (number < 1) return fail(Errc::ledger_no_card, label, "a number such as 2026-000389: vhc journal show");
  return number;
}

Result<LedgerRow> find_card(const LedgerStore& store, const std::string& label) {
  VHC_TRY(const std::int64_t number, number_of_label(label));
  VHC_TRY(auto row, store.card(number));
  if (!row || row->label != label) {
    return fail(Errc::ledger_no_card, label, "cards from before the ledger are revoked with --card or --rid");
  }
  return *std::move(row);
}

Result<LedgerContent> open_content(const LedgerKey& key, const LedgerRow& row) {
  if (row.sealed.empty()) return fail(Errc::ledger_emptied, row.label, "issue it again from the record");
  auto content = key.open(row.sealed, row.number);
  if (!content) return fail(content.error().code, row.label, content.error().hint);
  return content;
}

Result<std::vector<LedgerRow>> find_marked(const LedgerStore& store, MarkKind kind, const LedgerMark& mark) {
  std::vector<std::int64_t> numbers;
  VHC_CHECK_OK(store.each_marks(0, [&](std::int64_t number, ByteView marks) {
    if (has_mark(marks, kind, mark)) numbers.push_back(number);
  }));
  std::vector<LedgerRow> rows;
  for (const std::int64_t number : numbers) {
    VHC_TRY(auto row, store.card(number));
    if (row) rows.push_back(*std::move(row));
  }
  return rows;
}

}  // namespace vhc
