#include "picture_module.h"

#include "vhc/picture_abi.h"

namespace vhc {
namespace {

struct Sink {
  std::vector<ReadCode> codes;
  Error error;
};

void keep_code(void* sink, const VhcPictureCode* code) {
  static_cast<Sink*>(sink)->codes.push_back({std::string(code->text, code->text_size),
                                             std::string(code->data_codewords, code->data_codewords_size),
                                             code->level});
}

void keep_error(void* sink, const char* name, const char* where, const char* hint) {
  static_cast<Sink*>(sink)->error = module_error(name, where, hint);
}

}  // namespace

Result<std::vector<ReadCode>> read_codes_on_demand(ByteView picture, const std::string& folder) {
  VHC_TRY(void* const entry, open_module(folder, "vhc-picture", "vhc_picture_read_v2"));
  auto* const read = reinterpret_cast<VhcPictureRead*>(entry);
  Sink sink;
  const VhcPictureAnswer answer{&sink, keep_code, keep_error};
  if (read(picture.data(), picture.size(), &answer) != 0) return tl::unexpected(std::move(sink.error));
  return std::move(sink.codes);
}

}  // namespace vhc
