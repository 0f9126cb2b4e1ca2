#include "vhc/references.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace vhc {
namespace {

// A heading as a web page names it: lower case, a hyphen for each space, and no other marks.
std::string anchor(std::string_view heading) {
  std::string text;
  for (const char c : heading) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (lower == ' ') text += '-';
    if (is_digit(lower) || (lower >= 'a' && lower <= 'z') || lower == '-') text += lower;
  }
  return text;
}

std::string page(std::string_view name, std::string_view heading) {
  return "docs/rules/" + std::string(name) + ".md#" + anchor(heading);
}

// "RFC 7515 4.1.11".
std::string rfc(std::string_view rest) {
  const std::size_t space = rest.find(' ');
  std::string address = "https://www.rfc-editor.org/rfc/rfc" + std::string(rest.substr(0, space));
  if (space != std::string_view::npos) address.append("#section-").append(rest.substr(space + 1));
  return address;
}

// SMART Health Cards by its headings; by our numbers ("SHC 3 KEY-11", "SHC 4") the page that has them.
std::string framework(std::string_view section, std::string_view rest) {
  if (!rest.empty() && is_digit(rest.front())) {
    const std::size_t space = rest.find(' ');
    return page("shc", space == std::string_view::npos ? section : rest.substr(space + 1));
  }
  constexpr std::array modeling{std::string_view{"Modeling Verifiable Credentials in FHIR"},
                                std::string_view{"Mapping into the VC Data Model"}};
  const bool is_modeling = std::find(modeling.begin(), modeling.end(), rest) != modeling.end();
  const std::string_view part = is_modeling ? "credential-modeling/" : rest == "Vocabulary" ? "vocabulary/" : "";
  return "https://spec.smarthealth.cards/" + std::string(part) + "#" + anchor(rest);
}

std::string fhir(std::string_view rest) {
  struct Row {
    std::string_view name;
    std::string_view page;
  };
  constexpr std::array rows{Row{"Bundle", "bundle"},
                            Row{"JSON", "json"},
                            Row{"Data Types", "datatypes"},
                            Row{"Choice of Data Types", "formats"},
                            Row{"Resource", "resource"},
                            Row{"Code systems", "terminologies-systems"},
                            Row{"terminology bindings", "terminologies"},
                            Row{"Resolving references in Bundles", "bundle"},
                            Row{"resource definitions", "resourcelist"}};
  const auto* const row =
      std::find_if(rows.begin(), rows.end(), [rest](const Row& one) { return rest.starts_with(one.name); });
  return "https://hl7.org/fhir/R4/" + (row == rows.end() ? std::string() : std::string(row->page) + ".html");
}

std::string address_of(std::string_view section) {
  const std::size_t space = std::min(section.find(' '), section.size());
  const std::string_view source = section.substr(0, space);
  const std::string_view rest = section.substr(std::min(space + 1, section.size()));
  if (source == "RFC") return rfc(rest);
  if (source == "SHC") return framework(section, rest);
  if (source == "FHIR") return fhir(rest);
  if (source == "VT") return "https://build.fhir.org/ig/HL7/fhir-shc-vaccination-ig/";
  if (source == "VCI") return "https://github.com/the-commons-project/vci-directory";
  if (source == "ISO/IEC") return "https://www.iso.org/standard/62021.html";
  if (source == "trust" && rest.starts_with('V')) return page(source, rest);
  if (source == "trust" || source == "inputs" || source == "cli") return page(source, section);
  return {};
}

}  // namespace

std::vector<std::string> reference_addresses(std::string_view sections) {
  std::vector<std::string> addresses;
  while (!sections.empty()) {
    const std::size_t end = std::min(sections.find("; "), sections.size());
    std::string address = address_of(sections.substr(0, end));
    const bool is_new = std::find(addresses.begin(), addresses.end(), address) == addresses.end();
    if (!address.empty() && is_new) addresses.push_back(std::move(address));
    sections.remove_prefix(std::min(end + 2, sections.size()));
  }
  return addresses;
}

}  // namespace vhc
