// A folder that came out of a backup and was not held against what is published since: cards that it knows as valid may
// be revoked there, and cards that were issued behind the backup are not known to it.
#pragma once

#include "desk/store/issuer_folder.h"
#include "shell/args.h"
#include "shell/io.h"

namespace vhc {

// Says so, with --quiet too; for what makes nothing worse, such as revoking. False when there is nothing to say.
Result<bool> say_if_restored(const IssuerFolder& folder, Io& io);

// Says so, and asks whether to go on, unless `yes`. Fails with needs_answer, and with declined when the answer is no:
// `undone` says what was not done.
Result<void> ask_if_restored(const IssuerFolder& folder, bool yes, const char* undone, Io& io);

void add_restored_flag(Verb& verb, bool& yes);

}  // namespace vhc
