#include "input/header_words.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

#include "card/card_text.h"
#include "input/columns.h"

namespace vhc {
namespace {

enum class Letter { none, big, small, digit };

Letter kind_of(char c) {
  if (c >= 'A' && c <= 'Z') return Letter::big;
  if (c >= '0' && c <= '9') return Letter::digit;
  return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80 ? Letter::small : Letter::none;
}

// Of which mainframes and tills put their headers together without a mark between: PATLNAME, VACCDT, DELIND.
constexpr std::string_view pieces =
    "pat pt ptnt patient client clnt recip mbr member cust customer person prsn subj prov prv presc prsc phys phy doc "
    "rph guar grd guard lname fname mname lnm fnm mnm lastname firstname last first middle mid name names nm init dob "
    "bdate bdt birth bth brth bday date dat dte dt day tm time num nbr nmbr no id key cd cod code desc dsc txt ind "
    "flag flg stat sts status vacc vac vax vaccine imm imms immun shot dose rx drg drug item prod product disp fill "
    "filled "
    "adm admin given svc serv sold lot exp mfr mfg mfgr mvx cvx ndc hist del dlt void canc rev rvsl store loc fac "
    "clin clinic site phm pharm rec evt trans st rts qty dsp";

bool is_piece(std::string_view text) {
  static const auto all = [] {
    std::set<std::string_view> found;
    find_word(pieces, [&found](std::string_view piece) {
      found.insert(piece);
      return false;
    });
    return found;
  }();
  return all.contains(text);
}

// The word in pieces of the list; nothing when it is not made of them alone.
std::vector<std::string> in_pieces(const std::string& word) {
  constexpr std::size_t shortest = 4;
  constexpr std::size_t longest = 24;
  if (word.size() < shortest || word.size() > longest || is_piece(word)) return {};
  std::vector<std::optional<std::size_t>> begins(word.size() + 1);  // of the last piece that ends here; the longest one
  for (std::size_t end = 2; end <= word.size(); ++end) {
    for (std::size_t begin = 0; begin + 2 <= end && !begins[end]; ++begin) {
      const bool is_reached = begin == 0 || begins[begin];
      if (is_reached && is_piece(std::string_view(word).substr(begin, end - begin))) begins[end] = begin;
    }
  }
  std::vector<std::string> found;
  for (std::size_t end = word.size(); end > 0 && begins[end]; end = *begins[end]) {
    found.insert(found.begin(), word.substr(*begins[end], end - *begins[end]));
  }
  return found;
}

void add_word(std::vector<std::string>& words, std::string_view written) {
  std::string normal = normal_header(written);
  if (normal.empty()) return;
  std::vector<std::string> parts = in_pieces(normal);
  if (parts.empty()) return words.push_back(std::move(normal));
  std::move(parts.begin(), parts.end(), std::back_inserter(words));
}

bool is_date_form(std::string_view text) {
  const std::string normal = normal_header(text);
  return normal.size() >= 4 && normal.find_first_not_of("dmyjat") == std::string::npos &&
         (normal.find("yy") != std::string::npos || normal.find("aa") != std::string::npos ||
          normal.find("jj") != std::string::npos);
}

}  // namespace

bool Heard::says(std::string_view list) const {
  return std::any_of(words.begin(), words.end(), [list](const std::string& word) { return is_one_of(list, word); });
}

Heard heard(std::string_view header) {
  Heard found{.whole = normal_header(header), .words = {}};
  std::size_t first = 0;
  Letter before = Letter::none;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const Letter kind = kind_of(header[i]);
    const bool is_digit_edge = (kind == Letter::digit) != (before == Letter::digit);
    const bool begins = kind == Letter::none || is_digit_edge || (kind == Letter::big && before == Letter::small);
    if (begins) {
      add_word(found.words, header.substr(first, i - first));
      first = i;
    }
    before = kind;
  }
  add_word(found.words, header.substr(first));
  return found;
}

std::string_view without_date_form(std::string_view header) {
  std::string_view rest = trimmed(header);
  const std::size_t place =
      rest.ends_with(')') || rest.ends_with(']') ? rest.find_last_of("([") : rest.find_last_of("_ -");
  if (place == std::string_view::npos || place == 0 || !is_date_form(rest.substr(place))) return header;
  return trimmed(rest.substr(0, place));
}

}  // namespace vhc
