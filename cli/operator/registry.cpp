#include "operator/registry_verbs.h"
#include "verbs.h"

namespace vhc {

void add_registry(Verb& root) {
  Verb& registry = root.verb("registry", "keep a trust network's lists: import, review, sign, publish, deny");
  add_registry_signers(registry);
  add_registry_draft(registry);
  add_registry_notes(registry);
  add_registry_live(registry);
  add_registry_watch(registry);
  add_registry_restore(registry);
}

}  // namespace vhc
