// Runs a fuzz target over the files of its corpus, in builds that have no fuzzer. An empty corpus is a failure: it
// would show nothing.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

namespace fs = std::filesystem;

void replay(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
  // Named first and flushed: a crash is in the last file of the list.
  std::cout << file.filename().string() << std::endl;
  // A copy of exactly this size, so that a read behind the end is one in the sanitizers' eyes too.
  const std::vector<std::uint8_t> input(bytes.begin(), bytes.end());
  LLVMFuzzerTestOneInput(input.data(), input.size());
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t num_inputs = 0;
  for (int i = 1; i < argc; ++i) {
    std::error_code error;
    if (!fs::is_directory(argv[i], error)) {
      std::cerr << "no such folder: " << argv[i] << '\n';
      return EXIT_FAILURE;
    }
    for (const auto& entry : fs::recursive_directory_iterator(argv[i])) {
      if (!entry.is_regular_file()) continue;
      replay(entry.path());
      ++num_inputs;
    }
  }
  std::cout << num_inputs << " inputs replayed\n";
  return num_inputs > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
