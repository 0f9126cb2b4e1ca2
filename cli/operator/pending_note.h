// What becomes of signatures when the note that waits is replaced or withdrawn.
#pragma once

#include <optional>

#include "operator/store/registry_folder.h"
#include "shell/io.h"

namespace vhc {

// Whose signatures go, on standard error; nothing when nobody has signed.
void say_dropped(const std::optional<PendingNote>& waiting, const RegistryFolder& folder, NoteRole role, const Io& io);

}  // namespace vhc
