// An issuer's folder in one sealed file. The files are sealed as they are (the keys in it still under their own
// seals), chunk by chunk, so that a folder of any size takes no memory (docs/formats/issuer-folder.md).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "vhc/bytes.h"
#include "vhc/result.h"
#include "vhc/sealed.h"
#include "vhc/secret.h"
#include "vhc/time.h"

namespace vhc {

// What goes into the file, piece by piece and in order. Everything is our own text or sealed bytes.
class BackupWriter {
 public:
  // `out` takes the bytes of the file. Fails as seal() does, or as `out`.
  static Result<BackupWriter> begin(UnixTime created, const Secret& passphrase,
                                    std::function<Result<void>(std::string_view)> out, const SealCost& cost = {});
  BackupWriter(BackupWriter&&) noexcept;
  ~BackupWriter();

  // A file of the folder: its name, then its bytes in any pieces, `size` of them in all.
  Result<void> begin_file(std::string_view name, std::uint64_t size, bool is_secret);
  Result<void> add(std::string_view bytes);
  // Without it the file is not whole, and cannot be restored.
  Result<void> finish();

 private:
  struct State;
  explicit BackupWriter(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

struct BackupFile {
  std::string name;  // below the folder: letters, digits, . _ - and / only, no part of it "..", at most 200 characters
  std::uint64_t size = 0;
  bool is_secret = false;
};

// Takes a backup apart. `in` gives exactly as many bytes as asked for, fewer only at the end.
class BackupReader {
 public:
  // Fails with backup_form, or as unseal() does.
  static Result<BackupReader> open(std::function<Result<std::string>(std::size_t)> in, const Secret& passphrase);
  BackupReader(BackupReader&&) noexcept;
  ~BackupReader();

  UnixTime created() const noexcept;
  // Nothing when the backup ends, whole. Fails with backup_form.
  Result<std::optional<BackupFile>> next_file();
  // The rest of the file's bytes, piece by piece; empty at its end.
  Result<std::string> read();

 private:
  struct State;
  explicit BackupReader(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

}  // namespace vhc
