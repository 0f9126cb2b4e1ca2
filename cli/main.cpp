#include "program.h"
#include "verbs.h"

namespace {

void add_verbs(vhc::Verb& root) {
  root.describe("Issues SMART Health Cards and judges them offline. VERB --help tells more about each.");
  root.example("$ vhc issue --issuer shop visit.json --qr card.png");
  root.example("$ vhc verify --jwks https://pharmacy.example/shc=jwks.json card.png");
  vhc::add_issue(root);
  vhc::add_revoke(root);
  vhc::add_publish(root);
  vhc::add_issuer(root);
  vhc::add_key(root);
  vhc::add_verify(root);
  vhc::add_inspect(root);
  vhc::add_issuing_selftest(root);
  vhc::add_completion(root);
  vhc::add_help(root);
  vhc::add_version(root);
}

}  // namespace

int main(int argc, char** argv) {
  return vhc::run_main(argc, argv, "vhc", "verifiable health cards", add_verbs);
}
