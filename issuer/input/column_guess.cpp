#include "column_guess.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "column_names.h"
#include "word_list.h"

namespace vhc {
namespace {

// A header in words, each as normal_header() writes it: "PtLast_Nm" is "pt", "last", "nm".
std::vector<std::string> words_of(std::string_view header) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    std::string normal = normal_header(word);
    if (!normal.empty()) words.push_back(std::move(normal));
    word.clear();
  };
  bool was_small = false;
  for (const char c : header) {
    const bool is_big = c >= 'A' && c <= 'Z';
    const bool is_small = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if ((is_big && was_small) || (!is_big && !is_small)) end_word();
    was_small = is_small;
    if (is_big || is_small) word += c;
  }
  end_word();
  return words;
}

// A header in the three ways in which it is looked at.
struct Heard {
  std::string whole;
  std::vector<std::string> words;

  bool sounds(std::string_view stems) const { return holds_one_of(stems, whole); }
  bool says(std::string_view list) const {
    return std::any_of(words.begin(), words.end(), [list](const std::string& word) { return is_one_of(list, word); });
  }
};

constexpr std::string_view person_words =
    "patient patients pt pat client resident student employee emp recipient recip person member vaccinee paciente "
    "paziente patienten";

// Somebody else's name or birth date.
constexpr std::string_view other_people =
    "provider prescrib doctor physician mother father parent guardian contact emergency insur subscriber user nurse "
    "vaccinator pharmacist kin spouse employer school alias maiden previous cardholder policy operator clinician "
    "practition administ enteredby createdby updatedby givenby arzt medecin medico madre padre mutter";

constexpr std::string_view other_days =
    "expir creat enter updat modif schedul next due order report load extract sent receiv discharg death deceas print "
    "verfall ablauf perempt caduc vencim scadenz birth born";

bool is_date(const Heard& heard) {
  return heard.sounds("date datum fecha") || heard.says("dt dte day data fec tag when on");
}

std::optional<Column> number_of(const Heard& heard) {
  if (heard.sounds("insur medicare medicaid phone social address")) return std::nullopt;
  const bool is_number = heard.says("id no num number nbr nr key identifier code ident");
  if (heard.sounds("medicalrec mrn") || heard.says("chart") || (is_number && heard.says(person_words))) {
    return Column::patient_id;
  }
  return std::nullopt;
}

std::optional<Column> day_of(const Heard& heard) {
  if (heard.sounds("place country city order weight state lugar lieu")) return std::nullopt;
  const bool is_birth =
      heard.sounds("birth nacim nascit nascim geburt naiss geboort fodsel") || heard.says("dob born nac geb bday nasc");
  if (is_birth) return heard.sounds(other_people) ? std::nullopt : std::optional(Column::birth_date);
  if (!is_date(heard) || heard.sounds(other_days) || heard.says("exp vis last previous prior")) return std::nullopt;
  const bool is_given = heard.sounds(
      "vacc vax vacun vacin immun admin given shot dose inject impf servic fill dispens aplic sommin toedien visit "
      "encounter");
  return is_given || heard.says("imm imms vac jab") ? std::optional(Column::admin_date) : std::nullopt;
}

std::optional<Column> name_part_of(const Heard& heard) {
  if (heard.sounds(other_people) || heard.sounds("date visit dose shot fill seen") || heard.says("by dt")) {
    return std::nullopt;
  }
  if (heard.sounds("lastn surn familyn nachn familienn apellid cognome achternaam sobrenome") ||
      heard.says("last family lst lname ln lnm")) {
    return Column::last_name;
  }
  if (heard.sounds("firstn forename givenn vorn prenom nombre voornaam") ||
      heard.says("first fst frst fname fn fnm given nome")) {
    return Column::first_name;
  }
  if (heard.sounds("middlen middlei") || heard.says("middle mid mname mnm mi")) return Column::middle_name;
  if (heard.says("suffix sfx")) return Column::suffix;
  const bool is_alone = heard.words.size() == 1 && heard.says(person_words);
  const bool is_named = heard.says(person_words) && heard.says("name nm nom");
  return is_alone || is_named ? std::optional(Column::name) : std::nullopt;
}

std::optional<Column> dose_part_of(const Heard& heard) {
  const bool is_day = is_date(heard) || heard.sounds("expir") || heard.says("exp");
  if (is_day || heard.sounds("price cost amount fee fund elig qty quant refus reason consent")) return std::nullopt;
  const bool is_lot = heard.sounds("batch lotn chargen") || heard.says("lot lote lotto charge partij");
  if (is_lot) return Column::lot_number;
  if (heard.says("ndc ndc11 ndc10") || heard.sounds("ndccode")) return Column::ndc;
  if (heard.sounds("cvx")) return Column::cvx;
  if (heard.sounds("manufac mvx herstell fabric") || heard.says("mfr mfg mfgr manuf maker")) return Column::mvx;
  const bool is_vaccine = heard.sounds("vaccin vacun vacin impfst immuniz immunis medicat") ||
                          heard.says("vacc vax vac imm imms drug product prod");
  if (!is_vaccine || heard.sounds("site route dose series status schedul provider location clinic facil unit group")) {
    return std::nullopt;
  }
  if (heard.says("code cd codigo kode codice")) return Column::cvx;
  return heard.says("id no num number by vis") ? std::nullopt : std::optional(Column::product);
}

std::optional<Column> site_of(const Heard& heard) {
  if (heard.sounds("body inject anatom route address city state zip phone npi county street type licen mail ncpdp") ||
      heard.says("id no num number code pin home") || heard.says(person_words)) {
    return std::nullopt;
  }
  const bool is_site = heard.sounds("facilit clinic pharmac location apothek farmac organi") ||
                       heard.says("store branch practice loc org");
  return is_site ? std::optional(Column::performer) : std::nullopt;
}

// How many letters must change to make one of the other; `most` and one more when it is more than that.
std::size_t distance(std::string_view a, std::string_view b, std::size_t most) {
  const std::size_t more = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (more > most) return most + 1;
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t corner = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

// "Brith date". States of a dose are not guessed.
std::optional<Column> typed_wrong(const Heard& heard) {
  const std::string& header = heard.whole;
  constexpr std::size_t shortest = 6;
  constexpr std::size_t longest = 40;
  if (header.size() < shortest || header.size() > longest) return std::nullopt;
  const std::size_t most = header.size() < shortest + 3 ? 1 : 2;
  const auto is_near = [&](std::string_view listed) { return distance(header, normal_header(listed), most) <= most; };
  for (std::size_t i = 0; i < num_columns; ++i) {
    const auto column = static_cast<Column>(i);
    const bool is_day = column == Column::birth_date || column == Column::admin_date || column == Column::collected;
    if (is_state(column) || (is_day && !is_date(heard))) continue;
    if (is_near(name(column)) || find_word(headers_of(column), is_near) != std::string_view::npos) return column;
  }
  return std::nullopt;
}

bool is_of_name(Column column) {
  return column <= Column::middle_name;
}

// What the file has in another form need not be guessed.
bool is_had(const Columns& columns, const std::array<bool, num_columns>& guessed, Column column) {
  const auto has = [&](Column one) { return columns.has(one) || guessed.at(static_cast<std::size_t>(one)); };
  if (has(column)) return true;
  if (column == Column::name) return has(Column::last_name) || has(Column::first_name);
  return is_of_name(column) && has(Column::name);
}

}  // namespace

std::optional<Column> guess_of(std::string_view header) {
  constexpr std::size_t longest = 200;
  if (header.size() > longest) return std::nullopt;
  const Heard heard{normal_header(header), words_of(header)};
  if (heard.whole.empty()) return std::nullopt;
  if (const auto watch = watch_of(heard.whole)) {
    // "Shot administered dt"
    const auto day = *watch == Watch::given ? day_of(heard) : std::nullopt;
    return day == Column::admin_date ? day : std::nullopt;
  }
  for (const auto& part : {day_of, number_of, name_part_of, dose_part_of, site_of}) {
    if (const auto column = part(heard)) return column;
  }
  if (heard.sounds(other_people) || heard.sounds("expir")) return std::nullopt;
  return typed_wrong(heard);
}

std::vector<std::optional<Column>> guesses_of(const std::vector<std::string>& header, const Columns& columns) {
  std::vector<std::optional<Column>> guesses(header.size());
  std::array<bool, num_columns> guessed{};
  std::vector<std::size_t> places = columns.unknown;
  std::sort(places.begin(), places.end());
  std::map<std::string, int> counts;
  for (const std::size_t place : places) ++counts[normal_header(header[place])];
  for (const std::size_t place : places) {
    if (counts[normal_header(header[place])] > 1) continue;  // a map cannot tell them apart
    const auto guess = guess_of(header[place]);
    if (!guess || is_had(columns, guessed, *guess)) continue;
    guesses[place] = guess;
    guessed.at(static_cast<std::size_t>(*guess)) = true;
  }
  return guesses;
}

}  // namespace vhc
