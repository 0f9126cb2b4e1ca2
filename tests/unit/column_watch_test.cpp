// Columns that could say that a row does not stand: which headers are watched, and which words stop a row
// (inputs.md 4.2).
#include "delimited_reading.h"
#include "vhc/column_table.h"

namespace vhc {
namespace {

void expect_code(const std::string& header, const std::string& cell, const char* code) {
  SCOPED_TRACE(header + ": " + cell);
  const InputRead found = with_column(header, cell);
  EXPECT_EQ(num_issuable(found), code == nullptr ? 1U : 0U);
  EXPECT_EQ(codes_of(found), code == nullptr ? Codes{} : Codes{code});
}

TEST(WatchedColumns, AHeaderThatIsNotUnderstoodIsNotPassedOver) {
  for (const auto& [header, cell] : {std::pair("HIST_IND", "Y"),
                                     std::pair("HISTIND", "Y"),
                                     std::pair("DEL_IND", "Y"),
                                     std::pair("DELFLG", "1"),
                                     std::pair("Anulada", "Sí"),
                                     std::pair("Invalid", "Yes"),
                                     std::pair("Returned", "10/13/2025"),
                                     std::pair("Waste", "1"),
                                     std::pair("Wasted Doses", "0.5"),
                                     std::pair("Abgelehnt", "ja"),
                                     std::pair("Storniert am", "03.10.2025"),
                                     std::pair("Gelöscht", "x"),
                                     std::pair("Annulé", "oui"),
                                     std::pair("Voided On", "2025-10-03"),
                                     std::pair("Reversal", "R"),
                                     std::pair("Cancelado", "S"),
                                     std::pair("RTS", "Y"),
                                     std::pair("On Hold", "Y"),
                                     std::pair("Duplicate?", "Y"),
                                     std::pair("RESULT_STATUS_DISP", "In Error"),
                                     std::pair("IMMNZTN_STATUS_NM", "Deferred"),
                                     std::pair("RXSTAT", "R"),
                                     std::pair("Rx Status", "Returned to stock"),
                                     std::pair("Rx Status", "something new"),
                                     std::pair("Rx Status", "Ready"),
                                     std::pair("Estado", "Anulado"),
                                     std::pair("Estatus dosis", "?"),
                                     std::pair("Statut", "Reporté"),
                                     std::pair("Rec Ind", "Q"),
                                     std::pair("VALID_IND", "N"),
                                     std::pair("Geimpft", "nein"),
                                     std::pair("Vaccination Source", "Patient report"),
                                     std::pair("Given Elsewhere", "Y"),
                                     std::pair("Trans Type", "REVERSAL"),
                                     std::pair("ACTION_CD", "D"),
                                     std::pair("Administered/Refused", "REFUSED"),
                                     std::pair("Motivo de no vacunación", "fiebre")}) {
    expect_code(header, cell, "UNMAPPED_COLUMN");
  }
}

TEST(WatchedColumns, HeadersThatAskYesOrNo) {
  for (const char* header :
       {"Given Y/N",       "Given?",       "Given",      "Done",      "Received", "Picked Up", "Performed?",
        "Owned",           "In House",     "Administré", "Réalisé",   "Effectué", "Vacciné",   "Gegeben",
        "Impfung erfolgt", "Durchgeführt", "Erledigt",   "Se aplicó", "Puesta",   "Vigente"}) {
    SCOPED_TRACE(header);
    for (const char* no : {"No", "N", "non", "nein"}) EXPECT_EQ(num_issuable(with_column(header, no)), 0U) << no;
    for (const char* yes : {"Yes", "oui", "ja", "sí"}) EXPECT_EQ(num_issuable(with_column(header, yes)), 1U) << yes;
    InputRules rules = test_rules();
    rules.map = read_column_map(column_map_to_fill(with_column(header, "no").columns)).value();
    EXPECT_EQ(codes_of(with_column(header, "no", rules)), Codes{"NOT_GIVEN"});
    EXPECT_EQ(num_issuable(with_column(header, "yes", rules)), 1U);
  }
}

TEST(WatchedColumns, MarksOfEveryLanguageAreLookedAtAlsoWithTheMapThatIsPrinted) {
  for (const char* header : {"Rev Dt",
                             "Return Date",
                             "Restocked",
                             "Credit Return",
                             "Struck",
                             "Rescinded",
                             "Wrong Patient",
                             "Skipped",
                             "Scheduled",
                             "Planned",
                             "Opt Out",
                             "Suppr.",
                             "Non réalisé",
                             "Motif de non-réalisation",
                             "Retour en stock",
                             "Saisie à tort",
                             "Löschvermerk",
                             "Fehleintrag",
                             "Gestrichen",
                             "Entfernt",
                             "Retoure",
                             "Devolución",
                             "Motivo de no aplicación",
                             "No se presentó",
                             "Dado de baja",
                             "Ownership",
                             "Hx",
                             "Prior",
                             "Imported",
                             "Self Reported",
                             "Reported By",
                             "Where Given",
                             "Given At",
                             "Provenance",
                             "Procedencia",
                             "Otro centro",
                             "Fremdimpfung",
                             "Nachtrag",
                             "Extern",
                             "Fait ailleurs"}) {
    expect_code(header, "X", "UNMAPPED_COLUMN");
    expect_code(header, "", nullptr);
    InputRules rules = test_rules();
    rules.map = read_column_map(column_map_to_fill(with_column(header, "X").columns)).value();
    EXPECT_EQ(num_issuable(with_column(header, "X", rules)), 0U) << header;
  }
  expect_code("Txn Type", "Reversal", "UNMAPPED_COLUMN");
  expect_code("Ownership", "OWNED", nullptr);
}

TEST(WatchedColumns, WhatComesBackHasAMinus) {
  for (const char* header : {"Qty", "Dispensed Qty", "Cantidad", "Menge", "Quantité"}) {
    for (const char* cell : {"-1", "-0.5", "0", "0.00", "(1)", "0 mL"}) expect_code(header, cell, "UNMAPPED_COLUMN");
    for (const char* cell : {"1", "0.5", "0.5 mL", "", "1-"}) {
      expect_code(header, cell, std::string_view(cell) == "1-" ? "UNMAPPED_COLUMN" : nullptr);
    }
  }
  expect_code("Qty Remaining", "0", nullptr);
}

TEST(WatchedColumns, WhoGaveItInOtherWords) {
  InputRules rules = test_rules();
  rules.map = read_column_map("From = dose_source\n").value();
  for (const char* cell :
       {"Administered here", "Clinic", "Pharmacy", "Propio", "Eigene Apotheke", "Acte réalisé ce jour", "In house"}) {
    EXPECT_EQ(num_issuable(with_column("From", cell, rules)), 1U) << cell;
  }
  for (const char* cell : {"Historical", "Blue"}) EXPECT_EQ(num_issuable(with_column("From", cell, rules)), 0U) << cell;
  rules.map = read_column_map("RecStat = completion\n").value();
  for (const char* cell : {"A", "Active"}) EXPECT_EQ(num_issuable(with_column("RecStat", cell, rules)), 1U) << cell;
  EXPECT_EQ(num_issuable(with_column("RecStat", "I", rules)), 0U);
}

TEST(WatchedColumns, WordsThatSayThatItStandsPass) {
  for (const auto& [header, cell] : {std::pair("HIST_IND", "N"),
                                     std::pair("DEL_IND", "0"),
                                     std::pair("Anulada", "No"),
                                     std::pair("Storniert", "nein"),
                                     std::pair("Annulé", "non"),
                                     std::pair("Waste Qty", "0.00"),
                                     std::pair("Void Date", "00/00/0000"),
                                     std::pair("Reversal", ""),
                                     std::pair("RESULT_STATUS_DISP", "Auth (Verified)"),
                                     std::pair("RESULT_STATUS_DISP", "Modified"),
                                     std::pair("IMMNZTN_STATUS_NM", "Given"),
                                     std::pair("Rx Status", "Sold"),
                                     std::pair("Rx Status", "Picked up"),
                                     std::pair("Rx Status", "Dispensed to patient"),
                                     std::pair("Estado", "Aplicada"),
                                     std::pair("Statut", "Réalisé"),
                                     std::pair("Impfstatus", "verabreicht"),
                                     std::pair("Trans Type", "FILL"),
                                     std::pair("test_result_status", "F"),
                                     std::pair("ACTION_CD", "A"),
                                     std::pair("ADMIN_HIST_FLG", "A"),
                                     std::pair("Municipio,Estado", "Tepa,Jalisco"),
                                     std::pair("Administered/Refused", "ADMINISTERED"),
                                     std::pair("Status Date", "2021-03-15"),
                                     std::pair("Status Changed By", "K. Held-Void"),
                                     std::pair("VFC_IND", "Y"),
                                     std::pair("Estado civil", "Soltera"),
                                     std::pair("Insurance Status", "Denied"),
                                     std::pair("Consentement", "x"),
                                     std::pair("Historia clínica", "12-88")}) {
    expect_code(header, cell, nullptr);
  }
}

TEST(WatchedColumns, TheWordsOfAStatusAlone) {
  for (const char* cell : {"In Error", "InError", "Entered in Error", "Voided", "Anulado", "Storniert", "Gelöscht"}) {
    expect_code("Status", cell, "DELETED");
  }
  for (const char* cell : {"Returned to stock", "Wasted", "Reversed", "Not Done", "Cancelled", "Abgelehnt", "Rechazada",
                           "Refusé", "Held", "Discarded"}) {
    expect_code("Status", cell, "NOT_GIVEN");
  }
  for (const char* cell : {"Auth (Verified)", "Sold", "Completada", "Verabreicht", "Effectué", "Complete"}) {
    expect_code("Status", cell, nullptr);
  }
  for (const char* cell : {"C", "R", "blue", "12"}) expect_code("Status", cell, "UNMAPPED_COLUMN");
}

TEST(WatchedColumns, AMapGuessesWhatTheySay) {
  for (const auto& [header, line] :
       {std::pair("RESULT_STATUS_DISP", "completion"), std::pair("HIST_IND", "dose_source"),
        std::pair("DEL_IND", "deleted"), std::pair("Anulada", "deleted"), std::pair("Rechazo", "vax_refusal"),
        std::pair("Missed?", "missed_appointment"), std::pair("Row action", "action")}) {
    const InputRead found = with_column(header, "");
    const std::string text = column_map_to_fill(found.columns);
    EXPECT_NE(text.find("\n" + std::string(header) + " = " + line + "\n"), std::string::npos) << text;
  }
  const std::string text = column_map_to_fill(with_column("Rec Ind", "").columns);
  EXPECT_NE(text.find("\nRec Ind = ?\n"), std::string::npos) << "what nobody can guess is a question\n" << text;
}

TEST(WatchedColumns, AMapThatIsTakenAsItIsIssuesNothingMore) {
  for (const auto& [header, cell] :
       {std::pair("RESULT_STATUS_DISP", "In Error"), std::pair("HIST_IND", "Y"), std::pair("DEL_IND", "Y"),
        std::pair("Anulada", "Sí"), std::pair("Rx Status", "Returned to stock"), std::pair("VALID_IND", "N")}) {
    InputRules rules = test_rules();
    rules.map = read_column_map(column_map_to_fill(with_column(header, cell).columns)).value();
    EXPECT_EQ(num_issuable(with_column(header, cell, rules)), 0U) << header;
  }
  InputRules rules = test_rules();
  rules.map = read_column_map("RESULT_STATUS_DISP = completion\n").value();
  EXPECT_EQ(num_issuable(with_column("RESULT_STATUS_DISP", "Auth (Verified)", rules)), 1U);
}

TEST(WatchedColumns, WhatTheStaffReportsAndAnAmountOfZeroStand) {
  const auto with_printed_map = [](const std::string& header, const std::string& cell) {
    InputRules rules = test_rules();
    rules.map = read_column_map(column_map_to_fill(with_column(header, cell).columns)).value();
    return codes_of(with_column(header, cell, rules));
  };
  for (const char* cell : {"Provider", "RN Jones", "Staff nurse", ""}) {
    EXPECT_EQ(with_printed_map("Reported By", cell), Codes{}) << cell;
  }
  for (const char* cell : {"Patient", "Other provider", "Nurse at school", "Walgreens"}) {
    EXPECT_EQ(with_printed_map("Reported By", cell), Codes{"UNMAPPED_COLUMN"}) << cell;
  }
  EXPECT_EQ(with_printed_map("Refund Amt", "0.00"), Codes{});
  EXPECT_EQ(with_printed_map("Refund Amt", "$0.00"), Codes{});
  EXPECT_EQ(with_printed_map("Refund Amt", "-45.00"), Codes{"DELETED"});
  EXPECT_EQ(with_printed_map("Report", "X"), Codes{"UNMAPPED_COLUMN"});
  EXPECT_EQ(with_printed_map("D/C Date", "2026-10-03"), Codes{"UNMAPPED_COLUMN"});
  EXPECT_EQ(with_printed_map("Reason Code", "PARENT DECISION"), Codes{"UNMAPPED_COLUMN"});
  expect_code("Refusal Reason Nbr", "00", "UNMAPPED_COLUMN");  // a decision of the parents
}

TEST(WatchedColumns, WhatWasGivenMayBeWhether) {
  for (const auto& [header, cell] :
       {std::pair("Vaccine,Vaccine Given", "Moderna,N"), std::pair("Vacuna,Vacuna aplicada", "Moderna,No"),
        std::pair("Impfung", "nein"), std::pair("Vaccine", "None"), std::pair("Vaccin injecté", "non")}) {
    EXPECT_EQ(num_issuable(with_column(header, cell)), 0U) << header;
  }
  for (const auto& [header, cell] : {std::pair("RXSTCD", "RTS"), std::pair("RTSFLG", "Y"), std::pair("QTYDSP", "-0.5"),
                                     std::pair("Situação", "Recusada"), std::pair("Situação", "Não aplicada"),
                                     std::pair("Esito", "Rifiutato"), std::pair("Acte réalisé (O/N)", "N")}) {
    expect_code(header, cell, "UNMAPPED_COLUMN");
  }
  for (const auto& [header, cell] : {std::pair("RXSTCD", "SOLD"), std::pair("RTSFLG", "N"), std::pair("QTYDSP", "0.5"),
                                     std::pair("Situação", "Aplicada"), std::pair("Acte réalisé (O/N)", "O")}) {
    expect_code(header, cell, nullptr);
  }
}

TEST(DoseSource, AWordThatIsNotKnownIsNotHistorical) {
  const auto detail = [](const std::string& cell, Codes& codes) {
    const InputRead found = with_column("Source", cell);
    codes = codes_of(found);
    return found.persons.at(0).findings.empty() ? "" : found.persons[0].findings[0].detail;
  };
  Codes codes;
  for (const char* cell :
       {"Historical", "01", "Y", "Other provider", "Patient recall", "State registry", "Transcribed"}) {
    EXPECT_EQ(detail(cell, codes), "") << cell;
    EXPECT_EQ(codes, Codes{"HISTORICAL"}) << cell;
  }
  EXPECT_EQ(detail("Flurble", codes), "the cell holds a word that is not known");
  EXPECT_EQ(codes, Codes{"UNKNOWN_SOURCE"});
  EXPECT_EQ(detail("Maria Lopez", codes), "the cell holds several words, none of them known");
  EXPECT_EQ(detail("77", codes), "the cell holds a number that is not known");
  InputRules registry = test_rules();
  registry.profile = SignerProfile::registry;
  EXPECT_EQ(num_issuable(with_column("Source", "Flurble", registry)), 1U) << "a registry signs what others gave";
}

// ---- several doses side by side

const std::string wide_header = "last_name,first_name,birth_date,cvx,Dose 1 Date,Dose 1 Lot,Dose 2 Date,Dose 2 Lot";
const std::string both = "\nRivera,Ana,1984-06-15,208,2021-03-15,L1,2021-04-12,L2\n";
const std::string wide_map =
    "Dose 1 Date = admin_date\nDose 1 Lot = lot_number\nDose 2 Date = admin_date 2\nDose 2 Lot = lot_number 2\n";

InputRead read_wide(const std::string& rows, const std::string& map = wide_map,
                    const std::string& header = wide_header) {
  InputRules rules = test_rules();
  rules.map = read_column_map(map).value();
  return read_file(header + rows, rules);
}

TEST(DosesSideBySide, TheMapThatIsPrintedReadsAllOfThem) {
  const std::string map = column_map_to_fill(read_file(wide_header + both).columns);
  const InputRead found = read_wide(both, map);
  ASSERT_EQ(num_issuable(found), 1U) << map;
  ASSERT_EQ(found.persons[0].doses.size(), 2U);
  EXPECT_EQ(found.persons[0].doses[0].date, "2021-03-15");
  EXPECT_EQ(found.persons[0].doses[0].lot, "L1");
  EXPECT_EQ(found.persons[0].doses[1].date, "2021-04-12");
  EXPECT_EQ(found.persons[0].doses[1].lot, "L2");
  EXPECT_EQ(found.persons[0].doses[1].code, "208");
}

TEST(DosesSideBySide, AreNeverDroppedWithoutAWord) {
  for (const char* header : {"Dose 2 Date", "Dose 2 Lot", "2nd dose date", "Date2", "Lot 2", "Second Dose", "Vaccine 2",
                             "Fecha 2a dosis", "Impfdatum 2", "Date dose 2", "COVID-19 Dose 2 Date", "2e dose"}) {
    const InputRead found = with_column(header, "2021-04-12");
    EXPECT_EQ(num_issuable(found), 0U) << header;
    EXPECT_EQ(codes_of(found), Codes{"UNMAPPED_COLUMN"}) << header;
    EXPECT_EQ(num_issuable(with_column(header, "")), 1U) << header;
  }
  for (const char* header :
       {"Address 2", "Phone 2", "Dose 2 Route", "Dose 2 Due Date", "Race 2", "NDC-11", "Dose Number"}) {
    const InputRead found = with_column(header, "59267-1000-01");
    EXPECT_EQ(codes_of(found), Codes{}) << header;
  }
}

TEST(DosesSideBySide, OneMayBeMissing) {
  const auto dates = [](const std::string& row) {
    std::string all;
    for (const Intake& person : read_wide("\nRivera,Ana,1984-06-15,208," + row + "\n").persons) {
      for (const IntakeDose& dose : person.doses) all += dose.date + " " + dose.lot + ";";
    }
    return all;
  };
  EXPECT_EQ(dates("2021-03-15,L1,,"), "2021-03-15 L1;");
  EXPECT_EQ(dates(",,2021-04-12,L2"), "2021-04-12 L2;");
  EXPECT_EQ(dates("2021-03-15,,2021-04-12,"), "2021-03-15 ;2021-04-12 ;");
  EXPECT_EQ(dates(",,,"), "");
  const InputRead no_date = read_wide("\nRivera,Ana,1984-06-15,208,2021-03-15,L1,,L2\n");
  EXPECT_TRUE(codes_of(no_date).contains("MISSING"));
  EXPECT_EQ(no_date.persons.at(0).findings.at(0).field, "admin_date 2");
  EXPECT_EQ(codes_of(read_wide("\nRivera,Ana,1984-06-15,208,,,,\n")), Codes{"MISSING"});
}

TEST(DosesSideBySide, EachHasItsOwnVaccineWhereTheFileSaysSo) {
  const std::string header = "last_name,first_name,birth_date,v1,d1,v2,d2,Refused";
  const std::string map = "v1 = cvx\nd1 = admin_date\nv2 = cvx 2\nd2 = admin_date 2\n";
  const InputRead found = read_wide("\nRivera,Ana,1984-06-15,208,2021-03-15,207,2021-04-12,\n", map, header);
  ASSERT_EQ(num_issuable(found), 1U);
  EXPECT_EQ(found.persons[0].doses.at(1).code, "207");
  EXPECT_EQ(codes_of(read_wide("\nRivera,Ana,1984-06-15,208,2021-03-15,,2021-04-12,\n", map, header)),
            Codes{"MISSING"});
  EXPECT_EQ(num_issuable(read_wide("\nRivera,Ana,1984-06-15,208,2021-03-15,207,2021-04-12,yes\n", map, header)), 0U);
  for (const char* bad : {"a = admin_date 0", "a = admin_date 10", "a = last_name 2", "a = admin_date 2x", "a = 2"}) {
    EXPECT_FALSE(read_column_map(bad).has_value()) << bad;
  }
  EXPECT_EQ(codes_of(read_wide("\nx\n", "v1 = cvx 2\nv2 = cvx 2\nd1 = admin_date\nd2 = cvx\n", header)),
            Codes{"MAPPED_TWICE"});
}

TEST(DosesSideBySide, ARowThatReplacesAnotherReplacesAllOfThem) {
  const std::string header = "patient_id,event_id," + wide_header;
  const auto row = [](const char* first, const char* second) {
    return std::string("\n7,E1,Rivera,Ana,1984-06-15,208,") + first + "," + second;
  };
  const InputRead found =
      read_wide(row("2021-03-15,L1", "2021-04-12,L2") + row("2021-03-16,L3", "2021-04-13,L4") + "\n", wide_map, header);
  ASSERT_EQ(num_issuable(found), 1U);
  ASSERT_EQ(found.persons[0].doses.size(), 2U);
  EXPECT_EQ(found.persons[0].doses[0].lot, "L3");
  EXPECT_EQ(found.persons[0].doses[1].lot, "L4");
  const InputRead fewer =
      read_wide(row("2021-03-15,L1", "2021-04-12,L2") + row("2021-03-15,L1", ",") + "\n", wide_map, header);
  ASSERT_EQ(num_issuable(fewer), 1U);
  EXPECT_EQ(fewer.persons[0].doses.size(), 1U);
}

}  // namespace
}  // namespace vhc
