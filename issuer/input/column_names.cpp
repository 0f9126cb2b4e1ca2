#include "input/column_names.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "input/word_list.h"
#include "vhc/column_table.h"

namespace vhc {
namespace {

struct Aliases {
  Column column;
  std::string_view meaning;
  // Without accents and marks, the best first, one space between; "_" stands where a person may write a space.
  std::string_view headers;
};

// English, German, French, Spanish; of Italian, Portuguese, Dutch and the Nordic languages what leaves no doubt.
constexpr std::array<Aliases, num_columns> aliases{
    {{Column::last_name, "family name; several columns are joined",
      "patient_last surname family family_name recip_last_name patient_last_name last lname last_nm patient_lname "
      "patient_surname patient_family_name pt_last pt_last_name pt_lname pat_last pat_last_name pat_last_nm "
      "pat_lname "
      "pt_surname client_last_name client_last_nm client_last member_last_name resident_last_name student_last_name "
      "employee_last_name person_last_name legal_last_name nachname familienname nom nom_de_famille nom_usuel apellido "
      "apellidos primer_apellido apellido_paterno apellidos_del_paciente cognome sobrenome achternaam efternamn "
      "etternavn"},
     {Column::first_name, "first given name",
      "patient_first given given_name recip_first_name patient_first_name first fname first_nm patient_fname "
      "patient_given_name pt_first pt_first_name pt_fname pat_first pat_first_name pat_first_nm pat_fname "
      "pt_given_name client_first_name client_first_nm client_first member_first_name resident_first_name "
      "student_first_name employee_first_name person_first_name legal_first_name forename vorname vornamen prenom "
      "prenoms nombre nombres primer_nombre nombres_del_paciente voornaam fornamn fornavn"},
     {Column::middle_name, "further given names",
      "middle recip_middle_name patient_middle_name middle_name middle_initial mi mname patient_middle "
      "patient_middle_initial patient_mi pt_middle pt_middle_name pt_mi middle_nm middle_init pat_middle "
      "pat_middle_name pat_middle_nm pat_mi client_middle_name segundo_nombre"},
     {Column::suffix, "Jr., III and the like", "name_suffix patient_suffix pt_suffix"},
     {Column::name, "whole name in one column, best as \"Family, Given\"",
      "full_name recipient_name patient_name patient_full_name pt_name pat_name client_name member_name resident_name "
      "student_name employee_name name_of_patient vollstandiger_name patienten_name nom_complet nom_du_patient "
      "nombre_completo nombre_del_paciente nome_completo"},
     {Column::birth_date, "birth date",
      "dob date_of_birth recip_dob patient_dob recipient_dob birth_date birthday birth_dt patient_birth_date "
      "patient_date_of_birth pt_dob pt_birth_date pat_dob pat_birth_dt pat_birth_date patient_birth_dt client_dob "
      "client_birth_date member_dob resident_dob student_dob employee_dob bday born_date geburtsdatum geboren_am "
      "geb_datum geburtstag date_de_naissance date_naissance ne_e_le ne_le nee_le fecha_de_nacimiento "
      "fecha_nacimiento fecha_nac f_nacimiento fecha_de_nac data_di_nascita data_nascita data_de_nascimento "
      "data_nascimento geboortedatum fodselsdato fodelsedatum"},
     {Column::admin_date, "the day on which the dose was given",
      "vaccine_date shot_date administration_date vaccination_date date_administered date_given administered_date "
      "administered_on given_date given_on date_vaccinated date_of_vaccination vaccinated_date "
      "date_of_administration vax_date immunization_date immunisation_date date_of_immunization "
      "immunization_given_date dosed_date dose_date injection_date date_of_service service_date admin_on admin_dt "
      "vaccine_administration_date vaccine_given_date vaccine_administered_date fill_date date_filled "
      "vaccination_dt vaccine_dt vacc_date vacc_dt vac_date vax_dt imm_date imms_date immunization_dt immun_date "
      "administered_dt given_dt shot_dt service_dt dos impfdatum datum_der_impfung datum_impfung impftag "
      "geimpft_am verabreicht_am date_de_vaccination date_vaccination date_d_administration date_administration "
      "date_d_injection "
      "date_injection injecte_le vaccine_le administre_le vacunado_el aplicado_el fecha_de_vacunacion fecha_vacunacion "
      "fecha_de_administracion fecha_administracion "
      "fecha_de_aplicacion fecha_aplicacion data_di_vaccinazione data_vaccinazione data_di_somministrazione "
      "data_somministrazione data_de_vacinacao vaccinatiedatum"},
     {Column::cvx, "vaccine by CVX code",
      "vaccine_code cvx_code vaccine_cvx vaccine_cvx_code cvx_no cvx_number cvx_id vax_code immunization_code "
      "codigo_cvx code_cvx cvx_kode cvx_cd vaccine_code_cvx cvx_vaccine_code codice_cvx"},
     {Column::ndc, "vaccine by NDC",
      "ndc_code ndc_number ndc_no ndc_11 ndc_10 ndc_id product_ndc drug_ndc vaccine_ndc ndc_upc codigo_ndc code_ndc "
      "ndc_cd dispensed_ndc ndc_dispensed package_ndc"},
     {Column::product, "vaccine by its name",
      "vaccine vaccine_name vaccination_name vax vax_name vaccine_product vaccine_type vaccine_description "
      "vaccine_brand immunization immunisation immunization_name product_name drug_name drug trade_name brand_name "
      "brand vaccine_administered vaccine_given vacc_name imm_name vaccine_desc vaccine_product_name "
      "vaccine_trade_name vaccine_brand_name immunization_desc immunization_description drug_description "
      "dispensed_drug "
      "medication medication_name impfstoff impfstoffname handelsname vaccin vaccin_injecte vaccin_administre "
      "nom_du_vaccin nom_vaccin vacuna vacuna_aplicada vacuna_administrada "
      "nombre_de_la_vacuna nombre_vacuna vaccino vacina"},
     {Column::mvx, "maker, by MVX code or name",
      "manufacturer vaccination_manufacturer mfr mfg manufacturer_name mfr_name mvx_code vaccine_manufacturer maker "
      "mvx_cd manufacturer_code mfr_code mfg_name mfg_code manufacturer_mvx vaccine_mfr vaccine_mfg vacc_mfr "
      "hersteller fabricant fabricante produttore fabrikant"},
     {Column::lot_number, "lot of the vaccine",
      "lot batch vaccination_batch lot_no lot_num lot_nbr lot_code vaccine_lot vaccine_lot_number vaccine_lot_no "
      "batch_number batch_no vaccine_lot_num vaccine_lot_nbr vaccine_batch vacc_lot vacc_lot_no vacc_lot_num "
      "vacc_lot_number imm_lot batch_lot lot_batch lot_id charge chargennummer charge_nr chargen_nr "
      "chargen_bezeichnung "
      "ch_b numero_de_lot numero_lot no_de_lot no_lot n_de_lot n_lot lote numero_de_lote numero_lote no_de_lote "
      "n_de_lote n_lote lotto numero_lotto numero_di_lotto lotnummer partijnummer"},
     {Column::performer, "the site that gave the dose",
      "facility store admin_name facility_name responsible_org clinic clinic_name location location_name site_name "
      "store_name pharmacy pharmacy_name administering_facility administering_clinic administered_at "
      "admin_location service_location practice practice_name organization organization_name org_name "
      "provider_organization dispensing_pharmacy impfstelle apotheke praxis lieu pharmacie officine "
      "centre_de_vaccination centro farmacia centro_de_salud centro_de_vacunacion"},
     {Column::vax_refusal, "refused: anything but a clear no keeps the dose off the card",
      "refusal refused declined refusal_reason reason_refused reason_for_refusal vaccine_refused vaccine_refusal "
      "vax_refused patient_refused patient_declined is_refused decline"},
     {Column::completion, "whether the dose was given",
      "completion_status vaccination_status vax_status vaccinated administered dose_given was_given "
      "vaccination_completion_status"},
     {Column::action, "A (add), U (update) or D (delete)", "action_code record_action"},
     {Column::deleted, "deleted: anything but a clear no keeps the dose off the card",
      "void voided inactive_record entered_in_error is_deleted is_void is_voided record_deleted deleted_flag void_flag "
      "voided_flag delete_flag"},
     {Column::missed_appointment, "missed: anything but a clear no keeps the dose off the card",
      "recip_missed_appt missed_appointment no_show missed_appt appointment_missed"},
     {Column::dose_source, "whether this site gave the dose, or somebody else",
      "historical source information_source vax_admin_source is_historical historical_flag"},
     {Column::ial, "how the person's identity was checked: IAL1.2, IAL1.4, IAL2, IAL3", ""},
     {Column::patient_id, "the system's number of the person; never on a card",
      "mrn recip_id medical_record_number medical_record_no patient_mrn patient_number patient_no patient_num "
      "patient_key pt_id person_id client_id medical_record_num medical_record med_rec_no pat_id pat_mrn pt_mrn "
      "pt_no chart chart_no chart_number chart_id iis_id registry_id patient_identifier patienten_nummer patienten_nr "
      "pat_nr numero_de_patient no_de_patient id_patient ipp numero_de_paciente id_paciente nhc "
      "numero_de_expediente expediente id_paziente"},
     {Column::event_id, "the system's number of the dose; never on a card",
      "vax_event_id record_id event_no vaccination_id vaccination_event_id immunization_id dose_id "
      "vaccination_record_id immunization_record_id"},
     {Column::lang, "language of the printed sheet", ""},
     {Column::test_code, "laboratory test by LOINC code", "test_performed_code loinc loinc_code test_loinc"},
     {Column::result, "result of the test, coded", "test_result"},
     {Column::collected, "when the specimen was taken",
      "specimen_collection_date collection_date date_collected specimen_collected"},
     {Column::ext_type, "D marks an extract without names, from which no cards can be made", ""}}};

// "lastname" is last_name.
constexpr bool is_same_header(std::string_view header, std::string_view listed) {
  for (const char c : listed) {
    if (c == '_') continue;
    if (header.empty() || header.front() != c) return false;
    header.remove_prefix(1);
  }
  return header.empty();
}

// The second of two family names.
constexpr std::string_view following = "apellido_materno segundo_apellido";

constexpr bool are_in_order() {
  for (std::size_t i = 0; i < num_columns; ++i) {
    if (aliases.at(i).column != static_cast<Column>(i)) return false;
  }
  return true;
}
static_assert(are_in_order());

std::size_t place_of(std::string_view headers, std::string_view header) {
  return find_word(headers, [header](std::string_view one) { return is_same_header(header, one); });
}

// "date_of_birth" as it is shown.
std::string in_words(std::string_view listed) {
  std::string words(listed);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

}  // namespace

std::optional<HeaderMeaning> known_header(std::string_view header) {
  if (place_of(following, header) != std::string_view::npos) {
    return HeaderMeaning{Column::last_name, following_rank, true};
  }
  for (const Aliases& one : aliases) {
    if (is_same_header(header, name(one.column))) return HeaderMeaning{one.column, -1};
  }
  for (const Aliases& one : aliases) {
    const std::size_t place = place_of(one.headers, header);
    if (place != std::string_view::npos) return HeaderMeaning{one.column, static_cast<std::ptrdiff_t>(place)};
  }
  return std::nullopt;
}

std::string_view headers_of(Column column) noexcept {
  return aliases.at(static_cast<std::size_t>(column)).headers;
}

std::vector<ColumnHelp> column_table() {
  std::vector<ColumnHelp> table;
  for (const Aliases& one : aliases) {
    ColumnHelp row{.name = name(one.column), .meaning = one.meaning, .headers = {}};
    const auto add = [&row](std::string_view word) {
      row.headers.push_back(in_words(word));
      return false;
    };
    if (!one.headers.empty()) find_word(one.headers, add);
    if (one.column == Column::last_name) find_word(following, add);
    table.push_back(std::move(row));
  }
  return table;
}

}  // namespace vhc
