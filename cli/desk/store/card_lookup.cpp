#include "desk/store/card_lookup.h"

#include <algorithm>
#include <charconv>
#include <map>

#include "shell/io.h"
#include "vhc/deflate.h"
#include "vhc/jws.h"

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

std::string_view name(CardState state) noexcept {
  switch (state) {
    case CardState::live:
      return "live";
    case CardState::revoked:
      return "revoked";
    case CardState::replaced:
      return "replaced";
    case CardState::expired:
      return "expired";
  }
  return "";
}

bool is_key_revoked(const LedgerRow& row, const std::vector<KeyRecord>& keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const KeyRecord& key) { return key.revoked && key.kid.str() == row.kid; });
}

CardState state_of(const LedgerRow& row, const std::vector<LedgerRow>& newer, std::optional<UnixTime> expires,
                   const std::vector<KeyRecord>& keys, UnixTime now) {
  if (row.is_revoked) return newer.empty() ? CardState::revoked : CardState::replaced;
  if (is_key_revoked(row, keys)) return CardState::revoked;
  return expires && *expires <= now ? CardState::expired : CardState::live;
}

Result<std::optional<LedgerRow>> corrected_row(const LedgerStore& store, LedgerRow row) {
  constexpr int max_corrections = 64;  // of one card, one after the other
  for (int i = 0; row.is_revoked && i < max_corrections; ++i) {
    VHC_TRY(std::vector<LedgerRow> newer, store.replacements(row.number));
    if (newer.empty()) return std::optional<LedgerRow>{};
    row = std::move(newer.back());
  }
  return row.is_revoked ? std::nullopt : std::optional(std::move(row));
}

Result<CardContents> contents_of(const LedgerContent& content) {
  VHC_TRY(const Envelope envelope, parse_jws(content.jws));
  VHC_TRY(std::string payload, inflate_raw(envelope.payload));
  return read_payload(std::move(payload));
}

// What stands beside the sealed part in clear, held to it.
Result<void> check_row(const LedgerRow& row, const Envelope& envelope, const CardContents& contents) {
  if (envelope.kid == row.kid && contents.revocation_handle == row.rid && contents.issued == row.nbf) return {};
  return fail(Errc::ledger_broken, row.label, "key, revocation id or time of the row are not those of its card");
}

Result<LedgerContent> open_content(const LedgerKey& key, const LedgerRow& row) {
  if (row.sealed.empty()) return fail(Errc::ledger_emptied, row.label, "issue it again from the record");
  auto content = key.open(row.sealed, row.number);
  if (!content) return fail(content.error().code, row.label, content.error().hint);
  const auto envelope = parse_jws(content->jws);
  const auto contents = contents_of(*content);
  if (!envelope || !contents) return fail(Errc::ledger_broken, row.label);
  VHC_CHECK_OK(check_row(row, *envelope, *contents));
  return content;
}

namespace {

tl::unexpected<Error> not_its_line(const LedgerRow& row, const Issuance* line) {
  std::string next = "no card was revoked; find out who could write ledger.db";
  if (line != nullptr && line->rid) {
    next = "no card was revoked; vhc revoke --rid " + line->rid->str() + " --kid " + line->kid.str() +
           " revokes the card of that line";
  }
  return fail(Errc::ledger_broken, row.label,
              "line " + std::to_string(row.number) + " of the journal says otherwise: " + next);
}

bool is_of(const LedgerRow& row, const Issuance& line) {
  const std::string rid = line.rid ? line.rid->str() : std::string{};
  return line.kid.str() == row.kid && rid == row.rid && line.nbf == row.nbf;
}

}  // namespace

Result<void> each_issued(const IssuerFolder& folder, Io& io, const std::function<bool(const Issuance&)>& give) {
  std::vector<UnixTime> times;  // by number; of lines that issue nothing the first second
  return io.each_line(folder.journal_file(), max_journal_line_bytes, [&](std::string_view text, bool has_end) {
    if (!has_end) return false;
    times.emplace_back();
    if (text.find("verb\":\"issue\"") == std::string_view::npos) return true;
    const auto entry = parse_journal_line(text);
    const auto number = static_cast<std::int64_t>(times.size());
    if (!entry || entry->number != number || entry->action.verb != "issue" || !entry->action.kid) return true;
    const auto old = number_of_label(entry->action.card);
    UnixTime nbf = entry->action.time;
    if (old && *old < number) nbf = std::max(nbf, times[static_cast<std::size_t>(*old - 1)] + std::chrono::seconds{1});
    times.back() = nbf;
    return give({number, *entry->action.kid, entry->action.rid, nbf, journal_number(*entry)});
  });
}

Result<void> hold_to_journal(const IssuerFolder& folder, const std::vector<LedgerRow>& rows, Io& io) {
  std::map<std::int64_t, const LedgerRow*> wanted;
  for (const LedgerRow& row : rows) wanted.emplace(row.number, &row);
  Result<void> held;
  VHC_CHECK_OK(each_issued(folder, io, [&](const Issuance& line) {
    const auto row = wanted.find(line.number);
    if (row == wanted.end()) return true;
    if (!is_of(*row->second, line)) held = not_its_line(*row->second, &line);
    wanted.erase(row);
    return held && !wanted.empty();
  }));
  VHC_CHECK_OK(std::move(held));
  if (wanted.empty()) return {};
  return not_its_line(*wanted.begin()->second, nullptr);
}

Result<void> hold_to_cards(const LedgerKey& key, const std::vector<LedgerRow>& rows) {
  for (const LedgerRow& row : rows) {
    if (!row.sealed.empty()) VHC_CHECK_OK(open_content(key, row).map([](const LedgerContent&) {}));
  }
  return {};
}

}  // namespace vhc
