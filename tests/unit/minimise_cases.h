// What the tests of minimise() share: our own bundles, and one that is fine but for what a test changes.
#pragma once

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "../support/read_file.h"
#include "vhc/minimise.h"
#include "vhc/time.h"

namespace vhc::test {

namespace fs = std::filesystem;
using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

inline const fs::path bundles = fs::path(VHC_TEST_VECTORS) / "bundles";

inline MinimiseOptions on_first_of_december() {
  return {.today = year{2026} / month{12} / day{1}};
}

inline std::vector<std::string> cells_of(const std::string& line, char separator) {
  std::vector<std::string> cells;
  std::istringstream stream(line);
  for (std::string cell; std::getline(stream, cell, separator);) cells.push_back(cell);
  return cells;
}

// ---- our own bundles

struct Row {
  std::string file, expect, where, findings, note;
};

inline std::vector<Row> read_rows() {
  std::vector<Row> rows;
  std::istringstream table(read_file(bundles / "expectations.tsv"));
  std::string line;
  std::getline(table, line);
  while (std::getline(table, line)) {
    const auto cells = cells_of(line, '\t');
    if (cells.size() == 5) rows.push_back({cells[0], cells[1], cells[2], cells[3], cells[4]});
  }
  return rows;
}

inline std::string list(const std::vector<Finding>& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += (text.empty() ? "" : " ") + std::string(name(finding.code)) + ":" + std::string(name(finding.severity)) +
            ":" + finding.where;
  }
  return text.empty() ? "-" : text;
}

// ---- one thing at a time, in a bundle that is fine otherwise

struct Changed {
  std::string patient = R"("name":[{"family":"Rivera","given":["Noor"]}],"birthDate":"1984-06-15")";
  std::string status = R"("status":"completed")";
  std::string code = R"({"system":"http://hl7.org/fhir/sid/cvx","code":"140"})";
  std::string date = R"("occurrenceDateTime":"2025-10-02")";
  std::string more;  // begins with a comma
  std::string bundle;
};

inline std::string text_of(const Changed& changed) {
  return R"({"resourceType":"Bundle","type":"collection")" + changed.bundle +
         R"(,"entry":[{"fullUrl":"resource:0","resource":{"resourceType":"Patient",)" + changed.patient +
         R"(}},{"fullUrl":"resource:1","resource":{"resourceType":"Immunization",)" + changed.status +
         R"(,"vaccineCode":{"coding":[)" + changed.code + R"(]},"patient":{"reference":"resource:0"},)" + changed.date +
         changed.more + "}}]}";
}

inline Result<MinimalBundle> make(const Changed& changed, const MinimiseOptions& options = on_first_of_december()) {
  return minimise(text_of(changed), options);
}

inline std::string outcome(const Result<MinimalBundle>& minimal) {
  return std::string(minimal ? "ok" : name(minimal.error().code));
}

}  // namespace vhc::test
