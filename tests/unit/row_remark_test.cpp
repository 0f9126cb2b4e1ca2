// Cells of columns that nobody mapped, and of texts, which say that the row does not stand.
#include "delimited_reading.h"

namespace vhc {
namespace {

void expect_refused(const std::string& header, const std::string& cell, const std::string& map = {}) {
  SCOPED_TRACE(header + ": " + cell);
  InputRules rules = test_rules();
  rules.map = read_column_map(map).value();
  const InputRead found = with_column(header, "\"" + cell + "\"", rules);
  EXPECT_EQ(num_issuable(found), 0U);
  EXPECT_TRUE(codes_of(found).contains("UNMAPPED_COLUMN"));
}

void expect_read(const std::string& header, const std::string& cell) {
  SCOPED_TRACE(header + ": " + cell);
  EXPECT_EQ(num_issuable(with_column(header, "\"" + cell + "\"")), 1U);
}

TEST(RowRemark, ADoseThatWasNotGivenIsNotIssuedWhateverTheColumn) {
  for (const char* cell : {"not given",
                           "Not Given.",
                           "entered in error",
                           "Entered-in-error",
                           "VOID",
                           "voided",
                           "refused",
                           "REFUSED BY PT",
                           "Pt refused vaccine",
                           "declined",
                           "cancelled",
                           "CANCELED",
                           "Dose not administered",
                           "NA - refused",
                           "deleted",
                           "Do not issue - patient declined",
                           "Error",
                           "no show",
                           "RTS",
                           "DEL",
                           "Refusal",
                           "Historical",
                           "Returned to stock",
                           "CLAIM REVERSED 10/09",
                           "Patient Reported",
                           "Tdap VOID",
                           "left arm; not given",
                           "nicht geimpft",
                           "nicht verabreicht",
                           "storniert",
                           "Fehleingabe",
                           "Impfung abgelehnt",
                           "verweigert",
                           "No se aplicó",
                           "No se aplicó, tenía fiebre",
                           "anulado",
                           "anulada",
                           "no administrada",
                           "rechazó la vacuna",
                           "annulé",
                           "ANNULE",
                           "non administré",
                           "vaccin refusé par le patient",
                           "Saisie à tort",
                           "Fait par le médecin traitant",
                           "Retour en stock"}) {
    expect_refused("Note", cell);
    expect_refused("Col12", cell, "Col12 = -\n");
    expect_refused("Given By", cell);
    expect_refused("Clinic", cell, "Clinic = performer\n");
  }
  expect_refused("Vaccine", "Tdap - REFUSED");
  expect_refused("Route", "NOT GIVEN");
  expect_refused("Ethnicity", "Entered in error");
}

TEST(RowRemark, WordsWithinALongerTextSayNothing) {
  for (const char* cell : {"left arm",
                           "moved to Void Street 4",
                           "linker Arm",
                           "sin reacciones",
                           "Avoid NSAIDs",
                           "patient declined counseling",
                           "Declined bandage",
                           "refused to sign receipt",
                           "K. Held-Void",
                           "no reaction",
                           "given",
                           "Notre Dame",
                           "Note given",
                           "mother called, will return for second dose",
                           "Erreichbar abends",
                           "Delgado",
                           "Refugio",
                           "0.5 mL",
                           "Y",
                           "no errors found",
                           "not pregnant",
                           "does not smoke",
                           "Patient reported no allergies",
                           "cancelled appointment"}) {
    expect_read("Note", cell);
    expect_read("Given By", cell);
  }
  expect_read("Ethnicity", "Refused");
  expect_read("Race", "Declined to answer");
  expect_read("Counseling", "Declined");
  expect_read("Insurance", "Rejected");
  expect_read("Clinic", "Cancel Rd Pharmacy");
}

TEST(RowRemark, AColumnWithAMeaningIsReadByIt) {
  InputRules rules = test_rules();
  rules.map = read_column_map("Note = vax_refusal\n").value();
  EXPECT_EQ(codes_of(with_column("Note", "refused", rules)), Codes{"NOT_GIVEN"});
}

}  // namespace
}  // namespace vhc
