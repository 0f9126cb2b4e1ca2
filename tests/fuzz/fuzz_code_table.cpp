// A code table as somebody publishes it: what is read of it is read again from the form that is kept, and decides
// alike.
#include "input.h"
#include "vhc/code_tables.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const auto table = read_code_table(text_of(data, size), "2026-11-28");
  if (!table) return 0;
  const auto again = read_code_table(table->text, {});
  require(again && again->text == table->text && again->date == table->date && again->codes == table->codes);
  const auto merged = merge_code_tables(*table, *again);
  require(merged && merged->text == table->text);
  const auto tables = CodeTables::with({*table});
  for (const std::string& code : table->codes) {
    if (table->table == CodeTable::ndc) require(!tables->cvx_of_ndc(code).empty());
    if (table->table == CodeTable::products) require(!tables->cvx_of_product(code, {}).empty());
    if (table->table == CodeTable::results) require(tables->is_result(code, false));
  }
  return 0;
}
