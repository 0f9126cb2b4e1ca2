#include "operator/import_certificates.h"

#include <algorithm>
#include <map>
#include <utility>

#include "shell/counted.h"
#include "vhc/json.h"
#include "vhc/vci_directory.h"

namespace vhc {
namespace {

bool is_about_certificates(const LintFinding& finding) {
  return info(finding.rule).code.starts_with("x5c.");
}

bool has_certificates(const JsonValue& keys) {
  for (auto key = keys.first(); key; key = key->next()) {
    if (key->find("x5c")) return true;
  }
  return false;
}

void look_at_issuer(const JsonValue& entry, UnixTime now, std::vector<CertificateFinding>& findings) {
  const auto keys = entry.find("keys");
  const auto issuer = entry.find("issuer");
  const auto iss = issuer ? issuer->find_string("iss") : std::nullopt;
  if (!keys || !iss || !has_certificates(*keys)) return;
  LintOptions options;
  options.now = now;
  options.iss = *iss;
  const LintReport report = lint(LintKind::jwkset, "{\"keys\":" + std::string(keys->text()) + "}", options);
  for (const LintFinding& finding : report.findings) {
    if (is_about_certificates(finding)) findings.push_back({*iss, finding});
  }
}

}  // namespace

Result<std::vector<CertificateFinding>> look_at_certificates(const std::string& snapshot, UnixTime now) {
  std::vector<CertificateFinding> findings;
  VHC_TRY(const JsonDocument document,
          JsonDocument::parse(without_broken_entries(snapshot),
                              {.max_bytes = max_vci_file_bytes, .max_depth = max_vci_depth}));
  const auto issuers = document.root().find("issuerInfo");
  if (!issuers) return findings;
  for (auto entry = issuers->first(); entry; entry = entry->next()) look_at_issuer(*entry, now, findings);
  return findings;
}

std::size_t num_out_of_date(const std::vector<CertificateFinding>& findings) {
  return static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.fault.rule == LintRule::x5c_time && finding.fault.where.ends_with("/x5c/0");
  }));
}

std::string counts_of(const std::vector<CertificateFinding>& findings) {
  std::map<std::string_view, std::size_t> counts;
  for (const CertificateFinding& finding : findings) ++counts[info(finding.fault.rule).code];
  std::string text;
  for (const auto& [code, count] : counts) {
    text += (text.empty() ? "" : ", ") + std::string(code) + ": " + counted(count, "certificate");
  }
  return text;
}

}  // namespace vhc
