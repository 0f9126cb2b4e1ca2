#include "input/row_remark.h"

#include <algorithm>
#include <string>
#include <vector>

#include "input/columns.h"
#include "input/word_list.h"

namespace vhc {
namespace {

using Words = std::vector<std::string>;  // each as normal_header() writes it

// Phrases with nothing between their words. What these begin with is about the dose wherever it stands.
constexpr std::string_view outright =
    "notgiven notadministered notvaccinated notimmunized notimmunised nevergiven neveradministered neverreceived "
    "wasnotgiven wasnotadministered didnotreceive didnotget didnotgive didntreceive didntget "
    "unabletogive unabletovaccinate enteredinerror inerror enteredbymistake enteredinmistake charterror errorentry "
    "erroneousentry erroneous wrongpatient wrongchart wrongperson returnedtostock returntostock restocked donotissue "
    "donotbill duplicateentry duplicaterecord noshow didnotshow leftwithoutvaccine leftbeforevaccine "
    "nichtgegeben nichtverabreicht nichtgeimpft nichterfolgt nichtdurchgefuhrt nichterschienen keineimpfung "
    "fehleingabe naoaplicada naoaplicado naoadministrada naoadministrado naovacinado naovacinada naorealizada "
    "naocompareceu nonsomministrato nonsomministrata noneseguito noneseguita nonvaccinato nonvaccinata "
    "fehleintrag irrtumlich falscherfasst falscheingabe falschereintrag falscherpatient "
    "nonadministre nonadministree nonfait nonfaite nonrealise nonrealisee noneffectue noneffectuee noninjecte "
    "noninjectee nonvaccine nonvaccinee pasadministre pasadministree pasfait pasfaite pasvaccine pasvaccinee napasete "
    "saisieatort saisiatort saisieparerreur saisiparerreur erreurdesaisie retourenstock remisenstock "
    "noseaplico nosevacuno noseadministro noserealizo nosepuso nosepresento nosehizo noselepuso noseleaplico "
    "noaplicada noaplicado noadministrada noadministrado novacunado novacunada nopuesta nopuesto norealizada "
    "norealizado "
    "nofueaplicada nofueadministrada nofuevacunado errordecaptura erroralcapturar errordeingreso errorderegistro "
    "registradoporerror registradaporerror capturadoporerror capturadaporerror devueltaalstock devueltoalstock "
    "devueltaalalmacen devueltoalalmacen dadodebaja dadadebaja";

// Words that say it when nothing else follows that they could be about.
constexpr std::string_view plain =
    "void voided refused refuses refusal declined declines declining canceled cancelled canceling deleted delete "
    "reversed reversal rejected discarded wasted nullified retracted struck rescinded notdone notperformed notreceived "
    "storniert storno abgelehnt verweigert abgesagt geloscht gestrichen "
    "annule annulee annulation refuse refusee refus supprime supprimee "
    "anulado anulada anulacion rechazado rechazada rechazo cancelado cancelada eliminado eliminada devuelto devuelta "
    "aplazado aplazada borrado borrada "
    "recusado recusada recusou recusa estornado estornada excluido excluida adiado adiada invalidado invalidada "
    "rifiutato rifiutata rifiuto annullato annullata stornato stornata cancellato cancellata";

// What a whole cell is.
constexpr std::string_view whole_cells =
    "error err fehler erreur del dlt rts returned historical historisch historico historica historique erroneous "
    "duplicate doppelt doublon missed deferred postponed pospuesta pospuesto diferida diferido zuruckgestellt "
    "parentdecision parentaldecision parentalrefusal patientdecision religiousexemption medicalexemption "
    "medicalcontraindication philosophicalexemption notowned patientreported patientreport patientrecall selfreported "
    "selfreport givenelsewhere doneelsewhere "
    "administeredelsewhere vaccinatedelsewhere givenbyotherprovider givenatotherpharmacy outsidefacility "
    "outsideprovider externalprovider otherprovider fremdimpfung carnetdesante faitailleurs "
    "faitparlemedecintraitant hechofuera aplicadafuera aplicadaenotrocentro";

// Who or what it is said of.
constexpr std::string_view subjects =
    "pt patient client parent mother father guardian mom dad he she they the this dose shot vaccine vaccination "
    "vaccinations immunization injection claim rx script entry record row was is has been na x mark marked as status "
    "patientin die der das impfung impfstoff dosis eintrag wurde ist "
    "le la les l il elle vaccin vaccination injection acte a ete est "
    "el paciente vacuna dosis registro fue se madre padre ella tdap flu covid zoster shingrix boostrix";

// What people refuse and cancel besides vaccines.
constexpr std::string_view other_things =
    "counsel consult sign receipt copy bandag bandaid plaster print answer state specif disclos provide snap cap "
    "insur contact email text sms remind observ wait follow appointment call phone transport interpret survey "
    "coupon discount bag check ride juice water brochure vis handout information info photo portal race ethnic "
    "last year ago previous prior other another next "
    "beratung auskunft termin firma recu rappel conseil consejo copia cita";

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         (static_cast<unsigned char>(c) & 0x80U) != 0;
}

bool has_letter(std::string_view cell) {
  return std::any_of(cell.begin(), cell.end(), [](char c) { return is_letter(c) && (c < '0' || c > '9'); });
}

// The parts of a remark, each in its words. "not-given" is one word.
std::vector<Words> parts_of(std::string_view cell) {
  std::vector<Words> parts(1);
  std::string word;
  const auto end_word = [&] {
    std::string normal = normal_header(word);
    if (!normal.empty()) parts.back().push_back(std::move(normal));
    word.clear();
  };
  for (std::size_t i = 0; i < cell.size(); ++i) {
    const char c = cell[i];
    const bool joins = c == '-' && i > 0 && i + 1 < cell.size() && is_letter(cell[i - 1]) && is_letter(cell[i + 1]);
    if (is_letter(c) || joins) {
      word += c;
      continue;
    }
    end_word();
    const bool ends_part = std::string_view(".,;:()/[]*-!").find(c) != std::string_view::npos;
    if (ends_part && !parts.back().empty()) parts.emplace_back();
  }
  end_word();
  if (parts.size() > 1 && parts.back().empty()) parts.pop_back();
  return parts;
}

// How many words at `first` make a phrase of the list; 0: none.
std::size_t phrase_at(std::string_view list, const Words& words, std::size_t first) {
  constexpr std::size_t longest = 5;
  std::string joined;
  for (std::size_t i = first; i < std::min(words.size(), first + longest); ++i) {
    joined += words[i];
    if (is_one_of(list, joined)) return i - first + 1;
  }
  return 0;
}

bool is_of_other_things(const Words& words, std::size_t first) {
  return std::any_of(words.begin() + static_cast<std::ptrdiff_t>(first), words.end(),
                     [](const std::string& word) { return begins_with_one_of(other_things, word); });
}

// The words between begin with a phrase; those of whom it is said may stand before.
bool begins_so(const Words& words, Remark about) {
  bool of_others = false;
  for (std::size_t first = 0; first < words.size(); ++first) {
    if (phrase_at(outright, words, first) > 0) return true;
    const std::size_t length = of_others || about == Remark::of_other_things ? 0 : phrase_at(plain, words, first);
    if (length > 0) return !is_of_other_things(words, first + length);
    if (!is_one_of(subjects, words[first])) return false;
    of_others = of_others || begins_with_one_of(other_things, words[first]);
  }
  return false;
}

// "Tdap VOID", "vaccine refused": of two or three words the last.
bool ends_so(const Words& words) {
  constexpr std::size_t longest = 3;
  return words.size() > 1 && words.size() <= longest && is_one_of(plain, words.back()) && !is_of_other_things(words, 0);
}

std::string joined(const std::vector<Words>& parts) {
  std::string all;
  for (const Words& words : parts) {
    for (const std::string& word : words) all += word;
  }
  return all;
}

}  // namespace

bool says_it_does_not_stand(std::string_view cell, Remark about) {
  constexpr std::size_t shortest = 3;
  constexpr std::size_t longest = 400;
  if (cell.size() < shortest || !has_letter(cell)) return false;
  const std::vector<Words> parts = parts_of(cell.substr(0, longest));
  if (std::any_of(parts.begin(), parts.end(), [about](const Words& words) { return begins_so(words, about); })) {
    return true;
  }
  if (about == Remark::of_other_things) return false;
  return is_one_of(whole_cells, joined(parts)) ||
         std::any_of(parts.begin(), parts.end(), [](const Words& words) { return ends_so(words); });
}

}  // namespace vhc
