// card_signer KID.key [flip|short]: signs standard input with a key file that is not sealed and writes the 64 bytes, as
// a signing device does; or a wrong answer.
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "vhc/signing_key.h"

int main(int argc, char** argv) {
  using namespace vhc;
  if (argc < 2) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string key_file{std::istreambuf_iterator<char>(file), {}};
  const std::string message{std::istreambuf_iterator<char>(std::cin), {}};
  const auto kid = KeyId::parse(std::filesystem::path(argv[1]).stem().string());
  if (!kid) return 3;
  const auto key = open_signing_key(key_file, *kid, Secret());
  if (!key) return 4;
  auto signature = key->sign(as_bytes(message));
  if (!signature) return 5;
  const std::string how = argc > 2 ? argv[2] : "";
  if (how == "flip") (*signature)[40] ^= 1U;
  std::cout.write(reinterpret_cast<const char*>(signature->data()), how == "short" ? 63 : 64);
  return 0;
}
