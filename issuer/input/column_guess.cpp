#include "input/column_guess.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

#include "input/column_names.h"
#include "input/header_words.h"
#include "input/word_list.h"

namespace vhc {
namespace {

constexpr std::string_view person_words =
    "patient patients pt pat ptnt client clnt customer cust resident student employee emp recipient recip person prsn "
    "member mbr subject subj vaccinee paciente paziente patienten";

// Somebody else's name or birth date.
constexpr std::string_view other_people =
    "provider prescrib doctor physician mother father parent guardian contact emergency insur subscriber user nurse "
    "vaccinator pharmacist kin spouse employer school alias maiden previous cardholder policy operator clinician "
    "practition administ enteredby createdby updatedby givenby arzt medecin medico madre padre mutter mere vacunador "
    "vaccinateur impfarzt guarant responsable representante acudiente apoderado";
constexpr std::string_view words_of_others =
    "prov prv presc prsc phys phy doc dr rph md np rn guar grd guard grdn mom dad mthr fthr emerg emer ins subs gtr "
    "spouse nok user tutor tutora tuteur resp";

constexpr std::string_view other_days =
    "expir creat enter updat modif schedul next due order report load extract sent receiv discharg death deceas print "
    "appoint planned geplant previst program prevu termin verfall ablauf perempt peremp caduc vencim scadenz birth "
    "born writt discont sign billed paid";

bool is_date(const Heard& heard) {
  return heard.sounds("date datum fecha") || heard.says("dt dte dat day data fec tag when on jour");
}

bool is_of_others(const Heard& heard) {
  return heard.sounds(other_people) || heard.says(words_of_others);
}

std::optional<Column> number_of(const Heard& heard) {
  if (heard.sounds("insur medicare medicaid phone social address encounter visit") || heard.says("enc csn")) {
    return std::nullopt;
  }
  const bool is_number = heard.says("id no num number nbr nr key identifier code ident n nummer numero");
  if (heard.sounds("historiaclinic nhistoria numerodehistoria nohistoria ndossier nodossier numerodedossier")) {
    return Column::patient_id;
  }
  if (heard.sounds("medicalrec mrn") || heard.says("chart") || (is_number && heard.says(person_words))) {
    return Column::patient_id;
  }
  return std::nullopt;
}

std::optional<Column> day_of(const Heard& heard) {
  if (heard.sounds("place country city order weight state lugar lieu")) return std::nullopt;
  const bool is_name = heard.says("name nm nom nombre nome apellido apellidos cognome surname");
  const bool is_birth = heard.sounds("birth nacim nascit nascim geburt gebdat naiss geboort fodsel") ||
                        heard.says("dob born nac geb geboren bday bdate bdt bth brth bthdt nasc naci nais");
  if (is_birth && !is_name) return is_of_others(heard) ? std::nullopt : std::optional(Column::birth_date);
  if (is_one_of("date when day datum fecha data on injectionle vaccinationle faitle realisele", heard.whole)) {
    return Column::admin_date;
  }
  if (!is_date(heard) || heard.sounds(other_days) || heard.says("exp vis last previous prior rx appt cita rdv"))
    return std::nullopt;
  const bool is_given = heard.sounds(
      "vacc vax vacun vacin immun immz admin given shot dose dosis inject impf servic fill dispens aplic sommin "
      "toedien visit encounter piqure");
  return is_given || heard.says(
                         "imm imms vac jab svc serv disp sold pickup picked adm inj tx given event evt completed perf "
                         "performed")
             ? std::optional(Column::admin_date)
             : std::nullopt;
}

// "Apellidos y nombre", "Last, First"
bool is_whole_name(const Heard& heard, bool is_last, bool is_first) {
  if (is_last && is_first) return true;
  if (heard.sounds("vorn") && heard.says("name")) return true;
  if (heard.says("prenom prenoms") && heard.says("nom noms")) return true;
  return heard.sounds("fullname wholename nomcomplet nombrecompleto") || heard.whole == "who";
}

std::optional<Column> name_part_of(const Heard& heard) {
  if (is_of_others(heard) || heard.sounds("date visit dose shot fill seen") || heard.says("by dt")) {
    return std::nullopt;
  }
  const bool is_last =
      heard.sounds("lastn surn familyn nachn familienn apellid cognome achternaam sobrenome birthname geburtsname") ||
      heard.says("last family lst lname ln lnm lastname") ||
      (heard.says("nom") && heard.says("usuel usage naissance famille"));
  const bool is_first = heard.sounds("firstn forename givenn vorn prenom nombre voornaam") ||
                        heard.says("first fst frst fname fn fnm given nome firstname");
  if (is_whole_name(heard, is_last, is_first)) return Column::name;
  if (is_last) return Column::last_name;
  if (is_first) return Column::first_name;
  if (heard.sounds("middlen middlei") || heard.says("middle mid mname mnm mi minit")) return Column::middle_name;
  if (heard.says("suffix sfx")) return Column::suffix;
  const bool is_alone = heard.words.size() == 1 && heard.says(person_words);
  const bool is_named = heard.says(person_words) && heard.says("name nm nom");
  return is_alone || is_named ? std::optional(Column::name) : std::nullopt;
}

std::optional<Column> dose_part_of(const Heard& heard) {
  const bool is_lot = heard.sounds("batch lotn lotno chargen") || heard.says("lot lote lotto charge partij");
  // "Lot/Exp": of such a cell the day is taken off.
  const bool is_day = is_date(heard) || heard.sounds("expir verfall ablauf peremp caduc vencim") || heard.says("exp");
  const bool ends_with_day = is_lot && !heard.sounds("date") && !heard.says("dt dte day") &&
                             heard.says("exp caducidad peremption vencimiento verfall ablauf");
  if (heard.sounds("diluent disolvent diluyent solvant solvent losungsm")) return std::nullopt;
  if ((is_day && !ends_with_day) || heard.sounds("price cost amount fee fund elig qty quant refus reason consent"))
    return std::nullopt;
  if (is_lot) return Column::lot_number;
  if (heard.sounds("cvx")) return Column::cvx;  // "NDC/CVX" too: a number of 10 digits there is an NDC
  if (heard.says("ndc") || heard.sounds("ndccode")) return Column::ndc;
  if (heard.sounds("manufac mvx herstell fabric") || heard.says("mfr mfg mfgr manuf maker") ||
      is_one_of("laboratorio laboratoire labo", heard.whole)) {
    return Column::mvx;
  }
  if (heard.says("event") && heard.says("disp display")) return Column::product;
  const bool is_vaccine =
      heard.sounds("vaccin vacun vacin impfst immun immnz immz medicat biologic wirkstoff praparat") ||
      heard.says("vacc vax vac imm imms drug drg product prod item biological antigen") || heard.whole == "impfung" ||
      (heard.says("what") && heard.says("gave given got")) || heard.whole == "got";
  if (!is_vaccine || heard.sounds("vaccinator vaccinateur vacunador site route dose series status schedul provider "
                                  "location clinic facil unit group grp")) {
    return std::nullopt;
  }
  if (heard.says("code cd codigo kode codice")) return Column::cvx;
  return heard.says("id no num number by vis") ? std::nullopt : std::optional(Column::product);
}

// "Lot #/Exp. Date": of such a cell the day is taken off.
bool is_lot_before_day(std::string_view header) {
  const std::size_t mark = header.find_first_of("/&+");
  if (mark == std::string_view::npos) return false;
  const Heard after = heard(header.substr(mark + 1));
  const bool is_expiry = after.sounds("expir caduc verfall peremp vencim") || after.says("exp per verf cad vto");
  return is_expiry && dose_part_of(heard(header.substr(0, mark))) == Column::lot_number;
}

std::optional<Column> site_of(const Heard& heard) {
  if (heard.sounds("body inject anatom route address doctor prescr pharmacist pharmacien farmaceut apotheker city "
                   "state zip phone npi county street type licen "
                   "mail ncpdp") ||
      heard.says("id no num number code pin home nbr cd type arm") || heard.says(person_words)) {
    return std::nullopt;
  }
  const bool is_site =
      heard.sounds("facilit clinic pharmac location apothek farmac organi unidadedesaude unidadsanitaria") ||
      heard.says(
          "store branch practice loc org fac clin phm dept department praxis");  // a site may be that of the body
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

// "Administered", "Given" above days.
bool says_given(std::string_view header) {
  return is_one_of(
      "given administered vaccinated immunized immunised shotgiven vaccinegiven wasgiven dosegiven geimpft "
      "verabreicht gegeben aplicado aplicada administrado administrada vacunado vacunada administre administree "
      "injecte "
      "vaccine fait effectue realise pickedup sold completed performed",
      normal_header(header));
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
  const Heard words = heard(without_date_form(header));
  if (words.whole.empty()) return std::nullopt;
  if (const auto watch = watch_of(header)) {
    // "Shot administered dt"
    const auto day = *watch == Watch::given ? day_of(words) : std::nullopt;
    return day == Column::admin_date ? day : std::nullopt;
  }
  if (is_lot_before_day(header)) return Column::lot_number;
  for (const auto& part : {day_of, number_of, name_part_of, dose_part_of, site_of}) {
    if (const auto column = part(words)) return column;
  }
  if (const auto part = further_dose_of(header)) return part->column;  // of the first dose: others are watched
  if (is_of_others(words) || words.sounds("expir")) return std::nullopt;
  return typed_wrong(words);
}

std::optional<Column> state_guess_of(std::string_view header) {
  const auto watch = watch_of(header);
  if (!watch) return std::nullopt;
  const Heard words = heard(header);
  switch (*watch) {
    case Watch::negative:
      if (words.sounds("missed noshow nichterschien ausgefall")) return Column::missed_appointment;
      return words.sounds(
                 "refus declin rechaz rehus abgelehnt verweig recus rifiut notgiven notdone notadmin nonadmin "
                 "reason motivo motif grund")
                 ? Column::vax_refusal
                 : Column::deleted;
    case Watch::history:
      return Column::dose_source;
    case Watch::given:
      return is_date(words) ? std::nullopt : std::optional(Column::completion);
    case Watch::state:
      if (words.sounds("testresult")) return std::nullopt;  // its letters are those of results
      return Column::completion;
    case Watch::status:
      return Column::completion;
    case Watch::words:
      return words.says("action actn") || words.whole.ends_with("action") || words.whole == "rxa21"
                 ? std::optional(Column::action)
                 : std::nullopt;
    case Watch::flag:
    case Watch::reporter:
    case Watch::product:
    case Watch::further:
    case Watch::quantity:
    case Watch::remark:
    case Watch::aside:
      break;
  }
  return std::nullopt;
}

std::vector<std::optional<Column>> guesses_of(const std::vector<std::string>& header, const Columns& columns,
                                              const std::vector<bool>& dated) {
  std::vector<std::optional<Column>> guesses(header.size());
  std::array<bool, num_columns> guessed{};
  std::vector<std::size_t> places = columns.unknown;
  std::sort(places.begin(), places.end());
  std::map<std::string, int> counts;
  for (const std::size_t place : places) ++counts[normal_header(header[place])];
  // "Impfung" may be the vaccine or what it is against: a better name goes first.
  std::stable_partition(places.begin(), places.end(),
                        [&header](std::size_t place) { return normal_header(header[place]) != "impfung"; });
  for (const std::size_t place : places) {
    if (counts[normal_header(header[place])] > 1) continue;  // a map cannot tell them apart
    const bool is_day = place < dated.size() && dated[place] && says_given(header[place]);
    const auto guess = is_day ? std::optional(Column::admin_date) : guess_of(header[place]);
    if (!guess || is_had(columns, guessed, *guess)) continue;
    guesses[place] = guess;
    guessed.at(static_cast<std::size_t>(*guess)) = true;
  }
  return guesses;
}

}  // namespace vhc
