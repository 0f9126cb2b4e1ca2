// Changes that an operator makes to the draft by hand, and issuers taken from their key sets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/finding.h"
#include "vhc/key_set.h"
#include "vhc/revocation_list.h"
#include "vhc/trust_lines.h"

namespace vhc {

// How long a key that is retired without proof that it was destroyed keeps counting: anyone who still has it can write
// any date on a card.
inline constexpr std::chrono::seconds undestroyed_key_lives_for = std::chrono::days{730};

KeyLine to_key_line(const ListedKey& key);
CrlLine to_crl_line(const RevocationList& list);

// Adds a network when there is none of this name. Fails with registry_conflict for another profile.
Result<void> add_network(TrustLines& draft, const std::string& net, Profile profile, const std::string& title);

// A new issuer with the keys of its key set; what the rules refuse is left out, the caller reports it. Fails with
// registry_conflict when it is there already, iss_* for an address that lists do not allow (V5), rule_v16 without
// a key.
Result<void> add_issuer(TrustLines& draft, const std::string& net, const std::string& iss, const std::string& title,
                        const KeySet& keys, const std::vector<RevocationList>& revocations);

// Takes a newer revocation list of a key. What the newer one lacks stays (V14). A list whose counter went back, or
// jumped by more than a thousand, is not taken: the finding names the kid in `where`, which is empty when all is well.
Finding merge_list(IssuerLine& issuer, const CrlLine& list);

// Keys and lists that an issuer serves now: keys that are new are added, none is removed (V22 is the caller's to ask).
struct KeySetChanges {
  std::size_t added_keys = 0;
  std::size_t missing_keys = 0;  // held, and no more served
  std::size_t changed_lists = 0;
  std::vector<Finding> findings;  // rule_v14: a list that went backwards or jumped
};
Result<KeySetChanges> merge_key_set(TrustLines& draft, const std::string& net, const std::string& iss,
                                    const KeySet& keys, const std::vector<RevocationList>& revocations);

// The one line of this issuer; with `net` empty in whichever network it stands. Fails with registry_no_issuer, or
// registry_conflict when several networks have it.
Result<IssuerLine*> find_issuer(TrustLines& draft, const std::string& net, const std::string& iss);
// By the whole kid or its beginning, four characters at least. Fails with registry_no_key or key_ambiguous.
Result<KeyLine*> find_key(IssuerLine& issuer, std::string_view kid);

void suspend(IssuerLine& issuer, UnixTime now, const std::string& why);
Result<void> resume(IssuerLine& issuer);  // fails with registry_conflict when it is active
void retire(IssuerLine& issuer, bool destroyed, UnixTime now, const std::string& why);
// Fails with registry_conflict when the key is revoked: nothing makes it count again but a quorum that sees it.
Result<void> retire(KeyLine& key, bool destroyed, UnixTime now);
// Key and list start counting again: the next import is accepted, whatever its counter. The rids stay.
void reset_counter(IssuerLine& issuer, KeyLine& key);
// One card, by its key and its rid (or rid.seconds: cards issued before then), as a denial names it. The key promises a
// list from then on. Fails with registry_conflict when it is no revocation id.
Result<void> revoke_card(IssuerLine& issuer, KeyLine& key, const std::string& rid);
void revoke(KeyLine& key, UnixTime now);
// Revokes a key by its bytes, wherever they are and under any kid: an active entry with a revoked point would
// contradict it. How many entries that were. Fails as find_issuer() and find_key() do, and changes nothing then.
Result<std::size_t> revoke_everywhere(TrustLines& draft, const std::string& net, const std::string& iss,
                                      std::string_view kid, UnixTime now);

}  // namespace vhc
