#include "vhc/issuer_settings.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "records/plain_text.h"
#include "records/schema.h"
#include "vhc/json.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

constexpr std::string_view settings_schema = "vhc.issuer/1";
constexpr std::size_t max_zone_chars = 64;
constexpr std::size_t max_languages = 16;
constexpr std::size_t max_facilities = 100;
constexpr std::size_t max_facility_chars = 200;
constexpr std::size_t max_language_chars = 35;  // RFC 5646 4.4.1
constexpr std::array members{"schema",         "iss",       "name",      "zone",      "source", "rid",
                             "retention_days", "performer", "languages", "facilities"};

tl::unexpected<Error> bad_member(std::string_view member) {
  return fail(Errc::folder_form, "/" + std::string(member));
}

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The letters of IANA's names, and nothing that leads out of a folder of zones.
bool is_zone(std::string_view text) {
  const auto belongs = [](char c) { return is_letter_or_digit(c) || c == '_' || c == '+' || c == '-' || c == '/'; };
  return !text.empty() && text.size() <= max_zone_chars && text.front() != '/' &&
         std::all_of(text.begin(), text.end(), belongs);
}

// The shape of a language tag (RFC 5646): letters, then subtags after '-'.
bool is_language(std::string_view text) {
  const auto belongs = [](char c) { return is_letter_or_digit(c) || c == '-'; };
  return text.size() >= 2 && text.size() <= max_language_chars && text.front() != '-' && text.back() != '-' &&
         text.find("--") == std::string_view::npos && std::all_of(text.begin(), text.end(), belongs);
}

Result<void> check(const IssuerSettings& settings) {
  if (settings.name.empty() || !check_plain_text(settings.name, max_issuer_name_chars, {})) return bad_member("name");
  if (!is_zone(settings.zone)) return bad_member("zone");
  if (settings.retention_days < 1 || settings.retention_days > max_retention_days) return bad_member("retention_days");
  if (!check_plain_text(settings.performer, max_performer_chars, {})) return bad_member("performer");
  const auto& languages = settings.languages;
  if (languages.empty() || languages.size() > max_languages ||
      !std::all_of(languages.begin(), languages.end(), is_language)) {
    return bad_member("languages");
  }
  const auto is_name = [](const std::string& text) {
    return !text.empty() && check_plain_text(text, max_facility_chars, {}).has_value();
  };
  const auto& facilities = settings.facilities;
  if (facilities.size() > max_facilities || !std::all_of(facilities.begin(), facilities.end(), is_name)) {
    return bad_member("facilities");
  }
  return {};
}

Result<std::string> read_string(const JsonValue& root, std::string_view member) {
  auto text = root.find_string(member);
  if (!text) return bad_member(member);
  return *std::move(text);
}

Result<bool> read_boolean(const JsonValue& root, std::string_view member) {
  const auto value = root.find(member);
  if (!value || !value->is(JsonKind::boolean)) return bad_member(member);
  return value->boolean();
}

Result<int> read_whole_number(const JsonValue& root, std::string_view member) {
  const auto value = root.find(member);
  if (!value || !value->is(JsonKind::number)) return bad_member(member);
  const std::string_view text = value->text();
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return bad_member(member);
  return number;
}

Result<std::vector<std::string>> read_strings(const JsonValue& root, std::string_view member) {
  const auto value = root.find(member);
  if (!value || !value->is(JsonKind::array)) return bad_member(member);
  std::vector<std::string> texts;
  for (auto element = value->first(); element; element = element->next()) {
    if (!element->is(JsonKind::string)) return bad_member(member);
    texts.push_back(element->string());
  }
  return texts;
}

Result<void> check_members(const JsonValue& root) {
  for (auto member = root.first(); member; member = member->next()) {
    const bool known = std::any_of(members.begin(), members.end(), [&](const char* m) { return member->name_is(m); });
    if (!known) return fail(Errc::folder_form, member->pointer());
  }
  return {};
}

}  // namespace

std::string_view name(RecordSource source) noexcept {
  return source == RecordSource::pharmacy ? "pharmacy" : "registry";
}

Result<RecordSource> parse_record_source(std::string_view text) {
  for (const RecordSource source : {RecordSource::pharmacy, RecordSource::registry})
    if (text == name(source)) return source;
  return fail(Errc::usage, "--source", "a source is pharmacy or registry");
}

Result<std::string> to_json(const IssuerSettings& settings) {
  VHC_CHECK_OK(check(settings));
  JsonWriter writer;
  writer.begin_object().member("schema", settings_schema).member("iss", settings.iss.str());
  writer.member("name", settings.name).member("zone", settings.zone).member("source", name(settings.source));
  writer.member("rid", settings.rid).member("retention_days", std::int64_t{settings.retention_days});
  writer.member("performer", settings.performer).name("languages").begin_array();
  for (const std::string& language : settings.languages) writer.string(language);
  writer.end_array();
  if (!settings.facilities.empty()) {
    writer.name("facilities").begin_array();
    for (const std::string& facility : settings.facilities) writer.string(facility);
    writer.end_array();
  }
  return writer.end_object().take();
}

Result<IssuerSettings> parse_issuer_settings(std::string_view json) {
  VHC_TRY(const JsonDocument document,
          JsonDocument::parse(std::string(json), {.max_bytes = max_issuer_settings_bytes, .max_depth = 4}));
  const JsonValue root = document.root();
  VHC_CHECK_OK(check_schema(root, settings_schema, Errc::folder_form));
  VHC_CHECK_OK(check_members(root));
  VHC_TRY(const std::string iss_text, read_string(root, "iss"));
  VHC_TRY(std::string shop_name, read_string(root, "name"));
  VHC_TRY(const std::string source_text, read_string(root, "source"));
  auto iss = IssuerUrl::parse(iss_text);
  if (!iss) return bad_member("iss");
  const auto source = parse_record_source(source_text);
  if (!source) return bad_member("source");

  IssuerSettings settings{.iss = *std::move(iss), .name = std::move(shop_name), .source = *source};
  VHC_TRY(settings.zone, read_string(root, "zone"));
  VHC_TRY(settings.rid, read_boolean(root, "rid"));
  VHC_TRY(settings.retention_days, read_whole_number(root, "retention_days"));
  VHC_TRY(settings.performer, read_string(root, "performer"));
  VHC_TRY(settings.languages, read_strings(root, "languages"));
  if (root.find("facilities")) {
    VHC_TRY(settings.facilities, read_strings(root, "facilities"));
  }
  VHC_CHECK_OK(check(settings));
  return settings;
}

}  // namespace vhc
