// The files of an issuer's folder as the documents show them.
#pragma once

#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "vhc/crl.h"
#include "vhc/key_record.h"
#include "vhc/signing_key.h"
#include "vhc/time.h"

namespace vhc {

inline std::string read_vector(std::string_view name) {
  std::ifstream in(std::string(VHC_TEST_VECTORS "/issuer-folder/") + std::string(name));
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string read_document(std::string_view name) {
  std::ifstream in(std::string(VHC_TEST_VECTORS "/../docs/formats/") + std::string(name));
  EXPECT_TRUE(in) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

inline UnixTime at(std::string_view time) {
  return parse_time(time).value();
}

inline KeyId kid_of(std::string_view text = "3Kfdg-XwP-7gXyywtUfUADwBumDOPKMQx-iELL11W9s") {
  return KeyId::parse(text).value();
}

inline Revocation rid(std::string_view text, std::optional<UnixTime> before = std::nullopt) {
  return {RevocationId::parse(text).value(), before};
}

inline UnixTime seconds(std::int64_t count) {
  return UnixTime{std::chrono::seconds{count}};
}

inline KeyRecord record_of(const SigningKey& key, std::string_view created = "2026-11-23T09:14:03Z") {
  return {.kid = key.kid(), .key = key.public_key(), .created = at(created)};
}

inline KeyRecord example_record() {
  return parse_key_record(read_vector("key.pub")).value();
}

}  // namespace vhc
