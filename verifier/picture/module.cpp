// libvhc-picture.so: reading pictures behind one C function.
#include <exception>

#include "vhc/picture.h"
#include "vhc/picture_abi.h"

extern "C" __attribute__((visibility("default"))) int vhc_picture_read_v1(const unsigned char* picture,
                                                                          std::size_t size,
                                                                          const VhcPictureAnswer* answer) {
  try {
    const auto texts = vhc::read_codes({picture, size});
    if (texts) {
      for (const std::string& text : *texts) answer->code(answer->sink, text.data(), text.size());
      return 0;
    }
    const vhc::Error& error = texts.error();
    answer->error(answer->sink, vhc::name(error.code).data(), error.where.c_str(), error.hint.c_str());
  } catch (const std::exception&) {
    answer->error(answer->sink, vhc::name(vhc::Errc::internal).data(), "reading a picture", "");
  }
  return 1;
}
