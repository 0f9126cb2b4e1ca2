#include "lint/x5c.h"

#include <algorithm>
#include <ctime>
#include <vector>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "vhc/bytes.h"
#include "vhc/internal/openssl.h"

namespace vhc {
namespace {

// Certificates of one stack are owned by others.
void free_stack(STACK_OF(X509) * stack) {
  sk_X509_free(stack);
}

using Certificate = Owned<X509, X509_free>;
using CertificateStack = Owned<STACK_OF(X509), free_stack>;
using CertificateStore = Owned<X509_STORE, X509_STORE_free>;
using StoreContext = Owned<X509_STORE_CTX, X509_STORE_CTX_free>;
using GeneralNames = Owned<GENERAL_NAMES, GENERAL_NAMES_free>;

constexpr std::size_t max_certificates = 10;
constexpr std::size_t max_certificate_chars = std::size_t{16} * 1024;

// Base64 with its padding and nothing else: RFC 7517 4.7 leaves no room for line breaks.
std::optional<Bytes> from_base64(const std::string& text) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::size_t data = std::min(text.find('='), text.size());
  const std::size_t padding = text.size() - data;
  const bool good = !text.empty() && text.size() % 4 == 0 && padding <= 2 && text.size() <= max_certificate_chars &&
                    text.find_first_not_of(alphabet) >= data && text.find_first_not_of('=', data) == std::string::npos;
  if (!good) return std::nullopt;
  Bytes bytes(text.size() / 4 * 3);
  const ByteView in = as_bytes(text);
  const int size = EVP_DecodeBlock(bytes.data(), in.data(), static_cast<int>(in.size()));
  if (size < 0) return std::nullopt;
  bytes.resize(static_cast<std::size_t>(size) - padding);
  return bytes;
}

Certificate read_certificate(const JsonValue& item) {
  const auto der = from_base64(item.string());
  if (!der) return nullptr;
  const unsigned char* at = der->data();
  Certificate certificate(d2i_X509(nullptr, &at, static_cast<long>(der->size())));
  ERR_clear_error();
  if (certificate && at != der->data() + der->size()) return nullptr;
  return certificate;
}

bool is_for_key(X509* leaf, const std::array<std::uint8_t, 64>& point) {
  EVP_PKEY* const key = X509_get0_pubkey(leaf);
  std::array<unsigned char, 65> encoded{};
  std::size_t size = 0;
  const bool read = key != nullptr && EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY,
                                                                      encoded.data(), encoded.size(), &size) == 1;
  ERR_clear_error();
  constexpr unsigned char uncompressed = 4;
  return read && size == encoded.size() && encoded[0] == uncompressed &&
         std::equal(point.begin(), point.end(), encoded.begin() + 1);
}

std::vector<std::string> alternative_urls(X509* leaf) {
  std::vector<std::string> urls;
  const GeneralNames names(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(leaf, NID_subject_alt_name, nullptr, nullptr)));
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
    urls.emplace_back(as_text({ASN1_STRING_get0_data(uri), static_cast<std::size_t>(ASN1_STRING_length(uri))}));
  }
  return urls;
}

// RFC 5280 section 6 with the last certificate as the anchor, and without time, which is judged apart.
bool is_chain(const std::vector<Certificate>& certificates) {
  const CertificateStore store(X509_STORE_new());
  const CertificateStack between(sk_X509_new_null());
  const StoreContext context(X509_STORE_CTX_new());
  if (!store || !between || !context) return false;
  bool ready = X509_STORE_add_cert(store.get(), certificates.back().get()) == 1;
  for (std::size_t i = 1; i + 1 < certificates.size(); ++i) {
    ready = ready && sk_X509_push(between.get(), certificates[i].get()) > 0;
  }
  ready = ready && X509_STORE_CTX_init(context.get(), store.get(), certificates.front().get(), between.get()) == 1;
  if (!ready) return false;
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  const bool verified = X509_verify_cert(context.get()) == 1;
  const STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(context.get());
  const bool whole = chain != nullptr && sk_X509_num(chain) == static_cast<int>(certificates.size());
  ERR_clear_error();
  return verified && whole;
}

bool is_valid_at(const X509* certificate, UnixTime now) {
  std::time_t time = now.time_since_epoch().count();
  return X509_cmp_time(X509_get0_notBefore(certificate), &time) < 0 &&
         X509_cmp_time(X509_get0_notAfter(certificate), &time) > 0;
}

void check_issuer(X509* leaf, const std::optional<std::string>& iss, const JsonValue& x5c, const Scope& scope) {
  const std::vector<std::string> urls = alternative_urls(leaf);
  if (urls.empty()) {
    scope.add(LintRule::x5c_no_uri, x5c);
  } else if (!iss) {
    scope.add(LintRule::x5c_issuer_unchecked, x5c);
  } else if (iss && std::find(urls.begin(), urls.end(), *iss) == urls.end()) {
    scope.add(LintRule::x5c_issuer, x5c);
  }
}

}  // namespace

void lint_x5c(const JsonValue& x5c, const std::optional<std::array<std::uint8_t, 64>>& point,
              const std::optional<std::string>& iss, UnixTime now, const Scope& scope) {
  if (!x5c.is(JsonKind::array) || x5c.size() == 0 || x5c.size() > max_certificates) {
    scope.add(LintRule::x5c_form, x5c);
    return;
  }
  std::vector<Certificate> certificates;
  for (auto item = x5c.first(); item; item = item->next()) {
    certificates.push_back(read_certificate(*item));
    if (!certificates.back()) {
      scope.add(LintRule::x5c_form, *item);
    } else if (!is_valid_at(certificates.back().get(), now)) {
      scope.add(LintRule::x5c_time, *item);
    }
  }
  if (certificates.front()) {
    if (point && !is_for_key(certificates.front().get(), *point)) scope.add(LintRule::x5c_key, x5c);
    check_issuer(certificates.front().get(), iss, x5c, scope);
  }
  const bool all_read =
      std::all_of(certificates.begin(), certificates.end(), [](const auto& c) { return c != nullptr; });
  if (all_read && !is_chain(certificates)) scope.add(LintRule::x5c_chain, x5c);
}

}  // namespace vhc
