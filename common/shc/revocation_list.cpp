#include "vhc/revocation_list.h"

#include <algorithm>
#include <charconv>

#include "vhc/checked.h"
#include "vhc/json.h"

namespace vhc {
namespace {

constexpr UnixTime always = UnixTime::max();  // an entry with no stamp

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

struct Entry {
  std::string rid;
  UnixTime before = always;
};

std::optional<Entry> read_entry(const std::string& text) {
  const std::size_t dot = text.find('.');
  const std::string rid = text.substr(0, dot);
  if (!RevocationIdRule::check(rid)) return std::nullopt;
  if (dot == std::string::npos) return Entry{rid};
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
  std::size_t place = 0;
  for (auto element = rids->first(); element; element = element->next(), ++place) {
    auto entry = read_entry(element->string());
    if (!entry) {
      list.findings_.push_back({Errc::crl_rid, Severity::error, "/rids/" + std::to_string(place), {}});
      continue;
    }
    const auto [known, is_new] = list.entries_.try_emplace(std::move(entry->rid), entry->before);
    if (!is_new) {
      known->second = std::max(known->second, entry->before);
      list.findings_.push_back(
          {Errc::crl_rid, Severity::warning, "/rids/" + std::to_string(place), "listed more than once"});
    }
  }
  return list;
}

bool RevocationList::revokes(std::string_view rid, UnixTime issued) const {
  const auto entry = entries_.find(rid);
  return entry != entries_.end() && issued < entry->second;
}

}  // namespace vhc
