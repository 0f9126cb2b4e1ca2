#include "venue/print_vci.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

#include "vhc/display_text.h"

namespace vhc {
namespace {

constexpr std::size_t shown_kid_chars = 8;
constexpr std::size_t shown_findings = 20;  // of one kind; --json has them all

void line(std::ostream& out, std::string_view label, std::string_view value) {
  constexpr std::size_t width = 11;
  out << label << std::string(label.size() < width ? width - label.size() : 1, ' ') << value << '\n';
}

std::string count(std::size_t number, const std::string& one, const std::string& many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

std::string shown_age(const VciDirectory& directory, UnixTime now) {
  const auto days = std::chrono::floor<std::chrono::days>(now - directory.time).count();
  std::string text = to_rfc3339(directory.time) + ", " + std::to_string(days) + (days == 1 ? " day old" : " days old");
  if (state_at(directory.trust.facts(), now) == ListState::stale) text += ": stale, more than 7 days";
  return text;
}

std::string shown_issuers(const VciDirectory& directory) {
  const VciCounts& counts = directory.counts;
  std::string text = std::to_string(counts.issuers) + " in the snapshot: ";
  if (!knows_who_is_listed(directory)) return text + "all count as listed, because vci-issuers.json is missing";
  text += std::to_string(counts.listed) + " listed, " + std::to_string(counts.delisted) + " delisted";
  if (counts.delisted != 0) {
    text +=
        " (suspended; " + count(counts.delisted_with_listed_key, "has", "have") + " a listed issuer with the same key)";
  }
  if (counts.not_in_snapshot != 0) text += "; " + std::to_string(counts.not_in_snapshot) + " listed and not in it";
  return text;
}

std::string shown_keys(const VciCounts& counts) {
  std::string text = std::to_string(counts.keys) + ", with " + count(counts.distinct_kids, "kid", "kids") + ", " +
                     std::to_string(counts.shared_kids) + " of them under several issuers";
  if (counts.refused_keys != 0) text += "; " + std::to_string(counts.refused_keys) + " refused";
  return text;
}

std::string shown_unknown_members(const VciCounts& counts) {
  std::string text;
  for (const auto& [name, number] : counts.unknown_members) {
    text += (text.empty() ? "" : ", ") + displayed(name) + " " + std::to_string(number);
  }
  return text;
}

void print_counts(std::ostream& out, const VciDirectory& directory) {
  const VciCounts& counts = directory.counts;
  line(out, "issuers", shown_issuers(directory));
  if (counts.refused_issuers != 0) line(out, "refused", count(counts.refused_issuers, "issuer", "issuers"));
  line(out, "keys", shown_keys(counts));
  if (counts.x5c_keys != 0) {
    line(out, "x5c",
         count(counts.x5c_keys, "key", "keys") + " with certificates, at " +
             count(counts.x5c_issuers, "issuer", "issuers"));
  }
  line(out, "crl",
       count(counts.crl_files, "file", "files") + " of " + count(counts.crl_issuers, "issuer", "issuers") + ", " +
           count(counts.rids, "id", "ids"));
  if (counts.no_key != 0) line(out, "no key", count(counts.no_key, "issuer", "issuers") + " (V16)");
  if (counts.stale != 0) {
    line(out, "stale", count(counts.stale, "listed issuer", "listed issuers") + " not seen for 30 days before");
  }
  if (counts.names_used_twice != 0) {
    line(out, "names",
         std::to_string(counts.names_used_twice) + " used more than once, by " +
             count(counts.issuers_with_such_a_name, "issuer", "issuers"));
  }
  if (!counts.unknown_members.empty())
    line(out, "ignored", "members nobody documents: " + shown_unknown_members(counts));
}

// Findings of one rule and severity, in the order of the rules' numbers.
struct Group {
  std::string rule;
  Errc code{};
  Severity severity{};
  std::vector<const VciFinding*> findings;

  auto order() const { return std::make_tuple(rule.size(), std::string_view(rule), severity, code); }
};

std::vector<Group> grouped(const std::vector<VciFinding>& findings) {
  std::vector<Group> groups;
  for (const VciFinding& finding : findings) {
    const auto fits = [&finding](const Group& g) { return g.code == finding.code && g.severity == finding.severity; };
    auto group = std::find_if(groups.begin(), groups.end(), fits);
    if (group == groups.end()) {
      group = groups.insert(groups.end(), {std::string(rule_of(finding.code)), finding.code, finding.severity, {}});
    }
    group->findings.push_back(&finding);
  }
  std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.order() < b.order(); });
  return groups;
}

void print_finding(std::ostream& out, const VciFinding& finding) {
  if (finding.iss.empty()) return;
  out << "      " << displayed(finding.iss);
  if (!finding.kid.empty()) out << "  " << displayed(finding.kid.substr(0, shown_kid_chars)) << "…";
  if (!finding.detail.empty()) out << "  " << finding.detail;
  out << '\n';
}

void print_findings(std::ostream& out, const std::vector<VciFinding>& findings) {
  for (const Group& group : grouped(findings)) {
    out << '\n'
        << group.rule << std::string(group.rule.size() < 4 ? 4 - group.rule.size() : 1, ' ') << name(group.severity)
        << ", " << group.findings.size() << ": " << info(group.code).sentence << '\n';
    for (std::size_t i = 0; i < std::min(group.findings.size(), shown_findings); ++i) {
      print_finding(out, *group.findings[i]);
    }
    if (group.findings.size() > shown_findings) {
      out << "      and " << group.findings.size() - shown_findings << " more; --json has them all\n";
    }
  }
}

}  // namespace

bool knows_who_is_listed(const VciDirectory& directory) {
  return directory.trust.findings().empty();
}

void print_vci(std::ostream& out, const VciDirectory& directory, UnixTime now) {
  line(out, "signature", "good: P-521/SHA-512, pinned certificate");
  line(out, "snapshot", shown_age(directory, now));
  line(out, "of", displayed(directory.source));
  print_counts(out, directory);
  print_findings(out, directory.findings);
}

}  // namespace vhc
