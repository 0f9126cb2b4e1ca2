// Lots and vaccine codes: what of them may be signed.
#include <gtest/gtest.h>

#include "card/lot.h"
#include "codes/vaccine_code.h"

namespace vhc {
namespace {

std::string told(const CardLot& lot) {
  return lot.text + (lot.warning ? " " + std::string(name(*lot.warning)) : "") + (lot.odd ? " odd" : "");
}

TEST(Lot, LabelsAreTakenOff) {
  for (const char* written : {"LOT FA1102", "Lot Number FA1102", "LOT NUMBER: FA1102", "lot#FA1102", "LOT NO. FA1102",
                              "Lot-FA1102", "Lot: FA1102", "=\"FA1102\"", " FA1102", "LOT LOT FA1102"}) {
    EXPECT_EQ(told(card_lot(written)), "FA1102 LOT_CLEANED") << written;
  }
  EXPECT_EQ(told(card_lot("LOT NOVA12")), "NOVA12 LOT_CLEANED");
  EXPECT_EQ(told(card_lot("LOT NUMBERS1")), "NUMBERS1 LOT_CLEANED");
  EXPECT_EQ(told(card_lot("=\"00123\"")), "00123 LOT_CLEANED");
  for (const char* written : {"FA1102 6/30/2026", "FA1102 / 2025-01", "FA1102, exp. 06/26", "FA1102 (Exp 06/30/2026)",
                              "FA1102 EXP:JUN26", "Lot FA1102 2026-06-30", "FA1102 | 30.06.2026"}) {
    EXPECT_EQ(told(card_lot(written)), "FA1102 LOT_CLEANED") << written;
  }
  EXPECT_EQ(told(card_lot("FA1102/6/30/2026")), " LOT_DAMAGED") << "nobody says where the lot ends";
  EXPECT_EQ(told(card_lot("FA1102/2025-01")), " LOT_DAMAGED");
  EXPECT_EQ(told(card_lot("FA  1102")), "FA 1102 LOT_CLEANED");
  for (const char* kept : {"LOTUS77", "4E07", "000451", "NA12", "NONE1", "0", "EN 62 07", "12/34", "A 1/2", "EXP1",
                           "1E5"
                           "A/1-2.3"}) {
    EXPECT_EQ(told(card_lot(kept)), kept);
  }
  EXPECT_EQ(told(card_lot("FA_1102*")), "FA_1102* odd");
}

TEST(Lot, TheDayOfExpiryIsNeverTheLot) {
  for (const char* written : {"A1B2C pér. 06/2027", "A1B2C PÉR 06/2027", "A1B2C cad. 06/27", "A1B2C verf. 06/2027",
                              "A1B2C Verfall 2027", "A1B2C vto 06/2027", "A1B2C val 06/2027", "A1B2C bis 06/2027",
                              "A1B2C - Exp. 06/27", "A1B2C [06/2027]", "06/2027 A1B2C", "EXP 06/2027 LOT A1B2C",
                              "A1B2C exp30JUN2027", "A1B2C 30-JUN-2027", "A1B2C Jun 2027", "Lot A1B2C exp 06/2027"}) {
    EXPECT_EQ(told(card_lot(written)), "A1B2C LOT_CLEANED") << written;
  }
  for (const char* damaged :
       {"06/2027",    "2027-06",   "06/27",           "06/30/2027",    "30.06.2027",   "exp 2027-06", "EXP06/2027",
        "Exp: 06/27", "expired",   "expired 06/2027", "verf. 06/2027", "cad. 06/2027", "Jun 2027",    "30-JUN-2027",
        "see note",   "See chart", "not recorded",    "illegible",     "same",         "ditto",       "same as above",
        "on file",    "unbekannt", "non renseigné",   "desconocido",   "N/R"}) {
    EXPECT_EQ(told(card_lot(damaged)), " LOT_DAMAGED") << damaged;
  }
  for (const char* kept : {"BB-1234", "CAD12", "EXP1234", "2024-0123", "MAR12", "VAL77", "PER1", "UT7654A", "1-2345",
                           "20-27-1234", "ABC"}) {
    EXPECT_EQ(told(card_lot(kept)), kept);
  }
}

TEST(Lot, WhatIsNone) {
  for (const char* none : {"", "N/A", "n/a", "NA", "None", "NONE", "Unknown", "UNK", "null", "-", "--", "?", "#N/A",
                           "LOT: N/A", "Lot Number Unknown", "=\"\""}) {
    EXPECT_EQ(told(card_lot(none)), "") << none;
  }
  for (const char* damaged : {"1.00E+05", "1,00E+05", "1E+05", "####", "LOT 1.23E+11", "=\"1,5E+07\"", "LOT#"}) {
    EXPECT_EQ(told(card_lot(damaged)), " LOT_DAMAGED") << damaged;
  }
  EXPECT_EQ(told(card_lot("ABCDEFGHIJKLMNOPQRST")), " TOO_LONG");
}

std::string told(const VaccineText& written, bool allow_unknown = false) {
  const auto code = vaccine_code(*CodeTables::built_in(), written, allow_unknown);
  if (!code) return std::string(name(code.error().code));
  std::string text = code->cvx + (code->system == cvx_system ? "" : " of " + code->system);
  for (const Errc warning : code->warnings) text += " " + std::string(name(warning));
  return text;
}

TEST(VaccineCode, TwoCodesMustBeOne) {
  EXPECT_EQ(told({.cvx = "208", .other_cvx = "207"}), "CODE_CONFLICT");
  EXPECT_EQ(told({.cvx = "208", .other_cvx = "998"}), "CODE_CONFLICT");
  EXPECT_EQ(told({.cvx = "998", .other_cvx = "208"}), "CODE_CONFLICT");
  EXPECT_EQ(told({.cvx = "208", .other_cvx = "some text"}), "CODE_CONFLICT");
  EXPECT_EQ(told({.cvx = "03", .other_cvx = "3"}), "03");
  EXPECT_EQ(told({.cvx = "208", .other_cvx = " "}), "208");
}

TEST(VaccineCode, TheMakerIsCompared) {
  EXPECT_EQ(told({.cvx = "208", .mvx = "MOD"}), "208 MAKER_MISMATCH");
  EXPECT_EQ(told({.cvx = "208", .mvx = "PFR"}), "208");
  EXPECT_EQ(told({.cvx = "208", .mvx = "Pfizer, Inc"}), "208");
  EXPECT_EQ(told({.cvx = "208", .mvx = "Some unknown maker"}), "208");
  EXPECT_EQ(told({.cvx = "213", .mvx = "MOD"}), "213 UNSPECIFIED_VACCINE");  // no product of it is known
  EXPECT_EQ(told({.ndc = "59267-1000-01", .mvx = "MOD"}), "208 MAKER_MISMATCH");
}

TEST(VaccineCode, OtherSystemsCountWhenNothingElseDoes) {
  const VaccineText snomed{.foreign_system = snomed_system, .foreign_code = "1119349007"};
  EXPECT_EQ(told(snomed), "1119349007 of http://snomed.info/sct");
  VaccineText with_cvx = snomed;
  with_cvx.cvx = "207";
  EXPECT_EQ(told(with_cvx), "207");
  VaccineText with_ndc = snomed;
  with_ndc.ndc = "59267-1000-01";
  EXPECT_EQ(told(with_ndc), "208");
  with_ndc.ndc = "1234";
  EXPECT_EQ(told(with_ndc), "1119349007 of http://snomed.info/sct");
  EXPECT_EQ(told({.foreign_system = icd11_system, .foreign_code = "XM0GQ8"}),
            "XM0GQ8 of http://id.who.int/icd/release/11/mms");
  EXPECT_EQ(told({.foreign_system = snomed_system, .foreign_code = "12345"}), "UNKNOWN_CODE");
  EXPECT_EQ(told({.foreign_system = snomed_system, .foreign_code = "COVID-19"}), "UNKNOWN_CODE");
  EXPECT_EQ(told({.foreign_system = icd11_system, .foreign_code = "xm0gq8"}), "UNKNOWN_CODE");
  EXPECT_EQ(told({.foreign_system = "http://example.org", .foreign_code = "1119349007"}), "UNKNOWN_CODE");
  EXPECT_EQ(told({.foreign_system = snomed_system}), "NO_CODE");
}

TEST(VaccineCode, AProductOfSeveralCodesIsNotGuessed) {
  EXPECT_EQ(told({.product = "COMIRNATY"}), "UNKNOWN_CODE");
  EXPECT_EQ(told({.product = "Nothing of the kind"}), "UNKNOWN_CODE");
}

}  // namespace
}  // namespace vhc
