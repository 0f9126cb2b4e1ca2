// Text as people paste it: every line ends up in a piece or is blank, no piece is empty, nothing grows, and a reader
// that gets the lines one by one gives as many cards, with and without pauses, as it says.
#include "input.h"
#include "vhc/found_cards.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const std::string_view text = text_of(data, size);
  std::size_t bytes = 0;
  for (const std::string& code : codes_in_text(text)) {
    require(!code.empty());
    bytes += code.size();
  }
  require(bytes <= 4 * text.size() + 64);  // UTF-16 and the scheme of links
  CardReader reader;
  std::size_t given = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    given += reader.line(rest.substr(0, end)).size();
    if (end % 3 == 0) given += reader.pause().size();
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const auto last = reader.end();
  require(last || given == 0);
  require(reader.missing().empty());
  require(!last || given + last->size() > 0);
  const auto cards = find_cards(text);
  require(!cards || !cards->empty());
  return 0;
}
