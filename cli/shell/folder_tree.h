// A folder that others may write to, held open while something is written into it: a link that is put in the place of
// one of its folders meanwhile leads nowhere else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "shell/descriptor.h"
#include "vhc/result.h"

namespace vhc {

class FolderTree {
 public:
  // The folder at `path`, which may itself be named by a link. Fails with not_found, unreadable.
  static Result<FolderTree> open(const std::string& path);

  // Below the folder, its parts apart by '/'; folders on the way are made. Whole or not at all. Fails with
  // publish_unreadable where a folder on the way is a link or a file, unwritable.
  Result<void> write_file(const std::string& name, std::string_view bytes) const;
  // Fails likewise; with not_found when there is no such file.
  Result<void> remove_file(const std::string& name) const;
  // Whether it is the folder at `path`, or lies below it, or around it; by what the file system says, not by names.
  bool overlaps(const std::string& path) const;

 private:
  FolderTree(std::string path, Descriptor root) : path_(std::move(path)), root_(std::move(root)) {}
  Result<Descriptor> open_parent(const std::string& name, bool make) const;

  std::string path_;
  Descriptor root_;
};

// Whether `path`, which need not be there yet, would be the folder at `folder`, or lie below it, or around it.
bool overlap(const std::string& path, const std::string& folder);

}  // namespace vhc
