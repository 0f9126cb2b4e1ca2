#include "vhc/revocation_list.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <numeric>

#include "base/ascii.h"
#include "vhc/checked.h"
#include "vhc/json.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

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

// "1.0" is an integer to everybody who does not look at its digits.
std::string_view without_zero_fraction(std::string_view number) {
  const std::size_t dot = number.find('.');
  const bool is_zero = dot != std::string_view::npos && dot + 1 < number.size() &&
                       number.find_first_not_of('0', dot + 1) == std::string_view::npos;
  return is_zero ? number.substr(0, dot) : number;
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

template <class Row>
void sort_by_rid(std::vector<Row>& rows) {
  const auto stands_before = [](const Row& a, const Row& b) {
    return a.rid != b.rid ? a.rid < b.rid : a.before > b.before;
  };
  if (!std::is_sorted(rows.begin(), rows.end(), stands_before)) std::sort(rows.begin(), rows.end(), stands_before);
  const auto is_same = [](const Row& a, const Row& b) { return a.rid == b.rid; };
  rows.erase(std::unique(rows.begin(), rows.end(), is_same), rows.end());
}

std::optional<UnixTime> stamp_of(std::int64_t before) {
  const UnixTime time{std::chrono::seconds{before}};
  return time == UnixTime::max() ? std::nullopt : std::optional(time);
}

}  // namespace

Entry split_revocation(std::string_view text) {
  const std::size_t dot = text.find('.');
  const auto stamp = dot == std::string_view::npos || dot == 0 ? std::nullopt : whole_number(text.substr(dot + 1));
  if (!stamp || *stamp > max_time.time_since_epoch().count()) return {std::string(text), {}};
  return {std::string(text.substr(0, dot)), UnixTime{std::chrono::seconds{*stamp}}};
}

std::optional<std::int64_t> read_counter(const JsonValue& value) {
  std::optional<std::int64_t> counter;
  if (value.is(JsonKind::number)) counter = whole_number(without_zero_fraction(value.text()));
  if (value.is(JsonKind::string)) counter = whole_number(value.string());
  if (!counter || *counter < 1 || *counter > max_list_counter) return std::nullopt;
  return counter;
}

Result<RevocationList> RevocationList::parse(std::string json) {
  json.erase(0, json.size() - without_byte_order_mark(json).size());
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
  list.rows_.reserve(rids->size());
  std::size_t place = 0;
  for (auto element = rids->first(); element; element = element->next()) list.read_entry(*element, place++);
  const std::size_t num_read = list.size();
  list.sort_rows();
  if (list.size() != num_read) {
    list.findings_.push_back(
        {Errc::crl_rid, Severity::warning, "/rids", std::to_string(num_read - list.size()) + " listed more than once"});
  }
  return list;
}

// What cannot be understood revokes as much as it can be read to mean.
void RevocationList::read_entry(const JsonValue& element, std::size_t place) {
  const auto report = [&](std::string why) {
    findings_.push_back({Errc::crl_rid, Severity::error, "/rids/" + std::to_string(place), std::move(why)});
  };
  const bool is_number = element.is(JsonKind::number);
  const std::string text = is_number ? std::string(element.text()) : element.string();
  Entry entry = split_revocation(text);
  const bool is_usable = !entry.rid.empty() && entry.rid.size() <= max_odd_rid_bytes;
  if (!is_usable || is_number) {
    ++num_unusable_;
    report(is_usable ? "a number, compared by its digits" : "not usable");
  }
  if (!is_usable) return;
  const std::size_t dot = entry.stamp ? std::string::npos : text.find('.');
  if (dot != std::string::npos && dot != 0) {
    report("its time cannot be read: it revokes every card with the id");
    add({text.substr(0, dot), {}});
  } else if (!is_number && !RevocationIdRule::check(entry.rid)) {
    report("compared as it stands");
  }
  add(std::move(entry));
}

RevocationList RevocationList::from_entries(std::string kid, std::int64_t counter, const std::vector<Entry>& entries,
                                            std::size_t num_unusable) {
  RevocationList list;
  list.kid_ = std::move(kid);
  list.counter_ = counter;
  list.num_unusable_ = num_unusable;
  list.rows_.reserve(entries.size());
  for (const Entry& entry : entries) list.add(entry);
  list.sort_rows();
  return list;
}

void RevocationList::add(Entry entry) {
  if (RevocationIdRule::check(entry.rid)) {
    rows_.push_back(row_of(entry.rid, entry.stamp));
  } else {
    odd_.push_back({std::move(entry.rid), entry.stamp.value_or(UnixTime::max()).time_since_epoch().count()});
  }
}

RevocationList::Row RevocationList::row_of(std::string_view rid, std::optional<UnixTime> stamp) noexcept {
  Row row;
  std::copy_n(rid.begin(), std::min(rid.size(), row.rid.size()), row.rid.begin());
  row.before = stamp.value_or(UnixTime::max()).time_since_epoch().count();
  return row;
}

// By rid; of several entries for one the bare one stays, else the one with the latest stamp.
void RevocationList::sort_rows() {
  sort_by_rid(rows_);
  sort_by_rid(odd_);
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
  entries.reserve(size());
  for (const Row& row : rows_) {
    const auto* const end = std::find(row.rid.begin(), row.rid.end(), '\0');
    entries.push_back({std::string(row.rid.begin(), end), stamp_of(row.before)});
  }
  for (const OddRow& row : odd_) entries.push_back({row.rid, stamp_of(row.before)});
  return entries;
}

std::optional<std::int64_t> RevocationList::before_of(std::string_view rid) const {
  if (!RevocationIdRule::check(rid)) {
    const auto row =
        std::lower_bound(odd_.begin(), odd_.end(), rid, [](const OddRow& a, std::string_view b) { return a.rid < b; });
    return row != odd_.end() && row->rid == rid ? std::optional(row->before) : std::nullopt;
  }
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
  return row != end && row->rid == wanted.rid ? std::optional(row->before) : std::nullopt;
}

bool RevocationList::revokes(std::string_view rid, UnixTime issued) const {
  if (const auto before = before_of(rid); before && issued.time_since_epoch().count() < *before) return true;
  // A card whose id looks like an entry with a time, and stands on the list just so.
  const Entry entry = rid.find('.') == std::string_view::npos ? Entry{} : split_revocation(rid);
  return entry.stamp && before_of(entry.rid) == entry.stamp->time_since_epoch().count();
}

}  // namespace vhc
