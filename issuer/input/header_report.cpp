#include "input/header_report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "input/column_guess.h"
#include "vhc/display_text.h"

namespace vhc {
namespace {

using Guesses = std::vector<std::optional<Column>>;

std::string quoted(const std::string& header) {
  return "\"" + displayed(header) + "\"";
}

std::string counted(std::size_t number) {
  return std::to_string(number) + (number == 1 ? " column" : " columns");
}

std::vector<std::size_t> unused_places(const HeaderRow& header) {
  std::vector<std::size_t> places;
  for (const std::size_t place : header.columns.unknown) {
    if (!header.cells[place].empty()) places.push_back(place);
  }
  std::sort(places.begin(), places.end());
  return places;
}

std::string listed(const HeaderRow& header, const std::vector<std::size_t>& places) {
  constexpr std::size_t most = 10;
  std::string list;
  for (std::size_t i = 0; i < std::min(places.size(), most); ++i) {
    list += (i > 0 ? ", " : "") + quoted(header.cells[places[i]]);
  }
  return places.size() > most ? list + " and " + std::to_string(places.size() - most) + " more" : list;
}

// What would do in place of the missing column too.
std::vector<Column> instead_of(Column missing) {
  if (missing == Column::cvx) return {Column::cvx, Column::ndc, Column::product};
  if (missing == Column::last_name || missing == Column::first_name) return {missing, Column::name};
  return {missing};
}

std::string near_match(const HeaderRow& header, const Guesses& guesses, Column missing) {
  for (const Column wanted : instead_of(missing)) {
    const auto found = std::find(guesses.begin(), guesses.end(), std::optional(wanted));
    if (found == guesses.end()) continue;
    const std::string& near = header.cells[static_cast<std::size_t>(found - guesses.begin())];
    return "; did you mean " + quoted(near) + " = " + std::string(name(wanted)) + "?";
  }
  return {};
}

void add_missing(const HeaderRow& header, std::vector<InputFinding>& findings) {
  const Guesses guesses = header.found ? guesses_of(header.cells, header.columns, header.dated) : Guesses{};
  const std::vector<std::size_t> unused = unused_places(header);
  for (const Column column : missing_columns(header.columns)) {
    InputFinding finding{header.line, std::string(name(column)), Severity::error, Errc::in_missing_column};
    if (header.found) {
      finding.detail = "the header row has " + counted(header.cells.size());
      if (!unused.empty() && findings.empty()) finding.detail += "; not used: " + listed(header, unused);
      finding.detail += near_match(header, guesses, column);
    } else {
      finding.detail = "no header row is found; the first row has " + counted(header.cells.size());
    }
    findings.push_back(std::move(finding));
  }
}

void add_mapped_twice(const HeaderRow& header, std::vector<InputFinding>& findings) {
  const auto shown = [&header](std::size_t place) {
    return "column " + std::to_string(place + 1) + " " + quoted(header.cells[place]);
  };
  for (const Columns::Place& second : header.columns.mapped_twice) {
    InputFinding finding{header.line, std::string(name(second.column)), Severity::error, Errc::in_mapped_twice};
    const auto first = header.columns.places.at(static_cast<std::size_t>(second.column));
    finding.detail = shown(first.value_or(second.place)) + " and " + shown(second.place) + "; write \"= -\" for one";
    findings.push_back(std::move(finding));
  }
}

// The words are those of the map, not of the file.
void add_unused_lines(const HeaderRow& header, const ColumnMap& map, std::vector<InputFinding>& findings) {
  std::vector<std::string> normal;
  if (!map.lines.empty()) {
    for (const std::string& cell : header.cells) normal.push_back(normal_header(cell));
  }
  std::map<std::int64_t, InputFinding> by_line;
  for (const auto& [key, line] : map.lines) {
    if (std::find(normal.begin(), normal.end(), key) != normal.end()) continue;
    InputFinding finding{header.line, map.columns.at(key), Severity::warning, Errc::in_map_unused};
    finding.detail = "line " + std::to_string(line.number) + " of the map, " + quoted(line.header);
    by_line.emplace(line.number, std::move(finding));
  }
  for (auto& [line, finding] : by_line) findings.push_back(std::move(finding));
}

// By place: the canonical name as which a column is read.
std::vector<std::string> names_of(const HeaderRow& header) {
  std::vector<std::string> names(header.cells.size());
  for (std::size_t i = 0; i < num_columns; ++i) {
    const auto place = header.columns.places.at(i);
    if (place) names.at(*place) = name(static_cast<Column>(i));
  }
  for (const Columns::Place& one : header.columns.states) names.at(one.place) = name(one.column);
  for (const Columns::Place& one : header.columns.further_names) names.at(one.place) = name(one.column);
  return names;
}

// "admin_date 2", "deleted"; empty when nothing is likely.
std::string watched_guess(const WatchedColumn& watched, const InputColumn& column, bool is_dated) {
  if (!column.guess.empty()) return column.guess;
  if (watched.watch == Watch::given && is_dated) return {};  // "Picked up" above days says when, not whether
  if (watched.watch != Watch::further) {
    const auto state = state_guess_of(column.header);
    return state ? std::string(name(*state)) : std::string{};
  }
  const auto part = further_dose_of(column.header);
  return part && part->column ? name_of(*part->column, part->number) : std::string{};
}

// A map cannot tell apart columns of one header, and takes one column for each part of a further dose.
void drop_second_guesses(std::vector<InputColumn>& columns) {
  std::map<std::string, int> headers;
  std::map<std::string, int> guesses;
  for (const InputColumn& column : columns) ++headers[normal_header(column.header)];
  for (InputColumn& column : columns) {
    const bool is_further = column.guess.find(' ') != std::string::npos;
    if (headers[normal_header(column.header)] > 1 || (is_further && ++guesses[column.guess] > 1)) column.guess.clear();
  }
}

}  // namespace

std::vector<InputFinding> header_findings(const HeaderRow& header, const ColumnMap& map) {
  std::vector<InputFinding> findings;
  add_missing(header, findings);
  add_mapped_twice(header, findings);
  add_unused_lines(header, map, findings);
  return findings;
}

std::vector<InputColumn> told_columns(const HeaderRow& header, const ColumnMap& map) {
  const std::vector<std::string> names = names_of(header);
  const Guesses guesses = guesses_of(header.cells, header.columns, header.dated);
  std::vector<InputColumn> columns;
  for (std::size_t place = 0; place < header.cells.size(); ++place) {
    InputColumn column{.number = static_cast<std::int64_t>(place) + 1, .header = header.cells[place]};
    const auto mapped = map.columns.find(normal_header(column.header));
    column.mapped = mapped != map.columns.end();
    column.name = column.mapped ? mapped->second : names[place];
    if (guesses[place]) column.guess = name(*guesses[place]);
    columns.push_back(std::move(column));
  }
  for (const WatchedColumn& watched : header.columns.watched) {
    InputColumn& column = columns.at(watched.place);
    column.watched = true;
    const bool is_dated = watched.place < header.dated.size() && header.dated[watched.place];
    column.guess = watched_guess(watched, column, is_dated);
  }
  drop_second_guesses(columns);
  return columns;
}

std::vector<InputColumn> likely_columns(const HeaderRow& header, const ColumnMap& map) {
  HeaderRow likely;
  likely.cells = header.likely.empty() ? numbered_headers(header.cells.size()) : header.likely;
  likely.columns = resolve_columns(likely.cells, map);
  return told_columns(likely, map);
}

}  // namespace vhc
