#include <charconv>

#include "trust/notes/note_text.h"
#include "vhc/trust_pack.h"

namespace vhc {
namespace {

constexpr std::string_view first_line = "vhc-trust pack v1";
constexpr std::string_view first_words = "vhc-trust pack v";
constexpr std::string_view last_line = "end";
constexpr std::size_t max_head_chars = 80;

std::size_t max_bytes_of(std::string_view kind) {
  if (kind == "root") return max_root_note_bytes;
  if (kind == "list") return max_list_note_bytes;
  if (kind == "live") return max_live_note_bytes;
  return max_list_bytes;
}

}  // namespace

tl::unexpected<Error> SectionReader::bad(std::string hint) const {
  return fail(Errc::trust_pack_form, "offset " + std::to_string(size_ - rest_.size()), std::move(hint));
}

Result<std::string_view> SectionReader::take_line() {
  const std::size_t end = rest_.substr(0, max_head_chars).find('\n');
  if (end == std::string_view::npos) return bad("a line that says what follows is missing: the file is cut or changed");
  const std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end + 1);
  return line;
}

Result<SectionReader::Section> SectionReader::take() {
  VHC_TRY(const std::string_view line, take_line());
  const auto words = split(line, ' ');
  const bool has_form = words.size() == 2 || (words.size() == 3 && !words[2].empty());
  if (!has_form) return bad("a section begins with its kind and its size");
  const auto size = read_note_number(words[1], 0);
  if (!size) return bad("the size of a section is no number");
  if (*size > max_bytes_of(words[0])) {
    return fail(Errc::trust_too_large, "offset " + std::to_string(size_ - rest_.size()),
                "a section of this kind has at most " + std::to_string(max_bytes_of(words[0])) + " bytes");
  }
  if (*size > rest_.size()) return bad("a section is cut off");
  const Section section{words[0], words.size() == 3 ? words[2] : std::string_view{}, rest_.substr(0, *size)};
  rest_.remove_prefix(*size);
  return section;
}

Result<bool> SectionReader::take_into(PackSections& sections) {
  const std::string_view kind = rest_.substr(0, rest_.substr(0, max_head_chars).find_first_of(" \n"));
  const bool has_end = sections.data || sections.delta;
  const auto refuse = [this] { return bad("sections do not stand in their order"); };
  if (kind == "root") {
    if (has_end || sections.live || !sections.lists.empty()) return refuse();
    if (sections.roots.size() == max_pack_roots) return bad("there are too many root notes");
    VHC_TRY(const Section section, take());
    if (!section.extra.empty()) return bad("a section begins with its kind and its size");
    sections.roots.push_back(section.bytes);
  } else if (kind == "list") {
    if (has_end || sections.live) return refuse();
    if (sections.lists.size() == max_pack_lists) return bad("there are too many list notes");
    VHC_TRY(const Section section, take());
    if (!section.extra.empty()) return bad("a section begins with its kind and its size");
    sections.lists.push_back(section.bytes);
  } else if (kind == "live") {
    if (has_end || sections.live) return refuse();
    VHC_TRY(const Section section, take());
    if (!section.extra.empty()) return bad("a section begins with its kind and its size");
    sections.live = section.bytes;
  } else if (kind == "data") {
    if (has_end) return refuse();
    VHC_TRY(const Section section, take());
    if (!section.extra.empty()) return bad("a section begins with its kind and its size");
    sections.data = section.bytes;
  } else if (kind == "delta") {
    if (has_end) return refuse();
    VHC_TRY(const Section section, take());
    const auto base = parse_hash(section.extra);
    if (!base) return bad("a delta names the hash of the list it changes");
    sections.delta = PackedDelta{*base, section.bytes};
  } else {
    return false;
  }
  return true;
}

Result<PackSections> read_pack(std::string_view pack) {
  if (pack.size() > max_pack_bytes) return fail(Errc::trust_too_large, {}, "not a pack of this program");
  SectionReader reader(pack);
  VHC_TRY(const std::string_view first, reader.take_line());
  if (first != first_line) {
    const bool is_newer = first.substr(0, first_words.size()) == first_words &&
                          read_note_number(first.substr(first_words.size()), 2).has_value();
    if (is_newer) return fail(Errc::trust_newer_format, {}, "install a newer vhc; the list in use was kept");
    return fail(Errc::trust_pack_form, "offset 0", "a pack begins with \"" + std::string(first_line) + "\"");
  }
  PackSections sections;
  while (true) {
    VHC_TRY(const bool taken, reader.take_into(sections));
    if (!taken) break;
  }
  VHC_TRY(const std::string_view last, reader.take_line());
  if (last != last_line) return reader.bad("a section of this kind is not known");
  if (!reader.rest().empty()) return reader.bad("something follows the end");
  if (sections.roots.empty()) return fail(Errc::trust_pack_form, {}, "it has no root note");
  if (sections.lists.empty() && (sections.data || sections.delta)) {
    return fail(Errc::trust_pack_form, {}, "it has a list and no note about it");
  }
  return sections;
}

std::string write_section(std::string_view kind, std::string_view bytes) {
  std::string text(kind);
  text.append(" ").append(std::to_string(bytes.size())).append("\n").append(bytes);
  return text;
}

std::string write_sections(const PackSections& sections) {
  std::string text;
  for (const std::string_view root : sections.roots) text += write_section("root", root);
  for (const std::string_view list : sections.lists) text += write_section("list", list);
  if (sections.live) text += write_section("live", *sections.live);
  if (sections.data) text += write_section("data", *sections.data);
  if (sections.delta) {
    text += "delta " + std::to_string(sections.delta->body.size()) + " " + hash_text(sections.delta->base) + "\n";
    text.append(sections.delta->body);
  }
  return text;
}

std::string write_pack(const PackSections& sections) {
  return std::string(first_line) + "\n" + write_sections(sections) + std::string(last_line) + "\n";
}

}  // namespace vhc
