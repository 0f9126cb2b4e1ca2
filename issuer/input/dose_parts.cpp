// Headers of files that have several doses side by side in a row.
#include <algorithm>
#include <array>

#include "input/column_guess.h"
#include "input/header_words.h"

namespace vhc {
namespace {

constexpr std::array<std::string_view, max_doses_of_row> ordinals{"1 first erste premiere primera",
                                                                  "2 second zweite zweiter deuxieme segunda segundo",
                                                                  "3 third dritte dritter troisieme tercera tercer",
                                                                  "4 fourth vierte quatrieme cuarta",
                                                                  "5 fifth",
                                                                  "6 sixth",
                                                                  "7",
                                                                  "8",
                                                                  "9"};
constexpr std::string_view dose_words =
    "dose doses dosis dosi shot shots impfung inj injection jab booster vaccination";
constexpr std::string_view idle_words = "st nd rd th ra da ta er ere re e eme a o no nr num number nbr of the de la";
constexpr std::string_view day_words = "date datum fecha dt dte dat day data fec when on given administered admin";

// The number of the dose; nothing when there is none, or more than one.
std::optional<int> number_in(const Heard& heard) {
  const bool has_dose = heard.says(dose_words);
  std::optional<int> found;
  for (const std::string& word : heard.words) {
    const bool is_digit = word.size() == 1 && word.front() >= '1' && word.front() <= '9';
    const bool is_number = word.find_first_not_of("0123456789") == std::string::npos;
    if (is_number && !is_digit && !has_dose) return std::nullopt;
    const auto place = std::find_if(ordinals.begin(), ordinals.end(),
                                    [&word](std::string_view words) { return is_one_of(words, word); });
    if (place == ordinals.end() || (!is_digit && !has_dose)) continue;
    if (found) return std::nullopt;
    found = static_cast<int>(place - ordinals.begin()) + 1;
  }
  return found;
}

// What is left of the header without number and "dose".
Heard rest_of(const Heard& heard) {
  Heard rest;
  for (const std::string& word : heard.words) {
    const auto holds = [&word](std::string_view words) { return is_one_of(words, word); };
    const bool is_ordinal = std::any_of(ordinals.begin(), ordinals.end(), holds);
    if (is_ordinal || is_one_of(dose_words, word) || is_one_of(idle_words, word)) continue;
    rest.words.push_back(word);
    rest.whole += word;
  }
  return rest;
}

std::optional<Column> part_in(const Heard& rest, bool is_dose) {
  const bool is_day = std::all_of(rest.words.begin(), rest.words.end(),
                                  [](const std::string& word) { return is_one_of(day_words, word); });
  if (is_day || rest.sounds("impfdatum impftag")) return Column::admin_date;  // "Dose 2" alone too
  if (rest.sounds("expir caduc verfall perempt") || rest.says("exp")) return std::nullopt;
  if (rest.says("lot lote charge batch lotnummer chargennr chargennummer")) return Column::lot_number;
  if (rest.says("cvx")) return Column::cvx;
  if (rest.says("ndc")) return Column::ndc;
  if (rest.says("mfr mfg mvx maker hersteller fabricant fabricante") || rest.sounds("manufac")) return Column::mvx;
  const bool is_vaccine = rest.says("vaccine vax vacc impfstoff vaccin vacuna product prod brand");
  if (is_vaccine && rest.says(day_words)) return Column::admin_date;
  if (is_vaccine && rest.words.size() == 1) return Column::product;
  if (is_vaccine && rest.says("name type desc brand product")) return Column::product;
  if (is_vaccine && rest.says("code cd")) return Column::cvx;
  const bool is_due = rest.says("due next vis sched") || rest.sounds("schedul");
  return is_dose && !is_due && rest.says("date datum fecha dt") ? std::optional(Column::admin_date) : std::nullopt;
}

}  // namespace

std::optional<DosePart> further_dose_of(std::string_view header) {
  const Heard words = heard(header);
  const auto number = number_in(words);
  if (!number) return std::nullopt;
  const Heard rest = rest_of(words);
  const bool is_dose = words.says(dose_words);
  if (rest.words.empty() && !is_dose) return std::nullopt;
  if (const auto column = part_in(rest, is_dose)) return DosePart{*number, column};
  const bool is_beside = rest.says(
                             "site route exp arm by provider prov vaccinator nurse note notes comment comments qty "
                             "amount ml vis series due "
                             "address addr phone reaction") ||
                         rest.sounds("expir caduc verfall perempt schedul");
  if (!is_dose || is_beside || *number < 2) return std::nullopt;
  return DosePart{*number, std::nullopt};
}

}  // namespace vhc
