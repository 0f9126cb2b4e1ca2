// Headers that are understood, guesses for those that are not, and the map that is printed for them (inputs.md 4.2).
#include <fstream>
#include <sstream>

#include "delimited_reading.h"
#include "vhc/column_table.h"

namespace vhc {
namespace {

std::string joined(const std::vector<std::string>& cells) {
  std::string row;
  for (const std::string& cell : cells) row += (row.empty() ? "" : ",") + cell;
  return row + "\n";
}

// What a header is read as, beside a name and a birth date, where the file has nothing of its kind.
std::string read_as(const std::string& header) {
  const InputRead found = read_file(header + ",last_name,birth_date\n,,\n");
  const InputRead other = read_file(header + ",admin_date,cvx\n,,\n");
  return !found.columns.at(0).name.empty() ? found.columns[0].name : other.columns.at(0).name;
}

std::string guessed(const std::string& header) {
  for (const char* beside : {"last_name,birth_date", "admin_date,cvx"}) {
    const InputRead found = read_file(header + "," + beside + "\n,,\n");
    if (!found.columns.at(0).name.empty()) return "known";
    if (!found.columns[0].guess.empty()) return found.columns[0].guess;
  }
  return "";
}

TEST(ColumnNames, SixtyHeadersAreUnderstoodWithoutAMap) {
  const std::vector<std::pair<const char*, std::vector<const char*>>> rows{
      {"last_name", {"Last", "Last Name", "LName", "Pt Last", "Patient Last Name", "Surname", "PAT_LAST_NM"}},
      {"first_name", {"First", "First Name", "FName", "Pt First", "Patient First Name", "Given Name", "PatFirstNm"}},
      {"middle_name", {"Middle", "MI", "Pt MI", "Middle Initial", "Middle Name"}},
      {"birth_date", {"DOB", "Pt DOB", "Birth Date", "Birthdate", "Date of Birth", "Patient D.O.B.", "BIRTH_DT"}},
      {"admin_date",
       {"Date Administered", "Date Given", "Fill Date", "Immunization Date", "Vaccination Date", "Admin Date",
        "Shot Date", "Fecha de aplicación", "Service Date", "VACC_DT"}},
      {"cvx", {"CVX", "Vaccine CVX", "CVX Code", "Código CVX", "Vaccine Code"}},
      {"ndc", {"NDC", "NDC Number", "NDC #", "NDC-11", "Product NDC"}},
      {"product", {"Vaccine", "Vaccine Name", "Drug Name", "Immunization", "Product Name"}},
      {"mvx", {"Manufacturer", "Mfr", "Mfg", "MVX Code"}},
      {"lot_number", {"Lot", "Lot No", "Lot #", "Lot Number", "Batch", "Vaccine Lot"}},
      {"name", {"Patient Name", "Full Name", "Pt Name"}},
      {"patient_id", {"MRN", "Patient ID", "Chart #"}}};
  std::size_t number = 0;
  for (const auto& [column, headers] : rows) {
    for (const char* header : headers) EXPECT_EQ(read_as(header), column) << header;
    number += headers.size();
  }
  EXPECT_GE(number, 60U);
}

TEST(ColumnNames, TheFormOfTheDateMayStandBehindTheHeader) {
  for (const char* header :
       {"DOB (mm/dd/yyyy)", "DOB (MM/DD/YY)", "CLIENT_DOB_YYYYMMDD", "Date de naissance (JJ/MM/AAAA)",
        "Geburtsdatum [TT.MM.JJJJ]", "Birth Date (dd-mm-yyyy)"}) {
    EXPECT_EQ(read_as(header), "birth_date") << header;
  }
  EXPECT_EQ(read_as("Date Given (MM/DD/YYYY)"), "admin_date");
}

TEST(ColumnNames, EveryHeaderOfTheTableIsReadAsItsColumn) {
  for (const ColumnHelp& column : column_table()) {
    EXPECT_FALSE(column.meaning.empty()) << column.name;
    EXPECT_EQ(read_as(std::string(column.name)), column.name);
    for (const std::string& header : column.headers) EXPECT_EQ(read_as(header), column.name) << header;
  }
}

TEST(ColumnNames, TheDocumentIsThatOfTheTable) {
  std::string expected;
  for (const ColumnHelp& column : column_table()) {
    expected += "| `" + std::string(column.name) + "` | " + std::string(column.meaning) + " |";
    const char* between = " ";
    for (const std::string& header : column.headers) {
      expected += between + header;
      between = ", ";
    }
    expected += " |\n";
  }
  std::stringstream text;
  text << std::ifstream(VHC_SOURCE_DIR "/docs/columns.md").rdbuf();
  EXPECT_NE(text.str().find(expected), std::string::npos) << "docs/columns.md must have these rows:\n" << expected;
}

TEST(ColumnGuess, IsTheLikeliestName) {
  const std::vector<std::pair<const char*, const char*>> rows{{"Pt Surname Txt", "last_name"},
                                                              {"SubjLnm", "last_name"},
                                                              {"Forename(s) of pt", "first_name"},
                                                              {"Brith Date", "birth_date"},
                                                              {"Shot Administered Dt", "admin_date"},
                                                              {"Data della vaccinazione", "admin_date"},
                                                              {"Vial Lot Nbr", "lot_number"},
                                                              {"Imm Code", "cvx"},
                                                              {"Vacc Prod Desc", "product"},
                                                              {"Item NDC", "ndc"},
                                                              {"Mfgr", "mvx"},
                                                              {"Patient", "name"},
                                                              {"Clinic Branch", "performer"},
                                                              {"Patient Chart Ident", "patient_id"},
                                                              {"Apellidos y nombre", "name"},
                                                              {"Nom et prénom", "name"},
                                                              {"\"Name, Vorname\"", "name"},
                                                              {"\"Patient (Last, First)\"", "name"},
                                                              {"NAME_FIRST_KEY", "first_name"},
                                                              {"Nom de naissance", "last_name"},
                                                              {"Nº historia", "patient_id"},
                                                              {"N° dossier", "patient_id"},
                                                              {"PATBDATE", "birth_date"},
                                                              {"PTBRTHDT", "birth_date"},
                                                              {"F. nac.", "birth_date"},
                                                              {"Geb.-Dat.", "birth_date"},
                                                              {"DISPDT", "admin_date"},
                                                              {"Sold Date", "admin_date"},
                                                              {"Svc Dt", "admin_date"},
                                                              {"Fecha vacuna", "admin_date"},
                                                              {"VACCADMDT", "admin_date"},
                                                              {"NDC/CVX", "cvx"},
                                                              {"Item UPC/NDC", "ndc"},
                                                              {"Dispensed Item Name", "product"},
                                                              {"VACCLOTNBR", "lot_number"},
                                                              {"Vaccine Lot/Exp", "lot_number"},
                                                              {"MBRLNAME", "last_name"},
                                                              {"Prénom usuel", "first_name"},
                                                              {"EVENT_CD_DISP", "product"},
                                                              {"ADMIN_START_DT_TM", "admin_date"},
                                                              {"CE_EVENT_END_DT_TM", "admin_date"},
                                                              {"Completed On", "admin_date"},
                                                              {"Biológico", "product"},
                                                              {"Wirkstoff", "product"},
                                                              {"DTFILLED", "admin_date"},
                                                              {"Name Last and First", "name"},
                                                              {"Customer", "name"},
                                                              {"Lot #/Exp. Date", "lot_number"},
                                                              {"Date de nais.", "birth_date"},
                                                              {"Injection le", "admin_date"},
                                                              {"Laboratório", "mvx"},
                                                              {"Unidade de saúde", "performer"},
                                                              {"DEPARTMENT_NAME", "performer"}};
  for (const auto& [header, column] : rows) EXPECT_EQ(guessed(header), column) << header;
}

TEST(ColumnGuess, OfOtherPeopleAndOtherDaysIsNone) {
  for (const char* header : {"Prescriber Last Name",
                             "Mother's maiden name",
                             "Guardian birth date",
                             "Emergency contact first",
                             "Exp Date",
                             "VIS date",
                             "Next dose due date",
                             "Date entered",
                             "Birth order",
                             "Birth country",
                             "Injection site",
                             "Last visit date",
                             "Home address",
                             "Sex",
                             "***",
                             "PROVLNAME",
                             "Pharmacist",
                             "PAT_ENC_CSN_ID",
                             "Encounter Number",
                             "RPHLNAME",
                             "Date written",
                             "Lot exp date",
                             "Nom du vaccinateur",
                             "Rx Number",
                             "Store NPI",
                             "INSLNAME",
                             "Phone number"}) {
    EXPECT_EQ(guessed(header), "") << header;
  }
}

TEST(ColumnGuess, StandsInTheWordsOfWhatIsMissing) {
  const InputRead found = read_file("Pt Surname Txt,first_name,birth_date,admin_date,cvx\nRivera,Ana,x,y,z\n");
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings[0].field, "last_name");
  EXPECT_EQ(found.findings[0].detail,
            "the header row has 5 columns; not used: \"Pt Surname Txt\"; did you mean \"Pt Surname Txt\" = last_name?");
}

// A row of strange headers is one when it sounds so; a row of somebody's is not, and nothing of it is shown.
TEST(ColumnGuess, FindsAHeaderRowAndNeverShowsCells) {
  const InputRead found = read_file("SubjLnm;SubjFnm;SubjBDay;ShotDay;ShotCvx\nRivera;Ana;1984-06-15;2021-03-15;208\n");
  EXPECT_EQ(found.columns.size(), 5U);
  EXPECT_EQ(codes_of(found), Codes{"MISSING_COLUMN"});
  for (const char* row : {"Rivera,Ana,15-JUN-1984,15-MAR-2021,Vaccine Pfizer,Corner Clinic",
                          "Rivera,Ana,x,y,Pfizer Vaccine,Corner Pharmacy Lot 7",
                          "Rivera,Ana,Moderna Vaccine,Lot A,Batch B,Annie First"}) {
    const InputRead cells = read_file(std::string(row) + "\n" + row + "\n");
    EXPECT_TRUE(cells.columns.empty()) << row;
    for (const InputFinding& finding : cells.findings) EXPECT_EQ(finding.detail.find("Vaccine"), std::string::npos);
  }
}

// ---- maps

ColumnMap printed_map(const InputRead& read) {
  const std::string text = column_map_to_fill(read.columns);
  auto map = read_column_map(text);
  EXPECT_TRUE(map.has_value()) << text;
  return map ? *std::move(map) : ColumnMap{};
}

TEST(PrintedMap, IsReadBackAndMakesCards) {
  const std::string file = "SubjLnm;SubjFnm;SubjBDay;ShotDay;ShotCvx;Sex\nRivera;Ana;1984-06-15;2021-03-15;208;F\n";
  InputRules rules = test_rules();
  rules.map = printed_map(read_file(file));
  EXPECT_FALSE(rules.map.columns.contains("sex")) << "nobody decided that it is passed over";
  EXPECT_NE(column_map_to_fill(read_file(file).columns).find("\nSex = ?\n"), std::string::npos);
  const InputRead again = read_file(file, rules);
  EXPECT_EQ(num_issuable(again), 1U);
  EXPECT_EQ(codes_of(again), Codes{});
  EXPECT_EQ(printed_map(again).columns, rules.map.columns) << "and printed with itself it is the same";
}

TEST(PrintedMap, HoldsHeadersThatLookLikeSomethingElse) {
  const InputRead found =
      read_file(joined({"# Pt Sname", "dates", "a=b", "***", "\"two\nlines\"", "Void flag x", "twice", "Twice",
                        std::string(300, 'w'), "\xE2\x80\xAEz", "DOB", "date given"}) +
                "\n");
  const std::string text = column_map_to_fill(found.columns);
  const ColumnMap map = printed_map(found);
  EXPECT_TRUE(map.columns.contains("ptsname")) << text;
  for (const char* line : {"\nDates = ?\n", "\na=b = ?\n", "\ntwo lines = ?\n", "\nz = ?\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
  EXPECT_EQ(map.dates, DateOrder::unstated);
  EXPECT_EQ(map.columns.at("voidflagx"), "deleted") << "what it would be, when it says that it was not given";
  EXPECT_NE(text.find("# column 4 has a header that a map cannot contain"), std::string::npos);
  EXPECT_FALSE(map.columns.contains("twice"));
  for (const char* number : {"7", "8"}) {
    const std::string told = std::string("# column ") + number + " has a header that appears twice";
    EXPECT_NE(text.find(told), std::string::npos) << text;
  }
  EXPECT_NE(text.find("# column 9 has a header that a map cannot contain"), std::string::npos);
  EXPECT_EQ(text.find("\xE2\x80\xAE"), std::string::npos) << "nothing that turns a terminal's text around";
  EXPECT_NE(text.find("# Still missing: "), std::string::npos);
  EXPECT_NE(text.find("# DOB = birth_date\n"), std::string::npos);
}

// The second of two is not used; a line for it would pass over the first one too.
TEST(PrintedMap, LeavesAloneWhatAnotherColumnIsCalled) {
  const std::string file = "DOB,DOB,last_name,first_name,ShotDay,cvx\n1984-06-15,,Rivera,Ana,2021-03-15,208\n";
  InputRules rules = test_rules();
  rules.map = printed_map(read_file(file));
  EXPECT_EQ(num_issuable(read_file(file, rules)), 1U);
}

// Words that nobody knows, above a row with a date: the map has them, the messages have not.
TEST(PrintedMap, HasTheLikeliestRowWhereNoHeaderRowIsKnown) {
  const std::string file =
      "Flu/COVID clinic 10-3-25;;;;\n;;;;\nQuien;Cuando;Que;Dia;Brazo\nSmith John;6-15-84;208;10-3-25;HX1234\n";
  const InputRead found = read_file(file);
  EXPECT_EQ(codes_of(found), Codes{"MISSING_COLUMN"});
  for (const InputFinding& finding : found.findings) EXPECT_EQ(finding.detail.find("Quien"), std::string::npos);
  EXPECT_FALSE(found.has_no_header);
  InputRules rules = test_rules();
  const std::string text = column_map_to_fill(found.likely_columns);
  EXPECT_NE(text.find("\nCuando = ?\n"), std::string::npos) << text;
  rules.map = read_column_map(text).value();
  rules.map.columns["quien"] = "name";
  rules.map.columns["cuando"] = "birth_date";
  rules.map.columns["que"] = "product";
  rules.map.columns["dia"] = "admin_date";
  rules.dates = DateOrder::mdy;
  EXPECT_EQ(num_issuable(read_file(file, rules)), 1U);
}

TEST(PrintedMap, CallsTheColumnsOfAFileWithoutHeadersByTheirNumbers) {
  const std::string file = "Rivera,Ana,1984-06-15,2021-03-15,208\nOkafor,Chidi,1990-01-02,2021-03-15,208\n";
  const InputRead found = read_file(file);
  EXPECT_TRUE(found.columns.empty());
  EXPECT_TRUE(found.has_no_header);
  const std::string text = column_map_to_fill(found.likely_columns);
  EXPECT_EQ(text.find("Rivera"), std::string::npos);
  EXPECT_NE(text.find("\ncolumn 5 = ?\n"), std::string::npos) << text;
  InputRules rules = test_rules();
  rules.map = read_column_map(
                  "column 1 = last_name\ncolumn 2 = first_name\ncolumn 3 = birth_date\n"
                  "column 4 = admin_date\ncolumn 5 = cvx\n")
                  .value();
  const InputRead again = read_file(file, rules);
  EXPECT_EQ(num_issuable(again), 2U) << "the first row is one of them";
  EXPECT_EQ(codes_of(again), Codes{});
  EXPECT_EQ(again.records, 2);
  EXPECT_EQ(num_issuable(read_file("column 1,column 2,column 3,column 4,column 5\n" + file, rules)), 2U)
      << "as it comes back with refused rows";
}

TEST(PrintedMap, DecidesNothingThatNobodyKnows) {
  const std::string file = plain_header + ",Zone,Rec Ind,Note\n" + plain_row + ",4,X,\n" +
                           "Okafor,Chidi,1990-01-02,2021-03-15,208,L2,4,,not given\n" +
                           "Sorensen,Kirk,1991-01-02,2021-03-15,208,L3,4,,\n";
  InputRules rules = test_rules();
  const std::string text = column_map_to_fill(read_file(file).columns);
  for (const char* line : {"\nZone = ?\n", "\nRec Ind = ?\n", "\nNote = ?\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << text;
  }
  rules.map = read_column_map(text).value();
  const InputRead found = read_file(file, rules);
  EXPECT_EQ(num_issuable(found), 1U) << "taken as it is";
  EXPECT_EQ(codes_of(found), Codes{"UNMAPPED_COLUMN"}) << "no word of lines that decide nothing";
  rules.map = read_column_map("Zone = ?\nRec Ind = -\nNote = ?\n").value();
  EXPECT_EQ(num_issuable(read_file(file, rules)), 2U) << "what a person decides";
  EXPECT_FALSE(read_column_map(" = ?\n").has_value());
  EXPECT_FALSE(read_column_map("Zone = ??\n").has_value());
  EXPECT_TRUE(read_column_map("Zone = ?\nZone = lot_number\n").has_value()) << "the answer may stand below";
}

TEST(PrintedMap, AColumnOfDaysSaysWhenNotWhether) {
  for (const char* header : {"Picked Up", "Done", "Received", "Accepted", "Verified"}) {
    InputRules rules = test_rules();
    const std::string text = column_map_to_fill(with_column(header, "03/15/2021").columns);
    EXPECT_NE(text.find("\n" + std::string(header) + " = ?\n"), std::string::npos) << text;
    rules.map = read_column_map(text).value();
    EXPECT_EQ(num_issuable(with_column(header, "03/15/2021", rules)), 1U) << header;
    EXPECT_EQ(num_issuable(with_column(header, "N", rules)), 0U) << header;
    const std::string flags = column_map_to_fill(with_column(header, "Y").columns);
    EXPECT_NE(flags.find("\n" + std::string(header) + " = completion\n"), std::string::npos) << flags;
  }
  for (const char* header : {"Administered", "Vaccinated", "Given", "Geimpft"}) {
    const std::string file = "last_name,first_name,birth_date,cvx," + std::string(header) +
                             "\nRivera,Ana,1984-06-15,208,2021-03-15\nOkafor,Chidi,1990-01-02,208,2021-03-16\n";
    InputRules rules = test_rules();
    rules.map = read_column_map(column_map_to_fill(read_file(file).columns)).value();
    EXPECT_EQ(num_issuable(read_file(file, rules)), 2U) << header;
  }
}

TEST(ColumnMap, ALineWhoseHeaderTheFileDoesNotHaveIsTold) {
  InputRules rules = test_rules();
  rules.map = read_column_map("# export\nPt Lst = last_name\nlot_number = -\n").value();
  const InputRead found = read_file(plain_header + "\n" + plain_row + "\n", rules);
  EXPECT_EQ(num_issuable(found), 1U);
  ASSERT_EQ(found.findings.size(), 1U);
  EXPECT_EQ(found.findings[0].code, Errc::in_map_unused);
  EXPECT_EQ(found.findings[0].severity, Severity::warning);
  EXPECT_EQ(found.findings[0].field, "last_name");
  EXPECT_EQ(found.findings[0].detail, "line 2 of the map, \"Pt Lst\"");
}

TEST(ColumnMap, TwoColumnsOfOneNameJoinOrAreAnError) {
  const auto with_map = [](const std::string& map, const std::string& header) {
    InputRules rules = test_rules();
    rules.map = read_column_map(map).value();
    return read_file(header + "\nRivera,Ana,1984-06-15,2021-03-15,208,x\n", rules);
  };
  const std::string head = "last_name,first_name,birth_date,admin_date,cvx,";
  const InputRead joined_names = with_map("b = first_name\nfirst_name = first_name\n", head + "b");
  ASSERT_EQ(num_issuable(joined_names), 1U);
  EXPECT_EQ(joined_names.persons[0].name.given.at(0), "Ana x");
  for (const char* column : {"birth_date", "admin_date", "cvx"}) {
    const std::string twice = "b = " + std::string(column) + "\n" + column + " = " + column + "\n";
    const InputRead found = with_map(twice, head + "b");
    EXPECT_EQ(codes_of(found), Codes{"MAPPED_TWICE"}) << column;
    EXPECT_EQ(num_issuable(found), 0U);
  }
  const InputRead same = with_map("Who = last_name\n", "who,Who,birth_date,admin_date,cvx,first_name");
  EXPECT_EQ(codes_of(same), Codes{"MAPPED_TWICE"}) << "one line, two columns of that header";
  EXPECT_EQ(num_issuable(with_map("b = completion\ncvx = cvx\n", head + "b")), 0U) << "x is no completion";
}

TEST(ColumnMap, BytesOfWindowsAreKnownByTheirLook) {
  const auto detail = [](const std::string& name) {
    return read_file(plain_header + "\n" + name + ",Ana,1984-06-15,2021-03-15,208,L1\n").findings.at(0).detail;
  };
  EXPECT_EQ(detail("M\xFCller"), "looks like Windows-1252: save as CSV UTF-8, or --charset cp1252");
  EXPECT_EQ(detail("O\x92Neil"), "looks like Windows-1252: save as CSV UTF-8, or --charset cp1252");
  EXPECT_EQ(detail("M\x81ller"), "save the file as CSV UTF-8") << "no character of it";
  EXPECT_EQ(detail("\xCC\xF3\xEB\xEB\xE5\xF0"), "save the file as CSV UTF-8") << "a word of another alphabet";
}

TEST(ColumnGuess, IsNeverSomebodyElsesBirthDateAPlanOrADiluent) {
  for (const char* header : {"Guarantor DOB", "Fecha nac. tutor", "Appointment Date", "Planned Vaccination Date",
                             "Diluent Lot", "Chargenverfall", "Diluent NDC", "Admin Site", "Site"}) {
    const InputRead found = read_file("last_name,first_name,x," + std::string(header) + "\nRivera,Ana,1,2\n");
    const auto& columns = found.columns.empty() ? found.likely_columns : found.columns;
    for (const InputColumn& column : columns) {
      EXPECT_EQ(column.header == header ? column.guess + column.name : "", "") << header;
    }
  }
}

TEST(MappedTwice, NamesBothColumns) {
  const InputRead found = with_column("Patient DOB", "1985-01-02");
  ASSERT_FALSE(found.persons.empty());
  EXPECT_EQ(found.persons[0].findings.at(0).detail, "column 3 \"birth_date\" and column 7 \"Patient DOB\" differ");
}

}  // namespace
}  // namespace vhc
