// Dates of delimited files (inputs.md 4.3).
#include "delimited_reading.h"

namespace vhc {
namespace {

std::string day_given(const std::string& cell, DateOrder order = DateOrder::unstated) {
  InputRules given = test_rules();
  given.dates = order;
  const InputRead found =
      read_file("last_name,first_name,birth_date,admin_date,cvx\nRivera,Ana,1930-01-01,\"" + cell + "\",208\n", given);
  return num_issuable(found) == 1 ? found.persons.at(0).doses.at(0).date : std::string{};
}

TEST(DelimitedDates, FormsThatLeaveNoDoubt) {
  for (const char* cell : {"2021-03-05",
                           "20210305",
                           "2021/03/05",
                           "2021/3/5",
                           "2021.03.05",
                           "5-MAR-2021",
                           "05 March 2021",
                           "5. März 2021",
                           "5 mars 2021",
                           "5-marzo-2021",
                           "05MAR2021",
                           "5 de marzo de 2021",
                           "March 5, 2021",
                           "2021-Mar-05",
                           "2021-03-05 14:30",
                           "2021-03-05T14:30:00",
                           "2021-03-05T14:30:00.123Z",
                           "2021-03-05 2:30 PM",
                           "2021-03-05 12:00:00 AM",
                           "2021-03-05 10:00 EST",
                           "20210305T1430",
                           " 2021-03-05 ",
                           "\xC2\xA0"
                           "2021-03-05",
                           "=\"\"2021-03-05\"\""}) {
    EXPECT_EQ(day_given(cell), "2021-03-05") << cell;
    EXPECT_EQ(day_given(cell, DateOrder::ymd), "2021-03-05") << cell;
  }
}

TEST(DelimitedDates, MonthsOfFourLanguages) {
  const std::vector<std::vector<const char*>> months{{"Jan", "Januar", "Jänner", "janv.", "ene", "enero"},
                                                     {"feb", "Februar", "févr.", "febrero"},
                                                     {"mar", "März", "mars"},
                                                     {"avril", "abr", "April"},
                                                     {"mai", "mayo", "May"},
                                                     {"Juni", "juin", "jun"},
                                                     {"Juli", "juillet", "julio"},
                                                     {"août", "ago", "AUG"},
                                                     {"Sept.", "septiembre"},
                                                     {"Okt", "OCT", "octobre"},
                                                     {"nov", "noviembre"},
                                                     {"Dez", "déc", "dic", "DEC"}};
  for (std::size_t i = 0; i < months.size(); ++i) {
    const std::string number = (i < 9 ? "0" : "") + std::to_string(i + 1);
    for (const char* month : months[i]) {
      EXPECT_EQ(day_given("15-" + std::string(month) + "-2021"), "2021-" + number + "-15") << month;
    }
  }
}

TEST(DelimitedDates, WhatIsNoDate) {
  for (const char* cell : {"2021-02-30",       "2021/13/05",      "2021-3",      "2021",       "0/0/0000",
                           "2/30/2021",        "15-XYZ-2021",     "15-jui-2021", "2021/03.05", "2021-03-05X",
                           "2021-03-05 25:00", "2021-03-05 noon", "20210305101", "1899-12-31", "03-05",
                           "5 March",          "44260",           "44260.5",     "today",      "-",
                           "31-FEB-2021"}) {
    EXPECT_EQ(day_given(cell), "") << cell;
    EXPECT_EQ(day_given(cell, DateOrder::mdy), "") << cell;
    EXPECT_EQ(day_given(cell, DateOrder::dmy), "") << cell;
  }
}

TEST(DelimitedDates, AnOrderIsStatedOrNothingIsIssued) {
  for (const char* cell : {"3/5/2021", "03.05.2021", "03-05-2021", "3/5/21"}) {
    EXPECT_EQ(day_given(cell, DateOrder::mdy), "2021-03-05") << cell;
    EXPECT_EQ(day_given(cell, DateOrder::dmy), "2021-05-03") << cell;
    EXPECT_EQ(day_given(cell, DateOrder::ymd), "") << cell;
    EXPECT_EQ(day_given(cell), "") << cell;
  }
  EXPECT_EQ(day_given("12-3-2020"), "") << "both orders";
  EXPECT_EQ(day_given("3/25/2021"), "2021-03-25") << "only one order is possible";
}

// Rows of birth date and date of the dose; the others' cells are good.
std::string issued_days(const std::vector<std::string>& rows, DateOrder order, Codes& codes) {
  InputRules given = test_rules();
  given.dates = order;
  std::string file = "last_name,first_name,birth_date,admin_date,cvx\n";
  char letter = 'a';
  for (const std::string& row : rows) file += std::string("Rivera") + letter++ + ",Ana," + row + ",208\n";
  const InputRead found = read_file(file, given);
  codes = codes_of(found);
  std::string days;
  for (const Intake& person : found.persons) {
    if (person.is_issuable()) days += person.birth_date + " " + person.doses.at(0).date + ";";
  }
  return days;
}

TEST(DelimitedDates, AnOrderThatTheFileContradictsSwapsNoDates) {
  Codes codes;
  EXPECT_EQ(issued_days({"06/15/1984,10/03/2025", "02/12/1957,10/03/2025"}, DateOrder::dmy, codes), "");
  EXPECT_EQ(codes, (Codes{"BAD_DATE", "DATES_CONTRADICT"}));
  EXPECT_EQ(issued_days({"02/12/1957,10/03/2025", "1984-06-15,03/25/2024"}, DateOrder::dmy, codes), "")
      << "what stands below counts too";
  EXPECT_EQ(issued_days({"25/03/1957,2025-03-10", "11/11/1984,2024-03-25", "02/12/1957,2025-03-10",
                         "1990-05-06,2025-03-10", "12/25/1980,2025-03-10"},
                        DateOrder::mdy, codes),
            "1984-11-11 2024-03-25;1990-05-06 2025-03-10;1980-12-25 2025-03-10;")
      << "dates that leave no doubt are read";
  EXPECT_EQ(codes, (Codes{"BAD_DATE", "DATES_CONTRADICT"}));
  EXPECT_EQ(issued_days({"02/12/1957,10/03/2025", "13/32/1957,10/03/2025"}, DateOrder::mdy, codes),
            "1957-02-12 2025-10-03;")
      << "what is a date in no order says nothing";
}

TEST(DelimitedDates, OneDecisiveDateAmongManyThatFitBothOrders) {
  Codes codes;
  std::vector<std::string> rows(6, "01/02/1980,10/03/2025");
  EXPECT_NE(issued_days(rows, DateOrder::mdy, codes), "") << "nothing speaks against what the operator says";
  rows.emplace_back("25/03/1957,10/03/2025");
  EXPECT_EQ(issued_days(rows, DateOrder::mdy, codes), "") << "the only date that tells the order";
  EXPECT_EQ(codes, (Codes{"BAD_DATE", "DATES_CONTRADICT"}));
  rows.back() = "1957-03-25,25/03/2025";
  EXPECT_EQ(issued_days(rows, DateOrder::mdy, codes), "") << "in the other column";
}

TEST(DelimitedDates, ATypingErrorAmongManySwingsNothing) {
  Codes codes;
  std::vector<std::string> rows(11, "12/25/1980,10/03/2025");
  rows.emplace_back("25/03/1957,10/03/2025");
  std::string days = issued_days(rows, DateOrder::mdy, codes);
  EXPECT_EQ(std::count(days.begin(), days.end(), ';'), 11) << days;
  EXPECT_EQ(codes, Codes{"BAD_DATE"}) << "its row alone";
  rows.emplace_back("26/03/1957,10/03/2025");
  EXPECT_EQ(issued_days(rows, DateOrder::mdy, codes), "") << "two are another file's rows";
  EXPECT_EQ(codes, (Codes{"BAD_DATE", "DATES_CONTRADICT"}));
  rows.assign(9, "12/25/1980,10/03/2025");
  rows.emplace_back("25/03/1957,10/03/2025");
  EXPECT_EQ(issued_days(rows, DateOrder::mdy, codes), "") << "nine are not many";
}

TEST(DelimitedDates, ADayThatTheColumnHasWithoutDoubtBearsTheOrderOut) {
  Codes codes;
  EXPECT_EQ(
      issued_days({"02/03/1980,9/1/2025", "1980-02-03,2025-09-01", "13/04/1971,2025-09-01"}, DateOrder::mdy, codes),
      "1980-02-03 2025-09-01;1980-02-03 2025-09-01;");
  EXPECT_EQ(codes, Codes{"BAD_DATE"});
  EXPECT_EQ(
      issued_days({"02/03/1980,9/1/2025", "1980-07-03,2025-09-07", "13/04/1971,2025-09-07"}, DateOrder::mdy, codes),
      "1980-07-03 2025-09-07;");
  EXPECT_EQ(codes, (Codes{"BAD_DATE", "DATES_CONTRADICT"}));
}

TEST(DelimitedDates, EachColumnIsJudgedByItsOwnDates) {
  Codes codes;
  std::vector<std::string> rows(4, "12/25/1980,10/14/2025");
  rows.resize(8, "12/25/1980,10/03/2025");
  rows.emplace_back("03/04/1957,2025-10-03");
  rows.emplace_back("05/06/1957,14/10/2025");
  rows.emplace_back("05/06/1957,15/10/2025");
  const std::string days = issued_days(rows, DateOrder::mdy, codes);
  EXPECT_EQ(days,
            "1980-12-25 2025-10-14;1980-12-25 2025-10-14;1980-12-25 2025-10-14;1980-12-25 2025-10-14;"
            "1957-03-04 2025-10-03;")
      << "births are borne out; of the doses the days that fit both orders are not";
}

TEST(DelimitedDates, TheContradictionIsNamedByItsLine) {
  InputRules given = test_rules();
  given.dates = DateOrder::dmy;
  const InputRead found = read_file(
      "last_name,first_name,birth_date,admin_date,cvx\nRivera,Ana,02/12/1957,2025-10-03,208\n"
      "Okafor,Chidi,06/15/1984,2025-10-03,208\n",
      given);
  ASSERT_EQ(found.persons.at(0).findings.size(), 1U);
  EXPECT_EQ(found.persons[0].findings[0].field, "birth_date");
  EXPECT_EQ(found.persons[0].findings[0].detail, "the date in line 3 fits mdy only");
}

TEST(DelimitedDates, ASerialNumberIsSaidToBeOne) {
  for (const char* row : {"30848,2021-03-15", "1984-06-15,44260"}) {
    const InputRead found =
        read_file("last_name,first_name,birth_date,admin_date,cvx\nRivera,Ana," + std::string(row) + ",208\n");
    ASSERT_EQ(codes_of(found), Codes{"BAD_DATE"}) << row;
    EXPECT_NE(found.persons.at(0).findings.at(0).detail.find("serial number"), std::string::npos) << row;
  }
}

TEST(DelimitedDates, BirthsThatCannotBe) {
  for (const char* born : {"0001-01-01", "1790-05-05", "1895-11-20", "1/1/0001"}) {
    const InputRead found = read_file(std::string("last_name,first_name,birth_date,admin_date,cvx\nRivera,Ana,") +
                                      born + ",2021-03-15,208\n");
    EXPECT_EQ(codes_of(found), Codes{"BAD_DATE"}) << born;
  }
}

TEST(DelimitedDates, AMomentHasTheDayOfTheIssuersZone) {
  InputRules given = test_rules();
  given.zone_is_known = true;
  given.zone_day = [](UnixTime moment) {
    return std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(moment - std::chrono::hours{6})};
  };
  const auto read = [&](const std::string& born, const std::string& day) {
    return read_file("last_name,first_name,birth_date,admin_date,cvx\nRivera,Ana," + born + "," + day + ",208\n",
                     given);
  };
  const InputRead evening = read("1984-06-15", "2021-03-15T02:00:00Z");
  EXPECT_EQ(evening.persons.at(0).doses.at(0).date, "2021-03-14");
  EXPECT_EQ(codes_of(evening), Codes{"DATE_ZONE"});
  EXPECT_EQ(read("1984-06-15", "2021-03-15 23:30").persons.at(0).doses.at(0).date, "2021-03-15");
  EXPECT_EQ(codes_of(read("1984-06-15", "2021-03-15T23:30:00-06:00")), Codes{});
  EXPECT_EQ(read("1984-06-15", "2021-03-15T23:30:00-10:00").persons.at(0).doses.at(0).date, "2021-03-16");
  const InputRead born = read("1984-06-15T00:00:00Z", "2021-03-15");
  EXPECT_EQ(num_issuable(born), 0U);
  EXPECT_EQ(codes_of(born), Codes{"DATE_ZONE"});
  EXPECT_EQ(codes_of(read("1984-06-15T12:00:00Z", "2021-03-15")), Codes{});
  EXPECT_EQ(num_issuable(read("1965-06-15T12:00:00Z", "2021-03-15")), 1U) << "before 1970";
}

}  // namespace
}  // namespace vhc
