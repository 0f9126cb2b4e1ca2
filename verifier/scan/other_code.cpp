#include "vhc/other_code.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "vhc/base64url.h"
#include "vhc/bytes.h"
#include "vhc/json.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

// One code: its text without white space around it, and the JSON in it, if it is JSON.
struct Code {
  std::string_view text;
  std::optional<JsonValue> json;
};

constexpr std::string_view white_space = " \t\r\n\f\v";
constexpr std::string_view digits = "0123456789";

std::string_view without_white_space(std::string_view text) {
  const std::size_t first = text.find_first_not_of(white_space);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white_space) - first + 1);
}

std::string_view trimmed(std::string_view code) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  std::string_view text = without_white_space(code);
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return without_white_space(text);
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// `prefix` in lower case.
bool begins(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char wanted, char c) { return lower(c) == wanted; });
}

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [text](std::string_view prefix) { return begins(text, prefix); });
}

// ---- health certificates of other families

bool is_hcert(const Code& code) {
  constexpr std::size_t context = 2;  // HC1: HCA:
  constexpr std::string_view contexts = "123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return code.text.size() > 4 && code.text.starts_with("HC") && code.text[3] == ':' &&
         contexts.find(code.text[context]) != std::string_view::npos;
}

bool is_nzcp(const Code& code) {
  return code.text.starts_with("NZCP:/");
}

std::optional<JsonValue> path(const Code& code, std::initializer_list<std::string_view> names) {
  std::optional<JsonValue> value = code.json;
  for (const std::string_view name : names) {
    if (value) value = value->find(name);
  }
  return value;
}

bool is_vdsnc(const Code& code) {
  const auto type = path(code, {"data", "hdr", "t"});
  return type && type->string().starts_with("icao.");
}

bool is_idhp(const Code& code) {
  return path(code, {"proof", "signatureValue"}).has_value();
}

// Whether one of the texts in an array holds this one.
bool has_one_with(const std::optional<JsonValue>& array, std::string_view part) {
  if (!array || !array->is(JsonKind::array)) return false;
  for (auto one = array->first(); one; one = one->next()) {
    if (one->string().find(part) != std::string::npos) return true;
  }
  return false;
}

bool is_ghp(const Code& code) {
  return is_idhp(code) && has_one_with(path(code, {"type"}), "GoodHealthPass");
}

bool is_ghp_paper(const Code& code) {
  return code.text.starts_with("JXT:") || has_one_with(path(code, {"@context"}), "goodhealthpass.org");
}

// A zip file with the one file that DIVOC puts into it, or a signed credential with evidence.
bool is_divoc(const Code& code) {
  constexpr std::size_t name_at = 30;
  constexpr std::string_view name = "certificate.json";
  if (code.text.starts_with("PK\x03\x04")) {
    return code.text.size() > name_at && code.text.substr(name_at).starts_with(name);
  }
  return path(code, {"evidence"}) && (path(code, {"proof", "jws"}) || path(code, {"proof", "proofValue"}));
}

bool is_linked_data(const Code& code) {
  return path(code, {"@context"}).has_value() && path(code, {"proof"}).has_value();
}

bool is_health_link(const Code& code) {
  if (begins_with_any(code.text, {"shlink:/", "vhlink:/"})) return true;
  const std::size_t fragment = code.text.find('#');
  return fragment != std::string_view::npos && begins(code.text, "http") &&
         begins_with_any(code.text.substr(fragment + 1), {"shlink:/", "vhlink:/"});
}

bool is_jwt(const Code& code) {
  return is_token(code.text.substr(0, code.text.find('~')));  // SD-JWT: disclosures behind tildes
}

// ---- what is on everybody's telephone

bool is_wifi(const Code& code) {
  return begins(code.text, "wifi:");
}

bool is_contact(const Code& code) {
  return begins_with_any(code.text, {"begin:vcard", "mecard:", "bizcard:"});
}

// IATA BCBP: M, the number of legs, 20 characters of name with a slash, E or a blank.
bool is_boarding_pass(const Code& code) {
  constexpr std::size_t name_at = 2;
  constexpr std::size_t name_chars = 20;
  constexpr std::size_t shortest = 58;
  const std::string_view text = code.text;
  if (text.size() < shortest || text[0] != 'M' || text[1] < '1' || text[1] > '9') return false;
  const std::string_view name = text.substr(name_at, name_chars);
  const bool is_name = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '/' || c == '.' || c == '-';
  });
  const char ticket = text[name_at + name_chars];
  return is_name && name.find('/') != std::string_view::npos && (ticket == 'E' || ticket == ' ');
}

// AAMVA: "@", a line feed, a record separator, a carriage return, "ANSI " and the issuer's number.
bool is_driving_licence(const Code& code) {
  constexpr std::size_t head = 16;
  const std::string_view start = code.text.substr(0, head);
  return start.starts_with('@') &&
         (start.find("ANSI ") != std::string_view::npos || start.find("AAMVA") != std::string_view::npos);
}

bool is_mobile_document(const Code& code) {
  return begins_with_any(code.text, {"mdoc:", "openid4vp://", "openid-credential-offer://", "haip://", "eudi-"});
}

bool is_url(const Code& code) {
  return begins_with_any(code.text, {"http://", "https://", "www."});
}

// ---- the rest

bool has_run_of_digits(std::string_view text, std::size_t length) {
  std::size_t run = 0;
  for (const char c : text) {
    run = digits.find(c) == std::string_view::npos ? 0 : run + 1;
    if (run == length) return true;
  }
  return false;
}

// A card whose beginning or end was lost is read again.
bool is_piece_of_a_card(std::string_view text) {
  constexpr std::size_t many = 100;
  if (begins(text, "shc")) return true;
  if (text.find_first_not_of(digits) == std::string_view::npos) return true;
  const bool is_base64url = std::all_of(text.begin(), text.end(), [](char c) {
    return lower(c) != c || (c >= 'a' && c <= 'z') || digits.find(c) != std::string_view::npos || c == '-' ||
           c == '_' || c == '.';
  });
  return (text.starts_with("ey") && is_base64url) || has_run_of_digits(text, many);
}

// A card file or an answer of an issuer that is not as it must be says so itself.
bool is_card_container(const Code& code) {
  const auto type = path(code, {"resourceType"});
  return path(code, {"verifiableCredential"}) || (type && type->equals("Parameters"));
}

bool is_printable(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return (byte < 0x20 && white_space.find(c) == std::string_view::npos) || byte == 0x7f;
         });
}

bool is_text(const Code& code) {
  if (code.text.front() == '{' || code.text.front() == '[') return code.json && !is_card_container(code);
  return is_printable(code.text) && !is_piece_of_a_card(code.text);
}

constexpr std::string_view ask_for_the_card =
    "Ask for the health card itself: the code on it, or the file or picture of it.";
constexpr std::string_view not_judged_here =
    "It is not checked here. Treat it as your rules say for certificates that cannot be checked, or ask for a SMART "
    "Health Card.";

struct Row {
  OtherCode code;
  bool (*fits)(const Code& code);
};

// The first that fits. A family that comes to be judged loses its row here.
constexpr std::array rows{
    Row{{"hcert", "an EU Digital COVID Certificate or another certificate of that kind", not_judged_here}, is_hcert},
    Row{{"nzcp", "a New Zealand COVID Pass", not_judged_here}, is_nzcp},
    Row{{"vdsnc", "a visible digital seal for travel (VDS-NC)", not_judged_here}, is_vdsnc},
    Row{{"ghp", "a Good Health Pass", not_judged_here}, is_ghp},
    Row{{"idhp", "an IBM Digital Health Pass", not_judged_here}, is_idhp},
    Row{{"ghp-paper", "a Good Health Pass on paper", not_judged_here}, is_ghp_paper},
    Row{{"divoc", "a DIVOC certificate, as India and others issue it", not_judged_here}, is_divoc},
    Row{{"shlink", "a SMART Health Link: an address and a key to records, and no card",
         "Opening it needs the network and perhaps a passcode; this program does not do that. Ask for the health card "
         "itself."},
        is_health_link},
    Row{{"jwt", "a signed token (JWT) that is no health card", ask_for_the_card}, is_jwt},
    Row{{"wifi", "the access to a Wi-Fi network", ask_for_the_card}, is_wifi},
    Row{{"contact", "a contact, such as a business card", ask_for_the_card}, is_contact},
    Row{{"boarding_pass", "a boarding pass", ask_for_the_card}, is_boarding_pass},
    Row{{"driving_licence", "a driver's license or an ID card",
         "It can be the photo ID to compare a card with. Ask for the health card itself too."},
        is_driving_licence},
    Row{{"text", "a mobile document that wants to be asked for over the air", ask_for_the_card}, is_mobile_document},
    Row{{"url", "a web address",
         "Do not open it. Ask for the health card itself: its code contains the card, not an address."},
        is_url},
    Row{{"text", "a signed document (linked data) that is no health card", ask_for_the_card}, is_linked_data},
    Row{{"text", "a text", ask_for_the_card}, is_text},
};

// IDHP is also passed on as JSON in base64, of either alphabet.
std::optional<std::string> json_in_base64(std::string_view text) {
  if (!text.starts_with("eyJ")) return std::nullopt;
  std::string base64url(text);
  std::replace(base64url.begin(), base64url.end(), '+', '-');
  std::replace(base64url.begin(), base64url.end(), '/', '_');
  base64url.erase(base64url.find_last_not_of('=') + 1);
  const auto bytes = from_base64url(base64url);
  if (!bytes) return std::nullopt;
  return std::string(as_text(*bytes));
}

std::optional<JsonDocument> json_of(std::string_view text) {
  std::optional<std::string> json;
  if (text.front() == '{' || text.front() == '[') {
    json = std::string(text);
  } else {
    json = json_in_base64(text);
  }
  if (!json) return std::nullopt;
  auto document = JsonDocument::parse(*std::move(json), {.max_bytes = max_other_code_bytes, .max_depth = 64});
  if (!document) return std::nullopt;
  return *std::move(document);
}

// An array with one object counts as the object.
JsonValue object_of(const JsonValue& root) {
  return root.is(JsonKind::array) && root.size() == 1 ? *root.first() : root;
}

}  // namespace

const OtherCode* recognise_other_code(std::string_view code) {
  const std::string_view text = trimmed(code);
  if (text.empty() || text.size() > max_other_code_bytes) return nullptr;
  const std::optional<JsonDocument> document = json_of(text);
  Code seen{text, std::nullopt};
  if (document) seen.json = object_of(document->root());
  const auto* const row = std::find_if(rows.begin(), rows.end(), [&seen](const Row& r) { return r.fits(seen); });
  return row == rows.end() ? nullptr : &row->code;
}

bool is_token(std::string_view compact) {
  constexpr std::size_t longest_header = std::size_t{4} * 1024;
  const std::size_t dot = compact.find('.');
  if (dot > longest_header || std::count(compact.begin(), compact.end(), '.') != 2) {
    return false;
  }
  const auto header = from_base64url(compact.substr(0, dot));
  if (!header || as_text(*header).find("\"zip\"") != std::string_view::npos) return false;  // a card, in short
  const auto json = JsonDocument::parse(std::string(as_text(*header)), {.max_bytes = longest_header, .max_depth = 8});
  return json && json->root().is(JsonKind::object) && json->root().find("alg") && !json->root().find("zip");
}

}  // namespace vhc
