// What vhc can do: the pharmacy's verbs, then the venue's.
#include "verbs.h"

namespace vhc {

void add_all_verbs(Verb& root) {
  root.describe("Issues SMART Health Cards and judges them offline. VERB --help tells more about each verb.");
  root.example("$ vhc issue --issuer shop visit.json --qr card.png");
  root.example("$ vhc verify --jwks https://pharmacy.example/shc=jwks.json card.png");
  root.group("For a pharmacy");
  add_check(root);
  add_issue(root);
  add_correct(root);
  add_reprint(root);
  add_revoke(root);
  add_cards(root);
  add_publish(root);
  add_status(root);
  add_retention(root);
  add_tables(root);
  add_issuer(root);
  add_key(root);
  add_journal(root);
  root.group("At the door");
  add_verify(root);
  add_inspect(root);
  add_explain(root);
  add_rules(root);
  add_trust(root);
  root.group("For the operator of a trust network");
  add_registry(root);
  root.group("Tools");
  add_lint(root);
  add_bench(root);
  add_issuing_selftest(root);
  add_common_verbs(root);
}

}  // namespace vhc
