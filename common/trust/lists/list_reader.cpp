#include <algorithm>
#include <set>

#include "trust/lists/list_cursor.h"
#include "trust/lists/list_text.h"
#include "vhc/checked.h"
#include "vhc/json.h"
#include "vhc/revocation_list.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

constexpr std::size_t max_list_kid_bytes = 256;

tl::unexpected<Error> bad(const ListCursor& at, std::string hint) {
  return fail(Errc::trust_list_form, "character " + std::to_string(at.offset() + 1), std::move(hint));
}

tl::unexpected<Error> unexpected_member(const ListCursor& at) {
  return bad(at, "a member is not allowed here, or not in the form that lists use");
}

Result<void> take_member(ListCursor& line, std::string_view start, std::string& value) {
  if (!line.take(start) || line.take_string(value)) return {};
  return bad(line, "the text is not in the form that lists use");
}

Result<void> take_time(ListCursor& line, std::string_view start, std::optional<UnixTime>& time) {
  if (!line.take(start)) return {};
  std::int64_t seconds = 0;
  if (!line.take_integer(seconds)) return bad(line, "not a time in whole seconds");
  time = UnixTime{std::chrono::seconds{seconds}};
  return {};
}

Result<void> take_counter(ListCursor& line, std::int64_t& counter) {
  if (line.take_integer(counter) && counter > 0) return {};
  return bad(line, "a counter is 1 or more");
}

std::size_t key_bytes_of(KeyKind kind) noexcept {
  switch (kind) {
    case KeyKind::p256:
      return 64;
    case KeyKind::p384:
      return 96;
    case KeyKind::p521:
      return 132;
    case KeyKind::ed25519:
      return 32;
    case KeyKind::rsa:
    case KeyKind::cert:
      break;
  }
  return 0;  // any
}

Result<void> take_rsa(ListCursor& line, KeyLine& key) {
  const bool taken = line.take("[") && line.take_bytes(key.material) && line.take(",") &&
                     line.take_bytes(key.exponent) && line.take("]");
  if (taken) return {};
  return bad(line, "an RSA key is [n,e]");
}

Result<void> take_key_material(ListCursor& line, KeyLine& key) {
  for (std::size_t i = 0; i < std::size(key_kind_names); ++i) {
    if (!line.take(",\"" + std::string(key_kind_names[i]) + "\":")) continue;
    key.kind = static_cast<KeyKind>(i);
    if (key.kind == KeyKind::rsa) return take_rsa(line, key);
    const bool taken = line.take_bytes(key.material);
    const std::size_t size = key_bytes_of(key.kind);
    if (taken && (size == 0 || key.material.size() == size)) return {};
    return bad(line, "the key has another length, or is no base64url");
  }
  return bad(line, "expected a key of a known kind");
}

Result<void> take_kid(ListCursor& line, std::string& kid) {
  if (line.take("{\"kid\":") && line.take_string(kid, max_list_kid_bytes)) return {};
  return bad(line, "expected a key id");
}

bool is_use(std::string_view use) noexcept {
  constexpr std::string_view all = "trv";
  std::size_t from = 0;
  for (const char c : use) {
    const std::size_t place = all.find(c, from);
    if (place == std::string_view::npos) return false;
    from = place + 1;
  }
  return true;
}

Result<KeyLine> take_key(ListCursor& line) {
  KeyLine key;
  VHC_CHECK_OK(take_kid(line, key.kid));
  VHC_CHECK_OK(take_key_material(line, key));
  if (line.take(",\"ctr\":")) {
    key.counter = 0;
    VHC_CHECK_OK(take_counter(line, *key.counter));
  }
  if (line.take(R"(,"status":"retired")")) key.status = KeyLineStatus::retired;
  if (line.take(R"(,"status":"revoked")")) key.status = KeyLineStatus::revoked;
  if (key.status != KeyLineStatus::active) VHC_CHECK_OK(take_time(line, ",\"since\":", key.since));
  if (key.status == KeyLineStatus::retired && !key.since) return bad(line, "a retired key says since when");
  VHC_CHECK_OK(take_time(line, ",\"nbf\":", key.not_before));
  VHC_CHECK_OK(take_time(line, ",\"exp\":", key.expires));
  VHC_CHECK_OK(take_member(line, ",\"use\":", key.use));
  if (!is_use(key.use)) return bad(line, "use is a part of trv");
  if (!line.take("}")) return unexpected_member(line);
  return key;
}

Result<RidLine> split_rid(const ListCursor& line, const std::string& text) {
  RidLine entry;
  const std::size_t dot = text.find('.');
  entry.rid = text.substr(0, dot);
  if (!RevocationId::parse(entry.rid)) return bad(line, "it is no revocation id");
  if (dot == std::string::npos) return entry;
  ListCursor stamp(std::string_view(text).substr(dot + 1));
  std::int64_t seconds = 0;
  if (!stamp.take_integer(seconds) || !stamp.at_end()) return bad(line, "not a revocation id with a time");
  entry.stamp = UnixTime{std::chrono::seconds{seconds}};
  return entry;
}

// An id of another form, with or without a time: one that may stand among `rids` does not stand here.
Result<RidLine> split_odd(const ListCursor& line, const std::string& text) {
  RevocationList::Entry entry = split_revocation(text);
  if (entry.rid.size() > max_odd_rid_bytes) return bad(line, "the id is longer than the limit");
  if (RevocationIdRule::check(entry.rid)) return bad(line, "it belongs to rids");
  return RidLine{std::move(entry.rid), entry.stamp};
}

using SplitRid = Result<RidLine> (*)(const ListCursor&, const std::string&);

Result<void> take_rids(ListCursor& line, std::vector<RidLine>& rids, ListCounts& counts, std::size_t max_bytes,
                       SplitRid split) {
  std::string text;
  do {
    if (++counts.rids > max_list_rids) return fail(Errc::trust_too_large, {}, "it revokes more cards than the limit");
    if (!line.take_string(text, max_bytes)) return bad(line, "expected a revocation id");
    VHC_TRY(RidLine entry, split(line, text));
    if (!rids.empty() && !(rids.back().rid < entry.rid)) return bad(line, "revocation ids do not increase");
    rids.push_back(std::move(entry));
  } while (line.take(","));
  return line.take("]") ? Result<void>{} : unexpected_member(line);
}

Result<CrlLine> take_crl(ListCursor& line, ListCounts& counts, std::size_t& rid_bytes) {
  CrlLine crl;
  VHC_CHECK_OK(take_kid(line, crl.kid));
  if (!line.take(",\"ctr\":")) return bad(line, "a counter must stand here");
  VHC_CHECK_OK(take_counter(line, crl.counter));
  VHC_CHECK_OK(take_time(line, ",\"stale\":", crl.stale));
  constexpr std::size_t stamp_chars = 13;
  const std::size_t start = line.offset();
  if (line.take(",\"rids\":[")) VHC_CHECK_OK(take_rids(line, crl.rids, counts, 64, split_rid));
  if (line.take(",\"odd\":[")) {
    VHC_CHECK_OK(take_rids(line, crl.odd, counts, max_odd_rid_bytes + stamp_chars, split_odd));
  }
  rid_bytes += line.offset() - start;
  if (line.take(",\"unread\":") && (!line.take_integer(crl.unread) || crl.unread == 0)) {
    return bad(line, "the number of entries that cannot be used is 1 or more");
  }
  if (!line.take("}")) return unexpected_member(line);
  return crl;
}

Result<void> take_keys(ListCursor& line, IssuerLine& issuer, ListCounts& counts) {
  if (!line.take(",\"keys\":[")) return {};
  do {
    if (++counts.keys > max_list_keys) return fail(Errc::trust_too_large, {}, "it has more keys than the limit");
    VHC_TRY(KeyLine key, take_key(line));
    if (!issuer.keys.empty() && !(issuer.keys.back().kid < key.kid)) return bad(line, "keys do not increase by kid");
    issuer.keys.push_back(std::move(key));
  } while (line.take(","));
  return line.take("]") ? Result<void>{} : unexpected_member(line);
}

Result<void> take_crls(ListCursor& line, IssuerLine& issuer, ListCounts& counts, std::size_t& rid_bytes) {
  if (!line.take(",\"crl\":[")) return {};
  do {
    VHC_TRY(CrlLine crl, take_crl(line, counts, rid_bytes));
    if (!issuer.crl.empty() && !(issuer.crl.back().kid < crl.kid)) return bad(line, "lists do not increase by kid");
    issuer.crl.push_back(std::move(crl));
  } while (line.take(","));
  return line.take("]") ? Result<void>{} : unexpected_member(line);
}

Result<void> take_network(ListCursor& line, std::string& net) {
  if (line.take("{\"net\":") && line.take_string(net) && is_network_name(net)) return {};
  return bad(line, "a line begins with the name of its network");
}

Result<void> take_source(ListCursor& line, NetworkLine& network) {
  if (!line.take(R"(,"source":{"what":)")) return {};
  ListSource source;
  std::optional<UnixTime> time;
  if (!line.take_string(source.what)) return bad(line, "a source says what it was");
  VHC_CHECK_OK(take_time(line, ",\"time\":", time));
  VHC_CHECK_OK(take_member(line, ",\"sha256\":", source.sha256));
  VHC_CHECK_OK(take_member(line, ",\"signed\":", source.signed_by));
  if (!time || source.sha256.empty()) return bad(line, "a source has a time and a hash");
  if (!line.take("}")) return unexpected_member(line);
  source.time = *time;
  network.source = std::move(source);
  return {};
}

// What a line is about: up to the end of `"iss":"…"` or `"profile":`.
std::string_view subject_of(std::string_view line) {
  ListCursor cursor(line);
  std::string text;
  if (!cursor.take("{\"net\":") || !cursor.take_string(text)) return line;
  if (cursor.take(",\"iss\":") && cursor.take_string(text)) return line.substr(0, cursor.offset());
  if (cursor.take(",\"profile\":")) return line.substr(0, cursor.offset());
  return line;
}

// The profile that a network's line names; nothing for other lines.
struct NetworkHead {
  std::string net;
  std::string profile;
};
std::optional<NetworkHead> read_network_head(std::string_view line) {
  ListCursor cursor(line);
  NetworkHead head;
  const bool taken = cursor.take("{\"net\":") && cursor.take_string(head.net) && cursor.take(",\"profile\":") &&
                     cursor.take_string(head.profile);
  if (!taken) return std::nullopt;
  return head;
}

// One walk over a list: what is known so far, and what every line is held to.
class ListWalk {
 public:
  explicit ListWalk(const LineHandlers& handlers) : handlers_(handlers) {}

  // Which networks are of a profile that is not known must be known before their issuers, whose lines come first.
  void note_foreign(std::string_view line) {
    const auto head = read_network_head(line);
    if (head && !find_profile(head->profile)) foreign_.insert(head->net);
  }

  Result<void> take(std::string_view line) {
    if (!(previous_ < line) && !previous_.empty()) return fail(Errc::trust_list_form, {}, "lines are not sorted");
    const std::string_view subject = subject_of(line);
    if (!previous_.empty() && subject == previous_subject_) {
      return fail(Errc::trust_list_form, {}, "two lines are about the same thing");
    }
    previous_ = line;
    previous_subject_ = subject;
    ListCursor cursor(line);
    std::string net;
    VHC_CHECK_OK(take_network(cursor, net));
    if (foreign_.contains(net)) return take_foreign(line, std::move(net), cursor);
    if (subject.size() > 10 && subject.substr(subject.size() - 10) == "\"profile\":") return take_network_line(line);
    return take_issuer(line);
  }

  Result<void> finish() const {
    for (const std::string& net : nets_of_issuers_) {
      if (!networks_.contains(net)) return fail(Errc::trust_list_form, {}, "an issuer's network has no line");
    }
    return {};
  }

 private:
  Result<void> take_foreign(std::string_view line, std::string net, ListCursor& cursor) {
    if (line.size() > max_list_line_bytes) return fail(Errc::trust_too_large, {}, "the line is longer than the limit");
    ForeignLine foreign{.net = std::move(net), .iss = {}, .text = std::string(line)};
    const bool is_issuer = cursor.take(",\"iss\":") && cursor.take_string(foreign.iss);
    if (!is_issuer && !cursor.take(",\"profile\":")) return unexpected_member(cursor);
    auto document = JsonDocument::parse(foreign.text, {max_list_line_bytes, max_list_depth});
    if (!document || !document->root().is(JsonKind::object)) {
      return fail(Errc::trust_list_form, {}, "the line is no JSON object");
    }
    return handlers_.foreign(std::move(foreign));
  }

  Result<void> take_network_line(std::string_view line) {
    VHC_TRY(NetworkLine network, read_network_line(line));
    networks_.insert(network.net);
    return handlers_.network(std::move(network));
  }

  Result<void> take_issuer(std::string_view line) {
    VHC_TRY(IssuerLine issuer, read_issuer_line(line, counts_));
    nets_of_issuers_.insert(issuer.net);
    return handlers_.issuer(std::move(issuer));
  }

  const LineHandlers& handlers_;
  std::string_view previous_;
  std::string_view previous_subject_;
  ListCounts counts_;
  std::set<std::string, std::less<>> foreign_;
  std::set<std::string, std::less<>> networks_;
  std::set<std::string, std::less<>> nets_of_issuers_;
};

template <class Body>
Result<void> each_line(std::string_view list, const Body& body) {
  std::size_t number = 0;
  while (!list.empty()) {
    ++number;
    const std::size_t end = list.find('\n');
    auto done = end == std::string_view::npos
                    ? Result<void>(fail(Errc::trust_list_form, {}, "its last line has no end"))
                    : body(list.substr(0, end));
    if (!done) {
      Error error = std::move(done).error();
      error.where = "line " + std::to_string(number) + (error.where.empty() ? "" : ", ") + error.where;
      return tl::unexpected(std::move(error));
    }
    list.remove_prefix(end + 1);
  }
  return {};
}

template <class Body>
void glance(std::string_view list, const Body& body) {
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('\n'), list.size() - 1);
    body(list.substr(0, end));
    list.remove_prefix(end + 1);
  }
}

}  // namespace

std::string_view name(Profile profile) noexcept {
  return profile_names[static_cast<std::size_t>(profile)];
}

std::optional<Profile> find_profile(std::string_view name) noexcept {
  const auto* const found = std::find(std::begin(profile_names), std::end(profile_names), name);
  if (found == std::end(profile_names)) return std::nullopt;
  return static_cast<Profile>(found - std::begin(profile_names));
}

bool is_network_name(std::string_view text) noexcept {
  const auto is_legal = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), is_legal);
}

Result<PublicKey> public_key_of(const KeyLine& key) {
  return PublicKey::from_material(key.kind, key.material, key.exponent);
}

Result<NetworkLine> read_network_line(std::string_view line) {
  if (line.size() > max_list_line_bytes) return fail(Errc::trust_too_large, {}, "the line is longer than the limit");
  ListCursor cursor(line);
  NetworkLine network;
  VHC_CHECK_OK(take_network(cursor, network.net));
  std::string profile;
  VHC_CHECK_OK(take_member(cursor, ",\"profile\":", profile));
  const auto known = find_profile(profile);
  if (!known) return bad(cursor, "a network names its profile");
  network.profile = *known;
  VHC_CHECK_OK(take_member(cursor, ",\"name\":", network.name));
  VHC_CHECK_OK(take_source(cursor, network));
  if (cursor.take(",\"types\":[")) {
    do {
      std::string type;
      if (!cursor.take_string(type)) return bad(cursor, "a type must stand here");
      if (!network.types.empty() && !(network.types.back() < type)) return bad(cursor, "types do not increase");
      network.types.push_back(std::move(type));
    } while (cursor.take(","));
    if (!cursor.take("]")) return unexpected_member(cursor);
  }
  if (!cursor.take("}") || !cursor.at_end()) return unexpected_member(cursor);
  if (line_text(network) != line) return bad(cursor, "it is not in the form that lists use");
  return network;
}

Result<IssuerLine> read_issuer_line(std::string_view line, ListCounts& counts) {
  ListCursor cursor(line);
  IssuerLine issuer;
  std::size_t rid_bytes = 0;
  VHC_CHECK_OK(take_network(cursor, issuer.net));
  if (!cursor.take(",\"iss\":") || !cursor.take_string(issuer.iss)) return bad(cursor, "an issuer must stand here");
  VHC_CHECK_OK(take_member(cursor, ",\"name\":", issuer.name));
  VHC_CHECK_OK(take_member(cursor, ",\"web\":", issuer.web));
  VHC_CHECK_OK(take_member(cursor, ",\"same\":", issuer.same));
  if (cursor.take(R"(,"status":"suspended")")) issuer.status = IssuerLineStatus::suspended;
  if (cursor.take(R"(,"status":"retired")")) issuer.status = IssuerLineStatus::retired;
  if (issuer.status != IssuerLineStatus::active) {
    VHC_CHECK_OK(take_time(cursor, ",\"since\":", issuer.since));
    VHC_CHECK_OK(take_member(cursor, ",\"why\":", issuer.why));
  }
  if (issuer.status == IssuerLineStatus::retired && !issuer.since) {
    return bad(cursor, "a retired issuer says since when");
  }
  VHC_CHECK_OK(take_time(cursor, ",\"stale\":", issuer.stale));
  VHC_CHECK_OK(take_keys(cursor, issuer, counts));
  VHC_CHECK_OK(take_crls(cursor, issuer, counts, rid_bytes));
  if (!cursor.take("}") || !cursor.at_end()) return unexpected_member(cursor);
  if (line.size() - rid_bytes > max_list_line_bytes) {
    return fail(Errc::trust_too_large, {}, "the line is longer than the limit");
  }
  if (line_text(issuer) != line) return bad(cursor, "it is not in the form that lists use");
  return issuer;
}

Result<void> for_each_line(std::string_view list, const LineHandlers& handlers) {
  if (list.size() > max_list_bytes) return fail(Errc::trust_too_large, {}, "a list has at most 256 MiB");
  if (!is_utf8(list)) return fail(Errc::trust_list_form, {}, "it is not UTF-8");
  ListWalk walk(handlers);
  VHC_CHECK_OK(each_line(list, [&walk](std::string_view line) -> Result<void> {
    walk.note_foreign(line);
    return {};
  }));
  VHC_CHECK_OK(each_line(list, [&walk](std::string_view line) { return walk.take(line); }));
  return walk.finish();
}

std::map<std::string, std::string> network_heads(std::string_view list) {
  std::map<std::string, std::string> heads;
  glance(list, [&heads](std::string_view line) {
    if (auto head = read_network_head(line)) heads.emplace(std::move(head->net), std::move(head->profile));
  });
  return heads;
}

std::map<std::string, std::vector<std::string>> network_types(std::string_view list) {
  std::map<std::string, std::vector<std::string>> types;
  glance(list, [&types](std::string_view line) {
    if (!read_network_head(line)) return;
    auto network = read_network_line(line);
    if (network && !network->types.empty()) types.emplace(std::move(network->net), std::move(network->types));
  });
  return types;
}

Result<TrustLines> read_list(std::string_view list) {
  TrustLines lines;
  const auto keep = [](auto& all) {
    return [&all](auto line) -> Result<void> {
      all.push_back(std::move(line));
      return {};
    };
  };
  VHC_CHECK_OK(for_each_line(list, {keep(lines.networks), keep(lines.issuers), keep(lines.foreign)}));
  return lines;
}

}  // namespace vhc
