#include "desk/bulk/run_end.h"

#include <algorithm>
#include <charconv>

#include "desk/bulk/run_state.h"
#include "desk/store/card_lookup.h"
#include "shell/io.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

constexpr std::string_view schema = "vhc.run.taken_back/1";
constexpr std::size_t max_files = 20;

// This row of the table `runs` holds no run: the key of a run has 32 bytes.
std::string key_of(std::int64_t run) {
  return "taken back " + std::to_string(run);
}

std::string to_json(const TakenBackSince& since) {
  JsonWriter json;
  json.begin_object().member("schema", schema).member("records", since.records).name("files").begin_array();
  for (const std::string& file : since.files) json.string(name_in_json(file));
  return json.end_array().end_object().take();
}

}  // namespace

Result<std::vector<RevokedCard>> revoked_in_run(const LedgerStore& store, std::int64_t run, std::int64_t from,
                                                const std::vector<KeyRecord>& keys) {
  std::vector<RevokedCard> revoked;
  VHC_CHECK_OK(store.each_of_run(run, from, [&](const LedgerRow& row) {
    if (row.is_revoked || is_key_revoked(row, keys)) revoked.push_back({row.ordinal, row.label});
    return true;
  }));
  return revoked;
}

std::string first_numbers(const std::vector<std::string>& numbers) {
  std::string all;
  for (std::size_t i = 0; i < std::min(numbers.size(), most_named_cards); ++i) all += (i == 0 ? "" : ", ") + numbers[i];
  return numbers.size() > most_named_cards ? all + " and " + std::to_string(numbers.size() - most_named_cards) + " more"
                                           : all;
}

Result<void> RunCards::each(std::int64_t from, const std::vector<std::int64_t>& without, const GiveCards& give) const {
  constexpr std::size_t at_once = 512;
  std::vector<BulkCard> cards;
  Result<void> done;
  const auto flush = [&] {
    done = give(cards);
    cards.clear();
    return done.has_value();
  };
  VHC_CHECK_OK(store.each_of_run(run, from, [&](const LedgerRow& row) {
    if (std::binary_search(without.begin(), without.end(), row.ordinal)) return true;
    const auto content = key.open(row.sealed, row.number);
    if (!content) {
      done = fail(row.sealed.empty() ? Errc::ledger_emptied : Errc::ledger_broken, row.label);
      return false;
    }
    cards.push_back({row.ordinal - begun, content->line, row.label, row.kid, content->jws});
    return cards.size() < at_once || flush();
  }));
  if (done) flush();
  return done;
}

void RunRemarks::add_known(const std::vector<std::string>& cards) {
  ++num_known;
  known_on.insert(known_on.end(), cards.begin(), cards.end());
}

void RunRemarks::add_again(const std::vector<std::string>& cards) {
  ++num_again;
  again_on.insert(again_on.end(), cards.begin(), cards.end());
}

void RunRemarks::add_maybe(const std::vector<std::string>& cards) {
  if (!cards.empty()) ++num_maybe;
  maybe_on.insert(maybe_on.end(), cards.begin(), cards.end());
}

std::vector<std::string> RunRemarks::revoked_numbers() const {
  std::vector<std::string> numbers;
  for (const RevokedCard& card : revoked) numbers.push_back(card.number);
  return numbers;
}

Result<TakenBackSince> taken_back_since(const LedgerStore& store, std::int64_t run) {
  VHC_TRY(const auto row, store.run(key_of(run)));
  if (!row || row->state.empty()) return TakenBackSince{};
  const auto document = JsonDocument::parse(row->state);
  if (!document || document->root().find_string("schema") != schema) return fail(Errc::ledger_broken);
  TakenBackSince since;
  const auto records = document->root().find("records");
  const std::string_view digits = records ? records->text() : std::string_view{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), since.records);
  if (error != std::errc{} || end != digits.data() + digits.size()) return fail(Errc::ledger_broken);
  const auto files = document->root().find("files");
  for (auto file = files && files->is(JsonKind::array) ? files->first() : std::nullopt; file; file = file->next()) {
    since.files.push_back(file->string());
  }
  return since;
}

Result<TakenBackSince> taken_back_since(const LedgerStore& store, std::int64_t run, const std::string& input) {
  VHC_TRY(TakenBackSince since, taken_back_since(store, run));
  VHC_TRY(const std::vector<BegunRun> runs, all_runs(store));
  for (const BegunRun& other : runs) {
    if (other.id == run || !other.state.is_abandoned || other.state.input != input) continue;
    VHC_TRY(const TakenBackSince more, taken_back_since(store, other.id));
    since.records += more.records;
    for (const std::string& file : more.files) {
      const bool is_named = std::find(since.files.begin(), since.files.end(), file) != since.files.end();
      if (!is_named && since.files.size() < max_files) since.files.push_back(file);
    }
  }
  return since;
}

void forget_taken_back(FolderSession& session, std::int64_t run) {
  session.set_run(key_of(run), {});
}

Result<std::vector<RunState>> note_taken_back(FolderSession& session, const std::string& input, const std::string& file,
                                              std::int64_t records) {
  VHC_TRY(const std::vector<BegunRun> begun, begun_runs(session.store()));
  std::vector<RunState> noted;
  for (const BegunRun& run : begun) {
    if (run.state.input == input) continue;
    VHC_TRY(TakenBackSince since, taken_back_since(session.store(), run.id));
    since.records += records;
    const bool is_named = std::find(since.files.begin(), since.files.end(), name_in_json(file)) != since.files.end();
    if (!is_named && since.files.size() < max_files) since.files.push_back(name_in_json(file));
    session.set_run(key_of(run.id), to_json(since));
    noted.push_back(run.state);
    VHC_CHECK_OK(session.commit());
  }
  return noted;
}

}  // namespace vhc
