// Whom a verifier trusts: issuers, their keys and what they revoked, as an immutable snapshot.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/finding.h"
#include "vhc/key_set.h"
#include "vhc/public_key.h"
#include "vhc/result.h"
#include "vhc/revocation_list.h"
#include "vhc/time.h"
#include "vhc/trust_lines.h"
#include "vhc/trust_note.h"

namespace vhc {

// A revocation list that was fetched longer ago than this revokes, and is not proof that a card is not revoked (V13).
inline constexpr std::chrono::seconds revocations_fresh_for = std::chrono::days{7};

enum class ListState : std::uint8_t { none, fresh, stale, expired };
enum class IssuerStatus : std::uint8_t { active, suspended, retired };
enum class KeyStatus : std::uint8_t { active, retired, revoked, denied };

std::string_view name(ListState state) noexcept;

// Which list judged a card, and how old it is: printed in every report.
struct TrustFacts {
  std::string origin = "unsigned";
  std::optional<std::int64_t> list;
  std::optional<UnixTime> issued;
  ListState state = ListState::none;
  std::optional<std::chrono::seconds> fresh_for = {};  // after its issue; the state then depends on the time of judging
  // Of a signed list: how its state follows from the time of judging (`state` is then the best it can be).
  std::optional<UnixTime> fresh_until = {};  // stale after it
  std::optional<UnixTime> expires = {};      // expired after it
  std::optional<UnixTime> floor = {};        // time is at least this, whatever the clock says
};

// `facts.state` as it is when a card is judged: stale when fresh_for is over.
ListState state_at(const TrustFacts& facts, UnixTime time) noexcept;

// When cards are judged by a clock: never before the list was issued, and then the time is not exact.
Now judge_time(UnixTime clock, const TrustFacts& facts) noexcept;

// One key of one issuer. Family, iss and kid decide together; the kid alone never does, since real lists have kids with
// 161 owners.
struct TrustEntry {
  Profile profile = Profile::shc;  // the family of cards it counts for
  std::string iss;
  std::string name;  // of the issuer; may be empty
  std::string network;
  std::string kid;
  PublicKey key;
  IssuerStatus issuer_status = IssuerStatus::active;
  std::optional<UnixTime> retired;  // of the issuer: cards issued later do not count
  KeyStatus key_status = KeyStatus::active;
  std::optional<std::int64_t> crl_version;            // the key promises a revocation list
  std::shared_ptr<const RevocationList> revocations;  // none: not at hand, or refused
  std::optional<UnixTime> last_seen = {};             // when key and revocation list were fetched, if that is known
  // Of a signed list:
  std::string origin = {};
  std::optional<UnixTime> key_retired = {};  // cards issued from then on do not count
  std::optional<UnixTime> key_from = {};
  std::optional<UnixTime> key_until = {};
  bool issuer_denied = false;
  bool revocations_stale = false;    // the operator has not got a new one for a week
  bool revocations_missing = false;  // the operator has not got the one that the key promises
  bool suspended_elsewhere = false;  // in another accepted network
  // What it may vouch for, when that is limited: kinds of events, out of "trv", and types of cards, sorted.
  std::optional<std::string> use = {};
  std::optional<std::vector<std::string>> types = {};
  // Denials, and what other accepted networks revoke under the same issuer and key: removal wins.
  std::vector<std::shared_ptr<const RevocationList>> more_revocations = {};
};

// An issuer as it is handed to a TrustList.
struct IssuerKeys {
  std::string iss;
  std::string name;
  KeySet key_set;
  std::vector<RevocationList> revocations;
  std::string network = {};
  IssuerStatus status = IssuerStatus::active;
  std::optional<UnixTime> last_seen = {};
};

// When a list of an operator was issued.
struct ListIssue {
  std::int64_t number = 0;
  UnixTime issued{};
};

// Of `issues`, ascending, the first list that can have carried what is true since `since`; none when there is none.
std::optional<std::int64_t> first_list_since(const std::vector<ListIssue>& issues, std::optional<UnixTime> since);

// The list in use of one operator, and what its live notes deny.
struct SignedSource {
  std::string origin;
  std::string_view list;              // its text, whose hash somebody else has compared
  std::vector<std::string> networks;  // those that the venue accepts
  std::vector<std::string> denied_keys;
  std::vector<CardDenial> denied_cards;
  TrustFacts facts;
  std::vector<ListIssue> issues = {};  // of the lists in its chain, ascending
};

// What a list says of an issuer, with or without keys.
struct ListedIssuer {
  Profile profile = Profile::shc;
  std::string iss;
  std::string name;  // may be empty
  IssuerStatus status = IssuerStatus::active;
  std::optional<UnixTime> last_seen = {};
  std::size_t num_keys = 0;
  std::optional<UnixTime> since = {};  // when it was suspended or retired, and why, if the list says so
  std::string why = {};
  std::optional<std::int64_t> since_list = {};  // the first list of this operator that said so
};

// Immutable; share it between threads as it is. A P-256 key takes some 125 bytes until it is looked up, an issuer 150.
// Issuers and keys of one family of cards are nothing to another: every question names the family it is asked for.
class TrustList {
 public:
  // A list made of unsigned key sets: for development and tests (docs/rules/cli.md 8, --jwks). An
  // issuer without a usable key is listed with none. A revocation list for a kid that the issuer does not have is
  // reported and not used.
  static TrustList from_key_sets(std::vector<IssuerKeys> issuers);
  // A list that somebody else has looked through: `findings` are what every report has to say of it, those of the
  // issuers are left alone. Of two entries with one iss and kid the first counts.
  static TrustList from_issuers(std::vector<IssuerKeys> issuers, TrustFacts facts, std::vector<Finding> findings);

  // Signed lists, of one operator or several. Identity is origin, network, issuer and kid; what any accepted network
  // revokes, or any operator denies, is refused (docs/rules/trust.md 5). Fails as for_each_line does.
  static Result<TrustList> from_signed(const std::vector<SignedSource>& sources, std::vector<Finding> findings);

  TrustList();
  TrustList(TrustList&&) noexcept;
  TrustList& operator=(TrustList&&) noexcept;
  ~TrustList();

  // The keys to try a signature with: distinct, usually one.
  std::span<const PublicKey> candidates(std::string_view kid, Profile profile = Profile::shc) const;
  // Decides: the key `kid` of the issuer `iss`, or nothing. Compared byte for byte.
  const TrustEntry* find(std::string_view iss, std::string_view kid, Profile profile = Profile::shc) const;
  bool lists_issuer(std::string_view iss, Profile profile = Profile::shc) const;
  // Empty when it has none.
  std::string_view issuer_name(std::string_view iss, Profile profile = Profile::shc) const;
  // Null when it is not listed.
  const ListedIssuer* issuer(std::string_view iss, Profile profile = Profile::shc) const;

  // For explaining a refusal, never for deciding: who has a key under this kid; the listed issuer whose address differs
  // only in the case of its letters or a final slash, or null.
  std::vector<const TrustEntry*> owners(std::string_view kid, Profile profile = Profile::shc) const;
  const ListedIssuer* similar_issuer(std::string_view iss, Profile profile = Profile::shc) const;

  // Everything that is on it, in the order it was put in. What is pointed to, here and above, is made when it is first
  // asked for and lives as long as the list: to walk over a large list costs far more memory than to look keys up.
  std::vector<const ListedIssuer*> issuers() const;
  std::vector<const TrustEntry*> entries() const;
  std::size_t num_issuers() const noexcept;
  std::size_t num_keys() const noexcept;
  // Of the first list; those of the list that an entry is from.
  const TrustFacts& facts() const noexcept;
  const TrustFacts& facts_of(const TrustEntry& entry) const noexcept;
  const std::vector<Finding>& findings() const noexcept;

 private:
  struct Index;
  std::shared_ptr<const Index> index_;
};

}  // namespace vhc
