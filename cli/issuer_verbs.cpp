// What vhc can do: the pharmacy's verbs, then the venue's.
#include "verbs.h"

namespace vhc {

void add_all_verbs(Verb& root) {
  root.describe("Issues SMART Health Cards and judges them offline. VERB --help tells more about each.");
  root.example("$ vhc issue --issuer shop visit.json --qr card.png");
  root.example("$ vhc verify --jwks https://pharmacy.example/shc=jwks.json card.png");
  add_check(root);
  add_issue(root);
  add_correct(root);
  add_reprint(root);
  add_revoke(root);
  add_publish(root);
  add_status(root);
  add_retention(root);
  add_tables(root);
  add_issuer(root);
  add_key(root);
  add_journal(root);
  add_verify(root);
  add_inspect(root);
  add_explain(root);
  add_trust(root);
  add_lint(root);
  add_registry(root);
  add_bench(root);
  add_issuing_selftest(root);
  add_common_verbs(root);
}

}  // namespace vhc
