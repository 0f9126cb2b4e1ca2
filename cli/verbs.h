// The verbs: each adds itself to the tree, with its options and what it does.
#pragma once

#include "shell/args.h"

namespace vhc {

// The whole of each program. add_all_verbs is linked with the issuer, add_venue_verbs without.
void add_all_verbs(Verb& root);
void add_venue_verbs(Verb& root);

// What every program has: completion, help, version.
void add_common_verbs(Verb& root);
void add_completion(Verb& root);
void add_help(Verb& root);
void add_version(Verb& root);

// The venue's verbs.
void add_verify(Verb& root);
void add_inspect(Verb& root);
void add_explain(Verb& root);
void add_rules(Verb& root);
void add_rules_try(Verb& rules, const std::string& program);
void add_trust(Verb& root);
void add_trust_venue(Verb& trust, const std::string& program);  // what is under trust for signed lists
void add_selftest(Verb& root);

// The pharmacy's verbs.
void add_check(Verb& root);
void add_issue(Verb& root);
void add_correct(Verb& root);
void add_reprint(Verb& root);
void add_revoke(Verb& root);
void add_cards(Verb& root);
void add_journal(Verb& root);
void add_publish(Verb& root);
void add_issuer(Verb& root);
void add_issuer_backup(Verb& issuer);
void add_status(Verb& root);
void add_retention(Verb& root);
void add_tables(Verb& root);
void add_key(Verb& root);
void add_lint(Verb& root);
void add_registry(Verb& root);
void add_issuing_selftest(Verb& root);
void add_bench(Verb& root);

}  // namespace vhc
