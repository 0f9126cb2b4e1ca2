// Whatever is accepted as a note is written again as the same bytes, and a signature holds only over its own text.
#include "input.h"
#include "vhc/trust_note.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vhc;
  const std::string_view text = text_of(data, size);
  if (const auto root = parse_root(text)) require(to_text(*root) == text);
  if (const auto list = parse_list_note(text)) require(to_text(*list) == text);
  if (const auto live = parse_live(text)) require(to_text(*live) == text);
  if (const auto key = parse_note_key(text)) require(to_text(*key) == text);
  if (const auto denial = parse_card_denial(text)) require(to_text(*denial) == text);
  const auto note = split_note(text, max_live_note_bytes);
  if (!note) return 0;
  require(to_text(*note) == text);
  if (const auto root = parse_root(note->text)) static_cast<void>(count_signers(*note, *root, NoteRole::root));
  return 0;
}
