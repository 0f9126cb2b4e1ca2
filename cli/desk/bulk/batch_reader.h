// Reads the persons of a file, some at a time; the next ones are read while the last ones are worked on.
#pragma once

#include <future>
#include <optional>
#include <vector>

#include "desk/bulk/batch.h"
#include "vhc/input.h"

namespace vhc {

struct ReadBatch {
  std::vector<Piece> pieces;
  bool is_last = false;
};

class BatchReader {
 public:
  // Nobody else may read from `reader` once next() was called.
  BatchReader(InputReader& reader, std::size_t persons, std::launch policy)
      : reader_(reader), persons_(persons), policy_(policy) {}

  // Not to be called after the last one. Fails as reading does.
  Result<ReadBatch> next();

 private:
  void read_ahead();

  InputReader& reader_;
  std::size_t persons_;
  std::launch policy_;
  std::future<Result<ReadBatch>> ahead_;
};

}  // namespace vhc
