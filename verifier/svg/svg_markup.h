// The tags of an XML text, one after the other, without a parser.
#pragma once

#include <optional>
#include <string_view>

#include "vhc/result.h"

namespace vhc {

struct SvgTag {
  enum class Kind { open, close, empty };
  Kind kind{};
  std::string_view name;        // without a prefix
  std::string_view attributes;  // as they stand
};

// The value of an attribute, by its name without a prefix; the last one when there are several, empty when there is
// none.
std::string_view attribute(const SvgTag& tag, std::string_view name);

class SvgTags {
 public:
  explicit SvgTags(std::string_view text) : rest_(text) {}

  // The next tag; none at the end. Fails with picture.unreadable when something is not closed, with picture.kind at a
  // document type that declares something and at an encoding that could hide markup.
  Result<std::optional<SvgTag>> next();

 private:
  Result<void> skip_declaration();
  Result<void> skip_to(std::string_view end);
  std::string_view rest_;
};

}  // namespace vhc
