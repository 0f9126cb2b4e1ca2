#include "vhc/explain.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

#include "vhc/advice.h"
#include "vhc/display_text.h"

namespace vhc {
namespace {

constexpr std::size_t shown_owners = 3;

std::string counted(std::int64_t number, const std::string& one, const std::string& many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

// "Corner Pharmacy (https://corner.example/shc)"
std::string shown(std::string_view name, std::string_view iss) {
  if (name.empty()) return displayed(iss);
  return displayed(name) + " (" + displayed(iss) + ")";
}

std::string sentence_of(Errc code) {
  return std::string(info(code).sentence);
}

class Explainer {
 public:
  Explainer(const FoundCard& card, const VerificationReport& report, const TrustList& trust)
      : report_(report), trust_(trust), seen_(inspect(card)) {}

  std::string text() const {
    switch (report_.verdict) {
      case Verdict::read_again:
        return read_again();
      case Verdict::other_code:
        return other_code();
      case Verdict::not_genuine:
        return not_genuine();
      case Verdict::unknown_issuer:
        return unknown_issuer();
      case Verdict::not_accepted:
        return not_accepted();
      case Verdict::genuine:
        return genuine();
    }
    return {};
  }

 private:
  // ---- what is said of the list, the key and the issuer

  std::string list() const {
    if (!report_.trust.issued) return "the key sets that were given";
    const std::string which =
        report_.trust.list ? "list " + std::to_string(*report_.trust.list) + " of " + report_.trust.origin + ", issued "
                           : "the list of ";
    return which + shown_date(*report_.trust.issued) + ", " + counted(age_in_days(), "day", "days") + " old";
  }

  std::int64_t age_in_days() const {
    return std::chrono::floor<std::chrono::days>(report_.now.earliest - *report_.trust.issued).count();
  }

  bool is_list_old() const { return report_.trust.state == ListState::stale; }

  const Format& format() const { return report_.format == nullptr ? shc_format() : *report_.format; }
  std::string family() const { return std::string(format().title); }
  Profile profile() const { return format().profile; }
  std::string key() const { return "key " + shown_key_id(seen_.key_id); }

  std::string what_to_do() const { return " " + vhc::what_to_do(report_); }

  // The issuers, other than `but`, that have the card's key and count.
  std::vector<const TrustEntry*> owners(std::string_view but = {}) const {
    std::vector<const TrustEntry*> owners = trust_.owners(seen_.key_id, profile());
    std::erase_if(owners, [but](const TrustEntry* entry) {
      return entry->iss == but || entry->issuer_status != IssuerStatus::active;
    });
    return owners;
  }

  static std::string names_of(const std::vector<const TrustEntry*>& owners) {
    std::string text;
    const std::size_t last = std::min(owners.size(), shown_owners);
    for (std::size_t i = 0; i < last; ++i) {
      const bool ends = i + 1 == last && owners.size() <= shown_owners;
      text += (i == 0 ? "" : ends ? " and " : ", ") + shown(owners[i]->name, owners[i]->iss);
    }
    if (owners.size() > last) text += " and " + std::to_string(owners.size() - last) + " more";
    return text;
  }

  // What the card says of itself; nothing proves it here.
  bool has_address() const { return seen_.contents.has_value(); }
  const std::string& address() const { return seen_.contents->issuer; }
  const ListedIssuer* listed() const { return has_address() ? trust_.issuer(address(), profile()) : nullptr; }

  static std::string last_seen(const ListedIssuer& issuer) {
    return issuer.last_seen ? ", and was last seen there on " + shown_date(*issuer.last_seen) : "";
  }

  // The issuer of a card whose signature held under its own listed key.
  std::string issuer() const {
    return has_address() ? shown(trust_.issuer_name(address(), profile()), address()) : "a listed issuer";
  }

  // ---- verdicts

  std::string read_again() const {
    const Errc reason = report_.reason.value_or(Errc::card_unrecognised);
    if (report_.of(Check::recognised).outcome == Outcome::failed) {
      const bool says_more = reason != Errc::card_unrecognised;
      return "Too little of this could be read to tell what it is" +
             (says_more ? ": " + sentence_of(reason) : std::string{}) + "." + what_to_do();
    }
    const std::string& missing = report_.missing_parts;
    return "This looks like a " + family() + ", but it did not arrive intact: " + sentence_of(reason) +
           (missing.empty() ? "" : ": " + missing) + "." + what_to_do();
  }

  std::string other_code() const {
    const std::string what(report_.other == nullptr ? std::string_view{} : report_.other->what);
    return "This code was read well, so scanning it again cannot help. It is " + what + "." + what_to_do();
  }

  std::string not_genuine() const {
    const Errc reason = report_.reason.value_or(Errc::jws_signature);
    if (reason == Errc::issuer_foreign_key) return foreign_key();
    if (reason == Errc::jws_signature) {
      return "The card names " + key() + " of " + names_of_all_owners() +
             ", but its signature does not match that key: something was changed after it was signed, or somebody "
             "else made it." +
             what_to_do();
    }
    return "The card requests something that a " + family() + " may not have: " + sentence_of(reason) +
           ". No issuer that follows the specification makes such a card." + what_to_do();
  }

  std::string names_of_all_owners() const {
    const auto all = trust_.owners(seen_.key_id, profile());
    return all.empty() ? "a listed issuer" : names_of(all);
  }

  std::string foreign_key() const {
    return "The card says that it comes from " + issuer() + ", but it is signed with " + key() + " of " +
           names_of_all_owners() +
           ". Both are on the list, and each has keys of its own: the card was not made by the issuer it names." +
           what_to_do();
  }

  std::string unknown_issuer() const {
    if (report_.reason == Errc::trust_unknown_issuer) return listed_key_under_another_address();
    std::string text = "Nobody on " + list() + ", has " + key() + ", so nobody can tell who signed this card. ";
    if (!has_address()) return text + "What it says of its issuer cannot be read either. Do not accept it.";
    const ListedIssuer* const named = listed();
    if (named == nullptr) return text + unlisted_address();
    if (named->status != IssuerStatus::active) {
      const bool is_directory = report_.trust.origin == vci_origin;
      return text + "It says that it comes from " + shown(named->name, named->iss) +
             (is_directory ? ", which was removed from the directory" + last_seen(*named)
                           : ", which is suspended" + suspension(named)) +
             ". Do not accept it; ask for a card of an issuer that is still listed.";
    }
    return text + listed_address_with_another_key(*named);
  }

  std::string listed_address_with_another_key(const ListedIssuer& named) const {
    std::string text = "It says that it comes from " + shown(named.name, named.iss) + ", which is listed, with ";
    text += named.num_keys == 0 ? "no key at all. "
                                : counted(static_cast<std::int64_t>(named.num_keys), "other key. ", "other keys. ");
    text += "Either that issuer has a newer key, or somebody else made the card; from here the two look the same. ";
    if (!report_.trust.issued) return text + "Get the issuer's current key set and judge the card again.";
    text += is_list_old() ? "The list is old, so a newer key is likely: get today's list and judge the card again."
                          : "Get a newer list, in a day or two, and judge the card again.";
    return text + " Until then it does not count.";
  }

  std::string unlisted_address() const {
    std::string text = "It says that it comes from " + displayed(address()) + ", which is not listed either";
    if (const ListedIssuer* const similar = trust_.similar_issuer(address(), profile())) {
      return text + ". The list has " + shown(similar->name, similar->iss) +
             ", which is written differently, and addresses are compared letter by letter. Do not accept it.";
    }
    text += ": as far as this list tells, it never was, or it joined later. ";
    return text +
           (is_list_old() ? "The list is old: get today's and judge the card again. "
                          : "Being on the list is what makes a card count. ") +
           "If you have reason to trust this issuer, ask the operator of your list to add it.";
  }

  std::string listed_key_under_another_address() const {
    std::string text = "The signature is good, by " + key() + " of " + names_of_all_owners() +
                       ", but the card says that it comes from " + displayed(report_.claimed_issuer) +
                       ", and that address is not on " + list() + ". ";
    if (const ListedIssuer* const similar = trust_.similar_issuer(report_.claimed_issuer, profile())) {
      return text + "It differs from " + shown(similar->name, similar->iss) +
             " only in the case of letters or a final slash, and addresses are compared letter by letter: the issuer "
             "has to write its address in cards as it is listed. Until then the card does not count.";
    }
    return text +
           "Either the issuer uses an address that it has not listed, or somebody else has its key. Ask the "
           "issuer under the address that is listed, or get a newer list; until then the card does not count.";
  }

  std::string not_accepted() const {
    if (report_.of(Check::trust_fresh).outcome == Outcome::failed) return out_of_date();
    std::string text;
    for (std::size_t i = 0; i < num_checks; ++i) {
      const CheckResult& result = report_.checks.at(i);
      if (result.outcome != Outcome::failed || !result.code) continue;
      text += text.empty() ? refusal(*result.code) : " Besides: " + sentence_of(*result.code) + ".";
    }
    return text + warnings();
  }

  std::string refusal(Errc code) const {
    if (report_.rule) {
      return "The card is genuine, made by " + issuer() + ", and it does not meet the rules of this venue (" +
             report_.rule->rule + "): " + displayed(sentence(report_.rule->outcome)) + "." + what_to_do();
    }
    if (code == Errc::issuer_suspended) return suspended();
    if (is_faulty_card(report_)) return faulty(code);
    const std::string genuine = "The card is genuine, made by " + issuer();
    switch (code) {
      case Errc::card_expired:
        return genuine + ", and it was valid until " +
               time_of(seen_.contents ? seen_.contents->expires : std::nullopt) + ". Ask the holder for a newer one.";
      case Errc::card_not_yet_valid:
        return genuine + ", and it is valid from " +
               time_of(seen_.contents ? std::optional(seen_.contents->issued) : std::nullopt) + " on. " +
               look_at_the_clock() + "The card counts from that time on.";
      case Errc::card_revoked:
        return genuine +
               ", and the issuer has revoked it, perhaps because another one took its place. Ask the holder "
               "for the current card, or to get one from the issuer.";
      case Errc::issuer_retired:
        return "The card names an issuer that had stopped issuing before the card was made: " + issuer() +
               ". Do not accept it.";
      case Errc::key_withdrawn:
        return "The issuer, " + issuer() +
               ", withdrew the key that this card is signed with, so it no longer proves anything." + what_to_do();
      case Errc::key_denied:
        return "The operator of the list denied the key that this card is signed with, so it no longer proves "
               "anything. "
               "It is a key of " +
               issuer() + ", which need not know of it yet." + what_to_do();
      case Errc::issuer_beyond_limits:
        return "The signature is good, but " + list() + ", lets " + issuer() + " vouch for other things only" +
               limits() +
               ". Do not accept it for what is on it; if the issuer should count for that, tell the operator of the "
               "list.";
      case Errc::card_several_people:
      case Errc::card_no_identity:
      case Errc::card_nothing_given:
        return genuine + ", but " + sentence_of(code) + "." + what_to_do();
      default:
        return "The card does not count here: " + sentence_of(code) + "." + what_to_do();
    }
  }

  // ": vaccinations and tests", as far as the list says of the key.
  std::string limits() const {
    const TrustEntry* const entry = has_address() ? trust_.find(address(), seen_.key_id, profile()) : nullptr;
    if (entry == nullptr || !entry->use) return {};
    std::string text;
    for (const char kind : *entry->use) {
      text += text.empty() ? ": " : " and ";
      text += kind == 'v' ? "vaccinations" : kind == 't' ? "tests" : "recoveries";
    }
    return text;
  }

  std::string faulty(Errc code) const {
    return "The card is signed with " + key() + " of " + names_of_all_owners() +
           ", but what was signed is not a health card: " + sentence_of(code) + "." + what_to_do();
  }

  std::string out_of_date() const {
    const auto& expires = report_.trust.expires;
    return "This device is out of date, which says nothing about the card: " + list() + ", expired" +
           (expires ? " on " + shown_date(*expires) : std::string{}) + ", and no card can be judged by it." +
           what_to_do();
  }

  std::string look_at_the_clock() const { return report_.at_given ? "" : "Look at the clock of this device first. "; }

  std::string time_of(const std::optional<UnixTime>& time) const {
    return (time ? to_rfc3339(*time) : "a time that it does not say") + " (judged at " +
           to_rfc3339(report_.now.earliest) + ")";
  }

  // " since 2026-08-22 (closed without notice)", as far as a signed list says.
  static std::string suspension(const ListedIssuer* issuer) {
    if (issuer == nullptr) return {};
    std::string text = issuer->since ? " since " + shown_date(*issuer->since) : "";
    if (issuer->since_list) text += ", by list " + std::to_string(*issuer->since_list);
    if (!issuer->why.empty()) text += " (" + displayed(issuer->why) + ")";
    return text;
  }

  std::string suspended() const {
    std::string text = "The signature is good, but " + issuer();
    const ListedIssuer* const named = listed();
    if (report_.trust.origin == vci_origin) {
      text += " was removed from the directory: its old keys stay in the signed snapshot";
      if (named != nullptr && named->last_seen) text += ", where it was last seen on " + shown_date(*named->last_seen);
      text += ", and it is no longer among those that are listed. ";
    } else {
      text += " is suspended" + suspension(named) + ", says " + list() + ". ";
    }
    if (const auto others = owners(has_address() ? address() : std::string_view{}); !others.empty()) {
      return text + "The same key is listed under " + names_of(others) +
             ": the issuer has probably moved, and a card that it issues anew from there counts.";
    }
    return text + "Ask the holder for a card of an issuer that is still listed.";
  }

  std::string genuine() const {
    return "The card is genuine: " + issuer() + " signed it, and nothing in it was changed since." + warnings() +
           what_to_do();
  }

  // ---- what to keep in mind

  std::string warnings() const {
    std::string text;
    bool of_form = false;
    for (const Errc code : report_.warnings) {
      const std::string known = warning(code);
      text += known;
      of_form = of_form || (known.empty() && !is_about_trust(code));
    }
    if (of_form) text += " It has formal faults that do not matter here.";
    return text;
  }

  std::string warning(Errc code) const {
    switch (code) {
      case Errc::trust_stale:
        return " " + capitalised(list()) + ", is old: issuers removed since then still count on it. Get a newer one.";
      case Errc::trust_no_directory:
        return " Who is still listed is not known here, since vci-issuers.json is missing: an issuer that was removed "
               "counts too.";
      case Errc::revocation_unknown:
        return " The issuer revokes cards, but its revocation list is not available, so whether this one was revoked "
               "is "
               "not known.";
      case Errc::revocation_stale:
        return " The issuer revokes cards, but its revocation list is old, so whether this one was revoked lately is "
               "not known.";
      case Errc::picture_pages_left:
        return " The document has more pages than were looked at: a code on a later page was not seen.";
      case Errc::card_modifier:
        return " It contains a modifier that may change its meaning and is not understood here: ask the issuer.";
      case Errc::revocation_incomplete:
        return " The issuer's revocation list has entries that cannot be read, so whether this one was revoked is not "
               "known.";
      case Errc::clock_unknown:
        return " This device's clock is behind the list, so times could not be compared: set it.";
      default:
        return {};
    }
  }

  // Of a list or key set as a whole, with nothing to say about this card.
  bool is_about_trust(Errc code) const {
    const auto& findings = trust_.findings();
    return std::any_of(findings.begin(), findings.end(), [code](const Finding& f) { return f.code == code; });
  }

  static std::string capitalised(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
  }

  static constexpr std::string_view vci_origin = "vci-snapshot";
  const VerificationReport& report_;
  const TrustList& trust_;
  Inspection seen_;
};

}  // namespace

std::string explain(const FoundCard& card, const VerificationReport& report, const TrustList& trust) {
  return Explainer(card, report, trust).text();
}

}  // namespace vhc
