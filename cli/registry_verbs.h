// The operator's verbs: each file adds its own.
#pragma once

#include "args.h"

namespace vhc {

void add_registry_signers(Verb& registry);  // init, signer, root
void add_registry_notes(Verb& registry);    // propose, sign, publish
void add_registry_live(Verb& registry);     // live, deny, deny-key
void add_registry_draft(Verb& registry);    // import, issuer, key, diff, audit, urls
void add_registry_watch(Verb& registry);    // status, log

}  // namespace vhc
