// Built without the settings of this project, so that the test of them shows that it can fire.
#include <string>

int main(int argc, char** argv) {
  const std::string first = argc > 1 ? argv[1] : "";
  return first.empty() ? 0 : 1;
}
