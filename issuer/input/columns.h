// Which column of a delimited file means what (inputs.md 4.2).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/input.h"

namespace vhc {

enum class Column : std::uint8_t {
  last_name,
  first_name,
  middle_name,
  suffix,
  name,
  birth_date,
  admin_date,
  cvx,
  ndc,
  product,
  mvx,
  lot_number,
  performer,
  vax_refusal,
  ial,
  patient_id,
  event_id,
  lang,
  test_code,
  result,
  collected,
  ext_type
};
inline constexpr std::size_t num_columns = 22;

std::string_view name(Column column) noexcept;  // canonical
std::optional<Column> find_column(std::string_view canonical) noexcept;

// Without regard to case, accents, spaces, marks.
std::string normal_header(std::string_view header);

struct Columns {
  std::array<std::optional<std::size_t>, num_columns> places{};
  std::vector<std::size_t> unknown;  // places that mean nothing here

  bool has(Column column) const { return places.at(static_cast<std::size_t>(column)).has_value(); }
};

// A mapped header wins over the tables. Of two columns with one meaning the first counts, the other is unknown.
Columns resolve_columns(const std::vector<std::string>& header, const ColumnMap& map);
// What the file lacks: in_missing_column with the canonical name; none when it is enough.
std::optional<Column> missing_column(const Columns& columns);

}  // namespace vhc
