#include "vhc/revocation_list.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>
#include <unordered_set>

#include "vhc/checked.h"
#include "vhc/json.h"

namespace vhc {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// Digits only, no sign, no fraction, no leading zero: the forms that both a number and a string may have (V12).
std::optional<std::int64_t> whole_number(std::string_view text) {
  constexpr std::size_t most_digits = 18;
  if (text.empty() || text.size() > most_digits || !std::all_of(text.begin(), text.end(), is_digit))
    return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// The place of each byte among the characters of rids, in the order of bytes; 0 is the end of a short rid. No byte has
// a smaller place than one below it.
std::array<std::uint8_t, 256> make_places() noexcept {
  constexpr std::string_view alphabet = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
  std::array<std::uint8_t, 256> places{};
  for (const char letter : alphabet) {
    for (std::size_t byte = static_cast<std::uint8_t>(letter); byte < places.size(); ++byte) ++places.at(byte);
  }
  return places;
}

std::size_t place_of(char c) noexcept {
  static const std::array<std::uint8_t, 256> places = make_places();
  return places[static_cast<std::uint8_t>(c)];
}

constexpr std::size_t num_places = 65;
constexpr std::size_t num_prefixes = num_places * num_places * num_places;

std::size_t prefix_of(const std::array<char, max_rid_chars>& rid) noexcept {
  return (place_of(rid[0]) * num_places + place_of(rid[1])) * num_places + place_of(rid[2]);
}

using Entry = RevocationList::Entry;

std::optional<Entry> read_entry(const std::string& text) {
  const std::size_t dot = text.find('.');
  const std::string rid = text.substr(0, dot);
  if (!RevocationIdRule::check(rid)) return std::nullopt;
  if (dot == std::string::npos) return Entry{rid, {}};
  const auto stamp = whole_number(std::string_view(text).substr(dot + 1));
  if (!stamp || *stamp > max_time.time_since_epoch().count()) return std::nullopt;
  return Entry{rid, UnixTime{std::chrono::seconds{*stamp}}};
}

}  // namespace

std::optional<std::int64_t> read_counter(const JsonValue& value) {
  std::optional<std::int64_t> counter;
  if (value.is(JsonKind::number)) counter = whole_number(value.text());
  if (value.is(JsonKind::string)) counter = whole_number(value.string());
  if (!counter || *counter < 1) return std::nullopt;
  return counter;
}

Result<RevocationList> RevocationList::parse(std::string json) {
  VHC_TRY(const JsonDocument document,
          JsonDocument::parse(std::move(json), {.max_bytes = max_crl_bytes, .max_depth = 16}));
  return read(document.root());
}

Result<RevocationList> RevocationList::read(const JsonValue& root) {
  const auto kid = root.find_string("kid");
  const auto rids = root.find("rids");
  if (!kid || !rids || !rids->is(JsonKind::array))
    return fail(Errc::crl_form, {}, "a list has kid, method, ctr and rids");
  const auto method = root.find("method");
  if (!method || !method->equals("rid")) return fail(Errc::crl_method, "/method");
  if (rids->size() > max_rids)
    return fail(Errc::input_too_large, "/rids", "at most " + std::to_string(max_rids) + " entries");

  RevocationList list;
  list.kid_ = *kid;
  const auto ctr = root.find("ctr");
  const auto counter = ctr ? read_counter(*ctr) : std::nullopt;
  if (counter) {
    list.counter_ = *counter;
  } else {
    list.findings_.push_back({Errc::rule_v12, Severity::warning, "/ctr", {}});
  }
  std::unordered_set<std::string> met;
  list.rows_.reserve(rids->size());
  std::size_t place = 0;
  for (auto element = rids->first(); element; element = element->next(), ++place) {
    auto entry = read_entry(element->string());
    if (!entry) {
      list.findings_.push_back({Errc::crl_rid, Severity::error, "/rids/" + std::to_string(place), {}});
      continue;
    }
    list.rows_.push_back(row_of(entry->rid, entry->stamp));
    if (!met.insert(std::move(entry->rid)).second) {
      list.findings_.push_back(
          {Errc::crl_rid, Severity::warning, "/rids/" + std::to_string(place), "listed more than once"});
    }
  }
  list.sort_rows();
  return list;
}

RevocationList RevocationList::from_entries(std::string kid, std::int64_t counter, const std::vector<Entry>& entries) {
  RevocationList list;
  list.kid_ = std::move(kid);
  list.counter_ = counter;
  list.rows_.reserve(entries.size());
  for (const Entry& entry : entries) list.rows_.push_back(row_of(entry.rid, entry.stamp));
  list.sort_rows();
  return list;
}

RevocationList::Row RevocationList::row_of(std::string_view rid, std::optional<UnixTime> stamp) noexcept {
  Row row;
  std::copy_n(rid.begin(), std::min(rid.size(), row.rid.size()), row.rid.begin());
  row.before = stamp.value_or(UnixTime::max()).time_since_epoch().count();
  return row;
}

// By rid; of several entries for one the bare one stays, else the one with the latest stamp.
void RevocationList::sort_rows() {
  const auto stands_before = [](const Row& a, const Row& b) {
    return a.rid != b.rid ? a.rid < b.rid : a.before > b.before;
  };
  if (!std::is_sorted(rows_.begin(), rows_.end(), stands_before)) std::sort(rows_.begin(), rows_.end(), stands_before);
  const auto is_same = [](const Row& a, const Row& b) { return a.rid == b.rid; };
  rows_.erase(std::unique(rows_.begin(), rows_.end(), is_same), rows_.end());
  mark_prefixes();
}

// Rids are evenly spread in real lists. In one made so that they are not, a lookup searches more rows, no longer than
// a search of all would take.
void RevocationList::mark_prefixes() {
  constexpr std::size_t worthwhile = 100'000;
  prefixes_.clear();
  if (rows_.size() < worthwhile || rows_.size() > std::numeric_limits<std::uint32_t>::max()) return;
  prefixes_.assign(num_prefixes + 1, 0);
  for (const Row& row : rows_) ++prefixes_[prefix_of(row.rid) + 1];
  std::partial_sum(prefixes_.begin(), prefixes_.end(), prefixes_.begin());
}

std::vector<RevocationList::Entry> RevocationList::entries() const {
  std::vector<Entry> entries;
  entries.reserve(rows_.size());
  for (const Row& row : rows_) {
    const auto* const end = std::find(row.rid.begin(), row.rid.end(), '\0');
    Entry entry{std::string(row.rid.begin(), end), {}};
    const UnixTime before{std::chrono::seconds{row.before}};
    if (before != UnixTime::max()) entry.stamp = before;
    entries.push_back(std::move(entry));
  }
  return entries;
}

bool RevocationList::revokes(std::string_view rid, UnixTime issued) const {
  if (rid.size() > max_rid_chars) return false;
  const Row wanted = row_of(rid, std::nullopt);
  const auto comes_before = [](const Row& a, const Row& b) { return a.rid < b.rid; };
  auto begin = rows_.begin();
  auto end = rows_.end();
  if (!prefixes_.empty()) {
    const std::size_t prefix = prefix_of(wanted.rid);
    end = begin + prefixes_[prefix + 1];
    begin += prefixes_[prefix];
  }
  const auto row = std::lower_bound(begin, end, wanted, comes_before);
  return row != end && row->rid == wanted.rid && issued.time_since_epoch().count() < row->before;
}

}  // namespace vhc
