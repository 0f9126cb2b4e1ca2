#include "vhc/list_audit.h"

#include <algorithm>
#include <map>
#include <set>

#include "vhc/base64url.h"
#include "vhc/checked.h"
#include "vhc/public_key.h"

namespace vhc {
namespace {

std::string folded(std::string_view text) {
  // Letters of other alphabets that a person takes for Latin ones, and what they are taken for.
  static const std::map<std::string_view, char> twins = {
      {"\xD0\xB0", 'a'}, {"\xD0\x90", 'a'}, {"\xCE\x91", 'a'}, {"\xCE\xB1", 'a'}, {"\xD0\xB5", 'e'}, {"\xD0\x95", 'e'},
      {"\xCE\x95", 'e'}, {"\xD0\xBE", 'o'}, {"\xD0\x9E", 'o'}, {"\xCE\x9F", 'o'}, {"\xCE\xBF", 'o'}, {"\xD1\x80", 'p'},
      {"\xD0\xA0", 'p'}, {"\xCE\xA1", 'p'}, {"\xCF\x81", 'p'}, {"\xD1\x81", 'c'}, {"\xD0\xA1", 'c'}, {"\xD1\x85", 'x'},
      {"\xD0\xA5", 'x'}, {"\xCE\xA7", 'x'}, {"\xD1\x83", 'y'}, {"\xD0\xA3", 'y'}, {"\xCE\xA5", 'y'}, {"\xD1\x96", 'i'},
      {"\xD0\x86", 'i'}, {"\xCE\x99", 'i'}, {"\xCE\xB9", 'i'}, {"\xD0\x92", 'b'}, {"\xCE\x92", 'b'}, {"\xD0\x9D", 'h'},
      {"\xCE\x97", 'h'}, {"\xD0\x9C", 'm'}, {"\xCE\x9C", 'm'}, {"\xD0\xA2", 't'}, {"\xCE\xA4", 't'}, {"\xD0\x9A", 'k'},
      {"\xCE\x9A", 'k'}, {"\xD0\xBA", 'k'}, {"\xCE\xBA", 'k'}, {"\xCE\x9D", 'n'}, {"\xCE\x96", 'z'}, {"\xCE\xBD", 'v'}};
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto twin = twins.find(text.substr(i, 2));
    if (twin != twins.end()) {
      result += twin->second;
      ++i;
    } else {
      result += text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
    }
  }
  return result;
}

class Audit {
 public:
  explicit Audit(const TrustLines& list) : list_(list) {
    for (const NetworkLine& line : list.networks) profiles_.emplace(line.net, line.profile);
    for (const IssuerLine& line : list.issuers) {
      for (const KeyLine& key : line.keys) {
        if (key.status == KeyLineStatus::revoked) revoked_.insert(key.material);
      }
    }
  }

  std::vector<AuditFinding> run() {
    for (const IssuerLine& line : list_.issuers) look_at(line);
    return std::move(findings_);
  }

 private:
  void note(std::string rule, Severity severity, const IssuerLine& line, const std::string& kid, std::string detail) {
    findings_.push_back({std::move(rule), severity, line.net, line.iss, kid, std::move(detail)});
  }

  bool is_shc(const IssuerLine& line) const {
    const auto profile = profiles_.find(line.net);
    return profile != profiles_.end() && profile->second == Profile::shc;
  }

  void look_at(const IssuerLine& line) {
    if (line.status == IssuerLineStatus::suspended) note("V4", Severity::warning, line, {}, "suspended: " + line.why);
    if (is_shc(line)) look_at_address(line);
    look_at_name(line);
    if (line.keys.empty()) note("V16", Severity::warning, line, {}, "no key");
    if (line.stale) {
      note("V22", Severity::warning, line, {}, "not seen since " + to_rfc3339(*line.stale).substr(0, 10));
    }
    std::map<Bytes, std::string> points;
    for (const KeyLine& key : line.keys) {
      look_at_key(line, key);
      const auto [known, is_new] = points.emplace(key.material, key.kid);
      if (!is_new) note("V11", Severity::error, line, key.kid, "the same point stands under another kid too");
    }
  }

  void look_at_address(const IssuerLine& line) {
    if (!IssuerUrl::parse(line.iss)) note("V5", Severity::error, line, {}, "the address may not stand on a list");
    const auto [known, is_new] = addresses_.emplace(folded(line.iss), line.iss);
    if (!is_new && known->second != line.iss) {
      note("V5", Severity::warning, line, {}, "differs from another only in letter case or look-alike letters");
    }
  }

  // Names are for people: two that look the same are told apart by host only.
  void look_at_name(const IssuerLine& line) {
    if (line.name.empty()) return;
    const auto [known, is_new] = names_.emplace(folded(line.name), line.name);
    if (is_new) return;
    const bool is_same = known->second == line.name;
    note("V21", is_same ? Severity::note : Severity::warning, line, {},
         is_same ? "another issuer has this name" : "the name looks like that of another issuer");
  }

  void look_at_key(const IssuerLine& line, const KeyLine& key) {
    const bool is_active = key.status == KeyLineStatus::active;
    if (is_active && revoked_.contains(key.material)) {
      note("V10", Severity::error, line, key.kid, "active, and its point is revoked elsewhere");
    }
    if (is_shc(line)) look_at_point(line, key);
    const auto is_its = [&key](const CrlLine& crl) { return crl.kid == key.kid; };
    const auto crl = std::find_if(line.crl.begin(), line.crl.end(), is_its);
    if (crl != line.crl.end()) look_at_list(line, *crl);
    if (!key.counter) {
      if (crl != line.crl.end())
        note("V13", Severity::warning, line, key.kid, "it has a revocation list and no counter");
      return;
    }
    if (crl == line.crl.end() || crl->counter < *key.counter) {
      note("V13", Severity::warning, line, key.kid, "its revocation list is missing or behind");
    } else if (crl->stale) {
      note("V13", Severity::warning, line, key.kid, "its revocation list is old");
    }
  }

  // What the issuer wrote and not everybody understands.
  void look_at_list(const IssuerLine& line, const CrlLine& crl) {
    const auto say = [&](std::size_t number, const std::string& one, const std::string& many) {
      if (number != 0)
        note("V13", Severity::warning, line, crl.kid, std::to_string(number) + (number == 1 ? one : many));
    };
    say(static_cast<std::size_t>(crl.unread), " entry of its revocation list cannot be used",
        " entries of its revocation list cannot be used");
    say(crl.odd.size(), " entry of its revocation list is no revocation id, and is compared as it stands",
        " entries of its revocation list are no revocation ids, and are compared as they are");
  }

  void look_at_point(const IssuerLine& line, const KeyLine& key) {
    if (key.kind != KeyKind::p256) {
      note("V7", Severity::error, line, key.kid, "no P-256 key");
      return;
    }
    const auto point = public_key_of(key);
    if (!point) {
      note("V7", Severity::error, line, key.kid, "the point is not on the curve");
      return;
    }
    if (key_id(*point).str() == key.kid) return;
    const auto stripped = [](const P256Coordinate& coordinate) {
      const auto* const first =
          std::find_if(coordinate.begin(), coordinate.end(), [](std::uint8_t b) { return b != 0; });
      return to_base64url(ByteView(first, coordinate.end()));
    };
    const bool is_stripped = jwk_thumbprint(stripped(point->x()), stripped(point->y())) == key.kid;
    note("V9", is_stripped ? Severity::warning : Severity::error, line, key.kid,
         is_stripped ? "the kid leaves out a zero byte" : "the kid is not the thumbprint of the key");
  }

  const TrustLines& list_;
  std::map<std::string, Profile> profiles_;
  std::set<Bytes> revoked_;
  std::map<std::string, std::string> addresses_;
  std::map<std::string, std::string> names_;
  std::vector<AuditFinding> findings_;
};

}  // namespace

std::vector<AuditFinding> audit(const TrustLines& list) {
  return Audit(list).run();
}

}  // namespace vhc
