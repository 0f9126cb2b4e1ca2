// The VCI directory of SMART Health Card issuers: a signed snapshot of everybody's keys, and the list, which nobody
// signed, of who is in the directory today. Facts and the rules V1-V22: docs/rules/trust.md.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/bytes.h"
#include "vhc/finding.h"
#include "vhc/result.h"
#include "vhc/sha256.h"
#include "vhc/time.h"
#include "vhc/trust_lines.h"
#include "vhc/trust_list.h"

namespace vhc {

// Ceilings (V19). A revocation list in a snapshot must also meet those of RevocationList.
inline constexpr std::size_t max_vci_file_bytes = std::size_t{16} * 1024 * 1024;  // snapshot or directory
inline constexpr std::size_t max_vci_signature_bytes = 1024;
inline constexpr std::size_t max_vci_certificate_bytes = std::size_t{16} * 1024;
inline constexpr std::size_t max_vci_depth = 32;
inline constexpr std::size_t max_vci_issuers = 100'000;
inline constexpr std::size_t max_vci_rids = 1'000'000;  // of one issuer
// What an import takes must be fit for a list: strings, counters and addresses have one limit in both.
inline constexpr std::size_t max_vci_string_bytes = max_list_string_bytes;

inline constexpr std::chrono::seconds vci_fresh_for = std::chrono::days{7};  // V3: older is a warning
inline constexpr std::chrono::seconds vci_issuer_stale_after = std::chrono::days{30};

// SHA-256 of the DER of the certificate that the directory has been signed with since 2022-03-17.
inline constexpr Sha256 vci_certificate_pin = {0xc3, 0xe4, 0x4e, 0x40, 0xa2, 0x0e, 0x6d, 0x54, 0xa5, 0xad, 0x24,
                                               0x7e, 0x9d, 0xdd, 0x07, 0x76, 0x37, 0x08, 0xce, 0xc1, 0xaa, 0x9a,
                                               0xcd, 0x47, 0xa4, 0x08, 0xa3, 0xcc, 0x28, 0xf3, 0x20, 0xfb};

// 64 hexadecimal digits of either case. Fails with usage.
Result<Sha256> parse_vci_pin(std::string_view hex);

// The files as they were published, byte for byte.
struct VciFiles {
  std::string snapshot;                  // vci_snapshot.json
  std::string signature;                 // vci_snapshot.sig
  std::string certificate;               // vci_snapshot.crt, PEM or DER: a carrier, only the pin vouches for it
  std::optional<std::string> directory;  // vci-issuers.json, if it is at hand
};

// V1: the signature holds over the bytes of the snapshot as they are, under the certificate whose DER has the digest
// `pin` and whose dates are not checked (docs/rules/trust.md V1). Fails with trust_certificate or trust_signature.
Result<void> check_vci_signature(const VciFiles& files, const Sha256& pin = vci_certificate_pin);

// What a rule found. `iss` and `kid` are as published, up to 4 KiB each and not fit for a screen; `detail` quotes no
// value.
struct VciFinding {
  Errc code{};
  Severity severity = Severity::warning;
  std::string iss;
  std::string kid;
  std::string detail;
};

// The number of the rule behind a finding, such as "V9"; empty when there is none.
std::string_view rule_of(Errc code) noexcept;

// Of the snapshot, unless it says otherwise. A key is a pair of issuer and kid.
struct VciCounts {
  std::size_t issuers = 0;  // taken; those whose iss breaks V5 are not
  std::size_t refused_issuers = 0;
  std::size_t listed = 0;
  std::size_t delisted = 0;                  // in the snapshot and not in the directory: suspended (V4)
  std::size_t delisted_with_listed_key = 0;  // of these, how many have a key that a listed issuer has too
  std::size_t not_in_snapshot = 0;           // in the directory only
  std::size_t keys = 0;
  std::size_t refused_keys = 0;  // published entries that cannot be used, repeated ones included
  std::size_t distinct_kids = 0;
  std::size_t shared_kids = 0;  // under more than one issuer
  std::size_t no_key = 0;       // issuers without a usable key (V16)
  std::size_t x5c_keys = 0;
  std::size_t x5c_issuers = 0;
  std::size_t keys_with_counter = 0;  // crlVersion
  std::size_t crl_issuers = 0;
  std::size_t crl_files = 0;
  std::size_t rids = 0;
  std::size_t names_used_twice = 0;
  std::size_t issuers_with_such_a_name = 0;
  std::size_t with_canonical_iss = 0;
  std::size_t hosts_with_capitals = 0;
  std::size_t differing_in_case = 0;  // pairs of iss that differ only in letter case
  std::size_t stale = 0;              // listed, and not seen for 30 days before the snapshot
  // By the age of lastRetrieved at the time of the snapshot: the same day, 30 days, a year, more. Without one: the
  // first.
  std::size_t seen_today = 0;
  std::size_t seen_in_30_days = 0;
  std::size_t seen_in_a_year = 0;
  std::size_t seen_before = 0;
  std::map<std::string, std::size_t> unknown_members;  // V18: name and how often
};

struct VciDirectory {
  TrustList trust;  // origin "vci-snapshot", network "vci", issued at the snapshot's time
  UnixTime time{};
  std::string source;  // URL of the directory that the snapshot is of
  VciCounts counts;
  std::vector<VciFinding> findings;
};

// Checks the signature, then reads. Fails as check_vci_signature and read_vci_snapshot do.
Result<VciDirectory> open_vci_directory(VciFiles files, const Sha256& pin = vci_certificate_pin);

// Reads a snapshot whose signature somebody else has checked, or that has none (daily_log_snapshot.json). Strict (V20):
// fails with trust_damaged, the file, line and column in Error::where and the reason in Error::hint, when the file as a
// whole is broken; an entry that is broken is left out and is a finding with that code. Rules V4 to V12, V16, V18, V19
// and V21, and V13 as far as one snapshot shows: what one issuer or key breaks is left out and reported, the others
// stay.
Result<VciDirectory> read_vci_snapshot(std::string snapshot, const std::optional<std::string>& directory);

// The text of a file of the directory, with a 0 in place of each entry that no JSON reader of ours takes: for those who
// look for something else in it. As it is when that helps nothing.
std::string without_broken_entries(std::string file);

// One entry of vci-issuers.json.
struct VciIssuer {
  std::string iss;  // as published
  std::string name;
  std::string website;        // may be empty
  std::string canonical_iss;  // may be empty
};

// The directory: who is listed. Findings (V5, V21) do not take an entry out.
struct VciIssuers {
  std::vector<VciIssuer> issuers;
  std::vector<VciFinding> findings;
};

// Fails as read_vci_snapshot does.
Result<VciIssuers> read_vci_issuers(std::string json);

}  // namespace vhc
