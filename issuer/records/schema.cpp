#include "records/schema.h"

#include <charconv>
#include <string>

namespace vhc {
namespace {

// The number after the last '/', 0 when there is none.
int version_of(std::string_view schema) {
  const std::string_view digits = schema.substr(schema.rfind('/') + 1);
  int version = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  return error == std::errc{} && end == digits.data() + digits.size() ? version : 0;
}

}  // namespace

Result<void> check_schema(const JsonValue& root, std::string_view schema, Errc otherwise) {
  const auto found = root.find_string("schema");
  if (!found) return fail(otherwise, "/schema");
  if (*found == schema) return {};
  const std::string_view name = schema.substr(0, schema.rfind('/') + 1);
  if (found->starts_with(name) && version_of(*found) > version_of(schema))
    return fail(Errc::folder_version, "/schema", "use the newer vhc");
  return fail(otherwise, "/schema");
}

}  // namespace vhc
