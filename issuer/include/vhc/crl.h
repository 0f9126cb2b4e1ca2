// Upkeep of the issuer's own revocation lists (SHC 1.4.0 "Revocation"). Reading anybody's list: vhc/revocation_list.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "vhc/checked.h"
#include "vhc/result.h"
#include "vhc/time.h"

namespace vhc {

struct Revocation {
  RevocationId rid;
  std::optional<UnixTime> before = std::nullopt;  // only cards whose nbf is before it; nothing: every card with the rid
};

struct CrlUpdate {
  std::string
      json;  // {"kid":"…","method":"rid","ctr":3,"rids":["…","….1636977600"]}: no white space, rids in byte order
  std::int64_t ctr = 0;
  std::size_t num_rids = 0;
  bool changed = false;  // false: everything was on the list, and `json` is the list as it was
};

// Puts revocations on the list of `kid`; nothing for `current` means that there is no list yet. One entry a rid: one
// without a stamp wins over any stamp, otherwise the larger stamp. The counter starts at 1 and grows by one when
// anything changed, however much; a new list with nothing on it is a change. Fails with crl_kid for a list of another
// key, crl_method, and crl_form for a list that has an entry or counter of another form, since writing it again would
// drop it (/rids/3); input_too_large above a million entries, time_format for a stamp before 1970. `above`: a counter
// that the new one is larger than, whatever it was; crl_form when there is none.
Result<CrlUpdate> add_revocations(std::optional<std::string_view> current, const KeyId& kid,
                                  std::span<const Revocation> added, std::int64_t above = 0);

}  // namespace vhc
