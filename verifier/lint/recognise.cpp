// What an artifact is, by what stands in it.
#include <algorithm>
#include <array>

#include "vhc/bytes.h"
#include "vhc/json.h"
#include "vhc/lint.h"
#include "vhc/picture_kind.h"

namespace vhc {
namespace {

struct Mark {
  std::string_view member;
  LintKind kind;
};

// Members that only one kind has, in the order in which they are asked for.
constexpr std::array marks{Mark{"verifiableCredential", LintKind::healthcard},
                           Mark{"participating_issuers", LintKind::directory},
                           Mark{"issuerInfo", LintKind::directory_snapshot},
                           Mark{"keys", LintKind::jwkset},
                           Mark{"kty", LintKind::jwkset},
                           Mark{"rids", LintKind::crl},
                           Mark{"method", LintKind::crl},
                           Mark{"vc", LintKind::jwspayload},
                           Mark{"nbf", LintKind::jwspayload},
                           Mark{"entry", LintKind::fhirbundle},
                           Mark{"parameter", LintKind::fhirhealthcard}};

std::optional<LintKind> kind_of(const JsonValue& object) {
  if (const auto type = object.find("resourceType")) {
    const bool is_answer = type->equals("Parameters") || type->equals("OperationOutcome");
    return is_answer ? LintKind::fhirhealthcard : LintKind::fhirbundle;
  }
  const auto* const found =
      std::find_if(marks.begin(), marks.end(), [&object](const Mark& mark) { return object.find(mark.member); });
  if (found == marks.end()) return std::nullopt;
  return found->kind;
}

// Of a text that is no JSON: the first of these names that stands in it in quotes.
std::optional<LintKind> kind_of_broken(std::string_view text) {
  const auto quoted = [&text](std::string_view name) { return text.find('"' + std::string(name) + '"'); };
  std::size_t earliest = text.size();
  std::optional<LintKind> kind;
  for (const Mark& mark : marks) {
    const std::size_t at = quoted(mark.member);
    if (at >= earliest) continue;
    earliest = at;
    kind = mark.kind;
  }
  if (quoted("resourceType") < earliest) {
    kind = text.find("\"Parameters\"") == std::string_view::npos ? LintKind::fhirbundle : LintKind::fhirhealthcard;
  }
  return kind;
}

std::optional<LintKind> kind_of_json(std::string_view text) {
  const auto document = JsonDocument::parse(std::string(text), {.max_bytes = max_crl_bytes, .max_depth = 64});
  if (!document) return kind_of_broken(text);
  JsonValue value = document->root();
  if (value.is(JsonKind::array)) {
    const auto first = value.first();
    if (!first) return std::nullopt;
    value = *first;
  }
  return kind_of(value);
}

bool starts_with_scheme(std::string_view text) {
  constexpr std::string_view scheme = "shc:";
  const std::string_view found = text.substr(0, scheme.size());
  return std::equal(found.begin(), found.end(), scheme.begin(), scheme.end(), [](char c, char wanted) {
    return c == wanted || (c >= 'A' && c <= 'Z' && c - 'A' + 'a' == wanted);
  });
}

// Characters of a JWS and dots, the whole line; or what begins like a header.
bool looks_like_jws(std::string_view text) {
  return text.starts_with("ey") ||
         (text.find('.') != std::string_view::npos && text.find_first_of(" /") == std::string_view::npos);
}

}  // namespace

std::optional<LintKind> recognise_artefact(std::string_view bytes) {
  if (picture_kind(as_bytes(bytes)) != PictureKind::none) return LintKind::qr;
  std::string_view text = bytes;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const std::size_t first = text.find_first_not_of(" \t\r\n\f\v");
  if (first == std::string_view::npos) return std::nullopt;
  text.remove_prefix(first);
  text = text.substr(0, text.find_last_not_of(" \t\r\n\f\v") + 1);
  if (text.front() == '{' || text.front() == '[') return kind_of_json(text);
  if (starts_with_scheme(text)) return LintKind::qrnumeric;
  if (looks_like_jws(text)) return LintKind::jws;
  return std::nullopt;
}

}  // namespace vhc
