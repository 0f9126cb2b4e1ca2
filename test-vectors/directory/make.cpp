// make_directory FOLDER: writes a small directory as VCI publishes one, signed with a key made for it and thrown away,
// and cards that are judged by it. Other bytes each time: run it only to change the cases.
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "../../tests/support/test_issuer.h"
#include "../../tests/support/vci_signer.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view corner = "https://corner.example/shc";
constexpr std::string_view hospital = "https://hospital.example/shc";
constexpr std::string_view closed = "https://closed.example/shc";
constexpr std::string_view moved_from = "https://old.moved.example/shc";
constexpr std::string_view moved_to = "https://moved.example/shc";
constexpr std::string_view silent = "https://silent.example/shc";
constexpr std::string_view keyless = "https://keyless.example/shc";

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

struct Entry {
  std::string_view iss;
  std::string name;
  std::string keys;
  std::string last_seen = "2026-08-22T04:43:50Z";
  std::string crls;
};

std::string issuer_text(const Entry& entry) {
  return R"({"iss": ")" + std::string(entry.iss) + R"(", "name": ")" + entry.name + "\"}";
}

std::string snapshot_text(const std::vector<Entry>& entries) {
  std::string text =
      "{\n    \"directory\": \"https://directory.example/vci-issuers.json\",\n    \"time\": \"2026-08-22T04:43:50Z\",\n"
      "    \"issuerInfo\": [";
  for (const Entry& entry : entries) {
    text += (&entry == &entries.front() ? "\n" : ",\n") + std::string("        {\n            \"issuer\": ");
    text += issuer_text(entry) + ",\n            \"keys\": [" + entry.keys + "],\n";
    if (!entry.crls.empty()) text += R"(            "crls": [)" + entry.crls + "],\n";
    text += R"(            "lastRetrieved": ")" + entry.last_seen + "\"\n        }";
  }
  return text + "\n    ]\n}";
}

std::string directory_text(const std::vector<Entry>& entries) {
  std::string text = "{\n  \"participating_issuers\": [";
  for (const Entry& entry : entries) {
    if (entry.iss == closed || entry.iss == moved_from) continue;
    text += (&entry == &entries.front() ? "\n    " : ",\n    ") + issuer_text(entry);
  }
  return text + "\n  ]\n}\n";
}

std::string jwk(const TestIssuer& issuer, std::optional<std::int64_t> counter = std::nullopt) {
  return to_jwk(issuer.listed(counter).key_set.keys[0]);
}

// A card that says another address than that of the key it is signed with.
std::string card_of(const TestIssuer& key, std::string_view iss) {
  std::string payload = key.payload();
  payload.replace(payload.find(key.iss()), key.iss().size(), iss);
  return key.card(payload);
}

int run(const fs::path& folder) {
  const TestIssuer pharmacy{std::string(corner)};
  const TestIssuer ward{std::string(hospital)};
  const TestIssuer clinic{std::string(closed)};
  const TestIssuer mover{std::string(moved_to)};
  const TestIssuer quiet{std::string(silent)};
  const TestIssuer stranger{"https://stranger.example/shc"};
  const std::string list = R"({"kid": ")" + ward.key().kid().str() +
                           R"(", "method": "rid", "ctr": "2", "rids": ["MKyCxh7p6uQ", "AQPCj4wwk6Mt.1767225601"]})";
  const std::vector<Entry> entries = {
      {corner, "Corner Pharmacy", jwk(pharmacy)},
      {hospital, "Riverside Hospital", jwk(ward, 2), "2026-08-22T04:43:50Z", list},
      {closed, "Closed Clinic", jwk(clinic), "2024-03-01T04:43:50Z"},
      {moved_from, "Moved Clinic", jwk(mover), "2025-06-30T04:43:50Z"},
      {moved_to, "Moved Clinic", jwk(mover)},
      {silent, "Silent Laboratory", jwk(quiet, 1), "2026-07-30T04:43:50Z"},
      {keyless, "Keyless Centre", ""},
  };
  const VciSigner signer;
  const VciFiles files = signer.files(snapshot_text(entries), directory_text(entries));
  fs::create_directories(folder / "cards");
  write(folder / "vci_snapshot.json", files.snapshot);
  write(folder / "vci_snapshot.sig", files.signature);
  write(folder / "vci_snapshot.crt", files.certificate);
  write(folder / "vci-issuers.json", *files.directory);
  std::string pin;
  for (const std::uint8_t byte : signer.pin()) {
    constexpr std::string_view hex = "0123456789abcdef";
    (pin += hex[byte >> 4U]) += hex[byte & 15U];
  }
  write(folder / "pin.txt", pin + "\n");

  std::string changed = pharmacy.card();
  changed[changed.size() - 10] = changed[changed.size() - 10] == 'A' ? 'B' : 'A';
  const std::vector<std::pair<std::string, std::string>> cards = {
      {"genuine", pharmacy.card()},
      {"expired", pharmacy.card(pharmacy.payload(R"("nbf":1767225600,"exp":1787443200)"))},
      {"not-yet-valid", pharmacy.card(pharmacy.payload("\"nbf\":1796083200"))},
      {"changed", changed},
      {"foreign-key", card_of(ward, corner)},
      {"other-address", card_of(pharmacy, "https://counter.example/shc")},
      {"other-case", card_of(pharmacy, "https://Corner.example/shc")},
      {"struck", clinic.card()},
      {"struck-moved", card_of(mover, moved_from)},
      {"moved", mover.card()},
      {"revoked", ward.card(ward.payload("\"nbf\":1767225600", R"(,"rid":"MKyCxh7p6uQ")"))},
      {"revoked-by-time", ward.card(ward.payload("\"nbf\":1767225600", R"(,"rid":"AQPCj4wwk6Mt")"))},
      {"issued-after-revocation", ward.card(ward.payload("\"nbf\":1767225601", R"(,"rid":"AQPCj4wwk6Mt")"))},
      {"no-list", quiet.card(quiet.payload("\"nbf\":1767225600", R"(,"rid":"MKyCxh7p6uQ")"))},
      {"new-key", card_of(stranger, corner)},
      {"keyless", card_of(stranger, keyless)},
      {"stranger", stranger.card()},
      {"not-a-health-card", pharmacy.card(R"({"iss":"https://corner.example/shc","nbf":1767225600,"vc":{"type":[]}})")},
      {"not-inflatable", pharmacy.sign(pharmacy.header(), as_bytes("not deflated"))},
  };
  for (const auto& [name, text] : cards) write(folder / "cards" / (name + ".txt"), text);
  return 0;
}

}  // namespace
}  // namespace vhc

int main(int argc, char** argv) {
  return argc == 2 ? vhc::run(argv[1]) : 2;
}
