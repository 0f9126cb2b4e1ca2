// Every row of the shared SMART Health Card vectors that lint has to judge: the verdict of the table, through the
// library, with the issuers of issuers.tsv loaded as they are, the broken ones too.
#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "../support/read_file.h"
#include "vhc/lint.h"
#include "vhc/picture.h"
#include "vhc/svg.h"

namespace vhc {
namespace {

namespace fs = std::filesystem;
using test::read_file;
using test::split;

const fs::path folder = fs::path(VHC_VECTORS) / "shc";
constexpr UnixTime clock_of_the_rows{std::chrono::seconds{1796083200}};  // says the folder's README

struct Row {
  std::vector<std::string> files;
  std::string kind;
  bool valid = false;
  std::map<std::string, std::string> context;

  std::string value(const std::string& name) const {
    const auto found = context.find(name);
    return found == context.end() ? std::string{} : found->second;
  }
};

std::vector<Row> read_rows() {
  std::vector<Row> rows;
  std::istringstream table(read_file(folder / "expectations.tsv"));
  std::string line;
  std::getline(table, line);  // the names of the columns
  while (std::getline(table, line)) {
    const auto cells = split(line, '\t');
    if (cells.size() < 7) continue;
    Row row{.files = split(cells[0], '+'), .kind = cells[1], .valid = cells[2] == "valid", .context = {}};
    for (const std::string& part : split(cells[5], ' ')) {
      const std::size_t equals = part.find('=');
      if (equals != std::string::npos) row.context[part.substr(0, equals)] = part.substr(equals + 1);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

KeySet read_keys(const fs::path& file) {
  auto set = parse_key_set(read_file(file));
  return set ? *std::move(set) : KeySet{};
}

struct Published {
  std::vector<IssuerKeys> issuers;
  std::vector<LintedList> lists;
};

Published read_issuers() {
  Published published;
  std::istringstream table(read_file(folder / "issuers.tsv"));
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const auto cells = split(line, '\t');
    const fs::path well_known = folder / cells.at(1) / ".well-known";
    published.issuers.push_back(
        {.iss = cells[0], .name = {}, .key_set = read_keys(well_known / "jwks.json"), .revocations = {}});
    if (!fs::is_directory(well_known / "crl")) continue;
    for (const auto& file : fs::directory_iterator(well_known / "crl")) {
      LintedList list = lint_list(read_file(file.path()), {.now = clock_of_the_rows});
      list.iss = cells[0];
      list.key_id = file.path().stem().string();
      published.lists.push_back(std::move(list));
    }
  }
  return published;
}

LintOptions options_of(const Row& row) {
  LintOptions options{.now = clock_of_the_rows, .file_name = row.files.front()};
  if (row.context.contains("at")) options.now = UnixTime{std::chrono::seconds{std::stoll(row.value("at"))}};
  if (row.context.contains("iss")) options.iss = row.value("iss");
  if (row.context.contains("kid")) options.kid = row.value("kid");
  if (row.context.contains("crlVersion")) options.crl_version = std::stoll(row.value("crlVersion"));
  if (row.context.contains("profile")) options.profile = *find_lint_profile(row.value("profile"));
  return options;
}

Result<std::vector<ReadCode>> read_picture(ByteView picture) {
  if (picture_kind(picture) != PictureKind::svg) return read_codes(picture);
  VHC_TRY(const Bytes drawn, draw_svg(picture));
  return read_codes(drawn);
}

LintReport lint_parts(const Row& row, const LintOptions& options) {
  std::vector<ReadCode> codes;
  LintKind kind = LintKind::qrnumeric;
  for (const std::string& file : row.files) {
    const std::string bytes = read_file(folder / file);
    if (picture_kind(as_bytes(bytes)) == PictureKind::none) {
      codes.push_back({.text = bytes, .data_codewords = {}});
      continue;
    }
    kind = LintKind::qr;
    auto found = read_picture(as_bytes(bytes));
    if (!found) continue;
    for (ReadCode& code : *found) codes.push_back(std::move(code));
  }
  return lint_codes(kind, codes, options);
}

LintReport lint_row(const Row& row, const Published& published) {
  LintOptions options = options_of(row);
  std::vector<IssuerKeys> issuers = published.issuers;
  std::vector<LintedList> lists = published.lists;
  if (row.context.contains("crl")) {
    lists.insert(lists.begin(), lint_list(read_file(folder / row.value("crl")), options));
  }
  if (row.context.contains("jwks")) {
    issuers.push_back({.iss = "https://unattached.example",
                       .name = {},
                       .key_set = read_keys(folder / row.value("jwks")),
                       .revocations = {}});
  }
  const TrustList trust = TrustList::from_key_sets(std::move(issuers));
  options.trust = &trust;
  options.lists = lists;
  if (row.kind == "qr" || row.files.size() > 1) return lint_parts(row, options);
  const std::string bytes = read_file(folder / row.files.front());
  const auto kind = recognise_artefact(bytes);
  const auto wanted = find_lint_kind(row.kind);
  // An unnamed input is recognised, unless it is one of the kinds that are not or cannot be.
  if (row.valid && row.kind != "issuer-input") {
    EXPECT_EQ(kind, wanted) << row.files.front();
  }
  return lint(wanted, bytes, options);
}

std::string errors_of(const LintReport& report) {
  std::string text;
  for (const LintFinding& finding : report.findings) {
    if (info(finding.rule).severity != Severity::error) continue;
    text.append(" ").append(info(finding.rule).code).append(" ").append(finding.where);
    if (text.size() > 400) break;
  }
  return text;
}

// The program itself, as a person calls it; its standard output.
struct Ran {
  int exit = -1;
  std::string out;
};

Ran run_program(const std::string& arguments) {
  Ran ran;
  // NOLINTNEXTLINE(cert-env33-c): the words of the command are the test's own
  FILE* const pipe = popen((std::string(VHC_PROGRAM) + " lint --json " + arguments + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return ran;
  std::array<char, 4096> buffer{};
  for (std::size_t size = 0; (size = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    ran.out.append(buffer.data(), size);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) ran.exit = WEXITSTATUS(status);
  return ran;
}

std::string in_quotes(const std::string& text) {
  return " '" + text + "'";
}

std::string arguments_of(const Row& row) {
  std::string text;
  std::istringstream table(read_file(folder / "issuers.tsv"));
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const auto cells = split(line, '\t');
    text += " --jwks" + in_quotes(cells[0] + "=" + (folder / cells.at(1) / ".well-known/jwks.json").string());
  }
  text += " --at " + to_rfc3339(options_of(row).now);
  const auto add = [&](const char* flag, const char* name, const std::string& before) {
    if (row.context.contains(name)) text += flag + in_quotes(before + row.value(name));
  };
  add(" --iss", "iss", "");
  add(" --kid", "kid", "");
  add(" --crl-version", "crlVersion", "");
  add(" --profile", "profile", "");
  add(" --crl", "crl", folder.string() + "/");
  add(" --jwks", "jwks", "https://unattached.example=" + folder.string() + "/");
  if (row.kind == "issuer-input") text += " --as issuer-input";
  std::string operand;
  for (const std::string& file : row.files) operand += (operand.empty() ? "" : "+") + (folder / file).string();
  return text + in_quotes(operand);
}

class LintVectors : public testing::TestWithParam<const char*> {};

TEST_P(LintVectors, EveryRowGetsItsVerdict) {
  if (!fs::exists(folder / "expectations.tsv")) GTEST_SKIP() << "no vectors at " << folder;
  const std::string kind = GetParam();
  const Published published = read_issuers();
  int judged = 0;
  int right = 0;
  for (const Row& row : read_rows()) {
    if (row.kind != kind) continue;
    const LintReport report = lint_row(row, published);
    ++judged;
    right += report.valid() == row.valid ? 1 : 0;
    EXPECT_EQ(report.valid(), row.valid) << row.files.front() << " " << row.value("crl") << errors_of(report);
  }
  EXPECT_GT(judged, 0);
  std::cout << "lint " << kind << ": " << right << " of " << judged << std::endl;
}

// The same rows through the program, which recognises the kind by itself.
TEST_P(LintVectors, EveryRowGetsItsVerdictFromTheProgram) {
  if (!fs::exists(folder / "expectations.tsv")) GTEST_SKIP() << "no vectors at " << folder;
  const std::string kind = GetParam();
  int judged = 0;
  int right = 0;
  for (const Row& row : read_rows()) {
    if (row.kind != kind) continue;
    const Ran ran = run_program(arguments_of(row));
    ++judged;
    const bool fits = ran.exit == (row.valid ? 0 : 1) &&
                      ran.out.find(row.valid ? "\"valid\":true" : "\"valid\":false") != std::string::npos;
    right += fits ? 1 : 0;
    EXPECT_TRUE(fits) << row.files.front() << " exit " << ran.exit << "\n" << ran.out.substr(0, 600);
  }
  EXPECT_GT(judged, 0);
  std::cout << "vhc lint, " << kind << ": " << right << " of " << judged << std::endl;
}

INSTANTIATE_TEST_SUITE_P(Kinds, LintVectors,
                         testing::Values("fhirbundle", "jwspayload", "jws", "healthcard", "fhirhealthcard", "qrnumeric",
                                         "qr", "jwkset", "crl", "directory", "directory-snapshot", "issuer-input"),
                         [](const auto& kind) {
                           std::string name = kind.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace vhc
