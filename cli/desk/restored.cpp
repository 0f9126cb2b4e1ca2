#include "desk/restored.h"

#include "desk/store/own_journal.h"
#include "shell/shell_word.h"

namespace vhc {

Result<bool> say_if_restored(const IssuerFolder& folder, Io& io) {
  VHC_TRY(const bool is_compared, was_compared(folder, io));
  if (is_compared) return false;
  io.say_always(
      "warning  this folder was restored from a backup and not yet compared with what was published since: cards that "
      "are valid here may be revoked there, and cards issued after the backup are unknown here");
  io.say_always("next     vhc publish --issuer " + shell_word(folder.path()) +
                " --to DIR, the public folder as it is now, compares them; --dry-run only shows it");
  return true;
}

Result<void> ask_if_restored(const IssuerFolder& folder, bool yes, const char* undone, Io& io) {
  VHC_TRY(const bool is_restored, say_if_restored(folder, io));
  if (!is_restored || yes) return {};
  VHC_TRY(const bool agreed, io.ask_yes("Go on all the same?", "--yes"));
  return agreed ? Result<void>{} : declined(undone);
}

void add_restored_flag(Verb& verb, bool& yes) {
  verb.flag("--yes", yes, "do not ask in a folder that was restored and not compared with what is published");
}

}  // namespace vhc
