// Code tables on a disk: those that are named, those of the issuer, or the built-in ones; never a half of one.
#include "desk/store/table_files.h"

#include "temporary_folder.h"

namespace vhc {
namespace {

constexpr const char* ndc = "# code table ndc of 2020-12-11\nndc11\tcvx\n59267100001\t208\n";
constexpr const char* more_ndc = "# code table ndc of 2021-01-01\nndc11\tcvx\n59267100002\t217\n";

class TableFiles : public TemporaryFolder {
 protected:
  Result<std::shared_ptr<const CodeTables>> open(const std::optional<std::string>& dir,
                                                 const std::optional<std::string>& issuer = std::nullopt) {
    return open_tables(dir ? std::optional(path(*dir)) : std::nullopt,
                       issuer ? std::optional(path(*issuer)) : std::nullopt, io);
  }
};

TEST_F(TableFiles, ThatAreNoTablesAreRefusedByName) {
  put("tables/a.tsv", "no table");
  const auto refused = open("tables");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::tables_form);
  EXPECT_EQ(refused.error().where.find(path("tables/a.tsv") + ", line "), 0U) << refused.error().where;
  put("tables/a.tsv", std::string(ndc) + "5926710000\t208\n");
  EXPECT_FALSE(open("tables"));
  EXPECT_EQ(read_table_files({path("missing.tsv")}, std::nullopt, io).error().code, Errc::not_found);
}

TEST_F(TableFiles, OfAFolderThatIsNamedHaveToBeThere) {
  std::filesystem::create_directories(folder / "tables");
  EXPECT_EQ(open("tables").error().code, Errc::tables_form);
  put("tables/ndc.txt", ndc);
  put("tables/.tsv", ndc);  // a name has to stand before it
  EXPECT_EQ(open("tables").error().code, Errc::tables_form);
  EXPECT_FALSE(open("none"));
}

TEST_F(TableFiles, StandInForThoseThatAreBuiltIn) {
  put("tables/anything.tsv", ndc);
  const auto tables = open("tables").value();
  EXPECT_FALSE(tables->is_built_in(CodeTable::ndc));
  EXPECT_TRUE(tables->is_built_in(CodeTable::cvx));
  EXPECT_EQ(tables->cvx_of_ndc("59267100001"), std::vector<std::string_view>{"208"});
  EXPECT_TRUE(tables->cvx_of_ndc("59267100002").empty());
}

TEST_F(TableFiles, OfTheIssuerAreUsedWhereNoneAreNamed) {
  EXPECT_TRUE(open(std::nullopt).value()->is_built_in(CodeTable::ndc));
  EXPECT_TRUE(open(std::nullopt, "issuer").value()->is_built_in(CodeTable::ndc));
  put("issuer/tables/ndc.tsv", ndc);
  EXPECT_EQ(table_file(path("issuer"), CodeTable::ndc), path("issuer/tables/ndc.tsv"));
  EXPECT_FALSE(open(std::nullopt, "issuer").value()->is_built_in(CodeTable::ndc));
  put("others/ndc.tsv", more_ndc);
  const auto named = open("others", "issuer").value();
  EXPECT_TRUE(named->cvx_of_ndc("59267100001").empty());
  EXPECT_EQ(named->cvx_of_ndc("59267100002"), std::vector<std::string_view>{"217"});
  put("issuer/tables/ndc.tsv", "broken");
  EXPECT_FALSE(open(std::nullopt, "issuer"));  // and is not passed over for the built-in one
}

TEST_F(TableFiles, OfOneTableArePutTogether) {
  put("a.tsv", ndc);
  put("b.tsv", more_ndc);
  const auto both = read_table_files({path("a.tsv"), path("b.tsv")}, std::nullopt, io).value();
  ASSERT_EQ(both.size(), 1U);
  EXPECT_EQ(both[0].date, "2020-12-11");  // the older one
  EXPECT_EQ(both[0].codes.size(), 2U);
}

TEST_F(TableFiles, WithoutADateNeedOne) {
  put("a.tsv", "ndc11\tcvx\n59267100001\t208\n");
  EXPECT_EQ(read_table_files({path("a.tsv")}, std::nullopt, io).error().code, Errc::tables_undated);
  EXPECT_EQ(read_table_files({path("a.tsv")}, "2026-01-02", io).value().at(0).date, "2026-01-02");
}

}  // namespace
}  // namespace vhc
