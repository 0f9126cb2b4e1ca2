// libvhc-picture.so: reading pictures behind one C function.
#include <exception>

#include "vhc/picture.h"
#include "vhc/picture_abi.h"

extern "C" __attribute__((visibility("default"))) int vhc_picture_read_v2(const unsigned char* picture,
                                                                          std::size_t size,
                                                                          const VhcPictureAnswer* answer) {
  try {
    const auto codes = vhc::read_codes({picture, size});
    if (codes) {
      for (const vhc::ReadCode& code : *codes) {
        const VhcPictureCode plain{code.text.data(), code.text.size(), code.data_codewords.data(),
                                   code.data_codewords.size(), code.level};
        answer->code(answer->sink, &plain);
      }
      return 0;
    }
    const vhc::Error& error = codes.error();
    answer->error(answer->sink, vhc::name(error.code).data(), error.where.c_str(), error.hint.c_str());
  } catch (const std::exception&) {
    answer->error(answer->sink, vhc::name(vhc::Errc::internal).data(), "reading a picture", "");
  }
  return 1;
}
