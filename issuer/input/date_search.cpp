#include "input/date_search.h"

#include <algorithm>

namespace vhc {
namespace {

constexpr auto far = std::chrono::year{2099} / 1 / 1;
constexpr std::size_t most_days = 500;  // of a column that are kept

}  // namespace

void OrderSearch::count(Evidence& evidence, std::int64_t line) {
  if (++evidence.count == 1) evidence.line = line;
}

void OrderSearch::note_clear(Found& found, std::string_view cell) {
  if (cell.empty() || found.clear.size() >= most_days) return;
  CellDate date = read_cell_date(cell, DateOrder::unstated, far, false);
  if (!date.day.empty()) found.clear.insert(std::move(date.day));
}

void OrderSearch::note_either(Found& found, std::string_view cell) {
  ++found.ambiguous;
  if (found.either.size() >= most_days) return;
  CellDate mdy = read_cell_date(cell, DateOrder::mdy, far, false);
  CellDate dmy = read_cell_date(cell, DateOrder::dmy, far, false);
  if (!mdy.completed_year) found.either.emplace(std::move(mdy.day), std::move(dmy.day));
}

// Dates that are, in one order only, a day which the column has without doubt too: "9/1/2025" beside "2025-09-01".
std::int64_t OrderSearch::num_confirmed(const Found& found, bool is_mdy) {
  return std::count_if(found.either.begin(), found.either.end(), [&](const auto& days) {
    const bool in_mdy = found.clear.contains(days.first);
    return in_mdy != found.clear.contains(days.second) && in_mdy == is_mdy;
  });
}

// One typing error among many dates that bear the order out says nothing of them; without those it is all that is
// known of the order. Several are another file's rows.
bool OrderSearch::contradicts(const Evidence& against, std::int64_t support) {
  constexpr std::int64_t for_one = 10;  // so many beside one typing error
  constexpr std::int64_t for_each = 100;
  if (support < for_one) return against.count > 0;
  return against.count > std::max<std::int64_t>(1, support / for_each);
}

OrderSearch::Found OrderSearch::all() const {
  Found sum;
  const auto add = [](Evidence& to, const Evidence& more) {
    if (more.count > 0) to.line = to.count == 0 ? more.line : std::min(to.line, more.line);
    to.count += more.count;
  };
  for (const Found& column : found_) {
    add(sum.mdy, column.mdy);
    add(sum.dmy, column.dmy);
  }
  return sum;
}

bool OrderSearch::is_ambiguous() const {
  const Found sum = all();
  return ambiguous_ || (sum.mdy.count > 0 && sum.dmy.count > 0);
}

DateOrder OrderSearch::order() const {
  const Found sum = all();
  if (sum.dmy.count > 0) return DateOrder::dmy;
  return sum.mdy.count > 0 || same_ ? DateOrder::mdy : DateOrder::unstated;
}

// A column is judged by its own dates; by those of the whole file too as long as few of its own bear the order out.
OrderDoubts OrderSearch::doubts(DateOrder stated) const {
  OrderDoubts doubts;
  if (stated != DateOrder::mdy && stated != DateOrder::dmy) return doubts;
  constexpr std::int64_t few = 3;
  constexpr std::int64_t many = 10;
  const bool is_mdy = stated == DateOrder::mdy;
  const auto against = [is_mdy](const Found& found) -> const Evidence& { return is_mdy ? found.dmy : found.mdy; };
  const auto support = [is_mdy](const Found& found) -> const Evidence& { return is_mdy ? found.mdy : found.dmy; };
  const Found whole = all();
  // No typing error does that by chance: each counts as much as ten that fit one order only.
  constexpr std::int64_t weight = 10;
  std::int64_t confirmed = 0;
  for (const Found& column : found_) confirmed += weight * num_confirmed(column, is_mdy);
  const std::int64_t whole_support = support(whole).count + confirmed;
  for (std::size_t i = 0; i < found_.size(); ++i) {
    const Found& own = found_.at(i);
    const std::int64_t own_support = support(own).count + weight * num_confirmed(own, is_mdy);
    const bool tells_little = against(own).count == 1 && own.ambiguous < many;
    const bool by_own = !tells_little && contradicts(against(own), own_support);
    const bool by_whole = (own_support < few || tells_little) && contradicts(against(whole), whole_support);
    if (!by_own && !by_whole) continue;
    const Evidence& first = by_own ? against(own) : against(whole);
    doubts.at(i) = "the date in line " + std::to_string(first.line) + " fits " + (is_mdy ? "dmy" : "mdy") + " only";
  }
  return doubts;
}

}  // namespace vhc
