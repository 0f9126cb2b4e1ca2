// Rows of delimited files: what takes a dose back, whose row it is, which of two rows speaks.
#include "delimited_reading.h"

namespace vhc {
namespace {

struct Cell {
  const char* header;
  const char* cell;
  const char* code;  // nullptr: the dose is issued, and nothing is said
};

void expect(const std::vector<Cell>& cells, const InputRules& rules = test_rules()) {
  for (const Cell& one : cells) {
    SCOPED_TRACE(std::string(one.header) + ": " + one.cell);
    const InputRead found = with_column(one.header, one.cell, rules);
    EXPECT_EQ(num_issuable(found), one.code == nullptr ? 1U : 0U);
    EXPECT_EQ(codes_of(found), one.code == nullptr ? Codes{} : Codes{one.code});
  }
}

TEST(DelimitedRow, NothingButAClearNoLeavesADoseBesideARefusal) {
  for (const char* word : {"Refused", "Declined", "Parental decision", "03", "X", "T", "UNK", "Yes.", "Y", "?", "-",
                           "N/A", "no thanks", "nö"}) {
    expect({{"vax_refusal", word, "NOT_GIVEN"}, {"Declined", word, "NOT_GIVEN"}});
  }
  for (const char* word : {"", " ", "no", "NO", "n", "False", "f", "0", "none", "nein", "non", "No.", "\xC2\xA0no"}) {
    expect({{"vax_refusal", word, nullptr}, {"Refusal Reason", word, nullptr}, {"voided", word, nullptr}});
  }
}

TEST(DelimitedRow, ColumnsThatSayWhatBecameOfADose) {
  expect({{"completion", "complete", nullptr},
          {"Completion Status", "CP", nullptr},
          {"vax_status", "given", nullptr},
          {"VACCINATED", "1", nullptr},
          {"Dose Given", "", nullptr},
          {"Was Given?", "maybe", "NOT_GIVEN"},
          {"Administered", "N", "NOT_GIVEN"},
          {"completion", "NA", "NOT_GIVEN"},
          {"vaccination status", "pending", "NOT_GIVEN"},
          {"completion", "PA", "PARTIAL_DOSE"},
          {"Action Code", "A", nullptr},
          {"Record Action", "Update", nullptr},
          {"action", "D", "DELETED"},
          {"action", "delete", "DELETED"},
          {"action", "X", "BAD_STRUCTURE"},
          {"Deleted", "1", "DELETED"},
          {"void", "since May", "DELETED"},
          {"Entered in error", "no", nullptr},
          {"No Show", "Y", "NOT_GIVEN"},
          {"recip_missed_appt", "YES", "NOT_GIVEN"},
          {"recip_missed_appt", "NO", nullptr},
          {"Historical", "N", nullptr},
          {"Historical", "Y", "HISTORICAL"},
          {"Information Source", "00", nullptr},
          {"Information Source", "parent", "HISTORICAL"}});
}

TEST(DelimitedRow, AStatusAloneIsReadAsFarAsItsWordsAreKnown) {
  expect({{"Status", "Completed", nullptr},
          {"Status", "Filled", nullptr},
          {"Status", "", nullptr},
          {"Status", "not-done", "NOT_GIVEN"},
          {"Status", "Cancelled by patient", "NOT_GIVEN"},
          {"Status", "On hold", "NOT_GIVEN"},
          {"Status", "RE", "NOT_GIVEN"},
          {"Status", "entered-in-error", "DELETED"},
          {"Status", "Deleted", "DELETED"},
          {"Status", "partial", "PARTIAL_DOSE"},
          {"Status", "blue", "UNMAPPED_COLUMN"}});
}

TEST(DelimitedRow, AColumnWithoutAMeaningStopsADoseThatItTakesBack) {
  expect({{"Order Status", "cancelled", "UNMAPPED_COLUMN"},
          {"Order Status", "Canceled 3/4", "UNMAPPED_COLUMN"},
          {"Order Status", "held", "UNMAPPED_COLUMN"},
          {"Order Status", "NA", "UNMAPPED_COLUMN"},
          {"Rx status", "Not administered", "UNMAPPED_COLUMN"},
          {"Visit outcome", "no show", "UNMAPPED_COLUMN"},
          {"Refusal form", "signed", "UNMAPPED_COLUMN"},
          {"Declined by", "mother", "UNMAPPED_COLUMN"},
          {"Void Date", "2021-03-16", "UNMAPPED_COLUMN"},
          {"Historical record", "Y", "UNMAPPED_COLUMN"},
          {"Not given because", "fever", "UNMAPPED_COLUMN"},
          {"Consent given", "no", "UNMAPPED_COLUMN"},
          {"Completed", "false", "UNMAPPED_COLUMN"}});
}

TEST(DelimitedRow, ColumnsThatSoundAlikeStopNothing) {
  const auto quiet = [](const char* header, const char* cell) {
    SCOPED_TRACE(std::string(header) + ": " + cell);
    const InputRead found = with_column(header, cell);
    EXPECT_EQ(num_issuable(found), 1U);
    EXPECT_EQ(codes_of(found), Codes{});
  };
  quiet("Order Status", "filled");
  quiet("Order Status", "");
  quiet("Marital Status", "NA");
  quiet("Smoking status", "declined");
  quiet("cmorbid_status", "NO");
  quiet("vax_series_complete", "NO");
  quiet("Administered By", "\"Voidlin, K.\"");
  quiet("Given By", "N. Held");
  quiet("Adverse reaction", "error");
  quiet("Medical history", "Asthma");
  quiet("Void Date", "N/A");
  quiet("Comment", "refused the flu shot last year");
}

TEST(DelimitedRow, TheColumnThatStopsARowIsNamedByNumberAndHeader) {
  const InputRead found = with_column("Order Status", "cancelled");
  ASSERT_EQ(found.persons.at(0).findings.size(), 1U);
  EXPECT_EQ(found.persons[0].findings[0].field, "column 7 \"Order Status\"");
  EXPECT_EQ(found.persons[0].findings[0].line, 2);
  InputRules given = test_rules();
  given.map = read_column_map("Order Status = -\n").value();
  EXPECT_EQ(num_issuable(with_column("Order Status", "in a blue box", given)), 1U);
  EXPECT_EQ(num_issuable(with_column("Order Status", "cancelled", given)), 1U);
  given.map = read_column_map("Note = -\n").value();
  EXPECT_EQ(codes_of(with_column("Note", "cancelled", given)), Codes{"UNMAPPED_COLUMN"});
  given.map = read_column_map("Order Status = completion\n").value();
  EXPECT_EQ(codes_of(with_column("Order Status", "cancelled", given)), Codes{"NOT_GIVEN"});
}

TEST(DelimitedRow, EveryErrorOfARowIsToldBesideThatOfItsPerson) {
  const InputRead found = read_file(plain_header + "\n,Ana,1984-06-15,2021-02-30,299,L1\n");
  EXPECT_EQ(codes_of(found), (Codes{"MISSING", "BAD_DATE", "UNKNOWN_CODE"}));
}

TEST(DelimitedRow, OfTwoColumnsOfOneMeaningBothAreRead) {
  for (const char* cells : {"CP,cancelled", "RE,complete", "complete,RE", ",RE"}) {
    const InputRead found = with_column("Completion Status,Status", cells);
    EXPECT_EQ(num_issuable(found), 0U) << cells;
  }
  EXPECT_EQ(num_issuable(with_column("Completion Status,vaccinated", "CP,N")), 0U);
  EXPECT_EQ(num_issuable(with_column("refused,declined", "no,yes")), 0U);
  EXPECT_EQ(num_issuable(with_column("action,record action", "A,D")), 0U);
  EXPECT_EQ(codes_of(with_column("Status,Refused", "complete,yes")), Codes{"NOT_GIVEN"});
}

TEST(DelimitedRow, FamilyNamesOfTwoColumnsAreOneName) {
  InputRules given = test_rules();
  given.map = read_column_map("paterno = last_name\nmaterno = last_name\n").value();
  for (const auto& [head, rules] :
       {std::pair("paterno,materno", given), std::pair("Apellido paterno,Apellido materno", test_rules())}) {
    const InputRead found = read_file(
        std::string(head) + ",first_name,birth_date,admin_date,cvx\n" + "Muñoz,Ruiz,Ana,1984-06-15,2021-03-15,208\n",
        rules);
    ASSERT_EQ(num_issuable(found), 1U) << head;
    EXPECT_EQ(found.persons[0].name.family, "Muñoz Ruiz");
  }
}

TEST(DelimitedRow, WholeNames) {
  const auto name_in = [](const std::string& cell) {
    return read_file("name,birth_date,admin_date,cvx\n\"" + cell + "\",1984-06-15,2021-03-15,208\n").persons.at(0).name;
  };
  EXPECT_EQ(name_in("Rivera, Ana, Jr.").given, std::vector<std::string>{"Ana"});
  EXPECT_EQ(name_in("Rivera, Ana, Jr.").suffix, std::vector<std::string>{"Jr."});
  EXPECT_EQ(name_in("Rivera, Jr., Ana").given, std::vector<std::string>{"Ana"});
  EXPECT_EQ(name_in("Rivera,Ana  Maria").given, (std::vector<std::string>{"Ana", "Maria"}));
  EXPECT_EQ(name_in("Ana Rivera").text, "Ana Rivera");
  EXPECT_EQ(name_in("Rivera,").text, "Rivera");
}

TEST(DelimitedRow, ANumberInAColumnOfProductsIsACode) {
  const auto code_of = [](const std::string& header, const std::string& cell) {
    const InputRead found = read_file("last_name,first_name,birth_date,admin_date," + header +
                                      "\nRivera,Ana,1984-06-15,2021-03-15," + cell + "\n");
    return num_issuable(found) == 1 ? found.persons[0].doses.at(0).code : std::string{};
  };
  EXPECT_EQ(code_of("Vaccine", "208"), "208");
  EXPECT_EQ(code_of("Vaccine", "59267-1000-01"), "208");
  EXPECT_EQ(code_of("Vaccine Code", "59267100001"), "208");
  EXPECT_EQ(code_of("cvx", "\"=\"\"03\"\"\""), "03");
  EXPECT_EQ(code_of("Vaccine", "COMIRNATY"), "") << "a name of four vaccines";
}

// ---- whose row, and which of two rows speaks

const std::string event_header =
    "patient_id,event_id,last_name,first_name,birth_date,admin_date,cvx,lot_number,refused\n";

TEST(DelimitedEvents, TheLastRowOfAnEventSpeaks) {
  const std::string first = "7,E1,Rivera,Ana,1984-06-15,2021-03-15,208,L1,\n";
  const std::string second = "7,E1,Rivera,Ana,1984-06-15,2021-03-16,207,L2,\n";
  const std::string refused = "7,E1,Rivera,Ana,1984-06-15,2021-03-15,208,L1,yes\n";
  const auto lot = [](const std::string& rows) {
    const InputRead found = read_file(event_header + rows);
    return num_issuable(found) == 1 && found.persons.at(0).doses.size() == 1 ? found.persons[0].doses[0].lot : "none";
  };
  EXPECT_EQ(lot(first + second), "L2");
  EXPECT_EQ(lot(second + first), "L1");
  EXPECT_EQ(lot(first + second + first), "L1") << "an equal row is no repetition when another stands between";
  EXPECT_EQ(lot(first + refused), "none");
  EXPECT_EQ(lot(first + refused + first), "L1");
  EXPECT_EQ(lot(first + first), "L1");
  EXPECT_EQ(lot(first + "7,E1,Rivera,Ana,1984-02-30,2021-03-15,208,L1,yes\n"), "none") << "of a faulty row too";
}

TEST(DelimitedEvents, AnEventBelongsToItsPerson) {
  const std::string ana = "7,1,Rivera,Ana,1984-06-15,2021-03-15,208,L1,\n";
  const InputRead shared = read_file(event_header + ana + "8,1,Okafor,Chidi,1990-01-02,2021-03-15,208,L2,yes\n");
  EXPECT_EQ(num_issuable(shared), 1U);
  EXPECT_EQ(codes_of(shared), (Codes{"EVENT_ID_SHARED", "NOT_GIVEN"}));
  const InputRead same = read_file(event_header + ana + "8,1,RIVERA,Ana,1984-06-15,2021-03-15,208,L1,yes\n");
  EXPECT_EQ(num_issuable(same), 0U) << "perhaps the same person under another number";
  EXPECT_TRUE(codes_of(same).contains("STATUS_CONFLICT"));
  const InputRead nobody = read_file(event_header + ana + ",1,Rivera,Ana,1984-13-15,2021-03-15,208,L1,yes\n");
  EXPECT_EQ(num_issuable(nobody), 0U) << "a row that nobody can read takes it back";
  const InputRead cut_off = read_file(event_header + ana + "7,1,Rivera,Ana\n");
  EXPECT_EQ(num_issuable(cut_off), 0U);
}

TEST(DelimitedEvents, APersonsRowsAreJoinedByAKeyThatCanBeOne) {
  const auto row = [](const char* key, const char* given, const char* born) {
    return std::string(key) + ",," + "Rivera," + given + "," + born + ",2021-03-15,208,L1,\n";
  };
  for (const auto& [given, born] : {std::pair("Luis", "1984-06-15"), std::pair("Ana", "1984-05-16")}) {
    const InputRead found = read_file(event_header + row("7", "Ana", "1984-06-15") + row("7", given, born));
    EXPECT_EQ(num_issuable(found), 0U);
    EXPECT_TRUE(codes_of(found).contains("PERSON_CONFLICT"));
  }
  for (const char* key : {"", "0", "NULL", "N/A", "1.23E+11", "9999999"}) {
    const InputRead found = read_file(event_header + row(key, "Ana", "1984-06-15") + row(key, "Luis", "1984-06-15"));
    EXPECT_EQ(num_issuable(found), 2U) << key;
  }
}

}  // namespace
}  // namespace vhc
