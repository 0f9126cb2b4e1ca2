// SMART Health Cards as a row of the table of families.
#pragma once

#include "vhc/format.h"
#include "vhc/jws.h"

namespace vhc {

bool is_shc(std::string_view text) noexcept;
Result<std::string> shc_payload_text(const Envelope& envelope);
Result<CardContents> read_shc(const Envelope& envelope);

inline constexpr Format shc_row{.name = "shc",
                                .title = "SMART Health Card",
                                .profile = Profile::shc,
                                .recognises = is_shc,
                                .open = parse_jws,
                                .fault_of = fault_of,
                                .payload_text = shc_payload_text,
                                .read = read_shc};

}  // namespace vhc
