// What vhc-verify can do: the venue's verbs, and those that every program has.
#include "verbs.h"

namespace vhc {

void add_common_verbs(Verb& root) {
  add_completion(root);
  add_help(root);
  add_version(root);
}

void add_venue_verbs(Verb& root) {
  root.describe("Judges SMART Health Cards offline. VERB --help tells more about each verb.");
  root.example("$ " + root.name() + " verify --jwks https://pharmacy.example/shc=jwks.json card.png");
  root.group("At the door");
  add_verify(root);
  add_inspect(root);
  add_explain(root);
  add_rules(root);
  add_trust(root);
  root.group("Tools");
  add_selftest(root);
  add_common_verbs(root);
}

}  // namespace vhc
