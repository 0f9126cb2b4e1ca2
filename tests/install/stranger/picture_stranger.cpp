// Draws a card as a picture and reads it back: picture_stranger CARD prints how many codes were read.
#include <fstream>
#include <iostream>
#include <string>

#include <vhc/picture.h>
#include <vhc/print.h>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::ifstream in(argv[1]);
  std::string jws;
  std::getline(in, jws);
  const auto code = vhc::draw_qr(jws);
  if (!code) return 1;
  const auto picture = vhc::to_png(*code, vhc::default_pixels_per_module);
  if (!picture) return 1;
  const auto texts = vhc::read_codes(*picture);
  if (!texts) return 1;
  std::cout << texts->size() << '\n';
  return 0;
}
