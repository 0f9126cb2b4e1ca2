// The operator's verbs: each file adds its own.
#pragma once

#include "shell/args.h"

namespace vhc {

void add_registry_signers(Verb& registry);  // init, signer, root
void add_registry_notes(Verb& registry);    // propose, withdraw, collect, and these two
void add_registry_sign(Verb& registry);     // sign
void add_registry_publish(Verb& registry);  // publish
void add_registry_live(Verb& registry);     // live, deny, deny-key
void add_registry_draft(Verb& registry);    // import, issuer, key, diff, audit, urls
void add_registry_restore(Verb& registry);  // restore
void add_registry_watch(Verb& registry);    // status, log

}  // namespace vhc
