#include "vhc/ledger.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <sodium.h>

#include "vhc/base64url.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

constexpr std::size_t key_bytes = crypto_aead_xchacha20poly1305_ietf_KEYBYTES;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t max_content_bytes = std::size_t{256} * 1024;
constexpr std::size_t mark_bytes = 1 + sizeof(LedgerMark);
static_assert(crypto_kdf_KEYBYTES == key_bytes);

constexpr const char* kdf_context = "vhcledgr";
enum Subkey : std::uint64_t { rows = 1, found_by = 2, records = 3, changes = 4 };

Secret derive(const Secret& key, Subkey number) {
  Secret derived(key_bytes);
  crypto_kdf_derive_from_key(derived.expose().data(), key_bytes, number, kdf_context, key.expose().data());
  return derived;
}

std::array<std::uint8_t, 8> row_number(std::int64_t number) {
  std::array<std::uint8_t, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i)
    bytes.at(i) = static_cast<std::uint8_t>(static_cast<std::uint64_t>(number) >> (8 * i));
  return bytes;
}

void write_texts(JsonWriter& json, std::string_view member, const std::vector<std::string>& texts) {
  json.name(member).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

std::string to_json(const LedgerContent& content) {
  JsonWriter json(content.jws.size() + 256);
  json.begin_object().member("jws", content.jws).member("person", content.person_key);
  if (content.line != 0) json.member("line", content.line);
  write_texts(json, "lots", content.lots);
  write_texts(json, "events", content.events);
  return json.end_object().take();
}

std::vector<std::string> texts_of(const JsonValue& root, std::string_view member) {
  std::vector<std::string> texts;
  const auto array = root.find(member);
  if (!array || !array->is(JsonKind::array)) return texts;
  for (auto element = array->first(); element; element = element->next()) texts.push_back(element->string());
  return texts;
}

}  // namespace

std::string event_mark_text(std::string_view person_key, std::string_view event) {
  return std::string(person_key) + '\0' + std::string(event);
}

LedgerKey::LedgerKey(Secret key)
    : key_(std::move(key)), row_key_(derive(key_, rows)), mark_key_(derive(key_, found_by)) {}

LedgerKey LedgerKey::make() {
  Secret key(key_bytes);
  randombytes_buf(key.expose().data(), key.size());
  return LedgerKey(std::move(key));
}

Result<std::string> LedgerKey::to_file(UnixTime created, const Secret& passphrase, const SealCost& cost,
                                       std::string_view subject) const {
  return vhc::seal(key_, {Purpose::ledger_key, std::string(subject), created}, passphrase, cost);
}

Result<std::string> LedgerKey::to_file_without_seal(UnixTime created, std::string_view subject) const {
  return without_seal(key_, {Purpose::ledger_key, std::string(subject), created});
}

Result<LedgerKey> LedgerKey::from_file(std::string_view file, const Secret& passphrase) {
  VHC_TRY(Secret key, unseal(file, Purpose::ledger_key, passphrase));
  if (key.size() != key_bytes) return fail(Errc::key_file_form);
  return LedgerKey(std::move(key));
}

Bytes LedgerKey::seal(const LedgerContent& content, std::int64_t number) const {
  std::string text = to_json(content);
  Bytes sealed(nonce_bytes + text.size() + tag_bytes);
  randombytes_buf(sealed.data(), nonce_bytes);
  const auto row = row_number(number);
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + nonce_bytes, &size,
                                             reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                                             row.data(), row.size(), nullptr, sealed.data(), row_key_.expose().data());
  wipe({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
  return sealed;
}

Result<LedgerContent> LedgerKey::open(ByteView sealed, std::int64_t number) const {
  if (sealed.size() < nonce_bytes + tag_bytes || sealed.size() > max_content_bytes) return fail(Errc::ledger_broken);
  std::string text(sealed.size() - nonce_bytes - tag_bytes, '\0');
  const auto row = row_number(number);
  unsigned long long size = 0;
  const int opened = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<std::uint8_t*>(text.data()), &size, nullptr, sealed.data() + nonce_bytes,
      sealed.size() - nonce_bytes, row.data(), row.size(), sealed.data(), row_key_.expose().data());
  if (opened != 0) return fail(Errc::ledger_broken, {}, "a row was changed, or belongs to another ledger.key");
  const auto document = JsonDocument::parse(std::move(text), {.max_bytes = max_content_bytes, .max_depth = 2});
  if (!document || !document->root().is(JsonKind::object)) return fail(Errc::ledger_broken);
  const JsonValue root = document->root();
  LedgerContent content{.jws = root.find_string("jws").value_or(""),
                        .person_key = root.find_string("person").value_or(""),
                        .lots = texts_of(root, "lots"),
                        .events = texts_of(root, "events")};
  if (const auto line = root.find("line")) {
    const std::string_view digits = line->text();
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), content.line);
    if (read.ec != std::errc{} || read.ptr != digits.data() + digits.size()) return fail(Errc::ledger_broken);
  }
  return content;
}

namespace {

std::string keyed_hash(const Secret& key, std::string_view text) {
  std::array<std::uint8_t, crypto_generichash_BYTES> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                     key.expose().data(), key.size());
  return to_base64url(hash);
}

}  // namespace

std::string LedgerKey::vouch_for(const KeyRecord& record) const {
  std::string text = record.kid.str() + '\n' + to_rfc3339(record.created) + '\n';
  text.append(record.key.x().begin(), record.key.x().end());
  text.append(record.key.y().begin(), record.key.y().end());
  return keyed_hash(derive(key_, records), text);
}

std::string LedgerKey::vouch_for_change(std::uint8_t kind, std::string_view name, std::string_view body) const {
  std::string text(1, static_cast<char>(kind));
  text.append(name).push_back('\0');
  text.append(body);
  return keyed_hash(derive(key_, changes), text);
}

bool LedgerKey::vouches_for(const KeyRecord& record) const {
  const std::string mac = vouch_for(record);
  return record.mac.size() == mac.size() && sodium_memcmp(record.mac.data(), mac.data(), mac.size()) == 0;
}

LedgerMark LedgerKey::mark(MarkKind kind, std::string_view text) const {
  LedgerMark mark{};
  crypto_generichash_state state;
  crypto_generichash_init(&state, mark_key_.expose().data(), mark_key_.size(), mark.size());
  const auto kind_byte = static_cast<std::uint8_t>(kind);
  crypto_generichash_update(&state, &kind_byte, 1);
  crypto_generichash_update(&state, reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  crypto_generichash_final(&state, mark.data(), mark.size());
  return mark;
}

Bytes LedgerKey::marks(const LedgerContent& content, std::string_view fingerprint,
                       const std::vector<std::string>& facts, const std::vector<std::string>& lasting) const {
  Bytes all;
  all.reserve(mark_bytes * (4 + content.lots.size() + content.events.size() + facts.size() + lasting.size()));
  const auto add = [this, &all](MarkKind kind, std::string_view text) {
    const LedgerMark one = mark(kind, text);
    all.push_back(static_cast<std::uint8_t>(kind));
    all.insert(all.end(), one.begin(), one.end());
  };
  if (!content.person_key.empty()) add(MarkKind::person, content.person_key);
  // An identifier of a message is known by its value too, without the authority that gave it.
  if (const std::size_t end = content.person_key.find('\n'); end != std::string::npos && end > 0) {
    add(MarkKind::person, std::string_view(content.person_key).substr(0, end));
  }
  if (!fingerprint.empty()) add(MarkKind::content, fingerprint);
  for (const std::string& lot : content.lots) add(MarkKind::lot, lot);
  for (const std::string& event : content.events) {
    add(MarkKind::event, event_mark_text(content.person_key, event));
  }
  for (const std::string& fact : facts) add(MarkKind::fact, fact);
  for (const std::string& text : lasting) add(MarkKind::lasting, text);
  return all;
}

void add_expiry(Bytes& marks, std::optional<UnixTime> expires) {
  if (!expires) return;
  const auto seconds = static_cast<std::uint64_t>(expires->time_since_epoch().count());
  marks.push_back(static_cast<std::uint8_t>(MarkKind::expiry));
  for (std::size_t i = 0; i + 1 < mark_bytes; ++i) {
    marks.push_back(i < sizeof seconds ? static_cast<std::uint8_t>(seconds >> (8 * i)) : std::uint8_t{0});
  }
}

std::optional<UnixTime> expiry_of(ByteView marks) {
  const std::vector<LedgerMark> found = marks_of(marks, MarkKind::expiry);
  if (found.empty()) return std::nullopt;
  std::uint64_t seconds = 0;
  for (std::size_t i = 0; i < sizeof seconds; ++i) seconds |= std::uint64_t{found.front()[i]} << (8 * i);
  return UnixTime(std::chrono::seconds(static_cast<std::int64_t>(seconds)));
}

bool has_mark(ByteView marks, MarkKind kind, const LedgerMark& mark) noexcept {
  for (; marks.size() >= mark_bytes; marks = marks.subspan(mark_bytes)) {
    if (marks[0] == static_cast<std::uint8_t>(kind) && std::equal(mark.begin(), mark.end(), marks.begin() + 1)) {
      return true;
    }
  }
  return false;
}

std::vector<LedgerMark> marks_of(ByteView marks, MarkKind kind) {
  std::vector<LedgerMark> found;
  for (; marks.size() >= mark_bytes; marks = marks.subspan(mark_bytes)) {
    if (marks[0] != static_cast<std::uint8_t>(kind)) continue;
    std::copy_n(marks.begin() + 1, mark_bytes - 1, found.emplace_back().begin());
  }
  return found;
}

}  // namespace vhc
