#include "trust_flags.h"

#include <utility>

#include "args.h"
#include "io.h"
#include "vhc/key_set.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

std::string folder_of(const std::string& file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string::npos ? "." : file.substr(0, slash);
}

Finding warning(Errc code, std::string where) {
  return {code, Severity::warning, std::move(where), {}};
}

// The lists that the keys promise: crl/KID.json beside the key set, as it is published.
void load_lists(IssuerKeys& issuer, const std::string& key_set_file, Io& io) {
  for (const ListedKey& key : issuer.key_set.keys) {
    if (!key.crl_version) continue;
    const std::string file = folder_of(key_set_file) + "/crl/" + key.kid + ".json";
    auto text = io.read_file(file, max_crl_bytes);
    if (!text) {
      issuer.key_set.findings.push_back(warning(Errc::crl_missing, file));
      continue;
    }
    auto list = RevocationList::parse(*std::move(text));
    if (!list) {
      issuer.key_set.findings.push_back(warning(list.error().code, file));
      continue;
    }
    issuer.revocations.push_back(*std::move(list));
  }
}

Result<IssuerKeys> load_issuer(const std::string& argument, Io& io) {
  const std::size_t equals = argument.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == argument.size()) {
    return fail(Errc::usage, "--jwks", "write it as --jwks https://pharmacy.example/shc=jwks.json");
  }
  const std::string file = argument.substr(equals + 1);
  IssuerKeys issuer{.iss = argument.substr(0, equals)};
  auto text = io.read_file(file, max_key_set_bytes);
  if (!text && text.error().code == Errc::not_found) return tl::unexpected(std::move(text).error());
  auto set = text ? parse_key_set(*text) : Result<KeySet>(tl::unexpected(text.error()));
  if (set) {
    issuer.key_set = *std::move(set);
    load_lists(issuer, file, io);
  } else {
    issuer.key_set.findings.push_back(warning(Errc::key_set_form, file));
  }
  return issuer;
}

}  // namespace

void add_trust_flags(Verb& verb, TrustFlags& flags) {
  verb.option("--jwks", flags.jwks, "ISS=FILE",
              "a bare key set and its issuer, repeatable (for tests and development)");
}

Result<TrustList> load_trust(const TrustFlags& flags, Io& io) {
  if (flags.jwks.empty()) {
    return fail(Errc::trust_none, {}, "name an issuer's key set: --jwks https://pharmacy.example/shc=jwks.json");
  }
  std::vector<IssuerKeys> issuers;
  for (const std::string& argument : flags.jwks) {
    VHC_TRY(IssuerKeys issuer, load_issuer(argument, io));
    issuers.push_back(std::move(issuer));
  }
  TrustList trust = TrustList::from_key_sets(std::move(issuers));
  for (const Finding& finding : trust.findings()) {
    if (finding.severity != Severity::note) io.warn(finding);
  }
  return trust;
}

}  // namespace vhc
