// The rows that got no card, in a file of their own: for the owner, whole or not at all, over nothing that is read.
#include "desk/refused_file.h"

#include "temporary_folder.h"

namespace vhc {
namespace {

class RefusedRowsFile : public TemporaryFolder {
 protected:
  RefusedRowsFile() {
    rules.today = parse_date("2026-11-22").value();
    put("in.csv",
        "last_name;first_name;birth_date;admin_date;cvx\n"
        "Rivera;Noor;1984-06-15;2026-06-01;140\n"
        "Okafor;Chidi;1984-02-30;2026-06-01;140\n");
  }
  // Reads the input as a verb does, and writes the file.
  Result<void> run(RefusedFile& refused, const std::string& input = "in.csv") {
    const InputOperand operand{{path(input)}};
    VHC_TRY(const InputFiles files, InputFiles::open(operand, io));
    VHC_TRY(InputReader reader, open_reader(files, input, rules));
    VHC_CHECK_OK(refused.check(operand, reader.summary(), io));
    Intake person;
    for (;;) {
      VHC_TRY(const bool is_there, reader.next(person));
      if (!is_there) break;
      refused.add(person);
    }
    return refused.write(files, reader.summary(), rules, io);
  }
  Errc fault_of(const std::string& to, const std::string& input = "in.csv", bool overwrite = false) {
    RefusedFile refused(to == "-" ? to : path(to), overwrite);
    const auto done = run(refused, input);
    return done ? Errc::internal : done.error().code;
  }
  InputRules rules;
};

TEST_F(RefusedRowsFile, StandsInNobodysWay) {
  EXPECT_EQ(fault_of("-"), Errc::usage);
  EXPECT_EQ(fault_of("in.csv"), Errc::same_file);
  EXPECT_EQ(fault_of("in.csv", "in.csv", true), Errc::same_file);
  EXPECT_EQ(fault_of("./in.csv", "in.csv", true), Errc::same_file);
  std::filesystem::create_symlink("in.csv", folder / "link.csv");
  EXPECT_EQ(fault_of("link.csv", "in.csv", true), Errc::same_file);
  EXPECT_EQ(fault_of("no-such-folder/rows.csv"), Errc::unwritable);
  std::filesystem::create_directories(folder / "folder");
  EXPECT_EQ(fault_of("folder"), Errc::unwritable);
  put("rows.csv", "kept");
  EXPECT_EQ(fault_of("rows.csv"), Errc::exists);
  EXPECT_EQ(text("rows.csv"), "kept");
}

TEST_F(RefusedRowsFile, IsOfFilesThatHaveRowsAlone) {
  put("in.hl7",
      "MSH|^~\\&|A|B|C|D|20261101||VXU^V04^VXU_V04|1|P|2.5.1\rPID|1||77^^^S^MR||Rivera^Noor^^^^^L||19840615\r");
  EXPECT_EQ(fault_of("rows.csv", "in.hl7"), Errc::usage);
  EXPECT_FALSE(exists("rows.csv"));
}

TEST_F(RefusedRowsFile, HoldsTheRowsAndWhyForTheirOwner) {
  RefusedFile refused(path("rows.csv"), false);
  ASSERT_TRUE(run(refused));
  EXPECT_EQ(mode("rows.csv"), 0600U);
  const std::string rows = text("rows.csv");
  EXPECT_EQ(rows.find("last_name;first_name;birth_date;admin_date;cvx;vhc_line;vhc_code;vhc_words"), 0U) << rows;
  EXPECT_NE(rows.find("Okafor;Chidi;1984-02-30;2026-06-01;140;3;BAD_DATE;"), std::string::npos) << rows;
  EXPECT_EQ(rows.find("Rivera"), std::string::npos);
  EXPECT_NE(err.str().find("1 row is in"), std::string::npos) << err.str();
  EXPECT_EQ(names(), "in.csv rows.csv");
}

TEST_F(RefusedRowsFile, IsReadAgainOnceItIsMended) {
  RefusedFile refused(path("rows.csv"), false);
  ASSERT_TRUE(run(refused));
  std::string rows = text("rows.csv");
  const std::string wrong = "1984-02-30";
  put("mended.csv", rows.replace(rows.find(wrong), wrong.size(), "1984-02-29"));
  RefusedFile again(path("again.csv"), false);
  ASSERT_TRUE(run(again, "mended.csv"));
  EXPECT_FALSE(exists("again.csv"));
}

TEST_F(RefusedRowsFile, IsNotMadeWhereEveryRowWasGood) {
  put("good.csv", "last_name,first_name,birth_date,admin_date,cvx\nRivera,Noor,1984-06-15,2026-06-01,140\n");
  RefusedFile refused(path("rows.csv"), false);
  ASSERT_TRUE(run(refused, "good.csv"));
  EXPECT_FALSE(exists("rows.csv"));
  RefusedFile none(std::nullopt, false);
  ASSERT_TRUE(run(none));
  EXPECT_EQ(names(), "good.csv in.csv");
}

TEST_F(RefusedRowsFile, TakesThePlaceOfAnotherWhereSomebodySaysSo) {
  put("rows.csv", "old");
  std::filesystem::permissions(folder / "rows.csv", std::filesystem::perms(0644));
  RefusedFile refused(path("rows.csv"), true);
  ASSERT_TRUE(run(refused));
  EXPECT_NE(text("rows.csv").find("Okafor"), std::string::npos);
  EXPECT_EQ(mode("rows.csv"), 0600U);
}

}  // namespace
}  // namespace vhc
