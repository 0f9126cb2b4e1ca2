// RXA and the ORC above it: one dose.
#include <algorithm>
#include <array>

#include "codes/cvx.h"
#include "input/hl7_date.h"
#include "input/hl7_records.h"

namespace vhc {
namespace {

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

Action action_of(const std::string& text) {
  if (text.empty()) return Action::none;
  if (text == "A") return Action::add;
  if (text == "U") return Action::update;
  return text == "D" ? Action::remove : Action::unknown;
}

Completion completion_of(const std::string& text) {
  if (text.empty()) return Completion::none;
  if (text == "CP") return Completion::complete;
  if (text == "PA") return Completion::partial;
  return is_one_of(text, {"RE", "NA"}) ? Completion::not_given : Completion::unknown;
}

OrderState order_of(const std::string& control, const std::string& status) {
  const auto is_word = [&](std::string_view word) { return control.starts_with(word) || status.starts_with(word); };
  if (is_word("CANCEL") || is_word("DISCONT")) return OrderState::canceled;
  if (status == "ER") return OrderState::error;
  if (is_one_of(control, {"CA", "OC", "DC", "OD", "CR"}) || is_one_of(status, {"CA", "DC"}))
    return OrderState::canceled;
  return is_one_of(status, {"HD", "IP", "SC", "RP"}) ? OrderState::open : OrderState::none;
}

struct VaccineCodings {
  std::string cvx;
  std::string text;
  std::string other_cvx;  // a code of another vaccine
  std::string ndc;
};

VaccineCodings vaccine_codings(const std::vector<Hl7Coding>& codings) {
  VaccineCodings found;
  for (const Hl7Coding& coding : codings) {
    if (coding.system == "NDC" && found.ndc.empty()) found.ndc = coding.code;
    if (coding.system != "CVX" && coding.system != "HL70292") continue;
    if (found.cvx.empty()) {
      found.cvx = coding.code;
      found.text = coding.text;
    } else if (normal_cvx(coding.code).value_or(coding.code) != normal_cvx(found.cvx).value_or(found.cvx)) {
      found.other_cvx = coding.code;
    }
  }
  return found;
}

// An amount of nothing was not given.
bool is_nothing(std::string_view amount) {
  return !amount.empty() && amount.find('0') != std::string_view::npos &&
         amount.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

std::string hl7_number(const Hl7View& view, const Hl7Segment& segment, std::size_t number) {
  std::string id = view.text(segment, number, 1);
  if (id.empty() || id == "9999") return {};
  std::string authority;
  for (const std::size_t part : {2U, 3U, 4U}) authority += "^" + view.text(segment, number, part);
  while (!authority.empty() && authority.back() == '^') authority.pop_back();
  return id + authority;
}

std::string hl7_order_number(const Hl7View& view, const Hl7Segment& orc) {
  std::string filler = hl7_number(view, orc, 3);
  return filler.empty() ? hl7_number(view, orc, 2) : filler;
}

OrderState hl7_order_state(const Hl7View& view, const Hl7Segment& orc) {
  return order_of(upper(view.text(orc, 1, 1)), upper(view.text(orc, 5, 1)));
}

DoseClaim hl7_claim(const Hl7View& view, const Hl7Segment& rxa, const Hl7Segment* orc) {
  const auto whole = [&](std::size_t number) {  // a repetition belongs to no code of these
    const std::string_view raw = view.raw(rxa, number);
    return raw.find(view.message().marks.repetition) == std::string_view::npos ? view.text(rxa, number, 1) : "~";
  };
  DoseClaim claim{.action = action_of(whole(21)), .completion = completion_of(whole(20))};
  if (orc != nullptr) claim.order = hl7_order_state(view, *orc);
  claim.refused = claim.completion == Completion::none && view.is_valued(rxa, 18);
  return claim;
}

// 00: given by the sender; 01 to 08: told by others. In a registry's answer 00 only says that some provider gave it.
DoseSource Hl7SectionReader::source_of(const Hl7Segment& rxa) const {
  bool is_own = false;
  for (const Hl7Coding& source : view_.codings(rxa, 9)) {
    const std::string code = source.code.size() == 1 ? "0" + source.code : source.code;
    if (upper(source.code + " " + source.text).find("HISTORICAL") != std::string::npos) return DoseSource::others;
    if (code.size() != 2 || code[0] != '0' || code[1] < '0' || code[1] > '8') continue;
    if (code[1] != '0') return DoseSource::others;
    is_own = true;
  }
  if (kind_ != Hl7Kind::answer) return is_own ? DoseSource::own : DoseSource::unstated;
  const std::string place = upper(view_.first(view_.raw(rxa, 11), 4));
  const auto is_ours = [&place](const std::string& facility) { return upper(trimmed(facility)) == place; };
  const bool ours = !place.empty() && std::any_of(rules_.facilities.begin(), rules_.facilities.end(), is_ours);
  return ours ? DoseSource::own : DoseSource::others;
}

void Hl7SectionReader::read_dose(const Hl7Segment& rxa, Dossier& dossier) const {
  const VaccineCodings codes = vaccine_codings(view_.codings(rxa, 5));
  const std::string maker = view_.text(rxa, 17, 1);
  const std::string lot = view_.text(rxa, 15, 1);
  const std::string performer = view_.first(view_.raw(rxa, 11), 4);
  const std::string event = order_ == nullptr ? std::string{} : hl7_order_number(view_, *order_);
  const std::string placer = order_ == nullptr ? std::string{} : hl7_number(view_, *order_, 2);
  const std::string day = view_.single(rxa, 3);
  WrittenDose dose;
  dose.line = rxa.line;
  dose.event = event;
  dose.also = placer;
  dose.stamp = stamp_;
  // Records of one message are not versions of each other: a visit's doses may share the number of one order.
  dose.group = event.empty() ? 0 : view_.head().line;
  dose.performer = performer;
  dose.date = hl7_day(day);
  dose.date_fault = day.empty() ? Errc::in_missing : Errc::in_bad_date;
  dose.vaccine.cvx = codes.cvx;
  dose.vaccine.other_cvx = codes.other_cvx;
  dose.vaccine.ndc = codes.ndc;
  dose.vaccine.mvx = maker;
  dose.vaccine.text = codes.text;
  dose.lot = lot;
  dose.claim = hl7_claim(view_, rxa, order_);
  if (is_nothing(view_.text(rxa, 6, 1)) && dose.claim.completion == Completion::complete) {
    dose.fault = Errc::in_status_conflict;
  }
  dose.source = source_of(rxa);
  dose.message_date = message_day_;
  const bool is_shifted = dose.claim.action == Action::unknown;
  dose.places = {.record = is_shifted ? "RXA-21" : "RXA-20",
                 .date = "RXA-3",
                 .code = "RXA-5",
                 .lot = "RXA-15",
                 .performer = "RXA-11",
                 .source = "RXA-9"};
  clerk_.take_dose(dossier, dose);
}

}  // namespace vhc
