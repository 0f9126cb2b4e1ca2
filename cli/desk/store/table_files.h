// Code tables on a disk: those of an issuer's folder (docs/formats/issuer-folder.md), or any folder of them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "shell/io.h"
#include "vhc/code_tables.h"

namespace vhc {

// A text for each table that the files hold; two files of one table are put together. Fails as read_code_table and
// merge_code_tables with the file, and as the file system does.
Result<std::vector<CodeTableText>> read_table_files(const std::vector<std::string>& files,
                                                    const std::optional<std::string>& dated, Io& io);

// What `--tables DIR` names; else the issuer's own, where a built-in table stands in for what it has not.
Result<std::shared_ptr<const CodeTables>> open_tables(const std::optional<std::string>& dir,
                                                      const std::optional<std::string>& issuer, Io& io);

std::string table_file(const std::string& issuer, CodeTable table);

}  // namespace vhc
