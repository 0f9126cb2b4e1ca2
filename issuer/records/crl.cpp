#include "vhc/crl.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

constexpr UnixTime always = UnixTime::max();  // an entry with no stamp: it wins over every stamp

using Entries = std::map<std::string, UnixTime, std::less<>>;  // rid to stamp, in byte order

struct OwnList {
  std::int64_t ctr = 0;
  Entries entries;
};

bool is_stamp(UnixTime time) {
  return time >= UnixTime{} && time <= max_time;
}

// True when the list says more than before.
bool put(Entries& entries, const std::string& rid, UnixTime before) {
  const auto [entry, is_new] = entries.try_emplace(rid, before);
  if (is_new) return true;
  if (entry->second >= before) return false;
  entry->second = before;
  return true;
}

std::optional<UnixTime> read_stamp(std::string_view digits) {
  std::int64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, value);
  const UnixTime stamp{std::chrono::seconds{value}};
  if (error != std::errc{} || stopped != end || std::to_string(value) != digits || !is_stamp(stamp))
    return std::nullopt;
  return stamp;
}

Result<void> put_entry(Entries& entries, const JsonValue& element) {
  const std::string text = element.string();
  const std::size_t dot = text.find('.');
  const auto rid = RevocationId::parse(std::string_view(text).substr(0, dot));
  const auto before =
      dot == std::string::npos ? std::optional(always) : read_stamp(std::string_view(text).substr(dot + 1));
  if (!rid || !before) return fail(Errc::crl_form, element.pointer(), "correct the entry by hand; nothing was changed");
  put(entries, rid->str(), *before);
  return {};
}

Result<OwnList> read_own_list(std::string_view json, const KeyId& kid) {
  VHC_TRY(const JsonDocument document,
          JsonDocument::parse(std::string(json), {.max_bytes = max_crl_bytes, .max_depth = 4}));
  const JsonValue root = document.root();
  const auto kid_member = root.find("kid");
  const auto method = root.find("method");
  const auto ctr = root.find("ctr");
  const auto rids = root.find("rids");
  if (!kid_member || !kid_member->equals(kid.str())) return fail(Errc::crl_kid, "/kid");
  if (!method || !method->equals("rid")) return fail(Errc::crl_method, "/method");
  const auto counter = ctr ? read_counter(*ctr) : std::nullopt;
  if (!counter) return fail(Errc::crl_form, "/ctr");
  if (!rids || !rids->is(JsonKind::array)) return fail(Errc::crl_form, "/rids");
  OwnList list{*counter, {}};
  for (auto element = rids->first(); element; element = element->next())
    VHC_CHECK_OK(put_entry(list.entries, *element));
  return list;
}

std::string write(const KeyId& kid, const OwnList& list) {
  JsonWriter writer;
  writer.begin_object().member("kid", kid.str()).member("method", "rid").member("ctr", list.ctr);
  writer.name("rids").begin_array();
  for (const auto& [rid, before] : list.entries)
    writer.string(before == always ? rid : rid + "." + std::to_string(before.time_since_epoch().count()));
  return writer.end_array().end_object().take();
}

}  // namespace

Result<CrlUpdate> add_revocations(std::optional<std::string_view> current, const KeyId& kid,
                                  std::span<const Revocation> added, std::int64_t above) {
  OwnList list;
  if (current) {
    VHC_TRY(list, read_own_list(*current, kid));
  }
  bool changed = !current || list.ctr < above;
  for (const Revocation& revocation : added) {
    if (revocation.before && !is_stamp(*revocation.before)) return fail(Errc::time_format);
    const UnixTime before = revocation.before.value_or(always);
    if (put(list.entries, revocation.rid.str(), before)) changed = true;
  }
  if (list.entries.size() > max_rids)
    return fail(Errc::input_too_large, "/rids", "at most " + std::to_string(max_rids) + " entries");
  if (!changed) return CrlUpdate{std::string(*current), list.ctr, list.entries.size(), false};
  list.ctr = std::max(list.ctr, above);
  if (list.ctr >= max_list_counter) return fail(Errc::crl_form, "/ctr");
  ++list.ctr;
  return CrlUpdate{write(kid, list), list.ctr, list.entries.size(), true};
}

}  // namespace vhc
