#include "input/date_search.h"

#include <algorithm>

namespace vhc {

void OrderSearch::count(Evidence& evidence, std::int64_t line) {
  if (++evidence.count == 1) evidence.line = line;
}

// One typing error among many dates that bear the order out says nothing of them; without those it is all that is
// known of the order. Several are another file's rows.
bool OrderSearch::contradicts(const Evidence& against, const Evidence& support) {
  constexpr std::int64_t for_one = 10;  // so many beside one typing error
  constexpr std::int64_t for_each = 100;
  if (support.count < for_one) return against.count > 0;
  return against.count > std::max<std::int64_t>(1, support.count / for_each);
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
  const bool is_mdy = stated == DateOrder::mdy;
  const auto against = [is_mdy](const Found& found) -> const Evidence& { return is_mdy ? found.dmy : found.mdy; };
  const auto support = [is_mdy](const Found& found) -> const Evidence& { return is_mdy ? found.mdy : found.dmy; };
  const Found whole = all();
  for (std::size_t i = 0; i < found_.size(); ++i) {
    const Found& own = found_.at(i);
    const bool by_own = contradicts(against(own), support(own));
    const bool by_whole = support(own).count < few && contradicts(against(whole), support(whole));
    if (!by_own && !by_whole) continue;
    const Evidence& first = by_own ? against(own) : against(whole);
    doubts.at(i) = "the date in line " + std::to_string(first.line) + " fits " + (is_mdy ? "dmy" : "mdy") + " only";
  }
  return doubts;
}

}  // namespace vhc
