// The venue's program: no issuer, no private key, nothing that opens one.
#include "shell/program.h"
#include "verbs.h"

int main(int argc, char** argv) {
  return vhc::run_main(argc, argv, "vhc-verify", "verifiable health cards: the venue's verbs", vhc::add_venue_verbs);
}
