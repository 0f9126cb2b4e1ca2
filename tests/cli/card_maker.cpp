// card_maker KID.key ISS: a card of the resources on standard input, one a line, signed with a key file that is not
// sealed: such cards as vhc issue would never make. With "payload" as a third word standard input is the payload
// itself.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "vhc/base64url.h"
#include "vhc/deflate.h"
#include "vhc/signing_key.h"

namespace {

std::string payload_of(const std::string& iss, std::istream& resources) {
  std::string entries;
  int number = 0;
  for (std::string line; std::getline(resources, line); ++number) {
    entries += (number == 0 ? "" : ",") + (R"({"fullUrl":"resource:)" + std::to_string(number)) + R"(","resource":)" +
               line + "}";
  }
  return R"({"iss":")" + iss +
         R"(","nbf":1783159200,"vc":{"type":["https://smarthealth.cards#health-card"],"credentialSubject":)"
         R"({"fhirVersion":"4.0.1","fhirBundle":{"resourceType":"Bundle","type":"collection","entry":[)" +
         entries + "]}}}}";
}

}  // namespace

int main(int argc, char** argv) {
  using namespace vhc;
  if (argc < 3) return 2;
  std::ifstream file(argv[1], std::ios::binary);
  const std::string key_file{std::istreambuf_iterator<char>(file), {}};
  const auto kid = KeyId::parse(std::filesystem::path(argv[1]).stem().string());
  if (!kid) return 3;
  const auto key = open_signing_key(key_file, *kid, Secret());
  if (!key) return 4;
  const std::string payload =
      argc > 3 ? std::string{std::istreambuf_iterator<char>(std::cin), {}} : payload_of(argv[2], std::cin);
  const std::string header = R"({"zip":"DEF","alg":"ES256","kid":")" + kid->str() + "\"}";
  const std::string text = to_base64url(as_bytes(header)) + "." + to_base64url(deflate_raw(as_bytes(payload)));
  const auto signature = key->sign(as_bytes(text));
  if (!signature) return 5;
  std::cout << text << '.' << to_base64url(*signature) << '\n';
  return 0;
}
