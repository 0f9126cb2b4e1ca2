// What pharmacies hand over: every reason of inputs.md 9 by a file that has just that fault, and files that lie.
#include <algorithm>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "input_cases.h"
#include "vhc/minimise.h"

namespace vhc {
namespace {

TEST(Hl7, TheFirstReasonThatFitsWins) {
  const std::string order = "ORC|RE||||ER\r";
  expect(
      {{"good", msh + pid + rxa(), {}, 1},
       {"shifted fields", msh + pid + rxa("20210315", "208^x^CVX", "L", "00", "", "RE", "CP"), {"BAD_STRUCTURE"}},
       {"deleted", msh + pid + rxa("20210315", "998^x^CVX", "L", "00", "", "RE", "D"), {"DELETED"}},
       {"order in error", msh + pid + order + rxa("20210315", "208^x^CVX", "L", "00", "", ""), {"DELETED"}},
       {"order in error and completed", msh + pid + order + rxa(), {"STATUS_CONFLICT"}},
       {"refused", msh + pid + rxa("20210315", "208^x^CVX", "L", "01", "", "RE"), {"NOT_GIVEN"}},
       {"not administered", msh + pid + rxa("20210315", "208^x^CVX", "L", "00", "", "NA"), {"NOT_GIVEN"}},
       {"a reason of refusal", msh + pid + rxa("20210315", "208^x^CVX", "L", "00", "00^no^NIP002", ""), {"NOT_GIVEN"}},
       {"no vaccine", msh + pid + rxa("20210315", "998^x^CVX"), {"NOT_GIVEN"}},
       {"unknown vaccine", msh + pid + rxa("20210315", "999^x^CVX"), {"UNKNOWN_CODE"}},
       {"a code of no table", msh + pid + rxa("20210315", "299^x^CVX"), {"UNKNOWN_CODE"}},
       {"CPT only", msh + pid + rxa("20210315", "90658^x^CPT"), {"NO_CODE"}},
       {"no code", msh + pid + rxa("20210315", ""), {"NO_CODE"}},
       {"codes that disagree", msh + pid + rxa("20210315", "312^x^CVX^59267-1000-01^y^NDC"), {"CODE_CONFLICT"}},
       {"partial", msh + pid + rxa("20210315", "208^x^CVX", "L", "00", "", "PA"), {"PARTIAL_DOSE"}},
       {"historical", msh + pid + rxa("20210315", "208^x^CVX", "L", "01"), {"HISTORICAL"}},
       {"partial before historical", msh + pid + rxa("20210315", "208^x^CVX", "L", "01", "", "PA"), {"PARTIAL_DOSE"}},
       {"no date", msh + pid + rxa("0000"), {"BAD_DATE"}},
       {"a month and a comma", msh + pid + rxa("202103,15"), {"BAD_DATE"}},
       {"30 February", msh + pid + rxa("20210230"), {"BAD_DATE"}},
       {"tomorrow but one", msh + pid + rxa("20261124"), {"FUTURE_DATE"}},
       {"before birth", msh + pid + rxa("19840614"), {"BEFORE_BIRTH"}},
       {"after the message", msh + pid + rxa("20261102"), {"DATE_AFTER_MESSAGE"}, 1},
       {"nothing said", msh + pid + rxa("20210315", "208^x^CVX", "L", "00", "", ""), {"STATUS_ASSUMED"}, 1},
       {"another word of completion", msh + pid + rxa("20210315", "208^x^CVX", "L", "00", "", "XX"), {"BAD_STRUCTURE"}},
       {"twice", msh + pid + rxa() + rxa(), {"DUPLICATE"}, 1},
       {"a label before the lot", msh + pid + rxa("20210315", "208^x^CVX", "LOT# 5"), {"LOT_CLEANED"}, 1},
       {"a text of another vaccine",
        msh + pid + rxa("20210315", "85^Hep B^CVX"),
        {"CODE_TEXT_MISMATCH", "UNSPECIFIED_VACCINE"},
        1}});
}

TEST(Hl7, OfTwoRecordsOfADoseTheSendersOwnIsKept) {
  InputRules registry = rules();
  registry.profile = SignerProfile::registry;
  const InputRead found =
      read(msh + pid + rxa("20210315", "208^x^CVX", "OLD", "01") + rxa("20210315", "208^x^CVX", "OWN"), registry);
  ASSERT_EQ(found.persons.at(0).doses.size(), 1U);
  EXPECT_EQ(found.persons[0].doses[0].lot, "OWN");
}

TEST(Hl7, PersonsThatNoCardCanBeMatchedTo) {
  const auto person = [](const std::string& name, const std::string& born) {
    return msh + "PID|1||77^^^S^MR||" + name + "||" + born + "\r" + rxa();
  };
  expect({{"one word", person("Rivera", "19840615"), {}, 1},
          {"no birth date", person("Rivera^Ana", ""), {"MISSING"}},
          {"deleted birth date", person("Rivera^Ana", "\"\""), {"MISSING"}},
          {"31 June", person("Rivera^Ana", "19840631"), {"BAD_DATE"}},
          {"born next year", person("Rivera^Ana", "20270101"), {"FUTURE_DATE", "BEFORE_BIRTH"}},
          {"redacted", person("Redacted^Redacted", "19840615"), {"PLACEHOLDER_NAME"}},
          {"a test", person("Test^Patient", "19840615"), {"PLACEHOLDER_NAME"}},
          {"only an alias", person("Rivera^Ana^^^^^A", "19840615"), {"MISSING"}},
          {"a month", person("Rivera^Ana", "198406"), {}, 1},
          {"a control character",
           person("Riv\x01"
                  "era^Ana",
                  "19840615"),
           {"CONTROL_CHARACTER"}},
          {"bytes that are no text", person("Rivera^\\XFF\\", "19840615"), {"CONTROL_CHARACTER"}}});
}

TEST(Hl7, TheLegalNameWinsAndEscapesAreUndone) {
  const InputRead found =
      read(msh + "PID|1||77^^^S^MR||Nick^Name^^^^^N~O\\T\\Neil&van^Ana^Maria Luz^JR^DR^^L||1984\r" + rxa());
  const PersonName& name = found.persons.at(0).name;
  EXPECT_EQ(name.family, "O&Neil");
  EXPECT_EQ(name.given, (std::vector<std::string>{"Ana", "Maria", "Luz"}));
  EXPECT_EQ(name.suffix, std::vector<std::string>{"JR"});
  EXPECT_TRUE(name.prefix.empty());
}

TEST(Hl7, EveryLineEndMarkAndFrameIsRead) {
  const std::string message = msh + pid + rxa();
  const auto with = [&message](const std::string& end) {
    std::string text;
    for (const char c : message) c == '\r' ? text += end : text += c;
    return text;
  };
  for (const std::string& text : {message, with("\n"), with("\r\n"), with("\r\r\n"), "\xEF\xBB\xBF" + message,
                                  "\x0B" + message + "\x1C\r", "\r\n\r\n" + message}) {
    EXPECT_EQ(num_issuable(read(text)), 1U);
  }
}

TEST(Hl7, CharacterSets) {
  const std::string latin1 = "MSH|^~\\&|A|B|C|D|20261101||VXU^V04^VXU_V04|1|P|2.5.1||||||8859/1\r";
  const std::string person = "PID|1||77^^^S^MR||M\xFCller^J\xF6rg||19840615\r";
  EXPECT_EQ(read(latin1 + person + rxa()).persons.at(0).name.family, "Müller");
  const InputRead unstated = read(msh + person + rxa() + msh + pid + rxa());
  EXPECT_EQ(codes(unstated), Codes{"NOT_UTF8"});
  EXPECT_EQ(num_issuable(unstated), 1U);
}

TEST(Hl7, MessagesThatAreNotWhole) {
  const std::string message = msh + pid + rxa();
  const std::string other = msh + "PID|1||78^^^S^MR||Okafor^Chidi||19900102\r" + rxa();
  expect({{"a count that differs", "BHS|^~\\&|A\r" + message + other + "BTS|3\r", {"BATCH_INCOMPLETE"}, 1},
          {"no trailer", "FHS|^~\\&|A\rBHS|^~\\&|A\r" + message + other, {"BATCH_INCOMPLETE"}, 1},
          {"a whole batch", "FHS|^~\\&|A\rBHS|^~\\&|A\r" + message + other + "BTS|2\rFTS|1\r", {}, 2},
          {"a segment without a name", message + other + "and so on\r", {"BAD_STRUCTURE"}, 1},
          {"no marks", "MSH|\r" + pid + rxa(), {"BAD_STRUCTURE"}},
          {"a letter as a mark", "MSH|A~\\&|A\r" + pid + rxa(), {"BAD_STRUCTURE"}},
          {"another event", "MSH|^~\\&|A|B|C|D|20261101||ADT^A01|1|P|2.5.1\r" + pid + rxa(), {"UNKNOWN_FORMAT"}},
          {"another structure",
           "MSH|^~\\&|A|B|C|D|20261101||VXU^V04^RSP_K1|1|P|2.5.1\r" + pid + rxa(),
           {"STRUCTURE_MISMATCH"},
           1},
          {"a segment of 70,000 bytes", message + other + "OBX|" + std::string(70'000, 'x') + "\r", {"TOO_LONG"}, 1}});
  std::string long_message = message + other;
  for (int i = 0; i < 40; ++i) long_message += "NTE|" + std::string(60'000, 'x') + "\r";
  EXPECT_EQ(codes(read(long_message)), Codes{"TOO_LONG"});
}

TEST(Hl7, AnswersOfARegistry) {
  const auto answer = [](const std::string& status, const std::string& profile) {
    return "MSH|^~\\&|A|B|C|D|20261101||RSP^K11^RSP_K11|1|P|2.5.1|||||||||" + profile + "\rMSA|AA|1\rQAK|1|" + status +
           "\r";
  };
  expect(
      {{"nobody", answer("NF", "Z33^CDCPHINVS"), {"NO_MATCH"}},
       {"several", answer("OK", "Z31^CDCPHINVS") + pid, {"CANDIDATES"}},
       {"several, unstated", answer("OK", "") + pid + pid, {"CANDIDATES"}},
       {"too many", answer("TM", "Z32^CDCPHINVS"), {"REGISTRY_ERROR"}},
       {"an error", answer("AE", "Z31^CDCPHINVS"), {"REGISTRY_ERROR"}},
       {"a history, of doses that some provider gave", answer("OK", "Z32^CDCPHINVS") + pid + rxa(), {"HISTORICAL"}}});
}

TEST(Hl7, Results) {
  const auto lab = [](const std::string& observation, const std::string& value, const std::string& status,
                      const std::string& time) {
    return "MSH|^~\\&|A|B|C|D|20261101||ORU^R01^ORU_R01|1|P|2.5.1\r" + pid + "OBR|1|||94500-6^x^LN\rOBX|1|CWE|" +
           observation + "||" + value + "||||||" + status + "|||" + time + "\r";
  };
  const std::string covid = "94500-6^x^LN";
  const std::string negative = "260415000^Not detected^SCT";
  const std::string time = "20261030093000-0500";
  expect({{"good", lab(covid, negative, "F", time), {}, 1},
          {"a word", lab(covid, "Negative", "C", time), {}, 1},
          {"preliminary", lab(covid, negative, "P", time), {"NOT_FINAL"}},
          {"no LOINC", lab("X^y^L", negative, "F", time), {"NO_CODE"}},
          {"no form of LOINC", lab("9450O-6^x^LN", negative, "F", time), {"UNKNOWN_CODE"}},
          {"an answer that is no result", lab("82810-3^x^LN", "77386006^Pregnant^SCT", "F", time), {"NO_VALUE"}},
          {"no zone", lab(covid, negative, "F", "20261030093000"), {"MISSING_ZONE"}},
          {"no time", lab(covid, negative, "F", "20261030"), {"BAD_DATE"}},
          {"a year before computers", lab(covid, negative, "F", "00261030093000-0500"), {"BAD_DATE"}},
          {"before birth", lab(covid, negative, "F", "19840614093000-0500"), {"BEFORE_BIRTH"}},
          {"tomorrow", lab(covid, negative, "F", "20261224093000-0500"), {"FUTURE_DATE"}}});
}

TEST(Hl7, ATimeWithoutAZoneTakesTheIssuersWithAWarning) {
  InputRules given = rules();
  given.zone_offset = [](std::chrono::local_seconds) { return std::optional(std::chrono::seconds{-18000}); };
  const InputRead found = read("MSH|^~\\&|A|B|C|D|20261101||ORU^R01^ORU_R01|1|P|2.5.1\r" + pid +
                                   "OBX|1|CWE|94500-6^x^LN||260415000^Not detected^SCT||||||F|||20261030093000\r",
                               given);
  EXPECT_EQ(codes(found), Codes{"ZONE_ASSUMED"});
  EXPECT_EQ(found.persons.at(0).results.at(0).effective, "2026-10-30T09:30:00-05:00");
}

TEST(Delimited, EveryErrorOfARowIsTold) {
  const auto row = [](const std::string& text) { return header + text + "\n"; };
  expect({{"good", header + good_row, {}, 1},
          {"no family name", row(",Ana,1984-06-15,2021-03-15,208,,,,,"), {"MISSING"}},
          {"no code", row("Rivera,Ana,1984-06-15,2021-03-15,,,,,,"), {"MISSING"}},
          {"two errors", row("Rivera,Ana,1984-06-15,2/30/2021,299,,,,,"), {"BAD_DATE", "UNKNOWN_CODE"}},
          {"a serial number", row("Rivera,Ana,1984-06-15,45901,208,,,,,"), {"BAD_DATE"}},
          {"zeros", row("Rivera,Ana,0/0/0000,2021-03-15,208,,,,,"), {"BAD_DATE"}},
          {"a formula", row("=1+1,Ana,1984-06-15,2021-03-15,208,,,,,"), {"FORMULA"}},
          {"a control character",
           row(std::string("Riv\0era", 7) + ",Ana,1984-06-15,2021-03-15,208,,,,,"),
           {"CONTROL_CHARACTER"}},
          {"too few cells", row("Rivera,Ana"), {"COLUMN_COUNT"}},
          {"an empty row", header + ",,,,,,,,,\n" + good_row, {"EMPTY_ROW"}, 1},
          {"twice", header + good_row + good_row, {"DUPLICATE_ROW"}, 1},
          {"codes that disagree", row("Rivera,Ana,1984-06-15,2021-03-15,312,59267-1000-01,,,,"), {"CODE_CONFLICT"}},
          {"a name of four vaccines", row("Rivera,Ana,1984-06-15,2021-03-15,,,COMIRNATY,,,"), {"UNKNOWN_CODE"}},
          {"a product", row("Rivera,Ana,1984-06-15,2021-03-15,,59267100001,,,,"), {}, 1},
          {"a code without its zero", row("Rivera,Ana,1984-06-15,2021-03-15,3,,,,,"), {"CVX_PADDED"}, 1},
          {"a damaged lot", row("Rivera,Ana,1984-06-15,2021-03-15,208,,,,1.00E+05,"), {"LOT_DAMAGED"}, 1},
          {"an odd lot", row("Rivera,Ana,1984-06-15,2021-03-15,208,,,,A*1,"), {"LOT_ODD"}, 1},
          {"two digits of a year", row("Rivera,Ana,6/15/84,2021-03-15,208,,,,,"), {"TWO_DIGIT_YEAR"}, 1},
          {"dates of both orders", row("Rivera,Ana,1984-06-15,3/4/2021,208,,,,,"), {"AMBIGUOUS_DATES"}},
          {"dates of one order", row("Rivera,Ana,1984-06-15,3/14/2021,208,,,,,"), {}, 1},
          {"a quote that does not end", row("\"Rivera,Ana,1984-06-15,2021-03-15,208,,,,,"), {"UNCLOSED_QUOTE"}},
          {"Latin-1", row("M\xFCller,Ana,1984-06-15,2021-03-15,208,,,,,"), {"NOT_UTF8"}},
          {"no birth dates", "last_name,first_name,admin_date,cvx\nRivera,Ana,2021-03-15,208\n", {"MISSING_COLUMN"}},
          {"a row of 2 MB",
           row("Rivera," + std::string(2'000'000, 'a') + ",1984-06-15,2021-03-15,208,,,,,"),
           {"TOO_LONG"}}});
}

TEST(Delimited, DatesAreThoseOfTheStatedOrder) {
  InputRules given = rules();
  const std::string bytes = header + "Rivera,Ana,3/4/80,5/6/2021,208,,,,,\n";
  given.dates = DateOrder::mdy;
  EXPECT_EQ(read(bytes, given).persons.at(0).doses.at(0).date, "2021-05-06");
  EXPECT_EQ(read(bytes, given).persons.at(0).birth_date, "1980-03-04");
  given.dates = DateOrder::dmy;
  EXPECT_EQ(read(bytes, given).persons.at(0).doses.at(0).date, "2021-06-05");
  given.map.dates = DateOrder::mdy;
  EXPECT_EQ(read_input(bytes, given).error().code, Errc::usage);
}

TEST(Delimited, HeadersOfFourLanguages) {
  for (const char* names :
       {"Nachname;Vorname;Geburtsdatum;Impfdatum;cvx", "Name;Vorname;geboren am;Datum der Impfung;CVX Code",
        "Nom de famille;Prénom;Date de naissance;Date de vaccination;cvx",
        "nom;prenoms;né(e) le;date d'administration;cvx",
        "Apellidos;Nombres;Fecha de nacimiento;Fecha de vacunación;cvx",
        "RECIP_LAST_NAME;Patient First;DOB;Shot-Date;Vaccine Code"}) {
    const InputRead found = read(std::string(names) + "\r\nRivera;Ana;1984-06-15;2021-03-15;208\r\n");
    EXPECT_EQ(num_issuable(found), 1U) << names;
    EXPECT_TRUE(found.ignored.empty()) << names;
  }
}

TEST(Delimited, AMapRenamesAndIgnores) {
  InputRules given = rules();
  given.map = read_column_map("# export\nWer = last_name\nWann=admin_date\ncvx = -\nCode = cvx\ndates = dmy\n").value();
  const InputRead found = read("Wer,Vorname,DOB,Wann,cvx,Code\nRivera,Ana,1984-06-15,14.3.2021,999,208\n", given);
  ASSERT_EQ(num_issuable(found), 1U);
  EXPECT_EQ(found.persons[0].doses.at(0).code, "208");
  for (const char* bad :
       {"x\n", "a = nothing\n", "dates = ydm\n", "dates = mdy\ndates = mdy\n", "a = cvx\nA = ndc\n", "= cvx\n"}) {
    EXPECT_EQ(read_column_map(bad).error().code, Errc::in_map_form) << bad;
  }
  EXPECT_EQ(read_column_map("\xFF = cvx\n").error().code, Errc::in_not_utf8);
}

TEST(Delimited, APersonIsOneCardWhateverTheOrderOfRows) {
  const std::string head = "patient_id,last_name,first_name,birth_date,admin_date,cvx\n";
  const InputRead found =
      read(head + "1,Rivera,Ana,1984-06-15,2021-03-15,208\n2,Okafor,Chidi,1990-01-02,2021-03-15,208\n" +
           "1,Rivera,ANA,1984-06-15,2021-02-15,208\n");
  ASSERT_EQ(found.persons.size(), 2U);
  EXPECT_EQ(found.persons[0].doses.size(), 2U);
  EXPECT_EQ(found.persons[0].doses[0].line, 4);
}

TEST(Delimited, OneNumberAndTwoBirthDatesAreAConflictThatNamesEveryRow) {
  const std::string head = "patient_id,last_name,first_name,birth_date,admin_date,cvx\n";
  const InputRead found =
      read(head + "1,Rivera,Ana,1984-06-15,2021-03-15,208\n2,Okafor,Chidi,1990-01-02,2021-03-15,208\n" +
           "1,Rivera,Ana,1985-06-15,2021-02-15,208\n");
  ASSERT_EQ(num_issuable(found), 1U);
  const Intake& refused = found.persons.at(0);
  EXPECT_FALSE(refused.is_issuable());
  ASSERT_EQ(refused.findings.size(), 2U);
  EXPECT_EQ(refused.findings[0], (InputFinding{2, "patient_id", Severity::error, Errc::in_person_conflict, {4}}));
  EXPECT_EQ(refused.findings[1], (InputFinding{4, "patient_id", Severity::error, Errc::in_person_conflict, {2}}));
}

// A file for each code that the reference has for inputs (inputs.md 9), by the name that a report has.
std::vector<std::pair<std::string, std::string>> file_of_each_code() {
  const std::string rsp = "MSH|^~\\&|A|B|C|D|20261101||RSP^K11^RSP_K11|1|P|2.5.1|||||||||Z32\rMSA|AA|1\r";
  const std::string lab = "MSH|^~\\&|A|B|C|D|20261101||ORU^R01^ORU_R01|1|P|2.5.1\r" + pid +
                          "OBX|1|CWE|94500-6^x^LN||260415000^Not detected^SCT||||||F|||20261030093000\r";
  const auto row = [](const std::string& cells) { return header + cells + "\n"; };
  const auto dose = [](const std::string& code, const std::string& lot = "EN6207", const std::string& source = "00",
                       const std::string& done = "CP") {
    return msh + pid + rxa("20210315", code, lot, source, "", done);
  };
  std::string long_site = dose("208^x^CVX");
  long_site.replace(long_site.find("Corner"), 6, "The Corner Pharmacy of the Long Name");
  return {{"UNKNOWN_FORMAT", "hello"},
          {"EMPTY_FILE", ""},
          {"NOT_UTF8", row("M\xFCller,Ana,1984-06-15,2021-03-15,208,,,,,")},
          {"MISSING_COLUMN", "last_name,first_name,admin_date,cvx\nRivera,Ana,2021-03-15,208\n"},
          {"AMBIGUOUS_DATES", row("Rivera,Ana,1984-06-15,3/4/2021,208,,,,,")},
          {"UNCLOSED_QUOTE", row("\"Rivera,Ana,1984-06-15,2021-03-15,208,,,,,")},
          {"BATCH_INCOMPLETE", "BHS|^~\\&|A\r" + dose("208^x^CVX") + "BTS|3\r"},
          {"NO_MATCH", rsp + "QAK|1|NF\r"},
          {"CANDIDATES", rsp + "QAK|1|OK\r" + pid + pid},
          {"REGISTRY_ERROR", rsp + "QAK|1|AE\r"},
          {"NOTHING_TO_ISSUE", header},
          {"MISSING", row(",Ana,1984-06-15,2021-03-15,208,,,,,")},
          {"PLACEHOLDER_NAME", row("Rivera,Baby Boy,1984-06-15,2021-03-15,208,,,,,")},
          {"FORMULA", row("@Rivera,Ana,1984-06-15,2021-03-15,208,,,,,")},
          {"CONTROL_CHARACTER", row("Riv\x01"
                                    "era,Ana,1984-06-15,2021-03-15,208,,,,,")},
          {"TOO_LONG", row("Rivera,Ana,1984-06-15,2021-03-15,208,,,,12345678901234567890,")},
          {"COLUMN_COUNT", row("Rivera,Ana")},
          {"BAD_STRUCTURE", msh + pid + "rxa|1\r"},
          {"NOT_GIVEN", dose("208^x^CVX", "L", "00", "RE")},
          {"DELETED", msh + pid + rxa("20210315", "208^x^CVX", "L", "00", "", "CP", "D")},
          {"PARTIAL_DOSE", dose("208^x^CVX", "L", "00", "PA")},
          {"HISTORICAL", dose("208^x^CVX", "L", "08")},
          {"NO_CODE", dose("")},
          {"UNKNOWN_CODE", dose("299^x^CVX")},
          {"CODE_CONFLICT", dose("312^x^CVX^59267-1000-01^y^NDC")},
          {"BAD_DATE", msh + pid + rxa("20210230")},
          {"FUTURE_DATE", msh + pid + rxa("20261224")},
          {"BEFORE_BIRTH", msh + pid + rxa("19840614")},
          {"DUPLICATE", dose("208^x^CVX") + rxa()},
          {"MISSING_ZONE", lab},
          {"STATUS_ASSUMED", dose("208^x^CVX", "L", "00", "")},
          {"STRUCTURE_MISMATCH", "MSH|^~\\&|A|B|C|D|20261101||VXU^V04^RSP_K1|1|P|2.5.1\r" + pid + rxa()},
          {"CODE_TEXT_MISMATCH", dose("85^Hep B^CVX")},
          {"UNSPECIFIED_VACCINE", dose("213^x^CVX")},
          {"CVX_PADDED", row("Rivera,Ana,1984-06-15,2021-03-15,3,,,,,")},
          {"LOT_CLEANED", dose("208^x^CVX", "LOT# 5")},
          {"LOT_DAMAGED", dose("208^x^CVX", "####")},
          {"LOT_ODD", dose("208^x^CVX", "A*1")},
          {"TWO_DIGIT_YEAR", row("Rivera,Ana,6/15/84,2021-03-15,208,,,,,")},
          {"DUPLICATE_ROW", header + good_row + good_row},
          {"EMPTY_ROW", header + ",,,,,,,,,\n" + good_row},
          {"DATE_AFTER_MESSAGE", msh + pid + rxa("20261102")},
          {"PERFORMER_CUT", long_site}};
}

TEST(Input, EveryCodeOfTheReferenceHasAFileThatGivesIt) {
  for (const auto& [code, bytes] : file_of_each_code()) {
    const auto found = read_input(bytes, rules());
    const Codes given = found ? codes(*found) : Codes{std::string(name(found.error().code))};
    EXPECT_TRUE(given.contains(code)) << code;
  }
}

TEST(Input, FilesOfNoKind) {
  EXPECT_EQ(read_input("", rules()).error().code, Errc::in_empty_file);
  EXPECT_EQ(read_input(" \r\n", rules()).error().code, Errc::in_empty_file);
  EXPECT_EQ(read_input("\xEF\xBB\xBF", rules()).error().code, Errc::in_empty_file);
  EXPECT_EQ(read_input("hello", rules()).error().code, Errc::in_unknown_format);
  EXPECT_EQ(read_input(std::string(max_input_bytes + 1, 'x'), rules()).error().code, Errc::input_too_large);
}

TEST(Input, WhatIsIssuableFitsACard) {
  const InputRead found = read(msh + pid + rxa());
  const auto minimal = minimal_bundle(found.persons.at(0), {.today = rules().today});
  ASSERT_TRUE(minimal.has_value());
  EXPECT_TRUE(minimal->findings.empty());
  EXPECT_EQ(minimal->kept.at(0).event.lot, "EN6207");
  EXPECT_EQ(minimal->kept[0].event.performer, "Corner");
}

TEST(Input, ASuffixThatTheRecordHasStandsOnTheCardAndStaysThere) {
  const InputRead found = read(msh + "PID|1||77^^^S^MR||Rivera^Ana^^JR^DR^^L||19840615\r" + rxa());
  const MinimiseOptions options{.today = rules().today};
  const auto card = minimal_bundle(found.persons.at(0), options);
  ASSERT_TRUE(card.has_value());
  EXPECT_NE(card->json.find(R"("family":"Rivera","given":["Ana"],"suffix":["JR"]})"), std::string::npos) << card->json;
  EXPECT_EQ(minimise(card->json, options).value().json, card->json);
}

TEST(Input, EveryPrefixOfAFileIsReadWithoutHarm) {
  const std::string message = msh + pid + rxa();
  const std::string table = header + good_row;
  for (std::size_t size = 0; size < message.size(); ++size) (void)read_input(message.substr(0, size), rules());
  for (std::size_t size = 0; size < table.size(); ++size) (void)read_input(table.substr(0, size), rules());
}

// ---- files of which only a window is in memory

// Rows of `persons` people in turn, each with a dose of its own day, padded so that the file is many windows long.
std::string rows_in_turn(int persons, int doses) {
  std::string csv = "patient_id,last_name,first_name,birth_date,admin_date,cvx,lot_number,note\n";
  for (int dose = 0; dose < doses; ++dose) {
    for (int person = 0; person < persons; ++person) {
      const std::string day = std::to_string(10 + dose % 18);
      csv += "P" + std::to_string(person) + ",Rivera" + std::to_string(person) + ",Ana,1984-06-15,2021-0" +
             std::to_string(1 + dose / 18) + "-" + day + ",140,L" + std::to_string(dose) + "," + std::string(400, 'x') +
             "\n";
    }
  }
  return csv;
}

TEST(Streamed, RowsOfAPersonThatStandFarApartAreOneCard) {
  const std::string csv = rows_in_turn(200, 30);
  ASSERT_GT(csv.size(), 2'000'000U);
  const InputRead read = read_input(csv, rules()).value();
  ASSERT_EQ(read.persons.size(), 200U);
  EXPECT_EQ(read.records, 6000);
  for (std::size_t i = 0; i < read.persons.size(); ++i) {
    EXPECT_EQ(read.persons[i].person_key, "P" + std::to_string(i));
    EXPECT_EQ(read.persons[i].line, static_cast<std::int64_t>(i) + 2);
    ASSERT_EQ(read.persons[i].doses.size(), 30U) << i;
    EXPECT_EQ(read.persons[i].doses[29].lot, "L29");
  }
}

TEST(Streamed, MessagesOfAPersonThatStandFarApartAreOneCard) {
  std::string file;
  for (int dose = 0; dose < 20; ++dose) {
    for (int person = 0; person < 50; ++person) {
      const std::string number = std::to_string(person);
      file += "MSH|^~\\&|A|B|C|D|20261101||VXU^V04|" + number + "|P|2.5.1\rPID|1||" + number + "^^^X^MR||Rivera" +
              number + "^Ana^^^^^L||19840615\rNTE|1||" + std::string(2000, 'n') + "\rRXA|0|1|202101" +
              std::to_string(10 + dose) + "||140^flu^CVX|0.5|||00||||||L" + std::to_string(dose) + "||SKB|||CP|A\r";
    }
  }
  ASSERT_GT(file.size(), 2'000'000U);
  const InputRead read = read_input(file, rules()).value();
  ASSERT_EQ(read.persons.size(), 50U);
  EXPECT_EQ(read.records, 1000);
  for (const Intake& person : read.persons) EXPECT_EQ(person.doses.size(), 20U) << person.line;
}

// Else a row that is mended and sent again would pass for issued.
TEST(Delimited, TheEventOfARefusedRowIsNotKept) {
  const InputRead read =
      read_input(
          "event_id,last_name,first_name,birth_date,admin_date,cvx\nE1,Rivera,Ana,1984-06-15,2021-03-15,140\n"
          "E2,Rivera,Ana,1984-06-15,2021-02-30,308\n",
          rules())
          .value();
  EXPECT_EQ(read.persons.at(0).events, std::vector<std::string>{"E1"});
}

TEST(Streamed, ARowThatIsTooLongIsToldAndTheNextOneIsRead) {
  const std::string csv = "last_name,first_name,birth_date,admin_date,cvx\nRivera,Ana,1984-06-15,2021-03-15," +
                          std::string(10'000'000, '1') + "\nOkafor,Chidi,1990-01-02,2021-03-15,140\n";
  const InputRead read = read_input(csv, rules()).value();
  ASSERT_EQ(read.persons.size(), 2U);
  EXPECT_FALSE(read.persons[0].is_issuable());
  EXPECT_EQ(read.persons[0].findings.at(0).code, Errc::in_too_long);
  EXPECT_TRUE(read.persons[1].is_issuable());
  EXPECT_EQ(read.persons[1].line, 3);
}

}  // namespace
}  // namespace vhc
