// vhc tables import, show: which code sets an issuer decides by, and newer ones in their place.
#include <algorithm>
#include <memory>
#include <ostream>

#include "desk/issuer_flags.h"
#include "desk/store/table_files.h"
#include "shell/counted.h"
#include "shell/verb_body.h"
#include "verbs.h"
#include "vhc/json_writer.h"

namespace vhc {
namespace {

// ---- import

struct ImportOptions {
  IssuerFlags flags;
  std::vector<std::string> files;
  std::optional<std::string> dated;
  bool yes = false;
  bool dry_run = false;
};

// What a table gains and loses against the one in use.
struct TableChange {
  CodeTableText table;
  std::string date_before;
  std::size_t num_before = 0;
  std::size_t added = 0;
  std::size_t removed = 0;
};

std::size_t num_missing(const std::vector<std::string>& of, const std::vector<std::string>& in) {
  std::vector<std::string> missing;
  std::set_difference(of.begin(), of.end(), in.begin(), in.end(), std::back_inserter(missing));
  return missing.size();
}

Result<TableChange> compare(CodeTableText table, const CodeTables& in_use) {
  VHC_TRY(const CodeTableText before, read_code_table(in_use.text(table.table).text, {}));
  TableChange change{.table = std::move(table), .date_before = before.date, .num_before = before.codes.size()};
  change.added = num_missing(change.table.codes, before.codes);
  change.removed = num_missing(before.codes, change.table.codes);
  return change;
}

// A table that lost many codes, or some against a newer one, may be the wrong file: doses that were good would be
// refused.
Result<void> ask_about(const TableChange& change, const ImportOptions& options, Io& io) {
  constexpr std::size_t one_of = 20;  // 5 %
  const bool is_loss = change.removed * one_of > change.num_before;
  const bool is_older = change.removed != 0 && change.table.date < change.date_before;
  if ((!is_loss && !is_older) || options.yes) return {};
  const std::string what =
      std::string(name(change.table.table)) + ": " +
      (is_loss ? std::to_string(change.removed) + " of " + std::to_string(change.num_before) + " codes are missing"
               : "the table is of " + change.table.date + ", the one in use of " + change.date_before);
  const auto agreed = io.ask_yes(what + ". Go on?", "--yes");
  if (agreed && *agreed) return {};
  return fail(Errc::tables_loss, what, "nothing was changed; --yes imports it anyway");
}

// The old one keeps its day in its name; the new one takes its place in one step.
Result<void> put(const IssuerFolder& folder, const TableChange& change, Io& io) {
  const std::string file = table_file(folder.path(), change.table.table);
  if (io.exists(file)) {
    VHC_TRY(const std::string before, io.read_file(file, max_table_bytes));
    VHC_CHECK_OK(io.write_file(file + "." + change.date_before, before, {.overwrite = true}));
  }
  return io.write_file(file, change.table.text, {.overwrite = true});
}

void print(const std::vector<TableChange>& changes, const ImportOptions& options, Io& io) {
  for (const TableChange& change : changes) {
    if (io.json()) {
      JsonWriter json;
      json.begin_object().member("schema", "vhc.tables/1").member("table", name(change.table.table));
      json.member("date", change.table.date).member("codes", static_cast<std::int64_t>(change.table.codes.size()));
      json.member("added", static_cast<std::int64_t>(change.added));
      json.member("removed", static_cast<std::int64_t>(change.removed)).member("replaced", change.date_before);
      io.out() << json.member("written", !options.dry_run).end_object().text() << '\n';
      continue;
    }
    io.out() << name(change.table.table) << ": " << counted(change.table.codes.size(), "code") << " of "
             << change.table.date << ", +" << change.added << " -" << change.removed << " against that of "
             << change.date_before << (options.dry_run ? "   (nothing was written)\n" : "\n");
  }
}

Result<Exit> import_tables(const ImportOptions& options, Io& io) {
  VHC_TRY(const IssuerFolder folder, open_issuer(options.flags, io));
  VHC_TRY(const UnixTime at, acting_time(options.flags, io));
  VHC_TRY(const std::vector<CodeTableText> tables, read_table_files(options.files, options.dated, io));
  VHC_TRY(const FolderLock lock, io.lock_folder(folder.path()));
  VHC_TRY(const auto in_use, open_tables({}, folder.path(), io));
  std::vector<TableChange> changes;
  for (const CodeTableText& table : tables) {
    VHC_TRY(TableChange change, compare(table, *in_use));
    VHC_CHECK_OK(ask_about(change, options, io));
    changes.push_back(std::move(change));
  }
  if (!options.dry_run) {
    VHC_CHECK_OK(io.make_folder(folder.path() + "/tables"));
    for (const TableChange& change : changes) VHC_CHECK_OK(put(folder, change, io));
    VHC_CHECK_OK(folder.write_journal({.time = at, .actor = actor(options.flags, io), .verb = "tables import"}, io));
  }
  print(changes, options, io);
  return Exit::done;
}

// ---- show

struct ShowOptions {
  std::optional<std::string> issuer;
  std::optional<std::string> tables;
  std::optional<std::string> write;
};

Result<Exit> show_tables(const ShowOptions& options, Io& io) {
  const auto issuer = options.issuer ? options.issuer : io.environment("VHC_ISSUER");
  VHC_TRY(const auto tables, open_tables(options.tables, issuer, io));
  if (options.write) {
    for (const CodeTable table : all_code_tables) {
      if (name(table) != *options.write) continue;
      io.out() << tables->text(table).text;
      return Exit::done;
    }
    return fail(Errc::usage, "--print", "cvx, ndc, products, makers or results");
  }
  for (const CodeTable table : all_code_tables) {
    VHC_TRY(const CodeTableText text, read_code_table(tables->text(table).text, {}));
    const std::string_view origin = tables->is_built_in(table) ? "built in" : "imported";
    if (io.json()) {
      JsonWriter json;
      json.begin_object().member("schema", "vhc.tables/1").member("table", name(table)).member("date", text.date);
      json.member("codes", static_cast<std::int64_t>(text.codes.size()));
      io.out() << json.member("built_in", tables->is_built_in(table)).end_object().text() << '\n';
      continue;
    }
    io.out() << std::string(name(table)).append(std::max<std::size_t>(12, name(table).size()) - name(table).size(), ' ')
             << " " << counted(text.codes.size(), "code") << " of " << text.date << ", " << origin << '\n';
  }
  return Exit::done;
}

}  // namespace

void add_tables(Verb& root) {
  Verb& tables = root.verb("tables", "code tables for vaccines, products, manufacturers and results");
  auto import = std::make_shared<ImportOptions>();
  Verb& import_verb = tables.verb("import", "use newer tables");
  import_verb.describe(
      "Replaces the code tables in use. A table is tab-separated lines under a line of column names. Which "
      "table it is, its columns tell: cvx and status; ndc11 and cvx; product, cvx and mvx; mvx and name; snomed. "
      "Files of one table are put together. The table that was in use is kept beside the new one. Asks when "
      "many codes would be lost, or any by a table that is older.");
  import_verb.operand("FILE", import->files, true);
  add_issuer_flag(import_verb, import->flags);
  import_verb.option("--dated", import->dated, "DATE", "day of the code set (YYYY-MM-DD), when the table does not say");
  import_verb.flag("--yes", import->yes, "take a table that lost codes");
  import_verb.flag("-n,--dry-run", import->dry_run, "say what would change and write nothing");
  add_acting_flags(import_verb, import->flags);
  import_verb.exits({2, 3, 4});
  import_verb.example("$ vhc tables import --issuer shop cvx.tsv");
  import_verb.run(run_with(import, import_tables));

  auto show = std::make_shared<ShowOptions>();
  Verb& show_verb = tables.verb("show", "which tables are in use, of which day");
  show_verb.describe("Names each table with its day and where it comes from; --print writes one out.");
  show_verb.option("--issuer", show->issuer, "DIR", "the issuer's folder; without it the built-in tables");
  show_verb.option("--tables", show->tables, "DIR", "a folder of tables");
  show_verb.option("--print", show->write, "TABLE", "the table itself: cvx, ndc, products, makers, results");
  show_verb.exits({2, 3, 4});
  show_verb.example("$ vhc tables show --issuer shop");
  show_verb.run(run_with(show, show_tables));
}

}  // namespace vhc
