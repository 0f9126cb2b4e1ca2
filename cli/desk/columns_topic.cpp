#include "desk/columns_topic.h"

#include "vhc/column_table.h"

namespace vhc {

HelpTopic columns_topic() {
  HelpTopic topic{.name = "columns",
                  .summary = "columns of delimited files: canonical names and the headers that are understood",
                  .paragraphs = {},
                  .rows = {}};
  topic.paragraphs = {
      std::string(needed_of_doses) + " " + std::string(needed_of_results),
      "A header is compared without regard to case, accents, spaces and marks: \"Patient DOB\", \"PATIENT_DOB\" and "
      "\"patientDob\" are one. A column that is not understood is not used, and check says so.",
      "For other headers: \"vhc check --print-map FILE > FILE.map\" writes a map to fill in, one \"their header = "
      "canonical name\" a line; give it with --map FILE.map. \"= -\" ignores a column, \"= ?\" decides nothing and "
      "may "
      "stay, \"#\" begins a comment, and "
      "\"dates = mdy\" (or dmy, ymd) states the order of dates such as 03/04/2021. Two columns mapped to last_name, "
      "first_name or middle_name are joined in their order; two of another name are an error.",
      "Several doses side by side in a row: \"Dose 2 Date = admin_date 2\", \"Dose 2 Lot = lot_number 2\", up to 9. A "
      "file "
      "without a header row has \"column 1\", \"column 2\" and so on. A column that could say that a dose was not "
      "given, or "
      "that holds a further one, refuses its rows (UNMAPPED_COLUMN) until the map says what it is."};
  for (const ColumnHelp& column : column_table()) {
    std::string text(column.meaning);
    const char* between = ". Also: ";
    for (const std::string& header : column.headers) {
      text += between + header;
      between = ", ";
    }
    topic.rows.emplace_back(column.name, std::move(text));
  }
  return topic;
}

}  // namespace vhc
