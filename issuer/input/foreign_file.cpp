#include "input/foreign_file.h"

#include <algorithm>
#include <array>

namespace vhc {
namespace {

struct Kind {
  std::string_view begins;
  std::string_view words;
};

using namespace std::string_view_literals;

constexpr std::array kinds{
    Kind{"\xD0\xCF\x11\xE0"sv,
         "an Excel workbook (.xls) or another Office file: open it, and save the sheet as CSV UTF-8"},
    Kind{"%PDF"sv, "a PDF: ask for the export as CSV"},
    Kind{"\x89PNG"sv, "a picture (PNG): ask for the export as CSV"},
    Kind{"\xFF\xD8\xFF"sv, "a picture (JPEG): ask for the export as CSV"},
    Kind{"GIF8"sv, "a picture (GIF): ask for the export as CSV"},
    Kind{"II*\0"sv, "a picture (TIFF): ask for the export as CSV"},
    Kind{"MM\0*"sv, "a picture (TIFF): ask for the export as CSV"},
    Kind{"\x1F\x8B"sv, "compressed (gzip): unpack it first"},
    Kind{"\xFD"
         "7zXZ"sv,
         "compressed (xz): unpack it first"},
    Kind{"7z\xBC\xAF"sv, "an archive (7z): unpack it first"},
    Kind{"Rar!"sv, "an archive (RAR): unpack it first"},
    Kind{"SQLite format 3"sv, "a database (SQLite): export the table as CSV"},
    Kind{"{\\rtf"sv, "a document (RTF): save the table as CSV UTF-8"},
};

// Spreadsheets, documents and archives are told apart by the names of their parts.
std::string_view zip_kind(std::string_view beginning) noexcept {
  const auto has = [beginning](std::string_view part) { return beginning.find(part) != std::string_view::npos; };
  if (has("xl/")) return "an Excel workbook (.xlsx): open it, and save the sheet as CSV UTF-8";
  if (has("opendocument.spreadsheet")) return "a spreadsheet (.ods): open it, and save the sheet as CSV UTF-8";
  if (has("word/")) return "a Word document (.docx): save its table as CSV UTF-8";
  return "a ZIP archive, or a spreadsheet: unpack it, or save the sheet as CSV UTF-8";
}

// "<?xml", "<html>", "<!DOCTYPE": a report that a till saves as .xls is often a web page.
std::string_view markup_kind(std::string_view beginning) noexcept {
  const std::size_t first = beginning.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos || beginning[first] != '<') return {};
  if (beginning.find("ClinicalDocument") != std::string_view::npos) {
    return "a clinical document (C-CDA): ask for HL7 v2, FHIR or CSV";
  }
  if (beginning.find("schemas-microsoft-com:office:spreadsheet") != std::string_view::npos) {
    return "an Excel sheet in XML: open it, and save the sheet as CSV UTF-8";
  }
  const auto has = [beginning](std::string_view tag) { return beginning.find(tag) != std::string_view::npos; };
  const bool is_page = has("<html") || has("<HTML") || has("<table") || has("<TABLE");
  return is_page ? "a web page, as some systems save one under .xls: open it in a spreadsheet, and save it as CSV UTF-8"
                 : "XML: give HL7 v2 messages, a delimited file with a header row, or FHIR JSON";
}

}  // namespace

std::string_view foreign_kind(std::string_view beginning) noexcept {
  constexpr std::size_t enough = std::size_t{64} * 1024;
  beginning = beginning.substr(0, enough);
  if (beginning.starts_with("PK\x03\x04"sv) || beginning.starts_with("PK\x05\x06"sv)) return zip_kind(beginning);
  for (const Kind& kind : kinds) {
    if (beginning.starts_with(kind.begins)) return kind.words;
  }
  // "BZh" alone may begin somebody's name.
  if (beginning.starts_with("BZh"sv) &&
      beginning.substr(std::min<std::size_t>(4, beginning.size())).starts_with("1AY&SY"sv)) {
    return "compressed (bzip2): unpack it first";
  }
  return markup_kind(beginning);
}

}  // namespace vhc
