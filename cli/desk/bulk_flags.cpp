#include "desk/bulk_flags.h"

#include "shell/jobs.h"

namespace vhc {

void add_bulk_flags(Verb& verb, BulkFlags& flags) {
  verb.option("--ndjson", flags.ndjson, "FILE", "all cards in one file, a JSON line each; FILE.part until it is whole");
  verb.option("--out", flags.out, "DIR", "a .smart-health-card file of each person, in folders of 1,000");
  verb.option("--qr-format", flags.qr_format, "svg|png", "with --out: a picture of each card too, read back");
  verb.option("--letters", flags.letters, "FILE",
              "a CSV file of names and card numbers, for letters; nothing clinical");
  verb.option("--jobs", flags.jobs, "N", "threads (default: one a core)");
  verb.flag("--resume", flags.resume, "go on where a run over this file stopped");
  verb.flag("--abandon", flags.abandon,
            "end a stopped run over this file, or over one with this name: cards that it issued stay valid");
  verb.flag("--yes", flags.yes,
            "ask nothing: with --abandon, with --again for several persons, and in a folder that was restored and not "
            "compared with what is published");
  verb.flag(
      "--again", flags.again,
      "also issue what was issued before, and beside cards with different content: everybody in the file who has a "
      "card gets a second one, and both are valid");
  verb.option("--beside", flags.beside, "N", "the same for one card: nothing is compared with this one (repeatable)");
}

Result<void> check_bulk_flags(const BulkFlags& flags) {
  const bool is_format = !flags.qr_format || *flags.qr_format == "svg" || *flags.qr_format == "png";
  if (!is_format) return fail(Errc::usage, "--qr-format", "svg or png");
  if (flags.qr_format && !flags.out) return fail(Errc::usage, "--qr-format", "with --out DIR");
  if (flags.ndjson && flags.letters && *flags.ndjson == *flags.letters) {
    return fail(Errc::same_file, *flags.ndjson, "--ndjson and --letters each need a file");
  }
  for (const auto* file : {&flags.ndjson, &flags.out, &flags.letters}) {
    if (*file && **file == "-") return fail(Errc::usage, "issue", "a run that can go on needs files, not \"-\"");
  }
  if (flags.resume && flags.abandon) return fail(Errc::usage, "issue", "--resume goes on, --abandon ends: one of them");
  if (!flags.is_any() && (flags.resume || flags.jobs)) {
    return fail(Errc::usage, "issue", "--resume and --jobs go with --ndjson, --out or --letters");
  }
  return jobs_of(flags.jobs).map([](std::size_t) {});
}

}  // namespace vhc
