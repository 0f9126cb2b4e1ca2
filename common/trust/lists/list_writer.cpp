#include <algorithm>
#include <set>

#include "trust/lists/list_text.h"
#include "vhc/base64url.h"

namespace vhc {
namespace {

// Members in their order, with the only two escapes there are.
class LineWriter {
 public:
  // Most lines of the known networks fit.
  LineWriter() { text_.reserve(512); }
  LineWriter& open(char bracket) {
    text_ += bracket;
    first_ = true;
    return *this;
  }
  LineWriter& close(char bracket) {
    text_ += bracket;
    first_ = false;
    return *this;
  }
  LineWriter& separate() {
    if (!first_) text_ += ',';
    first_ = false;
    return *this;
  }
  LineWriter& name(std::string_view name) {
    separate();
    text_.append("\"").append(name).append("\":");
    return *this;
  }
  void string(std::string_view value) {
    text_ += '"';
    if (value.find('"') == std::string_view::npos && value.find('\\') == std::string_view::npos) {
      text_ += value;
    } else {
      for (const char c : value) {
        if (c == '"' || c == '\\') text_ += '\\';
        text_ += c;
      }
    }
    text_ += '"';
  }
  void member(std::string_view member_name, std::string_view value) {
    if (!value.empty()) name(member_name).string(value);
  }
  void number(std::string_view member_name, std::int64_t value) { name(member_name).text_ += std::to_string(value); }
  void time(std::string_view member_name, std::optional<UnixTime> value) {
    if (value) number(member_name, value->time_since_epoch().count());
  }
  void element(std::string_view value) { separate().string(value); }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool first_ = true;
};

void write_key(LineWriter& out, const KeyLine& key) {
  out.separate().open('{');
  out.member("kid", key.kid);
  const std::string_view kind = key_kind_names[static_cast<std::size_t>(key.kind)];
  if (key.kind == KeyKind::rsa) {
    out.name(kind).open('[');
    out.element(to_base64url(key.material));
    out.element(to_base64url(key.exponent));
    out.close(']');
  } else {
    out.member(kind, to_base64url(key.material));
  }
  if (key.counter) out.number("ctr", *key.counter);
  if (key.status == KeyLineStatus::retired) out.member("status", "retired");
  if (key.status == KeyLineStatus::revoked) out.member("status", "revoked");
  out.time("since", key.since);
  out.time("nbf", key.not_before);
  out.time("exp", key.expires);
  out.member("use", key.use);
  out.close('}');
}

void write_rids(LineWriter& out, std::string_view member, const std::vector<RidLine>& rids) {
  if (rids.empty()) return;
  out.name(member).open('[');
  for (const RidLine& rid : rids) {
    out.element(rid.stamp ? rid.rid + "." + std::to_string(rid.stamp->time_since_epoch().count()) : rid.rid);
  }
  out.close(']');
}

void write_crl(LineWriter& out, const CrlLine& crl) {
  out.separate().open('{');
  out.member("kid", crl.kid);
  out.number("ctr", crl.counter);
  out.time("stale", crl.stale);
  write_rids(out, "rids", crl.rids);
  write_rids(out, "odd", crl.odd);
  if (crl.unread != 0) out.number("unread", crl.unread);
  out.close('}');
}

template <class Line>
Result<std::string> checked(const Line& line, const Result<Line>& read, std::string text) {
  if (!read) return tl::unexpected(read.error());
  if (*read == line) return text;
  return fail(Errc::trust_list_form, {}, "something in it cannot stand on a list");
}

}  // namespace

std::string line_text(const NetworkLine& line) {
  LineWriter out;
  out.open('{');
  out.member("net", line.net);
  out.member("profile", name(line.profile));
  out.member("name", line.name);
  if (line.source) {
    out.name("source").open('{');
    out.member("what", line.source->what);
    out.time("time", line.source->time);
    out.member("sha256", line.source->sha256);
    out.member("signed", line.source->signed_by);
    out.close('}');
  }
  if (!line.types.empty()) {
    out.name("types").open('[');
    for (const std::string& type : line.types) out.element(type);
    out.close(']');
  }
  out.close('}');
  return out.take();
}

std::string line_text(const IssuerLine& line) {
  LineWriter out;
  out.open('{');
  out.member("net", line.net);
  out.member("iss", line.iss);
  out.member("name", line.name);
  out.member("web", line.web);
  out.member("same", line.same);
  if (line.status == IssuerLineStatus::suspended) out.member("status", "suspended");
  if (line.status == IssuerLineStatus::retired) out.member("status", "retired");
  out.time("since", line.since);
  out.member("why", line.why);
  out.time("stale", line.stale);
  if (!line.keys.empty()) {
    out.name("keys").open('[');
    for (const KeyLine& key : line.keys) write_key(out, key);
    out.close(']');
  }
  if (!line.crl.empty()) {
    out.name("crl").open('[');
    for (const CrlLine& crl : line.crl) write_crl(out, crl);
    out.close(']');
  }
  out.close('}');
  return out.take();
}

Result<std::string> write_line(const NetworkLine& line) {
  NetworkLine sorted = line;
  std::sort(sorted.types.begin(), sorted.types.end());
  std::string text = line_text(sorted);
  return checked(sorted, read_network_line(text), text);
}

Result<std::string> write_line(const IssuerLine& line) {
  IssuerLine sorted = line;
  std::sort(sorted.keys.begin(), sorted.keys.end(), [](const auto& a, const auto& b) { return a.kid < b.kid; });
  std::sort(sorted.crl.begin(), sorted.crl.end(), [](const auto& a, const auto& b) { return a.kid < b.kid; });
  for (CrlLine& crl : sorted.crl) {
    for (auto* rids : {&crl.rids, &crl.odd}) {
      std::sort(rids->begin(), rids->end(), [](const auto& a, const auto& b) { return a.rid < b.rid; });
    }
  }
  std::string text = line_text(sorted);
  ListCounts counts;
  return checked(sorted, read_issuer_line(text, counts), text);
}

Result<std::string> write_list(const TrustLines& lines) {
  std::vector<std::string> texts;
  texts.reserve(lines.networks.size() + lines.issuers.size() + lines.foreign.size());
  const auto add = [&texts](Result<std::string> text, const std::string& about) -> Result<void> {
    if (text) {
      texts.push_back(*std::move(text) + "\n");
      return {};
    }
    Error error = std::move(text).error();
    error.where = about;
    return tl::unexpected(std::move(error));
  };
  for (const NetworkLine& line : lines.networks) VHC_CHECK_OK(add(write_line(line), "network " + line.net));
  for (const IssuerLine& line : lines.issuers) VHC_CHECK_OK(add(write_line(line), line.net + " " + line.iss));
  for (const ForeignLine& line : lines.foreign) texts.push_back(line.text + "\n");
  std::sort(texts.begin(), texts.end());
  std::string text;
  for (const std::string& line : texts) text += line;
  const auto ignore = [](const auto&) -> Result<void> { return {}; };
  VHC_CHECK_OK(for_each_line(text, {ignore, ignore, ignore}));
  return text;
}

}  // namespace vhc
