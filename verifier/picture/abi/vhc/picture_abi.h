// What libvhc-picture.so shows: one function. Plain data and callbacks only, so that nothing of C++ crosses; the number
// in its name is raised when anything here changes.
#pragma once

#include <cstddef>

extern "C" {

// One code as it was read; ReadCode of vhc/read_code.h.
struct VhcPictureCode {
  const char* text;
  std::size_t text_size;
  const char* data_codewords;
  std::size_t data_codewords_size;
  char level;
};

// The caller's side. What is pointed to lives until the callback returns.
struct VhcPictureAnswer {
  void* sink;  // handed back with each call
  void (*code)(void* sink, const VhcPictureCode* code);
  void (*error)(void* sink, const char* name, const char* where, const char* hint);  // stable name; the last call
};

// Gives 0 after one code() for each code in the picture, else 1 after error(). No exception leaves.
using VhcPictureRead = int(const unsigned char* picture, std::size_t size, const VhcPictureAnswer* answer);
VhcPictureRead vhc_picture_read_v2;
}
