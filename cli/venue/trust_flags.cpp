#include "venue/trust_flags.h"

#include <utility>

#include "shell/args.h"
#include "shell/io.h"
#include "venue/store/published_keys.h"
#include "venue/store/venue_folder.h"
#include "vhc/key_set.h"

namespace vhc {
namespace {

Finding warning(Errc code, std::string where) {
  return {code, Severity::warning, std::move(where), {}};
}

void add_lists(IssuerKeys& issuer, std::vector<PromisedList> promised) {
  for (PromisedList& one : promised) {
    if (one.list) {
      issuer.revocations.push_back(*std::move(one.list));
    } else {
      issuer.key_set.findings.push_back(
          warning(one.text.empty() ? Errc::crl_missing : one.list.error().code, one.file));
    }
  }
}

Result<IssuerKeys> load_issuer(const std::string& argument, Io& io) {
  const std::size_t equals = argument.find('=');
  if (equals == 0 || equals == std::string::npos || equals + 1 == argument.size()) {
    return fail(Errc::usage, "--jwks", "write it as --jwks https://pharmacy.example/shc=jwks.json");
  }
  const std::string file = argument.substr(equals + 1);
  IssuerKeys issuer{.iss = argument.substr(0, equals)};
  auto published = read_published_keys(file, io);
  if (published) {
    issuer.key_set = std::move(published->keys);
    add_lists(issuer, std::move(published->lists));
  } else if (published.error().code == Errc::not_found) {
    return tl::unexpected(std::move(published).error());
  } else {
    issuer.key_set.findings.push_back(warning(Errc::key_set_form, file));
  }
  return issuer;
}

void warn_of(const TrustList& trust, const Io& io) {
  for (const Finding& finding : trust.findings()) {
    if (finding.severity != Severity::note) io.warn(finding);
  }
}

}  // namespace

void add_trust_flags(Verb& verb, TrustFlags& flags) {
  verb.option("--venue", flags.venue, "DIR", "the venue's folder with the lists it trusts (default: VHC_VENUE)");
  verb.option("-t,--trust", flags.pack, "PACK", "one trust pack, without a folder (needs --root)");
  verb.option("--root", flags.root, "NOTE", "the root note that the pack of --trust must hang on");
  verb.option("--jwks", flags.jwks, "ISS=FILE",
              "an unsigned key set and its issuer, repeatable (for tests and development)");
  verb.option("--vci", flags.vci, "DIR", "folder with a signed snapshot of the VCI directory");
  add_vci_pin(verb, flags);
}

void add_vci_pin(Verb& verb, TrustFlags& flags) {
  verb.option("--vci-pin", flags.vci_pin, "HEX",
              "SHA-256 of the certificate that the snapshot is signed with (default: that of VCI)");
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

Result<Sha256> vci_pin(const TrustFlags& flags) {
  if (!flags.vci_pin) return vci_certificate_pin;
  auto given = parse_vci_pin(*flags.vci_pin);
  if (!given) return fail(Errc::usage, "--vci-pin", given.error().hint);
  return given;
}

Result<VciDirectory> load_vci(const TrustFlags& flags, Io& io) {
  VHC_TRY(const Sha256 pin, vci_pin(flags));
  VHC_TRY(VciFiles files, read_vci_files(*flags.vci, io));
  return open_vci(std::move(files), *flags.vci, pin);
}

Result<VciDirectory> open_vci(VciFiles files, const std::string& folder, const Sha256& pin) {
  auto directory = open_vci_directory(std::move(files), pin);
  if (directory) return directory;
  Error error = std::move(directory).error();
  if (error.code == Errc::trust_certificate) error.where = "vci_snapshot.crt";
  if (error.code == Errc::trust_signature) error.where = "vci_snapshot.json, vci_snapshot.sig";
  error.where = folder + "/" + error.where;
  if (error.hint.empty()) error.hint = "fetch the files again, all of one day and byte for byte";
  return tl::unexpected(std::move(error));
}

namespace {

Result<TrustList> load_venue(const std::string& path, const TrustFlags& flags, Io& io) {
  VHC_TRY(VenueFolder folder, VenueFolder::open(path, io));
  if (!flags.at) folder.keep_time(io);
  return folder.open_trust(flags.at ? std::nullopt : std::optional(io.now()));
}

// One pack without a folder: every network in it counts, and nothing protects against an older list.
Result<TrustList> load_pack(const TrustFlags& flags, Io& io) {
  if (!flags.root) return fail(Errc::usage, "--trust", "name the root note it must hang on: --root NOTE");
  VHC_TRY(const std::string note, io.read_file(*flags.root, max_root_note_bytes));
  VHC_TRY(const std::string pack, io.read_file(*flags.pack, max_pack_bytes));
  UnixTime clock = io.now();
  if (flags.at) {
    VHC_TRY(clock, parse_time(*flags.at));
  }
  VHC_TRY(const TrustState pinned, pin(note, clock, true, UnixTime{}));
  Updated updated = update(pinned, pack, clock);
  if (updated.refused) {
    updated.refused->where = *flags.pack + (updated.refused->where.empty() ? "" : ", ") + updated.refused->where;
    return tl::unexpected(*std::move(updated.refused));
  }
  const TrustState& state = updated.state;
  if (state.list() == nullptr) return fail(Errc::trust_no_list, *flags.pack);
  VHC_TRY(const auto networks, networks_of(state.data));
  std::vector<std::string> names;
  names.reserve(networks.size());
  for (const auto& [net, profile] : networks) names.push_back(net);
  TrustFacts known = facts(state, {}, flags.at ? std::nullopt : std::optional(clock));
  // The report says that nobody looked whether a newer list exists; that this one has ended still counts.
  if (state_at(known, clock) != ListState::expired) {
    known.state = ListState::none;
  }
  return TrustList::from_signed({source_of(state, std::move(names), std::move(known))}, std::move(updated.findings));
}

Result<TrustList> load_key_sets(const TrustFlags& flags, Io& io) {
  std::vector<IssuerKeys> issuers;
  for (const std::string& argument : flags.jwks) {
    VHC_TRY(IssuerKeys issuer, load_issuer(argument, io));
    issuers.push_back(std::move(issuer));
  }
  return TrustList::from_key_sets(std::move(issuers));
}

Result<TrustList> load_chosen(const TrustFlags& flags, Io& io) {
  if (flags.count() > 1) {
    return fail(Errc::usage, "--venue, --trust, --vci, --jwks", "use only one of them");
  }
  if (flags.root && !flags.pack) return fail(Errc::usage, "--root", "it belongs to --trust PACK");
  if (flags.vci) {
    VHC_TRY(VciDirectory directory, load_vci(flags, io));
    return std::move(directory.trust);
  }
  if (!flags.jwks.empty()) return load_key_sets(flags, io);
  if (flags.pack) return load_pack(flags, io);
  if (flags.venue) return load_venue(*flags.venue, flags, io);
  if (const auto path = io.environment("VHC_VENUE")) return load_venue(*path, flags, io);
  return fail(Errc::trust_none, {},
              "name the venue's folder, --venue DIR, a folder with the VCI directory, --vci DIR, or an issuer's key "
              "set: --jwks https://pharmacy.example/shc=jwks.json");
}

}  // namespace

Result<TrustList> load_trust(const TrustFlags& flags, Io& io) {
  auto trust = load_chosen(flags, io);
  if (trust) warn_of(*trust, io);
  return trust;
}

}  // namespace vhc
