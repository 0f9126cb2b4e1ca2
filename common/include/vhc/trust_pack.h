// A trust pack: everything a device needs to come up to date, in one file. All root notes, all list notes, perhaps a
// live note, and the list or the changes to it (docs/formats/trust-list.md; docs/rules/trust.md 6).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "vhc/result.h"
#include "vhc/sha256.h"
#include "vhc/trust_lines.h"
#include "vhc/trust_note.h"

namespace vhc {

inline constexpr std::size_t max_pack_roots = 256;
inline constexpr std::size_t max_pack_lists = 65'536;
// Of a whole pack or state file: the list, every note, and the lines between them.
inline constexpr std::size_t max_pack_bytes = max_list_bytes + std::size_t{256} * 1024 * 1024;

// Changes from the list whose bytes have the hash `base`.
struct PackedDelta {
  Sha256 base{};
  std::string_view body;
};

// The sections of a pack, as views into its bytes: whole notes with their signatures, unread.
struct PackSections {
  std::vector<std::string_view> roots;  // as in the pack
  std::vector<std::string_view> lists;
  std::optional<std::string_view> live;
  std::optional<std::string_view> data;
  std::optional<PackedDelta> delta;  // never together with data
};

// Takes a pack apart. Fails with trust_pack_form (offset in Error::where), trust_newer_format or trust_too_large.
Result<PackSections> read_pack(std::string_view pack);
std::string write_pack(const PackSections& sections);

// A section's head, "root 1532\n" and its bytes.
std::string write_section(std::string_view kind, std::string_view bytes);
// The sections in their order, without first and last line: what packs and state files have in common.
std::string write_sections(const PackSections& sections);

// Reads sections one by one.
class SectionReader {
 public:
  explicit SectionReader(std::string_view text) : rest_(text), size_(text.size()) {}

  struct Section {
    std::string_view kind;
    std::string_view extra;  // what follows the size
    std::string_view bytes;
  };
  Result<Section> take();
  // Adds the next section when it is one of a pack; false, with nothing taken, when it is another.
  Result<bool> take_into(PackSections& sections);
  std::string_view rest() const noexcept { return rest_; }
  // One whole line, without its end.
  Result<std::string_view> take_line();
  tl::unexpected<Error> bad(std::string hint) const;

 private:
  std::string_view rest_;
  std::size_t size_;
};

// The changes that make `to` out of `from`: "-NET ISS" for a line that goes, "+LINE" for one that comes or changes,
// sorted by bytes. Both must be lists.
std::string make_delta(std::string_view from, std::string_view to);
// Fails with trust_need_full when the changes do not fit. The caller compares the result with the hash that was signed.
Result<std::string> apply_delta(std::string_view from, std::string_view delta);

}  // namespace vhc
