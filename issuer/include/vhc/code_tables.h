// The code sets that decide what a vaccine, product, maker or result is (docs/rules/inputs.md 2), from tables that can
// be replaced: new vaccines get their codes several times a year.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/result.h"

namespace vhc {

inline constexpr std::size_t max_table_bytes = std::size_t{8} * 1024 * 1024;
inline constexpr std::size_t max_table_rows = 100'000;

enum class CodeTable : std::uint8_t { cvx, ndc, products, makers, results };
inline constexpr std::array all_code_tables{CodeTable::cvx, CodeTable::ndc, CodeTable::products, CodeTable::makers,
                                            CodeTable::results};
std::string_view name(CodeTable table) noexcept;  // "cvx", "results"

// A table in the one form that is kept (docs/formats/code-tables.md): a line with its name and date, the names of the
// columns, a row a code, sorted, each once.
struct CodeTableText {
  CodeTable table{};
  std::string date;  // of the code set: YYYY-MM-DD
  std::string text;
  std::vector<std::string> codes;  // the first column, sorted
};

// Reads a table in our form or as it is published: UTF-8, one line of column names, tabs between cells. Which table it
// is, its columns tell. Without `dated` the date is the table's own: its first line, or its newest change. Fails with
// tables_form (line and column), tables_undated, in_not_utf8, input_too_large.
Result<CodeTableText> read_code_table(std::string_view text, const std::optional<std::string>& dated);

// All rows of two texts of one table: the products by unit of use and by unit of sale are published apart. The older
// date stands. Fails with tables_form when the two say different things of a CVX code.
Result<CodeTableText> merge_code_tables(const CodeTableText& a, const CodeTableText& b);

class CodeTables {
 public:
  // What the program brings along.
  static std::shared_ptr<const CodeTables> built_in();
  // The same with these in place of its own, at most one a table.
  static std::shared_ptr<const CodeTables> with(std::vector<CodeTableText> replaced);

  CodeTables(const CodeTables&) = delete;
  CodeTables& operator=(const CodeTables&) = delete;
  ~CodeTables();

  const CodeTableText& text(CodeTable table) const noexcept;
  bool is_built_in(CodeTable table) const noexcept;
  // Of all texts: two issuers with one digest decide alike.
  std::string digest() const;

  // `cvx` has its leading zero. Codes that were never in use, 998 and 999 are not known.
  bool is_known_cvx(std::string_view cvx) const;
  bool is_covid_cvx(std::string_view cvx) const;
  bool is_unspecified_cvx(std::string_view cvx) const;
  // A SNOMED CT code that can go on a card as a result; `findings_only`: not the name of an organism.
  bool is_result(std::string_view snomed, bool findings_only) const;
  // "not detected" as SNOMED CT; empty when the words are not known.
  std::string_view result_of_text(std::string_view text) const;

  std::vector<std::string_view> cvx_of_ndc(std::string_view ndc11) const;
  // Of a trade name; `mvx` narrows when it is not empty.
  std::vector<std::string_view> cvx_of_product(std::string_view product, std::string_view mvx) const;
  // Who makes products of a code, as MVX; none when no product of it is known.
  std::vector<std::string_view> makers_of(std::string_view cvx) const;
  // An MVX code, or the name of a maker, as MVX; empty when neither is known.
  std::string mvx_of(std::string_view text) const;
  // The vaccine groups of a code; none when it has none.
  const std::vector<std::string_view>* groups_of(std::string_view cvx) const;

 private:
  struct Lookup;
  explicit CodeTables(std::vector<CodeTableText> replaced);
  std::unique_ptr<Lookup> lookup_;
};

// Capitals, letters and digits only, words divided by one space: "COMIRNATY®" and "Comirnaty" are one name.
std::string table_name(std::string_view text);

}  // namespace vhc
