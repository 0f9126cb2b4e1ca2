// Every row of the shared SMART Health Card vectors that a verifier has to judge, with the issuers of issuers.tsv
// loaded as they are, the broken ones too.
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "../support/read_file.h"
#include "vhc/jws.h"
#include "vhc/picture.h"
#include "vhc/svg.h"
#include "vhc/verify.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::split;

const fs::path folder = fs::path(VHC_VECTORS) / "shc";
constexpr UnixTime clock_of_the_rows{
    std::chrono::seconds{1796083200}};  // 2026-12-01T00:00:00Z, says the folder's README

struct Row {
  std::vector<std::string> files;
  std::string kind;
  std::map<std::string, std::string> context;
  std::string verifier;
};

std::vector<Row> read_rows() {
  std::vector<Row> rows;
  std::istringstream table(read_file(folder / "expectations.tsv"));
  std::string line;
  std::getline(table, line);  // the names of the columns
  while (std::getline(table, line)) {
    const auto cells = split(line, '\t');
    if (cells.size() < 7) continue;
    Row row{.files = split(cells[0], '+'), .kind = cells[1], .context = {}, .verifier = cells[6]};
    for (const std::string& part : split(cells[5], ' ')) {
      const std::size_t equals = part.find('=');
      if (equals != std::string::npos) row.context[part.substr(0, equals)] = part.substr(equals + 1);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<RevocationList> read_lists(const fs::path& crl_folder) {
  std::vector<RevocationList> lists;
  if (!fs::is_directory(crl_folder)) return lists;
  for (const auto& file : fs::directory_iterator(crl_folder)) {
    if (auto list = RevocationList::parse(read_file(file.path()))) lists.push_back(*std::move(list));
  }
  return lists;
}

KeySet read_keys(const fs::path& file) {
  auto set = parse_key_set(read_file(file));
  return set ? *std::move(set) : KeySet{};
}

std::vector<IssuerKeys> read_issuers() {
  std::vector<IssuerKeys> issuers;
  std::istringstream table(read_file(folder / "issuers.tsv"));
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const auto cells = split(line, '\t');
    const fs::path well_known = folder / cells.at(1) / ".well-known";
    issuers.push_back({.iss = cells[0],
                       .key_set = read_keys(well_known / "jwks.json"),
                       .revocations = read_lists(well_known / "crl")});
  }
  return issuers;
}

bool has_key(const IssuerKeys& issuer, const std::string& kid) {
  return std::any_of(issuer.key_set.keys.begin(), issuer.key_set.keys.end(),
                     [&kid](const ListedKey& key) { return key.kid == kid; });
}

// "use this file as the CRL of the issuer key instead of the one in the issuer folder"
void use_list(std::vector<IssuerKeys>& issuers, const FoundCard& card, const fs::path& file) {
  const auto envelope = card.text ? parse_jws(*card.text) : fail(Errc::card_none);
  ASSERT_TRUE(envelope);
  for (IssuerKeys& issuer : issuers) {
    if (!has_key(issuer, envelope->kid)) continue;
    issuer.revocations.clear();
    if (auto list = RevocationList::parse(read_file(file))) issuer.revocations.push_back(*std::move(list));
  }
}

Result<std::vector<ReadCode>> read_picture(ByteView picture) {
  if (picture_kind(picture) != PictureKind::svg) return read_codes(picture);
  VHC_TRY(const Bytes drawn, draw_svg(picture));
  return read_codes(drawn);
}

Result<std::vector<FoundCard>> cards_of(const Row& row) {
  std::vector<std::string> codes;
  for (const std::string& file : row.files) {
    const std::string bytes = read_file(folder / file);
    if (picture_kind(as_bytes(bytes)) == PictureKind::none) {
      if (row.files.size() == 1) return find_cards(bytes);
      codes.push_back(bytes);
      continue;
    }
    auto found = read_picture(as_bytes(bytes));
    if (!found) return tl::unexpected(found.error());
    for (ReadCode& code : *found) codes.push_back(std::move(code.text));
  }
  return find_cards_in_codes(codes);
}

// "accept" when every card of the input is genuine.
std::string judge(const Row& row, const std::vector<IssuerKeys>& issuers) {
  const auto cards = cards_of(row);
  if (!cards) return "reject";
  for (const FoundCard& card : *cards) {
    std::vector<IssuerKeys> known = issuers;
    if (row.context.contains("crl")) use_list(known, card, folder / row.context.at("crl"));
    if (row.context.contains("jwks")) {
      known.push_back({.iss = "https://unattached.example", .key_set = read_keys(folder / row.context.at("jwks"))});
    }
    const TrustList trust = TrustList::from_key_sets(std::move(known));
    if (verify(card, trust, {.at_given = true}, {clock_of_the_rows}).verdict != Verdict::genuine) return "reject";
  }
  return "accept";
}

class ShcVectors : public testing::TestWithParam<const char*> {};

TEST_P(ShcVectors, EveryRowGetsItsVerdict) {
  if (!fs::exists(folder / "expectations.tsv")) GTEST_SKIP() << "no vectors at " << folder;
  const std::string kind = GetParam();
  const std::vector<IssuerKeys> issuers = read_issuers();
  int judged = 0;
  int right = 0;
  for (const Row& row : read_rows()) {
    if (row.kind != kind || row.verifier == "n-a") continue;
    ++judged;
    const std::string verdict = judge(row, issuers);
    const bool fits = row.verifier == "either" || verdict == row.verifier;
    right += fits ? 1 : 0;
    EXPECT_TRUE(fits) << row.files.front() << ": " << verdict << ", expected " << row.verifier;
  }
  EXPECT_GT(judged, 0);
  std::cout << "shared vectors, " << kind << ": " << right << " of " << judged << std::endl;
}

INSTANTIATE_TEST_SUITE_P(Kinds, ShcVectors, testing::Values("jws", "healthcard", "qrnumeric", "fhirhealthcard", "qr"),
                         [](const auto& kind) { return std::string(kind.param); });

}  // namespace
}  // namespace vhc
