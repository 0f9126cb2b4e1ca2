#include "vhc/key_record.h"

#include <algorithm>
#include <array>
#include <utility>

#include "records/plain_text.h"
#include "records/schema.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/key_set.h"

namespace vhc {
namespace {

constexpr std::string_view first_schema = "vhc.key/1";
constexpr std::string_view key_schema = "vhc.key/2";

tl::unexpected<Error> bad_member(std::string pointer) {
  return fail(Errc::folder_form, std::move(pointer));
}

Result<std::optional<UnixTime>> find_time(const JsonValue& root, std::string_view member) {
  const auto value = root.find(member);
  if (!value) return std::nullopt;
  const auto time = parse_time(value->string());
  if (!time) return bad_member("/" + std::string(member));
  return *time;
}

Result<ListedKey> read_jwk(const JsonValue& root) {
  const auto jwk = root.find("jwk");
  if (!jwk) return bad_member("/jwk");
  const auto set =
      parse_key_set(JsonWriter().begin_object().name("keys").begin_array().value(*jwk).end_array().end_object().text());
  if (!set || set->keys.size() != 1) return bad_member("/jwk");
  return set->keys.front();
}

void write_time(JsonWriter& writer, std::string_view member, const std::optional<UnixTime>& time) {
  if (time) writer.member(member, to_rfc3339(*time));
}

}  // namespace

std::string_view name(KeyState state) noexcept {
  switch (state) {
    case KeyState::active:
      return "active";
    case KeyState::retired:
      return "retired";
    case KeyState::revoked:
      return "revoked";
    case KeyState::destroyed:
      return "destroyed";
  }
  return {};
}

KeyState KeyRecord::state() const noexcept {
  if (revoked) return KeyState::revoked;
  if (destroyed) return KeyState::destroyed;
  return retired ? KeyState::retired : KeyState::active;
}

std::string to_json(const KeyRecord& record) {
  JsonWriter writer;
  writer.begin_object()
      .member("schema", record.mac.empty() ? first_schema : key_schema)
      .member("state", name(record.state()));
  writer.member("created", to_rfc3339(record.created));
  write_time(writer, "retired", record.retired);
  write_time(writer, "revoked", record.revoked);
  write_time(writer, "destroyed", record.destroyed);
  if (record.revoked) writer.member("reason", record.reason);
  writer.name("jwk").raw(to_jwk({record.kid.str(), record.key, std::nullopt}));
  if (!record.mac.empty()) writer.member("mac", record.mac);
  return writer.end_object().take();
}

Result<KeyRecord> parse_key_record(std::string_view json) {
  VHC_TRY(const JsonDocument document,
          JsonDocument::parse(std::string(json), {.max_bytes = max_key_record_bytes, .max_depth = 4}));
  const JsonValue root = document.root();
  const bool is_first = root.find_string("schema") == first_schema;
  if (!is_first) VHC_CHECK_OK(check_schema(root, key_schema, Errc::folder_form));
  VHC_TRY(const ListedKey listed, read_jwk(root));
  VHC_TRY(KeyId kid, KeyId::parse(listed.kid));
  VHC_TRY(const std::optional<UnixTime> created, find_time(root, "created"));
  if (!created) return bad_member("/created");
  KeyRecord record{.kid = std::move(kid), .key = listed.key, .created = *created};
  VHC_TRY(record.retired, find_time(root, "retired"));
  VHC_TRY(record.revoked, find_time(root, "revoked"));
  VHC_TRY(record.destroyed, find_time(root, "destroyed"));
  record.reason = root.find_string("reason").value_or("");
  if (record.revoked && !check_reason(record.reason, {})) return bad_member("/reason");
  record.mac = root.find_string("mac").value_or("");
  if (record.mac.size() != (is_first ? 0 : key_mac_chars)) return bad_member("/mac");
  // One form only: a member too many, a state that does not follow from the dates, a time written otherwise.
  if (to_json(record) != minify(root)) return bad_member("/");
  return record;
}

Result<KeyRecord> retire(KeyRecord record, UnixTime at) {
  if (record.state() != KeyState::active) return fail(Errc::key_not_active);
  record.retired = at;
  return record;
}

Result<KeyRecord> revoke(KeyRecord record, UnixTime at, std::string_view reason) {
  if (record.revoked) return fail(Errc::key_not_active, {}, "the key was revoked before");
  VHC_CHECK_OK(check_reason(reason, "--reason"));
  record.revoked = at;
  record.reason = reason;
  return record;
}

Result<KeyRecord> destroy(KeyRecord record, UnixTime at) {
  if (record.destroyed) return fail(Errc::key_destroyed);
  record.destroyed = at;
  if (!record.retired) record.retired = at;
  return record;
}

Result<std::size_t> find_key(std::span<const KeyRecord> records, std::string_view beginning) {
  const auto begins = [beginning](const KeyRecord& record) {
    return !beginning.empty() && record.kid.str().starts_with(beginning);
  };
  const auto first = std::find_if(records.begin(), records.end(), begins);
  if (first == records.end()) return fail(Errc::key_none);
  const bool whole = first->kid.str() == beginning;
  if (!whole && std::find_if(first + 1, records.end(), begins) != records.end()) return fail(Errc::key_ambiguous);
  return static_cast<std::size_t>(first - records.begin());
}

Result<std::size_t> signing_key_of(std::span<const KeyRecord> records) {
  if (records.empty()) return fail(Errc::key_none, {}, "make one: vhc key new");
  const auto older = [](const KeyRecord& a, const KeyRecord& b) {
    if (a.signs() != b.signs()) return b.signs();
    return std::pair(a.created, a.kid) < std::pair(b.created, b.kid);
  };
  const auto newest = std::max_element(records.begin(), records.end(), older);
  if (!newest->signs()) return fail(Errc::key_not_active, {}, "this folder has no signing key; make one: vhc key new");
  return static_cast<std::size_t>(newest - records.begin());
}

Result<void> check_reason(std::string_view reason, std::string_view where) {
  if (reason.empty()) return fail(Errc::in_missing, std::string(where));
  return check_plain_text(reason, max_reason_chars, where);
}

}  // namespace vhc
