// What libvhc-picture.so shows: one function. Plain data and callbacks only, so that nothing of C++ crosses; the number
// in its name is raised when anything here changes.
#pragma once

#include <cstddef>

extern "C" {

// The caller's side. What is pointed to lives until the callback returns.
struct VhcPictureAnswer {
  void* sink;                                                                        // handed back with each call
  void (*code)(void* sink, const char* text, std::size_t size);                      // the text of one code
  void (*error)(void* sink, const char* name, const char* where, const char* hint);  // stable name; the last call
};

// Gives 0 after one code() for each code in the picture, else 1 after error(). No exception leaves.
using VhcPictureRead = int(const unsigned char* picture, std::size_t size, const VhcPictureAnswer* answer);
VhcPictureRead vhc_picture_read_v1;
}
