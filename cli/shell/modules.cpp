#include "shell/modules.h"

#include <filesystem>
#include <system_error>

#include <dlfcn.h>

namespace vhc {

std::string module_folder() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  if (error || !program.is_absolute()) return {};
  return (program.parent_path() / VHC_MODULE_FOLDER).lexically_normal().string();
}

Result<void*> open_module(const std::string& folder, const std::string& name, const char* entry) {
  const std::string file = "lib" + name + ".so";
  const auto missing = [&file](std::string hint) { return fail(Errc::module_missing, file, std::move(hint)); };
  // A path with a slash is opened as it stands; a bare name would be searched for in LD_LIBRARY_PATH.
  if (folder.empty() || folder.front() != '/') return missing("the program cannot find its own folder");
  void* const module = dlopen((folder + "/" + file).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) return missing("install vhc again, with the libraries it needs");
  void* const function = dlsym(module, entry);
  if (function == nullptr) return missing("it is of another version than the program; install vhc again");
  return function;
}

Error module_error(const char* name, const char* where, const char* hint) {
  return fail(find_error(name).value_or(Errc::internal), where, hint).value();
}

}  // namespace vhc
