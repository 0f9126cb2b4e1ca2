#include "codes/vaccine_code.h"

#include <algorithm>
#include <array>

#include "card/card_text.h"
#include "codes/vaccine_words.h"

namespace vhc {
namespace {

constexpr std::string_view no_vaccine = "998";
constexpr std::string_view unknown_vaccine = "999";

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// 5-4-2, and the three forms of ten digits, told apart by their hyphens.
std::string from_parts(std::string_view written) {
  constexpr std::array<std::size_t, 3> whole{5, 4, 2};
  std::string digits;
  std::size_t num_padded = 0;
  for (std::size_t part = 0; part < whole.size(); ++part) {
    const std::size_t end = part + 1 < whole.size() ? written.find('-') : written.size();
    if (end == std::string_view::npos) return {};
    const std::string_view text = written.substr(0, end);
    if (!is_digits(text) || text.size() > whole.at(part) || text.size() + 1 < whole.at(part)) return {};
    num_padded += whole.at(part) - text.size();
    digits += std::string(whole.at(part) - text.size(), '0') + std::string(text);
    written.remove_prefix(std::min(end + 1, written.size()));
  }
  return num_padded <= 1 ? digits : std::string{};
}

std::vector<std::string_view> codes_of_ndc(const CodeTables& tables, std::string_view written) {
  std::vector<std::string_view> codes;
  std::size_t num_known = 0;
  for (const std::string& reading : ndc11_readings(written)) {
    auto known = tables.cvx_of_ndc(reading);
    if (known.empty()) continue;
    ++num_known;
    codes = std::move(known);
  }
  return num_known == 1 ? codes : std::vector<std::string_view>{};
}

bool holds(const std::vector<std::string_view>& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

Result<VaccineCode> from_cvx(const CodeTables& tables, const VaccineText& written, bool allow_unknown) {
  VaccineCode code;
  VHC_TRY(code.cvx, normal_cvx(trimmed(written.cvx)));
  const std::string_view other = trimmed(written.other_cvx);
  if (!other.empty() && normal_cvx(other).value_or("") != code.cvx) return fail(Errc::in_code_conflict);
  if (code.cvx != trimmed(written.cvx)) code.warnings.push_back(Errc::in_cvx_padded);
  if (code.cvx == no_vaccine) return fail(Errc::in_not_given);
  if (code.cvx == unknown_vaccine) return fail(Errc::in_unknown_code);
  if (!tables.is_known_cvx(code.cvx)) {
    if (!allow_unknown) return fail(Errc::in_unknown_code);
    code.warnings.push_back(Errc::in_unknown_code);
  }
  const auto by_ndc = codes_of_ndc(tables, written.ndc);
  if (!by_ndc.empty() && !holds(by_ndc, code.cvx)) return fail(Errc::in_code_conflict);
  const auto by_product = tables.cvx_of_product(written.product, {});
  const bool other_product = !by_product.empty() && !holds(by_product, code.cvx);
  if (other_product || names_another_vaccine(tables, written.text, code.cvx) ||
      names_another_vaccine(tables, written.product, code.cvx)) {
    code.warnings.push_back(Errc::in_code_text_mismatch);
  }
  return code;
}

// Which of them was given has to be said.
std::string choice_of(std::vector<std::string_view> codes, std::string_view what) {
  std::sort(codes.begin(), codes.end(),
            [](std::string_view a, std::string_view b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
  constexpr std::size_t most_shown = 12;
  std::string text = "this " + std::string(what) + " fits CVX ";
  for (std::size_t i = 0; i < std::min(codes.size(), most_shown); ++i) {
    text += (i == 0 ? "" : ", ") + std::string(codes[i]);
  }
  return text + (codes.size() > most_shown ? " and others" : "") + ": give CVX or NDC";
}

// NDC first; a name alone counts only when it means one vaccine, its maker may narrow it.
Result<std::string_view> from_product(const CodeTables& tables, const VaccineText& written) {
  const std::string mvx = tables.mvx_of(written.mvx);
  auto by_product = tables.cvx_of_product(written.product, mvx);
  if (const auto by_ndc = codes_of_ndc(tables, written.ndc); !by_ndc.empty()) {
    if (by_ndc.size() == 1) return by_ndc.front();
    std::erase_if(by_product, [&by_ndc](std::string_view code) { return !holds(by_ndc, code); });
    if (by_product.size() == 1) return by_product.front();
    return fail(Errc::in_unknown_code, {}, choice_of(by_ndc, "NDC"));
  }
  if (by_product.size() == 1) return by_product.front();
  if (!by_product.empty()) return fail(Errc::in_unknown_code, {}, choice_of(by_product, "name"));
  return fail(trimmed(written.ndc).empty() && trimmed(written.product).empty() ? Errc::in_no_code
                                                                               : Errc::in_unknown_code);
}

// Codes of which no product is known, those of old vaccines and of no certain one, say nothing of makers.
bool is_made_by_others(const CodeTables& tables, std::string_view mvx, std::string_view cvx) {
  const auto makers = tables.makers_of(cvx);
  return !mvx.empty() && !makers.empty() && !holds(makers, mvx);
}

void add_warnings(const CodeTables& tables, const VaccineText& written, VaccineCode& code) {
  if (tables.is_unspecified_cvx(code.cvx)) code.warnings.push_back(Errc::in_unspecified_vaccine);
  if (is_made_by_others(tables, tables.mvx_of(written.mvx), code.cvx)) {
    code.warnings.push_back(Errc::in_maker_mismatch);
  }
}

}  // namespace

bool has_form(std::string_view system, std::string_view code) {
  if (system == snomed_system) return code.size() >= 6 && code.size() <= 18 && is_digits(code);
  if (system != icd11_system || code.empty() || code.size() > 64) return false;
  return code.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ.&/") == std::string_view::npos;
}

std::vector<std::string> ndc11_readings(std::string_view written) {
  const std::string_view text = trimmed(written);
  if (text.find('-') != std::string_view::npos) {
    std::string digits = from_parts(text);
    return digits.empty() ? std::vector<std::string>{} : std::vector<std::string>{std::move(digits)};
  }
  if (!is_digits(text)) return {};
  if (text.size() == 11) return {std::string(text)};
  if (text.size() != 10) return {};
  const std::string ten(text);
  return {"0" + ten, ten.substr(0, 5) + "0" + ten.substr(5), ten.substr(0, 9) + "0" + ten.substr(9)};
}

Result<VaccineCode> vaccine_code(const CodeTables& tables, const VaccineText& written, bool allow_unknown) {
  if (!trimmed(written.cvx).empty()) {
    VHC_TRY(VaccineCode code, from_cvx(tables, written, allow_unknown));
    add_warnings(tables, written, code);
    return code;
  }
  const auto found = from_product(tables, written);
  if (!found) {
    const std::string_view foreign = trimmed(written.foreign_code);
    if (foreign.empty()) return tl::unexpected(found.error());
    if (!has_form(written.foreign_system, foreign)) return fail(Errc::in_unknown_code);
    return VaccineCode{std::string(foreign), {}, std::string(written.foreign_system)};
  }
  VaccineCode code{std::string(*found), {}};
  if (code.cvx == no_vaccine) return fail(Errc::in_not_given);
  add_warnings(tables, written, code);
  return code;
}

}  // namespace vhc
