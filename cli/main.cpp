#include "shell/program.h"
#include "verbs.h"

int main(int argc, char** argv) {
  return vhc::run_main(argc, argv, "vhc", "verifiable health cards", vhc::add_all_verbs);
}
