// How a function says that it failed: Result<T> is a T or an Error. Nothing of ours throws.
#pragma once

#include <string>
#include <utility>

#include <tl/expected.hpp>

#include "vhc/errors.h"

namespace vhc {

// Never holds a value from a card, a name or a secret: it is printed and logged.
struct Error {
  Errc code{};
  std::string what;   // one sentence for a person, lower case, no full stop
  std::string where;  // the file, flag, JSON pointer or offset it is about; may be empty
  std::string hint;   // what to do next; may be empty
};

template <class T>
using Result = tl::expected<T, Error>;

// An error with the table's sentence.
inline tl::unexpected<Error> fail(Errc code, std::string where = {}, std::string hint = {}) {
  return tl::unexpected<Error>(Error{code, std::string(info(code).sentence), std::move(where), std::move(hint)});
}

}  // namespace vhc

#define VHC_CONCAT_INNER(a, b) a##b
#define VHC_CONCAT(a, b) VHC_CONCAT_INNER(a, b)

// VHC_TRY(declaration, expression): declares from the value, or returns the error.
#define VHC_TRY(declaration, ...) VHC_TRY_INNER(VHC_CONCAT(vhc_result_, __LINE__), declaration, __VA_ARGS__)
#define VHC_TRY_INNER(result, declaration, ...)                    \
  auto result = (__VA_ARGS__);                                     \
  if (!result) return ::tl::unexpected(std::move(result).error()); \
  declaration = *std::move(result)

// VHC_CHECK_OK(expression): returns the error of a Result<void>, or continues.
#define VHC_CHECK_OK(...)                                                                                        \
  do {                                                                                                           \
    if (auto vhc_checked = (__VA_ARGS__); !vhc_checked) return ::tl::unexpected(std::move(vhc_checked).error()); \
  } while (false)
