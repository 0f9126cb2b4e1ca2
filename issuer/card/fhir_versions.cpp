#include "card/fhir_versions.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "vhc/json_writer.h"
#include "vhc/time.h"

namespace vhc {
namespace {

// Two resources of one server have one address when they have one type and id; bundles give resources without an id an
// address of their own.
std::string_view key_of(const FhirEntry& entry) {
  if (!entry.id.empty()) return entry.id;
  const std::string_view url = entry.full_url;
  return base_of(url).empty() ? url : url.substr(url.rfind('/') + 1);
}

bool is_of_one_server(std::string_view a, std::string_view b) {
  return a.empty() || b.empty() || a == b;
}

// The version's number without leading zeros; empty when it has none.
std::string number_in(std::string text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos) return {};
  text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
  return text;
}

std::string number_of(const FhirEntry& entry) {
  return number_in(entry.version);
}

bool is_lower(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

// In UTC, with what stands behind the second.
struct Instant {
  UnixTime second;
  std::string fraction;
  friend bool operator==(const Instant&, const Instant&) = default;
};

bool is_earlier(const Instant& a, const Instant& b) {
  return std::tie(a.second, a.fraction) < std::tie(b.second, b.fraction);
}

std::optional<Instant> instant_in(const std::string& text) {
  const auto second = parse_time(text);
  if (!second) return std::nullopt;
  Instant instant{*second, {}};
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos) return instant;
  const std::size_t end = std::min(text.find_first_not_of("0123456789", dot + 1), text.size());
  instant.fraction = text.substr(dot + 1, end - dot - 1);
  instant.fraction.erase(instant.fraction.find_last_not_of('0') + 1);
  return instant;
}

std::optional<Instant> updated(const FhirEntry& entry) {
  return instant_in(entry.updated);
}

std::string security_of(const JsonValue& resource) {
  const auto meta = resource.find("meta");
  const auto security = meta ? meta->find("security") : std::nullopt;
  return security ? minify(*security) : std::string{};
}

std::size_t num_members(const JsonValue& resource) {
  return resource.size() - (resource.find("meta") ? 1 : 0);
}

// Equal but for what a server notes of its own.
bool says_the_same(const JsonValue& a, const JsonValue& b) {
  if (num_members(a) != num_members(b) || security_of(a) != security_of(b)) return false;
  for (auto member = a.first(); member; member = member->next()) {
    if (member->name_is("meta")) continue;
    const auto other = b.find(member->name());
    if (!other || minify(*member) != minify(*other)) return false;
  }
  return true;
}

// By version number or time, the oldest first; false when they leave it open.
template <class Key, class Less>
bool sort_by(std::vector<FhirEntry>& versions, const Key& key, const Less& less) {
  using Keyed = std::pair<decltype(key(versions.front())), std::size_t>;
  std::vector<Keyed> order;
  for (std::size_t i = 0; i < versions.size(); ++i) order.emplace_back(key(versions[i]), i);
  std::sort(order.begin(), order.end(), [&](const Keyed& a, const Keyed& b) { return less(a.first, b.first); });
  const auto twice =
      std::adjacent_find(order.begin(), order.end(), [](const Keyed& a, const Keyed& b) { return a.first == b.first; });
  if (twice != order.end()) return false;
  std::vector<FhirEntry> sorted;
  for (const Keyed& keyed : order) sorted.push_back(std::move(versions[keyed.second]));
  versions = std::move(sorted);
  return true;
}

bool sort_by_number(std::vector<FhirEntry>& versions) {
  const auto has_none = [](const FhirEntry& entry) { return number_of(entry).empty(); };
  if (std::any_of(versions.begin(), versions.end(), has_none)) return false;
  return sort_by(versions, number_of, is_lower);
}

bool sort_by_time(std::vector<FhirEntry>& versions) {
  const auto has_none = [](const FhirEntry& entry) { return !updated(entry); };
  if (std::any_of(versions.begin(), versions.end(), has_none)) return false;
  return sort_by(
      versions, [](const FhirEntry& entry) { return *updated(entry); }, is_earlier);
}

bool is_twin(const FhirEntry& a, const FhirEntry& b) {
  return number_of(a) == number_of(b) && updated(a) == updated(b) && says_the_same(a.resource, b.resource);
}

void pass_over_equal(std::vector<FhirEntry>& versions) {
  const auto same = [&](const FhirEntry& v) { return says_the_same(versions.front().resource, v.resource); };
  if (std::all_of(versions.begin() + 1, versions.end(), same)) return versions.resize(1, versions.front());
  std::vector<FhirEntry> kept;
  for (FhirEntry& version : versions) {
    const auto is_it = [&](const FhirEntry& other) { return is_twin(other, version); };
    if (std::none_of(kept.begin(), kept.end(), is_it)) kept.push_back(std::move(version));
  }
  versions = std::move(kept);
}

bool sort_by_age(std::vector<FhirEntry>& versions) {
  return versions.size() == 1 || sort_by_number(versions) || sort_by_time(versions);
}

// All of one resource.
void settle(std::vector<FhirEntry>& versions, bool is_history) {
  pass_over_equal(versions);
  bool known = sort_by_age(versions);
  if (!known && is_history) {
    std::reverse(versions.begin(), versions.end());
    known = true;
  }
  for (FhirEntry& version : versions) version.standing = known ? Standing::older : Standing::unclear;
  if (known) versions.back().standing = Standing::current;
  const std::string event = event_of(versions.back());
  for (FhirEntry& version : versions) version.event = event;
}

// One type and key; of each server by itself.
std::vector<std::vector<FhirEntry>> by_server(std::vector<FhirEntry> entries) {
  std::vector<std::vector<FhirEntry>> servers;
  const auto base = [](const FhirEntry& entry) { return std::string(base_of(entry.full_url)); };
  bool is_one = true;
  for (const FhirEntry& a : entries) {
    for (const FhirEntry& b : entries) is_one = is_one && is_of_one_server(base(a), base(b));
    if (!is_one) break;
  }
  if (is_one) return {std::move(entries)};
  for (FhirEntry& entry : entries) {
    const auto same = [&](const auto& server) { return base(server.front()) == base(entry); };
    const auto found = std::find_if(servers.begin(), servers.end(), same);
    if (found == servers.end()) {
      servers.push_back({std::move(entry)});
    } else {
      found->push_back(std::move(entry));
    }
  }
  return servers;
}

bool is_about(const FhirChange& change, const FhirEntry& entry) {
  const std::string_view base = base_of(change.address);
  if (!entry.full_url.empty() && entry.full_url == change.address) return true;
  if (!is_of_one_server(base, base_of(entry.full_url))) return false;
  const std::string_view path =
      base.empty() ? std::string_view(change.address) : std::string_view(change.address).substr(base.size() + 1);
  const std::string_view key = key_of(entry);
  return path.size() == entry.type.size() + 1 + key.size() && path.starts_with(entry.type) &&
         path[entry.type.size()] == '/' && path.ends_with(key);
}

// Whether the change was made after this version came to be; nothing when nobody says.
std::optional<bool> is_later(const FhirChange& change, const FhirEntry& entry, bool is_history) {
  const std::string number = number_in(change.version);
  const std::string own_number = number_of(entry);
  if (!number.empty() && !own_number.empty() && number != own_number) return is_lower(own_number, number);
  const auto time = instant_in(change.time);
  const auto own_time = updated(entry);
  if (time && own_time && *time != *own_time) return is_earlier(*own_time, *time);
  if (is_history && change.place > entry.place) return std::nullopt;
  return true;
}

void mark_changed(std::vector<FhirEntry>& entries, const std::vector<FhirChange>& changes, bool is_history) {
  for (const FhirChange& change : changes) {
    for (FhirEntry& entry : entries) {
      const bool counts = entry.standing == Standing::current || entry.standing == Standing::unclear;
      if (!counts || !is_about(change, entry)) continue;
      const auto later = is_later(change, entry, is_history);
      if (later && !*later) continue;
      entry.standing = later && change.deletes ? Standing::deleted : Standing::unclear;
    }
  }
}

// Places in `entries` of one type and key each, those of several only.
std::vector<std::vector<std::size_t>> repeated(const std::vector<FhirEntry>& entries) {
  std::vector<std::size_t> order;
  order.reserve(entries.size());
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!key_of(entries[i]).empty()) order.push_back(i);
  }
  const auto compare = [&](std::size_t a, std::size_t b) {
    const int types = entries[a].type.compare(entries[b].type);
    return types != 0 ? types : key_of(entries[a]).compare(key_of(entries[b]));
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return compare(a, b) < 0; });
  std::vector<std::vector<std::size_t>> found;
  for (auto from = order.begin(); from != order.end();) {
    const auto end = std::find_if(from, order.end(), [&](std::size_t other) { return compare(*from, other) != 0; });
    if (end - from > 1) found.emplace_back(from, end);
    from = end;
  }
  return found;
}

}  // namespace

void settle_versions(std::vector<FhirEntry>& entries, const std::vector<FhirChange>& changes, bool is_history) {
  const auto groups = repeated(entries);
  if (!groups.empty()) {
    using Placed = std::pair<std::size_t, FhirEntry>;  // versions stand where the first of them stood
    std::vector<Placed> placed;
    std::vector<bool> is_moved(entries.size());
    for (const std::vector<std::size_t>& group : groups) {
      std::vector<FhirEntry> alike;
      for (const std::size_t i : group) {
        alike.push_back(std::move(entries[i]));
        is_moved[i] = true;
      }
      for (std::vector<FhirEntry>& versions : by_server(std::move(alike))) {
        const std::size_t first = versions.front().place;
        if (versions.size() > 1) settle(versions, is_history);
        for (FhirEntry& version : versions) placed.emplace_back(first, std::move(version));
      }
    }
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (!is_moved[i]) placed.emplace_back(entries[i].place, std::move(entries[i]));
    }
    std::stable_sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) { return a.first < b.first; });
    entries.clear();
    for (Placed& entry : placed) entries.push_back(std::move(entry.second));
  }
  mark_changed(entries, changes, is_history);
}

}  // namespace vhc
