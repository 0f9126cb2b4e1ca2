#include "vhc/advice.h"

#include <algorithm>
#include <array>

#include "vhc/display_text.h"

namespace vhc {
namespace {

bool is_list_expired(const VerificationReport& report) {
  return report.of(Check::trust_fresh).outcome == Outcome::failed;
}

bool is_list_stale(const VerificationReport& report) {
  return report.trust.state == ListState::stale;
}

std::string out_of_date(const VerificationReport& report) {
  const auto& expires = report.trust.expires;
  return "OUT OF DATE: this device's list expired" + (expires ? " on " + shown_date(*expires) : std::string{}) +
         "; no card can be judged";
}

std::string get_a_newer_list(const VerificationReport& report) {
  std::string text = "Get a newer list (vhc trust update) and judge the card again.";
  if (!report.at_given) {
    text += " If the date of this device, " + shown_date(report.now.earliest) + ", is wrong, set it first.";
  }
  return text;
}

std::string read_again(Errc reason) {
  switch (reason) {
    case Errc::chunk_missing:
      return "Scan the missing part too: a card in several codes is judged when all of them are there.";
    case Errc::picture_no_code:
    case Errc::picture_unreadable:
      return "Take the picture again: in good light, sharp, with the whole code in it. If that does not help, ask the "
             "holder for another copy.";
    default:
      return "Scan it again, in good light and as a whole; of a card in several codes, scan all of them. If that does "
             "not help, ask the holder for another copy: the paper, the file or a picture of it.";
  }
}

std::string not_genuine(Errc reason) {
  switch (reason) {
    case Errc::jws_signature:
      return "Do not accept it. If it was typed or copied, look at the original once more.";
    case Errc::issuer_foreign_key:
      return "Do not accept it, and tell the issuer whose key it is.";
    default:
      return "Do not accept it.";
  }
}

std::string unknown_issuer(const VerificationReport& report) {
  std::string text = "Not on our list: do not accept this card.";
  if (is_list_stale(report)) text += " The list is old: get a newer one and judge the card again.";
  return text;
}

std::string from_then_on(const VerificationReport& report) {
  const std::string clock = report.at_given ? "" : "Look at the clock of this device first. ";
  return clock + "The card counts from the time that it states.";
}

std::string rule_not_met(const VerificationReport& report, Errc reason) {
  switch (reason) {
    case Errc::rules_wait:
    case Errc::rules_future:
      return "The card is genuine and does not count here yet.";
    case Errc::rules_not_in_force:
    case Errc::rules_open:
      return "The card is genuine. Ask the person who set the rules of this venue.";
    case Errc::clock_unknown:
      return "The card is genuine, and the rules count days or hours: set the clock of this device, then scan it "
             "again.";
    default:
      break;
  }
  return "The card is genuine and does not meet the rules of this venue (" + report.rule->rule +
         "). The holder may have another card that does.";
}

std::string not_accepted(const VerificationReport& report, Errc reason) {
  if (is_list_expired(report)) return get_a_newer_list(report);
  if (is_faulty_card(report)) {
    return "Do not accept it. The fault is the issuer's, not the holder's, who can ask there for a card that is "
           "right.";
  }
  if (report.rule) return rule_not_met(report, reason);
  switch (reason) {
    case Errc::card_expired:
      return "Ask the holder for a newer card.";
    case Errc::card_not_yet_valid:
      return from_then_on(report);
    case Errc::card_revoked:
      return "Ask the holder for the current card, or to get one from the issuer.";
    case Errc::issuer_suspended:
    case Errc::issuer_denied:
    case Errc::issuer_retired:
      return "Do not accept it. Ask the holder for a card of an issuer that is still listed.";
    case Errc::key_withdrawn:
    case Errc::key_denied:
    case Errc::key_retired:
    case Errc::key_expired:
      return "Do not accept it. Ask the holder for a new card of that issuer.";
    case Errc::key_not_yet_valid:
      return from_then_on(report);
    case Errc::card_several_people:
      return "Nobody can tell which entry is about whom. Ask the holder for a card that is about one person.";
    case Errc::card_no_identity:
      return "Nobody can tell whose card it is. Ask the holder for a card with name and birth date.";
    case Errc::card_nothing_given:
      return "It proves no dose or result. Ask the holder for another card.";
    default:
      return "Do not accept it.";
  }
}

}  // namespace

std::string shown_key_id(const std::string& kid) {
  constexpr std::size_t shown_chars = 8;
  return displayed(kid.substr(0, shown_chars)) + (kid.size() > shown_chars ? "…" : "");
}

std::string shown_date(UnixTime time) {
  return to_date(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(time)});
}

bool is_faulty_card(const VerificationReport& report) noexcept {
  return report.of(Check::payload).outcome == Outcome::failed;
}

namespace {

// Which rule of the form is broken helps nobody who holds a scanner; --checks and the reason tell it.
bool is_misread(const VerificationReport& report) {
  constexpr std::array forms{"base64url.", "json.", "jws.", "numeric."};
  const std::string_view code = name(*report.reason);
  return report.verdict == Verdict::read_again &&
         std::any_of(forms.begin(), forms.end(), [code](const char* form) { return code.starts_with(form); });
}

}  // namespace

std::string why_in_short(const VerificationReport& report) {
  if (!report.reason) return "CHECK ID";
  if (is_misread(report)) return "a part of the code is missing, or was misread";
  if (report.other != nullptr) return std::string(report.other->what);
  if (is_list_expired(report)) return out_of_date(report);
  if (report.rule) return displayed(sentence(report.rule->outcome));
  std::string text(info(*report.reason).sentence);
  if (is_faulty_card(report)) return "FAULTY CARD: the issuer must make a new one (" + text + ")";
  if (*report.reason == Errc::trust_unknown_key) text += " (key " + shown_key_id(report.unknown_kid) + ")";
  if (!report.missing_parts.empty()) text += ": " + report.missing_parts;
  return text;
}

std::string what_to_do(const VerificationReport& report) {
  const Errc reason = report.reason.value_or(Errc::card_unrecognised);
  switch (report.verdict) {
    case Verdict::read_again:
      return read_again(reason);
    case Verdict::other_code:
      return std::string(report.other == nullptr ? std::string_view{} : report.other->advice);
    case Verdict::not_genuine:
      return not_genuine(reason);
    case Verdict::unknown_issuer:
      return unknown_issuer(report);
    case Verdict::not_accepted:
      return not_accepted(report, reason);
    case Verdict::genuine:
      break;
  }
  return "Compare name and birth date with a photo ID: a card shows who issued it, not who carries it.";
}

}  // namespace vhc
