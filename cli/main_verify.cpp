// The venue's program: no issuer, no private key, nothing that opens one.
#include "program.h"
#include "verbs.h"

namespace {

void add_verbs(vhc::Verb& root) {
  root.describe("Judges SMART Health Cards offline. VERB --help tells more about each.");
  root.example("$ vhc-verify verify --jwks https://pharmacy.example/shc=jwks.json card.png");
  vhc::add_verify(root);
  vhc::add_inspect(root);
  vhc::add_selftest(root);
  vhc::add_completion(root);
  vhc::add_help(root);
  vhc::add_version(root);
}

}  // namespace

int main(int argc, char** argv) {
  return vhc::run_main(argc, argv, "vhc-verify", "verifiable health cards: the venue's verbs", add_verbs);
}
