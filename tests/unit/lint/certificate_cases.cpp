// Key sets with certificates, made for the test.
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "lint_case.h"
#include "vhc/internal/openssl.h"

namespace vhc {
namespace {

using Certificate = Owned<X509, X509_free>;
using Extension = Owned<X509_EXTENSION, X509_EXTENSION_free>;

constexpr const char* iss = "https://pharmacy.example/shc";

Pkey new_key() {
  return Pkey(EVP_EC_gen("P-256"));
}

void add_extension(X509* certificate, int nid, const std::string& value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()));
  X509_add_ext(certificate, extension.get(), -1);
}

struct Wish {
  const char* subject;
  const char* issuer;
  std::string alternative;  // "URI:…", or empty
  bool authority = false;
  long until = 400L * 24 * 3600;  // seconds after lint_now
};

std::string certificate(EVP_PKEY* subject, EVP_PKEY* issuer, const Wish& wish) {
  const Certificate made(X509_new());
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 7);
  const auto now = static_cast<std::time_t>(lint_now.time_since_epoch().count());
  ASN1_TIME_set(X509_getm_notBefore(made.get()), now - 24L * 3600);
  ASN1_TIME_set(X509_getm_notAfter(made.get()), now + wish.until);
  const auto name = [](X509_NAME* entry, const char* text) {
    X509_NAME_add_entry_by_txt(entry, "CN", MBSTRING_ASC, as_bytes(text).data(), -1, -1, 0);
  };
  name(X509_get_subject_name(made.get()), wish.subject);
  name(X509_get_issuer_name(made.get()), wish.issuer);
  X509_set_pubkey(made.get(), subject);
  add_extension(made.get(), NID_basic_constraints, wish.authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (!wish.alternative.empty()) add_extension(made.get(), NID_subject_alt_name, wish.alternative);
  X509_sign(made.get(), issuer, EVP_sha256());
  std::array<unsigned char, 4096> der{};
  unsigned char* end = der.data();
  const int size = i2d_X509(made.get(), &end);
  std::string base64(static_cast<std::size_t>(size + 2) / 3 * 4 + 1, '\0');
  base64.resize(
      static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(base64.data()), der.data(), size)));
  return base64;
}

std::string jwk(EVP_PKEY* key, const std::string& x5c) {
  std::array<unsigned char, 65> point{};
  std::size_t size = 0;
  EVP_PKEY_get_octet_string_param(key, "pub", point.data(), point.size(), &size);
  P256Coordinate x{};
  P256Coordinate y{};
  std::copy_n(point.begin() + 1, 32, x.begin());
  std::copy_n(point.begin() + 33, 32, y.begin());
  const PublicKey made = *PublicKey::from_point(x, y);
  return R"({"keys":[)" +
         with(to_jwk({.kid = key_id(made).str(), .key = made, .crl_version = {}}), "\"kty\"",
              "\"x5c\":" + x5c + ",\"kty\"") +
         "]}";
}

std::string list_of(const std::vector<std::string>& certificates) {
  std::string text;
  for (const std::string& one : certificates) text += (text.empty() ? "[\"" : "\",\"") + one;
  return text + "\"]";
}

}  // namespace

std::vector<LintCase> certificate_cases() {
  const Pkey leaf = new_key();
  const Pkey middle = new_key();
  const Pkey root = new_key();
  const std::string uri = std::string("URI:") + iss;
  const auto of_leaf = [&](const Wish& wish, EVP_PKEY* signer) { return certificate(leaf.get(), signer, wish); };
  const std::string good = of_leaf({"leaf", "middle", uri}, middle.get());
  const std::string between = certificate(middle.get(), root.get(), {"middle", "root", "", true});
  const std::string top = certificate(root.get(), root.get(), {"root", "root", "", true});
  const auto chain = [&](const char* name, const std::string& x5c, std::vector<std::string> expected) {
    return LintCase{name, LintKind::jwkset, jwk(leaf.get(), x5c), std::move(expected),
                    [](LintOptions& options) { options.iss = iss; }};
  };
  const std::string place = "/keys/0/x5c";
  LintCase twice = chain("two chains for one key", list_of({good, between, top}), {});
  const std::string key = twice.bytes.substr(9, twice.bytes.size() - 11);
  twice.bytes = R"({"keys":[)" + key + "," + with(key, ",\"" + top + "\"]", "]") + "]}";
  LintCase for_nobody = chain("a certificate, and no issuer to compare", list_of({good, between, top}), {});
  for_nobody.set = {};
  return {
      std::move(for_nobody),
      chain("a chain of three", list_of({good, between, top}), {}),
      chain("a certificate alone", list_of({good}), {}),
      chain("no list", "\"" + good + "\"", {"x5c.form " + place}),
      chain("an empty list", "[]", {"x5c.form " + place}),
      chain("base64url", "[\"MII-_\"]", {"x5c.form " + place + "/0"}),
      chain("a line break", list_of({good.substr(0, 64) + "\\n" + good.substr(64)}), {"x5c.form " + place + "/0"}),
      chain("half a certificate", list_of({good.substr(0, 200)}), {"x5c.form " + place + "/0"}),
      chain("another key's certificate", list_of({between, top}), {"x5c.key " + place, "x5c.no_uri " + place}),
      chain("no alternative name", list_of({of_leaf({"leaf", "middle", ""}, middle.get()), between}),
            {"x5c.no_uri " + place}),
      chain("a host name in its place",
            list_of({of_leaf({"leaf", "middle", "DNS:pharmacy.example"}, middle.get()), between}),
            {"x5c.no_uri " + place}),
      chain("another issuer's name",
            list_of({of_leaf({"leaf", "middle", "URI:https://other.example"}, middle.get()), between}),
            {"x5c.issuer " + place}),
      chain("two names",
            list_of({of_leaf({"leaf", "middle", "URI:https://other.example," + uri}, middle.get()), between}), {}),
      chain("a chain in the wrong order", list_of({good, top, between}), {"x5c.chain " + place}),
      chain("a signature by somebody else", list_of({of_leaf({"leaf", "middle", uri}, root.get()), between, top}),
            {"x5c.chain " + place}),
      chain("an authority that is none",
            list_of({good, certificate(middle.get(), root.get(), {"middle", "root", ""}), top}),
            {"x5c.chain " + place}),
      chain("run out", list_of({of_leaf({"leaf", "middle", uri, false, -1}, middle.get()), between, top}),
            {"x5c.time " + place + "/0"}),
      std::move(twice),
  };
}

}  // namespace vhc
