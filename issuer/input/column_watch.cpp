// Which headers sound as if their cells could say that a dose was not given (docs/rules/inputs.md 4.2).
#include "input/column_guess.h"
#include "input/column_names.h"
#include "input/header_words.h"

namespace vhc {
namespace {

// The columns of the CDC extract, which mean what they mean there.
constexpr std::string_view extract_columns =
    "vaxeventid exttype pprlid recipid recipfirstname recipmiddlename reciplastname recipdob recipsex "
    "recipaddressstreet recipaddressstreet2 recipaddresscity recipaddresscounty recipaddressstate recipaddresszip "
    "reciprace1 reciprace2 reciprace3 reciprace4 reciprace5 reciprace6 recipethnicity admindate cvx ndc mvx lotnumber "
    "vaxexpiration vaxadminsite vaxroute dosenum vaxseriescomplete responsibleorg adminname vtrcksprovpin admintype "
    "adminaddressstreet adminaddressstreet2 adminaddresscity adminaddresscounty adminaddressstate adminaddresszip "
    "vaxrefusal cmorbidstatus serology recipmissedappt";

// States of people, of money and of what is sent to them, not of doses; and what sounds like a word of the lists below.
constexpr std::string_view states_of_people =
    "marital civil familia employ insur smok tobacco pregnan veteran student citizen immigra residen disab housing "
    "military cmorbid comorbid health eligib hispan ethnic gender deceas refrig consentform allerg interpret privacy";
constexpr std::string_view words_of_people =
    "vfc race sex email phone sms text mail address addr fund copay vip optin optout print language lang mar";
constexpr std::string_view sounds_alike = "avoid reaction transaction";

constexpr std::string_view flag_words = "ind indicator flag flg kennzeichen indicateur indicador marker yn";
// Words that say nothing of what the flag is about.
constexpr std::string_view idle_words =
    "ind indicator flag flg kennzeichen indicateur indicador marker yn cd code is was rec record row entry dose vacc "
    "vac vax vaccine vaccination imm imms immunization immun shot rx order the status stat y n se impfung vaccin "
    "vacuna "
    "acte o oui ja";

// A cell that is anything but a clear no takes the dose back. In English, German, French and Spanish.
constexpr std::string_view negative_stems =
    "refus declin delet cancel missed notgiven notadmin notdone noshow error revers retract withdraw nullif wasted "
    "wastage retired invalid returned returnto discard spoil reject duplic exclud inactiv supersed obsolet contraind "
    "nonadmin nonfait nonvaccin incorrect postpon deferr deferral suspend omission omitted "
    "storn abgelehnt abgesagt abgebroch verworf verweig ungultig geloscht ausgefall entfall nichterschien nichtgeimpft "
    "nichtverabreicht nichtgegeb fehler irrtum zuruckgegeb "
    "gestrich entfernt loschverm fehleintr fehleing falscherf retoure ruckgab zuruckgestellt "
    "rescind restock struck strikeout skipped optedout aborted incomplete wrongpat wrongchart mistake purge refund "
    "leftwithout creditreturn "
    "annul supprim rejet inactif perime nonrealis noneffect retourenstock remisenstock saisieatort contreindic "
    "devoluc nosepresent nosepuso noaplicac noadminist dadodebaja pospuest diferid reintegr "
    "anulad anulac rechaz rehus eliminad borrad descartad desechad devuelt erroneo erronea noadministrad noaplicad "
    "novacunad novacunaci aplazad rifiut recusad";
constexpr std::string_view negative_words =
    "rts waste hold held onhold pending dup dlt canc cncl cxl cxld xcl rvsl rvrsl inact err expired archived "
    "quarantine recalled nicht cx suppr raye erreur doppelt doublon absent absente ausente negado negada negativa "
    "termination";
constexpr std::string_view negative_headers =
    "del delflag remove removed removeflag return reporte baja istest testrecord testpatient returndate returndt "
    "returnon returnedon scheduled planned due optout retour correction objection exempt exemption waiver dna";

constexpr std::string_view given_headers =
    "active valid aktiv gultig actif valide activo valido counts live current approved confirmed verified given admin "
    "administered completed complete vacunado vacunada geimpft verabreicht injecte administrado administrada aplicado "
    "aplicada fait realise realisee effectue effectuee administre administree gegeben geg erfolgt durchgefuhrt "
    "erledigt "
    "aplico puesta puesto vigente valida done received pickedup accepted performed counted ok owned inhouse our";

// Nobody can say what it is without a look at the file: a day of discharge or of the end of an order; in French what
// was put off.
constexpr std::string_view unclear_headers = "dcdate dcdt report";

// Who gave it, in one header.
constexpr std::string_view history_stems =
    "histor selfreport patientstated wheregiven givenwhere inhouseor provenance procedencia otrocentro "
    "otrainstit fremdimpf nachtrag ailleurs autrecentre autreetab anterieur auswart ownership carnetexter dosisprevia "
    "altdaten vorerfass reconciledfrom importedfrom";
constexpr std::string_view history_headers =
    "hx prior previous imported isimported reported givenat where externe externa externo extern previa previo";

// The words that are left when idle ones are taken away: "VALID_IND" is "valid".
std::string base_of(const Heard& heard) {
  std::string base;
  for (const std::string& word : heard.words) {
    if (!is_one_of(idle_words, word)) base += word;
  }
  return base;
}

bool is_of_people(const Heard& heard) {
  return heard.sounds(states_of_people) || heard.says(words_of_people);
}

bool is_negative(const Heard& heard, bool is_flag) {
  if (heard.sounds(negative_stems) || heard.says(negative_words)) return true;
  if (heard.sounds("void") && !heard.sounds(sounds_alike)) return true;
  if (heard.says("del rev") && heard.says("dt date dte")) return true;
  if (is_one_of(negative_headers, heard.whole)) return true;
  const std::string base = is_flag ? base_of(heard) : std::string{};
  return is_one_of("test", base) || is_one_of(negative_headers, base);
}

// The number of a patient's file, and what a doctor writes down, say nothing of this dose.
bool is_history(const Heard& heard) {
  if (heard.sounds("medical clinic social travel surgical famil medico historia") || heard.says("med fam"))
    return false;
  if (heard.sounds(history_stems) || heard.says("hist") || is_one_of(history_headers, heard.whole)) return true;
  const bool is_source = heard.says(
      "source quelle origen fuente origine external outside elsewhere transcribed selfreported herkunft origin");
  return is_source && !heard.sounds("fund system payment payer insur referr country income") &&
         !heard.says("national nationality pays");
}

bool is_given(const Heard& heard) {
  const bool names_giver = heard.sounds("edby enby");
  if (!names_giver && heard.sounds("vaccinated administered dosegiven shotgiven vaccinegiven consent wasgiven")) {
    return true;
  }
  return is_one_of(given_headers, base_of(heard));
}

// "Administered/Refused": it says which.
bool says_which(const Heard& heard) {
  return heard.sounds("refus declin") && heard.sounds("administer given accept vaccinated") &&
         !heard.sounds("notgiven notadmin reason") && !heard.says("by date dt no not");
}

bool is_state_of_dose(const Heard& heard) {
  if (heard.says("date dt dte datum fecha time tm user by")) return false;
  if (is_one_of("recordstate rowstate entrystate dosestate", heard.whole)) return true;
  return heard.sounds("status completion outcome disposition zustand adjudicat") ||
         heard.says("stat sts estado statut etat situacion situation situacao situazione stato") ||
         (heard.says("st") && heard.says("rx tx fill ord"));
}

// How much went out: what comes back is written with a minus.
bool is_quantity(const Heard& heard) {
  if (heard.sounds("remain refill stock onhand inventor order needed daysupply authoriz max min")) return false;
  return heard.says("qty qnty quantity quant cantidad menge quantite qte cant dispqty") ||
         is_one_of("doseamt doseamount dosevolume dosevol dosequantity", heard.whole);
}

bool is_action(const Heard& heard) {
  constexpr std::string_view headers =
      "txntype txncode changetype op operation dmlflag rxa21 rectype recordtype rowtype transtype trantype "
      "transactiontype txtype "
      "eventtype entrytype claimtype transcode trancode transactioncode crud";
  if (is_one_of(headers, heard.whole)) return true;
  const bool is_action = heard.says("action actn") || heard.whole.ends_with("action");
  return is_action && !heard.sounds(sounds_alike);
}

}  // namespace

bool is_aside(std::string_view header) {
  const Heard words = heard(header);
  if (words.whole == "text") return false;  // a remark, not a message to somebody
  return is_of_people(words) ||
         words.sounds(
             "reaction reaccion nebenwirk counsel beratung conseil safetycap childresist receipt signature claim "
             "substitut appointment copay country town city") ||
         words.says("cap daw payer plan bin pcn group ssn snap medicare medicaid bill billing");
}

std::optional<Watch> watch_of(std::string_view header) {
  const Heard words = heard(header);
  if (is_one_of(extract_columns, words.whole)) return std::nullopt;
  if (words.whole == "status") return Watch::status;
  const bool is_flag = words.says(flag_words);
  if (says_which(words)) return Watch::state;
  if (is_one_of(unclear_headers, words.whole)) return Watch::flag;
  if (is_negative(words, is_flag)) return Watch::negative;
  if (is_action(words)) return Watch::words;
  if (words.sounds("reportedby verifiedby documentedby recordedby")) return Watch::reporter;
  if (is_history(words)) return Watch::history;
  if (is_given(words)) return Watch::given;
  if (is_of_people(words)) return std::nullopt;
  if (is_state_of_dose(words)) return Watch::state;
  if (is_quantity(words)) return Watch::quantity;
  if (is_flag) return Watch::flag;
  const auto further = further_dose_of(header);
  return further && further->number > 1 ? std::optional(Watch::further) : std::nullopt;
}

}  // namespace vhc
