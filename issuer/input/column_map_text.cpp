// A column map to fill in (docs/rules/inputs.md 4.2).
#include <algorithm>
#include <map>
#include <set>

#include "card/card_text.h"
#include "input/columns.h"
#include "vhc/column_table.h"
#include "vhc/display_text.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

// A header as a line of the map can hold it: the same normalised, and neither a comment nor the line of dates. Empty:
// there is no such text.
std::string in_map(const std::string& header) {
  if (header.size() > max_mapped_header || !is_utf8(header)) return {};
  std::string text = header;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20U || c == 0x7F; }, ' ');
  text = without_hidden_characters(text);
  std::string_view rest = text;
  while (!rest.empty() && (rest.front() == '#' || rest.front() == ' ')) rest.remove_prefix(1);
  rest = trimmed(rest);
  std::string written(rest == "dates" ? "Dates" : rest);
  const std::string normal = normal_header(header);
  return normal.empty() || normal_header(written) != normal ? std::string{} : written;
}

class MapWriter {
 public:
  MapWriter(std::span<const InputColumn> columns) : columns_(columns) {
    for (const InputColumn& column : columns) ++counts_[normal_header(column.header)];
  }

  std::string text(std::string_view remark) {
    std::string map =
        "# Column map: their header = canonical name. \"= -\" ignores a column; \"= ?\" decides nothing; \"#\" "
        "begins a "
        "comment.\n"
        "# \"vhc help columns\" lists the names. Fill in what is missing, then: vhc check --map THIS FILE\n# " +
        std::string(needed_of_doses) + "\n# " + std::string(needed_of_results) + missing() +
        (remark.empty() ? "" : "\n# " + std::string(remark)) +
        "\n# Slashed or dotted dates: take the # away and keep one of mdy (US), dmy and ymd.\n# dates = mdy\n";
    add(map, "Guessed: check each of these, and write another name, or -, where the guess is wrong.", false,
        [](const InputColumn& c) { return c.name.empty() && !c.guess.empty() && !c.watched; });
    add(map,
        "Guessed too: these say, or could say, that a dose was not given, who gave it, or that there is a further "
        "dose.\n"
        "# Check each: completion (given or not), vax_refusal, deleted, missed_appointment, dose_source, action; or -.",
        false, [](const InputColumn& c) { return c.name.empty() && !c.guess.empty() && c.watched; });
    add(map, "From the given map.", false, [](const InputColumn& c) { return c.mapped; });
    add(map,
        "These could say that a dose was not given. Write what it is in place of ?, or - when it never does: as long "
        "as\n"
        "# the ? stands, rows in which it may say so are refused.",
        false, [](const InputColumn& c) { return c.name.empty() && c.guess.empty() && c.watched; });
    add(map,
        "Not used. Write a canonical name in place of ? where one fits, or - where you know that nothing of it counts. "
        "A ?\n"
        "# may stay: clear words in such a column (\"refused\", \"void\") still refuse their row.",
        false, [](const InputColumn& c) { return c.name.empty() && c.guess.empty() && !c.watched; });
    add(map, "Recognized as they are.", true, [](const InputColumn& c) { return !c.name.empty() && !c.mapped; });
    return map;
  }

 private:
  // What is missing when every guess is right.
  std::string missing() const {
    const auto has = [this](std::string_view name) {
      return std::any_of(columns_.begin(), columns_.end(),
                         [name](const InputColumn& c) { return (c.name.empty() ? c.guess : c.name) == name; });
    };
    std::string names;
    const auto need = [&](std::string_view name, bool is_there) {
      if (!is_there) names.append(names.empty() ? "\n# Still missing: " : ", ").append(name);
    };
    need("last_name", has("last_name") || has("name"));
    need("first_name", has("first_name") || has("name"));
    need("birth_date", has("birth_date"));
    const bool is_test = has("test_code");
    need("admin_date", is_test || has("admin_date"));
    need("cvx", is_test || has("cvx") || has("ndc") || has("product"));
    need("result", !is_test || has("result"));
    need("collected", !is_test || has("collected"));
    return names;
  }

  template <class Choice>
  void add(std::string& map, std::string_view title, bool as_comments, const Choice& is_chosen) {
    std::string lines;
    for (const InputColumn& column : columns_) {
      if (is_chosen(column) && !column.header.empty()) lines += line_of(column, as_comments);
    }
    if (lines.empty()) return;
    map.append("\n# ").append(title).append("\n").append(lines);
  }

  std::string line_of(const InputColumn& column, bool as_comment) {
    const std::string header = in_map(column.header);
    const std::string number = "# column " + std::to_string(column.number);
    if (header.empty()) return number + " has a header that a map cannot contain: rename it\n";
    const std::string normal = normal_header(header);
    const bool is_again = !written_.insert(normal).second;
    if (is_again || (counts_.at(normal) > 1 && !column.mapped)) {
      return number + " has a header that appears twice: rename one\n";
    }
    const std::string& known = column.name.empty() ? column.guess : column.name;
    return (as_comment ? "# " : "") + header + " = " + (known.empty() ? "?" : known) + "\n";
  }

  std::span<const InputColumn> columns_;
  std::map<std::string, int> counts_;  // of normalised headers: a line would be about all that are the same
  std::set<std::string> written_;      // normalised
};

}  // namespace

std::string column_map_to_fill(std::span<const InputColumn> columns, std::string_view remark) {
  return MapWriter(columns).text(remark);
}

}  // namespace vhc
