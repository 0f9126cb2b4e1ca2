#include "input/row_claim.h"

#include <algorithm>
#include <string>
#include <utility>

#include "card/card_text.h"
#include "input/row_remark.h"
#include "input/word_list.h"

namespace vhc {
namespace {

using Words = std::string_view;  // one space between

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

std::string lower(std::string_view cell) {
  std::string text(cell);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return text;
}

// "Not-Given" as "notgiven", "Gelöscht" as "geloscht".
std::string compact(std::string_view cell) {
  return normal_header(cell);
}

template <class Predicate>
bool any_word(std::string_view text, const Predicate& is_it) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t first = at;
    while (at < text.size() && is_letter(text[at])) ++at;
    const std::string_view word = text.substr(first, at - first);
    while (at < text.size() && !is_letter(text[at])) ++at;
    if (!word.empty() && is_it(compact(word))) return true;
  }
  return false;
}

constexpr Words no_words = "no n false f 0 none nein non";
constexpr Words complete_words = "complete completed cp given administered yes y true 1";
constexpr Words partial_words = "partial pa partiallyadministered";
// What says in other words that it was given, or nothing against it. In English, Spanish, French and German; a single
// "c" could be completed, corrected or canceled.
constexpr Words harmless_words =
    "active final finalized filled sold dispensed pickedup verified done signed approved valid ok posted billed closed "
    "submitted recorded documented new current corrected amended updated auth authverified authenticated modified "
    "altered delivered released accepted paid adjudicated captured confirmed vaccinated immunized charted performed "
    "checkedout "
    "administrado administrada aplicado aplicada completado completada completo completa realizado realizada "
    "registrado registrada puesto puesta confirmado confirmada finalizado finalizada vigente activo activa valido "
    "valida vacunado vacunada si s "
    "administre administree fait faite effectue effectuee realise realisee injecte injectee valide validee termine "
    "terminee actif active complete oui o "
    "vacinado vacinada aplicou concluida concluido somministrato somministrata eseguito eseguita vaccinato vaccinata "
    "verabreicht gegeben durchgefuhrt erledigt abgeschlossen vollstandig gultig aktiv geimpft erfolgt bestatigt ja j";
// Beside those.
constexpr Words idle_words =
    "and by to the a dose vaccine vaccination patient rx order record status fully full was is";
// In a column of states: final or filled, active or add, update.
constexpr Words harmless_letters = "f a u add update";
constexpr Words deleted_states =
    "d delete deleted del void voided error enteredinerror inerror anulado anulada annule annulee storniert geloscht "
    "eliminado eliminada supprime supprimee";

// How words begin that say that it was not given, or that the record does not count.
constexpr Words taking_stems =
    "refus declin reject cancel delet void missed histor revers withdr waive defer postpon contraindic abort retract "
    "hold held pending schedul planned incomplete invalid unvaccinated notgiven notdone notadmin noshow enteredinerror "
    "inerror return rts wast discard spoil duplic exclu inactiv supersed obsolet suspend omit expired nullif err "
    "recus rifiut naoaplic naoadmin nonsommin estorn exclui adiad cancell annul rejet supprim anul rechaz rehus elimin "
    "borrad descart desech devuelt aplaz "
    "abgelehnt abgesagt abgebroch verweigert verworf storniert storno geloscht ungultig ausgefall nicht kein";

// A clear no; an empty cell too.
bool is_no(std::string_view cell) {
  if (cell.empty()) return true;
  std::string text = lower(cell);
  if (text.size() > 1 && text.back() == '.') text.pop_back();
  return is_one_of(no_words, text);
}

// "Refused by parent", "not given", "entered in error".
bool takes_back(std::string_view cell) {
  const std::string all = compact(cell);
  if (begins_with_one_of(taking_stems, all) || is_one_of("error re na d", all)) return true;
  bool after_no = false;
  const auto is_taking = [&after_no](const std::string& word) {
    const bool is_no_show = std::exchange(after_no, word == "no") && word == "show";
    return word == "not" || is_no_show || begins_with_one_of(taking_stems, word);
  };
  return any_word(lower(cell), is_taking) || all.find("enteredinerror") != std::string::npos;
}

// "Completed", "Sold to patient": every word is known, and says nothing against the dose.
bool is_harmless(std::string_view cell) {
  const std::string all = compact(cell);
  if (all.empty()) return false;
  if (is_one_of(complete_words, all) || is_one_of(harmless_words, all)) return true;
  bool says_so = false;
  const auto is_doubtful = [&says_so](const std::string& word) {
    const bool is_said = is_one_of(complete_words, word) || is_one_of(harmless_words, word);
    says_so = says_so || is_said;
    return !is_said && !is_one_of(idle_words, word);
  };
  return !any_word(lower(cell), is_doubtful) && says_so;
}

// "0.0", "00/00/0000", "-"; "00" is a code: under a refusal that of a decision of the parents.
bool is_zero(std::string_view cell) {
  return cell.find_first_not_of("0.,/-: ") == std::string_view::npos && cell != "00";
}

// "0.00", "$0.00": of an amount that was given back.
bool is_zero_amount(std::string_view cell) {
  const std::size_t first = cell.find_first_not_of("$ ");
  if (first == std::string_view::npos) return false;
  cell.remove_prefix(first);
  return cell.find_first_not_of("0.,") == std::string_view::npos &&
         cell.find_first_of(".,") != std::string_view::npos && cell.find('0') != std::string_view::npos;
}

// A number, with or without the minus of what came back: "-1", "(0.5)", "0 mL".
bool is_nothing_or_less(std::string_view cell) {
  cell = trimmed(cell.substr(0, cell.find_first_not_of("0123456789.,()-+ ")));
  if (cell.find_first_of("0123456789") == std::string_view::npos) return false;
  return cell.front() == '-' || cell.front() == '(' || cell.back() == '-' || is_zero(cell);
}

constexpr Words own_words =
    "own owned 00 a admin administered new newimmunizationrecord inhouse internal onsite no n false f 0 here "
    "administeredhere givenhere local primary clinic ourclinic pharmacy ourpharmacy thissite thispharmacy thisclinic "
    "propio propia eigen eigene eigeneapotheke eigenepraxis apotheke officine pharmacie farmacia notreofficine "
    "acterealisecejour realisecejour realiseici hier ici aqui";

bool is_own(std::string_view cell) {
  return cell.empty() || is_one_of(own_words, compact(cell));
}

// Those who give vaccines, and who is somebody else beside such a word.
constexpr Words staff_words =
    "provider rn lpn nurse md do np pa rph pharmd pharmacist clinician doctor physician staff immunizer vaccinator";
constexpr Words not_staff =
    "other another outside external previous prior non not former patient parent mother father self state registry "
    "school recall history historical";

// "Provider", "RN Jones"; "other provider" and "patient's nurse" are somebody else.
bool is_of_staff(std::string_view cell) {
  bool found = false;
  const bool of_others = any_word(lower(cell), [&found](const std::string& word) {
    found = found || is_one_of(staff_words, word);
    return begins_with_one_of(not_staff, word);
  });
  return found && !of_others;
}

// How the words begin that say that somebody else gave it, or that it was told or copied from elsewhere.
constexpr Words others_stems =
    "hist extern outside other otro otra autre ander fremd registr iis patient parent mother father guardian self "
    "recall "
    "school elsewhere transcri import transfer reconcil previous prior secondary state communit birth written non not "
    "unspecified ailleurs carnet record paper another former";
constexpr Words others_words = "h hx y yes true t 1 j ja s si o oui x 01 02 03 04 05 06 07 08";

// What the cell holds, when no word of it is known: never the cell itself.
std::string_view kind_of(std::string_view cell) {
  if (cell.find_first_not_of("0123456789") == std::string_view::npos)
    return "the cell holds a number that is not known";
  return cell.find(' ') == std::string_view::npos ? "the cell holds a word that is not known"
                                                  : "the cell holds several words, none of them known";
}

bool is_of_others(std::string_view cell) {
  if (is_one_of(others_words, compact(cell))) return true;
  return any_word(lower(cell), [](const std::string& word) { return begins_with_one_of(others_stems, word); });
}

// What a cell of a watched column says against the dose.
bool takes_back(const WatchedColumn& column, std::string_view cell) {
  if (cell.empty()) return false;
  switch (column.watch) {
    case Watch::negative:
      return !is_no(cell) && !is_one_of("na null nil", compact(cell)) && !is_zero(cell);
    case Watch::history:
      return !is_own(cell) && !is_no(cell) && !is_one_of("na null nil", compact(cell)) && !is_zero(cell);
    case Watch::given:
      return takes_back(cell) || is_no(cell);
    case Watch::reporter:
      return !is_own(cell) && !is_of_staff(cell) && !is_one_of("na null nil", compact(cell));
    case Watch::words:
      return takes_back(cell);
    case Watch::state:
      return !is_harmless(cell) && !is_one_of(harmless_letters, compact(cell));
    case Watch::quantity:
      return is_nothing_or_less(cell) || says_it_does_not_stand(cell, Remark::of_the_dose);
    case Watch::product:
      return (is_no(cell) && cell != "0") || says_it_does_not_stand(cell, Remark::of_the_dose);
    case Watch::remark:
      return says_it_does_not_stand(cell, Remark::of_the_dose);
    case Watch::aside:
      return says_it_does_not_stand(cell, Remark::of_other_things);
    case Watch::flag:
    case Watch::further:
      return true;
    case Watch::status:
      break;
  }
  return false;
}

Completion completion_of(std::string_view cell) {
  if (cell.empty()) return Completion::none;
  const std::string word = compact(cell);
  if (is_harmless(cell) || word == "a") return Completion::complete;  // active, administered
  return is_one_of(partial_words, word) ? Completion::partial : Completion::not_given;
}

Action action_of(std::string_view cell) {
  if (cell.empty()) return Action::none;
  const std::string word = compact(cell);
  if (is_one_of("a add", word)) return Action::add;
  if (is_one_of("u update", word)) return Action::update;
  return is_one_of("d delete deleted", word) ? Action::remove : Action::unknown;
}

// Of what several cells say the worst holds: the enumerations stand in that order.
class ClaimReader {
 public:
  explicit ClaimReader(RowClaim& found) : found_(found) { found_.claim.completion = Completion::none; }

  void take(Column column, std::string_view cell) {
    if (cell.empty()) return;
    switch (column) {
      case Column::vax_refusal:
        if (!is_no(cell)) refuse(column);
        break;
      case Column::missed_appointment:
        if (!is_no(cell)) refuse(column);
        break;
      case Column::deleted:
        if (!is_no(cell) && !is_zero_amount(cell)) remove(column);
        break;
      case Column::completion:
        if (is_one_of(deleted_states, compact(cell))) {
          remove(column);
        } else {
          // What was filled lies in a bag: that alone is no dose.
          complete(compact(cell) == "filled" ? Completion::not_given : completion_of(cell));
        }
        break;
      case Column::action:
        act(action_of(cell));
        break;
      case Column::dose_source:
        source(column, cell);
        break;
      default:
        break;
    }
  }

  void take(const WatchedColumn& column, std::string_view cell) {
    if (cell.empty()) return;
    if (column.watch != Watch::status) {
      if (takes_back(column, cell)) found_.watched = &column;
      return;
    }
    const std::string word = compact(cell);
    if (is_one_of(deleted_states, word)) {
      remove(Column::completion);
    } else if (const Completion completion = completion_of(cell); completion != Completion::not_given) {
      complete(completion);
    } else if (takes_back(cell)) {
      complete(Completion::not_given);
    } else if (!is_one_of(harmless_letters, word)) {
      found_.watched = &column;
    }
  }

  void end() {
    if (found_.claim.completion == Completion::none) found_.claim.completion = Completion::complete;
  }

 private:
  void refuse(Column column) {
    found_.claim.refused = true;
    found_.claim.completion = Completion::not_given;
    found_.said = column;
  }
  void source(Column column, std::string_view cell) {
    if (is_own(cell) || found_.source == DoseSource::others) return;
    const bool is_known = is_of_others(cell);
    found_.source = is_known ? DoseSource::others : DoseSource::unclear;
    found_.sourced = column;
    found_.source_kind = is_known ? std::string_view{} : kind_of(cell);
  }
  void remove(Column column) {
    found_.claim.deleted = true;
    found_.said = column;
  }
  void complete(Completion completion) {
    if (completion <= found_.claim.completion) return;
    found_.claim.completion = completion;
    if (!found_.said || completion != Completion::complete) found_.said = Column::completion;
  }
  void act(Action action) {
    if (action <= found_.claim.action) return;
    found_.claim.action = action;
    if (!found_.said || action >= Action::remove) found_.said = Column::action;
  }

  RowClaim& found_;
};

}  // namespace

std::string_view trimmed_cell(std::string_view cell) noexcept {
  constexpr std::string_view no_break = "\xC2\xA0";
  cell = trimmed(cell);
  while (cell.starts_with(no_break)) cell = trimmed(cell.substr(2));
  while (cell.ends_with(no_break)) cell = trimmed(cell.substr(0, cell.size() - 2));
  return cell;
}

RowClaim read_claim(const DelimitedRow& cells, const Columns& columns) {
  RowClaim found;
  ClaimReader reader(found);
  const auto cell = [&](std::size_t place) {
    return place < cells.cells.size() ? trimmed_cell(cells.cells[place]) : std::string_view{};
  };
  for (const Columns::Place& state : columns.states) reader.take(state.column, cell(state.place));
  for (const WatchedColumn& watched : columns.watched) reader.take(watched, cell(watched.place));
  for (const WatchedColumn& remark : columns.remarks) reader.take(remark, cell(remark.place));
  reader.end();
  return found;
}

}  // namespace vhc
