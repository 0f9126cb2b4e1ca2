#include "vhc/key_set.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "vhc/base64url.h"
#include "vhc/internal/private_half.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"
#include "vhc/revocation_list.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

constexpr JsonLimits key_set_limits{.max_bytes = max_key_set_bytes, .max_depth = 32};  // V19
constexpr std::size_t max_coordinate_chars = std::size_t{8} * 1024;                    // V19: a string

// RFC 7518 6.2.2, 6.3.2, 6.4: what only the owner of a key may hold.
constexpr std::array<std::string_view, 7> private_members = {"d", "p", "q", "dp", "dq", "qi", "k"};

// RFC 7517 section 4, 7518 section 6.3.1: what a key may have and a card key has no use for.
constexpr std::array<std::string_view, 6> idle_members = {"key_ops", "x5t", "x5t#S256", "x5u", "n", "e"};

struct FixedMember {
  std::string_view name;
  std::string_view value;
  std::string_view otherwise;  // what a report says of another value
};
constexpr FixedMember key_type = {"kty", "EC", "not EC"};
constexpr FixedMember key_curve = {"crv", "P-256", "not P-256"};
constexpr FixedMember key_use = {"use", "sig", "not sig"};
constexpr FixedMember key_algorithm = {"alg", "ES256", "not ES256"};

using Member = std::optional<JsonValue>;

// The members of an entry, found in one pass: a directory has a thousand entries.
struct Jwk {
  Member kty, kid, use, alg, crv, x, y, x5c, crl_version, ctr;
  Member d;                         // the private half of a curve's key
  std::string_view private_member;  // the first one in the order of private_members; empty: none
  std::vector<std::string> unknown;

  Member* find(const JsonValue& member);
};

constexpr std::array<std::pair<std::string_view, Member Jwk::*>, 10> known_members = {
    {{"kty", &Jwk::kty},
     {"kid", &Jwk::kid},
     {"use", &Jwk::use},
     {"alg", &Jwk::alg},
     {"crv", &Jwk::crv},
     {"x", &Jwk::x},
     {"y", &Jwk::y},
     {"x5c", &Jwk::x5c},
     {"crlVersion", &Jwk::crl_version},
     {"ctr", &Jwk::ctr}}};

Member* Jwk::find(const JsonValue& member) {
  const auto row = std::find_if(known_members.begin(), known_members.end(),
                                [&member](const auto& known) { return member.name_is(known.first); });
  return row == known_members.end() ? nullptr : &(this->*row->second);
}

bool has_name_among(const JsonValue& member, const auto& names, std::size_t& place) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&member](std::string_view name) { return member.name_is(name); });
  place = static_cast<std::size_t>(found - names.begin());
  return found != names.end();
}

Jwk members_of(const JsonValue& entry) {
  Jwk jwk;
  std::size_t first_private = private_members.size();
  for (auto member = entry.first(); member; member = member->next()) {
    std::size_t place = 0;
    if (Member* known = jwk.find(*member)) {
      *known = *member;
    } else if (has_name_among(*member, private_members, place)) {
      first_private = std::min(first_private, place);
      if (place == 0) jwk.d = *member;
    } else if (std::size_t idle = 0; !has_name_among(*member, idle_members, idle)) {
      jwk.unknown.push_back(member->name());
    }
  }
  if (jwk.ctr) jwk.unknown.emplace_back("ctr");
  if (first_private < private_members.size()) jwk.private_member = private_members.at(first_private);
  return jwk;
}

// An x or y as it was published, and what became of it.
struct Coordinate {
  P256Coordinate bytes{};
  bool good = false;
  std::string remark;  // why it is no coordinate, or what is odd about a good one; else empty
};

Coordinate read_coordinate(const std::optional<JsonValue>& member) {
  if (!member) return {.remark = "missing"};
  if (!member->is(JsonKind::string)) return {.remark = "not a string"};
  const std::string_view quoted = member->text();
  const bool escaped = quoted.find('\\') != std::string_view::npos;
  const std::string unescaped = escaped ? member->string() : std::string{};
  const std::string_view text = escaped ? std::string_view(unescaped) : quoted.substr(1, quoted.size() - 2);
  if (text.size() > max_coordinate_chars) return {.remark = "longer than the limit"};
  const auto decoded = from_base64url(text);
  if (!decoded) return {.remark = std::string(name(decoded.error().code))};

  Coordinate coordinate;
  const std::size_t wanted = coordinate.bytes.size();
  const std::size_t surplus = decoded->size() > wanted ? decoded->size() - wanted : 0;
  const ByteView all = *decoded;
  if (std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(surplus), [](auto b) { return b != 0; })) {
    return {.remark = "longer than 32 bytes"};
  }
  const ByteView number = all.subspan(surplus);
  std::copy(number.begin(), number.end(), coordinate.bytes.end() - static_cast<std::ptrdiff_t>(number.size()));
  if (number.size() < wanted) coordinate.remark = "shorter than 32 bytes";
  if (surplus > 0) coordinate.remark = "leading zeros beyond 32 bytes";
  coordinate.good = true;
  return coordinate;
}

std::string without_leading_zeros(const P256Coordinate& coordinate) {
  const auto* const first =
      std::find_if(coordinate.data(), coordinate.data() + coordinate.size(), [](auto byte) { return byte != 0; });
  return to_base64url({first, coordinate.data() + coordinate.size()});
}

bool is_digits(std::string_view text) {
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

// V12: as read_counter(), and digits of a string may begin with zeros.
std::optional<std::int64_t> list_counter(const JsonValue& value) {
  const std::string digits = value.string();
  if (!value.is(JsonKind::string) || digits.empty() || !is_digits(digits)) return read_counter(value);
  std::int64_t counter = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), counter);
  const bool is_counter = read.ec == std::errc{} && counter >= 1 && counter <= max_list_counter;
  return is_counter ? std::optional(counter) : std::nullopt;
}

// Where an entry stands: "/keys/2", written only when there is something to say.
struct Place {
  std::size_t index = 0;

  std::string text() const { return "/keys/" + std::to_string(index); }
  std::string text(std::string_view member) const { return text().append("/").append(member); }
};

// One entry of a set, as far as it could be read.
struct Entry {
  Place place;
  std::string kid;               // as published
  std::optional<PublicKey> key;  // when x and y are a point of P-256
  std::optional<std::int64_t> crl_version;
  bool usable = false;  // no rule refuses it
  bool leaked = false;  // a private part is published
};

// Applies the rules to one set: first to each entry alone, then to the entries together.
class KeySetReader {
 public:
  explicit KeySetReader(KeyPool& pool) : pool_(pool) {}

  void read(const JsonValue& keys) {
    entries_.reserve(keys.size());
    for (auto jwk = keys.first(); jwk; jwk = jwk->next()) {
      entries_.push_back(read_entry(*jwk, {entries_.size()}));
    }
    refuse_ambiguous_kids();
    refuse_leaked_points();
    keep_usable();
    if (out_.keys.empty()) warn(Errc::rule_v16, "/keys");
  }

  KeySet take() { return std::move(out_); }

 private:
  void refuse(Errc rule, std::string where, std::string detail = {}) {
    out_.findings.push_back({rule, Severity::error, std::move(where), std::move(detail)});
  }
  void warn(Errc rule, std::string where, std::string detail = {}) {
    out_.findings.push_back({rule, Severity::warning, std::move(where), std::move(detail)});
  }

  Entry read_entry(const JsonValue& value, Place place) {
    Entry entry;
    entry.place = place;
    if (!value.is(JsonKind::object)) {
      refuse(Errc::rule_v7, entry.place.text(), "not an object");
      return entry;
    }
    const Jwk jwk = members_of(value);
    out_.num_with_certificates += jwk.x5c ? 1U : 0U;
    out_.unknown_members.insert(out_.unknown_members.end(), jwk.unknown.begin(), jwk.unknown.end());
    if (jwk.kid) entry.kid = jwk.kid->string();
    entry.leaked = !jwk.private_member.empty();
    if (entry.leaked) {
      read_leaked(jwk, entry);
    } else if (is_card_key(jwk, entry.place)) {
      read_usable(jwk, entry);
    }
    return entry;
  }

  // V10. Names the member; its value is compared with the point, in guarded memory, and goes nowhere else. Whatever the
  // entry says it is for: who published it gave away this point.
  void read_leaked(const Jwk& jwk, Entry& entry) {
    refuse(Errc::rule_v10, entry.place.text(jwk.private_member), "incident: a private member is published");
    const Coordinate x = read_coordinate(jwk.x);
    const Coordinate y = read_coordinate(jwk.y);
    if (!x.good || !y.good) return;
    const auto* const known = pool_.find_or_check(x.bytes, y.bytes);
    if (known == nullptr) return;
    entry.key = known->key;
    if (jwk.d && is_private_half(jwk.d->string(), known->key)) out_.leaked.push_back(known->key);
  }

  void read_usable(const Jwk& jwk, Entry& entry) {
    const auto* const known = read_point(jwk, entry.place);
    if (known == nullptr) return;
    entry.key = known->key;
    entry.usable = check_kid(jwk, entry, known->thumbprint);
    entry.crl_version = read_crl_version(jwk, entry.place);
  }

  // V7 without the point. Of a key that is not even EC the rest is not worth a word.
  bool is_card_key(const Jwk& jwk, Place place) {
    if (!is_fixed(jwk.kty, key_type, place)) return false;
    const bool curve = is_fixed(jwk.crv, key_curve, place);
    const bool use = is_fixed(jwk.use, key_use, place);
    return is_fixed(jwk.alg, key_algorithm, place) && use && curve;
  }

  bool is_fixed(const Member& member, const FixedMember& wanted, Place place) {
    if (member && member->equals(wanted.value)) return true;
    refuse(Errc::rule_v7, place.text(wanted.name), member ? std::string(wanted.otherwise) : "missing");
    return false;
  }

  // V8, then the curve of V7.
  const KeyPool::Known* read_point(const Jwk& jwk, Place place) {
    const auto x = checked_coordinate(jwk.x, "x", place);
    const auto y = checked_coordinate(jwk.y, "y", place);
    if (!x || !y) return nullptr;
    const auto* const known = pool_.find_or_check(*x, *y);
    if (known == nullptr) refuse(Errc::rule_v7, place.text(), "the point is not on the curve");
    return known;
  }

  std::optional<P256Coordinate> checked_coordinate(const Member& member, std::string_view member_name, Place place) {
    Coordinate coordinate = read_coordinate(member);
    if (coordinate.good && coordinate.remark.empty()) return coordinate.bytes;
    std::string where = place.text(member_name);
    if (!coordinate.good) {
      refuse(Errc::rule_v8, std::move(where), std::move(coordinate.remark));
      return std::nullopt;
    }
    warn(Errc::rule_v8, std::move(where), std::move(coordinate.remark));
    return coordinate.bytes;
  }

  // V9. Three real keys got their kid from coordinates that had lost a leading zero byte, and cards carry it.
  bool check_kid(const Jwk& jwk, const Entry& entry, const std::string& thumbprint) {
    if (entry.kid == thumbprint) return true;
    const std::string where = entry.place.text("kid");
    if (entry.kid == jwk_thumbprint(without_leading_zeros(entry.key->x()), without_leading_zeros(entry.key->y()))) {
      warn(Errc::rule_v9, where, "made from the coordinates without their leading zeros");
      return true;
    }
    refuse(Errc::rule_v9, where, jwk.kid ? "not the thumbprint" : "missing");
    return false;
  }

  // V12. A key whose counter cannot be read stays, and promises a list all the same: any list will do.
  std::optional<std::int64_t> read_crl_version(const Jwk& jwk, Place place) {
    if (jwk.ctr) warn(Errc::rule_v12, place.text("ctr"), "the counter of a key is crlVersion");
    if (!jwk.crl_version) return std::nullopt;
    const auto counter = list_counter(*jwk.crl_version);
    const std::string where = place.text("crlVersion");
    const bool is_fraction = jwk.crl_version->is(JsonKind::number) && !is_digits(jwk.crl_version->text());
    if (!counter || is_fraction) {
      refuse(Errc::rule_v12, where, "not an integer from 1 to " + std::to_string(max_list_counter));
    } else if (!jwk.crl_version->is(JsonKind::number)) {
      warn(Errc::rule_v12, where, "a string");
    }
    return counter.value_or(1);
  }

  // V11. Entries that V9 or V10 refused count too: a kid that names two points names none. Each with each: there are
  // few, and a thousand at most.
  void refuse_ambiguous_kids() {
    const auto contradicts = [](const Entry& a, const Entry& b) {
      return b.key && a.kid == b.kid && !(*a.key == *b.key);
    };
    for (Entry& entry : entries_) {
      if (!entry.key || entry.kid.empty()) continue;
      const bool ambiguous =
          std::any_of(entries_.begin(), entries_.end(), [&](const Entry& other) { return contradicts(entry, other); });
      if (!ambiguous) continue;
      refuse(Errc::rule_v11, entry.place.text("kid"));
      entry.usable = false;
    }
  }

  // V10 for the entries beside one with a private member: a real set has one key twice, with and without d.
  void refuse_leaked_points() {
    std::vector<PublicKey> leaked;
    for (const Entry& entry : entries_) {
      if (entry.leaked && entry.key) leaked.push_back(*entry.key);
    }
    for (Entry& entry : entries_) {
      if (!entry.usable || std::find(leaked.begin(), leaked.end(), *entry.key) == leaked.end()) continue;
      refuse(Errc::rule_v10, entry.place.text(), "another entry publishes the private part of this key");
      entry.usable = false;
    }
  }

  // One key for each kid: a repeated entry differs in its certificate at most (SHC KEY-7). Of two counters the higher
  // one stands: it is what the issuer reached.
  void keep_usable() {
    for (Entry& entry : entries_) {
      if (!entry.usable) continue;
      const auto known = std::find_if(out_.keys.begin(), out_.keys.end(),
                                      [&entry](const ListedKey& key) { return key.kid == entry.kid; });
      if (known == out_.keys.end()) {
        out_.keys.push_back({std::move(entry.kid), *std::move(entry.key), entry.crl_version});
      } else {
        known->crl_version = std::max(known->crl_version, entry.crl_version);
      }
    }
  }

  KeyPool& pool_;
  KeySet out_;
  std::vector<Entry> entries_;
};

}  // namespace

KeySet read_keys(const JsonValue& keys, KeyPool& pool) {
  KeySetReader reader(pool);
  reader.read(keys);
  return reader.take();
}

Result<KeySet> parse_key_set(std::string_view json) {
  if (json.size() > max_key_set_bytes) return fail(Errc::json_too_large, {}, "a key set has at most 1 MiB");
  VHC_TRY(const JsonDocument document, JsonDocument::parse(std::string(without_byte_order_mark(json)), key_set_limits));
  const JsonValue root = document.root();
  const auto keys = root.find("keys");
  if (!keys && root.find("kty")) {
    return fail(Errc::key_set_form, {}, "this is a single key; a key set is an object with the array keys");
  }
  if (!keys || !keys->is(JsonKind::array)) return fail(Errc::key_set_form, keys ? "/keys" : "");
  if (keys->size() > max_keys_per_issuer) return fail(Errc::key_set_form, "/keys", "a key set has at most 1000 keys");

  KeyPool pool;
  return read_keys(*keys, pool);
}

std::string to_jwk(const ListedKey& key) {
  JsonWriter writer;
  writer.begin_object().member("kty", "EC").member("kid", key.kid).member("use", "sig").member("alg", "ES256");
  writer.member("crv", "P-256").member("x", to_base64url(key.key.x())).member("y", to_base64url(key.key.y()));
  if (key.crl_version) writer.member("crlVersion", *key.crl_version);
  return writer.end_object().take();
}

}  // namespace vhc
