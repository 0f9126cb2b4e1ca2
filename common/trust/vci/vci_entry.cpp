#include "trust/vci/vci_entry.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "trust/vci/bad_entries.h"
#include "vhc/checked.h"
#include "vhc/display_text.h"

namespace vhc {
namespace {

constexpr JsonLimits vci_limits{.max_bytes = max_vci_file_bytes, .max_depth = max_vci_depth};

tl::unexpected<Error> damaged_file(std::string_view file, const std::string& where, std::string why) {
  return fail(Errc::trust_damaged, std::string(file) + (where.empty() ? "" : ", ") + where, std::move(why));
}

std::string place_in(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " + std::to_string(offset - line_start + 1);
}

std::string_view host_of(std::string_view iss) {
  constexpr std::string_view scheme = "https://";
  const std::string_view rest = iss.substr(scheme.size());
  return rest.substr(0, rest.find('/'));
}

// The last label of a name has a letter; an address has none.
bool is_address(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);  // npos + 1 is 0
  return !last.empty() && std::all_of(last.begin(), last.end(), is_digit);
}

}  // namespace

std::string without_broken_entries(std::string file) {
  if (JsonDocument::parse(file, vci_limits)) return file;
  return without_bad_entries(file, vci_limits).value_or(std::move(file));
}

Result<VciDocument> VciDocument::parse(std::string_view file, std::string text) {
  auto document = JsonDocument::parse(text, vci_limits);
  if (document) return VciDocument(file, *std::move(document));
  if (auto rest = JsonDocument::parse(without_broken_entries(std::move(text)), vci_limits)) {
    return VciDocument(file, *std::move(rest));
  }
  const Error& error = document.error();
  const std::string reason = error.what + (error.hint.empty() ? "" : ": ") + error.hint;
  return damaged_file(file, error.where, reason + " (" + std::string(name(error.code)) + ")");
}

tl::unexpected<Error> VciDocument::damaged(const JsonValue& value, std::string why) const {
  return damaged_file(file_, place_in(document_.text(), value.offset()), std::move(why));
}

Result<void> VciDocument::read_string(const JsonValue& value, std::string& text) const {
  if (!value.is(JsonKind::string)) return damaged(value, "a string belongs here");
  if (value.text().size() > max_vci_string_bytes + 2) {
    return damaged(value, "a string has at most " + std::to_string(max_vci_string_bytes) + " bytes");
  }
  const std::string_view quoted = value.text();
  if (quoted.find('\\') == std::string_view::npos) {
    text.assign(quoted.substr(1, quoted.size() - 2));
  } else {
    text = value.string();
  }
  return {};
}

Result<void> VciDocument::require(const JsonValue& value, JsonKind kind, std::string_view what) const {
  if (value.is(kind)) return {};
  return damaged(value, std::string(what) + " belongs here");
}

Result<void> read_vci_issuer(const VciDocument& document, const JsonValue& value, VciIssuer& issuer,
                             UnknownMembers& unknown) {
  VHC_CHECK_OK(document.require(value, JsonKind::object, "an issuer, which is an object,"));
  for (std::string* text : {&issuer.iss, &issuer.name, &issuer.website, &issuer.canonical_iss}) text->clear();
  bool has_iss = false;
  for (auto member = value.first(); member; member = member->next()) {
    std::string* target = nullptr;
    if (member->name_is("iss")) {
      target = &issuer.iss;
      has_iss = true;
    } else if (member->name_is("name")) {
      target = &issuer.name;
    } else if (member->name_is("website")) {
      target = &issuer.website;
    } else if (member->name_is("canonical_iss")) {
      target = &issuer.canonical_iss;
    }
    if (target == nullptr) {
      ++unknown[member->name()];
      continue;
    }
    VHC_CHECK_OK(document.read_string(*member, *target));
  }
  if (!has_iss) return document.damaged(value, "an issuer has an iss");
  return {};
}

VciFinding left_out(const JsonValue& issuer, const Error& fault) {
  const auto iss = issuer.find_string("iss");
  const bool is_named = iss && iss->size() <= max_vci_string_bytes;
  return {Errc::trust_damaged, Severity::error, is_named ? *iss : "", {}, fault.where + ": " + fault.hint};
}

bool check_vci_iss(const std::string& iss, std::vector<VciFinding>& findings) {
  const auto report = [&](Severity severity, std::string detail) {
    findings.push_back({Errc::rule_v5, severity, iss, {}, std::move(detail)});
  };
  if (const auto good = IssuerUrlRule::check(iss); !good) {
    report(Severity::error, good.error().what);
    return false;
  }
  const std::string_view host = host_of(iss);
  const std::string_view name = host.substr(0, host.find(':'));
  if (name.size() != host.size()) report(Severity::warning, "a port");
  if (is_address(name)) report(Severity::warning, "an address in place of a host's name");
  if (std::any_of(name.begin(), name.end(), [](char c) { return c >= 'A' && c <= 'Z'; })) {
    report(Severity::note, "the host is written with capitals");
  }
  return true;
}

std::string checked_vci_name(const VciIssuer& issuer, std::vector<VciFinding>& findings) {
  std::string shown = without_hidden_characters(issuer.name);
  if (shown != issuer.name) {
    findings.push_back({Errc::rule_v21, Severity::warning, issuer.iss, {}, "the name is shown without them"});
  }
  return shown;
}

}  // namespace vhc
