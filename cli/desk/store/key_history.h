// What an issuer's journal says of the folder's keys: who is one of them at all, and what became of each.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "vhc/key_record.h"
#include "vhc/result.h"
#include "vhc/time.h"

namespace vhc {

class Io;

struct KeyHistory {
  bool is_named = false;      // by a line that made it or took it in
  std::int64_t named_at = 0;  // the number of the first such line
  std::optional<UnixTime> retired = std::nullopt;
  std::optional<UnixTime> revoked = std::nullopt;
  std::optional<UnixTime> destroyed = std::nullopt;
  std::string reason = {};  // of a revoked key
};

// By kid. Reads the lines about keys and no others; the chain is not looked at. Fails with journal_broken for a line
// about a key that cannot be read.
Result<std::map<std::string, KeyHistory>> read_key_history(const std::string& journal_file, Io& io);

// Whether the record says of the key's end what the journal does not.
bool says_more(const KeyRecord& record, const KeyHistory& history) noexcept;

// Of record and journal the stricter counts: an older copy of a record makes no key active again. Whether the record
// was behind.
bool bring_up_to(const KeyHistory& history, KeyRecord& record);

}  // namespace vhc
