// picture_converter CARD.png CARD.jpg | CARD.pdf [PAGE]: the picture as a JPEG, or on a page of a PDF document whose
// other pages are empty.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <png.h>

#include "../support/degraded_pictures.h"

namespace vhc {
namespace {

GreyImage read_png(const char* file) {
  png_image png{};
  png.version = PNG_IMAGE_VERSION;
  if (png_image_begin_read_from_file(&png, file) == 0) std::abort();
  png.format = PNG_FORMAT_GRAY;
  GreyImage image(static_cast<int>(png.width), static_cast<int>(png.height));
  if (png_image_finish_read(&png, nullptr, image.pixels.data(), 0, nullptr) == 0) std::abort();
  return image;
}

std::string stream(const std::string& entries, const std::string& bytes) {
  return "<<" + entries + "/Length " + std::to_string(bytes.size()) + ">>stream\n" + bytes + "\nendstream";
}

// Objects 1 and 2 are the catalogue and the list of pages, 3 is the picture, 4 what page `page` shows, then the pages.
std::string pdf_of(const GreyImage& image, int page) {
  const std::string jpeg(as_text(jpeg_of(image, 90)));
  const std::string size = "/Width " + std::to_string(image.width) + "/Height " + std::to_string(image.height);
  std::vector<std::string> objects = {
      "<</Type/Catalog/Pages 2 0 R>>", "",
      stream("/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode" + size, jpeg),
      stream("", "q 142 0 0 142 220 500 cm /Card Do Q")};  // 50 mm on A4
  std::string kids;
  for (int i = 1; i <= page; ++i) {
    objects.push_back("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</Card 3 0 R>>>>" +
                      std::string(i == page ? "/Contents 4 0 R>>" : ">>"));
    kids += std::to_string(objects.size()) + " 0 R ";
  }
  objects[1] = "<</Type/Pages/Count " + std::to_string(page) + "/Kids[" + kids + "]>>";

  std::string pdf = "%PDF-1.4\n";
  std::string table;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    const std::string place = std::to_string(pdf.size());
    table += std::string(10 - place.size(), '0') + place + " 00000 n \n";
    pdf += std::to_string(i + 1) + " 0 obj" + objects[i] + "\nendobj\n";
  }
  const std::string count = std::to_string(objects.size() + 1);
  const std::string start = std::to_string(pdf.size());
  return pdf + "xref\n0 " + count + "\n0000000000 65535 f \n" + table + "trailer<</Size " + count +
         "/Root 1 0 R>>\nstartxref\n" + start + "\n%%EOF\n";
}

}  // namespace
}  // namespace vhc

int main(int argc, char** argv) {
  if (argc < 3) return EXIT_FAILURE;
  const vhc::GreyImage image = vhc::read_png(argv[1]);
  const std::string to = argv[2];
  const int page = argc > 3 ? static_cast<int>(std::strtol(argv[3], nullptr, 10)) : 1;
  std::ofstream out(to, std::ios::binary);
  if (to.ends_with(".pdf")) {
    out << vhc::pdf_of(image, page);
  } else {
    out << vhc::as_text(vhc::jpeg_of(image, 60));
  }
  return out.flush() ? EXIT_SUCCESS : EXIT_FAILURE;
}
