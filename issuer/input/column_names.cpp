#include "column_names.h"

#include <array>

#include "word_list.h"

namespace vhc {
namespace {

struct Aliases {
  Column column;
  std::string_view headers;  // as normal_header() writes them, the best first, one space between
};

// English, German, French, Spanish.
constexpr std::array aliases{
    Aliases{Column::last_name,
            "patientlast surname family familyname reciplastname patientlastname last lname lastnm patientlname "
            "patientsurname patientfamilyname ptlast ptlastname ptlname patlast patlastname ptsurname clientlastname "
            "memberlastname nachname familienname nom nomdefamille apellido apellidos primerapellido apellidopaterno"},
    Aliases{Column::first_name,
            "patientfirst given givenname recipfirstname patientfirstname first fname firstnm patientfname "
            "patientgivenname ptfirst ptfirstname ptfname patfirst patfirstname ptgivenname clientfirstname "
            "memberfirstname forename vorname vornamen prenom prenoms nombre nombres"},
    Aliases{Column::middle_name,
            "middle recipmiddlename patientmiddlename middlename middleinitial mi mname patientmiddle "
            "patientmiddleinitial patientmi ptmiddle ptmiddlename ptmi"},
    Aliases{Column::suffix, "namesuffix patientsuffix ptsuffix"},
    Aliases{Column::name,
            "fullname recipientname patientname patientfullname ptname patname clientname membername "
            "nameofpatient vollstandigername patientenname nomcomplet nomdupatient nombrecompleto nombredelpaciente"},
    Aliases{Column::birth_date,
            "dob dateofbirth recipdob patientdob recipientdob birthdate birthday birthdt patientbirthdate "
            "patientdateofbirth ptdob ptbirthdate patdob clientdob memberdob bday borndate geburtsdatum geborenam "
            "gebdatum geburtstag datedenaissance datenaissance neele nele nelee fechadenacimiento fechanacimiento "
            "fechanac fnacimiento"},
    Aliases{Column::admin_date,
            "vaccinedate shotdate administrationdate vaccinationdate dateadministered dategiven administereddate "
            "administeredon givendate givenon datevaccinated dateofvaccination vaccinateddate dateofadministration "
            "vaxdate immunizationdate immunisationdate dateofimmunization immunizationgivendate doseddate dosedate "
            "injectiondate dateofservice servicedate adminon admindt vaccineadministrationdate vaccinegivendate "
            "vaccineadministereddate filldate datefilled impfdatum datumderimpfung datedevaccination datevaccination "
            "datedadministration dateadministration fechadevacunacion fechavacunacion fechadeadministracion "
            "fechaadministracion fechadeaplicacion fechaaplicacion"},
    Aliases{Column::cvx,
            "vaccinecode cvxcode vaccinecvx vaccinecvxcode cvxno cvxnumber cvxid vaxcode immunizationcode codigocvx "
            "codecvx cvxkode"},
    Aliases{Column::ndc,
            "ndccode ndcnumber ndcno ndc11 ndc10 ndcid productndc drugndc vaccinendc ndcupc codigondc codendc"},
    Aliases{Column::product,
            "vaccine vaccinename vaccinationname vax vaxname vaccineproduct vaccinetype vaccinedescription "
            "vaccinebrand immunization immunisation immunizationname productname drugname drug tradename brandname "
            "brand vaccineadministered vaccinegiven impfstoff vaccin nomduvaccin vacuna nombredelavacuna"},
    Aliases{Column::mvx,
            "manufacturer vaccinationmanufacturer mfr mfg manufacturername mfrname mvxcode vaccinemanufacturer maker "
            "hersteller fabricant fabricante"},
    Aliases{Column::lot_number,
            "lot batch vaccinationbatch lotno lotnum lotnbr lotcode vaccinelot vaccinelotnumber vaccinelotno "
            "batchnumber batchno charge chargennummer chargenr chb numerodelot nodelot lote numerodelote nodelote"},
    Aliases{Column::performer,
            "facility store adminname facilityname responsibleorg clinic clinicname location locationname sitename "
            "storename pharmacy pharmacyname impfstelle apotheke lieu pharmacie centro farmacia"},
    Aliases{Column::vax_refusal,
            "refusal refused declined refusalreason reasonrefused reasonforrefusal vaccinerefused vaccinerefusal "
            "vaxrefused patientrefused patientdeclined isrefused decline"},
    Aliases{Column::completion,
            "completionstatus vaccinationstatus vaxstatus vaccinated administered dosegiven wasgiven "
            "vaccinationcompletionstatus"},
    Aliases{Column::action, "actioncode recordaction"},
    Aliases{Column::deleted,
            "void voided inactiverecord enteredinerror isdeleted isvoid isvoided recorddeleted deletedflag voidflag "
            "voidedflag deleteflag"},
    Aliases{Column::missed_appointment, "recipmissedappt missedappointment noshow missedappt appointmentmissed"},
    Aliases{Column::dose_source, "historical source informationsource vaxadminsource ishistorical historicalflag"},
    Aliases{Column::patient_id,
            "mrn recipid medicalrecordnumber medicalrecordno patientmrn patientnumber patientno patientnum "
            "patientkey ptid personid clientid patientennummer patientennr numerodepatient nodepatient "
            "numerodepaciente idpaciente"},
    Aliases{Column::event_id, "vaxeventid recordid eventno vaccinationid vaccinationeventid immunizationid doseid"},
    Aliases{Column::test_code, "testperformedcode"},
    Aliases{Column::result, "testresult"},
    Aliases{Column::collected, "specimencollectiondate"}};

// "lastname" is last_name.
bool is_canonical(std::string_view header, std::string_view canonical) {
  for (const char c : canonical) {
    if (c == '_') continue;
    if (header.empty() || header.front() != c) return false;
    header.remove_prefix(1);
  }
  return header.empty();
}

// The columns of the CDC extract, which mean what they mean there.
constexpr std::string_view extract_columns =
    "vaxeventid exttype pprlid recipid recipfirstname recipmiddlename reciplastname recipdob recipsex "
    "recipaddressstreet recipaddressstreet2 recipaddresscity recipaddresscounty recipaddressstate recipaddresszip "
    "reciprace1 reciprace2 reciprace3 reciprace4 reciprace5 reciprace6 recipethnicity admindate cvx ndc mvx lotnumber "
    "vaxexpiration vaxadminsite vaxroute dosenum vaxseriescomplete responsibleorg adminname vtrcksprovpin admintype "
    "adminaddressstreet adminaddressstreet2 adminaddresscity adminaddresscounty adminaddressstate adminaddresszip "
    "vaxrefusal cmorbidstatus serology recipmissedappt";

// States of people, not of doses; and what sounds like a word of the lists below.
constexpr std::string_view states_of_people =
    "marital employ insur smok tobacco pregnan veteran student citizen immigra residen disab housing military cmorbid "
    "comorbid health";
constexpr std::string_view sounds_alike = "avoid reaction transaction";

}  // namespace

std::optional<HeaderMeaning> known_header(std::string_view header) {
  if (header == "apellidomaterno" || header == "segundoapellido") {
    return HeaderMeaning{Column::last_name, following_rank, true};
  }
  for (std::size_t i = 0; i < num_columns; ++i) {
    const auto column = static_cast<Column>(i);
    if (is_canonical(header, name(column))) return HeaderMeaning{column, -1};
  }
  for (const Aliases& one : aliases) {
    const std::size_t place = place_in(one.headers, header);
    if (place != std::string_view::npos) return HeaderMeaning{one.column, static_cast<std::ptrdiff_t>(place)};
  }
  return std::nullopt;
}

std::optional<Watch> watch_of(std::string_view header) {
  if (is_one_of(extract_columns, header)) return std::nullopt;
  if (header == "status") return Watch::status;
  const bool is_alike = holds_one_of(sounds_alike, header);
  if (holds_one_of("refus declin delet cancel missed notgiven notadministered notdone noshow error", header)) {
    return Watch::negative;
  }
  if (!is_alike && holds_one_of("void", header)) return Watch::negative;
  if (holds_one_of("histor", header)) return Watch::history;
  const bool names_giver = holds_one_of("edby enby", header);
  if (!names_giver &&
      (holds_one_of("vaccinated administered dosegiven shotgiven vaccinegiven consent wasgiven", header) ||
       is_one_of("given isgiven completed complete dosecompleted iscompleted vaccinationcompleted", header))) {
    return Watch::given;
  }
  const bool is_state = holds_one_of("status completion outcome disposition", header);
  if (is_state && !holds_one_of(states_of_people, header)) return Watch::words;
  const bool is_action = header.ends_with("action") || header.ends_with("actioncode");
  return is_action && !is_alike ? std::optional(Watch::words) : std::nullopt;
}

}  // namespace vhc
