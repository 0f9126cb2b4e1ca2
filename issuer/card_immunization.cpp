// Immunization: status, code, date, lot, performer (inputs.md 1.3, 3.3, 3.4).
#include <algorithm>
#include <array>

#include "card_resource.h"
#include "cvx.h"
#include "vhc/json_writer.h"
#include "vhc/time.h"

namespace vhc {
namespace {

constexpr std::string_view snomed_system = "http://snomed.info/sct";
constexpr std::string_view icd11_system = "http://id.who.int/icd/release/11/mms";

std::string at(const FhirEntry& entry, std::string_view member) {
  return entry.resource.pointer() + "/" + std::string(member);
}

tl::expected<void, Finding> check_status(const FhirEntry& entry) {
  const std::string status = text_member(entry.resource, "status");
  if (status == "completed") return {};
  if (status == "entered-in-error") return refuse(Errc::in_deleted, at(entry, "status"));
  if (status == "not-done") return refuse(Errc::in_not_given, at(entry, "status"));
  return refuse(Errc::in_bad_structure, at(entry, "status"));
}

tl::expected<CardCoding, Finding> read_vaccine(const FhirEntry& entry, const MinimiseOptions& options, Notes& notes) {
  const auto code = entry.resource.find("vaccineCode");
  auto coding = code ? choose_coding(*code, {cvx_system, snomed_system, icd11_system}) : std::nullopt;
  if (!coding) return refuse(Errc::in_no_code, at(entry, "vaccineCode"));
  if (coding->system != cvx_system) return *std::move(coding);
  const std::string place = coding->place.pointer();
  const auto normal = normal_cvx(coding->code);
  if (!normal) return refuse(Errc::in_unknown_code, place);
  if (*normal != coding->code) notes.warn(Errc::in_cvx_padded, coding->place);
  coding->code = *normal;
  if (coding->code == "998") return refuse(Errc::in_not_given, place);
  const bool allowed =
      std::find(options.allowed.begin(), options.allowed.end(), Errc::in_unknown_code) != options.allowed.end();
  if (coding->code == "999" || (!is_known_cvx(coding->code) && !allowed)) return refuse(Errc::in_unknown_code, place);
  if (!is_known_cvx(coding->code)) notes.warn(Errc::in_unknown_code, coding->place);
  if (is_unspecified_cvx(coding->code)) notes.warn(Errc::in_unspecified_vaccine, coding->place);
  return *std::move(coding);
}

// The day, without the time. A time of day whose zone is not the issuer's may be tomorrow here: one day of grace.
tl::expected<std::string, Finding> read_day(const FhirEntry& entry, const RecordContext& context) {
  const auto occurrence = entry.resource.find("occurrenceDateTime");
  if (!occurrence)
    return refuse(Errc::in_bad_date,
                  at(entry, entry.resource.find("occurrenceString") ? "occurrenceString" : "occurrenceDateTime"));
  const std::string text = occurrence->string();
  constexpr std::size_t day_chars = 10;
  const bool has_time = text.size() > day_chars && text[day_chars] == 'T';
  const auto day = parse_date(std::string_view(text).substr(0, has_time ? day_chars : text.size()));
  if (!day) return refuse(Errc::in_bad_date, occurrence->pointer());
  const auto tomorrow = std::chrono::sys_days{context.options.today} + std::chrono::days{1};
  if (std::chrono::sys_days{*day} > tomorrow) return refuse(Errc::in_future_date, occurrence->pointer());
  if (context.born && *day < *context.born) return refuse(Errc::in_before_birth, occurrence->pointer());
  return to_date(*day);
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  return first == std::string::npos ? std::string{} : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

char upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

bool starts_with_folded(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(), [](char wanted, char c) { return upper(c) == wanted; });
}

// "LOT# EN6207" is EN6207. A word that only begins like it (LOTUS1) stays.
std::string without_label(const std::string& lot) {
  constexpr std::array labels{"LOT NO.", "LOT NO:", "LOT NO ", "LOT#", "LOT:", "LOT "};
  for (const std::string_view label : labels) {
    if (starts_with_folded(lot, label)) return trimmed(lot.substr(label.size()));
  }
  return lot;
}

std::string with_single_spaces(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' || out.empty() || out.back() != ' ') out += c;
  }
  return out;
}

// 1.00E+05 and #### are what a spreadsheet leaves of a lot.
bool is_damaged(const std::string& lot) {
  if (lot.find('#') != std::string::npos && lot.find_first_not_of('#') == std::string::npos) return true;
  const std::size_t e = lot.find_first_of("eE");
  if (e == std::string::npos || e == 0 || e + 2 >= lot.size() || (lot[e + 1] != '+' && lot[e + 1] != '-')) return false;
  const auto is_number = [](std::string_view text) {
    return text.find_first_not_of("0123456789.") == std::string_view::npos;
  };
  return is_number(std::string_view(lot).substr(0, e)) && is_number(std::string_view(lot).substr(e + 2));
}

bool is_ordinary(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '.' ||
         c == '/' || c == ' ';
}

// A lot is never cut: a cut lot is a wrong lot.
std::string read_lot(const FhirEntry& entry, Notes& notes) {
  const auto member = entry.resource.find("lotNumber");
  if (!member) return {};
  const std::string written = member->string();
  const std::string lot = with_single_spaces(without_label(trimmed(written)));
  if (lot.empty()) return {};
  if (is_damaged(lot) || num_characters(lot) > max_lot_chars || has_control_character(lot)) {
    notes.warn(Errc::in_lot_damaged, *member);
    return {};
  }
  if (lot != written) notes.warn(Errc::in_lot_cleaned, *member);
  if (!std::all_of(lot.begin(), lot.end(), is_ordinary)) notes.warn(Errc::in_lot_odd, *member);
  return lot;
}

std::string write(const Event& event, const std::string& ial) {
  JsonWriter json;
  json.begin_object().member("resourceType", "Immunization");
  if (!ial.empty()) {
    json.name("meta").begin_object().name("security").begin_array().begin_object();
    json.member("system", "https://smarthealth.cards/ial").member("code", ial).end_object().end_array().end_object();
  }
  json.member("status", "completed").name("vaccineCode").begin_object().name("coding").begin_array().begin_object();
  json.member("system", event.system).member("code", event.code).end_object().end_array().end_object();
  json.name("patient")
      .begin_object()
      .member("reference", "resource:0")
      .end_object()
      .member("occurrenceDateTime", event.date);
  if (!event.performer.empty()) {
    json.name("performer").begin_array().begin_object().name("actor").begin_object();
    json.member("display", event.performer).end_object().end_object().end_array();
  }
  if (!event.lot.empty()) json.member("lotNumber", event.lot);
  if (event.subpotent) json.member("isSubpotent", true);
  return json.end_object().take();
}

}  // namespace

RecordResult card_immunization(const FhirEntry& entry, const RecordContext& context, Notes& notes) {
  VHC_CHECK_OK(check_status(entry));
  if (const auto modifier = entry.resource.find("modifierExtension"))
    return refuse(Errc::in_unsupported_modifier, modifier->pointer());
  VHC_TRY(const CardCoding vaccine, read_vaccine(entry, context.options, notes));
  Event event{.kind = EventKind::immunization, .system = vaccine.system, .code = vaccine.code, .status = "completed"};
  VHC_TRY(event.date, read_day(entry, context));
  event.lot = read_lot(entry, notes);
  VHC_TRY(event.performer, performer_name(entry, context, notes));
  const auto subpotent = entry.resource.find("isSubpotent");
  event.subpotent = subpotent && subpotent->boolean();
  notes.drop_others(entry.resource, "Immunization",
                    {"resourceType", "meta", "status", "vaccineCode", "patient", "occurrenceDateTime", "lotNumber",
                     "performer", "isSubpotent"});
  notes.drop_meta(entry.resource, "Immunization");
  CardRecord record{.json = write(event, assurance_level(entry.resource, context.options)), .day = event.date};
  record.covid = event.system == cvx_system && is_covid_cvx(event.code);
  record.kept = {entry.resource.pointer(), std::move(event)};
  return record;
}

}  // namespace vhc
