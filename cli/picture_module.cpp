#include "picture_module.h"

#include "vhc/picture_abi.h"

namespace vhc {
namespace {

struct Sink {
  std::vector<std::string> texts;
  Error error;
};

void keep_text(void* sink, const char* text, std::size_t size) {
  static_cast<Sink*>(sink)->texts.emplace_back(text, size);
}

void keep_error(void* sink, const char* name, const char* where, const char* hint) {
  static_cast<Sink*>(sink)->error = module_error(name, where, hint);
}

}  // namespace

Result<std::vector<std::string>> read_codes_on_demand(ByteView picture, const std::string& folder) {
  VHC_TRY(void* const entry, open_module(folder, "vhc-picture", "vhc_picture_read_v1"));
  auto* const read = reinterpret_cast<VhcPictureRead*>(entry);
  Sink sink;
  const VhcPictureAnswer answer{&sink, keep_text, keep_error};
  if (read(picture.data(), picture.size(), &answer) != 0) return tl::unexpected(std::move(sink.error));
  return std::move(sink.texts);
}

}  // namespace vhc
