// From a table as somebody publishes it to the one form that is kept.
#include <algorithm>
#include <map>
#include <set>

#include "card/card_text.h"
#include "codes/cvx.h"
#include "codes/tab_rows.h"
#include "codes/vaccine_code.h"
#include "vhc/code_tables.h"
#include "vhc/time.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

constexpr std::string_view date_mark = " of ";

// A row that is kept: its code, and the cells behind it. Rows of one key are one row.
using Rows = std::map<std::string, std::vector<std::string>>;

tl::unexpected<Error> bad_cell(const TabRows& rows, std::string_view column) {
  return fail(Errc::tables_form, "line " + std::to_string(rows.line()) + ", " + std::string(column));
}

bool is_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Only what cannot break a row, or pass for another column.
bool is_plain(std::string_view text) {
  return text.size() <= 200 && is_plain_text(text) && text.find('\t') == std::string_view::npos;
}

std::string in_groups(std::string_view text) {
  return upper(text);
}

// "none" stands for no vaccine; what is not told in a column of its own, the description tells.
std::string kind_of_vaccine(const TabRows& rows, std::string_view cvx) {
  if (cvx == "998" || cvx == "999") return "none";
  if (rows.has("kind")) return std::string(rows.cell("kind"));
  const std::string words = upper(rows.cell("short")) + " " + upper(rows.cell("full"));
  for (const std::string_view word : {"UNSPECIFIED", "UNKNOWN", "RESERVED"}) {
    if (words.find(word) != std::string::npos) return "unspecified";
  }
  return "specific";
}

template <std::size_t count>
bool is_one_of(std::string_view text, const std::array<std::string_view, count>& known) {
  return std::find(known.begin(), known.end(), text) != known.end();
}

Result<void> read_cvx(const TabRows& rows, Rows& into) {
  constexpr std::array<std::string_view, 5> states{"Active", "Inactive", "Never Active", "Non-US", "Pending"};
  constexpr std::array<std::string_view, 3> kinds{"specific", "unspecified", "none"};
  const auto code = normal_cvx(rows.cell("cvx"));
  if (!code) return bad_cell(rows, "cvx");
  const std::string_view status = rows.cell("status");
  if (!is_one_of(status, states)) return bad_cell(rows, "status");
  const std::string kind = kind_of_vaccine(rows, *code);
  if (!is_one_of(kind, kinds)) return bad_cell(rows, "kind");
  const std::string groups = in_groups(rows.cell(rows.has("groups") ? "groups" : "vaccine_groups"));
  if (!is_plain(groups)) return bad_cell(rows, "groups");
  if (!into.emplace(*code, std::vector{std::string(status), groups, kind}).second) return bad_cell(rows, "cvx");
  return {};
}

std::string joined_codes(const std::set<std::string>& codes) {
  std::string text;
  for (const std::string& code : codes) text += (text.empty() ? "" : " ") + code;
  return text;
}

Result<void> read_ndc(const TabRows& rows, Rows& into) {
  const auto ndc = ndc11_readings(rows.cell("ndc11"));
  if (ndc.size() != 1) return bad_cell(rows, "ndc11");
  std::vector<std::string>& kept = into.emplace(ndc.front(), std::vector{std::string()}).first->second;
  std::set<std::string> codes;
  const std::string all = kept.front() + " " + std::string(rows.cell("cvx"));
  for (const std::string_view one : parts_of(all, ' ')) {
    if (one.empty()) continue;
    const auto code = normal_cvx(one);
    if (!code) return bad_cell(rows, "cvx");
    codes.insert(*code);
  }
  if (codes.empty()) return bad_cell(rows, "cvx");
  kept.front() = joined_codes(codes);
  return {};
}

// A name may have several codes and makers: the whole row is the key.
Result<void> read_product(const TabRows& rows, Rows& into) {
  const std::string product = table_name(rows.cell("product"));
  if (product.empty()) return bad_cell(rows, "product");
  const auto code = normal_cvx(rows.cell("cvx"));
  if (!code) return bad_cell(rows, "cvx");
  const std::string mvx = table_name(rows.cell("mvx"));
  into.emplace(product + "\t" + *code + "\t" + mvx, std::vector<std::string>{});
  return {};
}

Result<void> read_maker(const TabRows& rows, Rows& into) {
  const std::string mvx = table_name(rows.cell("mvx"));
  const std::string maker = table_name(rows.cell("name"));
  if (mvx.empty() || mvx.find(' ') != std::string::npos) return bad_cell(rows, "mvx");
  if (maker.empty()) return bad_cell(rows, "name");
  if (!into.emplace(mvx, std::vector{maker}).second) return bad_cell(rows, "mvx");
  return {};
}

// "INVALID RESULT" is written as "INVALID", too.
std::string as_written(const std::string& words) {
  constexpr std::string_view end = " RESULT";
  if (!words.ends_with(end)) return words;
  return words + "|" + words.substr(0, words.size() - end.size());
}

// "Not detected (qualifier value)" is what people write, and what kind of concept it is.
Result<void> read_result(const TabRows& rows, Rows& into) {
  const std::string_view code = rows.cell("snomed");
  if (!is_digits(code) || code.size() < 6 || code.size() > 18) return bad_cell(rows, "snomed");
  std::string kind(rows.cell("kind"));
  std::string texts;
  if (rows.has("texts")) {
    for (const std::string_view text : parts_of(rows.cell("texts"), '|')) {
      const std::string words = table_name(text);
      if (!words.empty()) texts += (texts.empty() ? "" : "|") + words;
    }
  } else {
    const std::string_view whole = rows.cell("name");
    const std::size_t mark = whole.rfind(" (");
    kind = whole.find("(organism)") == std::string_view::npos ? "result" : "organism";
    if (kind == "result") texts = as_written(table_name(whole.substr(0, mark)));
  }
  if (kind != "result" && kind != "organism") return bad_cell(rows, "kind");
  if (!into.emplace(std::string(code), std::vector{kind, texts}).second) return bad_cell(rows, "snomed");
  return {};
}

struct Form {
  CodeTable table;
  std::vector<std::string_view> needed;  // columns that tell this table from the others
  std::string_view columns;              // as they are kept
  Result<void> (*read)(const TabRows& rows, Rows& into);
};

const std::array<Form, all_code_tables.size()>& forms() {
  static const std::array<Form, all_code_tables.size()> all{
      Form{CodeTable::cvx, {"cvx", "status"}, "cvx\tstatus\tgroups\tkind", read_cvx},
      Form{CodeTable::ndc, {"ndc11", "cvx"}, "ndc11\tcvx", read_ndc},
      Form{CodeTable::products, {"product", "cvx", "mvx"}, "product\tcvx\tmvx", read_product},
      Form{CodeTable::makers, {"mvx", "name"}, "mvx\tname", read_maker},
      Form{CodeTable::results, {"snomed"}, "snomed\tkind\ttexts", read_result}};
  return all;
}

// The form whose columns are there; products have more of them than CVX codes, so the longest wins.
const Form* form_of(const TabRows& rows) {
  const Form* best = nullptr;
  for (const Form& form : forms()) {
    const bool fits = std::all_of(form.needed.begin(), form.needed.end(), [&](auto name) { return rows.has(name); });
    if (fits && (best == nullptr || form.needed.size() > best->needed.size())) best = &form;
  }
  return best;
}

std::string two_digits(std::string_view number) {
  return number.size() == 1 ? "0" + std::string(number) : std::string(number);
}

// "5/28/2010", 20100528 or 2010-05-28; empty when it is none of them.
std::string day_of(std::string_view text) {
  std::string day(text);
  if (const auto parts = parts_of(text, '/'); parts.size() == 3) {
    day = std::string(parts[2]) + "-" + two_digits(parts[0]) + "-" + two_digits(parts[1]);
  } else if (text.size() == 8 && is_digits(text)) {
    day = day.substr(0, 4) + "-" + day.substr(4, 2) + "-" + day.substr(6);
  }
  return parse_date(day) ? day : std::string{};
}

std::string stated_date(const TabRows& rows) {
  for (const std::string_view comment : rows.comments()) {
    const std::size_t mark = comment.rfind(date_mark);
    if (mark == std::string_view::npos) continue;
    if (std::string day = day_of(comment.substr(mark + date_mark.size())); !day.empty()) return day;
  }
  return {};
}

CodeTableText write(const Form& form, const std::string& date, const Rows& rows) {
  CodeTableText table{.table = form.table, .date = date, .text = {}, .codes = {}};
  table.text = "# code table " + std::string(name(form.table)) + std::string(date_mark) + date + "\n" +
               std::string(form.columns) + "\n";
  for (const auto& [key, cells] : rows) {
    table.text += key;
    for (const std::string& cell : cells) table.text.append("\t").append(cell);
    table.text += '\n';
    std::string code = key.substr(0, key.find('\t'));
    if (table.codes.empty() || table.codes.back() != code) table.codes.push_back(std::move(code));
  }
  return table;
}

struct Read {
  const Form* form;
  std::string date;
  Rows rows;
};

Result<Read> read(std::string_view text) {
  if (text.size() > max_table_bytes) return fail(Errc::input_too_large);
  if (!is_utf8(text)) return fail(Errc::in_not_utf8);
  TabRows rows(text);
  Read read{form_of(rows), stated_date(rows), {}};
  if (read.form == nullptr) return fail(Errc::tables_form, "line " + std::to_string(rows.line()));
  std::string newest;
  while (rows.next()) {
    VHC_CHECK_OK(read.form->read(rows, read.rows));
    if (read.rows.size() > max_table_rows) return fail(Errc::input_too_large);
    for (const std::string_view column : {"last_updated", "start"}) {
      newest = std::max(newest, day_of(rows.cell(column)));
    }
  }
  if (read.rows.empty()) return fail(Errc::tables_form, "line " + std::to_string(rows.line()));
  if (read.date.empty()) read.date = newest;
  return read;
}

}  // namespace

std::string_view name(CodeTable table) noexcept {
  switch (table) {
    case CodeTable::cvx:
      return "cvx";
    case CodeTable::ndc:
      return "ndc";
    case CodeTable::products:
      return "products";
    case CodeTable::makers:
      return "makers";
    case CodeTable::results:
      break;
  }
  return "results";
}

Result<CodeTableText> read_code_table(std::string_view text, const std::optional<std::string>& dated) {
  VHC_TRY(const Read found, read(text));
  const std::string& date = dated ? *dated : found.date;
  if (!parse_date(date)) return fail(Errc::tables_undated, {}, "say it with --dated YYYY-MM-DD");
  return write(*found.form, date, found.rows);
}

Result<CodeTableText> merge_code_tables(const CodeTableText& a, const CodeTableText& b) {
  VHC_TRY(Read all, read(a.text));
  VHC_TRY(const Read more, read(b.text));
  if (all.form != more.form) return fail(Errc::tables_form);
  for (const auto& [key, cells] : more.rows) {
    const auto [place, is_new] = all.rows.emplace(key, cells);
    if (is_new || place->second == cells) continue;
    if (all.form->table != CodeTable::ndc) return fail(Errc::tables_form, key.substr(0, key.find('\t')));
    const std::string both = place->second.front() + " " + cells.front();
    std::set<std::string> codes;
    for (const std::string_view code : parts_of(both, ' ')) codes.emplace(code);
    place->second.front() = joined_codes(codes);
  }
  return write(*all.form, std::min(a.date, b.date), all.rows);
}

}  // namespace vhc
