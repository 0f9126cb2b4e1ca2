// The table of errors and reasons: one stable name each, with the sentence, exit code and section that go with it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace vhc {

enum class Errc : std::uint16_t {
#define VHC_ERROR(enumerator, name, exit_code, sentence, section) enumerator,
#include "vhc/errors.def"
#undef VHC_ERROR
};

// What an error is about: the record of one person, whose finding it is then; or all that was asked for.
enum class ErrorAbout : std::uint8_t { record, command };

struct ErrorInfo {
  Errc code{};
  std::string_view name;      // stable: "jws.signature"
  int exit_code{};            // of a command that fails with it
  std::string_view sentence;  // lower case, no full stop
  std::string_view section;   // of the specification; may be empty
  ErrorAbout about{};
};

// All rows, in the order of Errc.
std::span<const ErrorInfo> error_table() noexcept;

const ErrorInfo& info(Errc code) noexcept;
std::string_view name(Errc code) noexcept;

// The row with this stable name, if there is one.
std::optional<Errc> find_error(std::string_view name) noexcept;

}  // namespace vhc
