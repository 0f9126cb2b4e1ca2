#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "shell/args.h"
#include "shell/io.h"
#include "venue/judging_time.h"
#include "venue/print_trust.h"
#include "venue/print_vci.h"
#include "venue/store/venue_folder.h"
#include "venue/trust_flags.h"
#include "venue/trust_json.h"
#include "verbs.h"

namespace vhc {
namespace {

struct ShowOptions {
  TrustFlags trust;
  std::optional<std::string> what;
  std::optional<std::string> at;
};

// What the lists in use say of one issuer or key.
Result<Exit> show_known(const ShowOptions& options, Io& io) {
  if (!options.what) {
    return fail(Errc::usage, "WHAT", "name an issuer, its address or a key id; or a folder with a snapshot: --vci DIR");
  }
  VHC_TRY(const std::string path, venue_path(options.trust.venue, io));
  VHC_TRY(const VenueFolder folder, VenueFolder::open(path, io));
  std::size_t found = 0;
  for (const TrustState& state : folder.states()) {
    VHC_TRY(const std::size_t here, print_known(io.out(), state, folder.settings(), *options.what));
    found += here;
  }
  if (found != 0) return Exit::done;
  io.out() << "nothing with this name, address or key id on the lists in use\n";
  return Exit::findings;
}

Exit run_show(const ShowOptions& options, Io& io) {
  if (!options.trust.vci) {
    const auto shown = show_known(options, io);
    return shown ? *shown : io.tell(shown.error());
  }
  const auto directory = load_vci(options.trust, io);
  if (!directory) return io.tell(directory.error());
  const auto time = judging_time(options.at, directory->trust.facts(), io);
  if (!time) return io.tell(time.error());
  if (io.json()) {
    io.out() << to_json(*directory, time->now.earliest) << '\n';
  } else {
    print_vci(io.out(), *directory, time->now.earliest);
  }
  return Exit::done;
}

}  // namespace

void add_trust(Verb& root) {
  Verb& trust = root.verb("trust", "trust lists: whose cards count here");
  auto options = std::make_shared<ShowOptions>();
  Verb& show = trust.verb("show", "what a trust list holds, and what is odd about it");
  show.describe(
      "With a venue's folder: what the lists in use say about WHAT, a name, an address or a key id. With --vci: checks "
      "the "
      "signature of a snapshot of the VCI directory and shows what it holds: issuers, keys, revocation "
      "lists, "
      "and what the rules for such lists found, by their numbers. With vci-issuers.json beside the snapshot it is "
      "known "
      "who is still in the directory; the others are suspended.");
  show.operand("WHAT", options->what, false);
  show.option("--venue", options->trust.venue, "DIR", "the venue's folder (default: VHC_VENUE)");
  show.option("--vci", options->trust.vci, "DIR",
              "folder with vci_snapshot.json, .sig, .crt and, if there, vci-issuers.json");
  add_vci_pin(show, options->trust);
  show.option("--at", options->at, "TIME", "show the age as of TIME (RFC 3339; default: now)");
  show.exits({1, 3, 5});
  show.example("$ " + root.name() + " trust show --venue door \"Corner Pharmacy\"");
  show.example("$ " + root.name() + " trust show --vci /srv/vci");
  show.run([options](Io& io) { return run_show(*options, io); });
  add_trust_venue(trust, root.name());
}

}  // namespace vhc
