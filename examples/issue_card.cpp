// issue_card ISS KEY FILE: prints a card for each person in FILE (HL7 v2, CSV, FHIR) and writes the key set, jwks.json.
#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>

#include <vhc/input.h>
#include <vhc/issue.h>
#include <vhc/key_set.h>

static vhc::Result<void> issue_all(const std::string& iss, const vhc::Secret& key_file, const std::string& records) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  vhc::InputRules rules;
  rules.today = std::chrono::floor<std::chrono::days>(now);
  vhc::MinimiseOptions options;
  options.today = rules.today;
  options.performer = "Corner Pharmacy";  // of records that name nobody
  VHC_TRY(const vhc::IssuerUrl url, vhc::IssuerUrl::parse(iss));
  VHC_TRY(const vhc::SigningKey key, vhc::import_signing_key(key_file));
  VHC_TRY(const vhc::InputRead read, vhc::read_input(records, rules));
  for (const vhc::Intake& person : read.persons) {
    for (const auto& finding : person.findings) std::cerr << finding.line << ": " << vhc::name(finding.code) << '\n';
    if (!person.is_issuable()) continue;
    VHC_TRY(const vhc::MinimalBundle bundle, vhc::minimal_bundle(person, options));
    VHC_TRY(const vhc::IssuedCard card, vhc::issue({bundle.json, bundle.types, now}, url, key));
    std::cout << card.jws << '\n';
  }
  std::ofstream("jwks.json") << "{\"keys\":[" << vhc::to_jwk({key.kid().str(), key.public_key(), {}}) << "]}\n";
  return {};
}

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::ifstream key_file(argv[2], std::ios::binary), records(argv[3], std::ios::binary);
  vhc::Secret key(vhc::max_key_import_bytes);  // guarded memory, wiped at the end
  key_file.read(reinterpret_cast<char*>(key.expose().data()), static_cast<std::streamsize>(key.size()));
  key.shrink(static_cast<std::size_t>(key_file.gcount()));
  const auto done = issue_all(argv[1], key, {std::istreambuf_iterator<char>(records), {}});
  if (!done) std::cerr << done.error().what << ' ' << done.error().where << '\n';
  return done ? 0 : 1;
}
