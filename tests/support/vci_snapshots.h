// Small snapshots of the VCI directory, made by hand.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "test_issuer.h"
#include "vhc/vci_directory.h"

namespace vhc::snapshots {

constexpr const char* day = "2026-08-22T00:00:00Z";

inline std::string snapshot_of(const std::string& entries, const std::string& time = day) {
  return R"({"directory":"https://directory.example/list","time":")" + time + R"(","issuerInfo":[)" + entries + "]}";
}

// `more`: members beside issuer and keys, each with a comma before it.
inline std::string entry(const std::string& iss, const std::string& keys, const std::string& more = "",
                         const std::string& name = "Corner Pharmacy") {
  return R"({"issuer":{"iss":")" + iss + R"(","name":")" + name + R"("},"keys":[)" + keys + "]" + more + "}";
}

inline std::string directory_of(const std::vector<std::string>& issuers) {
  std::string text;
  for (const std::string& iss : issuers) text += (text.empty() ? "" : ",") + (R"({"iss":")" + iss + R"(","name":"A"})");
  return R"({"participating_issuers":[)" + text + "]}";
}

constexpr const char* pharmacy = "https://pharmacy.example/shc";
constexpr const char* clinic = "https://clinic.example/shc";

// The keys of two issuers, made once for the whole file.
inline const TestIssuer& first() {
  static const TestIssuer issuer(pharmacy);
  return issuer;
}
inline const TestIssuer& second() {
  static const TestIssuer issuer(clinic);
  return issuer;
}
inline std::string jwk(const TestIssuer& issuer, std::optional<std::int64_t> crl_version = std::nullopt) {
  return to_jwk(issuer.listed(crl_version).key_set.keys[0]);
}
inline std::string jwk_with(const TestIssuer& issuer, const std::string& members) {
  std::string text = jwk(issuer);
  text.back() = ',';
  return text + members + "}";
}
inline std::string kid_of(const TestIssuer& issuer) {
  return issuer.key().kid().str();
}

inline VciDirectory read(const std::string& snapshot, const std::optional<std::string>& directory = std::nullopt) {
  auto result = read_vci_snapshot(snapshot, directory);
  EXPECT_TRUE(result.has_value()) << result.error().where << ": " << result.error().hint;
  return result ? *std::move(result) : VciDirectory{};
}

// "V9:warning", sorted, less the one that there is no directory.
inline std::vector<std::string> rules_of(const VciDirectory& directory) {
  std::vector<std::string> rules;
  for (const VciFinding& finding : directory.findings) {
    if (finding.code == Errc::trust_no_directory) continue;
    rules.push_back(std::string(rule_of(finding.code)) + ":" + std::string(name(finding.severity)));
  }
  std::sort(rules.begin(), rules.end());
  return rules;
}
using Rules = std::vector<std::string>;

inline std::string where_damaged(const std::string& snapshot,
                                 const std::optional<std::string>& directory = std::nullopt) {
  const auto result = read_vci_snapshot(snapshot, directory);
  if (result) return "read";
  EXPECT_EQ(Errc::trust_damaged, result.error().code);
  EXPECT_NE("", result.error().hint);
  return result.error().where;
}

inline std::string list(const std::string& kid, const std::string& ctr, const std::string& rids,
                        const std::string& method = "rid") {
  return R"(,"crls":[{"kid":")" + kid + R"(","method":")" + method + R"(","ctr":)" + ctr + R"(,"rids":[)" + rids +
         "]}]";
}

// One broken entry costs that entry, and nothing else.
inline bool is_taken(const std::string& one) {
  const VciDirectory all = read(snapshot_of(entry(clinic, jwk(second())) + "," + one));
  EXPECT_NE(nullptr, all.trust.find(clinic, kid_of(second())));
  const bool is_reported = std::any_of(all.findings.begin(), all.findings.end(), [](const VciFinding& f) {
    return f.code == Errc::trust_damaged && f.severity == Severity::error;
  });
  EXPECT_NE(is_reported, all.trust.num_issuers() == 2);
  EXPECT_EQ(is_reported ? 1U : 0U, all.counts.refused_issuers);
  return all.trust.num_issuers() == 2;
}

}  // namespace vhc::snapshots
