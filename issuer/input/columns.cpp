#include "columns.h"

#include <algorithm>
#include <utility>

#include "../card_text.h"
#include "vhc/utf8.h"

namespace vhc {
namespace {

constexpr std::array<std::string_view, num_columns> canonical{
    "last_name", "first_name", "middle_name", "suffix",     "name",      "birth_date",  "admin_date", "cvx",
    "ndc",       "product",    "mvx",         "lot_number", "performer", "vax_refusal", "ial",        "patient_id",
    "event_id",  "lang",       "test_code",   "result",     "collected", "ext_type"};

using Alias = std::pair<std::string_view, Column>;

// As normal_header() writes them; English, German, French, Spanish.
constexpr std::array aliases{Alias{"patientlast", Column::last_name},
                             Alias{"surname", Column::last_name},
                             Alias{"family", Column::last_name},
                             Alias{"familyname", Column::last_name},
                             Alias{"reciplastname", Column::last_name},
                             Alias{"patientlastname", Column::last_name},
                             Alias{"nachname", Column::last_name},
                             Alias{"familienname", Column::last_name},
                             Alias{"nom", Column::last_name},
                             Alias{"nomdefamille", Column::last_name},
                             Alias{"apellido", Column::last_name},
                             Alias{"apellidos", Column::last_name},
                             Alias{"patientfirst", Column::first_name},
                             Alias{"given", Column::first_name},
                             Alias{"givenname", Column::first_name},
                             Alias{"recipfirstname", Column::first_name},
                             Alias{"patientfirstname", Column::first_name},
                             Alias{"vorname", Column::first_name},
                             Alias{"vornamen", Column::first_name},
                             Alias{"prenom", Column::first_name},
                             Alias{"prenoms", Column::first_name},
                             Alias{"nombre", Column::first_name},
                             Alias{"nombres", Column::first_name},
                             Alias{"middle", Column::middle_name},
                             Alias{"recipmiddlename", Column::middle_name},
                             Alias{"patientmiddlename", Column::middle_name},
                             Alias{"namesuffix", Column::suffix},
                             Alias{"fullname", Column::name},
                             Alias{"recipientname", Column::name},
                             Alias{"vollstandigername", Column::name},
                             Alias{"nomcomplet", Column::name},
                             Alias{"nombrecompleto", Column::name},
                             Alias{"dob", Column::birth_date},
                             Alias{"dateofbirth", Column::birth_date},
                             Alias{"recipdob", Column::birth_date},
                             Alias{"patientdob", Column::birth_date},
                             Alias{"recipientdob", Column::birth_date},
                             Alias{"geburtsdatum", Column::birth_date},
                             Alias{"geborenam", Column::birth_date},
                             Alias{"datedenaissance", Column::birth_date},
                             Alias{"neele", Column::birth_date},
                             Alias{"nele", Column::birth_date},
                             Alias{"fechadenacimiento", Column::birth_date},
                             Alias{"vaccinedate", Column::admin_date},
                             Alias{"shotdate", Column::admin_date},
                             Alias{"administrationdate", Column::admin_date},
                             Alias{"vaccinationdate", Column::admin_date},
                             Alias{"impfdatum", Column::admin_date},
                             Alias{"datumderimpfung", Column::admin_date},
                             Alias{"datedevaccination", Column::admin_date},
                             Alias{"datedadministration", Column::admin_date},
                             Alias{"fechadevacunacion", Column::admin_date},
                             Alias{"fechadeadministracion", Column::admin_date},
                             Alias{"vaccinecode", Column::cvx},
                             Alias{"cvxcode", Column::cvx},
                             Alias{"ndccode", Column::ndc},
                             Alias{"vaccine", Column::product},
                             Alias{"vaccinename", Column::product},
                             Alias{"vaccinationname", Column::product},
                             Alias{"impfstoff", Column::product},
                             Alias{"vaccin", Column::product},
                             Alias{"vacuna", Column::product},
                             Alias{"manufacturer", Column::mvx},
                             Alias{"vaccinationmanufacturer", Column::mvx},
                             Alias{"hersteller", Column::mvx},
                             Alias{"fabricant", Column::mvx},
                             Alias{"fabricante", Column::mvx},
                             Alias{"lot", Column::lot_number},
                             Alias{"batch", Column::lot_number},
                             Alias{"vaccinationbatch", Column::lot_number},
                             Alias{"charge", Column::lot_number},
                             Alias{"chargennummer", Column::lot_number},
                             Alias{"chb", Column::lot_number},
                             Alias{"numerodelot", Column::lot_number},
                             Alias{"lote", Column::lot_number},
                             Alias{"numerodelote", Column::lot_number},
                             Alias{"facility", Column::performer},
                             Alias{"store", Column::performer},
                             Alias{"adminname", Column::performer},
                             Alias{"facilityname", Column::performer},
                             Alias{"responsibleorg", Column::performer},
                             Alias{"impfstelle", Column::performer},
                             Alias{"apotheke", Column::performer},
                             Alias{"lieu", Column::performer},
                             Alias{"pharmacie", Column::performer},
                             Alias{"centro", Column::performer},
                             Alias{"farmacia", Column::performer},
                             Alias{"refusal", Column::vax_refusal},
                             Alias{"mrn", Column::patient_id},
                             Alias{"recipid", Column::patient_id},
                             Alias{"patientennummer", Column::patient_id},
                             Alias{"numerodepatient", Column::patient_id},
                             Alias{"numerodepaciente", Column::patient_id},
                             Alias{"vaxeventid", Column::event_id},
                             Alias{"testperformedcode", Column::test_code},
                             Alias{"testresult", Column::result},
                             Alias{"specimencollectiondate", Column::collected}};

// The letter without its accent, of the two-byte letters of western languages; 0 for others.
char plain_letter(unsigned char first, unsigned char second) {
  if (first != 0xC3) return 0;
  constexpr std::string_view letters = "aaaaaaaceeeeiiiidnooooo*ouuuuytsaaaaaaaceeeeiiiidnooooo/ouuuuyty";
  const std::size_t index = second - 0x80U;
  return index < letters.size() ? letters[index] : '\0';
}

// A column and how well its header says so: a mapped one before the canonical name, then the tables in their order.
struct Meaning {
  Column column{};
  std::ptrdiff_t rank = 0;
};
constexpr std::ptrdiff_t mapped_rank = -2;

std::optional<Meaning> known_column(std::string_view header) {
  for (std::size_t i = 0; i < canonical.size(); ++i) {
    if (normal_header(canonical.at(i)) == header) return Meaning{static_cast<Column>(i), -1};
  }
  const auto* const found =
      std::find_if(aliases.begin(), aliases.end(), [&](const Alias& a) { return a.first == header; });
  return found == aliases.end() ? std::nullopt : std::optional(Meaning{found->second, found - aliases.begin()});
}

// "Name" beside "Vorname" is the family name.
void name_beside_given(const std::vector<std::string>& header, std::vector<std::optional<Meaning>>& meanings) {
  const auto has = [&meanings](Column column) {
    return std::any_of(meanings.begin(), meanings.end(), [column](const auto& m) { return m && m->column == column; });
  };
  if (!has(Column::first_name) || has(Column::last_name)) return;
  for (std::size_t i = 0; i < header.size(); ++i) {
    if (meanings[i] && meanings[i]->column == Column::name && normal_header(header[i]) == "name") {
      meanings[i]->column = Column::last_name;
    }
  }
}

tl::unexpected<Error> map_fault(std::int64_t line) {
  return fail(Errc::in_map_form, "line " + std::to_string(line), "their header = canonical name");
}

}  // namespace

std::string_view name(Column column) noexcept {
  return canonical.at(static_cast<std::size_t>(column));
}

std::optional<Column> find_column(std::string_view text) noexcept {
  const auto found = std::find(canonical.begin(), canonical.end(), text);
  return found == canonical.end() ? std::nullopt : std::optional(static_cast<Column>(found - canonical.begin()));
}

std::string normal_header(std::string_view header) {
  std::string normal;
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto c = static_cast<unsigned char>(header[i]);
    if (c >= 'A' && c <= 'Z') {
      normal += static_cast<char>(c - 'A' + 'a');
    } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      normal += static_cast<char>(c);
    } else if (c >= 0x80 && i + 1 < header.size()) {
      const char plain = plain_letter(c, static_cast<unsigned char>(header[i + 1]));
      if (plain != 0) {
        normal += plain;
        ++i;
      } else if (c != 0xE2) {  // typographic marks count as marks; other letters stay
        normal += header[i];
      } else {
        i += 2;
      }
    }
  }
  return normal;
}

Columns resolve_columns(const std::vector<std::string>& header, const ColumnMap& map) {
  std::vector<std::optional<Meaning>> meanings;
  Columns columns;
  for (const std::string& written : header) {
    const std::string normal = normal_header(written);
    const auto mapped = map.columns.find(normal);
    if (mapped == map.columns.end()) {
      meanings.push_back(known_column(normal));
    } else {
      const auto column = find_column(mapped->second);
      meanings.push_back(column ? std::optional(Meaning{*column, mapped_rank}) : std::nullopt);
    }
    const bool ignored = mapped != map.columns.end() && !meanings.back();
    if (!meanings.back() && !ignored) columns.unknown.push_back(meanings.size() - 1);
  }
  name_beside_given(header, meanings);
  std::array<std::ptrdiff_t, num_columns> ranks{};
  for (std::size_t i = 0; i < meanings.size(); ++i) {
    if (!meanings[i]) continue;
    const auto index = static_cast<std::size_t>(meanings[i]->column);
    auto& place = columns.places.at(index);
    const bool is_better = !place || meanings[i]->rank < ranks.at(index);
    if (place) columns.unknown.push_back(is_better ? *place : i);
    if (!is_better) continue;
    place = i;
    ranks.at(index) = meanings[i]->rank;
  }
  return columns;
}

std::optional<Column> missing_column(const Columns& columns) {
  const bool is_named = columns.has(Column::name) || columns.has(Column::last_name);
  if (!is_named) return Column::last_name;
  if (!columns.has(Column::name) && !columns.has(Column::first_name)) return Column::first_name;
  if (!columns.has(Column::birth_date)) return Column::birth_date;
  if (columns.has(Column::test_code)) {
    for (const Column needed : {Column::result, Column::collected}) {
      if (!columns.has(needed)) return needed;
    }
    return std::nullopt;
  }
  if (!columns.has(Column::admin_date)) return Column::admin_date;
  const bool has_vaccine = columns.has(Column::cvx) || columns.has(Column::ndc) || columns.has(Column::product);
  return has_vaccine ? std::nullopt : std::optional(Column::cvx);
}

std::optional<DateOrder> date_order(std::string_view text) {
  if (text == "ymd") return DateOrder::ymd;
  if (text == "mdy") return DateOrder::mdy;
  if (text == "dmy") return DateOrder::dmy;
  return std::nullopt;
}

Result<ColumnMap> read_column_map(std::string_view text) {
  if (!is_utf8(text)) return fail(Errc::in_not_utf8, "the column map");
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  ColumnMap map;
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    const std::size_t equals = line.rfind('=');
    if (equals == std::string_view::npos) return map_fault(number);
    const std::string_view theirs = trimmed(line.substr(0, equals));
    const std::string_view ours = trimmed(line.substr(equals + 1));
    if (theirs == "dates") {
      const auto order = date_order(ours);
      if (!order || map.dates != DateOrder::unstated) return map_fault(number);
      map.dates = *order;
      continue;
    }
    const std::string header = normal_header(theirs);
    const bool is_known = ours == "-" || find_column(ours);
    if (header.empty() || !is_known) return map_fault(number);
    if (!map.columns.emplace(header, std::string(ours)).second) return map_fault(number);
  }
  return map;
}

}  // namespace vhc
