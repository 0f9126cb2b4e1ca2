#include "desk/check_published.h"

#include <algorithm>
#include <cctype>
#include <ostream>

#include "desk/store/published_folder.h"
#include "vhc/display_text.h"
#include "vhc/json_writer.h"
#include "vhc/revocation_list.h"

namespace vhc {
namespace {

struct SeenList {
  std::int64_t counter = 0;
  std::size_t entries = 0;
};

struct SeenKey {
  std::string kid;
  std::int64_t version = 0;  // crlVersion; 0: none
  std::optional<SeenList> list;
  std::string here;               // its state in the issuer's folder; empty: it is not there, or no folder was named
  std::int64_t version_here = 0;  // of its list there
};

struct Judged {
  std::vector<SeenKey> keys;
  std::optional<JournalHead> head;
  std::vector<PublishedDifference> findings;
  bool is_refused = false;
};

Result<std::optional<SeenList>> see_list(const PublishedFolder& there, const std::string& kid, Io& io) {
  if (!std::binary_search(there.lists.begin(), there.lists.end(), kid)) return std::optional<SeenList>{};
  VHC_TRY(const std::string text, read_published_list(there, kid, io));
  VHC_TRY(const KeyId id, KeyId::parse(kid));
  const auto list = compare_lists(id, std::nullopt, text);
  if (!list) {
    return fail(Errc::publish_unreadable, there.path + "/" + published_list_path(kid) + ", " + list.error().where,
                list.error().hint);
  }
  return std::optional(SeenList{list->counter_there, list->entries_there});
}

// What of a key and its list cannot go together.
void judge_list(const SeenKey& key, std::vector<PublishedDifference>& findings) {
  const std::string where = published_list_path(key.kid);
  const std::string says = "the key set says version " + std::to_string(key.version);
  if (key.version > 0 && !key.list) findings.push_back({Errc::crl_missing, where, says + ", and there is none"});
  if (key.list && key.list->counter != key.version) {
    findings.push_back({Errc::crl_stale, where,
                        (key.version > 0 ? says : std::string("the key set says no version")) +
                            ", the list is version " + std::to_string(key.list->counter)});
  }
}

std::string lower(std::string_view text) {
  std::string all(text);
  for (char& c : all) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return all;
}

// The value of a header in what curl -D wrote; the last answer counts.
std::optional<std::string> header(const std::string& answers, std::string_view name) {
  std::optional<std::string> value;
  for (std::size_t at = 0; at < answers.size();) {
    const std::size_t end = std::min(answers.find('\n', at), answers.size());
    std::string line = lower(std::string_view(answers).substr(at, end - at));
    at = end + 1;
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (line.starts_with("http/")) value.reset();
    if (!line.starts_with(std::string(name) + ":")) continue;
    const std::size_t from = line.find_first_not_of(' ', name.size() + 1);
    value = from == std::string::npos ? std::string{} : line.substr(from);
  }
  return value;
}

// FILE.headers beside FILE, where somebody fetched it with curl -D.
Result<void> judge_headers(const PublishedFolder& there, const std::string& file, Judged& judged, Io& io) {
  constexpr std::size_t max_header_bytes = std::size_t{64} * 1024;
  const std::string path = file + ".headers";
  if (io.kind_of(there.path + "/" + path) == Io::PathKind::none) return {};
  const auto read = io.read_plain_file(there.path + "/" + path, max_header_bytes);
  if (!read) {
    return fail(Errc::publish_unreadable, there.path + "/" + path,
                read.error().hint.empty() ? std::string(info(read.error().code).sentence) : read.error().hint);
  }
  const std::string& answers = *read;
  if (header(answers, "access-control-allow-origin") != "*") {
    judged.findings.push_back(
        {Errc::publish_headers, path, "no Access-Control-Allow-Origin: *: browsers cannot read it"});
  }
  const auto type = header(answers, "content-type");
  if (!type || !type->starts_with("application/json")) {
    judged.findings.push_back({Errc::publish_headers, path, "its Content-Type is not application/json"});
  }
  return {};
}

Result<Judged> judge(const PublishedFolder& there, Io& io) {
  Judged judged;
  judged.head = there.head;
  VHC_CHECK_OK(judge_headers(there, std::string(published_keys_path), judged, io));
  for (const ListedKey& listed : there.keys) {
    SeenKey key{
        .kid = listed.kid, .version = listed.crl_version.value_or(0), .list = {}, .here = {}, .version_here = 0};
    VHC_TRY(key.list, see_list(there, key.kid, io));
    judge_list(key, judged.findings);
    if (key.list) VHC_CHECK_OK(judge_headers(there, published_list_path(key.kid), judged, io));
    judged.keys.push_back(std::move(key));
  }
  for (const std::string& kid : there.lists) {
    const bool is_listed =
        std::any_of(there.keys.begin(), there.keys.end(), [&kid](const ListedKey& key) { return key.kid == kid; });
    if (!is_listed) judged.findings.push_back({Errc::crl_kid, published_list_path(kid), "the key set has no such key"});
  }
  if (judged.keys.empty())
    judged.findings.push_back({Errc::rule_v16, std::string(published_keys_path), "it has no key"});
  return judged;
}

// What the issuer's folder knows, and what is not public yet.
Result<void> hold_against(const PublishedFolder& there, const IssuerFolder& folder, Judged& judged, Io& io) {
  VHC_TRY(const PublishedComparison compared, compare_published(there, folder, io));
  judged.is_refused = !compared.differences.empty();
  judged.findings.insert(judged.findings.begin(), compared.differences.begin(), compared.differences.end());
  for (const KeyRecord& record : folder.keys()) {
    const auto seen = std::find_if(judged.keys.begin(), judged.keys.end(),
                                   [&record](const SeenKey& key) { return key.kid == record.kid.str(); });
    if (seen == judged.keys.end()) {
      if (!record.is_published() || judged.is_refused) continue;
      judged.findings.push_back(
          {Errc::publish_behind, std::string(published_keys_path), record.kid.str() + " is not there yet"});
      continue;
    }
    seen->here = name(record.state());
    if (!record.is_published()) {
      judged.findings.push_back({Errc::publish_behind, std::string(published_keys_path), seen->kid + " was revoked"});
    }
    VHC_TRY(const auto own, folder.crl(record.kid, io));
    if (!own) continue;
    VHC_TRY(const RevocationList list, RevocationList::parse(*own));
    seen->version_here = list.counter();
    if (seen->version_here > (seen->list ? seen->list->counter : 0)) {
      judged.findings.push_back({Errc::publish_behind, published_list_path(seen->kid),
                                 "version " + std::to_string(seen->version_here) + " is not there yet"});
    }
  }
  return {};
}

void print_json(const std::string& path, const Judged& judged, Io& io) {
  JsonWriter json;
  json.begin_object().member("schema", "vhc.published.check/1").member("folder", name_in_json(path));
  json.name("keys").begin_array();
  for (const SeenKey& key : judged.keys) {
    json.begin_object().member("kid", key.kid);
    if (key.version > 0) json.member("version", key.version);
    if (key.list) {
      json.name("list").begin_object().member("version", key.list->counter);
      json.member("entries", static_cast<std::int64_t>(key.list->entries)).end_object();
    }
    if (!key.here.empty()) json.member("here", key.here);
    if (key.version_here > 0) json.member("version_here", key.version_here);
    json.end_object();
  }
  json.end_array();
  if (judged.head) {
    json.name("head").begin_object().member("count", judged.head->count).member("hash", judged.head->hash).end_object();
  }
  write_differences(json, "findings", judged.findings);
  io.out() << json.end_object().text() << '\n';
}

void print_text(const Judged& judged, Io& io) {
  for (const SeenKey& key : judged.keys) {
    io.out() << "key      " << key.kid;
    if (key.list) {
      io.out() << "   list version " << key.list->counter << ", " << key.list->entries
               << (key.list->entries == 1 ? " entry" : " entries");
    } else {
      io.out() << "   no list";
    }
    if (!key.here.empty()) io.out() << "   (" << key.here << " here)";
    io.out() << '\n';
  }
  if (judged.head) io.out() << "head     " << judged.head->count << ' ' << judged.head->hash << '\n';
  for (const PublishedDifference& one : judged.findings) {
    io.out() << "look     " << one.where << ": " << one.what << "   (" << name(one.code) << ")\n";
  }
}

}  // namespace

Result<Exit> check_published(const std::string& path, const IssuerFlags& flags, Io& io) {
  if (!io.exists(path)) return fail(Errc::not_found, path);
  VHC_TRY(const PublishedFolder there, read_published(path, io));
  if (!there.has_keys) return fail(Errc::not_found, path + "/" + std::string(published_keys_path));
  VHC_TRY(Judged judged, judge(there, io));
  if (issuer_path(flags, io)) {
    VHC_TRY(const IssuerFolder folder, open_issuer(flags, io));
    VHC_CHECK_OK(hold_against(there, folder, judged, io));
  }
  if (io.json()) {
    print_json(path, judged, io);
  } else {
    print_text(judged, io);
  }
  return judged.is_refused ? Exit::no_trust : findings_if(!judged.findings.empty());
}

}  // namespace vhc
