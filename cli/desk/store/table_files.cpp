#include "desk/store/table_files.h"

#include <algorithm>

namespace vhc {
namespace {

constexpr std::string_view suffix = ".tsv";

std::string tables_folder(const std::string& issuer) {
  return issuer + "/tables";
}

Result<std::vector<std::string>> files_in(const std::string& folder, Io& io) {
  VHC_TRY(const std::vector<std::string> names, io.list_folder(folder));
  std::vector<std::string> files;
  for (const std::string& name : names) {
    const bool is_table = name.size() > suffix.size() && name.ends_with(suffix);
    if (is_table) files.push_back(folder + "/" + name);
  }
  return files;
}

Result<void> add(CodeTableText table, std::vector<CodeTableText>& all) {
  const auto same =
      std::find_if(all.begin(), all.end(), [&](const CodeTableText& other) { return other.table == table.table; });
  if (same == all.end()) {
    all.push_back(std::move(table));
    return {};
  }
  VHC_TRY(*same, merge_code_tables(*same, table));
  return {};
}

template <class Value>
Result<Value> in_file(Result<Value> result, const std::string& file) {
  if (result) return result;
  Error error = std::move(result).error();
  error.where = file + (error.where.empty() ? "" : ", " + error.where);
  return tl::unexpected(std::move(error));
}

}  // namespace

std::string table_file(const std::string& issuer, CodeTable table) {
  return tables_folder(issuer) + "/" + std::string(name(table)) + std::string(suffix);
}

Result<std::vector<CodeTableText>> read_table_files(const std::vector<std::string>& files,
                                                    const std::optional<std::string>& dated, Io& io) {
  std::vector<CodeTableText> all;
  for (const std::string& file : files) {
    VHC_TRY(const std::string text, io.read_file(file, max_table_bytes));
    VHC_TRY(CodeTableText table, in_file(read_code_table(text, dated), file));
    VHC_CHECK_OK(in_file(add(std::move(table), all), file));
  }
  return all;
}

Result<std::shared_ptr<const CodeTables>> open_tables(const std::optional<std::string>& dir,
                                                      const std::optional<std::string>& issuer, Io& io) {
  if (!dir && (!issuer || !io.exists(tables_folder(*issuer)))) return CodeTables::built_in();
  const std::string folder = dir ? *dir : tables_folder(*issuer);
  VHC_TRY(const std::vector<std::string> files, files_in(folder, io));
  if (dir && files.empty()) return fail(Errc::tables_form, folder, "a folder with tables named *.tsv");
  VHC_TRY(std::vector<CodeTableText> tables, read_table_files(files, {}, io));
  return CodeTables::with(std::move(tables));
}

}  // namespace vhc
