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

Result<VciFiles> read_vci_files(const std::string& folder, Io& io) {
  VciFiles files;
  VHC_TRY(files.snapshot, io.read_file(folder + "/vci_snapshot.json", max_vci_file_bytes));
  VHC_TRY(files.signature, io.read_file(folder + "/vci_snapshot.sig", max_vci_signature_bytes));
  VHC_TRY(files.certificate, io.read_file(folder + "/vci_snapshot.crt", max_vci_certificate_bytes));
  const std::string directory = folder + "/vci-issuers.json";
  if (io.exists(directory)) {
    VHC_TRY(files.directory, io.read_file(directory, max_vci_file_bytes));
  }
  return files;
}

void warn_of(const TrustList& trust, const Io& io) {
  for (const Finding& finding : trust.findings()) {
    if (finding.severity != Severity::note) io.warn(finding);
  }
}

}  // namespace

void add_trust_flags(Verb& verb, TrustFlags& flags) {
  verb.option("--jwks", flags.jwks, "ISS=FILE",
              "a bare key set and its issuer, repeatable (for tests and development)");
  verb.option("--vci", flags.vci, "DIR", "folder with a signed snapshot of the VCI directory");
  add_vci_pin(verb, flags);
}

void add_vci_pin(Verb& verb, TrustFlags& flags) {
  verb.option("--vci-pin", flags.vci_pin, "HEX",
              "SHA-256 of the certificate that the snapshot is signed with (default: that of VCI)");
}

Result<VciDirectory> load_vci(const TrustFlags& flags, Io& io) {
  Sha256 pin = vci_certificate_pin;
  if (flags.vci_pin) {
    auto given = parse_vci_pin(*flags.vci_pin);
    if (!given) return fail(Errc::usage, "--vci-pin", given.error().hint);
    pin = *given;
  }
  VHC_TRY(VciFiles files, read_vci_files(*flags.vci, io));
  auto directory = open_vci_directory(std::move(files), pin);
  if (directory) return directory;
  Error error = std::move(directory).error();
  if (error.code == Errc::trust_certificate) error.where = "vci_snapshot.crt";
  if (error.code == Errc::trust_signature) error.where = "vci_snapshot.json, vci_snapshot.sig";
  error.where = *flags.vci + "/" + error.where;
  if (error.hint.empty()) error.hint = "fetch the files again, all of one day and byte for byte";
  return tl::unexpected(std::move(error));
}

Result<TrustList> load_trust(const TrustFlags& flags, Io& io) {
  if (!flags.any()) {
    return fail(Errc::trust_none, {},
                "name a folder with the VCI directory, --vci DIR, or an issuer's key set: --jwks "
                "https://pharmacy.example/shc=jwks.json");
  }
  if (flags.vci && !flags.jwks.empty()) return fail(Errc::usage, "--vci", "cards are judged by --vci or by --jwks");
  if (flags.vci) {
    VHC_TRY(VciDirectory directory, load_vci(flags, io));
    warn_of(directory.trust, io);
    return std::move(directory.trust);
  }
  std::vector<IssuerKeys> issuers;
  for (const std::string& argument : flags.jwks) {
    VHC_TRY(IssuerKeys issuer, load_issuer(argument, io));
    issuers.push_back(std::move(issuer));
  }
  TrustList trust = TrustList::from_key_sets(std::move(issuers));
  warn_of(trust, io);
  return trust;
}

}  // namespace vhc
