#include "desk/bulk/batch_reader.h"

namespace vhc {
namespace {

Result<ReadBatch> read_batch(InputReader& reader, std::size_t persons) {
  ReadBatch batch;
  while (batch.pieces.size() < persons) {
    Piece piece;
    VHC_TRY(const bool got, reader.next(piece.intake));
    batch.is_last = !got;
    if (!got) break;
    batch.pieces.push_back(std::move(piece));
  }
  return batch;
}

}  // namespace

void BatchReader::read_ahead() {
  ahead_ = std::async(policy_, read_batch, std::ref(reader_), persons_);
}

Result<ReadBatch> BatchReader::next() {
  if (!ahead_.valid()) read_ahead();
  Result<ReadBatch> batch = ahead_.get();
  if (batch && !batch->is_last) read_ahead();
  return batch;
}

}  // namespace vhc
