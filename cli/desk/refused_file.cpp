#include "desk/refused_file.h"

#include "vhc/display_text.h"

namespace vhc {

void add_refused_flag(Verb& verb, std::optional<std::string>& path) {
  verb.option("--refused", path, "FILE",
              "write refused rows as CSV, each with line, code and text, to be corrected and issued");
}

Result<void> RefusedFile::check(const InputOperand& input, const InputSummary& summary, const Io& io) const {
  if (!path_) return {};
  if (summary.kind != InputKind::delimited) {
    return fail(Errc::usage, "--refused", "a delimited file has rows; this is " + std::string(name(summary.kind)));
  }
  if (*path_ == "-") return fail(Errc::usage, "--refused", "name a file: what is printed is not for everybody");
  for (const std::string& file : input.files) {
    if (*path_ == file || io.is_same_file(*path_, file)) return fail(Errc::same_file, *path_);
  }
  VHC_CHECK_OK(io.probe_file(*path_));  // what cannot be written to at all is no file that is in the way
  if (!overwrite_ && io.exists(*path_)) return fail(Errc::exists, *path_, "remove it, or name another file");
  return {};
}

void RefusedFile::add(const Intake& intake) {
  if (path_) rows_.add(intake);
}

Result<void> RefusedFile::write(const InputFiles& input, const InputSummary& summary, const InputRules& rules,
                                const Io& io) {
  if (!path_) return {};
  for (const InputFinding& finding : summary.findings) rows_.add(finding);
  if (rows_.empty()) return {};
  VHC_TRY(const std::string csv, rows_.to_csv(input.bytes(), rules));
  VHC_CHECK_OK(io.write_file(*path_, csv, {.mode = 0600, .overwrite = overwrite_}));
  io.say("refused  " + std::to_string(rows_.size()) + (rows_.size() == 1 ? " row is in " : " rows are in ") +
         printable(*path_) + ": correct it there, and issue that file");
  return {};
}

}  // namespace vhc
