// What libvhc-print.so shows: one function. Plain data and callbacks only, so that nothing of C++ crosses; the number
// in its name is raised when anything here changes.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" {

// What is to be drawn, as bits.
enum VhcPrintOutput : std::int32_t { vhc_print_svg = 1, vhc_print_png = 2, vhc_print_terminal = 4 };

struct VhcPrintRequest {
  const char* jws;
  std::size_t jws_size;
  std::int32_t outputs;            // of VhcPrintOutput
  std::int32_t pixels_per_module;  // of the PNG
  double symbol_millimetres;       // of the SVG; 0 for the default
  std::int32_t half_blocks;        // of the terminal: 0 or 1
  std::int32_t colour;             // of the terminal: 0 or 1
};

// The caller's side. What is pointed to lives until the callback returns.
struct VhcPrintAnswer {
  void* sink;  // handed back with each call
  void (*code)(void* sink, std::int32_t version, double symbol_millimetres);
  void (*drawing)(void* sink, std::int32_t output, const void* data, std::size_t size);  // one output
  void (*error)(void* sink, const char* name, const char* where, const char* hint);      // stable name; the last call
};

// Gives 0 after code() and one drawing() for each output, else 1 after error(). No exception leaves.
using VhcPrintDraw = int(const VhcPrintRequest* request, const VhcPrintAnswer* answer);
VhcPrintDraw vhc_print_draw_v1;
}
