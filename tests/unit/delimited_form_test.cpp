// How delimited files are written: separators, title rows, headers, character sets (inputs.md 4.1, 4.2).
#include "delimited_reading.h"

namespace vhc {
namespace {

std::string with(std::string text, char separator) {
  std::replace(text.begin(), text.end(), ',', separator);
  return text;
}

const std::string table = plain_header + "\n" + plain_row + "\n";

TEST(DelimitedForm, Separators) {
  for (const char separator : {',', ';', '\t', '|'}) {
    EXPECT_EQ(num_issuable(read_file(with(table, separator))), 1U) << separator;
    for (const char* end : {"\n", "\r\n"}) {
      const std::string stated = std::string("sep=") + separator + end + with(table, separator);
      EXPECT_EQ(num_issuable(read_file(stated)), 1U) << separator;
      EXPECT_EQ(num_issuable(read_file("\xEF\xBB\xBF" + stated)), 1U) << separator;
    }
  }
  EXPECT_EQ(num_issuable(read_file("\"sep=^\"\n" + with(table, '^'))), 1U);
  EXPECT_EQ(num_issuable(read_file("sep=;\n" + table)), 0U) << "what is stated holds";
}

TEST(DelimitedForm, TitleAndBlankLinesArePassedOver) {
  std::string titles;
  for (int lines = 0; lines <= 10; ++lines) {
    const InputRead found = read_file(titles + table);
    EXPECT_EQ(num_issuable(found), 1U) << lines;
    EXPECT_EQ(found.persons.at(0).line, lines + 2);
    EXPECT_EQ(found.findings.size(), static_cast<std::size_t>(lines));
    EXPECT_FALSE(found.has_errors);
    titles += lines % 2 == 0 ? "Shots, of May\n" : "\n";
  }
  const InputRead found = read_file(titles + table);
  EXPECT_EQ(num_issuable(found), 0U) << "eleven";
  EXPECT_TRUE(codes_of(found).contains("MISSING_COLUMN"));
}

TEST(DelimitedForm, RowsOfAnotherLength) {
  const auto codes = [](const std::string& row) { return codes_of(read_file(plain_header + "\n" + row + "\n")); };
  EXPECT_EQ(codes(plain_row + ",,"), Codes{});
  EXPECT_EQ(codes(plain_row + ",x"), Codes{"COLUMN_COUNT"});
  EXPECT_EQ(codes("Rivera,Ana,1984-06-15,2021-03-15,208"), Codes{"COLUMN_COUNT"}) << "it may end in half a lot";
  EXPECT_EQ(codes_of(read_file(plain_header + ",,\n" + plain_row + "\n")), Codes{}) << "a header row with a last comma";
  EXPECT_EQ(codes_of(read_file(plain_header + ",,\n" + plain_row + ",a,b\n")), Codes{});
}

TEST(DelimitedForm, ALineThatCountsTheRowsIsPassedOver) {
  for (const char* total : {"Total: 1", "Total,1", "Total,,,,,1", "Grand Total,1,1", "Rows: 1", "Summe,1",
                            "End of report", "Total Records = 1"}) {
    const InputRead found = read_file(table + total + "\n");
    EXPECT_EQ(num_issuable(found), 1U) << total;
    EXPECT_EQ(codes_of(found), Codes{"TOTAL_ROW"}) << total;
    EXPECT_EQ(found.records, 1) << total;
    EXPECT_FALSE(found.has_errors) << total;
  }
  for (const char* row : {"Total,Ana,1984-06-15,2021-03-15,208,L2", "Total,Ana,,,,", "Summe x,,,,,"}) {
    EXPECT_FALSE(codes_of(read_file(table + row + "\n")).contains("TOTAL_ROW")) << row;
  }
}

TEST(DelimitedForm, WhatIsMissingIsToldAtOnce) {
  const InputRead found = read_file("last_name,Pt Sex,lot,cvx\nRivera,F,L1,208\n");
  std::vector<std::string> fields;
  for (const InputFinding& finding : found.findings) fields.push_back(finding.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"first_name", "birth_date", "admin_date"}));
  EXPECT_NE(found.findings.at(0).detail.find("4 columns"), std::string::npos);
  ASSERT_EQ(found.ignored.size(), 1U);
  EXPECT_EQ(found.ignored[0].number, 2);
  EXPECT_EQ(found.ignored[0].header, "Pt Sex");
}

TEST(DelimitedForm, WithoutAHeaderRowNothingIsShown) {
  for (const std::string& file :
       {plain_row + "\n" + plain_row + "\n", "Report of Ana Rivera\n" + plain_row + "\n", with(plain_row, '|') + "\n",
        "First,Last,1984-06-15,2021-03-15\n" + plain_row + "\n"}) {
    const InputRead found = read_file(file);
    EXPECT_TRUE(found.ignored.empty()) << file;
    EXPECT_EQ(codes_of(found), Codes{"MISSING_COLUMN"}) << file;
    for (const InputFinding& finding : found.findings) {
      EXPECT_EQ((finding.field + finding.detail).find("Rivera"), std::string::npos) << file;
    }
  }
}

TEST(DelimitedForm, JsonIsNeverADelimitedFile) {
  EXPECT_EQ(read_input("[{\"resourceType\":\"Patient\"},\n{}]", test_rules()).error().code, Errc::in_unknown_format);
  EXPECT_EQ(recognise_input(" \n[1,2]").error().code, Errc::in_unknown_format);
}

TEST(DelimitedForm, OrdinaryHeadersAreKnown) {
  for (const char* header :
       {"First,Last,DOB,Vaccine Code,Date Given,Lot", "First Name,Last Name,Birthdate,CVX Code,Vaccination Date,Lot No",
        "FIRST_NAME,LAST_NAME,BIRTH_DATE,VACCINE_CVX,DATE_ADMINISTERED,LOT#",
        "Pt First,Pt Last,Pt DOB,Vaccine CVX,Fill Date,Lot Number",
        "FName,LName,Date of Birth,CVX,Immunization Date,Batch",
        "Patient First Name,Patient Last Name,Patient DOB,Vaccine,Admin Date,Lot",
        "Vorname,Name,Geburtsdatum,CVX,Impfdatum,Ch.-B.",
        "Prénom,Nom,Né(e) le,Code CVX,Date de vaccination,Numéro de lot",
        "Nombre,Apellidos,Fecha de nacimiento,Código CVX,Fecha de aplicación,Lote",
        "first\xC2\xA0name,last\xC2\xA0name,birth\xC2\xA0"
        "date,cvx,admin date,lot"}) {
    const InputRead found = read_file(std::string(header) + "\nAna,Rivera,1984-06-15,208,2021-03-15,L1\n");
    ASSERT_EQ(num_issuable(found), 1U) << header;
    EXPECT_EQ(found.persons[0].name.family, "Rivera") << header;
    EXPECT_EQ(found.persons[0].doses.at(0).lot, "L1") << header;
    EXPECT_TRUE(found.ignored.empty()) << header;
  }
  const InputRead whole = read_file(
      "Patient Name,Pt DOB,NDC Number,Date Administered\n\"Rivera, Ana\",1984-06-15,59267-1000-01,2021-03-15\n");
  EXPECT_EQ(num_issuable(whole), 1U);
}

// ---- character sets

std::string utf16(const std::u16string& text, bool big) {
  std::string bytes;
  for (const char16_t unit : text) {
    const char low = static_cast<char>(unit & 0xFFU);
    const char high = static_cast<char>(unit >> 8U);
    bytes += big ? high : low;
    bytes += big ? low : high;
  }
  return bytes;
}

TEST(DelimitedForm, Utf16OfManyBlocksIsReadAsTheSameTextInUtf8) {
  std::u16string wide = u"\uFEFFpatient_id\tlast_name\tfirst_name\tbirth_date\tadmin_date\tcvx\tlot_number\tnote\r\n";
  std::string narrow = "patient_id\tlast_name\tfirst_name\tbirth_date\tadmin_date\tcvx\tlot_number\tnote\r\n";
  for (int i = 0; i < 3000; ++i) {
    const std::string number = std::to_string(i % 700);
    const std::u16string wide_number(number.begin(), number.end());
    const std::size_t padding = static_cast<std::size_t>(i % 7);
    wide += u"P" + wide_number + u"\t\u0141uk\u00E1\u0161\tAna\t1984-06-15\t2021-03-" + (i < 2000 ? u"15" : u"16") +
            u"\t140\tL" + wide_number + u"\t" + std::u16string(padding, u'x') + u"\U0001F489\U0001F489\r\n";
    narrow += "P" + number + "\tŁukáš\tAna\t1984-06-15\t2021-03-" + (i < 2000 ? "15" : "16") + "\t140\tL" + number +
              "\t" + std::string(padding, 'x') + "\xF0\x9F\x92\x89\xF0\x9F\x92\x89\r\n";
  }
  const InputRead expected = read_file(narrow);
  ASSERT_EQ(num_issuable(expected), 700U);
  for (const bool big : {false, true}) {
    const InputRead found = read_file(utf16(wide, big));
    EXPECT_EQ(found.records, expected.records);
    ASSERT_EQ(found.persons.size(), expected.persons.size());
    for (std::size_t i = 0; i < found.persons.size(); ++i) {
      EXPECT_EQ(found.persons[i].name.family, "Łukáš");
      EXPECT_EQ(found.persons[i].person_key, expected.persons[i].person_key);
      EXPECT_EQ(found.persons[i].doses.size(), expected.persons[i].doses.size());
      EXPECT_EQ(found.persons[i].line, expected.persons[i].line);
    }
  }
}

TEST(DelimitedForm, Utf16ThatIsNone) {
  const std::u16string text = u"last_name,first_name,birth_date,admin_date,cvx\nRivera,Ana,1984-06-15,2021-03-15,208\n";
  for (const bool big : {false, true}) {
    EXPECT_EQ(read_input(utf16(text, big), test_rules()).error().code, Errc::in_not_utf8) << "no mark";
    InputRules stated = test_rules();
    stated.charset = FileCharset::utf16;
    EXPECT_EQ(num_issuable(read_file(utf16(text, big), stated)), 1U);
    const std::string marked = utf16(u"\uFEFF" + text, big);
    EXPECT_EQ(read_input(marked.substr(0, marked.size() - 1), test_rules()).error().code, Errc::in_not_utf8) << "cut";
    for (const char16_t* lone : {u"\xD800", u"\xDC00"}) {
      EXPECT_EQ(read_input(marked + utf16(lone + std::u16string(u",x\n"), big), test_rules()).error().code,
                Errc::in_not_utf8);
    }
  }
  EXPECT_EQ(read_input("\xFF\xFE", test_rules()).error().code, Errc::in_empty_file);
}

TEST(DelimitedForm, AStatedCharacterSet) {
  const std::string bytes = plain_header + "\nM\xFCller,\x8Aofie,1984-06-15,2021-03-15,208,L1\n";
  const InputRead unstated = read_file(bytes);
  EXPECT_EQ(codes_of(unstated), Codes{"NOT_UTF8"});
  EXPECT_NE(unstated.findings.at(0).detail.find("--charset"), std::string::npos);
  InputRules stated = test_rules();
  stated.charset = find_charset("cp1252");
  const InputRead found = read_file(bytes, stated);
  ASSERT_EQ(num_issuable(found), 1U);
  EXPECT_EQ(found.persons[0].name.family, "Müller");
  EXPECT_EQ(found.persons[0].name.given, std::vector<std::string>{"Šofie"});
  EXPECT_EQ(read_input(plain_header + "\nM\x81ller,Ana,1984-06-15,2021-03-15,208,L1\n", stated).error().code,
            Errc::in_not_utf8)
      << "not in the set";
  EXPECT_EQ(find_charset("cp1251"), std::nullopt);
}

TEST(DelimitedForm, AFileThatIsNoExportIsCalledWhatItIs) {
  const std::string zero(1, '\0');
  for (const auto& [bytes, words] : std::vector<std::pair<std::string, std::string>>{
           {"PK\x03\x04 [Content_Types].xml xl/workbook.xml, a,b,c", "(.xlsx)"},
           {"PK\x03\x04 word/document.xml", "(.docx)"},
           {"PK\x03\x04 mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "(.ods)"},
           {"PK\x03\x04 a.csv", "ZIP"},
           {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "(.xls)"},
           {"%PDF-1.7\n,;", "PDF"},
           {"\x89PNG\r\n\x1A\n" + zero + ",,,", "PNG"},
           {"\xFF\xD8\xFF\xE0", "JPEG"},
           {"\x1F\x8B\x08" + zero, "gzip"},
           {"BZh91AY&SY", "bzip2"},
           {"<html><table><tr><td>last_name</td></tr></table></html>", "web page"},
           {"<?xml version=\"1.0\"?><ClinicalDocument/>", "C-CDA"},
           {"<?xml version=\"1.0\"?><a/>", "XML"},
           {"{\\rtf1", "RTF"}}) {
    InputRules rules = test_rules();
    for (const auto& charset : {std::optional<FileCharset>{}, std::optional(FileCharset::windows1252)}) {
      rules.charset = charset;
      const auto found = read_input(bytes, rules);
      ASSERT_FALSE(found.has_value()) << words;
      EXPECT_EQ(found.error().code, Errc::in_unknown_format) << words;
      EXPECT_NE(found.error().hint.find(words), std::string::npos) << words << ": " << found.error().hint;
    }
  }
  const auto name = read_input("BZhang,Li,1984-06-15,2021-03-15,208\n", test_rules());
  EXPECT_TRUE(name || name.error().code != Errc::in_unknown_format ||
              name.error().hint.find("bzip2") == std::string::npos);
}

}  // namespace
}  // namespace vhc
