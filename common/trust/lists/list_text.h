// The two halves of a list's text: lines as they are written, and what a line says.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/trust_lines.h"

namespace vhc {

inline constexpr std::string_view profile_names[] = {"shc", "dcc", "vdsnc", "nzcp", "divoc", "idhp", "ghp", "vcjwt"};
inline constexpr std::string_view key_kind_names[] = {"p256", "p384", "p521", "ed25519", "rsa", "cert"};

// What a list holds altogether, bounded.
struct ListCounts {
  std::size_t keys = 0;
  std::size_t rids = 0;
};

// Without its end, of content that is legal and sorted.
std::string line_text(const NetworkLine& line);
std::string line_text(const IssuerLine& line);

// One line without its end, with everything that can be seen from one line. Fail with trust_list_form, the offset in
// the line in Error::where, or trust_too_large.
Result<NetworkLine> read_network_line(std::string_view line);
Result<IssuerLine> read_issuer_line(std::string_view line, ListCounts& counts);

// The networks of a list and the text of their profiles, those of unknown profiles too: at a glance, without a check.
std::map<std::string, std::string> network_heads(std::string_view list);

// Of the networks that say so, what their cards may be: at a glance, without a check.
std::map<std::string, std::vector<std::string>> network_types(std::string_view list);

bool is_network_name(std::string_view text) noexcept;

}  // namespace vhc
