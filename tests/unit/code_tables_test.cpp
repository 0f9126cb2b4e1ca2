// Code tables: the forms that are read, the one that is kept, and that what they say is what decides.
#include "vhc/code_tables.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "vhc/input.h"
#include "vhc/time.h"

namespace vhc {
namespace {

Errc refusal(std::string_view text) {
  const auto table = read_code_table(text, {});
  return table ? Errc{} : table.error().code;
}

InputRead read_csv(const std::string& row, std::shared_ptr<const CodeTables> tables) {
  InputRules rules;
  rules.today = parse_date("2026-11-22").value();
  rules.tables = std::move(tables);
  return read_input("last_name,first_name,birth_date,admin_date,cvx,ndc,product\n" + row + "\n", rules).value();
}

TEST(CodeTables, WhatIsBuiltInStandsInTheFormThatIsKept) {
  for (const CodeTable table : all_code_tables) {
    const std::string file = std::string(VHC_SOURCE_DIR) + "/data/codes/" + std::string(name(table)) + ".tsv";
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    const auto read = read_code_table(text.str(), {});
    ASSERT_TRUE(read) << file;
    EXPECT_EQ(read->table, table);
    EXPECT_EQ(read->text, text.str()) << file;
    EXPECT_EQ(CodeTables::built_in()->text(table).text, text.str());
    EXPECT_EQ(CodeTables::built_in()->text(table).date, read->date);
  }
}

TEST(CodeTables, PublishedFormsBecomeOurs) {
  const auto cvx = read_code_table(
      "cvx\tshort\tfull\tstatus\tvaccine_groups\tlast_updated\r\n3\tMMR\tmeasles\tActive\tMMR\t5/28/2010\r\n"
      "213\tCOVID\tSARS-COV-2 UNSPECIFIED\tInactive\tCOVID-19\t6/1/2026\r\n998\tnone\tno vaccine\tInactive\t\t\r\n",
      {});
  ASSERT_TRUE(cvx);
  EXPECT_EQ(cvx->text,
            "# code table cvx of 2026-06-01\ncvx\tstatus\tgroups\tkind\n03\tActive\tMMR\tspecific\n"
            "213\tInactive\tCOVID-19\tunspecified\n998\tInactive\t\tnone\n");
  const auto ndc = read_code_table("ndc11\tcvx\tstart\n59267-1000-01\t208\t20201211\n59267100001\t217\t\n", {});
  ASSERT_TRUE(ndc);
  EXPECT_EQ(ndc->text, "# code table ndc of 2020-12-11\nndc11\tcvx\n59267100001\t208 217\n");
  const auto results = read_code_table(
      "snomed\tname\n455371000124106\tInvalid result (qualifier value)\n840533007\tSARS-CoV-2 (organism)\n",
      "2026-01-02");
  ASSERT_TRUE(results);
  EXPECT_EQ(results->text,
            "# code table results of 2026-01-02\nsnomed\tkind\ttexts\n455371000124106\tresult\tINVALID RESULT|INVALID\n"
            "840533007\torganism\t\n");
}

TEST(CodeTables, WhatIsNoTableIsRefusedWithItsPlace) {
  struct Case {
    std::string_view text;
    Errc code;
    std::string_view where;
  };
  for (const Case& c : {Case{"", Errc::tables_form, "line 0"}, Case{"a\tb\n1\t2\n", Errc::tables_form, "line 1"},
                        Case{"cvx\tstatus\n", Errc::tables_form, "line 1"},
                        Case{"cvx\tstatus\n2008\tActive\n", Errc::tables_form, "line 2, cvx"},
                        Case{"cvx\tstatus\n208\tactive?\n", Errc::tables_form, "line 2, status"},
                        Case{"cvx\tstatus\n08\tActive\n8\tActive\n", Errc::tables_form, "line 3, cvx"},
                        Case{"cvx\tstatus\tkind\n08\tActive\tother\n", Errc::tables_form, "line 2, kind"},
                        Case{"ndc11\tcvx\n5926710000\t208\n", Errc::tables_form, "line 2, ndc11"},
                        Case{"ndc11\tcvx\n59267100001\t\n", Errc::tables_form, "line 2, cvx"},
                        Case{"product\tcvx\tmvx\n\t208\tPFR\n", Errc::tables_form, "line 2, product"},
                        Case{"mvx\tname\nTWO WORDS\tName\n", Errc::tables_form, "line 2, mvx"},
                        Case{"mvx\tname\nPFR\t\n", Errc::tables_form, "line 2, name"},
                        Case{"snomed\tkind\n12\tresult\n", Errc::tables_form, "line 2, snomed"},
                        Case{"mvx\tname\nPFR\tPfizer\n", Errc::tables_undated, ""},
                        Case{"mvx\tname\nPFR\tPfizer\xFF\n", Errc::in_not_utf8, ""}}) {
    const auto table = read_code_table(c.text, {});
    ASSERT_FALSE(table) << c.text;
    EXPECT_EQ(table.error().code, c.code) << c.text;
    EXPECT_EQ(table.error().where, c.where) << c.text;
  }
  EXPECT_EQ(refusal(std::string(max_table_bytes + 1, 'x')), Errc::input_too_large);
  std::string many = "# of 2026-01-01\nndc11\tcvx\n";
  for (std::size_t i = 0; i <= max_table_rows; ++i) many += std::to_string(10'000'000'000U + i) + "\t208\n";
  EXPECT_EQ(refusal(many), Errc::input_too_large);
}

TEST(CodeTables, TwoFilesOfOneTableAreOne) {
  const auto use = read_code_table("ndc11\tcvx\n59267100001\t208\n00005010001\t162\n", "2026-02-01").value();
  const auto sale = read_code_table("ndc11\tcvx\n59267100001\t217\n", "2026-01-01").value();
  const auto both = merge_code_tables(use, sale);
  ASSERT_TRUE(both);
  EXPECT_EQ(both->text, "# code table ndc of 2026-01-01\nndc11\tcvx\n00005010001\t162\n59267100001\t208 217\n");
  const auto one = read_code_table("cvx\tstatus\n208\tActive\n", "2026-01-01").value();
  const auto other = read_code_table("cvx\tstatus\n208\tNever Active\n", "2026-01-01").value();
  EXPECT_EQ(merge_code_tables(one, other).error().code, Errc::tables_form);
  EXPECT_EQ(merge_code_tables(one, use).error().code, Errc::tables_form);
}

TEST(CodeTables, ANewVaccineIsIssuedOnceItsTableIsThere) {
  const std::string row = "Rivera,Ana,1984-06-15,2026-11-01,399,,";
  EXPECT_FALSE(read_csv(row, CodeTables::built_in()).persons.front().is_issuable());
  auto cvx = read_code_table("cvx\tstatus\tgroups\n399\tActive\tCOVID-19\n", "2026-11-01").value();
  const auto newer = CodeTables::with({cvx});
  EXPECT_TRUE(read_csv(row, newer).persons.front().is_issuable());
  EXPECT_TRUE(newer->is_covid_cvx("399"));
  EXPECT_FALSE(newer->is_known_cvx("208"));
  EXPECT_TRUE(newer->is_built_in(CodeTable::ndc));
  EXPECT_FALSE(newer->is_built_in(CodeTable::cvx));
  EXPECT_NE(newer->digest(), CodeTables::built_in()->digest());
}

TEST(CodeTables, ANewProductIsFoundByItsNumberAndItsName) {
  auto ndc = read_code_table("ndc11\tcvx\n99999-0001-01\t208\n", "2026-11-01").value();
  auto products = read_code_table("product\tcvx\tmvx\nNewvax®\t208\tPFR\n", "2026-11-01").value();
  const auto newer = CodeTables::with({ndc, products});
  EXPECT_FALSE(read_csv("Rivera,Ana,1984-06-15,2026-11-01,,99999-0001-01,", CodeTables::built_in())
                   .persons.front()
                   .is_issuable());
  EXPECT_TRUE(read_csv("Rivera,Ana,1984-06-15,2026-11-01,,99999-0001-01,", newer).persons.front().is_issuable());
  EXPECT_TRUE(read_csv("Rivera,Ana,1984-06-15,2026-11-01,,,newvax", newer).persons.front().is_issuable());
}

}  // namespace
}  // namespace vhc
