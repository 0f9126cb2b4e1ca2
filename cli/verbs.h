// The verbs: each adds itself to the tree, with its options and what it does.
#pragma once

#include "args.h"

namespace vhc {

// The venue's verbs, and those that every program has. Linked without the issuer.
void add_verify(Verb& root);
void add_inspect(Verb& root);
void add_selftest(Verb& root);
void add_version(Verb& root);
void add_help(Verb& root);
void add_completion(Verb& root);

// The pharmacy's verbs.
void add_issue(Verb& root);
void add_revoke(Verb& root);
void add_publish(Verb& root);
void add_issuer(Verb& root);
void add_key(Verb& root);
void add_issuing_selftest(Verb& root);

}  // namespace vhc
