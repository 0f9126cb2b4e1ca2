// Key sets: what the framework asks of each key, and of the keys together. No value of a private member is ever looked
// at, only its name.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "lint/checks.h"
#include "lint/text_form.h"
#include "lint/x5c.h"
#include "vhc/base64url.h"
#include "vhc/key_set.h"

namespace vhc {
namespace {

constexpr std::size_t coordinate_bytes = 32;

bool is(const JsonValue& jwk, std::string_view member, std::string_view wanted) {
  const auto value = jwk.find(member);
  return value && value->equals(wanted);
}

// KEY-13: which keys of a set are meant for cards; others may stand beside them.
bool is_meant_for_cards(const JsonValue& jwk) {
  return is(jwk, "kty", "EC") && is(jwk, "use", "sig") && is(jwk, "alg", "ES256");
}

bool is_card_key(const JsonValue& jwk) {
  return is_meant_for_cards(jwk) && is(jwk, "crv", "P-256");
}

std::string without_leading_zeros(const Bytes& bytes) {
  const auto first = std::find_if(bytes.begin(), bytes.end(), [](auto byte) { return byte != 0; });
  return to_base64url(Bytes(first, bytes.end()));
}

std::string padded(const Bytes& bytes) {
  const std::size_t missing = bytes.size() < coordinate_bytes ? coordinate_bytes - bytes.size() : 0;
  Bytes whole(missing, 0);
  whole.insert(whole.end(), bytes.begin(), bytes.end());
  return to_base64url(whole);
}

class KeysLint {
 public:
  KeysLint(const std::optional<std::string>& iss, UnixTime now, const Scope& scope)
      : iss_(iss), now_(now), scope_(scope) {}

  void check(const JsonValue& keys) {
    for (auto jwk = keys.first(); jwk; jwk = jwk->next()) {
      has_card_key_ = has_card_key_ || is_card_key(*jwk);
      if (is_private(*jwk)) leaked_.insert(point_text(*jwk));
    }
    if (!has_card_key_) scope_.add(LintRule::key_set_no_card_key, keys);
    for (auto jwk = keys.first(); jwk && !scope_.full(); jwk = jwk->next()) check_key(*jwk);
  }

 private:
  // RFC 7518 6.2.2, 6.3.2, 6.4.
  static constexpr std::array private_members{"d", "p", "q", "dp", "dq", "qi", "k"};

  static bool is_private(const JsonValue& jwk) {
    return std::any_of(private_members.begin(), private_members.end(), [&jwk](auto name) { return jwk.find(name); });
  }

  static std::string point_text(const JsonValue& jwk) {
    return jwk.find_string("x").value_or("") + "." + jwk.find_string("y").value_or("");
  }

  void check_key(const JsonValue& jwk) {
    if (!jwk.is(JsonKind::object)) {
      scope_.add(LintRule::jwk_object, jwk);
      return;
    }
    for (const char* const member : private_members) {
      if (jwk.find(member)) scope_.add_member(LintRule::jwk_private, jwk, member);
    }
    if (!is_private(jwk) && jwk.find("x") && leaked_.contains(point_text(jwk))) scope_.add(LintRule::jwk_leaked, jwk);
    if (!is_meant_for_cards(jwk) && has_card_key_) {
      scope_.add(LintRule::jwk_other_key, jwk);
      return;
    }
    check_fixed(jwk);
    check_numbers(jwk);
    check_repeats(jwk);
  }

  void check_fixed(const JsonValue& jwk) {
    const auto fixed = [&](std::string_view member, std::string_view wanted, LintRule rule) {
      if (!is(jwk, member, wanted)) scope_.add_member(rule, jwk, member, jwk.find(member) ? "" : "missing");
    };
    fixed("kty", "EC", LintRule::jwk_kty);
    fixed("use", "sig", LintRule::jwk_use);
    fixed("alg", "ES256", LintRule::jwk_alg);
    if (is(jwk, "kty", "EC")) fixed("crv", "P-256", LintRule::jwk_crv);
  }

  // Point, kid, counter and certificates: of a P-256 key, whatever else is wrong with it.
  void check_numbers(const JsonValue& jwk) {
    std::optional<std::array<std::uint8_t, 2 * coordinate_bytes>> point;
    if (is(jwk, "kty", "EC") && is(jwk, "crv", "P-256")) {
      const auto x = coordinate(jwk, "x");
      const auto y = coordinate(jwk, "y");
      if (x && y) {
        point = check_point(jwk, *x, *y);
        check_kid(jwk, *x, *y);
      }
    }
    const auto kid = jwk.find("kid");
    if (!kid || !kid->is(JsonKind::string)) scope_.add_member(LintRule::jwk_kid, jwk, "kid", "missing or no string");
    check_counter(jwk);
    if (const auto x5c = jwk.find("x5c")) lint_x5c(*x5c, point, iss_, now_, scope_);
  }

  std::optional<Bytes> coordinate(const JsonValue& jwk, std::string_view member) {
    const auto bytes = from_base64url(jwk.find_string(member).value_or(""));
    if (!bytes || bytes->size() != coordinate_bytes) scope_.add_member(LintRule::jwk_coordinate, jwk, member);
    if (!bytes || bytes->empty() || bytes->size() > coordinate_bytes) return std::nullopt;
    return *bytes;
  }

  std::optional<std::array<std::uint8_t, 2 * coordinate_bytes>> check_point(const JsonValue& jwk, const Bytes& x,
                                                                            const Bytes& y) {
    P256Coordinate left{};
    P256Coordinate right{};
    std::copy_backward(x.begin(), x.end(), left.end());
    std::copy_backward(y.begin(), y.end(), right.end());
    if (!PublicKey::from_point(left, right)) {
      scope_.add(LintRule::jwk_point, jwk);
      return std::nullopt;
    }
    std::array<std::uint8_t, 2 * coordinate_bytes> point{};
    std::copy(left.begin(), left.end(), point.begin());
    std::copy(right.begin(), right.end(), point.begin() + coordinate_bytes);
    return point;
  }

  // The thumbprint of the coordinates as they are published or as they should be.
  void check_kid(const JsonValue& jwk, const Bytes& x, const Bytes& y) {
    const auto kid = jwk.find("kid");
    if (!kid || !kid->is(JsonKind::string)) return;
    if (kid->equals(jwk_thumbprint(to_base64url(x), to_base64url(y)))) return;
    if (kid->equals(jwk_thumbprint(padded(x), padded(y)))) return;
    const bool short_form = kid->equals(jwk_thumbprint(without_leading_zeros(x), without_leading_zeros(y)));
    scope_.add(short_form ? LintRule::jwk_kid_short : LintRule::jwk_kid, *kid);
  }

  void check_counter(const JsonValue& jwk) {
    if (jwk.find("ctr")) scope_.add_member(LintRule::jwk_ctr, jwk, "ctr");
    const auto counter = jwk.find("crlVersion");
    if (counter && (!counter->is(JsonKind::number) || !read_counter(*counter))) {
      scope_.add(LintRule::jwk_crl_version, *counter, counter->is(JsonKind::string) ? "a string" : "");
    }
  }

  // KEY-7: one kid stands there once for each certificate, with one point.
  void check_repeats(const JsonValue& jwk) {
    const auto kid = jwk.find_string("kid");
    if (!kid) return;
    const auto x5c = jwk.find("x5c");
    const std::string certificates(x5c ? x5c->text() : std::string_view{});
    const auto [known, is_new] = points_.emplace(*kid, point_text(jwk));
    const bool first = entries_.emplace(*kid, certificates).second;
    if (!is_new && known->second != point_text(jwk)) {
      scope_.add_member(LintRule::jwk_kid_conflict, jwk, "kid");
    } else if (!first) {
      scope_.add(LintRule::jwk_repeated, jwk);
    }
  }

  const std::optional<std::string>& iss_;
  UnixTime now_;
  const Scope& scope_;
  bool has_card_key_ = false;
  std::set<std::string> leaked_;
  std::map<std::string, std::string> points_;              // of each kid
  std::set<std::pair<std::string, std::string>> entries_;  // kid and certificates
};

}  // namespace

void lint_keys(const JsonValue& keys, const std::optional<std::string>& iss, UnixTime now, const Scope& scope) {
  if (keys.size() > max_keys_per_issuer) {
    scope.add(LintRule::key_set_too_many, keys, "at most " + std::to_string(max_keys_per_issuer));
    return;
  }
  KeysLint(iss, now, scope).check(keys);
}

void lint_key_set(std::string_view json, const LintOptions& options, const Scope& scope) {
  const auto document = read_json(json, {.max_bytes = max_key_set_bytes, .max_depth = 32}, scope);
  if (!document) return;
  const JsonValue root = document->root();
  const auto keys = root.find("keys");
  if (!keys || !keys->is(JsonKind::array)) {
    scope.add(LintRule::key_set_form, root.find("kty") ? "this is a single key" : "");
    return;
  }
  note_unknown_members(root, {"keys"}, LintRule::key_set_member, scope);
  if (keys->size() == 0) {
    scope.add(LintRule::key_set_empty, *keys);
    return;
  }
  lint_keys(*keys, options.iss, options.now, scope);
}

}  // namespace vhc
