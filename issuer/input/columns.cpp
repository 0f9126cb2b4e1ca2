#include "input/columns.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "card/card_text.h"
#include "input/column_names.h"
#include "input/header_words.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

constexpr std::array<std::string_view, num_columns> canonical{
    "last_name",   "first_name",  "middle_name", "suffix",   "name",    "birth_date",
    "admin_date",  "cvx",         "ndc",         "product",  "mvx",     "lot_number",
    "performer",   "vax_refusal", "completion",  "action",   "deleted", "missed_appointment",
    "dose_source", "ial",         "patient_id",  "event_id", "lang",    "test_code",
    "result",      "collected",   "ext_type"};

constexpr std::size_t max_shown_header = 60;  // bytes

// The letter without its accent, of the two-byte letters of western languages; 0 for others.
char plain_letter(unsigned char first, unsigned char second) {
  if (first != 0xC3) return 0;
  constexpr std::string_view letters = "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
  const std::size_t index = second - 0x80U;
  return index < letters.size() ? letters[index] : '\0';
}

using Meanings = std::vector<std::optional<HeaderMeaning>>;

// "Name" beside "Vorname" is the family name.
void name_beside_given(const std::vector<std::string>& header, Meanings& meanings) {
  const auto has = [&meanings](Column column) {
    return std::any_of(meanings.begin(), meanings.end(), [column](const auto& m) { return m && m->column == column; });
  };
  if (!has(Column::first_name) || has(Column::last_name)) return;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (meanings[i] && meanings[i]->column == Column::name && normal_header(header[i]) == "name") {
      meanings[i]->column = Column::last_name;
    }
  }
}

// "Given" beside "First name" asks whether the dose was given.
void given_beside_first(const std::vector<std::string>& header, Meanings& meanings) {
  const auto is_given = [&](std::size_t i) { return meanings[i]->rank >= 0 && normal_header(header[i]) == "given"; };
  const auto is_first = [&](std::size_t i) { return meanings[i] && meanings[i]->column == Column::first_name; };
  bool has_other = false;
  for (std::size_t i = 0; i < header.size(); ++i) has_other = has_other || (is_first(i) && !is_given(i));
  for (std::size_t i = 0; has_other && i < header.size(); ++i) {
    if (is_first(i) && is_given(i)) meanings[i]->column = Column::completion;
  }
}

// Typographic marks, no-break spaces and accents that stand apart count as marks: how many bytes; 0 for letters.
std::size_t mark_bytes(std::string_view text) {
  const auto c = static_cast<unsigned char>(text.front());
  if (c == 0xC2 || c == 0xCC) return 2;
  const bool is_byte_order_mark = text.substr(0, 3) == "\xEF\xBB\xBF";
  return c == 0xE2 || is_byte_order_mark ? 3 : 0;
}

std::string shown(std::size_t place, const std::string& header) {
  std::size_t end = std::min(header.size(), max_shown_header);
  while (end < header.size() && end > 0 && (static_cast<unsigned char>(header[end]) & 0xC0U) == 0x80U) --end;
  return "column " + std::to_string(place + 1) + " \"" + header.substr(0, end) + "\"";
}

// Of two mapped columns of one name both are taken, in their order: "paterno", "materno".
bool is_further_name(const Columns& columns, const std::array<std::ptrdiff_t, num_columns>& ranks,
                     const HeaderMeaning& meaning) {
  const bool is_name = meaning.column <= Column::middle_name;
  const bool both_mapped =
      meaning.rank == mapped_rank && ranks.at(static_cast<std::size_t>(meaning.column)) == mapped_rank;
  return is_name && columns.has(meaning.column) && (both_mapped || meaning.follows);
}

// Whom it is about and what was given when: two columns of that must not differ.
bool must_agree(Column column) {
  return column == Column::first_name || column == Column::birth_date || column == Column::admin_date ||
         column == Column::cvx || column == Column::lot_number;
}

void take(Columns& columns, std::array<std::ptrdiff_t, num_columns>& ranks, const HeaderMeaning& meaning,
          std::size_t place) {
  if (is_state(meaning.column)) columns.states.push_back({meaning.column, place});
  if (is_further_name(columns, ranks, meaning)) return columns.further_names.push_back({meaning.column, place});
  const auto index = static_cast<std::size_t>(meaning.column);
  auto& known = columns.places.at(index);
  const bool is_better = !known || meaning.rank < ranks.at(index);
  const bool is_second = known && meaning.rank == mapped_rank && ranks.at(index) == mapped_rank;
  if (is_second && !is_state(meaning.column)) columns.mapped_twice.push_back({meaning.column, place});
  if (known && is_better && ranks.at(index) == following_rank) {
    columns.further_names.push_back({meaning.column, *known});
  } else if (known && !is_state(meaning.column)) {
    const std::size_t other = is_better ? *known : place;
    columns.unknown.push_back(other);
    if (must_agree(meaning.column)) columns.twins.push_back({meaning.column, other});
  }
  if (!is_better) return;
  known = place;
  ranks.at(index) = meaning.rank;
}

// One line of the map that is meant for one column, in a file that has two of that header.
void find_same_headers(const std::vector<std::string>& header, const ColumnMap& map, Columns& columns) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < header.size() && !map.columns.empty(); ++i) {
    const std::string normal = normal_header(header[i]);
    const auto mapped = map.columns.find(normal);
    const auto target = mapped == map.columns.end() ? std::nullopt : find_target(mapped->second);
    if (!target || is_state(target->column) || seen.insert(normal).second) continue;
    const auto is_told = [i](const Columns::Place& told) { return told.place == i; };
    if (std::any_of(columns.mapped_twice.begin(), columns.mapped_twice.end(), is_told)) continue;
    columns.mapped_twice.push_back({target->column, i});
  }
}

constexpr std::array vaccine_columns{Column::cvx, Column::ndc, Column::product, Column::mvx};

// The cells of one further dose, which a map names: "admin_date 2".
using OwnPlaces = std::map<Column, std::size_t>;

bool has_vaccine(const OwnPlaces& own) {
  return std::any_of(vaccine_columns.begin(), vaccine_columns.end(), [&own](Column c) { return own.contains(c); });
}

// A vaccine and a site that stand there once are those of all doses; day and lot are each one's own.
Columns columns_of(const Columns& first, int dose, const OwnPlaces& own) {
  Columns further;
  further.dose = dose;
  further.places = first.places;
  const auto at = [&further](Column column) -> auto& {
    return further.places.at(static_cast<std::size_t>(column));
  };
  at(Column::admin_date).reset();
  at(Column::lot_number).reset();
  if (has_vaccine(own)) {
    for (const Column column : vaccine_columns) at(column).reset();
  }
  for (const auto& [column, place] : own) {
    at(column) = place;
    if (column != Column::performer) further.own.push_back(place);
  }
  return further;
}

void add_further(Columns& columns, const std::map<int, OwnPlaces>& further) {
  if (further.empty()) return;
  for (const auto& [dose, own] : further) columns.further.push_back(columns_of(columns, dose, own));
  const bool all_have =
      std::all_of(further.begin(), further.end(), [](const auto& d) { return has_vaccine(d.second); });
  for (const Column column : {Column::admin_date, Column::lot_number, Column::cvx, Column::ndc, Column::product}) {
    const auto place = columns.places.at(static_cast<std::size_t>(column));
    const bool is_own = column == Column::admin_date || column == Column::lot_number || all_have;
    if (place && is_own) columns.own.push_back(*place);
  }
}

// "Estado" beside a town is a state of Mexico, not of the dose.
bool holds_address(const std::vector<std::string>& header) {
  return std::any_of(header.begin(), header.end(), [](const std::string& cell) {
    return is_one_of("municipio ciudad localidad colonia domicilio codigopostal cp entidad", normal_header(cell));
  });
}

// "Vaccine given", "Impfung": what was given, or whether, as its cells say.
bool may_hold_yes_or_no(const std::string& header) {
  const std::string normal = normal_header(header);
  constexpr std::string_view ends =
      "given administered injecte administre aplicada administrada impfung verabreicht applied vaccinated "
      "somministrato";
  return find_word(ends, [&normal](std::string_view end) { return normal.ends_with(end); }) != std::string_view::npos;
}

// Columns that are not read, and texts beside the dose. A header that could say that the dose was not given stops the
// file until somebody decides: of such a column "= -" is believed. Of any other it may stand in a printed map unseen.
void find_remarks(const std::vector<std::string>& header, const std::vector<bool>& ignored, Columns& columns) {
  std::set<std::size_t> places(columns.unknown.begin(), columns.unknown.end());
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (ignored[i] && !is_column_of_ours(header[i]) && !watch_of(header[i])) places.insert(i);
  }
  for (const Column text : {Column::product, Column::mvx, Column::lot_number, Column::performer}) {
    if (const auto place = columns.places.at(static_cast<std::size_t>(text))) places.insert(*place);
  }
  const auto product = columns.places.at(static_cast<std::size_t>(Column::product));
  const auto result = columns.places.at(static_cast<std::size_t>(Column::result));
  if (result && !columns.has(Column::test_code)) places.insert(*result);
  for (const WatchedColumn& watched : columns.watched) places.erase(watched.place);
  for (const std::size_t place : places) {
    const Watch other = is_aside(header[place]) ? Watch::aside : Watch::remark;
    const Watch watch = place == product || may_hold_yes_or_no(header[place]) ? Watch::product : other;
    columns.remarks.push_back({place, watch, shown(place, header[place])});
  }
}

// "Vacciné" has the letters of "vaccine", and "Given?" those of a given name.
bool asks_whether_given(const std::string& header) {
  const std::string normal = normal_header(header);
  const bool has_accent = header.find("\xC3\xA9") != std::string::npos || header.find("\xC3\x89") != std::string::npos;
  return (normal == "vaccine" && has_accent) || (normal == "given" && header.find('?') != std::string::npos);
}

std::optional<HeaderMeaning> meaning_of(const std::string& header, bool is_dated) {
  const std::string_view rest = without_date_form(header);
  auto known = known_header(normal_header(header));
  if (known && asks_whether_given(header)) known->column = Column::completion;
  // "Administered" above days says when, not whether.
  const bool may_say_given = known && (known->column == Column::completion || known->column == Column::first_name);
  if (is_dated && may_say_given) return std::nullopt;
  return known || rest == header ? known : known_header(normal_header(rest));
}

tl::unexpected<Error> map_fault(std::int64_t line) {
  return fail(Errc::in_map_form, "line " + std::to_string(line),
              "their header = canonical name; vhc help columns lists the names");
}

}  // namespace

std::string_view name(Column column) noexcept {
  return canonical.at(static_cast<std::size_t>(column));
}

std::optional<Column> find_column(std::string_view text) noexcept {
  const auto found = std::find(canonical.begin(), canonical.end(), text);
  return found == canonical.end() ? std::nullopt : std::optional(static_cast<Column>(found - canonical.begin()));
}

std::string name_of(Column column, int dose) {
  return std::string(name(column)) + (dose > 1 ? " " + std::to_string(dose) : "");
}

std::optional<MapTarget> find_target(std::string_view text) {
  const std::size_t space = text.rfind(' ');
  if (space == std::string_view::npos) {
    const auto column = find_column(text);
    return column ? std::optional(MapTarget{*column}) : std::nullopt;
  }
  const auto column = find_column(trimmed(text.substr(0, space)));
  const std::string_view number = text.substr(space + 1);
  const bool is_number = number.size() == 1 && number.front() >= '1' && number.front() <= '0' + max_doses_of_row;
  if (!column || !is_of_dose(*column) || !is_number) return std::nullopt;
  return MapTarget{*column, number.front() - '0'};
}

std::string normal_header(std::string_view header) {
  std::string normal;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto c = static_cast<unsigned char>(header[i]);
    if (c >= 'A' && c <= 'Z') {
      normal += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      normal += static_cast<char>(c);
    } else if (c >= 0x80 && i + 1 < header.size()) {
      const char plain = plain_letter(c, static_cast<unsigned char>(header[i + 1]));
      if (plain != 0) {
        normal += plain;
        ++i;
      } else {
        const std::size_t mark = mark_bytes(header.substr(i));
        if (mark == 0) normal += header[i];  // other letters stay
        i += mark > 0 ? mark - 1 : 0;
      }
    }
  }
  return normal;
}

bool is_column_of_ours(std::string_view header) {
  return header == "vhc_line" || header == "vhc_code" || header == "vhc_words";
}

Columns resolve_columns(const std::vector<std::string>& header, const ColumnMap& map, const std::vector<bool>& dated) {
  Meanings meanings;
  std::vector<bool> ignored;
  std::map<int, OwnPlaces> further;
  std::vector<Columns::Place> further_twice;
  for (const std::string& written : header) {
    const auto mapped = map.columns.find(normal_header(written));
    const bool is_mapped = mapped != map.columns.end();
    const auto target = is_mapped ? find_target(mapped->second) : std::nullopt;
    const std::size_t place = meanings.size();
    ignored.push_back((is_mapped && (!target || target->dose > 1)) || is_column_of_ours(written));
    if (!is_mapped) {
      meanings.push_back(meaning_of(written, place < dated.size() && dated[place]));
    } else if (target && target->dose == 1) {
      meanings.push_back(HeaderMeaning{target->column, mapped_rank});
    } else {
      meanings.push_back(std::nullopt);
      if (target) {
        const MapTarget dose = *target;  // by value: g++ 12 takes the optional's for one that may be empty
        if (!further[dose.dose].emplace(dose.column, place).second) further_twice.push_back({dose.column, place});
      }
    }
  }
  name_beside_given(header, meanings);
  given_beside_first(header, meanings);
  Columns columns;
  columns.mapped_twice = std::move(further_twice);
  std::array<std::ptrdiff_t, num_columns> ranks{};
  for (std::size_t i = 0; i < meanings.size(); ++i) {
    if (meanings[i]) {
      take(columns, ranks, *meanings[i], i);
    } else if (!ignored[i]) {
      columns.unknown.push_back(i);
    }
  }
  for (const Columns::Place& twin : columns.twins) {
    const std::size_t first = columns.places.at(static_cast<std::size_t>(twin.column)).value_or(twin.place);
    columns.twins_shown.push_back(shown(first, header[first]) + " and " + shown(twin.place, header[twin.place]) +
                                  " differ");
  }
  const bool has_address = holds_address(header);
  for (const std::size_t place : columns.unknown) {
    if (meanings[place]) continue;
    if (has_address && normal_header(header[place]) == "estado") continue;
    const auto watch = watch_of(header[place]);
    if (watch) columns.watched.push_back({place, *watch, shown(place, header[place])});
  }
  find_remarks(header, ignored, columns);
  find_same_headers(header, map, columns);
  add_further(columns, further);
  return columns;
}

std::vector<Column> missing_columns(const Columns& columns) {
  std::vector<Column> missing;
  const auto need = [&](Column column) {
    if (!columns.has(column)) missing.push_back(column);
  };
  if (!columns.has(Column::name)) {
    need(Column::last_name);
    need(Column::first_name);
  }
  need(Column::birth_date);
  if (columns.has(Column::test_code)) {
    need(Column::result);
    need(Column::collected);
    return missing;
  }
  need(Column::admin_date);
  if (!columns.has(Column::ndc) && !columns.has(Column::product)) need(Column::cvx);
  return missing;
}

bool is_needed(Column column) noexcept {
  constexpr std::array needed{Column::last_name,  Column::first_name, Column::name,     Column::birth_date,
                              Column::admin_date, Column::cvx,        Column::ndc,      Column::product,
                              Column::test_code,  Column::result,     Column::collected};
  return std::find(needed.begin(), needed.end(), column) != needed.end();
}

std::size_t num_needed(const Columns& columns) {
  std::size_t number = 0;
  for (std::size_t i = 0; i < num_columns; ++i) {
    const auto column = static_cast<Column>(i);
    if (is_needed(column) && columns.has(column)) ++number;
  }
  return number;
}

std::optional<DateOrder> date_order(std::string_view text) {
  if (text == "ymd") return DateOrder::ymd;
  if (text == "mdy") return DateOrder::mdy;
  if (text == "dmy") return DateOrder::dmy;
  return std::nullopt;
}

Result<ColumnMap> read_column_map(std::string_view text) {
  if (!is_utf8(text)) return fail(Errc::in_not_utf8, "the column map");
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  ColumnMap map;
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::size_t equals = line.rfind('=');
    if (equals == std::string_view::npos) return map_fault(number);
    const std::string_view theirs = trimmed(line.substr(0, equals));
    const std::string_view ours = trimmed(line.substr(equals + 1));
    if (theirs == "dates") {
      const auto order = date_order(ours);
      if (!order || map.dates != DateOrder::unstated) return map_fault(number);
      map.dates = *order;
      continue;
    }
    const std::string header = normal_header(theirs);
    const bool is_known = ours == "-" || find_target(ours);
    if (!header.empty() && ours == "?") continue;  // nobody has decided yet: as if it did not stand there
    if (header.empty() || !is_known) return map_fault(number);
    if (!map.columns.emplace(header, std::string(ours)).second) return map_fault(number);
    map.lines.emplace(header, ColumnMap::Line{number, std::string(theirs)});
  }
  return map;
}

}  // namespace vhc
