#include "vhc/utf8.h"

#include <simdjson.h>

namespace vhc {

bool is_utf8(std::string_view bytes) noexcept {
  return simdjson::validate_utf8(bytes.data(), bytes.size());
}

}  // namespace vhc
