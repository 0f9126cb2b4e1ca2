#include <memory>
#include <optional>
#include <ostream>
#include <string>

#include "args.h"
#include "io.h"
#include "judging_time.h"
#include "print_vci.h"
#include "trust_flags.h"
#include "verbs.h"

namespace vhc {
namespace {

struct ShowOptions {
  TrustFlags trust;
  std::optional<std::string> at;
};

int run_show(const ShowOptions& options, Io& io) {
  const auto directory = load_vci(options.trust, io);
  if (!directory) return io.fail(directory.error());
  const auto time = judging_time(options.at, directory->trust.facts(), io);
  if (!time) return io.fail(time.error());
  if (io.json()) {
    io.out() << to_json(*directory, time->now.earliest) << '\n';
  } else {
    print_vci(io.out(), *directory, time->now.earliest);
  }
  return 0;
}

}  // namespace

void add_trust(Verb& root) {
  Verb& trust = root.verb("trust", "trust lists: whose cards count here");
  auto options = std::make_shared<ShowOptions>();
  Verb& show = trust.verb("show", "what a trust list holds, and what is odd about it");
  show.describe(
      "Checks the signature of a snapshot of the VCI directory and shows what it holds: issuers, keys, revocation "
      "lists, "
      "and what the rules for such lists found, by their numbers. With vci-issuers.json beside the snapshot it is "
      "known "
      "who is still in the directory; the others are suspended.");
  show.required_option("--vci", options->trust.vci, "DIR",
                       "folder with vci_snapshot.json, .sig, .crt and, if there, vci-issuers.json");
  add_vci_pin(show, options->trust);
  show.option("--at", options->at, "TIME", "show the age as of TIME (RFC 3339; default: now)");
  show.exits({3, 5});
  show.example("$ " + root.name() + " trust show --vci /srv/vci");
  show.run([options](Io& io) { return run_show(*options, io); });
  add_trust_venue(trust, root.name());
}

}  // namespace vhc
