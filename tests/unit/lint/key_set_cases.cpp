// Key sets, without certificates.
#include "lint_case.h"

namespace vhc {
namespace {

const PublicKey& key() {
  return lint_issuer().key().public_key();
}

std::string good_jwk() {
  return to_jwk({.kid = key_id(key()).str(), .key = key(), .crl_version = {}});
}

std::string set_of(const std::string& keys) {
  return R"({"keys":[)" + keys + "]}";
}

LintCase jwk_case(const char* name, std::string_view from, std::string_view to, std::vector<std::string> expected) {
  return {name, LintKind::jwkset, set_of(with(good_jwk(), from, to)), std::move(expected)};
}

// A key beside the good one.
LintCase beside(const char* name, const std::string& other, std::vector<std::string> expected) {
  return {name, LintKind::jwkset, set_of(good_jwk() + "," + other), std::move(expected)};
}

// A key whose x begins with a zero byte, as one in 256 does.
const PublicKey& short_key() {
  static const PublicKey found = [] {
    for (;;) {
      const SigningKey candidate = *SigningKey::generate();
      if (candidate.public_key().x().front() == 0 && candidate.public_key().x()[1] != 0 &&
          candidate.public_key().y().front() != 0) {
        return candidate.public_key();
      }
    }
  }();
  return found;
}

std::string short_jwk(const std::string& x, const std::string& kid) {
  return R"({"kty":"EC","kid":")" + kid + R"(","use":"sig","alg":"ES256","crv":"P-256","x":")" + x + R"(","y":")" +
         to_base64url(short_key().y()) + "\"}";
}

}  // namespace

std::vector<LintCase> key_set_cases() {
  const ByteView x = short_key().x();
  const std::string padded = to_base64url(x);
  const std::string cut = to_base64url(x.subspan(1));
  const std::string y = to_base64url(short_key().y());
  const TestIssuer other("https://other.example");
  const std::string other_jwk =
      to_jwk({.kid = other.key().kid().str(), .key = other.key().public_key(), .crl_version = {}});
  return {
      {"a good set", LintKind::jwkset, set_of(good_jwk()), {}},
      {"a list", LintKind::jwkset, "[]", {"key_set.form"}},
      {"a single key", LintKind::jwkset, good_jwk(), {"key_set.form"}},
      {"keys that are an object", LintKind::jwkset, R"({"keys":{}})", {"key_set.form"}},
      {"no key", LintKind::jwkset, R"({"keys":[]})", {"key_set.empty /keys"}},
      {"1001 keys", LintKind::jwkset, set_of(repeated("1,", 1000) + "1"), {"key_set.too_many /keys"}},
      {"another member",
       LintKind::jwkset,
       with(set_of(good_jwk()), "{\"keys\"", R"({"date":1,"keys")"),
       {"key_set.member /date"}},
      {"a key that is a text", LintKind::jwkset, set_of("\"x\""), {"key_set.no_card_key /keys", "jwk.object /keys/0"}},
      jwk_case("d", "\"kty\"", R"("d":"x","kty")", {"jwk.private /keys/0/d"}),
      beside("the same point with d", with(good_jwk(), "\"kty\"", R"("d":"x","kty")"),
             {"jwk.leaked /keys/0", "jwk.private /keys/1/d", "jwk.repeated /keys/1"}),
      beside("an RSA key beside it", R"({"kty":"RSA","kid":"1","n":"x","e":"AQAB"})", {"jwk.other_key /keys/1"}),
      jwk_case("an RSA key alone", "\"EC\"", "\"RSA\"", {"key_set.no_card_key /keys", "jwk.kty /keys/0/kty"}),
      jwk_case("for encryption", "\"sig\"", "\"enc\"", {"key_set.no_card_key /keys", "jwk.use /keys/0/use"}),
      jwk_case("no alg", R"("alg":"ES256",)", "", {"key_set.no_card_key /keys", "jwk.alg /keys/0/alg"}),
      jwk_case("P-384", "P-256", "P-384", {"key_set.no_card_key /keys", "jwk.crv /keys/0/crv"}),
      jwk_case("kid is missing", "\"kid\"", "\"id\"", {"jwk.kid /keys/0/kid"}),
      jwk_case("kid is a name", key_id(key()).str(), "first", {"jwk.kid /keys/0/kid"}),
      jwk_case("x is padded", to_base64url(key().x()), to_base64url(key().x()) + "=", {"jwk.coordinate /keys/0/x"}),
      jwk_case("x is missing", "\"x\":", "\"z\":", {"jwk.coordinate /keys/0/x"}),
      jwk_case("x is another key's", to_base64url(key().x()), to_base64url(other.key().public_key().x()),
               {"jwk.point /keys/0", "jwk.kid /keys/0/kid"}),
      {"a zero byte that was dropped",
       LintKind::jwkset,
       set_of(short_jwk(cut, jwk_thumbprint(cut, y))),
       {"jwk.coordinate /keys/0/x"}},
      {"a zero byte that was dropped, and the right kid",
       LintKind::jwkset,
       set_of(short_jwk(cut, jwk_thumbprint(padded, y))),
       {"jwk.coordinate /keys/0/x"}},
      {"a zero byte that is there, and the kid without it",
       LintKind::jwkset,
       set_of(short_jwk(padded, jwk_thumbprint(cut, y))),
       {"jwk.kid_short /keys/0/kid"}},
      beside("one kid for two keys", with(other_jwk, other.key().kid().str(), key_id(key()).str()),
             {"jwk.kid /keys/1/kid", "jwk.kid_conflict /keys/1/kid"}),
      beside("one key twice", good_jwk(), {"jwk.repeated /keys/1"}),
      beside("two keys", other_jwk, {}),
      jwk_case("a counter", "\"kty\"", R"("crlVersion":1,"kty")", {}),
      jwk_case("a counter as text", "\"kty\"", R"("crlVersion":"1","kty")", {"jwk.crl_version /keys/0/crlVersion"}),
      jwk_case("a counter of 0", "\"kty\"", R"("crlVersion":0,"kty")", {"jwk.crl_version /keys/0/crlVersion"}),
      jwk_case("a counter of 1.5", "\"kty\"", R"("crlVersion":1.5,"kty")", {"jwk.crl_version /keys/0/crlVersion"}),
      jwk_case("a counter under another name", "\"kty\"", R"("ctr":1,"kty")", {"jwk.ctr /keys/0/ctr"}),
  };
}

}  // namespace vhc
