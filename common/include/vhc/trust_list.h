// Whom a verifier believes: issuers, their keys and what they revoked, as an immutable snapshot.
#pragma once

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
#include "vhc/revocation_list.h"
#include "vhc/time.h"

namespace vhc {

enum class ListState : std::uint8_t { none, fresh, stale, expired };
enum class IssuerStatus : std::uint8_t { active, suspended, retired };
enum class KeyStatus : std::uint8_t { active, revoked, denied };

std::string_view name(ListState state) noexcept;

// Which list judged a card, and how old it is: printed in every report.
struct TrustFacts {
  std::string origin = "unsigned";
  std::optional<std::int64_t> list;
  std::optional<UnixTime> issued;
  ListState state = ListState::none;
};

// One key of one issuer. The pair (iss, kid) decides; the kid alone never does, since real lists have kids with 161
// owners.
struct TrustEntry {
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
};

// An issuer as it is handed to a TrustList.
struct IssuerKeys {
  std::string iss;
  std::string name;
  KeySet key_set;
  std::vector<RevocationList> revocations;
};

// Immutable; share it between threads as it is.
class TrustList {
 public:
  // A list made of plain key sets that nobody signed: for development and tests (cli.md 8, --jwks). An issuer without a
  // usable key is listed with none. A revocation list for a kid that the issuer does not have is reported and not used.
  static TrustList from_key_sets(std::vector<IssuerKeys> issuers);

  TrustList();
  TrustList(TrustList&&) noexcept;
  TrustList& operator=(TrustList&&) noexcept;
  ~TrustList();

  // The keys to try a signature with: distinct points, usually one.
  std::span<const PublicKey> candidates(std::string_view kid) const;
  // Decides: the key `kid` of the issuer `iss`, or nothing. Compared byte for byte.
  const TrustEntry* find(std::string_view iss, std::string_view kid) const;
  bool lists_issuer(std::string_view iss) const;
  std::string_view issuer_name(std::string_view iss) const;  // empty when it has none

  std::size_t num_issuers() const noexcept;
  std::size_t num_keys() const noexcept;
  const TrustFacts& facts() const noexcept;
  const std::vector<Finding>& findings() const noexcept;

 private:
  struct Index;
  std::shared_ptr<const Index> index_;
};

}  // namespace vhc
